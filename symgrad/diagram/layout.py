"""Where everything of a diagram stands: one layout, into which every frame is drawn.

An engine orders the slots of the grid from top to bottom; the columns, the curves and the room
for texts are computed here. Wires leave a box at one point (a fan-out looks like a fork), arrive
side by side, and run level wherever something else stands in their column: they bend only in the
gaps between columns, so none crosses a box or a label.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from symgrad.diagram.captions import box_lines, line_height, line_width, sign, wire_lines
from symgrad.diagram.engines import EngineName, place
from symgrad.diagram.grid import Grid, Heights, SceneGrid, build_grid
from symgrad.diagram.scene import Box, BoxState, DiagramTooLarge, Scene, State

if TYPE_CHECKING:
    from collections.abc import Mapping

# More than that no class can read.
WIRE_LIMIT = 80

ARROW = 10.0  # length of an arrow head, px
_MARGIN = 16.0
_PADDING = 10.0
_SIGN_SIZE = 28.0
_MIN_TEXT = 64.0
_MIN_LABEL = 40.0
_LABEL_HEIGHT = 44.0
_ENTRY_SPACE = 14.0  # between the arrow heads at one box
_GAPS = (28.0, 120.0)  # least and greatest room for the curves between two columns
_CLIMB = 2.5  # how far wires climb in a gap before it gets wider, over its width


class Point(NamedTuple):
    """A point in px, from the upper left corner of the canvas."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its upper left corner and size, in px."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right border."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower border."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """The point in the middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)


@dataclass(frozen=True, slots=True)
class BoxPlace:
    """Place of a box, of the sign of its operation and of its lines of text."""

    outline: Rect
    sign: Rect | None
    text: Rect


@dataclass(frozen=True, slots=True)
class WirePlace:
    """Place of a wire: its curve, and its label, half above and half below the level wire.

    The path is a start and then, for every cubic Bézier segment, two control points and an end.
    It ends at the border of the head; the last `ARROW` px are level, for the arrow head.
    """

    path: tuple[Point, ...]
    label: Rect


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of all boxes and wires by id, on a canvas of the given size; px, rounded to 0.1."""

    width: float
    height: float
    boxes: Mapping[str, BoxPlace]
    wires: Mapping[str, WirePlace]


def lay_out(scene: Scene, widest: State, engine: EngineName | None = None) -> Layout:
    """Place a scene, once for all of its frames.

    Parameters
    ----------
    scene : Scene
    widest : State
        For every box and wire the longest texts of any frame, usually the last frame. A state
        and not numbers of characters: "1,111" and "−8,888" differ in width, and whoever asks
        for a layout has the texts.
    engine : {"pygraphviz", "dot", "grandalf"}, optional
        By default the first of these that loads.

    Returns
    -------
    Layout
        The same for the same arguments and the same engine.

    Raises
    ------
    DiagramTooLarge
        If the scene has more than `WIRE_LIMIT` wires.
    EngineMissing
        If no engine loads.

    Examples
    --------
    >>> from symgrad.diagram import Box, Scene, State, Wire
    >>> scene = Scene("Chain", "a, then Y", "Y",
    ...     (Box("a", "a", None, None, "input"), Box("Y", "Y", "σ", "σ(a)", "output")),
    ...     (Wire("aY", "a", "Y", 0),))
    >>> layout = lay_out(scene, State(), engine="grandalf")
    >>> layout.boxes["a"].outline.right < layout.wires["aY"].label.x
    True
    """
    if len(scene.wires) > WIRE_LIMIT:
        raise DiagramTooLarge("diagram_too_large", count=len(scene.wires), limit=WIRE_LIMIT)
    built = build_grid(scene, lambda box: _box_height(scene, box), _LABEL_HEIGHT)
    heights = place(built.grid, engine)
    rects = _slot_rects(built.grid, _slot_widths(scene, widest, built), heights)
    boxes = {box.id: _box_place(box, rects[built.box_slots[box.id]]) for box in scene.boxes}
    entries = _entries(scene, built, rects)
    wires = {
        id: WirePlace(_path([rects[n] for n in numbers], entries[id]), rects[numbers[-2]])
        for id, numbers in built.wire_slots.items()
    }
    width = max(rect.right for rect in rects) + _MARGIN
    height = max(rect.bottom for rect in rects) + _MARGIN
    return Layout(round(width, 1), round(height, 1), boxes, wires)


def _box_height(scene: Scene, box: Box) -> float:
    lines = box_lines(box, scene.output_name, BoxState())
    arguments = sum(wire.head == box.id for wire in scene.wires)
    return max(sum(map(line_height, lines)) + 2 * _PADDING, (arguments + 1) * _ENTRY_SPACE)


