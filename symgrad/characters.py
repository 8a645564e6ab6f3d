"""Characters: which may stand in a name, which only look like others, and their ASCII forms."""

from __future__ import annotations

import itertools
import re
import unicodedata

# What people paste or type, and what the notation of this package wants instead.
WRITE_INSTEAD = {
    **{character: f"^{digit}" for digit, character in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    "√": "sqrt(…)",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "∗": "*",
    "•": "*",
    "∙": "*",
    "∕": "/",
    "⁄": "/",
    ":": "/",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
    "|": "abs(…)",
    "!": "a product",
    "∂": "the name of a variable",
    "‘": "a name without it",
    "’": "a name without it",
    "'": "a name without it",
    # The wide signs of East Asian keyboards
    **{chr(ord(sign) + 0xFEE0): sign for sign in "()*+,-./;=^"},
}

_LOOKS_LATIN = {
    # Greek
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳ", "ABEZHIKMNOPTYXocj", strict=True)),
    # Cyrillic
    **dict(zip("АВЕЅІЈКМНОРСТУХ", "ABESIJKMHOPCTYX", strict=True)),
    **dict(zip("авеѕіјкорсухԁԛԝһ", "abesijkopcyxdqwh", strict=True)),
}

# Signs that keyboards have where a Greek letter is meant.
_GREEK_SIGNS = str.maketrans("\N{MICRO SIGN}\N{INCREMENT}", "μΔ")

_ASCII = {
    "∂": "d",
    "∆": "Delta",
    "∇": "grad ",
    "∑": "Sum",
    "∏": "Prod",
    "∫": "Int",
    "±": "+-",
    "•": "*",
    "∗": "*",
    "∙": "*",
    "⋅": "*",
    "⁄": "/",
    "°": " deg",
    "′": "'",
    "⎍": "step",
    "\ufffd": "?",
    "−": "-",
    "·": "*",
    "×": "x",
    "÷": "/",
    "⊙": "(.)",
    "→": "->",
    "←": "<-",
    "↦": "|->",
    "≈": "~=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "√": "sqrt",
    "∞": "inf",
    "Σ": "Sum",
    "✓": "ok",
    "✗": "X",
    "…": "...",
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "’": "'",
    "—": "-",
    "–": "-",
    "¿": "",
    "¡": "",
    "ñ": "n",
    "Ñ": "N",
    "\u00a0": " ",
    "\u202f": " ",
    "ʹ": "'",
}
_SUPERSCRIPTS = re.compile("[⁰¹²³⁴-⁹⁺⁻ⁿᵀ]+")


def looks_like(character: str) -> str | None:
    """Return the ASCII letter that `character` can be mistaken for, if any.

    >>> looks_like("\N{CYRILLIC SMALL LETTER A}")
    'a'
    >>> looks_like("β") is None
    True
    """
    if character in _LOOKS_LATIN:
        return _LOOKS_LATIN[character]
    plain = unicodedata.normalize("NFKC", character)
    is_other_form = plain != character and plain.isascii() and plain.isalnum() and len(plain) == 1
    return plain if is_other_form else None


def _letters() -> str:
    """Return the letters of names besides A to Z: accented Latin and Greek.

    Only those that are letters in their composed form too, and that pass for no other.
    """
    blocks = (range(0xC0, 0x250), range(0x370, 0x400), range(0x1E00, 0x2000))
    return "\N{OHM SIGN}\N{ANGSTROM SIGN}" + "".join(
        letter
        for letter in map(chr, itertools.chain(*blocks))
        if unicodedata.category(letter) in ("Lu", "Ll", "Lt") and looks_like(letter) is None
    )


# What the two parts of a name are made of, as the inside of brackets of a regular expression.
# Subscript digits and accents (ŷ) may follow; the combining grapheme joiner is invisible.
NAME_START = "A-Za-z_\N{MICRO SIGN}\N{INCREMENT}" + _letters()
NAME_REST = NAME_START + "0-9₀-₉\u0300-\u034e\u0350-\u036f"


def as_name(text: str) -> str:
    r"""Return the one form of a name that can be typed in several ways.

    >>> as_name("y\N{COMBINING CIRCUMFLEX ACCENT}") == "ŷ", as_name("\N{MICRO SIGN}") == "μ"
    (True, True)
    """
    return unicodedata.normalize("NFC", text.translate(_GREEK_SIGNS))


def describe(character: str) -> str:
    r"""Name a character so that it can be found: ``U+0430 CYRILLIC SMALL LETTER A``.

    >>> describe("\0")
    'U+0000'
    """
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def to_ascii(text: str) -> str:
    """Rewrite `text` for a terminal that prints nothing but ASCII.

    >>> to_ascii("∂Y/∂Ω₁ = −0,5 · σ′")
    "dY/dOmega1 = -0,5 * sigma'"
    """
    raised = _SUPERSCRIPTS.sub(lambda found: "^" + found.group(), text)
    return "".join(character if character.isascii() else _ascii(character) for character in raised)


def _ascii(character: str) -> str:
    if character in _ASCII:
        return _ASCII[character]
    return "".join(map(_simple_ascii, unicodedata.normalize("NFKD", character)))


def _simple_ascii(character: str) -> str:
    """Return the ASCII form of what cannot be decomposed any further."""
    if character.isascii():
        return character
    if character in _ASCII:
        return _ASCII[character]
    if unicodedata.category(character).startswith("M"):
        return ""
    name = unicodedata.name(character, "")
    if letter := re.match(r"GREEK (CAPITAL|SMALL) LETTER (?:FINAL )?(\w+)", name):
        return letter[2].capitalize() if letter[1] == "CAPITAL" else letter[2].lower()
    if name.startswith("BOX DRAWINGS"):
        return "+" if " AND " in name else "|" if "VERTICAL" in name else "-"
    return "?"


def columns(text: str) -> int:
    r"""Return how many columns of a terminal `text` takes, accents taking none.

    >>> columns("x\N{COMBINING CIRCUMFLEX ACCENT}"), columns("\N{FULLWIDTH DIGIT ONE}")
    (1, 2)
    """
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me")
        else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def printable(text: str, limit: int = 60) -> str:
    r"""Quote text from outside so that it cannot move a cursor or fill a screen.

    >>> printable("a\x1b[2Jb")
    'a�[2Jb'
    """
    cut = text.replace("\t", " ")[:limit]
    cut = cut if len(text) <= limit else cut[:-1] + "…"
    return "".join(
        "\ufffd" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character
        for character in cut
    )


def pretty_name(name: str) -> str:
    """Return a name as books print it: Greek letters, and numbers at the end as subscripts.

    >>> pretty_name("Omega_1"), pretty_name("w0"), pretty_name("beta"), pretty_name("x_max")
    ('Ω₁', 'w₀', 'β', 'x_max')
    """
    letter, index = name_parts(name)
    return letter + index.translate(_SUBSCRIPTS)


def name_parts(name: str) -> tuple[str, str]:
    """Return the letter and the index of a name, for printers that set indices themselves.

    Without an underscore only one letter has an index: w0 is w₀, but layer2 is a word.

    >>> name_parts("Omega_1"), name_parts("w0"), name_parts("layer2")
    (('Ω', '1'), ('w', '0'), ('layer2', ''))
    """
    stem = name.rstrip(_DIGITS)
    index = name[len(stem) :]
    underscored = bool(index) and stem.endswith("_")
    stem = stem.removesuffix("_") if underscored else stem
    letter = _GREEK.get(stem, stem)
    return (letter, index) if stem and (underscored or len(letter) == 1) else (name, "")


def _greek_letters() -> dict[str, str]:
    """Return the Greek letters by the names that ASCII text gives them."""
    letters = {"lambda": "λ", "Lambda": "Λ"}
    for code in (*range(0x391, 0x3AA), *range(0x3B1, 0x3CA)):
        case, _, letter = unicodedata.name(chr(code), "").partition(" LETTER ")
        if letter and " " not in letter and chr(code) not in _LOOKS_LATIN:
            spelled = letter.lower()
            letters[spelled.capitalize() if "CAPITAL" in case else spelled] = chr(code)
    return letters


_GREEK = _greek_letters()
_DIGITS = "0123456789"
_SUBSCRIPTS = str.maketrans(_DIGITS, "₀₁₂₃₄₅₆₇₈₉")
