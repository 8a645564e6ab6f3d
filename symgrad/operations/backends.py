"""Number systems: the elementary functions that the formulas of the table are written over.

A row of the table has one formula for its value, ``lambda B, x: 1 / (1 + B.exp(-x))``. A backend
``B`` supplies the functions for one kind of number: fractions, floats, NumPy arrays and torch
tensors, mpmath numbers, SymPy expressions. Sums, products and comparisons come from the numbers
themselves. ``by_sign`` is the only branching, so that a kink is met in one place.

There is no backend of decimal numbers: 0.1 is the fraction 1/10, so that what is written in
decimals is calculated exactly, and rounded only by :class:`~symgrad.arithmetic.ByHand`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any

Thunk = Callable[[], Any]


class Irrational(ArithmeticError):
    """A rational backend was asked for a value that is not a fraction."""


class TooLarge(ArithmeticError):
    """An exact number would need more digits than anyone can use."""


class Kink(ArithmeticError):
    """A choice by sign has no branch for 0."""


class Backend:
    """Functions of one kind of number; what is not supplied is composed from the others."""

    exp: Callable[[Any], Any]
    log: Callable[[Any], Any]
    sqrt: Callable[[Any], Any]
    sin: Callable[[Any], Any]
    cos: Callable[[Any], Any]
    tan: Callable[[Any], Any]
    asin: Callable[[Any], Any]
    acos: Callable[[Any], Any]
    atan: Callable[[Any], Any]
    sinh: Callable[[Any], Any]
    cosh: Callable[[Any], Any]
    tanh: Callable[[Any], Any]
    erf: Callable[[Any], Any]
    log10: Callable[[Any], Any]
    log2: Callable[[Any], Any]
    pi: Any
    e: Any
    i: Any

    def imag(self, x: Any) -> Any:
        """Return the imaginary part; real numbers have none."""
        return 0 * x

    def sigmoid(self, x: Any) -> Any:
        """Return 1 / (1 + exp(-x))."""
        return 1 / (1 + self.exp(-x))

    def softplus(self, x: Any) -> Any:
        """Return log(1 + exp(x))."""
        return self.log1p(self.exp(x))

    def log1p(self, x: Any) -> Any:
        """Return log(1 + x)."""
        return self.log(1 + x)

    def expm1(self, x: Any) -> Any:
        """Return exp(x) - 1; rows ask for it where x < 0."""
        return self.exp(x) - 1

    def normal(self, x: Any) -> Any:
        """Return the normal distribution function, (1 + erf(x/√2))/2."""
        return (1 + self.erf(x / self.sqrt(2))) / 2

    def total(self, terms: tuple[Any, ...]) -> Any:
        """Add up, from left to right."""
        return reduce(add, terms)

    def power(self, x: Any, y: Any) -> Any:
        """Return x to the power y."""
        return x**y

    def number(self, value: Fraction) -> Any:
        """Return an exact number as one of this kind."""
        return value

    def sign(self, x: Any) -> int:
        """Return -1, 0 or 1."""
        return int(x > 0) - int(x < 0)

    def whole(self, x: Any) -> bool:
        """Say whether `x` is a whole number."""
        return bool(x == int(x))

    def maximum(self, x: Any, y: Any) -> Any:
        """Return the greater of two numbers."""
        return self.by_sign(x - y, lambda: x, lambda: x, lambda: y)

    def minimum(self, x: Any, y: Any) -> Any:
        """Return the smaller of two numbers."""
        return self.by_sign(x - y, lambda: y, lambda: x, lambda: x)

    def by_sign(self, x: Any, above: Thunk, at: Thunk | None, below: Thunk) -> Any:
        """Compute the one of three branches that the sign of `x` chooses.

        Raises
        ------
        Kink
            `x` is 0 and there is no branch for it.
        """
        branch = (at, above, below)[self.sign(x)]
        if branch is None:
            raise Kink
        return branch()


def _at(point: int, value: int) -> Callable[[Fraction], Fraction]:
    """Make a function that is known exactly at one point and irrational elsewhere."""

    def function(x: Fraction) -> Fraction:
        if x == point:
            return Fraction(value)
        raise Irrational

    return function


class Rational(Backend):
    """Fractions; a value that is no fraction raises :class:`Irrational`.

    By the theorem of Lindemann-Weierstrass the functions here are rational at a rational point
    only where `_at` says so. (For erf that is not proved; no such point is known.)
    """

    exp = staticmethod(_at(0, 1))
    log = staticmethod(_at(1, 0))
    sin = staticmethod(_at(0, 0))
    cos = staticmethod(_at(0, 1))
    tan = staticmethod(_at(0, 0))
    asin = staticmethod(_at(0, 0))
    acos = staticmethod(_at(1, 0))
    atan = staticmethod(_at(0, 0))
    sinh = staticmethod(_at(0, 0))
    cosh = staticmethod(_at(0, 1))
    tanh = staticmethod(_at(0, 0))
    erf = staticmethod(_at(0, 0))

    # A product doubles the digits: 60 squarings in a worksheet would fill the memory. Python
    # prints whole numbers of up to 4300 digits, which are 14 284 bits.
    max_bits = 14_000

    @property
    def pi(self) -> Fraction:
        """Refuse: pi is irrational."""
        raise Irrational

    @property
    def e(self) -> Fraction:
        """Refuse: e is irrational."""
        raise Irrational

    @staticmethod
    def sqrt(x: Fraction) -> Fraction:
        """Return the root of a ratio of squares."""
        root = Fraction(math.isqrt(x.numerator), math.isqrt(x.denominator))
        if root * root != x:
            raise Irrational
        return root

    @staticmethod
    def _log(x: Fraction, base: int) -> Fraction:
        guess = round(math.log(x.numerator, base) - math.log(x.denominator, base))
        if Fraction(base) ** guess != x:
            raise Irrational
        return Fraction(guess)

    def log10(self, x: Fraction) -> Fraction:
        """Return the exponent of a power of ten."""
        return self._log(x, 10)

    def log2(self, x: Fraction) -> Fraction:
        """Return the exponent of a power of two."""
        return self._log(x, 2)

    def normal(self, x: Fraction) -> Fraction:
        """Return 1/2 at 0."""
        return (1 + self.erf(x)) / 2

    def total(self, terms: tuple[Fraction, ...]) -> Fraction:
        """Add up; every denominator may make the sum longer."""
        value = Fraction(0)
        for term in terms:
            value += term
            if bits(value) > self.max_bits:
                raise TooLarge
        return value

    def power(self, x: Fraction, y: Fraction) -> Fraction:
        """Return x**y where it is a fraction: whole exponents, and roots of squares."""
        if y.denominator == 1:
            if bits(x) * abs(y.numerator) > self.max_bits:
                raise TooLarge
            return x**y.numerator
        if x in (0, 1):
            return x
        if y.denominator == 2:
            return self.power(self.sqrt(x), Fraction(y.numerator))
        raise Irrational


def bits(x: Fraction) -> int:
    """Return the size of a fraction; 0, 1 and -1 have none, for their powers cost nothing."""
    if abs(x.numerator) <= 1 == x.denominator:
        return 0
    return max(x.numerator.bit_length(), x.denominator.bit_length())


class Floating(Backend):
    """Python floats, with the forms that neither overflow early nor lose digits."""

    exp = staticmethod(math.exp)
    log = staticmethod(math.log)
    sqrt = staticmethod(math.sqrt)
    sin = staticmethod(math.sin)
    cos = staticmethod(math.cos)
    tan = staticmethod(math.tan)
    asin = staticmethod(math.asin)
    acos = staticmethod(math.acos)
    atan = staticmethod(math.atan)
    sinh = staticmethod(math.sinh)
    cosh = staticmethod(math.cosh)
    tanh = staticmethod(math.tanh)
    erf = staticmethod(math.erf)
    log10 = staticmethod(math.log10)
    log2 = staticmethod(math.log2)
    pi = math.pi
    e = math.e

    def number(self, value: Fraction) -> float:
        """Return the nearest float; beyond the largest one it is infinite."""
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf

    def sigmoid(self, x: float) -> float:
        """Return the logistic function; exp is only taken of numbers below 0."""
        small = math.exp(-abs(x))
        return 1 / (1 + small) if x >= 0 else small / (1 + small)

    def softplus(self, x: float) -> float:
        """Return log(1 + exp(x)) without overflow."""
        return max(x, 0.0) + math.log1p(math.exp(-abs(x)))

    def expm1(self, x: float) -> float:
        """Return exp(x) - 1, with all digits where x is small."""
        return math.expm1(x)

    def normal(self, x: float) -> float:
        """Return the normal distribution function; 1 + erf has no digits left far below 0."""
        return math.erfc(-x / math.sqrt(2)) / 2
