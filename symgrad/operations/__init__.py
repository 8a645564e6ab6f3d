"""The table of operations and the number systems that its formulas are written over."""

from symgrad.operations.backends import (
    Backend,
    Floating,
    Irrational,
    Kink,
    Rational,
    TooLarge,
)
from symgrad.operations.continued import Continued, NotAnalytic
from symgrad.operations.libraries import Array, Multiprecision, SymPy
from symgrad.operations.operation import Operation, Parameter, Params
from symgrad.operations.table import (
    FUNCTIONS,
    OPERATIONS,
    SWITCHES,
    cases,
    local_derivatives,
)

__all__ = [
    "FUNCTIONS",
    "OPERATIONS",
    "SWITCHES",
    "Array",
    "Backend",
    "Continued",
    "Floating",
    "Irrational",
    "Kink",
    "Multiprecision",
    "NotAnalytic",
    "Operation",
    "Parameter",
    "Params",
    "Rational",
    "SymPy",
    "TooLarge",
    "cases",
    "local_derivatives",
]
