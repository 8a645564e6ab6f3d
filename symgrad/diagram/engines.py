"""Three engines that place a grid; the first one that loads does it.

1. `pygraphviz`, whose wheels carry Graphviz's layout inside this process;
2. a `dot` program on the PATH;
3. `grandalf`, a layered layout in pure Python.

Each gives the height (y, downwards, in px) of the middle of every slot of a grid. Variants of a
worksheet have the same grid, and ask an engine once.
"""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Literal, get_args

import graphviz

from symgrad.diagram.grid import SLOT_SPACE, Grid, Heights
from symgrad.diagram.layered import with_grandalf
from symgrad.diagram.scene import EngineMissing

if TYPE_CHECKING:
    from collections.abc import Callable

EngineName = Literal["pygraphviz", "dot", "grandalf"]

_POINTS_PER_INCH = 72
_PROGRAM_SECONDS = 5.0  # a crowded graph can keep the program busy for hours


@lru_cache(maxsize=256)
def place(grid: Grid, engine: EngineName | None = None) -> Heights:
    """Find a height for every slot such that wires are short, straight and seldom cross.

    Parameters
    ----------
    grid : Grid
    engine : {"pygraphviz", "dot", "grandalf"}, optional
        Only this one; by default the first of them that loads.

    Returns
    -------
    tuple of float
        The y of the middle of each slot in px, downwards, from an arbitrary origin.

    Raises
    ------
    EngineMissing
        If no engine loads.
    """
    reasons = []
    for name in (engine,) if engine else get_args(EngineName):
        try:
            return tuple(_ENGINES[name](grid))
        except EngineMissing as reason:
            reasons.append(f"{name}: {reason.data['reasons']}")
    raise EngineMissing("layout_engine", reasons="; ".join(reasons))


def _with_pygraphviz(grid: Grid) -> Heights:
    return _place_twice(grid, _run_library)


def _with_dot(grid: Grid) -> Heights:
    return _place_twice(grid, lambda text: _heights_of_json(_run_dot(text)))


def _place_twice(grid: Grid, run: Callable[[str], list[float]]) -> Heights:
    """Place with the arguments of every box in their order from above, and without that wish.

    The order is kept if it costs no crossing. Graphviz's y axis points upwards.
    """
    attempts = [[-y for y in run(grid_to_dot(grid, in_order))] for in_order in (True, False)]
    return min(attempts, key=lambda heights: _crossings(grid, heights))


def _crossings(grid: Grid, heights: Heights) -> int:
    links_to = defaultdict(list)
    for link in grid.links:
        links_to[grid.slots[link.head].column].append((heights[link.tail], heights[link.head]))
    return sum(
        (tail - other_tail) * (head - other_head) < 0
        for links in links_to.values()
        for (tail, head), (other_tail, other_head) in combinations(links, 2)
    )


def grid_to_dot(grid: Grid, in_order: bool) -> str:
    """Write a grid as DOT: empty boxes of fixed size, named n0, n1 … whatever the names are."""
    dot = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "splines": "none", "nodesep": _inches(SLOT_SPACE)},
        node_attr={"shape": "box", "fixedsize": "true", "label": "", "width": "0.1"},
    )
    if in_order:
        dot.graph_attr["ordering"] = "in"
    for number, slot in enumerate(grid.slots):
        dot.node(f"n{number}", height=_inches(slot.height))
    for link in grid.links:
        dot.edge(f"n{link.tail}", f"n{link.head}", weight=str(link.weight))
    return str(dot.source)


def _inches(px: float) -> str:
    return f"{px / _POINTS_PER_INCH:.4f}"


def _run_library(text: str) -> list[float]:
    """Place with the Graphviz library inside this process."""
    try:
        import pygraphviz

        graph = pygraphviz.AGraph(string=text)
        graph.layout(prog="dot")
    except (ImportError, OSError, ValueError) as error:
        raise EngineMissing("layout_engine", reasons=str(error)) from error
    nodes = (graph.get_node(f"n{number}") for number in range(len(graph)))
    return [_y(node.attr["pos"]) for node in nodes]


def _run_dot(text: str) -> bytes:
    """Place with the `dot` program of an installed Graphviz."""
    try:
        done = subprocess.run(
            ["dot", "-Tjson0"],  # noqa: S607
            input=text.encode(),
            capture_output=True,
            check=True,
            timeout=_PROGRAM_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineMissing("layout_engine", reasons=str(error)) from error
    return done.stdout


def _heights_of_json(placed: bytes) -> list[float]:
    nodes = {node["name"]: node["pos"] for node in json.loads(placed)["objects"]}
    return [_y(nodes[f"n{number}"]) for number in range(len(nodes))]


def _y(position: str) -> float:
    return float(position.split(",")[1])


_ENGINES: dict[EngineName, Callable[[Grid], Heights]] = {
    "pygraphviz": _with_pygraphviz,
    "dot": _with_dot,
    "grandalf": with_grandalf,
}
