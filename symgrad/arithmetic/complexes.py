"""Floats continued to complex numbers, for the complex step."""

from __future__ import annotations

import cmath
from typing import Any

from symgrad.arithmetic.base import Undefined
from symgrad.arithmetic.exact import check_domain
from symgrad.arithmetic.floating import Float
from symgrad.operations import Continued, Floating, NotAnalytic, Operation
from symgrad.operations.operation import Params

_FLOATING = Floating()


class Complex(Float):
    """Double precision, where lines may have complex values: ``Y[x+0.1i]``.

    Real lines have the values that :class:`Float` gives them.

    Parameters
    ----------
    naive : bool
        Operations that are not analytic (abs, max, relu, step, …) are refused for complex
        arguments, because there the complex step fails without a sign of it. True shows that: they
        are computed as programs do, ``abs`` as the modulus and comparisons of real parts.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> graph = Graph.from_text("Y = abs(x)")
    >>> chosen = {"steps": ["1e-20"], "schemes": ["complex_step"]}
    >>> naive = graph.differences({"x": 2}, "x", arithmetic=Complex(naive=True), **chosen)
    >>> naive.derivative, naive.rows[0].number("complex_step")  # silently wrong
    (Fraction(1, 1), 0.0)
    """

    name = "complex"

    def __init__(self, *, naive: bool = False) -> None:
        self.naive = naive
        self._numbers = Continued(naive)

    def call(self, operation: Operation, args: tuple[Any, ...], params: Params) -> Any:
        """Return the value of one operation."""
        if operation.name == "i":
            return self._numbers.i
        if not any(isinstance(argument, complex) for argument in args):
            return super().call(operation, args, params)
        self._check(operation, args)
        fixed = (None if value is None else float(value) for value in params)
        try:
            return _finite(operation.value(self._numbers, *args, *fixed))
        except NotAnalytic:
            raise Undefined("not_analytic") from None
        except OverflowError:
            raise Undefined("overflow") from None

    def _check(self, operation: Operation, args: tuple[Any, ...]) -> None:
        """Ask real parts for the domain; a quotient only has to have a divisor."""
        if operation.style == "bars" and not self.naive:
            raise Undefined("not_analytic")
        if operation.name == "div":
            if not args[1]:
                raise Undefined("divisor")
            return
        check_domain(operation, _FLOATING, tuple(argument.real for argument in args))
        if operation.name == "pow" and complex(args[1]).imag and args[0].real <= 0:
            raise Undefined("negative_base")

    def sign(self, value: Any) -> int:
        """Return the sign; naively that of a real part."""
        try:
            return self._numbers.sign(value)
        except NotAnalytic:
            raise Undefined("not_analytic") from None


def _finite(value: Any) -> Any:
    if not cmath.isfinite(value):
        raise Undefined("overflow")
    return value + 0.0  # never -0.0
