"""Exact irrational numbers: a short closed form, and an enclosure with 40 sure digits.

The form is what a page prints (``1/(1 + exp(-0.69))``); it is dropped when it grows longer than
anyone reads. The enclosure decides signs and gives correctly rounded decimals. Both are computed
by the same formulas of the table, side by side; where digits cancelled, the enclosure is computed
again from the form.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from symgrad.arithmetic.base import Undefined
from symgrad.arithmetic.enclosures import (
    MAX_EXPONENT,
    bounds,
    constant,
    contains_zero,
    digits_for,
    enclose,
    moderate,
    narrow,
    point,
    raised,
    rounded,
)
from symgrad.operations import Backend, Rational, SymPy
from symgrad.operations.backends import bits

Operand: TypeAlias = "Closed | Fraction | int"

# Operations of a form that people still read, about 60 characters; bits of a number in it.
MAX_FORM = 14
MAX_FORM_BITS = 256
# Digits of an enclosure that is computed again from the form.
_MORE_DIGITS = (120, 240, 480, 960)


@functools.cache
def sympy_backend() -> SymPy:
    """Return SymPy's functions, loaded at the first irrational number."""
    return SymPy()


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
        return _both(operator.add, self, other)

    def __radd__(self, other: Operand) -> Closed:
        return _both(operator.add, other, self)

    def __sub__(self, other: Operand) -> Closed:
        return _both(operator.sub, self, other)

    def __rsub__(self, other: Operand) -> Closed:
        return _both(operator.sub, other, self)

    def __mul__(self, other: Operand) -> Closed:
        return _both(operator.mul, self, other)

    def __rmul__(self, other: Operand) -> Closed:
        return _both(operator.mul, other, self)

    def __truediv__(self, other: Operand) -> Closed:
        return _both(operator.truediv, self, other)

    def __rtruediv__(self, other: Operand) -> Closed:
        return _both(operator.truediv, other, self)

    def __neg__(self) -> Closed:
        return Closed(None if self.form is None else -self.form, -self.enclosure)

    def __abs__(self) -> Closed:
        if self.form is None:
            return Closed(None, abs(self.enclosure))
        return -self if self.sign() < 0 else self

    def sign(self) -> int:
        """Return -1, 0 or 1.

        Raises
        ------
        Undefined
            When the digits do not tell the number from 0.
        """
        if not contains_zero(self.enclosure):
            return 1 if self.enclosure.a > 0 else -1
        number = simplest(self)
        if isinstance(number, Fraction):
            return (number > 0) - (number < 0)
        if contains_zero(number.enclosure):
            raise Undefined("sign_undecided")
        return 1 if number.enclosure.a > 0 else -1

    def refined(self) -> Closed:
        """Return the number with at least 40 sure digits, where its form gives them."""
        if self.form is None or narrow(self.enclosure):
            return self
        for digits in _MORE_DIGITS:
            enclosure = _enclosed(self.form, digits)
            if enclosure is None:
                return self
            if narrow(enclosure):
                return Closed(self.form, rounded(enclosure))
        return self

    def nearest(self) -> Fraction:
        """Return the middle of the enclosure, or 0 where the digits do not tell it from 0."""
        low, high = bounds(self.enclosure)
        return Fraction(0) if low <= 0 <= high else (low + high) / 2


def closed(value: Operand) -> Closed:
    """Return any exact number in the two forms."""
    if isinstance(value, Closed):
        return value
    ratio = Fraction(value)
    form = sympy_backend().number(ratio) if bits(ratio) <= MAX_FORM_BITS else None
    return Closed(form, point(ratio))


def simplest(value: Closed) -> Closed | Fraction:
    """Return a fraction where the number has become one; drop the form where it is too long.

    Raises
    ------
    Undefined
        The number is too large, or too close to 0, to be of use to anybody.
    """
    if not moderate(value.enclosure):
        raise Undefined("underflow" if abs(value.enclosure) < 1 else "overflow")
    low, high = bounds(value.enclosure)
    if low == high:
        return low
    form = _multiplied_out(value.form) if math.ceil(low) == math.floor(high) else value.form
    if form is not None and form.is_Rational and _size(form) <= Rational.max_bits:
        return Fraction(int(form.p), int(form.q))
    return Closed(_short(value.form), value.refined().enclosure)


def _multiplied_out(form: Any) -> Any:
    """Look for a whole number: (√2 - 1)·(√2 + 1) = 1."""
    # Powers of sums stay as they are: they might have 4000 terms.
    return None if form is None else form.expand(multinomial=False)


