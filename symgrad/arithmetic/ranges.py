"""Enclosures with float ends: as quick as floats, for those who evaluate thousands of times.

Every result holds the exact value for all arguments in their ranges. Sums are rounded outward only
where they are not exact; the functions of the C library are trusted to two units in the last
place, erfc to eight, which glibc, musl, macOS and Windows keep.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from symgrad.operations.backends import Backend, Kink, Thunk

_INF = math.inf
# Factors whose product with any float of usual size is exact.
_NORMAL = sys.float_info.min
_EXACT = frozenset({0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5})


def _down(value: float, steps: int = 1) -> float:
    for _ in range(steps):
        value = math.nextafter(value, -_INF)
    return value


def _up(value: float, steps: int = 1) -> float:
    return -_down(-value, steps)


def _sum_down(a: float, b: float) -> float:
    """Return a float that is not above a + b, and a + b itself where that is a float."""
    total = a + b
    if math.isinf(total):
        return total if total < 0 or _INF in (a, b) else math.nextafter(_INF, 0)
    rest = total - a
    error = (a - (total - rest)) + (b - rest)  # Knuth's two-sum: exactly what rounding took away
    return total if error >= 0 else _down(total)


class Range:
    """All real numbers between two floats, ends included.

    >>> Range(1.0, 2.0) + Range(0.1, 0.1)
    Range(1.0999999999999999, 2.1)
    """

    __slots__ = ("high", "low")

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    @classmethod
    def of(cls, value: Any) -> Range:
        """Return the smallest range round an exact number."""
        if isinstance(value, Range):
            return value
        exact = Fraction(value)
        try:
            near = float(exact)
        except OverflowError:
            raise OverflowError("beyond the largest float") from None
        if Fraction(near) == exact:
            return cls(near, near)
        return cls(near, _up(near)) if Fraction(near) < exact else cls(_down(near), near)

    @classmethod
    def near(cls, value: float) -> Range:
        """Return what may have been rounded to a float."""
        return cls(_down(value), _up(value))

    def distance(self, value: float) -> float:
        """Return the largest distance from a float to a number of the range, rounded up."""
        return max(-_sum_down(-self.high, value), -_sum_down(self.low, -value), 0.0)

    def __repr__(self) -> str:
        return f"Range({self.low}, {self.high})"

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low)

    def __add__(self, other: Any) -> Range:
        more = Range.of(other)
        return Range(_sum_down(self.low, more.low), -_sum_down(-self.high, -more.high))

    def __sub__(self, other: Any) -> Range:
        return self + -Range.of(other)

    def __mul__(self, other: Any) -> Range:
        if self is other:
            return _square(self)
        more = Range.of(other)
        ends = [(a, b) for a in (self.low, self.high) for b in (more.low, more.high)]
        return _hull((_times(a, b), _is_exact(a, b)) for a, b in ends)

    def __truediv__(self, other: Any) -> Range:
        more = Range.of(other)
        if more.low <= 0 <= more.high:
            if more.low == more.high:
                raise ZeroDivisionError
            return Range(-_INF, _INF)
        ends = [(a, b) for a in (self.low, self.high) for b in (more.low, more.high)]
        return _hull((a / b, a == 0 or (b in _EXACT and abs(a) > 2 * _NORMAL)) for a, b in ends)

    def __rsub__(self, other: Any) -> Range:
        return Range.of(other) - self

    def __rtruediv__(self, other: Any) -> Range:
        return Range.of(other) / self

    def __abs__(self) -> Range:
        if self.low >= 0:
            return self
        return -self if self.high <= 0 else Range(0.0, max(-self.low, self.high))

    __radd__ = __add__
    __rmul__ = __mul__


def _is_exact(a: float, b: float) -> bool:
    """Say whether a product is surely a float; near the smallest ones halves are rounded too."""
    return 0 in (a, b) or ((a in _EXACT or b in _EXACT) and abs(a * b) > _NORMAL)


def _times(a: float, b: float) -> float:
    return 0.0 if 0 in (a, b) else a * b  # also where the other end is infinite


def _hull(results: Iterable[tuple[float, bool]]) -> Range:
    """Enclose results of one operation, each with whether it is exact."""
    low, high = _INF, -_INF
    for value, exact in results:
        low = min(low, value if exact else _down(value))
        high = max(high, value if exact else _up(value))
    return Range(low, high)


def _square(x: Range) -> Range:
    low, high = sorted((abs(x.low), abs(x.high)))
    inside = x.low <= 0 <= x.high
    return Range(0.0 if inside else max(_down(low * low), 0.0), _up(high * high) if high else 0.0)


def _rising(
    function: Callable[[float], float], least: float = -_INF, most: float = _INF, units: int = 2
) -> Callable[[Range], Range]:
    """Make a range function of a rising one, whose values are known to stay between two limits."""

    def enclose(x: Range) -> Range:
        low, high = _down(function(x.low), units), _up(function(x.high), units)
        return Range(max(low, least), min(high, most))

    return enclose


def _wave(
    function: Callable[[float], float], slope: Callable[[float], float]
) -> Callable[[Range], Range]:
    """Make a range function of sine or cosine: value, slope and half the square of the radius."""

    def enclose(x: Range) -> Range:
        middle = x.low + (x.high - x.low) / 2
        if not math.isfinite(middle):
            return Range(-1.0, 1.0)
        radius = _up(max(x.high - middle, middle - x.low)) if x.low < x.high else 0.0
        value = function(middle)
        reach = _up((abs(slope(middle)) + 1e-15) * radius + radius * radius / 2, 2)
        low, high = _down(value, 2) - reach, _up(value, 2) + reach
        return Range(max(_down(low), -1.0), min(_up(high), 1.0))

    return enclose


def _log(function: Callable[[float], float]) -> Callable[[Range], Range]:
    def or_below(x: float) -> float:
        return -_INF if x <= 0 else function(x)

    return _rising(or_below)


_EXPM1 = _rising(math.expm1, least=-1.0)
_ROOT_2 = Range(_down(math.sqrt(2)), _up(math.sqrt(2)))


class Ranges(Backend):
    """Functions of ranges; where an argument leaves the domain, the result has no end."""

    exp = staticmethod(_rising(math.exp, least=0.0))
    log = staticmethod(_log(math.log))
    log10 = staticmethod(_log(math.log10))
    log2 = staticmethod(_log(math.log2))
    sqrt = staticmethod(_rising(lambda x: math.sqrt(max(x, 0.0)), least=0.0, units=1))
    sin = staticmethod(_wave(math.sin, math.cos))
    cos = staticmethod(_wave(math.cos, math.sin))
    asin = staticmethod(_rising(lambda x: math.asin(min(max(x, -1.0), 1.0))))
    atan = staticmethod(_rising(math.atan))
    sinh = staticmethod(_rising(math.sinh))
    tanh = staticmethod(_rising(math.tanh, -1.0, 1.0))
    erf = staticmethod(_rising(math.erf, -1.0, 1.0))
    pi = Range(math.pi, _up(math.pi))
    e = Range(math.e, _up(math.e))

    def expm1(self, x: Range) -> Range:
        """Return exp(x) - 1, with all digits where x is small."""
        return _EXPM1(x)

    def normal(self, x: Range) -> Range:
        """Return the normal distribution function, with all digits far below 0."""
        end = -x / _ROOT_2  # erfc multiplies the relative error of its argument
        low, high = _down(math.erfc(end.high), 8) / 2, _up(math.erfc(end.low), 8) / 2
        return Range(max(low, 0.0), min(high, 1.0))

    @staticmethod
    def acos(x: Range) -> Range:
        """Return the arc cosine, which falls."""
        ends = [math.acos(min(max(end, -1.0), 1.0)) for end in (x.high, x.low)]
        return Range(max(_down(ends[0], 2), 0.0), _up(ends[1], 2))

    @staticmethod
    def cosh(x: Range) -> Range:
        """Return the hyperbolic cosine, which is even."""
        size = abs(x)
        return Range(max(_down(math.cosh(size.low), 2), 1.0), _up(math.cosh(size.high), 2))

    @staticmethod
    def tan(x: Range) -> Range:
        """Return the tangent, without ends where a pole may lie inside."""
        if x.high - x.low > abs(math.cos(x.low)):
            return Range(-_INF, _INF)
        return Range(_down(math.tan(x.low), 2), _up(math.tan(x.high), 2))

    @staticmethod
    def sigmoid(x: Range) -> Range:
        """Return the logistic function, from the side where nothing cancels."""

        def at(end: float) -> float:
            small = math.exp(-abs(end))
            return 1 / (1 + small) if end >= 0 else small / (1 + small)

        return Range(max(_down(at(x.low), 6), 0.0), min(_up(at(x.high), 6), 1.0))

    @staticmethod
    def softplus(x: Range) -> Range:
        """Return log(1 + exp(x)) without overflow."""

        def at(end: float) -> float:
            return max(end, 0.0) + math.log1p(math.exp(-abs(end)))

        return Range(max(_down(at(x.low), 6), 0.0), _up(at(x.high), 6))

    def power(self, x: Range, y: Range) -> Range:
        """Return x to the power y; the extremes lie at the corners."""
        if y.low == y.high and y.low == int(y.low):
            return _whole_power(x, int(y.low))
        if x.high < 0:
            return Range(-_INF, _INF)
        base = Range(max(x.low, 0.0), x.high)
        found = [_pow(a, b) for a in (base.low, base.high) for b in (y.low, y.high)]
        return Range(max(_down(min(found), 4), 0.0), _up(max(found), 4))

    def maximum(self, x: Range, y: Range) -> Range:
        """Return the greater of two numbers."""
        return Range(max(x.low, y.low), max(x.high, y.high))

    def minimum(self, x: Range, y: Range) -> Range:
        """Return the smaller of two numbers."""
        return Range(min(x.low, y.low), min(x.high, y.high))

    def by_sign(self, x: Range, above: Thunk, at: Thunk | None, below: Thunk) -> Range:
        """Return the branch that is sure, or what all branches have between them."""
        if x.low > 0 or x.high < 0:
            return Range.of((above if x.low > 0 else below)())
        if x.low == x.high:
            if at is None:
                raise Kink
            return Range.of(at())
        found = [Range.of(branch()) for branch in (above, at, below) if branch is not None]
        return Range(min(one.low for one in found), max(one.high for one in found))


def _pow(a: float, b: float) -> float:
    if a == 0 and b < 0:
        return _INF
    return math.pow(a, b)


def _whole_power(x: Range, n: int) -> Range:
    if n < 0:
        return 1 / _whole_power(x, -n)
    if n == 0:
        return Range(1.0, 1.0)
    size = abs(x) if n % 2 == 0 else x
    if n == 1:
        return size
    # A result of 0 may be what is left of a small number; only 0 itself gives exactly 0.
    low = _down(math.pow(size.low, n), 2) if size.low else 0.0
    high = _up(math.pow(size.high, n), 2) if size.high else 0.0
    return Range(max(low, 0.0) if n % 2 == 0 else low, high)
