"""Characters: letters of names, look-alikes, and forms for plain terminals."""

import re
import unicodedata
from importlib.resources import files

import pytest

from symgrad.characters import (
    NAME_REST,
    NAME_START,
    WRITE_INSTEAD,
    as_name,
    columns,
    describe,
    looks_like,
    printable,
    to_ascii,
)
from symgrad.operations import OPERATIONS

PLANE = [chr(code) for code in range(0x10000)]
NAME = re.compile(f"[{NAME_START}][{NAME_REST}]*")


@pytest.mark.parametrize("letter", "azAZ_αωΓΔΘΛΞΠΣΦΨΩϕϵéñüçÑßøřŷẑᾱ")
def test_letters_of_names(letter):
    assert NAME.fullmatch(letter)


@pytest.mark.parametrize(
    "text", ["1a", "₁", "\u0302", "a-b", "a b", "ª", "ſ", "ǃ", "ͺ", ";", "日", "א", "ж"]
)
def test_not_the_letters_of_names(text):
    assert not NAME.fullmatch(text)


def test_names_keep_being_names_in_their_one_form():
    marks = [mark for mark in PLANE if re.fullmatch(f"[{NAME_REST}]", mark)]
    for letter in (letter for letter in marks if NAME.fullmatch(letter)):
        for mark in ("", "\u0301", "\u0302", "\u0304", "\u0307", "\u0323", "₁"):
            name = as_name(letter + mark)
            assert NAME.fullmatch(name)
            assert as_name(name) == name


def test_nothing_in_a_name_is_invisible_or_passes_for_a_latin_letter():
    for character in PLANE:
        if not character.isascii() and re.fullmatch(f"[{NAME_REST}]", character):
            assert unicodedata.category(character)[0] in "LM" or character in "₀₁₂₃₄₅₆₇₈₉∆"
            subscript = unicodedata.name(character).startswith("SUBSCRIPT")
            assert looks_like(character) is None or subscript


@pytest.mark.parametrize(
    ("character", "latin"),
    [
        ("а", "a"),
        ("Е", "E"),
        ("ѕ", "s"),
        ("Α", "A"),
        ("Ο", "O"),
        ("ο", "o"),
        ("ａ", "a"),
        ("１", "1"),
        ("𝑥", "x"),
        ("ℝ", "R"),
        ("ⅹ", "x"),
        ("ₓ", "x"),
        ("ſ", "s"),
    ],
)
def test_look_alikes(character, latin):
    assert looks_like(character) == latin


@pytest.mark.parametrize("character", "abzAZ019_+αβωΩñé日ж\0\ud800")
def test_what_looks_like_nothing_else(character):
    assert looks_like(character) is None


def test_what_is_advised_can_be_written():
    for advice in WRITE_INSTEAD.values():
        assert advice.replace("…", "").isascii()


@pytest.mark.parametrize(
    ("character", "name"),
    [("a", "U+0061 LATIN SMALL LETTER A"), ("\x1b", "U+001B"), ("\ud800", "U+D800")],
)
def test_a_character_is_described(character, name):
    assert describe(character) == name


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("∂Y/∂b = −0,5·σ′(z)", "dY/db = -0,5*sigma'(z)"),
        ("∂²Y/∂b² = h²", "d^2Y/db^2 = h^2"),
        ("σ⁻¹, xⁿ, Ω₁ᵀ", "sigma^-1, x^n, Omega1^T"),
        ("log₁₀, log₂", "log10, log2"),
        ("½ + ⅓", "1/2 + 1/3"),
        ("α β Γ Θ ω ϕ ς", "alpha beta Gamma Theta omega phi sigma"),
        ("ŷ, x̄, ẑ", "y, x, z"),
        ("¿Qué sección? ¡Año!", "Que seccion? Ano!"),
        ("a → b, x ≤ 0, y ≥ 1, ≈ ≠", "a -> b, x <= 0, y >= 1, ~= !="),
        ("«a» “b” ’ – — …", '"a" "b" \' - - ...'),
        ("✓ ✗", "ok X"),
        ("1\u202f000\u00a0m", "1 000 m"),
        ("─│┌┼", "-|++"),
        ("日本😀", "???"),
        ("plain text\t\n", "plain text\t\n"),
    ],
)
def test_a_plain_terminal(text, plain):
    assert to_ascii(text) == plain


def test_every_character_has_a_plain_form():
    assert all(to_ascii(character).isascii() for character in PLANE)
    assert to_ascii("".join(PLANE)).isascii()


def test_our_own_texts_have_plain_forms_without_question_marks():
    catalogs = files("symgrad") / "catalogs"
    texts = [(catalogs / f"{lang}.po").read_text(encoding="utf-8") for lang in ("en", "es")]
    texts += [row.sign + row.title("en") + row.title("es") for row in OPERATIONS.values()]
    unknown = {letter for letter in "".join(texts) if letter != "?" and "?" in to_ascii(letter)}
    assert unknown == set()


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("ŷ", 1),
        ("y\u0302", 1),
        ("日本", 4),
        ("ａ", 2),
        ("Ω₁", 2),
        ("\ufffd", 1),
    ],
)
def test_columns(text, width):
    assert columns(text) == width


def test_printable_hides_what_acts_on_a_terminal():
    acting = [
        character
        for character in PLANE
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character != "\t"
    ]
    assert set(printable("".join(acting), len(acting))) == {"\ufffd"}
    assert printable("\t") == " "


@pytest.mark.parametrize(
    ("size", "shown"), [(60, "x" * 60), (61, "x" * 59 + "…"), (10**6, "x" * 59 + "…")]
)
def test_printable_cuts_long_texts(size, shown):
    assert printable("x" * size) == shown
