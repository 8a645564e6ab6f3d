"""Number systems of other libraries: NumPy, torch, mpmath, SymPy."""

from __future__ import annotations

import importlib
import math
from fractions import Fraction
from typing import Any

from symgrad.operations.backends import Backend, Floating, Thunk


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
        return Floating().number(value)

    def sigmoid(self, x: Any) -> Any:
        """Return the logistic function; exp is only taken of numbers below 0."""
        small = self.module.exp(-abs(x))
        return self.module.where(x >= 0, 1 / (1 + small), small / (1 + small))

    def softplus(self, x: Any) -> Any:
        """Return log(1 + exp(x)) without overflow."""
        above = self.module.where(x > 0, x, 0 * x)
        return above + self.module.log1p(self.module.exp(-abs(x)))

    def expm1(self, x: Any) -> Any:
        """Return exp(x) - 1 where x < 0 and 0 elsewhere: `by_sign` computes every branch."""
        return self.module.expm1(self.module.where(x < 0, x, 0 * x))

    def erf(self, x: Any) -> Any:
        """Return the error function."""
        return self._special("erf")(x)

    def normal(self, x: Any) -> Any:
        """Return the normal distribution function; 1 + erf has no digits left far below 0."""
        return self._special("erfc")(-x / math.sqrt(2)) / 2

    def _special(self, name: str) -> Any:
        """Return a function that torch has; NumPy does not, so each entry takes math's."""
        if hasattr(self.module, "special"):
            return getattr(self.module.special, name)
        return self.module.vectorize(getattr(math, name), otypes=[float])

    def maximum(self, x: Any, y: Any) -> Any:
        """Return the greater of two, entry by entry."""
        return self.module.where(x >= y, x, y)

    def minimum(self, x: Any, y: Any) -> Any:
        """Return the smaller of two, entry by entry."""
        return self.module.where(x <= y, x, y)

    def by_sign(self, x: Any, above: Thunk, at: Thunk | None, below: Thunk) -> Any:
        """Compute the branches and pick entry by entry; nan where there is none."""
        where = self.module.where
        middle = math.nan if at is None else at()
        return where(x > 0, above(), where(x < 0, below(), middle)) + 0.0  # never -0.0


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

    def log1p(self, x: Any) -> Any:
        """Return log(1 + x), with all digits where x is small."""
        return self.context.log1p(x)

    def expm1(self, x: Any) -> Any:
        """Return exp(x) - 1, with all digits where x is small."""
        return self.context.expm1(x)

    def normal(self, x: Any) -> Any:
        """Return the normal distribution function, with all digits far below 0."""
        return self.context.erfc(-x / self.context.sqrt(2)) / 2


class SymPy(Backend):
    """SymPy expressions; a branch becomes a Piecewise."""

    def __init__(self) -> None:
        self.module = importlib.import_module("sympy")
        self.pi, self.e = self.module.pi, self.module.E

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)

    def total(self, terms: tuple[Any, ...]) -> Any:
        """Add up at once: one by one, SymPy would sort every partial sum."""
        return self.module.Add(*terms)

    def number(self, value: Fraction) -> Any:
        """Return SymPy's own rational number."""
        return self.module.Rational(value.numerator, value.denominator)

    def sign(self, x: Any) -> int:
        """Return -1, 0 or 1 for a number.

        Raises
        ------
        TypeError
            An expression has no sign, or SymPy does not know it.
        """
        if not x.is_number:  # exp(x) > 0 is true, but finding out may take long
            raise TypeError
        return bool(x > 0) - bool(x < 0)

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

    def by_sign(self, x: Any, above: Thunk, at: Thunk | None, below: Thunk) -> Any:
        """Build the branches; equal neighbours become one."""
        up, down = above(), below()
        if at is None:
            return self.module.Piecewise((up, x > 0), (down, x < 0))
        middle = at()
        if middle == down:
            return self.module.Piecewise((up, x > 0), (down, True))
        if middle == up:
            return self.module.Piecewise((up, x >= 0), (down, True))
        return self.module.Piecewise((up, x > 0), (down, x < 0), (middle, True))
