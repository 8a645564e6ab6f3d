"""Intervals that certainly contain a number: mpmath's, with what they lack.

mpmath rounds the bounds of sums, products, exp, log, sqrt, sin, cos and tan outward. The other
functions of the table are monotone, so that their bounds are the values at the bounds.
"""

from __future__ import annotations

import functools
import importlib
import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from symgrad.operations import Multiprecision
from symgrad.operations.backends import bits

# Working digits: 40 are promised, the others absorb the widening of intervals.
DIGITS = 60
SURE_DIGITS = 40
# Numbers with more digits before the point, or zeros behind it, are of no use to anybody.
MAX_EXPONENT = 4000
_MAX_EXPONENT_BITS = 13_288

_NATIVE = frozenset({"exp", "log", "sqrt", "sin", "cos", "tan"})
_INCREASING = frozenset(
    {"asin", "atan", "sinh", "tanh", "erf", "log10", "log2", "log1p", "expm1", "normal"}
)
# The domain of an argument was checked: beyond it lies only the width of the interval.
_DOMAINS = {"log": (0, None), "sqrt": (0, None), "asin": (-1, 1), "acos": (-1, 1)}


@functools.cache
def intervals(digits: int = DIGITS) -> Any:
    """Return mpmath's interval context with our own precision."""
    context = importlib.import_module("mpmath").ctx_iv.MPIntervalContext()
    context.dps = digits
    return context


@functools.cache
def points(digits: int) -> Multiprecision:
    """Return mpmath's numbers with ten digits more."""
    return Multiprecision(digits + 10)


def point(value: Fraction, digits: int = DIGITS) -> Any:
    """Enclose a fraction."""
    context = intervals(digits)
    return context.mpf(value.numerator) / context.mpf(value.denominator)


def digits_for(*values: Fraction) -> int:
    """Return working digits that hold fractions whole, as one of few numbers of digits."""
    digits = DIGITS
    while digits < DIGITS + max(map(bits, values), default=0) // 3:
        digits *= 2
    return digits


def rounded(x: Any) -> Any:
    """Return an interval with the usual number of digits."""
    return intervals().mpf(x) + 0


def between(low: Fraction, high: Fraction) -> Any:
    """Enclose all numbers from `low` to `high`."""
    return intervals().mpf([point(low).a, point(high).b])


def distance(x: Any, value: float) -> float:
    """Return the greatest distance from a float to a number of the interval, rounded up."""
    context = points(DIGITS).context
    greatest = context.make_mpf(abs(x - intervals().mpf(value))._mpi_[1])
    nearest = float(greatest)
    return nearest if nearest >= greatest else math.nextafter(nearest, math.inf)


def constant(name: str, digits: int = DIGITS) -> Any:
    """Enclose pi or e."""
    return getattr(intervals(digits), name) + 0


def enclose(name: str, x: Any, digits: int = DIGITS) -> Any:
    """Enclose a function over an interval; None where the function is not known here."""
    context = intervals(digits)
    x = _inside(_DOMAINS.get(name, (None, None)), x, context)
    if name in _NATIVE:
        return getattr(context, name)(x)
    if name == "abs":
        return abs(x)
    if name == "cosh":  # increasing in |x|
        return _between(name, abs(x)._mpi_, digits)
    if name == "acos":
        return _between(name, reversed(x._mpi_), digits)
    return _between(name, x._mpi_, digits) if name in _INCREASING else None


def _inside(domain: tuple[int | None, int | None], x: Any, context: Any) -> Any:
    low, high = domain
    below = low if low is not None and x.a < low else x.a
    above = high if high is not None and x.b > high else x.b
    return context.mpf([below, above])


def _between(name: str, places: Iterable[Any], digits: int) -> Any:
    """Enclose the values between those at two places."""
    numbers, context = points(digits), intervals(digits)
    ends = [getattr(numbers, name)(numbers.context.make_mpf(place)) for place in places]
    # The points carry ten more digits; one unit of the last digit covers what is left.
    slack = context.mpf([-1, 1]) * abs(context.mpf(ends)) * context.mpf(10) ** -digits
    return context.mpf(ends) + slack


def raised(base: Any, exponent: Any, whole: int | None, digits: int = DIGITS) -> Any:
    """Enclose a power: any base and a whole exponent, or a positive base."""
    if whole is not None:
        return base**whole
    return intervals(digits).exp(exponent * enclose("log", base, digits))


def hull(*parts: Any) -> Any:
    """Return the least interval that contains several."""
    low, *others = parts
    for other in others:
        low = intervals().mpf([min(low.a, other.a), max(low.b, other.b)])
    return low


def bounds(x: Any) -> tuple[Fraction, Fraction]:
    """Return both bounds, exactly."""
    to_rational = importlib.import_module("mpmath").libmp.to_rational
    low, high = (Fraction(*to_rational(end)) for end in x._mpi_)
    return low, high


def contains_zero(x: Any) -> bool:
    """Say whether 0 lies in the interval."""
    return bool(x.a <= 0 <= x.b)


def moderate(x: Any) -> bool:
    """Say whether the number is 0 or has a size that is of use to somebody."""
    least, greatest = _sizes(abs(x))
    if greatest == -math.inf:
        return True
    smallest = greatest if least == -math.inf else least
    return bool(smallest >= -_MAX_EXPONENT_BITS and greatest <= _MAX_EXPONENT_BITS)


def known(x: Any) -> bool:
    """Say whether the sign is sure, or all of 40 decimals are 0."""
    return bool(not contains_zero(x) or abs(x).b * 10**SURE_DIGITS <= 1)


def narrow(x: Any) -> bool:
    """Say whether the interval fixes 40 digits."""
    return sure_digits(x) >= SURE_DIGITS


def sure_digits(x: Any) -> int:
    """Return how many significant digits the interval fixes."""
    if contains_zero(x):
        return 0
    width = _sizes(x.b - x.a)[1]
    return DIGITS if width == -math.inf else int((_sizes(abs(x))[0] - 2 - width) * math.log10(2))


def _sizes(x: Any) -> tuple[Any, Any]:
    """Return the exponents of two of both bounds: -inf for 0."""
    context = points(DIGITS).context
    low, high = (context.mag(context.make_mpf(end)) for end in x._mpi_)
    return low, high
