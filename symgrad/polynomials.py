"""The output as a polynomial in the increment h of one input, where it is one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symgrad.arithmetic import Symbolic, symbol
from symgrad.arithmetic.closed import sympy_backend
from symgrad.expr import Call, Lit, Ref, fold
from symgrad.lines import Program

if TYPE_CHECKING:
    from symgrad.trace import Trace

# Beyond this degree nobody wants to read the remainder of a difference quotient.
_MAX_DEGREE = 8


def in_increment(trace: Trace, name: str) -> dict[int, Fraction] | None:
    """Return the coefficients of Y(b + h) by power of h, or None where it is no polynomial.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> trace = Graph.from_text("Y = (a + b)*(b - c)").run({"a": 1, "b": 2, "c": 3})
    >>> {power: str(value) for power, value in in_increment(trace, "b").items()}
    {0: '-3', 1: '2', 2: '1'}
    """
    from symgrad.trace import evaluate

    graph, output = trace.program.graph, trace.output
    values = {input_: trace.raw[input_] for input_ in graph.inputs}
    if not all(isinstance(value, Fraction) for value in values.values()):
        return None
    degree = _degrees(trace, name).get(output)
    if degree is None or degree > _MAX_DEGREE:
        return None
    sympy = sympy_backend()
    start: dict[str, Any] = {key: sympy.number(value) for key, value in values.items()}
    start[name] = start[name] + symbol("h")
    value = evaluate(Program(graph).forward(output), Symbolic(), start).raw[output]
    terms = sympy.module.Poly(value, symbol("h")).terms()
    if not all(number.is_Rational for _, number in terms):
        return None
    return {power: Fraction(int(number.p), int(number.q)) for (power,), number in reversed(terms)}


def _degrees(trace: Trace, name: str) -> dict[str, int | None]:
    """Return the degree of every node in one input; None: no polynomial, or not by its form."""
    graph = trace.program.graph
    degrees: dict[str, int | None] = {input_: int(input_ == name) for input_ in graph.inputs}
    for node in graph.operations:
        if node.expr is not None:
            degrees[node.name] = fold(node.expr, lambda leaf: _leaf(leaf, degrees), _degree)
    return degrees


def _leaf(leaf: Ref | Lit, degrees: dict[str, int | None]) -> int | None:
    return degrees[leaf.name] if isinstance(leaf, Ref) else 0


def _degree(call: Call, parts: tuple[int | None, ...]) -> int | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if not any(known):
        return 0
    if call.op in ("add", "sub", "neg", "identity"):
        return max(known)
    if call.op in ("mul", "square"):
        return known[0] + known[-1]
    if call.op == "div" and known[1] == 0:
        return known[0]
    exponent = call.args[-1]
    whole = call.op == "pow" and isinstance(exponent, Lit) and exponent.value.denominator == 1
    return (
        known[0] * int(exponent.value)
        if whole and isinstance(exponent, Lit) and (exponent.value >= 0)
        else None
    )
