"""The parser: limits before any work, and texts that were written to do harm."""

import random
import unicodedata

import pytest

from symgrad.conversion import to_text
from symgrad.errors import ParseError
from symgrad.expr import Call, Lit, Ref, fold, walk
from symgrad.parsing import Limits, parse_assignments, parse_expression, reader
from symgrad.parsing import tokens as reading


def code(text, *limits):
    with pytest.raises(ParseError) as caught:
        parse_expression(text, *limits)
    return caught.value.code


def is_calm(error):
    """Say whether a message neither moves a cursor nor breaks an encoding nor fills a screen."""
    text = error.message("en")
    controls = [unicodedata.category(character)[0] == "C" for character in text.replace("\n", "")]
    text.encode("utf-8")
    return not any(controls) and text.count("\n") == 2 and len(text) < 400


@pytest.mark.parametrize(
    ("limits", "good", "bad"),
    [
        (Limits(length=5), "a + b", "a + bc"),
        (Limits(nodes=3), "a+b", "a+b+c"),
        (Limits(depth=2), "((a))", "(((a)))"),
        (Limits(depth=2), "a^b^c", "a^b^c^d"),
        (Limits(digits=3), "12.5", "12.50"),
        (Limits(exponent=9), "a^9 + 1e-9", "a^10"),
        (Limits(exponent=9), "a^(3*3)", "a^(-2*5)"),
        (Limits(exponent=9), "a^(9/2)", "1e10"),
        (Limits(exponent=9), "a^(0^2 + 9)", "a^(0^2 + 10)"),
        (Limits(exponent=9), "a^((-2)^3 + 17)", "a^((-2)^3 - 2)"),
        (Limits(magnitude=9), "10^8*9.9", "10^9*10"),
        (Limits(magnitude=9), "1/10^9", "1/10^9/10^10"),
    ],
)
def test_limits(limits, good, bad):
    parse_expression(good, limits)
    with pytest.raises(ParseError):
        parse_expression(bad, limits)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9**9**9", "exponent_too_large"),
        ("9^(9^9)", "exponent_too_large"),
        ("((9^99)^99)^99", "number_too_large"),
        ("1e999999999", "exponent_too_large"),
        ("1e-999999999999999999", "exponent_too_large"),
        ("2^(1/1e-500)", "number_too_large"),
        ("2^((-10)^301 - 10^301)", "exponent_too_large"),
        ("*".join(["9^400"] * 10), "number_too_large"),
        ("x^(-1*(-(10^5)))", "exponent_too_large"),
        ("9" * 61, "too_many_digits"),
    ],
)
def test_constants_are_never_computed(text, expected):
    assert code(text) == expected


@pytest.mark.parametrize(
    "text", ["0^0", "1/0", "(-8)^(1/3)", "0^(-1)", "2^(1/0)", "x^(e^e^e)", "2^exp(1000)"]
)
def test_a_constant_without_a_value_is_left_to_the_arithmetic(text):
    assert isinstance(parse_expression(text), Call)


@pytest.mark.parametrize(
    ("text", "limits", "expected", "most"),
    [
        ("(" * 100_000, Limits(), "too_long", 0),
        ("(" * 100_000, Limits(length=10**6), "too_deep", 52),
        ("(" * 100_000, Limits(length=10**6, depth=10**6), "too_many_nodes", 5_002),
        ("-" * 100_000, Limits(length=10**6), "too_deep", 52),
        ("1+" * 100_000, Limits(length=10**6), "too_many_nodes", 5_002),
        (";" * 100_000, Limits(length=10**6), "too_many_nodes", 5_002),
        ("7" * 10**6, Limits(length=10**6), "too_many_digits", 2),
        ("(a" + ")" * 100_000, Limits(length=10**6), "bracket_not_opened", 5),
        ("a" * 19_000 + "(1)", Limits(), "unknown_function", 2),
    ],
)
def test_a_limit_stops_the_reading(monkeypatch, text, limits, expected, most):
    tokens = []
    monkeypatch.setattr(
        reading, "Token", lambda *parts, make=reading.Token: tokens.append(1) or make(*parts)
    )
    assert code(text, limits) == expected
    assert len(tokens) <= most


@pytest.mark.parametrize("text", ["7" * 10**6, "1e1001", "0.5e-99999999", "1e" + "9" * 10**6])
def test_digits_are_counted_before_a_number_is_made(monkeypatch, text):
    monkeypatch.setattr(reader, "Decimal", None)
    assert code(text, Limits(length=10**7)) in ("too_many_digits", "exponent_too_large")


def test_all_the_digits_of_a_long_number_if_the_caller_wants_them():
    expr = parse_expression("7" * 10_000, Limits(digits=10_000, magnitude=10_000))
    assert expr.value % 10**9 == 777_777_777


