"""Elementary functions of series (Griewank & Walther 2008, table 13.2)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symgrad.arithmetic import Undefined
from symgrad.operations import Backend
from symgrad.taylor.series import (
    Series,
    constant,
    dot,
    grown,
    last_of_square,
    negative,
    product,
    quotient,
    slopes,
    solved,
    waves,
)


def exp(B: Backend, u: Series) -> Series:
    """Return exp(u), from y' = y·u'."""
    start = B.exp(u[0])
    return solved(u, start, start, lambda y: y[-1])


def log(B: Backend, u: Series) -> Series:
    """Return ln(u), from y' = u'/u."""
    ratios = quotient(slopes(u), u[:-1]) if len(u) > 1 else []
    return [B.log(u[0]), *(ratio / k for k, ratio in enumerate(ratios, start=1))]


def log_to(base: int) -> Callable[..., Series]:
    """Make the rule of a logarithm to base 2 or 10."""

    def rule(B: Backend, u: Series) -> Series:
        scale = B.log(B.number(Fraction(base))) if len(u) > 1 else 1
        start = B.log2(u[0]) if base == 2 else B.log10(u[0])
        return [start, *(one / scale for one in log(B, u)[1:])]

    return rule


def sqrt(B: Backend, u: Series) -> Series:
    """Return √u, from y·y = u."""
    z = [B.sqrt(u[0])]
    if len(u) > 1 and not z[0]:
        raise Undefined("divisor")
    for one in u[1:]:
        z.append((one - dot(z[1:], reversed(z[1:]))) / (2 * z[0]))
    return z


def power(B: Backend, u: Any, v: Any) -> Series:
    """Return u^v; for a fixed v from u·y' = v·y·u'."""
    if isinstance(v, list):
        return _general_power(B, u, v)
    if not u[0]:
        return _power_at_0(B, u, v)
    steps, tail, z, weighted = slopes(u), u[1:], [B.power(u[0], v)], [0 * u[0]]
    for k in range(1, len(u)):  # k·u0·z_k = Σ (v·j - (k - j))·u_j·z_(k-j)
        rest = v * dot(steps, reversed(z)) - dot(tail, reversed(weighted))
        z.append(rest / (k * u[0]))
        weighted.append(k * z[k])
    return z


def _power_at_0(B: Backend, u: Series, v: Any) -> Series:
    """Return a power at 0: by products where it is whole, else as far as it is smooth."""
    if not B.whole(v):
        if len(u) - 1 > v:
            raise Undefined("zero_to_power")
        return [0 * one for one in u]
    square, rest = u, int(v)
    z = constant(1 + 0 * u[0], len(u))
    while rest:
        z = product(z, square) if rest % 2 else z
        rest //= 2
        square = product(square, square) if rest else square
    return z


def _general_power(B: Backend, u: Any, v: Series) -> Series:
    """Return u^v = exp(v·ln u), with the power itself as its first coefficient."""
    moving = isinstance(u, list)
    head = u[0] if moving else u
    start = B.power(head, v[0])
    if len(v) == 1:
        return [start]
    if B.sign(head) <= 0:
        raise Undefined("positive")
    exponent = product(v, log(B, u) if moving else B.log(u))
    return solved(exponent, start, start, lambda y: y[-1])


def sin(B: Backend, u: Series) -> Series:
    """Return sin(u)."""
    return waves(u, B.sin(u[0]), B.cos(u[0]), -1)[0]


def cos(B: Backend, u: Series) -> Series:
    """Return cos(u)."""
    return waves(u, B.sin(u[0]), B.cos(u[0]), -1)[1]


def sinh(B: Backend, u: Series) -> Series:
    """Return sinh(u)."""
    return waves(u, B.sinh(u[0]), B.cosh(u[0]), 1)[0]


def cosh(B: Backend, u: Series) -> Series:
    """Return cosh(u)."""
    return waves(u, B.sinh(u[0]), B.cosh(u[0]), 1)[1]


def tan(B: Backend, u: Series) -> Series:
    """Return tan(u), from y' = (1 + y²)·u'."""
    start = B.tan(u[0])
    return solved(u, start, 1 + start * start, last_of_square)


def tanh(B: Backend, u: Series) -> Series:
    """Return tanh(u), from y' = (1 - y²)·u'."""
    start = B.tanh(u[0])
    return solved(u, start, 1 - start * start, lambda y: -last_of_square(y))


def sigmoid(B: Backend, u: Series) -> Series:
    """Return the logistic function, from y' = (y - y²)·u'."""
    start = B.sigmoid(u[0])
    return solved(u, start, start * (1 - start), lambda y: y[-1] - last_of_square(y))


def _beside(u: Series, start: Any, sign: int) -> Series:
    """Return start + sign·u²."""
    squared = product(u, u)
    return [start + sign * squared[0], *(sign * one for one in squared[1:])]


def asin(B: Backend, u: Series) -> Series:
    """Return arcsin(u), from y' = u'/√(1 - u²)."""
    return _integral(B.asin(u[0]), u, lambda: quotient(1, sqrt(B, _beside(u, 1, -1))))


def acos(B: Backend, u: Series) -> Series:
    """Return arccos(u), which has the slopes of arcsin with the other sign."""
    return [B.acos(u[0]), *negative(asin(B, u)[1:])]


def atan(B: Backend, u: Series) -> Series:
    """Return arctan(u), from y' = u'/(1 + u²)."""
    return _integral(B.atan(u[0]), u, lambda: quotient(1, _beside(u, 1, 1)))


def _integral(start: Any, u: Series, w: Callable[[], Series]) -> Series:
    """Return y with y' = w·u'; w is not asked for where only the value is wanted."""
    return grown(start, u, w()) if len(u) > 1 else [start]


def _bell(B: Backend, u: Series, width: int) -> Series:
    """Return exp(-u²/width)."""
    return exp(B, [-one / width for one in product(u, u)])


def erf(B: Backend, u: Series) -> Series:
    """Return erf(u), from y' = 2/√π·exp(-u²)·u'."""

    def slope() -> Series:
        return product(2 / B.sqrt(B.pi), _bell(B, u, 1))

    return _integral(B.erf(u[0]), u, slope)


def gelu(B: Backend, u: Series) -> Series:
    """Return u·Φ(u), from Φ' = exp(-u²/2)/√(2π)·u'."""

    def density() -> Series:
        return product(1 / B.sqrt(2 * B.pi), _bell(B, u, 2))

    return product(u, _integral(B.normal(u[0]), u, density))


def softplus(B: Backend, u: Series) -> Series:
    """Return ln(1 + exp(u)), from y' = σ(u)·u'."""
    return _integral(B.softplus(u[0]), u, lambda: sigmoid(B, u))
