"""The layout engine of last resort: grandalf, a layered (Sugiyama) layout in pure Python."""

from __future__ import annotations

from itertools import accumulate, pairwise
from operator import add
from statistics import fmean
from typing import Any

from symgrad.diagram.grid import SLOT_SPACE, Grid, Heights
from symgrad.diagram.scene import DiagramTooLarge, EngineMissing

_ROUNDS = 8  # of moving slots to where fewer wires cross; more do not help


def with_grandalf(grid: Grid) -> Heights:
    """Place a grid in pure Python; parts that no link connects come one below the other."""
    heights = [0.0] * len(grid.slots)
    top = 0.0
    for part in _parts(grid):
        placed = _place_part(grid, part)
        shift = top - min(y - grid.slots[number].height / 2 for number, y in placed.items())
        for number, y in placed.items():
            heights[number] = y + shift
        top = SLOT_SPACE + max(heights[n] + grid.slots[n].height / 2 for n in part)
    return heights


def _parts(grid: Grid) -> list[list[int]]:
    """Slots that links connect with each other, each part in the order of the grid."""
    part_of = list(range(len(grid.slots)))
    for link in grid.links:
        old, new = part_of[link.head], part_of[link.tail]
        if old != new:
            part_of = [new if part == old else part for part in part_of]
    return [[n for n, part in enumerate(part_of) if part == p] for p in dict.fromkeys(part_of)]


def _place_part(grid: Grid, part: list[int]) -> dict[int, float]:
    layout = _sugiyama(grid, part)
    try:
        layout.draw(_ROUNDS)
    except RecursionError:
        raise DiagramTooLarge("diagram_too_deep", count=len(part)) from None
    placed: dict[int, float] = {}
    for layer in layout.layers:
        numbers = [vertex.data for vertex in layer]
        wished = [float(vertex.view.xy[0]) for vertex in layer]
        sizes = [grid.slots[number].height for number in numbers]
        placed |= zip(numbers, move_apart(wished, sizes), strict=True)
    return placed


def move_apart(wished: list[float], sizes: list[float]) -> Heights:
    """Give the slots of a column, in their order, the room that grandalf sometimes forgets.

    The sum of the squared moves is the least possible ("pool adjacent violators").

    Examples
    --------
    >>> move_apart([0, 100, 110], sizes=[20, 20, 20])
    [0.0, 88.0, 122.0]
    """
    steps = (SLOT_SPACE + (one + next_one) / 2 for one, next_one in pairwise(sizes))
    offsets = list(accumulate(steps, initial=0.0))
    blocks: list[list[float]] = []  # of slots that touch: their wishes, less the offsets
    for y, offset in zip(wished, offsets, strict=True):
        blocks.append([y - offset])
        while len(blocks) > 1 and fmean(blocks[-2]) > fmean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    tops = [fmean(block) for block in blocks for _ in block]
    return list(map(add, tops, offsets))


def _sugiyama(grid: Grid, part: list[int]) -> Any:
    """Set up grandalf with our columns, as its init_all() would do with columns of its own.

    grandalf draws from top to bottom: its x is our y, its width our height.
    """
    try:
        from grandalf.graphs import Edge, Vertex, graph_core
        from grandalf.layouts import Layer, SugiyamaLayout, VertexViewer
    except ImportError as error:
        raise EngineMissing("layout_engine", reasons=str(error)) from error
    vertices = {number: Vertex(number) for number in part}
    for number, vertex in vertices.items():
        vertex.view = VertexViewer(w=grid.slots[number].height, h=1)
    edges = [Edge(vertices[k.tail], vertices[k.head]) for k in grid.links if k.tail in vertices]
    layout = SugiyamaLayout(graph_core(list(vertices.values()), edges))
    layout.xspace = SLOT_SPACE
    layout.alt_e = []  # no edge has to be turned round: a grid has no cycles
    first = min(grid.slots[number].column for number in part)
    for number, vertex in vertices.items():
        layout.grx[vertex].rank = grid.slots[number].column - first
    for rank in range(1 + max(layout.grx[vertex].rank for vertex in vertices.values())):
        layout.layers.append(Layer(v for v in vertices.values() if layout.grx[v].rank == rank))
    for layer in layout.layers:
        layer.setup(layout)
    layout.initdone = True
    return layout