def test_a_caller_who_raises_the_limits_reads_a_long_sum():
    text = " + ".join(["a"] * 100_000)
    limits = Limits(length=len(text), nodes=300_000)
    expr = parse_expression(text, limits)
    assert to_text(expr) == text
    assert expr == parse_expression(text, limits)


@pytest.mark.parametrize(
    ("before", "after", "operations"),
    [("(", ")", 0), ("-", "", 1), ("sin(", ")", 1), ("a^", "", 1), ("a - (", ")", 1)],
)
def test_a_caller_who_raises_the_limits_reads_a_deep_text(before, after, operations):
    depth = 20_000
    limits = Limits(length=10**6, nodes=10**6, depth=2 * depth)
    expr = parse_expression(before * depth + "a" + after * depth, limits)
    assert sum(isinstance(part, Call) for part in walk(expr)) == depth * operations
    assert fold(expr, lambda leaf: "a", lambda call, parts: parts[-1]) == "a"


def test_lines_are_counted_once(monkeypatch):
    counted = []

    class Text(str):
        def count(self, part, *place):
            counted.append(place[1] - place[0])
            return super().count(part, *place)

    text = Text("a = b\n" * 100)
    assert parse_assignments(text)[-1].line == 100
    assert sum(counted) <= len(text)


HOSTILE = [
    "__import__('os').system('rm -rf /')",
    "().__class__.__bases__[0]",
    "lambda: 0",
    "a\0b",
    "\0",
    "\x1b[2J\x1b]0;title\x07 + 1",
    "a\u202e + b",
    "a\u200b + b",
    "\ufeffa + b",
    "a + \ud800",
    "\udfff\ud800",
    "\U0001f600 + 1",
    "a\U0001f600(1)",
    "\N{TAG LATIN SMALL LETTER A}",
    "ａ + １",
    "１",
    "٣ + 1",
    "а + 1",
    "Α + 1",
    "sіn(a)",
    "𝒂 + 1",
    "a²³",
    "a\N{COMBINING GRAPHEME JOINER}b",
    "a\N{GREEK QUESTION MARK}b",
    "a\N{GREEK ANO TELEIA}b",
    "ǃa",
    "\N{LATIN LETTER LATERAL CLICK}a",
    "a\N{LINE SEPARATOR}b",
    "a\x0bb",
    "{a!r:>9999999999}",
    "%s %(a)s {0} {a.b}",
    "\u0301" * 1000,
    "(a" + "b\u0301" * 9000 + " c",
    "x" * 19_000 + " y",
    "f" * 19_000 + "(1)",
    "a" + " " * 19_000 + "$",
    "9**9**9",
    "(" * 20_000,
    "1." * 5000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_get_a_clear_and_calm_error(text):
    with pytest.raises(ParseError) as caught:
        parse_expression(text)
    assert is_calm(caught.value)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("start", ["y = ", "", "y = 1\n"])
def test_hostile_texts_among_assignments(start, text):
    with pytest.raises(ParseError) as caught:
        parse_assignments(start + text)
    assert is_calm(caught.value)


def outcome(read, text):
    """Return what was read, or the error; every other exception is a failure of the test."""
    try:
        return read(text)
    except ParseError as error:
        return error


def test_every_character_in_a_text():
    found = {
        character: outcome(parse_expression, f"2{character}x-4")
        for character in map(chr, range(0x10000))
    }
    errors = {key: error for key, error in found.items() if isinstance(error, ParseError)}
    assert found.keys() - errors.keys() == set("+-*/^·⋅×÷−#")
    assert all(error.data["column"] in (1, 2, 3, 4) for error in errors.values())


def test_every_character_in_a_name_is_a_name_in_its_one_form():
    for character in map(chr, range(0x10000)):
        found = outcome(parse_expression, f"a{character}")
        if isinstance(found, Ref):
            assert parse_expression(found.name) == found
            assert unicodedata.is_normalized("NFC", found.name)


PIECES = [*"+-*/^()=,;#. \n\t·−", "**", "1", "2.5", "1e9", "a", "e", "sin(", "max(", "ŷ", "²", "а"]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("read", [parse_expression, parse_assignments])
def test_random_pieces_are_read_or_refused(read, seed):
    dice = random.Random(seed)
    texts = ["".join(dice.choices(PIECES, k=dice.randrange(1, 15))) for _ in range(1000)]
    errors = [
        found for found in (outcome(read, text) for text in texts) if type(found) is ParseError
    ]
    assert all(map(is_calm, errors))
    assert 0 < len(errors) < len(texts)


@pytest.mark.parametrize("seed", range(5))
def test_random_pieces_leave_numbers_as_written(seed):
    dice = random.Random(seed)
    for _ in range(300):
        text = " ".join(dice.choices(["1.50", "-", "+", "*", "(", ")", "0.25", "x"], k=7))
        found = outcome(parse_expression, text)
        if not isinstance(found, ParseError):
            numbers = [part.written.lstrip("-") for part in walk(found) if isinstance(part, Lit)]
            assert set(numbers) <= {"1.50", "0.25"}
