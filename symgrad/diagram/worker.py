"""The child process of `apart`: a grid as JSON in, its heights as JSON out."""

from __future__ import annotations

import json
import sys

from symgrad.diagram.engines import place
from symgrad.diagram.grid import Grid, Link, Slot


def answer(question: str) -> str:
    """Place a grid.

    >>> answer('{"slots": [[0, 50], [1, 40]], "links": [[0, 1, 2]], "engine": "grandalf"}')
    '[25.0, 25.0]'
    """
    asked = json.loads(question)
    slots = tuple(Slot(*slot) for slot in asked["slots"])
    links = tuple(Link(*link) for link in asked["links"])
    return json.dumps(list(place(Grid(slots, links), asked["engine"])))


if __name__ == "__main__":
    sys.stdout.write(answer(sys.stdin.read()))
