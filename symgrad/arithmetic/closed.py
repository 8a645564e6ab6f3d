"""Exact irrational numbers: a short closed form, and an enclosure with 40 sure digits.

The form is what a page prints (``1/(1 + exp(-0.69))``); it is dropped when it grows longer than
anyone reads. The enclosure decides signs and gives correctly rounded decimals. Both are computed
by the same formulas of the table, side by side.
"""

from __future__ import annotations

import functools
import importlib
import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from symgrad.arithmetic.base import Undefined
from symgrad.operations import Backend, SymPy

Operand: TypeAlias = "Closed | Fraction | int"

# Working digits: 40 are promised, the others absorb the widening of intervals.
DIGITS = 60
# Operations of a form that people still read, about 60 characters.
MAX_FORM = 14
# Numbers with more digits before the point than this are of no use to anybody.
MAX_EXPONENT = 4000


@functools.cache
def sympy_backend() -> SymPy:
    """Return SymPy's functions, loaded at the first irrational number."""
    return SymPy()


@functools.cache
def intervals() -> Any:
    """Return mpmath's interval context with our own precision."""
    context = importlib.import_module("mpmath").ctx_iv.MPIntervalContext()
    context.dps = DIGITS
    return context


@functools.cache
def _points() -> Any:
    context = importlib.import_module("mpmath").MPContext()
    context.dps = DIGITS + 10
    return context


@dataclass(frozen=True, slots=True)
class Closed:
    """An irrational real number.

    Attributes
    ----------
    form : sympy.Expr or None
        The number, where its expression is short.
    enclosure : mpmath interval
        Two bounds, about 60 digits.
    """

    form: Any
    enclosure: Any

    def __add__(self, other: Operand) -> Closed:
        return _both(lambda x, y: x + y, self, other)

    def __radd__(self, other: Operand) -> Closed:
        return _both(lambda x, y: y + x, self, other)

    def __sub__(self, other: Operand) -> Closed:
        return _both(lambda x, y: x - y, self, other)

    def __rsub__(self, other: Operand) -> Closed:
        return _both(lambda x, y: y - x, self, other)

    def __mul__(self, other: Operand) -> Closed:
        return _both(lambda x, y: x * y, self, other)

    def __rmul__(self, other: Operand) -> Closed:
        return _both(lambda x, y: y * x, self, other)

    def __truediv__(self, other: Operand) -> Closed:
        return _both(lambda x, y: x / y, self, other)

    def __rtruediv__(self, other: Operand) -> Closed:
        return _both(lambda x, y: y / x, self, other)

    def __neg__(self) -> Closed:
        return Closed(None if self.form is None else -self.form, -self.enclosure)

    def __abs__(self) -> Closed:
        return -self if self.sign() < 0 else self

    def sign(self) -> int:
        """Return -1, 0 or 1.

        Raises
        ------
        Undefined
            When 60 digits do not tell the number from 0.
        """
        if self.enclosure.a > 0:
            return 1
        if self.enclosure.b < 0:
            return -1
        if self.enclosure.a == 0 == self.enclosure.b or (
            self.form is not None and self.form.is_zero
        ):
            return 0
        raise Undefined("sign_undecided")

    def nearest(self) -> Fraction:
        """Return the middle of the enclosure: right to at least 40 digits of its size."""
        libmp = importlib.import_module("mpmath").libmp
        low, high = (Fraction(*libmp.to_rational(end)) for end in self.enclosure._mpi_)
        return (low + high) / 2


def closed(value: Operand) -> Closed:
    """Return any exact number in the two forms."""
    if isinstance(value, Closed):
        return value
    ratio = Fraction(value)
    context = intervals()
    form = sympy_backend().number(ratio)
    return Closed(form, context.mpf(ratio.numerator) / context.mpf(ratio.denominator))


def simplest(value: Closed) -> Closed | Fraction:
    """Return a fraction where the form has become one; drop the form where it is too long."""
    form, enclosure = value.form, value.enclosure
    if form is not None and form.is_Rational:
        return Fraction(int(form.p), int(form.q))
    if not (abs(enclosure) < intervals().mpf(10) ** MAX_EXPONENT):
        raise Undefined("overflow")
    if form is not None and (form.is_finite is False or form.count_ops() > MAX_FORM):
        form = None
    return Closed(form, enclosure)


def _both(combine: Callable[[Any, Any], Any], x: Operand, y: Operand) -> Closed:
    left, right = closed(x), closed(y)
    form = None
    if left.form is not None and right.form is not None:
        form = combine(left.form, right.form)
    return Closed(form, combine(left.enclosure, right.enclosure))


class ClosedNumbers(Backend):
    """The functions of the table over :class:`Closed`."""

    # mpmath's intervals have these; the others are monotone and go by their end points.
    _native = frozenset({"exp", "log", "sqrt", "sin", "cos", "tan"})

    @property
    def pi(self) -> Closed:
        """The number pi."""
        return Closed(sympy_backend().pi, intervals().pi + 0)

    @property
    def e(self) -> Closed:
        """Euler's number."""
        return Closed(sympy_backend().e, intervals().e + 0)

    def __getattr__(self, name: str) -> Callable[[Operand], Closed]:
        def function(x: Operand) -> Closed:
            number = closed(x)
            form = None if number.form is None else getattr(sympy_backend(), name)(number.form)
            return Closed(form, self._enclose(name, number.enclosure))

        return function

    def _enclose(self, name: str, x: Any) -> Any:
        if name in self._native:
            return getattr(intervals(), name)(x)
        decreasing = name == "acos"
        ends = [getattr(_points(), name)(_points().mpf(end)) for end in x._mpi_]
        low, high = reversed(ends) if decreasing else ends
        # The points carry ten more digits; one unit of the 60th covers what is left.
        context = intervals()
        slack = context.mpf([-1, 1]) * abs(context.mpf([low, high])) * context.mpf(10) ** -DIGITS
        return context.mpf([low, high]) + slack

    def cosh(self, x: Operand) -> Closed:
        """Return (exp(x) + exp(-x))/2, which is not monotone."""
        number = closed(x)
        grown = intervals().exp(number.enclosure)
        form = None if number.form is None else sympy_backend().cosh(number.form)
        return Closed(form, (grown + 1 / grown) / 2)

    def log10(self, x: Operand) -> Closed:
        """Return log(x)/log(10)."""
        return _both(operator.truediv, self.log(x), self.log(10))

    def log2(self, x: Operand) -> Closed:
        """Return log(x)/log(2)."""
        return _both(operator.truediv, self.log(x), self.log(2))

    def power(self, x: Operand, y: Operand) -> Closed:
        """Return x**y for a positive x or a whole y."""
        if isinstance(y, Fraction) and y.denominator == 1 and abs(y) <= MAX_EXPONENT:
            return _both(lambda base, n: base ** int(n.a if hasattr(n, "a") else n), x, y)
        base, exponent = closed(x), closed(y)
        if base.sign() == 0:
            return base
        form = None
        if base.form is not None and exponent.form is not None:
            form = base.form**exponent.form
        grown = intervals().exp(exponent.enclosure * intervals().log(base.enclosure))
        return Closed(form, grown)

    def sign(self, x: Operand) -> int:
        """Return the sign, decided by the enclosure."""
        return x.sign() if isinstance(x, Closed) else super().sign(x)

    def whole(self, x: Operand) -> bool:
        """Say whether it is a whole number; an irrational one never is."""
        return not isinstance(x, Closed) and super().whole(x)
