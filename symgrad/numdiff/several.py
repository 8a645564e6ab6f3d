"""Derivatives of functions of several numbers: gradient, along a direction, and second ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TypeAlias

from symgrad.errors import InputError
from symgrad.graph import Graph
from symgrad.inputs import Value
from symgrad.numdiff.derivative import Derivative, on_line
from symgrad.numdiff.ladder import LEAST, Estimate, Quotient, extrapolate, steps
from symgrad.numdiff.sampling import Line, OfCallable, OfGraph, Sample, Sampled, as_double

Function: TypeAlias = Graph | Callable[..., float]
Point: TypeAlias = Mapping[str, Value] | Sequence[float]

_UNIT = 2.0**-52


@dataclass(frozen=True, slots=True)
class Gradient(Mapping[str, Derivative]):
    """The partial derivatives by name: ``gradient["x"].value``."""

    parts: Mapping[str, Derivative]

    def __getitem__(self, name: str) -> Derivative:
        return self.parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    @property
    def ok(self) -> bool:
        """Whether every partial derivative exists and is known well."""
        return all(part.status == "ok" for part in self.parts.values())


def gradient(f: Function, point: Point) -> Gradient:
    """Differentiate by every argument.

    Parameters
    ----------
    f : Graph or callable
        A Python function takes its numbers one by one, ``f(x, y)``.
    point : mapping or sequence
        Values by name for a graph; for a Python function by name or in order (its arguments are
        then called x1, x2, …).

    Raises
    ------
    InputError
        A value that is missing, or no number.

    Examples
    --------
    >>> found = gradient(Graph.from_text("d = a + b; e = b - c; Y = d*e"), {"a": 1, "b": 2, "c": 3})
    >>> {name: round(part.value, 9) for name, part in found.items()}
    {'a': -1.0, 'b': 2.0, 'c': -3.0}
    """
    function, values = located(f, point)
    return Gradient(
        {
            name: on_line(Line(function, values, _axis(place, len(values))), abs(values[place]))
            for place, name in enumerate(function.names)
        }
    )


def directional(f: Function, point: Point, direction: Sequence[float]) -> Derivative:
    """Differentiate along a direction, which is taken as it is (not divided by its length).

    Raises
    ------
    InputError
        As :func:`gradient`; or a direction of another length, or of zeros only.

    Examples
    --------
    >>> found = directional(lambda x, y: x * y, [2.0, 3.0], [1.0, -1.0])
    >>> found.status, round(found.value, 9)
    ('ok', 1.0)
    """
    function, values = located(f, point)
    along = tuple(map(float, direction))
    if len(along) != len(values) or not any(along):
        raise InputError("direction", count=len(values))
    longest = max(map(abs, along))
    moving = [abs(x / d) for x, d in zip(values, along, strict=True) if d]
    return on_line(Line(function, values, along), min(max(moving), max(map(abs, values)) / longest))


def hessian(f: Function, point: Point) -> dict[tuple[str, str], Estimate | None]:
    """Return all second derivatives by pairs of names; None where no estimate can be trusted.

    Examples
    --------
    >>> found = hessian(Graph.from_text("Y = x^2*y"), {"x": 1, "y": 3})
    >>> [round(found[pair].value, 6) for pair in (("x", "x"), ("x", "y"), ("y", "x"), ("y", "y"))]
    [6.0, 2.0, 2.0, 0.0]
    """
    function, values = located(f, point)
    found: dict[tuple[str, str], Estimate | None] = {}
    for i, j in combinations_with_replacement(range(len(values)), 2):
        pair = function.names[i], function.names[j]
        found[pair] = found[pair[::-1]] = _second(function, values, i, j)
    return found


def _second(function: Sampled, point: tuple[float, ...], i: int, j: int) -> Estimate | None:
    """Extrapolate (f(x+u+v) - f(x+u-v) - f(x-u+v) + f(x-u-v)) / 4|u||v| for h → 0."""
    sizes = [max(abs(point[place]), 2.0**-30) for place in (i, j)]
    quotients = []
    for h, k in zip(steps(sizes[0], 26), steps(sizes[1], 26), strict=False):
        corners = [
            (a * b, function(_moved(point, ((i, a * h), (j, b * k)))))
            for a in (1, -1)
            for b in (1, -1)
        ]
        quotient = _quotient(corners, h, k)
        if quotient:
            quotients.append(quotient)
    return extrapolate(quotients, 2)


def _quotient(corners: Sequence[tuple[int, Sample]], h: float, k: float) -> Quotient | None:
    if not all(sample.ok for _, sample in corners):
        return None
    value = sum(sign * sample.value for sign, sample in corners) / (4 * h * k)
    size = sum(abs(sample.value) for _, sample in corners)
    doubt = sum(sample.noise for _, sample in corners) + size * _UNIT
    noise = doubt / (4 * h * k) or (LEAST if doubt else 0.0)  # the division may lose it
    return Quotient(h, value, noise)


def _moved(point: tuple[float, ...], moves: Sequence[tuple[int, float]]) -> tuple[float, ...]:
    moved = list(point)
    for place, by in moves:
        moved[place] += by
    return tuple(moved)


def _axis(place: int, count: int) -> tuple[float, ...]:
    return tuple(float(other == place) for other in range(count))


def located(f: Function, point: Point) -> tuple[Sampled, tuple[float, ...]]:
    """Return a function that can be sampled, and a point as doubles in its order."""
    if isinstance(f, Graph):
        function = OfGraph(f)
        given = point if isinstance(point, Mapping) else dict(zip(f.inputs, point, strict=False))
        missing = [name for name in f.inputs if name not in given]
        if missing:
            raise InputError("input_missing", names=", ".join(missing), count=len(missing))
        return function, tuple(as_double(name, given[name]) for name in f.inputs)
    if isinstance(point, Mapping):
        names = tuple(point)
        return OfCallable(f, names), tuple(as_double(name, point[name]) for name in names)
    names = tuple(f"x{place}" for place in range(1, len(point) + 1))
    return OfCallable(f, names), tuple(map(float, point))
