"""Complex numbers: the functions of the table, continued beyond the real line.

For a complex step h·i the imaginary part of the result is h times the derivative (Squire & Trapp
1998), however small h is. So the formulas here keep every digit of an imaginary part of 1e-200
beside a real part of size 1. What is not analytic, a choice by sign or a modulus, has no such
continuation.
"""

from __future__ import annotations

import cmath
import math
from typing import Any

from symgrad.operations.backends import Backend, Floating

_REAL = Floating()


class NotAnalytic(ArithmeticError):
    """A complex number was asked which branch it is on."""


class Continued(Backend):
    """Functions of complex floats.

    Parameters
    ----------
    naive : bool
        True: as programs do that were not written for complex numbers. ``abs`` is the modulus, and
        comparisons look at real parts. False: refuse both.
    """

    sin = staticmethod(cmath.sin)
    cos = staticmethod(cmath.cos)
    sinh = staticmethod(cmath.sinh)
    cosh = staticmethod(cmath.cosh)
    tan = staticmethod(cmath.tan)
    tanh = staticmethod(cmath.tanh)
    exp = staticmethod(cmath.exp)
    log = staticmethod(cmath.log)
    sqrt = staticmethod(cmath.sqrt)
    asin = staticmethod(cmath.asin)
    acos = staticmethod(cmath.acos)
    atan = staticmethod(cmath.atan)
    pi = math.pi
    e = math.e
    i = 1j

    def __init__(self, naive: bool = False) -> None:
        self.naive = naive

    def imag(self, x: Any) -> float:
        """Return the imaginary part."""
        return complex(x).imag

    def log10(self, x: complex) -> complex:
        """Return the logarithm to base 10."""
        return cmath.log(x) / math.log(10)

    def log2(self, x: complex) -> complex:
        """Return the logarithm to base 2."""
        return cmath.log(x) / math.log(2)

    def log1p(self, x: complex) -> complex:
        """Return log(1 + x), with all digits where x is small."""
        a, b = x.real, x.imag
        return complex(math.log1p(2 * a + a * a + b * b) / 2, math.atan2(b, 1 + a))

    def sigmoid(self, x: complex) -> complex:
        """Return the logistic function; exp is only taken of numbers below 0."""
        small = cmath.exp(-x if x.real >= 0 else x)
        return 1 / (1 + small) if x.real >= 0 else small / (1 + small)

    def softplus(self, x: complex) -> complex:
        """Return log(1 + exp(x)) without overflow."""
        if x.real > 0:
            return x + self.log1p(cmath.exp(-x))
        return self.log1p(cmath.exp(x))

    def erf(self, x: complex) -> complex:
        """Return the error function."""
        return math.erf(x.real) + 2 * _bell_upwards(x)

    def normal(self, x: complex) -> complex:
        """Return the normal distribution function; 1 + erf has no digits left far below 0."""
        scaled = x / math.sqrt(2)
        return math.erfc(-scaled.real) / 2 + _bell_upwards(scaled)

    def power(self, x: complex, y: complex) -> complex:
        """Return x**y; by products where y is whole, as logarithms would lose a small angle."""
        if y.imag == 0 and y.real == int(y.real):
            return _whole_power(complex(x), int(y.real))
        return cmath.exp(y * cmath.log(x))

    def sign(self, x: complex) -> int:
        """Return the sign of a real number, naively of the real part.

        Raises
        ------
        NotAnalytic
            The number is complex, and this backend is not naive.
        """
        if not self.naive and isinstance(x, complex):
            raise NotAnalytic
        return _REAL.sign(x.real)


def _bell_upwards(x: complex) -> complex:
    """Integrate exp(-z²)/√π from the real part of x up to x, by its power series.

    mpmath's error function rounds an imaginary part that is far smaller than the real part.
    """
    a, step, height = x.real, 1j * x.imag, math.exp(-x.real * x.real)
    before, here, total, k = 0j, complex(height), 0j, 0
    while k < 2 or abs(before) + abs(here) > 1e-18 * abs(total):
        total += here * step / (k + 1)
        before, here = here, -2 * (a * step * here + step * step * before) / (k + 1)
        k += 1
    return total / math.sqrt(math.pi)


def _whole_power(x: complex, n: int) -> complex:
    """Multiply repeatedly; the factors keep their small imaginary parts."""
    result, square, rest = complex(1), x, abs(n)
    while rest:
        result = result * square if rest % 2 else result
        rest //= 2
        square = square * square if rest else square
    return result if n >= 0 else 1 / result
