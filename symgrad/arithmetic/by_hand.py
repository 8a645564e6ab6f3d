"""Arithmetic as it is done with pencil and paper: each written line is rounded and carried."""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Literal

from symgrad.arithmetic.base import Arithmetic, Undefined
from symgrad.arithmetic.enclosures import digits_for, points
from symgrad.arithmetic.exact import rational_call
from symgrad.decimals import decimal_of
from symgrad.errors import InputError
from symgrad.expr import Call, Expr, Lit, Ref, is_atom
from symgrad.operations import Irrational, Operation, Rational, TooLarge
from symgrad.operations.operation import Params

if TYPE_CHECKING:
    from symgrad.lines import Line

# Bits of the largest result, about 10^400; decimals of exp, sigmoid, … before a line is rounded.
_MAX_BITS = 1329
_DECIMALS = 60


@dataclass(frozen=True)
class ByHand(Arithmetic):
    """Decimals, half away from zero; *the rounded value is carried*.

    A written line is one assignment of the worksheet, one local derivative that needs a
    calculation, one contribution, or one sum. Inside a line arithmetic is exact, on the numbers as
    written. Given values and copies are never rounded.

    Parameters
    ----------
    decimals : int, optional
        Digits after the decimal mark; 3 when neither is given.
    significant : int, optional
        Significant digits, instead of `decimals`.
    rounding : {"line", "operation"}
        ``"line"``: the temporaries of a longer line stay unrounded. ``"operation"``: every
        operation is rounded, as with a calculator that shows three decimals.

    Raises
    ------
    InputError
        Both or impossible numbers of digits.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> run = Graph.from_text("f = sigmoid(z)").run({"z": "0.69"}, ByHand(decimals=3))
    >>> run.values["f"], run.adjoints["z"]
    (Decimal('0.666'), Decimal('0.222'))
    """

    decimals: int | None = None
    significant: int | None = None
    rounding: Literal["line", "operation"] = "line"
    name: ClassVar[str] = "hand"

    def __post_init__(self) -> None:
        if self.decimals is None and self.significant is None:
            object.__setattr__(self, "decimals", 3)
        if self.decimals is not None and self.significant is not None:
            raise InputError("decimals_or_significant")
        digits = self.decimals if self.significant is None else self.significant
        if not (self.significant is not None) <= (digits or 0) <= 30:
            raise InputError("digits_out_of_range", digits=digits)
        if self.rounding not in ("line", "operation"):
            raise InputError("rounding_unknown", rounding=self.rounding)

    def lit(self, lit: Lit) -> Fraction:
        """Return the number as written."""
        return lit.value

    def call(self, operation: Operation, args: tuple[Fraction, ...], params: Params) -> Fraction:
        """Return the value, exact or to 60 digits; rounded only by ``rounding="operation"``."""
        try:
            value = rational_call(operation, args, params)
        except (Irrational, TooLarge):
            value = self._with_many_digits(operation, args, params)
        if value.numerator.bit_length() - value.denominator.bit_length() > _MAX_BITS:
            raise Undefined("overflow")
        calculated = self.rounding == "operation" and operation.style != "constant"
        return self.round(value) if calculated else value

    def _with_many_digits(
        self, operation: Operation, args: tuple[Fraction, ...], params: Params
    ) -> Fraction:
        value = with_many_digits(operation, args, params)
        if value is None and self.decimals is None:
            raise Undefined("underflow")
        return value or Fraction(0)  # with decimals, what is very small is 0

    def sign(self, value: Fraction) -> int:
        """Return the sign of the carried number."""
        return (value > 0) - (value < 0)

    def close(self, value: Fraction, line: Line, expr: Expr) -> Fraction:
        """Round what a person would have written down."""
        copied = line.kind in ("given", "seed") or _is_copy(expr, line)
        inside = self.rounding == "line" and not line.written
        return value if copied or inside else self.round(value)

    def round(self, value: Fraction) -> Fraction:
        """Round half away from zero.

        >>> [str(ByHand(decimals=1).round(Fraction(n, 100))) for n in (25, -25, 24)]
        ['3/10', '-3/10', '1/5']
        """
        if not value:
            return value
        places = self.decimals
        if places is None:
            places = (self.significant or 1) - 1 - _exponent(value)
        scaled = abs(value) * Fraction(10) ** places
        rounded = Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator))
        return (1 if value > 0 else -1) * rounded / Fraction(10) ** places

    def number(self, value: Fraction) -> Decimal | Fraction:
        """Return a Decimal where the number is one; a given 1/3 stays a fraction."""
        decimal = decimal_of(value)
        return value if decimal is None else decimal


def _exponent(value: Fraction) -> int:
    """Return the power of ten of the first digit: 0 for 3.2, -2 for 0.05."""
    size = abs(value)
    bits = size.numerator.bit_length() - size.denominator.bit_length()
    guess = math.floor((bits - 1) * math.log10(2))  # too small by 0 or 1
    return guess + (size >= Fraction(10) ** (guess + 1))


def _is_copy(expr: Expr, line: Line) -> bool:
    """Say whether a line only repeats a number, as ``y = x``; ``y = pi`` has to be rounded."""
    if isinstance(expr, Call) and expr.op == "identity":
        return isinstance(expr.args[0], Ref | Lit)
    return is_atom(expr) and (line.kind != "forward" or not isinstance(expr, Call))


def with_many_digits(
    operation: Operation, args: tuple[Fraction, ...], params: Params
) -> Fraction | None:
    """Return an irrational value with 60 significant digits, and 60 behind the decimal point.

    None where it is closer to 0 than any number that a run can hold.
    """
    digits = digits_for(*args)
    while True:
        numbers = points(digits)
        fixed = (None if value is None else numbers.number(value) for value in params)
        value = operation.value(numbers, *map(numbers.number, args), *fixed)
        size = numbers.context.mag(value) if value else 0  # the exponent of two
        if size > _MAX_BITS:
            raise Undefined("overflow")
        if size < -Rational.max_bits:
            return None
        if digits >= _DECIMALS + size // 3:
            return Fraction(*importlib.import_module("mpmath").libmp.to_rational(value._mpf_))
        digits *= 2
