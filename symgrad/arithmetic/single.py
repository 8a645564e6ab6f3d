"""Single precision, with which neural networks are trained."""

from __future__ import annotations

import struct
from typing import Any

from symgrad.arithmetic.base import Undefined
from symgrad.arithmetic.complexes import Complex
from symgrad.expr import Lit
from symgrad.operations import Operation
from symgrad.operations.operation import Params


class Single(Complex):
    """IEEE 754 single precision: every result is rounded to 24 bits.

    A sum, difference, product, quotient or root of two singles, computed in doubles and rounded
    once more, is the correctly rounded one: a double has more than twice the bits.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> Graph.from_text("y = 0.1 + x").run({"x": "0.2"}, Single()).values["y"]
    0.30000001192092896
    """

    name = "single"

    def lit(self, lit: Lit) -> float:
        """Return the single nearest to the number as written."""
        return _rounded(super().lit(lit))

    def call(self, operation: Operation, args: tuple[Any, ...], params: Params) -> Any:
        """Return the value of one operation."""
        value = super().call(operation, args, params)
        if isinstance(value, complex):
            return complex(_rounded(value.real), _rounded(value.imag))
        return _rounded(value)


def _rounded(value: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0]) + 0.0  # never -0.0
    except OverflowError:
        raise Undefined("overflow") from None
