"""Which node lost the digits: values, bounds of their errors, and the digits that are left."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from symgrad.arithmetic import Bound, Exact, to_fraction
from symgrad.expr import Call, Ref
from symgrad.graph import Graph
from symgrad.inputs import Value
from symgrad.lines import Line, Program
from symgrad.trace import Trace, evaluate

# So many digits less than its arguments have, and a node has lost them.
_LOSS = 3
# What a double holds.
_ALL = 16


@dataclass(frozen=True, slots=True)
class NodeDigits:
    """One line of a run in doubles.

    Attributes
    ----------
    line : Line
        What was calculated.
    value : float
        What came out.
    exact : Fraction
        What should have come out; an irrational number nearly.
    bound : float
        The error is at most so large.
    left : int or None
        Significant decimal digits that are certainly right; None: all of them.
    loses : bool
        Whether it has far fewer than the values that it was calculated from.
    """

    line: Line
    value: float
    exact: Fraction
    bound: float
    left: int | None
    loses: bool

    @property
    def cancels(self) -> bool:
        """Whether it is a sum or difference."""
        return isinstance(self.line.expr, Call) and self.line.expr.op in ("add", "sub")


def digits(graph: Graph, inputs: Mapping[str, Value]) -> tuple[NodeDigits, ...]:
    """Return what every line of the forward pass knows of its exact value.

    Parameters
    ----------
    graph, inputs : Graph, mapping
        The calculation, and a value for each input.

    Examples
    --------
    >>> found = digits(Graph.from_text("s = 1 + x; y = s - 1"), {"x": "1e-10"})
    >>> [(each.line.id, each.left, each.loses) for each in found]
    [('x', 16, False), ('s', 16, False), ('y', 7, True)]
    """
    program = Program(graph).given(inputs).forward()
    bounded, exact = evaluate(program, Bound()), evaluate(program, Exact())
    known: dict[str, int | None] = {}
    return tuple(_node(line, bounded, exact, known) for line in bounded.lines)


def _node(line: Line, bounded: Trace, exact: Trace, known: dict[str, int | None]) -> NodeDigits:
    found, right = bounded.raw[line.id], to_fraction(exact.raw[line.id])
    left = _left(found.error, right)
    before = [known[name] for name in _arguments(line) if known[name] is not None]
    known[line.id] = left
    loses = left is not None and bool(before) and min(map(_count, before)) - left >= _LOSS
    return NodeDigits(line, found.value, right, found.error, left, loses)


def _arguments(line: Line) -> list[str]:
    args = line.expr.args if isinstance(line.expr, Call) else ()
    return [arg.name for arg in args if isinstance(arg, Ref)]


def _count(left: int | None) -> int:
    return _ALL if left is None else left


def _left(error: float, exact: Fraction) -> int | None:
    """Return how many digits an error leaves, relative to the exact value."""
    if not error:
        return None
    if not exact or math.isinf(error):
        return 0
    return min(max(0, math.floor(-math.log10(error / abs(exact)))), _ALL)
