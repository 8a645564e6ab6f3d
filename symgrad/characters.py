"""Characters: which may stand in a name, which only look like others, and their ASCII forms."""

from __future__ import annotations

import unicodedata

# Latin with accents, Greek, digits, underscore, subscript digits and combining accents (ŷ).
NAME_START = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff"
NAME_REST = NAME_START + "0-9\u2080-\u2089\u0300-\u036f"

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
    "–": "-",
    "—": "-",
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
    "|": "abs(…)",
    "!": "a product",
    "µ": "μ",
    "∂": "the name of a variable",
    "‘": "a name without it",
    "’": "a name without it",
    "'": "a name without it",
}

_LOOKS_LATIN = {
    # Greek
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳ", "ABEZHIKMNOPTYXocj", strict=True)),
    # Cyrillic
    **dict(zip("АВЕЅІЈКМНОРСТУХ", "ABESIJKMHOPCTYX", strict=True)),
    **dict(zip("авеѕіјкорсухԁԛԝһ", "abesijkopcyxdqwh", strict=True)),
}

_ASCII = {
    "∂": "d",
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
    "⅟": "1/",
    "ʹ": "'",
}


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
    return "".join(character if character.isascii() else _ascii(character) for character in text)


def _ascii(character: str) -> str:
    if character in _ASCII:
        return _ASCII[character]
    plain = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in plain if part.isascii())
    if kept:
        return kept
    name = unicodedata.name(character, "")
    if name.startswith("GREEK") and " LETTER " in name:
        letter = name.split(" LETTER ")[1].split(" ")[0].lower()
        return letter.capitalize() if "CAPITAL" in name else letter
    if name == "PRIME":
        return "'"
    if unicodedata.combining(character):
        return ""
    if name.startswith("BOX DRAWINGS"):
        return "-"
    return "?"


def printable(text: str, limit: int = 60) -> str:
    r"""Quote text from outside so that it cannot move a cursor or fill a screen.

    >>> printable("a\x1b[2Jb")
    'a�[2Jb'
    """
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(
        "\ufffd" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character
        for character in cut
    )