def _short(form: Any) -> Any:
    if form is None or form.count_ops() > MAX_FORM:
        return None
    rationals = form.atoms(sympy_backend().module.Rational)
    return form if all(_size(part) <= MAX_FORM_BITS for part in rationals) else None


def _size(rational: Any) -> int:
    return max(int(rational.p).bit_length(), int(rational.q).bit_length())


def _both(combine: Callable[[Any, Any], Any], x: Operand, y: Operand) -> Closed:
    left, right = closed(x), closed(y)
    return _made(combine, combine(left.enclosure, right.enclosure), left.form, right.form)


def _made(build: Callable[..., Any], enclosure: Any, *forms: Any) -> Closed:
    """Build the form, where there is one and SymPy can do it in no time.

    SymPy turns exp(10⁹·log(2)) into a number of 10⁹ bits; the enclosure says so before.
    """
    if any(form is None for form in forms) or not moderate(enclosure):
        return Closed(None, enclosure)
    return Closed(build(*forms), enclosure)


def _exponent(number: Closed) -> Any:
    """Return a form that may become an exponent: exp(10⁹·log(1 + 10⁻⁹)) would be a power."""
    if number.form is None:
        return None
    rationals = number.form.atoms(sympy_backend().module.Rational)
    return number.form if all(abs(part) <= MAX_EXPONENT for part in rationals) else None


def _enclosed(form: Any, digits: int) -> Any:
    """Enclose a form with more digits, or return None where that is not known here."""
    parts = [_enclosed(part, digits) for part in form.args]
    if any(part is None for part in parts):
        return None
    if form.is_Rational:
        return point(Fraction(int(form.p), int(form.q)), digits)
    if form.is_NumberSymbol:
        return constant({"Pi": "pi", "Exp1": "e"}[type(form).__name__], digits)
    if form.is_Add or form.is_Mul:
        return functools.reduce(operator.add if form.is_Add else operator.mul, parts)
    if form.is_Pow:
        whole = int(form.exp) if form.exp.is_Integer else None
        return raised(parts[0], parts[1], whole, digits)
    return enclose(type(form).__name__.lower(), parts[0], digits)


class ClosedNumbers(Backend):
    """The functions of the table over :class:`Closed`."""

    @property
    def pi(self) -> Closed:
        """The number pi."""
        return Closed(sympy_backend().pi, constant("pi"))

    @property
    def e(self) -> Closed:
        """Euler's number."""
        return Closed(sympy_backend().e, constant("e"))

    def __getattr__(self, name: str) -> Callable[[Operand], Closed]:
        return functools.partial(self._apply, name)

    def _apply(self, name: str, x: Operand) -> Closed:
        number = closed(x)
        form = _exponent(number) if name == "exp" else number.form
        if isinstance(x, Closed):
            enclosure = enclose(name, x.enclosure)
        else:  # sin(10⁹⁹) needs all digits of its argument
            ratio = Fraction(x)
            digits = digits_for(ratio)
            enclosure = rounded(enclose(name, point(ratio, digits), digits))
        return _made(getattr(sympy_backend(), name), enclosure, form)

    def expm1(self, x: Operand) -> Closed:
        """Return exp(x) - 1."""
        return self._apply("expm1", x)

    def log1p(self, x: Operand) -> Closed:
        """Return log(1 + x)."""
        return self._apply("log1p", x)

    def normal(self, x: Operand) -> Closed:
        """Return the normal distribution function."""
        return self._apply("normal", x)

    def power(self, x: Operand, y: Operand) -> Closed:
        """Return x**y for a positive x or a whole y."""
        base, exponent = closed(x), closed(y)
        whole = int(y) if isinstance(y, Fraction) and y.denominator == 1 else None
        if whole is None and base.sign() <= 0:
            if base.sign() < 0:
                raise Undefined("negative_base")
            return base
        enclosure = raised(base.enclosure, exponent.enclosure, whole)
        return _made(operator.pow, enclosure, base.form, _exponent(exponent))

    def sign(self, x: Operand) -> int:
        """Return the sign, decided by the enclosure."""
        return x.sign() if isinstance(x, Closed) else super().sign(x)

    def whole(self, x: Operand) -> bool:
        """Say whether it is a whole number; an irrational one never is.

        Raises
        ------
        Undefined
            When the digits do not tell it from a whole number.
        """
        if not isinstance(x, Closed):
            return super().whole(x)
        low, high = bounds(x.enclosure)
        if math.ceil(low) <= math.floor(high):
            raise Undefined("sign_undecided")
        return False
