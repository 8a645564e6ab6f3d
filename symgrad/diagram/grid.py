"""The layered graph that an engine places: nodes in columns, links one column long.

Boxes stand in the even columns, the labels of wires in the odd ones. A wire that passes over
further columns gets an invisible bend in each, so that an engine keeps its way free::

    column 0    1       2        3       4
           a ── label ─ d ────── label ─ Y
           b ── bend ── bend ─── label ─┘

All an engine is asked for is one height per slot. Columns, curves and texts are ours, and equal
under every engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from symgrad.diagram.scene import Box, Scene, SceneError, Wire

if TYPE_CHECKING:
    from collections.abc import Callable

BEND_SIZE = 2.0
_LEAVING, _PASSING, _ARRIVING = 2, 8, 1  # weights of the links of a wire
SLOT_SPACE = 14.0  # free px between slots of a column

Heights = Sequence[float]  # y of the middle of every slot


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for a box, a label or a bend: its column and its height in px."""

    column: int
    height: float


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of wire between slots of neighbouring columns, by their numbers."""

    tail: int
    head: int
    weight: int  # how much an engine should want it straight


@dataclass(frozen=True, slots=True)
class Grid:
    """What an engine places; slots are numbered in their order here."""

    slots: tuple[Slot, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SceneGrid:
    """A grid, and which of its slots belong to which part of the scene.

    The slots of a wire run from its tail to its head, both included; its label is the last but
    one, beside the operation that uses the value.
    """

    grid: Grid
    box_slots: dict[str, int]
    wire_slots: dict[str, tuple[int, ...]]


def build_grid(
    scene: Scene, box_height: Callable[[Box], float], label_height: Callable[[Wire], float]
) -> SceneGrid:
    """Give every box, label and bend of a scene its column.

    Parameters
    ----------
    scene : Scene
    box_height : callable
        Height of a box in px.
    label_height : callable
        Height of the label of a wire in px.

    Returns
    -------
    SceneGrid

    Raises
    ------
    SceneError
        If the wires form a cycle.

    Examples
    --------
    >>> from symgrad.diagram import Box, Scene, Wire
    >>> square = Scene("square", "", "Y",
    ...     (Box("a", "a", None, None, "input"), Box("Y", "Y", "×", "a * a", "output")),
    ...     (Wire("first", "a", "Y", 0), Wire("second", "a", "Y", 1)))
    >>> built = build_grid(square, box_height=lambda box: 50, label_height=lambda wire: 40)
    >>> [slot.column for slot in built.grid.slots]
    [0, 2, 1, 1]
    >>> built.wire_slots
    {'first': (0, 2, 1), 'second': (0, 3, 1)}
    """
    levels = box_levels(scene)
    slots = [Slot(2 * levels[box.id], box_height(box)) for box in scene.boxes]
    box_slots = {box.id: number for number, box in enumerate(scene.boxes)}
    wire_slots = {}
    # Engines try to keep this order from above: an operation's arguments as they are written.
    for wire in sorted(scene.wires, key=lambda wire: (box_slots[wire.head], wire.position)):
        inner = _inner_slots(wire, levels, label_height(wire))
        numbers = range(len(slots), len(slots) + len(inner))
        slots += inner
        wire_slots[wire.id] = (box_slots[wire.tail], *numbers, box_slots[wire.head])
    links = [link for numbers in wire_slots.values() for link in _links(numbers)]
    return SceneGrid(Grid(tuple(slots), tuple(links)), box_slots, wire_slots)


def box_levels(scene: Scene) -> dict[str, int]:
    """Column of each box, halved: after its arguments; an input right before its first use."""
    arguments: dict[str, list[str]] = {box.id: [] for box in scene.boxes}
    for wire in scene.wires:
        arguments[wire.head].append(wire.tail)
    levels: dict[str, int] = {}
    try:
        for id in TopologicalSorter(arguments).static_order():
            levels[id] = 1 + max((levels[tail] for tail in arguments[id]), default=-1)
    except CycleError as error:
        raise SceneError(f"wires form a cycle: {' to '.join(error.args[1])}") from None
    for id, tails in arguments.items():
        if not tails:
            heads = (levels[wire.head] for wire in scene.wires if wire.tail == id)
            levels[id] = min(heads, default=1) - 1
    return levels


def _inner_slots(wire: Wire, levels: dict[str, int], label_height: float) -> list[Slot]:
    first, label = 2 * levels[wire.tail] + 1, 2 * levels[wire.head] - 1
    return [Slot(column, BEND_SIZE) for column in range(first, label)] + [Slot(label, label_height)]


def _links(numbers: tuple[int, ...]) -> list[Link]:
    """Links along a wire: it leaves its box straight, runs straight, and bends before its head."""
    weights = [_LEAVING, *[_PASSING] * (len(numbers) - 3), _ARRIVING]
    return [Link(*ends, weight) for ends, weight in zip(pairwise(numbers), weights, strict=True)]
