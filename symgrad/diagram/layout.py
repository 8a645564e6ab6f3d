"""Where everything of a diagram stands: one layout, into which every frame is drawn.

An engine orders the slots of the grid across the wires; the columns, the curves and the room for
texts are computed here. Wires leave a box at one point (a fan-out looks like a fork), arrive side
by side, and run level wherever something else stands in their column: they bend only in the gaps
between columns, so none crosses a box or a label.

Everything is computed for wires that run to the right; a tree is turned at the end.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, sqrt
from operator import add
from typing import TYPE_CHECKING

from symgrad.diagram.apart import place_apart
from symgrad.diagram.engines import EngineName, place
from symgrad.diagram.geometry import Point, Rect, point, rect, turned_point, turned_rect
from symgrad.diagram.grid import Grid, Heights, SceneGrid, build_grid
from symgrad.diagram.rooms import ENTRY_SPACE, PADDING, SIGN_SIZE, Rooms
from symgrad.diagram.scene import Box, Scene, State, Style

if TYPE_CHECKING:
    from collections.abc import Mapping

# More than that no class can read.
WIRE_LIMIT = 80

ARROW = 10.0  # length of an arrow head, px
_MARGIN = 8.0
_GAPS = (24.0, 120.0)  # least and greatest room for the curves between two columns
_CLIMB = 2.5  # how far wires climb in a gap before it gets wider, over its width


@dataclass(frozen=True, slots=True)
class BoxPlace:
    """Place of a box, of the sign of its operation and of its lines of text.

    Names end and what is said about them begins at the x `split`, in every frame.
    """

    outline: Rect
    sign: Rect | None
    text: Rect
    split: float


@dataclass(frozen=True, slots=True)
class WirePlace:
    """Place of a wire: its curve, and its label, half on either side of the level wire.

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
    style: Style = "circuit"