def _slot_widths(scene: Scene, widest: State, built: SceneGrid) -> list[float]:
    """Room that the longest texts need in each slot; bends need none."""
    widths = [0.0] * len(built.grid.slots)
    for box in scene.boxes:
        widths[built.box_slots[box.id]] = _box_width(scene, box, widest.box(box.id))
    for wire in scene.wires:
        texts = max(map(line_width, wire_lines(widest.wire(wire.id))))
        widths[built.wire_slots[wire.id][-2]] = max(_MIN_LABEL, texts + _PADDING)
    return widths


def _box_width(scene: Scene, box: Box, widest: BoxState) -> float:
    # The gradient line may be longer while it still ends in "?".
    frames = (widest, BoxState())
    lines = [line for state in frames for line in box_lines(box, scene.output_name, state)]
    return _sign_room(box) + max(_MIN_TEXT, *map(line_width, lines)) + 2 * _PADDING


def _sign_room(box: Box) -> float:
    run = sign(box)
    return 0 if run is None else max(_SIGN_SIZE, run.width + _PADDING) + _PADDING


def _slot_rects(grid: Grid, widths: list[float], heights: Heights) -> list[Rect]:
    """Rectangle of each slot, as wide as its column."""
    tops = [y - slot.height / 2 for slot, y in zip(grid.slots, heights, strict=True)]
    shift = _MARGIN - min(tops)
    rooms = _column_widths(grid, widths)
    lefts = list(accumulate(map(add, rooms, _gaps(grid, heights)), initial=_MARGIN))
    return [
        _rect(lefts[slot.column], top + shift, rooms[slot.column], slot.height)
        for slot, top in zip(grid.slots, tops, strict=True)
    ]


def _column_widths(grid: Grid, widths: list[float]) -> list[float]:
    rooms: defaultdict[int, float] = defaultdict(float)
    for slot, width in zip(grid.slots, widths, strict=True):
        rooms[slot.column] = max(rooms[slot.column], ceil(width))
    return [rooms[column] for column in range(len(rooms))]


def _gaps(grid: Grid, heights: Heights) -> list[float]:
    """Width of the gap after each column: wide where wires climb far."""
    climbs: defaultdict[int, float] = defaultdict(float)
    for link in grid.links:
        column, climb = grid.slots[link.tail].column, abs(heights[link.head] - heights[link.tail])
        climbs[column] = max(climbs[column], climb)
    return [_gap(climbs[column]) + ARROW * (column % 2) for column in range(len(climbs))]


def _gap(climb: float) -> float:
    least, greatest = _GAPS
    return min(max(least, climb / _CLIMB), greatest)


def _box_place(box: Box, outline: Rect) -> BoxPlace:
    room = _sign_room(box)
    text = _rect(
        outline.x + _PADDING + room,
        outline.y + _PADDING,
        outline.width - 2 * _PADDING - room,
        outline.height - 2 * _PADDING,
    )
    if box.symbol is None:
        return BoxPlace(outline, None, text)
    top = outline.middle.y - _SIGN_SIZE / 2
    return BoxPlace(outline, _rect(outline.x + _PADDING, top, room - _PADDING, _SIGN_SIZE), text)


def _entries(scene: Scene, built: SceneGrid, rects: list[Rect]) -> dict[str, float]:
    """Where each wire reaches the left border of its head: in the order in which they come."""
    entries = {}
    for box in scene.boxes:
        coming = [wire.id for wire in scene.wires if wire.head == box.id]
        coming.sort(key=lambda id: rects[built.wire_slots[id][-2]].y)
        middle = rects[built.box_slots[box.id]].middle.y
        for number, id in enumerate(coming):
            entries[id] = middle + (number - (len(coming) - 1) / 2) * _ENTRY_SPACE
    return entries


def _path(slots: list[Rect], entry: float) -> tuple[Point, ...]:
    """Curve through the slots of a wire, from the tail's right border to the head's left one."""
    tail, *inner, head = slots
    path = [_point(tail.right, tail.middle.y)]
    for slot in inner:
        path += _bend_and_run(path[-1], slot.x, slot.right, slot.middle.y)
    path += _bend_and_run(path[-1], head.x - ARROW, head.x, entry)
    return tuple(path)


def _bend_and_run(start: Point, left: float, right: float, y: float) -> list[Point]:
    """Go from `start`, level at both ends, to height `y` at `left`, then level to `right`."""
    half = (start.x + left) / 2
    bend = [_point(half, start.y), _point(half, y), _point(left, y)]
    return [*bend, _point(left, y), _point(right, y), _point(right, y)]


def _point(x: float, y: float) -> Point:
    return Point(round(x, 1), round(y, 1))


def _rect(x: float, y: float, width: float, height: float) -> Rect:
    return Rect(round(x, 1), round(y, 1), round(width, 1), round(height, 1))
