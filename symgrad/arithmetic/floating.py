"""Float arithmetic (IEEE 754 double precision), plain and with a running error bound."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symgrad.arithmetic.base import Arithmetic, Undefined
from symgrad.arithmetic.closed import Closed, ClosedNumbers, closed
from symgrad.arithmetic.enclosures import between, contains_zero, distance, hull
from symgrad.arithmetic.exact import check_domain
from symgrad.expr import Lit
from symgrad.operations import Floating, Operation
from symgrad.operations.backends import Kink, Thunk
from symgrad.operations.operation import Params

_FLOATING = Floating()


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
        except Kink:
            raise Undefined("kink") from None

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
    """A float and a bound of its absolute error; infinite where none is known."""

    value: float
    error: float


class Bound(Arithmetic):
    """Floats that carry a bound of their rounding error.

    After every operation the exact result is enclosed, for all arguments within their own errors
    (interval arithmetic with 60 digits); the error is the largest distance from there to the
    float. So it shows *which node lost the digits*. Other than in a running error analysis
    (Higham 2002, section 3.3) nothing is neglected; but two arguments with the same error count
    as if they had different ones.

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
        return Bounded(value, _up(abs(lit.value - Fraction(value))))

    def call(self, operation: Operation, args: tuple[Bounded, ...], params: Params) -> Bounded:
        """Return the value, and how far it may be from the exact one."""
        value = self._float.call(operation, tuple(arg.value for arg in args), params)
        exact = _exact(operation, args, params)
        return Bounded(value, math.inf if exact is None else distance(exact, value))

    def sign(self, value: Bounded) -> int | None:
        """Return the sign, or None where the error may change it."""
        if 0 < value.error >= abs(value.value):
            return None
        return self._float.sign(value.value)

    def number(self, value: Bounded) -> Bounded:
        """Return value and error."""
        return value


class _Ranges(ClosedNumbers):
    """All values of a row while its arguments move within their errors."""

    def by_sign(self, x: Any, above: Thunk, at: Thunk | None, below: Thunk) -> Any:
        """Return the branch that is sure, or what all branches have between them."""
        if not isinstance(x, Closed) or not contains_zero(x.enclosure):
            return super().by_sign(x, above, at, below)
        branches = [branch() for branch in (above, at, below) if branch is not None]
        return Closed(None, hull(*(closed(branch).enclosure for branch in branches)))


_RANGES = _Ranges()


def _exact(operation: Operation, args: tuple[Bounded, ...], params: Params) -> Any:
    """Enclose the exact result, or return None where there may be none."""
    if any(math.isinf(arg.error) for arg in args):
        return None
    try:
        return closed(operation.value(_RANGES, *map(_range, args), *params)).enclosure
    except Undefined:
        return None


def _range(argument: Bounded) -> Closed | Fraction:
    value, error = Fraction(argument.value), Fraction(argument.error)
    if not error:
        return value
    return Closed(None, between(value - error, value + error))


def _up(value: Fraction) -> float:
    """Return a float that is not smaller."""
    nearest = _FLOATING.number(value)
    return nearest if nearest >= value else math.nextafter(nearest, math.inf)
