"""Layout in a process of its own, which is killed where it takes too long.

Engines are fast on what a class can read, and may need hours for a crowded graph; Graphviz runs
in C and cannot be interrupted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from symgrad.diagram.scene import DiagramTooLarge

if TYPE_CHECKING:
    from symgrad.diagram.engines import EngineName
    from symgrad.diagram.grid import Grid, Heights

SECONDS = 10.0
_FOLDER = str(Path(__file__).parents[2])


@lru_cache(maxsize=64)
def place_apart(grid: Grid, engine: EngineName | None = None) -> Heights:
    """Place a grid as `engines.place` does, in a child process with a time limit.

    Raises
    ------
    DiagramTooLarge
        If the child is not done in time, or fails.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "symgrad.diagram.worker"],
            input=to_json(grid, engine),
            capture_output=True,
            check=True,
            encoding="ascii",
            env=os.environ | {"PYTHONPATH": _search_path()},
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        raise DiagramTooLarge("diagram_too_slow", count=len(grid.slots)) from None
    return tuple(map(float, json.loads(done.stdout)))


def _search_path() -> str:
    """Return where the child looks for modules: this package first, whatever the folder is."""
    return os.pathsep.join(filter(None, [_FOLDER, os.environ.get("PYTHONPATH")]))


def to_json(grid: Grid, engine: EngineName | None) -> str:
    """Write what the child has to know.

    >>> from symgrad.diagram.grid import Grid, Link, Slot
    >>> to_json(Grid((Slot(0, 50), Slot(1, 40)), (Link(0, 1, 2),)), None)
    '{"slots": [[0, 50], [1, 40]], "links": [[0, 1, 2]], "engine": null}'
    """
    slots = [[slot.column, slot.height] for slot in grid.slots]
    links = [[link.tail, link.head, link.weight] for link in grid.links]
    return json.dumps({"slots": slots, "links": links, "engine": engine})
