"""Number systems: the elementary functions that the formulas of the table are written over.

A row of the table has one formula for its value, ``lambda B, x: 1 / (1 + B.exp(-x))``. A backend
``B`` supplies the functions for one kind of number; sums, products and comparisons come from the
numbers themselves. ``by_sign`` is the only branching, so that a kink is met in one place.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

Thunk = Callable[[], Any]


class Irrational(ArithmeticError):
    """A rational backend was asked for a value that is not a fraction."""


class TooLarge(ArithmeticError):
    """An exact number would need more digits than anyone can use."""


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

    def sigmoid(self, x: Any) -> Any:
        """Return 1 / (1 + exp(-x))."""
        return 1 / (1 + self.exp(-x))

    def softplus(self, x: Any) -> Any:
        """Return log(1 + exp(x))."""
        return self.log(1 + self.exp(x))

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

    def by_sign(self, x: Any, above: Thunk, at: Thunk, below: Thunk) -> Any:
        """Compute the one of three branches that the sign of `x` chooses."""
        return (at, above, below)[self.sign(x)]()


def _at(point: int, value: int) -> Callable[[Fraction], Fraction]:
    """Make a function that is known exactly at one point and irrational elsewhere."""

    def function(x: Fraction) -> Fraction:
        if x == point:
            return Fraction(value)
        raise Irrational

    return function


class Rational(Backend):
    """Fractions; a value that is no fraction raises :class:`Irrational`.

    By the theorems of Lindemann-Weierstrass and of Niven, the functions here are rational at a
    rational point only where `_at` says so (tests compare with 50 digits).
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

    # A product doubles the digits: 60 squarings in a worksheet would fill the memory.
    max_bits = 1 << 18

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

    def power(self, x: Fraction, y: Fraction) -> Fraction:
        """Return x**y where it is a fraction: whole exponents, and roots of squares."""
        if y.denominator == 1:
            if (bits(x)) * abs(y.numerator) > self.max_bits:
                raise TooLarge
            return x**y.numerator
        if x in (0, 1):
            return x
        if y.denominator == 2:
            return self.power(self.sqrt(x), Fraction(y.numerator))
        raise Irrational


def bits(x: Fraction) -> int:
    """Return the size of a fraction: 1 has 1 bit, so that its powers cost nothing."""
    return max(abs(x.numerator).bit_length(), x.denominator.bit_length()) if abs(x) != 1 else 0


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


class Array(Backend):
    """NumPy arrays, or torch tensors: a module with the usual names."""

    def __init__(self, module: Any) -> None:
        self.module = module
        self.pi, self.e = math.pi, math.e

    def __getattr__(self, name: str) -> Any:
        same = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
        return getattr(self.module, same.get(name, name))

    def number(self, value: Fraction) -> float:
        """Return the nearest float, which arrays and tensors take as their own."""
        return float(value)

    def sigmoid(self, x: Any) -> Any:
        """Return the logistic function; exp is only taken of numbers below 0."""
        small = self.module.exp(-abs(x))
        return self.module.where(x >= 0, 1 / (1 + small), small / (1 + small))

    def softplus(self, x: Any) -> Any:
        """Return log(1 + exp(x)) without overflow."""
        return (abs(x) + x) / 2 + self.module.log1p(self.module.exp(-abs(x)))

    def erf(self, x: Any) -> Any:
        """Return the error function: torch has it; NumPy does not, so each entry takes math's."""
        if hasattr(self.module, "special"):
            return self.module.special.erf(x)
        return self.module.vectorize(math.erf, otypes=[float])(x)

    def by_sign(self, x: Any, above: Thunk, at: Thunk, below: Thunk) -> Any:
        """Compute the three branches and pick entry by entry."""
        where = self.module.where
        return where(x > 0, above(), where(x < 0, below(), at()))


class Multiprecision(Backend):
    """mpmath numbers; the context is its own, so that nobody else's precision changes."""

    def __init__(self, digits: int = 60) -> None:
        self.context = importlib.import_module("mpmath").MPContext()
        self.context.dps = digits
        self.pi, self.e = +self.context.pi, +self.context.e

    def __getattr__(self, name: str) -> Any:
        return getattr(self.context, name)

    def number(self, value: Fraction) -> Any:
        """Return the ratio at the working precision."""
        return self.context.mpf(value.numerator) / value.denominator

    def log2(self, x: Any) -> Any:
        """Return the logarithm to base 2."""
        return self.context.log(x, 2)


class SymPy(Backend):
    """SymPy expressions; a branch becomes a Piecewise."""

    def __init__(self) -> None:
        self.module = importlib.import_module("sympy")
        self.pi, self.e = self.module.pi, self.module.E

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)

    def number(self, value: Fraction) -> Any:
        """Return SymPy's own rational number."""
        return self.module.Rational(value.numerator, value.denominator)

    def maximum(self, x: Any, y: Any) -> Any:
        """Return Max(x, y)."""
        return self.module.Max(x, y)

    def minimum(self, x: Any, y: Any) -> Any:
        """Return Min(x, y)."""
        return self.module.Min(x, y)

    def log10(self, x: Any) -> Any:
        """Return log(x)/log(10)."""
        return self.module.log(x, 10)

    def log2(self, x: Any) -> Any:
        """Return log(x)/log(2)."""
        return self.module.log(x, 2)

    def by_sign(self, x: Any, above: Thunk, at: Thunk, below: Thunk) -> Any:
        """Build the three branches; equal neighbours become one."""
        up, middle, down = above(), at(), below()
        if middle == down:
            return self.module.Piecewise((up, x > 0), (down, True))
        if middle == up:
            return self.module.Piecewise((up, x >= 0), (down, True))
        return self.module.Piecewise((up, x > 0), (down, x < 0), (middle, True))
