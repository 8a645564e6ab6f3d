"""Truncated power series: sums, products, quotients, and solutions of differential equations.

A series is the list of the coefficients of 1, t, t², … (``f^(k)/k!`` for a Taylor series). Products
and quotients follow by comparing coefficients. For a function y = f(u) with a differential equation
y' = w·u' the next coefficient of y needs only earlier ones of w (Griewank & Walther 2008, chapter
13, table 13.2). So every operation costs of the order of n² multiplications for n coefficients,
over any kind of number that adds, multiplies and divides.

An argument that does not depend on t is a plain number instead of a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import add, mul, sub
from typing import Any, TypeAlias

Series: TypeAlias = list[Any]


def constant(value: Any, size: int) -> Series:
    """Return a series; a plain number becomes one that does not move."""
    return value if isinstance(value, list) else [value, *[0 * value] * (size - 1)]


def dot(left: Iterable[Any], right: Iterable[Any]) -> Any:
    """Add products, as many as the shorter one has."""
    return sum(map(mul, left, right))


def product(u: Any, v: Any) -> Series:
    """Multiply: the coefficient k is the sum of u_j·v_(k-j).

    >>> product([1, 2, 3], [1, 1, 0])
    [1, 3, 5]
    """
    if not isinstance(u, list):
        return [u * one for one in v]
    if not isinstance(v, list):
        return [one * v for one in u]
    return [dot(u, reversed(v[: k + 1])) for k in range(len(u))]


def quotient(u: Any, v: Any) -> Series:
    """Divide: z·v = u, solved for one coefficient of z after the other.

    >>> quotient(1, [1, -1, 0, 0])
    [1.0, 1.0, 1.0, 1.0]
    """
    if not isinstance(v, list):
        return [one / v for one in u]
    head, tail = v[0], v[1:]
    z: Series = []
    for one in constant(u, len(v)):
        z.append((one - dot(tail, reversed(z))) / head)
    return z


def slopes(u: Series) -> Series:
    """Return j·u_j from j = 1: the derivative, which is one shorter."""
    return [j * one for j, one in enumerate(u[1:], start=1)]


def grown(start: Any, u: Series, w: Sequence[Any]) -> Series:
    """Return y with y' = w·u', from its first coefficient.

    >>> grown(0, [0, 1, 0, 0], [1, 2, 3])  # the integral of 1 + 2t + 3t²
    [0, 1.0, 1.0, 1.0]
    """
    steps = slopes(u)
    return [start, *(dot(steps, reversed(w[:k])) / k for k in range(1, len(u)))]


def solved(u: Series, y: Any, w: Any, more: Callable[[Series], Any]) -> Series:
    """Solve y' = w·u' where w depends on y: ``more(y)`` is the next coefficient of w.

    >>> solved([0, 1, 0, 0], 1, 1, lambda y: y[-1])  # y' = y: the exponential function
    [1, 1.0, 0.5, 0.16666666666666666]
    """
    steps, ys, ws = slopes(u), [y], [w]
    for k in range(1, len(u)):
        ys.append(dot(steps, reversed(ws)) / k)
        ws.append(more(ys))
    return ys


def waves(u: Series, s: Any, c: Any, sign: int) -> tuple[Series, Series]:
    """Solve s' = c·u' and c' = ±s·u': sine and cosine, of the circle or of the hyperbola."""
    steps, sines, cosines = slopes(u), [s], [c]
    for k in range(1, len(u)):
        more = dot(steps, reversed(cosines)) / k, sign * dot(steps, reversed(sines)) / k
        sines.append(more[0])
        cosines.append(more[1])
    return sines, cosines


def negative(u: Series) -> Series:
    """Change the sign."""
    return [-one for one in u]


def last_of_square(y: Series) -> Any:
    """Return the last coefficient of y²."""
    return dot(y, reversed(y))


def total(*terms: Any) -> Series:
    """Add up, coefficient by coefficient."""
    size = max(len(term) for term in terms if isinstance(term, list))
    return [reduce(add, column) for column in zip(*(constant(t, size) for t in terms), strict=True)]


def difference(u: Any, v: Any) -> Series:
    """Subtract, coefficient by coefficient."""
    size = len(u if isinstance(u, list) else v)
    return list(map(sub, constant(u, size), constant(v, size)))
