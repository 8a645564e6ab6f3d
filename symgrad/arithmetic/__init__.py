"""Arithmetics: exact, by hand, float, float with an error bound, and symbolic."""

from symgrad.arithmetic.base import Arithmetic, Undefined
from symgrad.arithmetic.by_hand import ByHand
from symgrad.arithmetic.closed import Closed
from symgrad.arithmetic.complexes import Complex
from symgrad.arithmetic.exact import Exact
from symgrad.arithmetic.floating import Bound, Bounded, Float
from symgrad.arithmetic.symbolic import Symbolic, symbol
from symgrad.arithmetic.values import to_fraction

__all__ = [
    "Arithmetic",
    "Bound",
    "Bounded",
    "ByHand",
    "Closed",
    "Complex",
    "Exact",
    "Float",
    "Symbolic",
    "Undefined",
    "symbol",
    "to_fraction",
]
