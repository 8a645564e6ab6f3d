"""Which words a frame writes where: the lines of a box and the two texts of a wire.

The layout measures these lines, the SVG and DOT writers write them, so that what is measured is
what is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from symgrad.diagram.text import printable, text_width

if TYPE_CHECKING:
    from symgrad.diagram.scene import Box, BoxState, WireState

Role = Literal["name", "value", "formula", "gradient", "sign", "no-value", "no-gradient"]


@dataclass(frozen=True, slots=True)
class Style:
    """How the texts of one role look; sizes in px."""

    size: float
    colour: str
    bold: bool = False
    italic: bool = False


PAPER, SHADE = "#ffffff", "#fff3c4"
INK, TEAL, VERMILION, GREY = "#1a1a1a", "#00695c", "#bf360c", "#5f5f5f"

# Slant tells gradients from values where colour does not; every colour has a contrast of at
# least 4.5 : 1 on the paper and on the shade of what is active.
STYLES: dict[Role, Style] = {
    "name": Style(16, INK, bold=True),
    "value": Style(16, TEAL),
    "formula": Style(12, GREY),
    "gradient": Style(14, VERMILION, italic=True),
    "sign": Style(17, INK),
    "no-value": Style(16, GREY),
    "no-gradient": Style(14, GREY, italic=True),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line, all in one style."""

    text: str
    role: Role

    @property
    def width(self) -> float:
        """Room in px that the piece needs."""
        style = STYLES[self.role]
        return text_width(self.text, style.size, style.bold)


Line = tuple[Run, ...]


def line_width(line: Line) -> float:
    """Room in px that a line needs."""
    return sum(run.width for run in line)


def line_height(line: Line) -> float:
    """Distance in px from the top of a line to the top of the next one."""
    return round(1.25 * max(STYLES[run.role].size for run in line))


def box_lines(box: Box, output_name: str, state: BoxState) -> tuple[Line, ...]:
    """Lines of a box, from top to bottom: value, formula (if it has one), gradient.

    Examples
    --------
    >>> from symgrad.diagram import Box, BoxState
    >>> d = Box("d", "d", "+", "a + b", "operation")
    >>> for line in box_lines(d, "Y", BoxState(value="3")):
    ...     print("".join(run.text for run in line))
    d = 3
    a + b
    ∂Y/∂d = ?
    """
    name, output = _shown(box.name), _shown(output_name)
    value = (Run(name, "name"), _value(state.value, f" {state.value_sign} "))
    gradient = (_gradient(state.gradient, f"∂{output}/∂{name} {state.gradient_sign} "),)
    if box.formula is None:
        return value, gradient
    return value, (Run(printable(box.formula), "formula"),), gradient


def wire_lines(state: WireState) -> tuple[Line, Line]:
    """Text above a wire, its value, and text below it, its contribution.

    Examples
    --------
    >>> from symgrad.diagram import WireState
    >>> above, below = wire_lines(WireState(value="2"))
    >>> above[0].text, below[0].text
    ('2', '?')
    """
    return (_value(state.value),), (_gradient(state.contribution),)


def sign(box: Box) -> Run | None:
    """Sign of a box's operation, None for an input."""
    return None if box.symbol is None else Run(printable(box.symbol), "sign")


def _shown(name: str) -> str:
    return printable(name)


def _value(text: str | None, before: str = "") -> Run:
    if text is None:
        return Run(f"{before}?", "no-value")
    return Run(before + printable(text), "value")


def _gradient(text: str | None, before: str = "") -> Run:
    if text is None:
        return Run(f"{before}?", "no-gradient")
    return Run(before + printable(text), "gradient")