def lay_out(
    scene: Scene, widest: State, engine: EngineName | None = None, style: Style = "circuit"
) -> Layout:
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
    style : {"circuit", "tree"}
        From left to right, or from the inputs at the bottom upwards.

    Returns
    -------
    Layout
        The same for the same arguments and the same engine.

    Raises
    ------
    DiagramTooLarge
        If a scene of more than `WIRE_LIMIT` wires is not placed in time.
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
    >>> layout = lay_out(scene, State(), engine="grandalf", style="tree")
    >>> layout.boxes["a"].outline.y > layout.wires["aY"].label.bottom
    True
    """
    rooms = Rooms(scene, widest, style)
    built = build_grid(scene, rooms.breadth, rooms.label_breadth)
    large = len(scene.wires) > WIRE_LIMIT
    heights = place_apart(built.grid, engine) if large else place(built.grid, engine)
    rects = _slot_rects(built.grid, _slot_lengths(rooms, built), heights)
    paths = _paths(scene, built, rects, style)
    labels = {id: rects[numbers[-2]] for id, numbers in built.wire_slots.items()}
    length = round(max(rect.right for rect in rects) + _MARGIN, 1)
    breadth = round(max(rect.bottom for rect in rects) + _MARGIN, 1)
    if style == "tree":
        rects = [turned_rect(rect, length) for rect in rects]
        labels = {id: turned_rect(label, length) for id, label in labels.items()}
        paths = {id: tuple(turned_point(p, length) for p in path) for id, path in paths.items()}
        length, breadth = breadth, length
    boxes = {box.id: _box_place(rooms, box, rects[built.box_slots[box.id]]) for box in scene.boxes}
    wires = {id: WirePlace(path, labels[id]) for id, path in paths.items()}
    return Layout(length, breadth, boxes, wires, style)


def _slot_lengths(rooms: Rooms, built: SceneGrid) -> list[float]:
    """Room that the longest texts need in each slot; bends need none."""
    lengths = [0.0] * len(built.grid.slots)
    for box in rooms.scene.boxes:
        lengths[built.box_slots[box.id]] = rooms.length(box)
    for wire in rooms.scene.wires:
        lengths[built.wire_slots[wire.id][-2]] = rooms.label_length(wire)
    return lengths


def _slot_rects(grid: Grid, lengths: list[float], heights: Heights) -> list[Rect]:
    """Rectangle of each slot, as long as its column."""
    tops = [y - slot.height / 2 for slot, y in zip(grid.slots, heights, strict=True)]
    shift = _MARGIN - min(tops)
    columns = _column_lengths(grid, lengths)
    starts = list(accumulate(map(add, columns, _gaps(grid, heights)), initial=_MARGIN))
    return [
        rect(starts[slot.column], top + shift, columns[slot.column], slot.height)
        for slot, top in zip(grid.slots, tops, strict=True)
    ]


def _column_lengths(grid: Grid, lengths: list[float]) -> list[float]:
    columns: defaultdict[int, float] = defaultdict(float)
    for slot, length in zip(grid.slots, lengths, strict=True):
        columns[slot.column] = max(columns[slot.column], ceil(length))
    return [columns[column] for column in range(len(columns))]


def _gaps(grid: Grid, heights: Heights) -> list[float]:
    """Length of the gap after each column: long where wires climb far."""
    climbs: defaultdict[int, float] = defaultdict(float)
    for link in grid.links:
        column, climb = grid.slots[link.tail].column, abs(heights[link.head] - heights[link.tail])
        climbs[column] = max(climbs[column], climb)
    return [_gap(climbs[column]) + ARROW * (column % 2) for column in range(len(climbs))]


def _gap(climb: float) -> float:
    least, greatest = _GAPS
    return min(max(least, climb / _CLIMB), greatest)


def _box_place(rooms: Rooms, box: Box, outline: Rect) -> BoxPlace:
    room = rooms.sign_room(box)
    inner = outline.inside(PADDING)
    text = rect(inner.x + room, inner.y, inner.width - room, inner.height)
    split = round(text.middle.x + rooms.columns(box).split, 1)
    if not room:
        return BoxPlace(outline, None, text, split)
    top = outline.middle.y - SIGN_SIZE / 2
    return BoxPlace(outline, rect(inner.x, top, room - PADDING, SIGN_SIZE), text, split)


def _paths(
    scene: Scene, built: SceneGrid, rects: list[Rect], style: Style
) -> dict[str, tuple[Point, ...]]:
    """Curves of all wires, which reach their heads in the order in which they come."""
    paths = {}
    for box in scene.boxes:
        head = rects[built.box_slots[box.id]]
        coming = [wire.id for wire in scene.wires if wire.head == box.id]
        coming.sort(key=lambda id: rects[built.wire_slots[id][-2]].y)
        for number, id in enumerate(coming):
            beside = (number - (len(coming) - 1) / 2) * ENTRY_SPACE
            end = head.x + (_ellipse_inset(head, beside) if style == "tree" else 0)
            slots = [rects[slot] for slot in built.wire_slots[id]]
            paths[id] = _path(slots, point(end, head.middle.y + beside))
    return paths


def _ellipse_inset(outline: Rect, beside: float) -> float:
    """How far the border of an ellipse lies inside of its rectangle, away from the middle."""
    return outline.width / 2 * (1 - sqrt(1 - (2 * beside / outline.height) ** 2))


def _path(slots: list[Rect], end: Point) -> tuple[Point, ...]:
    """Curve through the slots of a wire, from the tail's border to the head's."""
    tail, *inner, head = slots
    path = [point(tail.right, tail.middle.y)]
    for slot in inner:
        path += _bend_and_run(path[-1], slot.x, point(slot.right, slot.middle.y))
    path += _bend_and_run(path[-1], head.x - ARROW, end)
    return tuple(path)


def _bend_and_run(start: Point, left: float, end: Point) -> list[Point]:
    """Bend from `start`, level at both ends, to the height of `end` at `left`; then run to it."""
    half, y = (start.x + left) / 2, end.y
    bend = [point(half, start.y), point(half, y), point(left, y)]
    return [*bend, point(left, y), end, end]
