"""Exact arithmetic: fractions, and closed forms with enclosures where a number is irrational."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgrad.arithmetic.base import Arithmetic, Undefined
from symgrad.arithmetic.closed import Closed, ClosedNumbers, simplest, sympy_backend
from symgrad.expr import Lit
from symgrad.operations import Irrational, Operation, Rational, TooLarge
from symgrad.operations.backends import bits
from symgrad.operations.table import Params

_RATIONAL = Rational()
_CLOSED = ClosedNumbers()


def check_domain(operation: Operation, backend: Any, args: tuple[Any, ...]) -> None:
    """Raise :class:`Undefined` with the condition that `args` break."""
    broken = operation.domain and operation.domain(backend, *args)
    if broken:
        raise Undefined(broken)


def rational_call(operation: Operation, args: tuple[Fraction, ...], params: Params) -> Fraction:
    """Return the value as a fraction.

    Raises
    ------
    Irrational
        It is no fraction.
    Undefined
        Outside the domain, or longer than anyone can use.
    """
    check_domain(operation, _RATIONAL, args)
    if sum(map(bits, args)) > Rational.max_bits:
        raise Undefined("too_many_bits")
    try:
        return Fraction(operation.value(_RATIONAL, *args, *params))
    except TooLarge:
        raise Undefined("too_many_bits") from None


class Exact(Arithmetic):
    """Nothing is rounded.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> Graph.from_text("y = x/3 + sqrt(x)").run({"x": 2}).values["y"]
    2/3 + sqrt(2)
    """

    name = "exact"

    def lit(self, lit: Lit) -> Fraction:
        """Return the number."""
        return lit.value

    def call(self, operation: Operation, args: tuple[Any, ...], params: Params) -> Any:
        """Return a fraction where the value is one, else a closed form."""
        if all(isinstance(argument, Fraction) for argument in args):
            try:
                return rational_call(operation, args, params)
            except Irrational:
                pass
        check_domain(operation, _CLOSED, args)
        try:
            value = operation.value(_CLOSED, *args, *params)
        except ZeroDivisionError:
            raise Undefined("divisor") from None
        return simplest(value) if isinstance(value, Closed) else Fraction(value)

    def sign(self, value: Fraction | Closed) -> int:
        """Return the sign; an irrational number's is decided by its enclosure."""
        return _CLOSED.sign(value)

    def number(self, value: Fraction | Closed) -> Any:
        """Return a SymPy number: Integer, Rational, the closed form, or a Float of 40 digits."""
        sympy = sympy_backend().module
        if isinstance(value, Fraction):
            return sympy.Rational(value.numerator, value.denominator)
        if value.form is not None:
            return value.form
        middle = value.nearest()
        return sympy.Float(sympy.Rational(middle.numerator, middle.denominator), 40)
