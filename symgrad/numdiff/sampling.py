"""Functions that say how far each of their values may be from the exact one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from symgrad import lines
from symgrad.arithmetic import Float, Undefined
from symgrad.arithmetic.ranges import Range, Ranges
from symgrad.expr import Call, Expr, Lit, Ref, fold
from symgrad.inputs import Value, read_value
from symgrad.operations import OPERATIONS, Operation
from symgrad.trace import evaluate_line

if TYPE_CHECKING:
    from symgrad.graph import Graph

_FLOAT, _RANGES = Float(), Ranges()


@dataclass(frozen=True, slots=True)
class Sample:
    """A value of a function.

    Attributes
    ----------
    value : float
        The computed value; nan where there is none.
    noise : float
        Bound of its distance from the exact value at exactly this point.
    failure : str
        Code of what is undefined there, or empty.
    """

    value: float
    noise: float
    failure: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is a value."""
        return not self.failure


class Sampled(Protocol):
    """A function of several numbers that can be sampled."""

    bounded: bool  # whether the noise is a bound, or only an estimate
    names: tuple[str, ...]

    def __call__(self, point: tuple[float, ...], loose: bool = False) -> Sample:
        """Return the sample at a point; a loose one was rounded on its way to floats."""


class OfGraph:
    """A graph as a function of its inputs, in doubles, with a bound of the rounding error.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> f = OfGraph(Graph.from_text("y = (1 - cos(x))/x^2"))
    >>> sample = f((1e-8,))
    >>> sample.value, sample.noise > 0.4  # the exact value is 0.5
    (0.0, True)
    """

    bounded = True

    def __init__(self, graph: Graph, output: str | None = None) -> None:
        self.names = graph.inputs
        target = graph.output(output)
        live = graph.ancestors(target)
        places = {name: place for place, name in enumerate(graph.inputs)}
        self._steps: list[_Step] = []
        for node in graph.operations:
            if node.name in live and node.expr is not None:
                places[node.name] = self._add(node.expr, places)
        self._target = places[target]

    def _add(self, expr: Expr, places: Mapping[str, int]) -> int:
        """Append the steps of an expression; return the place of its value."""

        def leaf(part: Ref | Lit) -> int:
            return places[part.name] if isinstance(part, Ref) else self._append(part, ())

        return fold(expr, leaf, self._append)

    def _append(self, expr: Lit | Call, args: tuple[int, ...]) -> int:
        self._steps.append(_Step.of(expr, args))
        return len(self.names) + len(self._steps) - 1

    def __call__(self, point: tuple[float, ...], loose: bool = False) -> Sample:
        """Return the value at a point, and how far it may be from the exact one."""
        values = list(point)
        ranges: list[Range | None] = [Range.near(x) if loose else Range(x, x) for x in point]
        for step in self._steps:
            try:
                values.append(step.value(values))
            except Undefined as undefined:
                return Sample(math.nan, math.inf, undefined.code)
            ranges.append(step.range(ranges))
        found = ranges[self._target]
        value = values[self._target]
        noise = math.inf if found is None else found.distance(value)
        return Sample(value, math.inf if math.isnan(noise) else noise)


@dataclass(frozen=True, slots=True)
class _Step:
    """One operation, or a number, with the places of its arguments."""

    operation: Operation | None
    args: tuple[int, ...]
    params: tuple[Fraction | None, ...]
    number: float
    enclosed: Range | None

    @classmethod
    def of(cls, expr: Lit | Call, args: tuple[int, ...]) -> _Step:
        if isinstance(expr, Lit):
            return cls(None, (), (), _FLOAT.lit(expr), Range.of(expr.value))
        return cls(OPERATIONS[expr.op], args, expr.params, 0.0, None)

    def value(self, values: list[float]) -> float:
        if self.operation is None:
            return self.number
        args = tuple(values[place] for place in self.args)
        return _FLOAT.call(self.operation, args, self.params)

    def range(self, ranges: list[Range | None]) -> Range | None:
        """Return the exact result's range; None where nothing is known of it."""
        if self.operation is None:
            return self.enclosed
        args = [ranges[place] for place in self.args]
        if None in args:
            return None
        try:
            return Range.of(self.operation.value(_RANGES, *args, *self.params))
        except (ArithmeticError, ValueError):
            return None


class OfCallable:
    """A Python function of one or more numbers; of its rounding errors nothing is known.

    A value that is no finite number, and an ArithmeticError or ValueError, count as no value.
    """

    bounded = False

    def __init__(self, function: Callable[..., Any], names: tuple[str, ...]) -> None:
        self.names = names
        self._function = function

    def __call__(self, point: tuple[float, ...], loose: bool = False) -> Sample:
        """Return the value, with the rounding error that it has at least."""
        try:
            value = float(self._function(*point))
        except OverflowError:
            return Sample(math.nan, math.inf, "overflow")
        except (ArithmeticError, ValueError):
            return Sample(math.nan, math.inf, "undefined")
        if math.isnan(value):
            return Sample(math.nan, math.inf, "undefined")
        if math.isinf(value):
            return Sample(math.nan, math.inf, "overflow")
        return Sample(value, 4 * math.ulp(value))


@dataclass(frozen=True)
class Line:
    """A function on a line: of the one number t in point + t · direction."""

    function: Sampled
    point: tuple[float, ...]
    direction: tuple[float, ...]

    @property
    def bounded(self) -> bool:
        """Whether the noise is a bound."""
        return self.function.bounded

    def __call__(self, t: float) -> Sample:
        """Return the sample at t."""
        moved = tuple(
            x + t * d if d else x for x, d in zip(self.point, self.direction, strict=True)
        )
        return self.function(moved, not self._is_exact(t, moved))

    def _is_exact(self, t: float, moved: tuple[float, ...]) -> bool:
        """Say whether the point has not been rounded."""
        return all(
            y - x == t * d and (not d or abs(d) == 1)
            for x, y, d in zip(self.point, moved, self.direction, strict=True)
        )


def as_double(name: str, value: Value) -> float:
    """Return a value of an input as a double; a float is exactly itself.

    Raises
    ------
    InputError
        It is no number.
    """
    if isinstance(value, float) and math.isfinite(value):
        return value
    return float(
        evaluate_line(lines.Line(name, "given", name, read_value(name, value), 0), {}, _FLOAT)
    )
