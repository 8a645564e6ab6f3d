"""Values of inputs: whatever a teacher writes for a number becomes an expression, exactly."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import TYPE_CHECKING, TypeAlias

from symgrad.assignments import CONSTANTS, constant
from symgrad.characters import printable
from symgrad.errors import InputError, ParseError
from symgrad.expr import Call, Expr, Lit, names, substitute
from symgrad.parsing import parse_expression

if TYPE_CHECKING:
    from symgrad.graph import Graph

Value: TypeAlias = int | float | Fraction | Decimal | str | Lit | Call

# Powers of ten beyond this are a slip of the pen, and cost memory before anybody sees them.
_MAX_POWER = 400


def read_inputs(graph: Graph, values: Mapping[str, Value]) -> dict[str, Expr]:
    """Return an expression without names for every input of the graph, in its order.

    Raises
    ------
    InputError
        An input without a value, a value for an unknown name, or an unreadable one.
    """
    for name in values:
        if name not in graph.inputs:
            raise _unknown(graph, name)
    missing = [name for name in graph.inputs if name not in values]
    if missing:
        raise InputError("input_missing", names=", ".join(missing), count=len(missing))
    return {name: read_value(name, values[name]) for name in graph.inputs}


def _unknown(graph: Graph, name: str) -> InputError:
    if name in graph.constants:
        return InputError("input_is_constant", name=name)
    if name in graph:
        return InputError("input_is_computed", name=name)
    near = difflib.get_close_matches(name, graph.inputs, n=1, cutoff=0.5)
    known: Iterable[str] = near or graph.inputs
    return InputError("input_unknown", name=printable(name), known=", ".join(known))


def read_value(name: str, value: Value) -> Expr:
    """Return the number that was written, keeping its digits.

    A float is taken as the decimal that it prints: 1.45 is 145/100.

    Examples
    --------
    >>> read_value("w", 1.45)
    Lit(value=Fraction(29, 20), written='1.45')
    >>> read_value("w", "1/3")
    Lit(value=Fraction(1, 3), written='1/3')
    """
    if isinstance(value, Lit | Call):
        return value
    if isinstance(value, str):
        return _from_text(name, value)
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise InputError("input_no_number", name=name, value=printable(repr(value)))
    return _literal(name, value)


def _literal(name: str, value: Real | Decimal) -> Lit:
    if isinstance(value, Integral):
        ratio, written = Fraction(int(value)), str(value) if abs(int(value)) < 10**60 else ""
    elif isinstance(value, Rational):
        ratio = Fraction(int(value.numerator), int(value.denominator))
        written = str(ratio)
    else:
        decimal = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
        if not math.isfinite(decimal) or abs(decimal.adjusted()) > _MAX_POWER:
            raise InputError("input_too_large", name=name)
        ratio, written = Fraction(decimal), format(decimal, "f")
    if abs(ratio) > 10**_MAX_POWER:
        raise InputError("input_too_large", name=name)
    return Lit(ratio, written or str(ratio))


def _from_text(name: str, text: str) -> Expr:
    try:
        expr = parse_expression(text)
    except ParseError as error:
        raise InputError(
            "input_unreadable", name=name, text=printable(text), reason=error
        ) from error
    expr = substitute(expr, lambda ref: constant(ref) if ref.name in CONSTANTS else ref)
    unknown = names(expr)
    if unknown:
        raise InputError("input_not_constant", name=name, text=printable(text), used=unknown[0])
    return expr
