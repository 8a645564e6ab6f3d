"""Values of inputs: whatever a teacher writes for a number becomes an expression, exactly."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from decimal import Decimal, DecimalException
from fractions import Fraction
from numbers import Rational, Real
from typing import TYPE_CHECKING, TypeAlias

from symgrad.characters import as_name, printable
from symgrad.errors import InputError, ParseError
from symgrad.expr import Call, Expr, Lit, Ref, names, substitute
from symgrad.parsing import Limits, parse_expression

if TYPE_CHECKING:
    from symgrad.graph import Graph

Value: TypeAlias = int | float | Fraction | Decimal | str | Lit | Call

# Names that are numbers where nothing else defines them.
CONSTANTS = {"e": "e", "pi": "pi", "π": "pi"}

# Powers of ten beyond this are a slip of the pen, and cost memory before anybody sees them.
_MAX_POWER = Limits().magnitude
_TOO_LARGE = 10**_MAX_POWER


def constant(ref: Ref) -> Call:
    """Return the number that an undefined ``e`` or ``pi`` stands for."""
    return Call(CONSTANTS[ref.name], (), (), ref.span)


def read_inputs(graph: Graph, values: Mapping[str, Value]) -> dict[str, Expr]:
    """Return an expression without names for every input of the graph, in its order.

    Raises
    ------
    InputError
        An input without a value, a value for an unknown name, or an unreadable one.
    """
    given = {as_name(str(name)): value for name, value in values.items()}
    for name in given:
        if name not in graph.inputs:
            raise _unknown(graph, name)
    missing = [name for name in graph.inputs if name not in given]
    if missing:
        raise _missing(graph, missing)
    return {name: read_value(name, given[name]) for name in graph.inputs}


def _unknown(graph: Graph, name: str) -> InputError:
    if name in graph.constants:
        return InputError("input_is_constant", name=name)
    if name in graph:
        return InputError("input_is_computed", name=name)
    near = difflib.get_close_matches(name, graph.inputs, n=1, cutoff=0.5)
    known: Iterable[str] = near or graph.inputs
    return InputError("input_unknown", name=printable(name), known=", ".join(known))


def _missing(graph: Graph, missing: list[str]) -> InputError:
    """Name what has no value, and the line of the text that needs it: it may be mistyped there."""
    lines = [graph[edge.head].line for edge in graph.uses[missing[0]]]
    shown, count = ", ".join(missing), len(missing)
    if not any(lines):
        return InputError("input_missing", names=shown, count=count)
    return InputError("input_missing_at", names=shown, count=count, line=min(lines))


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
    if isinstance(value, str):
        return _from_text(name, value)
    if isinstance(value, Lit | Call):
        return _without_names(name, value, value.written if isinstance(value, Lit) else value.op)
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise InputError("input_no_number", name=name, value=printable(repr(value)))
    return _ratio(name, value) if isinstance(value, Rational) else _decimal(name, value)


def _ratio(name: str, value: Rational) -> Lit:
    ratio = Fraction(int(value.numerator), int(value.denominator))
    if max(abs(ratio.numerator), ratio.denominator) > _TOO_LARGE:
        raise InputError("input_too_large", name=name)
    return Lit(ratio, str(ratio))


def _decimal(name: str, value: Real | Decimal) -> Lit:
    try:
        decimal = Decimal(str(value))  # as it prints: numpy.float32(0.1) is 1/10
    except DecimalException:
        decimal = Decimal("nan")
    if decimal.is_nan():
        raise InputError("input_no_number", name=name, value=printable(repr(value)))
    last = decimal.as_tuple().exponent  # the place of the last digit; for inf, no number
    if not isinstance(last, int) or max(abs(last), abs(decimal.adjusted())) > _MAX_POWER:
        raise InputError("input_too_large", name=name)
    return Lit(Fraction(decimal), format(decimal if decimal else abs(decimal), "f"))  # never -0


def _from_text(name: str, text: str) -> Expr:
    try:
        expr = parse_expression(text)
    except ParseError as error:
        raise InputError(
            "input_unreadable", name=name, text=printable(text), reason=error
        ) from error
    expr = substitute(expr, lambda ref: constant(ref) if ref.name in CONSTANTS else ref)
    return _without_names(name, expr, text)


def _without_names(name: str, expr: Expr, text: str) -> Expr:
    unknown = names(expr)
    if unknown:
        raise InputError(
            "input_not_constant", name=name, text=printable(text), used=printable(unknown[0])
        )
    return expr
