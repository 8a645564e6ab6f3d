"""Arithmetic as it is done with pencil and paper: each written line is rounded and carried."""

from __future__ import annotations

import functools
import importlib
import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Literal

from symgrad.arithmetic.base import Arithmetic, Undefined
from symgrad.arithmetic.exact import rational_call
from symgrad.decimals import decimal_of
from symgrad.errors import InputError
from symgrad.expr import Expr, Lit, is_atom
from symgrad.operations import Irrational, Multiprecision, Operation
from symgrad.operations.table import Params

if TYPE_CHECKING:
    from symgrad.lines import Line

# Decimal digits of exp, sigmoid, … before the line is rounded, and the largest result.
_DIGITS = 60
_MAX_DIGITS = 400


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
        except Irrational:
            value = _with_many_digits(operation, args, params)
        return self.round(value) if self.rounding == "operation" else value

    def sign(self, value: Fraction) -> int:
        """Return the sign of the carried number."""
        return (value > 0) - (value < 0)

    def close(self, value: Fraction, line: Line, expr: Expr) -> Fraction:
        """Round what a person would have written down."""
        copied = is_atom(expr) or line.kind in ("given", "seed")
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


@functools.lru_cache(maxsize=8)
def _numbers(digits: int) -> Multiprecision:
    return Multiprecision(digits)


def _with_many_digits(
    operation: Operation, args: tuple[Fraction, ...], params: Params, digits: int = _DIGITS
) -> Fraction:
    """Return an irrational value with `digits` digits behind the decimal point as well."""
    numbers = _numbers(digits)
    value = operation.value(
        numbers,
        *map(numbers.number, args),
        *(parameter if parameter is None else numbers.number(parameter) for parameter in params),
    )
    size = numbers.context.mag(value) if value else 0  # about log2
    if size > 3.4 * _MAX_DIGITS:
        raise Undefined("overflow")
    needed = _DIGITS + max(0, size) // 3
    if needed > digits:
        return _with_many_digits(operation, args, params, needed)
    return Fraction(*importlib.import_module("mpmath").libmp.to_rational(value._mpf_))
