"""Exact arithmetic: fractions, and closed forms with enclosures where a number is irrational."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symgrad.arithmetic.base import Arithmetic, Undefined
from symgrad.arithmetic.closed import Closed, ClosedNumbers, simplest, sympy_backend
from symgrad.arithmetic.enclosures import SURE_DIGITS, known, sure_digits
from symgrad.expr import Expr, Lit
from symgrad.operations import Irrational, Operation, Rational, TooLarge
from symgrad.operations.backends import bits
from symgrad.operations.operation import Params

if TYPE_CHECKING:
    from symgrad.lines import Line

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
    TooLarge
        It is longer than anyone can use.
    Undefined
        Outside the domain.
    """
    check_domain(operation, _RATIONAL, args)
    value = Fraction(operation.value(_RATIONAL, *args, *params))
    if bits(value) > Rational.max_bits:
        raise TooLarge
    return value


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
            except TooLarge:
                raise Undefined("too_many_bits") from None
            except Irrational:
                pass
        check_domain(operation, _CLOSED, args)
        value = operation.value(_CLOSED, *args, *params)
        return simplest(value) if isinstance(value, Closed) else Fraction(value)

    def sign(self, value: Fraction | Closed) -> int:
        """Return the sign; an irrational number's is decided by its enclosure."""
        return _CLOSED.sign(value)

    def close(self, value: Fraction | Closed, line: Line, expr: Expr) -> Fraction | Closed:
        """Return the value, unless not even 40 decimals tell whether it is 0."""
        if isinstance(value, Closed) and not known(value.enclosure):
            raise Undefined("sign_undecided")
        return value

    def number(self, value: Fraction | Closed) -> Any:
        """Return a SymPy number: Integer, Rational, the closed form, or a Float of 40 digits.

        The Float has fewer digits where so many cancelled that fewer are sure.
        """
        sympy = sympy_backend().module
        if isinstance(value, Fraction):
            return sympy.Rational(value.numerator, value.denominator)
        if value.form is not None:
            return value.form
        middle = value.nearest()
        digits = max(1, min(SURE_DIGITS, sure_digits(value.enclosure)))
        return sympy.Float(sympy.Rational(middle.numerator, middle.denominator), digits)
