"""Higher derivatives by Taylor arithmetic: truncated power series in place of numbers."""

from symgrad.taylor.expansion import higher_derivatives, taylor
from symgrad.taylor.program import TaylorProgram

__all__ = ["TaylorProgram", "higher_derivatives", "taylor"]
