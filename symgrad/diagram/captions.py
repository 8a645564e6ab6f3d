"""Which words a frame writes: the lines of a box and the two texts of a wire.

The layout measures these lines, the SVG and DOT writers write them, so that what is measured is
what is written. A line of a box is a name, which stays, and the rest, which changes from frame to
frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from symgrad.diagram.text import printable, text_width

if TYPE_CHECKING:
    from symgrad.diagram.scene import Box, BoxState, Style, Wire, WireState

Role = Literal["name", "value", "formula", "gradient", "sign", "no-value", "no-gradient"]


@dataclass(frozen=True, slots=True)
class Font:
    """How the texts of one role look; sizes in px."""

    size: float
    colour: str
    bold: bool = False
    italic: bool = False


PAPER, SHADE = "#ffffff", "#fff3c4"
INK, TEAL, VERMILION, GREY = "#1a1a1a", "#00695c", "#bf360c", "#5f5f5f"

# Slant tells gradients from values where colour does not; every colour has a contrast of at
# least 4.5 : 1 on the paper and on the shade of what is active.
FONTS: dict[Role, Font] = {
    "name": Font(16, INK, bold=True),
    "value": Font(16, TEAL),
    "formula": Font(15, GREY),
    "gradient": Font(15, VERMILION, italic=True),
    "sign": Font(17, INK),
    "no-value": Font(16, GREY),
    "no-gradient": Font(15, GREY, italic=True),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line, all in one style."""

    text: str
    role: Role

    @property
    def width(self) -> float:
        """Room in px that the piece needs."""
        font = FONTS[self.role]
        return text_width(self.text, font.size, font.bold)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a box: the name ends where the rest begins; without a name it is centred."""

    name: Run | None
    rest: Run

    @property
    def runs(self) -> tuple[Run, ...]:
        """The pieces that there are, in order."""
        return (self.rest,) if self.name is None else (self.name, self.rest)

    @property
    def size(self) -> float:
        """Size in px of its largest font."""
        return max(FONTS[run.role].size for run in self.runs)

    @property
    def height(self) -> float:
        """Distance in px from its top to the top of the next line."""
        return round(1.25 * self.size)


def box_lines(box: Box, output_name: str, state: BoxState, style: Style) -> tuple[Line, ...]:
    """Lines of a box, from top to bottom.

    Examples
    --------
    >>> from symgrad.diagram import Box, BoxState
    >>> d = Box("d", "d", "+", "a + b", "operation")
    >>> for style in ("circuit", "tree"):
    ...     for line in box_lines(d, "Y", BoxState(value="3"), style):
    ...         print(" ".join(run.text for run in line.runs))
    d = 3
    a + b
    ∂Y/∂d = ?
    d = a + b
     = 3
    ∂Y/∂d = ?
    """
    name = Run(printable(box.name), "name")
    formula = None if box.formula is None else printable(box.formula)
    if box.plain:
        return _plain_lines(box, name, formula, style)
    value = _value(state.value, f"{state.value_sign} ")
    gradient = _gradient_line(box, output_name, state)
    if formula is None:
        return Line(name, value), gradient
    if style == "tree":
        heading = Line(name, Run(f"= {formula}", "formula"))
        return heading, Line(Run("", "name"), value), gradient
    return Line(name, value), Line(None, Run(formula, "formula")), gradient


def wire_runs(wire: Wire, state: WireState) -> tuple[Run, ...]:
    """Texts of a wire: its value and its contribution; none where it is plain.

    Examples
    --------
    >>> from symgrad.diagram import Wire, WireState
    >>> [run.text for run in wire_runs(Wire("w", "a", "Y", 0), WireState(value="2"))]
    ['2', '?']
    """
    return () if wire.plain else (_value(state.value), _gradient(state.contribution))


def sign(box: Box, style: Style) -> Run | None:
    """Sign of a box's operation, where the style has one; None for an input."""
    if box.symbol is None or style == "tree":
        return None
    return Run(printable(box.symbol), "sign")


def _plain_lines(box: Box, name: Run, formula: str | None, style: Style) -> tuple[Line, ...]:
    if formula is None:
        return (Line(None, name),)
    if style == "tree" and box.kind != "group":
        return (Line(name, Run(f"= {formula}", "formula")),)
    return Line(None, name), Line(None, Run(formula, "formula"))


def _gradient_line(box: Box, output_name: str, state: BoxState) -> Line:
    name = Run(f"∂{printable(output_name)}/∂{printable(box.name)}", "gradient")
    return Line(name, _gradient(state.gradient, f"{state.gradient_sign} "))


def _value(text: str | None, before: str = "") -> Run:
    if text is None:
        return Run(f"{before}?", "no-value")
    return Run(before + printable(text), "value")


def _gradient(text: str | None, before: str = "") -> Run:
    if text is None:
        return Run(f"{before}?", "no-gradient")
    return Run(before + printable(text), "gradient")
