"""Texts: safe characters, and widths that no browser's font exceeds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from symgrad.diagram.text import printable, text_width

LATIN = "".join(map(chr, range(0x20, 0x7F))) + "áéíóúñüçãõÁÉÑÜÇßøæœđłþ¿¡«»°½"
GREEK = "αβγδεζηθικλμνξοπρςστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩϕϑ"
MATHS = "∂∇−×·÷√∑∏∫∞≤≥≠≈⊙→′″…ᵀ⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥᵦᵧᵨᵩᵪ"


@cache
def dejavu(style: str) -> TTFont:
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return TTFont(folder / f"DejaVuSans{style}.ttf")


def advance(char: str, style: str) -> float:
    """Width of a character of DejaVu Sans in em, from the font itself."""
    font = dejavu(style)
    glyph = font.getBestCmap()[ord(char)]
    return float(font["hmtx"][glyph][0] / font["head"].unitsPerEm)


@pytest.mark.parametrize("char", LATIN + GREEK + MATHS)
def test_no_character_is_wider_than_measured(char: str) -> None:
    assert advance(char, "") <= text_width(char, 1)
    assert advance(char, "-Oblique") <= text_width(char, 1)
    assert advance(char, "-Bold") <= text_width(char, 1, bold=True)


def test_measured_widths_are_not_wasteful() -> None:
    text = "∂Y/∂Omega = −0,400"
    assert text_width(text, 1) < 1.1 * sum(advance(char, "") for char in text)


def test_accents_take_no_room() -> None:
    assert text_width("ŷ", 16) == text_width("y", 16)


@given(st.text(st.characters()))
def test_any_text_becomes_one_line_that_xml_can_carry(text: str) -> None:
    safe = printable(text)
    assert len(safe.splitlines()) <= 1
    element = ET.Element("text")
    element.text = safe
    assert (ET.fromstring(ET.tostring(element)).text or "") == safe
