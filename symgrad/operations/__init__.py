"""The table of operations and the number systems that its formulas are written over."""

from symgrad.operations.backends import (
    Array,
    Backend,
    Floating,
    Irrational,
    Multiprecision,
    Rational,
    SymPy,
    TooLarge,
)
from symgrad.operations.table import (
    FUNCTIONS,
    OPERATIONS,
    SWITCHES,
    Operation,
    Parameter,
    cases,
    local_derivatives,
)

__all__ = [
    "FUNCTIONS",
    "OPERATIONS",
    "SWITCHES",
    "Array",
    "Backend",
    "Floating",
    "Irrational",
    "Multiprecision",
    "Operation",
    "Parameter",
    "Rational",
    "SymPy",
    "TooLarge",
    "cases",
    "local_derivatives",
]
