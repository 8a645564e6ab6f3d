"""How much room boxes and labels need for their longest texts.

Lengths run along the wires, breadths across them: a circuit runs to the right, so the breadth of
its boxes is their height; a tree runs upwards, and the breadth of its ellipses is their width.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

from symgrad.diagram.captions import Line, box_lines, sign, wire_runs
from symgrad.diagram.scene import Box, BoxState, Scene, State, Style, Wire, WireState

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME_GAP = 5.0  # between a name and what is said about it
WIRE_GAP = 7.0  # between a wire and the texts beside it
ENTRY_SPACE = 14.0  # between the arrow heads at one box
PADDING = 8.0
SIGN_SIZE = 28.0
_MIN_TEXT = 64.0
_MIN_LABEL = 40.0
_LABEL_BREADTH = 44.0  # in a circuit: a line above the wire, a line below it
_LABEL_LENGTH = 30.0  # in a tree: one line beside the wire
_PLAIN_LABEL = 20.0
_MIN_ELLIPSE = 44.0
_ROUNDNESS = 1.45  # height of an ellipse over the height of its lines
_STEP = 16  # of breadths that hold texts, so that similar texts lead to the same layout


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns of texts that meet: names to the left, what is said about them to the right."""

    left: float
    right: float
    centred: float

    @property
    def width(self) -> float:
        """Room that all lines need."""
        return max(_MIN_TEXT, self.centred, self.left + self.right)

    @property
    def split(self) -> float:
        """Where the two columns meet, from the middle of the room."""
        return (self.left - self.right) / 2


def columns(lines: Iterable[Line]) -> Columns:
    """Measure lines that stand below each other; half of the gap belongs to each column."""
    left = right = centred = 0.0
    for line in lines:
        if line.name is None:
            centred = max(centred, line.rest.width)
        else:
            left = max(left, line.name.width + NAME_GAP / 2)
            right = max(right, line.rest.width + NAME_GAP / 2)
    return Columns(left, right, centred)


@dataclass(frozen=True, slots=True)
class Rooms:
    """Sizes of all parts of a scene in one style, from the longest texts of any frame."""

    scene: Scene
    widest: State
    style: Style

    def columns(self, box: Box) -> Columns:
        """Columns of the texts of a box."""
        return columns(line for lines in self._stacks(box) for line in lines)

    def length(self, box: Box) -> float:
        """Room along the wires."""
        if self.style == "tree":
            return max(_MIN_ELLIPSE, _ROUNDNESS * self._lines_height(box))
        return self.sign_room(box) + self.columns(box).width + 2 * PADDING

    def breadth(self, box: Box) -> float:
        """Room across the wires."""
        entries = (1 + sum(wire.head == box.id for wire in self.scene.wires)) * ENTRY_SPACE
        if self.style == "tree":
            return _stepped(max(self._ellipse_width(box), entries))
        return max(self._lines_height(box) + 2 * PADDING, entries)

    def label_length(self, wire: Wire) -> float:
        """Room for the texts of a wire, along it."""
        if wire.plain:
            return _PLAIN_LABEL
        if self.style == "tree":
            return _LABEL_LENGTH
        return max(_MIN_LABEL, self._text_width(wire) + PADDING)

    def label_breadth(self, wire: Wire) -> float:
        """Room for the texts of a wire, across it."""
        if wire.plain:
            return _PLAIN_LABEL
        if self.style == "tree":
            return _stepped(2 * (self._text_width(wire) + WIRE_GAP + PADDING / 2))
        return _LABEL_BREADTH

    def sign_room(self, box: Box) -> float:
        """Room for the sign of an operation in its box, and for the space behind it."""
        run = sign(box, self.style)
        return 0 if run is None else max(SIGN_SIZE, run.width + PADDING) + PADDING

    def _lines_height(self, box: Box) -> float:
        lines = box_lines(box, self.scene.output_name, BoxState(), self.style)
        return sum(line.height for line in lines)

    def _stacks(self, box: Box) -> Iterable[tuple[Line, ...]]:
        # A line may be longer while it still ends in "?".
        for state in (self.widest.box(box.id), BoxState()):
            yield box_lines(box, self.scene.output_name, state, self.style)

    def _text_width(self, wire: Wire) -> float:
        states = (self.widest.wire(wire.id), WireState())
        return max(run.width for state in states for run in wire_runs(wire, state))

    def _ellipse_width(self, box: Box) -> float:
        """Room for every line where the ellipse is as wide as it is at that height."""
        height, split = self._lines_height(box), self.columns(box).split
        widths = [_MIN_TEXT]
        for lines in self._stacks(box):
            top = -height / 2
            for line in lines:
                far = max(-top, top + line.height) / (_ROUNDNESS * height / 2)
                widths.append(2 * _reach(line, split) / sqrt(1 - far**2))
                top += line.height
        return max(widths)


def _reach(line: Line, split: float) -> float:
    """How far a line goes from the middle of its room, to the side where it goes farther."""
    if line.name is None:
        return line.rest.width / 2
    left, right = line.name.width + NAME_GAP / 2, line.rest.width + NAME_GAP / 2
    return max(left - split, split + right)


def _stepped(breadth: float) -> float:
    return float(_STEP * ceil(breadth / _STEP))
