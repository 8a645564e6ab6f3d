"""Float arithmetic (IEEE 754 double precision), plain and with a running error bound."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

from symgrad.arithmetic.base import Arithmetic, Undefined
from symgrad.arithmetic.exact import check_domain
from symgrad.expr import Call, Expr, Lit, Ref, fold
from symgrad.operations import OPERATIONS, Floating, Operation, local_derivatives
from symgrad.operations.table import Params

_FLOATING = Floating()
# Half a unit in the last place of a double: the relative error of one rounded operation.
_ROUNDOFF = 2.0**-53


class Float(Arithmetic):
    """Double precision, as programs calculate.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> Graph.from_text("y = 0.1 + x").run({"x": "0.2"}, Float()).values["y"]
    0.30000000000000004
    """

    name = "float"

    def lit(self, lit: Lit) -> float:
        """Return the float nearest to the number as written."""
        return _finite(_FLOATING.number(lit.value))

    def call(self, operation: Operation, args: tuple[float, ...], params: Params) -> float:
        """Return the value of one operation; infinite results are refused."""
        check_domain(operation, _FLOATING, args)
        numbers = (None if value is None else float(value) for value in params)
        try:
            return _finite(float(operation.value(_FLOATING, *args, *numbers)))
        except OverflowError:
            raise Undefined("overflow") from None

    def sign(self, value: float) -> int:
        """Return the sign."""
        return (value > 0) - (value < 0)

    def number(self, value: float) -> float:
        """Return the float."""
        return value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise Undefined("overflow")
    return value + 0.0  # never -0.0


@dataclass(frozen=True, slots=True)
class Bounded:
    """A float and a bound of its absolute error, to first order."""

    value: float
    error: float


class Bound(Arithmetic):
    """Floats that carry a bound of their rounding error (Higham 2002, chapter 3).

    Every operation adds half a unit in the last place of its result to the errors of its
    arguments, each times the local derivative. So it shows *which node lost the digits*.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> run = Graph.from_text("s = 1e10 + x; y = s - 1e10").run({"x": "0.1"}, Bound())
    >>> run.values["y"].value, run.values["y"].error > 1e-7
    (0.10000038146972656, True)
    """

    name = "bound"

    def __init__(self) -> None:
        self._float = Float()

    def lit(self, lit: Lit) -> Bounded:
        """Return the nearest float; it is exact when the number is a float."""
        value = self._float.lit(lit)
        return Bounded(value, abs(float(lit.value - _exactly(value))))

    def call(self, operation: Operation, args: tuple[Bounded, ...], params: Params) -> Bounded:
        """Return the value with the error that flows in and the error that is added."""
        numbers = tuple(argument.value for argument in args)
        value = self._float.call(operation, numbers, params)
        own = 0.0 if operation.name in ("neg", "abs", "identity") else abs(value) * _ROUNDOFF
        slopes = _slopes(operation.name, len(args), params)
        flowing = sum(
            abs(_value(slope, numbers, value)) * argument.error
            for slope, argument in zip(slopes, args, strict=True)
            if argument.error
        )
        return Bounded(value, own + flowing)

    def sign(self, value: Bounded) -> int:
        """Return the sign of the float."""
        return self._float.sign(value.value)

    def number(self, value: Bounded) -> Bounded:
        """Return value and error."""
        return value


def _exactly(value: float) -> Any:
    from fractions import Fraction

    return Fraction(value)


@functools.lru_cache(maxsize=1024)
def _slopes(name: str, count: int, params: Params) -> tuple[Expr, ...]:
    arguments = tuple(Ref(str(position)) for position in range(count))
    return local_derivatives(Call(name, arguments, params), Ref("out"))


def _value(slope: Expr, args: tuple[float, ...], out: float) -> float:
    """Evaluate a local derivative; where it does not exist, an error may grow without bound."""

    def leaf(node: Ref | Lit) -> float:
        if isinstance(node, Lit):
            return _FLOATING.number(node.value)
        return out if node.name == "out" else args[int(node.name)]

    def combine(node: Call, parts: tuple[float, ...]) -> float:
        return float(OPERATIONS[node.op].value(_FLOATING, *parts, *node.params))

    try:
        return fold(slope, leaf, combine)
    except (ArithmeticError, ValueError):
        return math.inf
