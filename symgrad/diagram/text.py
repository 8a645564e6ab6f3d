"""Texts of a diagram: which characters are safe, and how wide a text gets.

A browser chooses the font, so no width can be exact. The table rounds up over Verdana,
DejaVu Sans, Arial and Liberation Sans, in classes of characters: a box may be a little wide, its
text never leaves it.
"""

from __future__ import annotations

import re
import unicodedata

# Widths in em, the last class that has a character counts. Anything else gets that of an emoji.
_CLASSES = {
    0.37: " ,.'′·ijl",
    0.46: '()[]-/:;|!"frt¡' + "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ⁰¹²³⁴⁵⁶⁷⁸⁹ᵀ",
    0.64: "$*?_0123456789abcdeghknopqsuvxyzμFIJLT∂βγδεζηθικλνξορςτυχßøđþ«»¿″`°{}⁻₊₋₌ₘ",
    0.80: "&ABCDEGHKNOPQRSUVXYZαπσφϕψΑΒΓΔΕΖΗΘΙΚΛΝΞΟΠΡΣΤΥΧΩ∇√∫",
    0.90: "#+<=>^w~MωΜΦΨ−×÷∏∑∞≤≥≠≈⊙",
    1.10: "%@mW…→½æœ",
}
_WIDTHS = {ord(char): width for width, chars in _CLASSES.items() for char in chars}
_WIDEST = 1.3
_BOLD = 1.2

# What XML 1.0 cannot carry, not even escaped (NUL also ends a text of Graphviz), and what would
# turn the direction of the text that follows.
_UNSAFE = re.compile(
    "[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)


def printable(text: str) -> str:
    r"""Make any text safe for XML and DOT and one line long.

    White space becomes a space; what no XML file may contain, or what reverses the direction of
    writing, becomes the replacement character.

    Examples
    --------
    >>> printable("two\nlines, one \x00 byte")
    'two lines, one � byte'
    """
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"\s", " ", text))


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in px that a text surely does not exceed.

    Parameters
    ----------
    text : str
    size : float
        Font size in px.
    bold : bool

    Returns
    -------
    float

    Examples
    --------
    >>> round(text_width("−0,400", size=16), 1)
    61.3
    """
    ems = sum(map(_character_width, unicodedata.normalize("NFD", text)))
    return ems * size * (_BOLD if bold else 1)


def _character_width(char: str) -> float:
    if unicodedata.combining(char):
        return 0  # an accent stands on its letter
    return _WIDTHS.get(ord(char), _WIDEST)
