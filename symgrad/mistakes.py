"""Common mistakes as changed lines, so that what they lead to is computed and never listed.

A mistake names the line that comes out wrong and the expressions that were calculated instead. A
page warns of it, and a checker recognises a student's number by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import mul

from symgrad.arithmetic import Undefined
from symgrad.expr import Call, Expr, Lit, Ref, call, names, number
from symgrad.lines import Line, local
from symgrad.trace import Trace, evaluate_line

_FUNCTIONS = frozenset(
    {"log", "log10", "log2", "sqrt", "abs", "sin", "cos", "tan", "asin", "acos", "atan"}
    | {"sinh", "cosh", "erf", "softplus", "silu", "gelu"}
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A way to get a line wrong.

    Attributes
    ----------
    code : str
        ``missed_fanout``, ``local_swapped`` …; its sentence is ``mistake.<code>`` in the catalogs.
    line : str
        The line whose value comes out wrong.
    edits : mapping
        Line ids and what is calculated there instead, in the order of the lines.
    """

    code: str
    line: str
    edits: Mapping[str, Expr]

    @property
    def instead(self) -> Expr:
        """The expression that was calculated instead of the right one."""
        return next(iter(self.edits.values()))

    def made_in(self, trace: Trace) -> Trace:
        """Return a run with this mistake in it; lines after the wrong one are left as they were.

        Raises
        ------
        Undefined
            The wrong expression has no value.
        """
        program = trace.program
        values = dict(trace.raw)
        for line_id, expr in self.edits.items():
            program = program.edit(line_id, expr)
            line = replace(trace.by_id[line_id], expr=expr)
            values[line_id] = evaluate_line(line, values, trace.arithmetic)
        if self.line not in self.edits:
            values[self.line] = evaluate_line(trace.by_id[self.line], values, trace.arithmetic)
        return Trace(program, trace.arithmetic, values)


def common_mistakes(line: Line, trace: Trace) -> Iterator[tuple[Mistake, Trace]]:
    """Yield the common mistakes of a line that change its value, the likeliest first.

    Parameters
    ----------
    line : Line
        A line of the run.
    trace : Trace
        The right run.

    Yields
    ------
    Mistake, Trace
        The mistake, and the run in which it was made.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> trace = Graph.from_text("d = a + b; e = b - c; Y = d*e").run({"a": 1, "b": 2, "c": 3})
    >>> [(mistake.code, wrong.number(mistake.line))
    ...  for mistake, wrong in common_mistakes(trace.by_id["∂Y/∂b"], trace)]
    [('missed_fanout', -1), ('missed_fanout', 3), ('fanout_sign', -4), ('fanout_product', -3),
     ('fanout_mean', 1)]
    """
    rules = {"forward": _forward, "seed": _seed, "contribution": _contribution, "sum": _sum}
    rule = rules.get(line.kind)
    for mistake in rule(line, trace) if rule else ():
        try:
            wrong = mistake.made_in(trace)
        except Undefined:  # a mistake that gives no number cannot be seen in one
            continue
        if wrong.raw[line.id] != trace.raw[line.id]:
            yield mistake, wrong


def _forward(line: Line, trace: Trace) -> Iterator[Mistake]:
    expr = line.expr
    if not isinstance(expr, Call):
        return
    if expr.op in ("sub", "div"):
        swapped = replace(expr, args=expr.args[::-1])
        yield Mistake("operands_swapped", line.id, {line.id: swapped})
    if expr.op == "sigmoid":
        yield Mistake("sigmoid_sign", line.id, {line.id: replace(expr, args=(-expr.args[0],))})


def _seed(line: Line, trace: Trace) -> Iterator[Mistake]:
    yield Mistake("seed_is_value", line.id, {line.id: Ref(line.target)})


def _sum(line: Line, trace: Trace) -> Iterator[Mistake]:
    terms = [Ref(name) for name in names(line.expr)]
    if not terms:  # an edit left no sum
        return
    places = {other.id: place for place, other in enumerate(trace.lines)}
    # The last one that was calculated is what overwriting leaves.
    for term in sorted(terms, key=lambda term: -places[term.name]):
        yield Mistake("missed_fanout", line.id, {line.id: term})
    if len(terms) == 2:
        yield Mistake("fanout_sign", line.id, {line.id: terms[0] - terms[1]})
    yield Mistake("fanout_product", line.id, {line.id: reduce(mul, terms)})
    mean = Call("add", tuple(terms)) / number(len(terms))
    yield Mistake("fanout_mean", line.id, {line.id: mean})


def _contribution(line: Line, trace: Trace) -> Iterator[Mistake]:
    edge = line.edge
    if edge is None:
        return
    node = trace.program.graph[edge.head]
    slope = trace.by_id[local(edge)]
    if node.expr is not None and not node.coarse:
        for code, wrong in _wrong_slopes(node.expr, edge.position, slope.expr, node.name):
            yield Mistake(code, line.id, {slope.id: wrong})
    upstream = next((name for name in names(line.expr) if name != slope.id), None)
    if upstream is None:  # an edit left no product
        return
    yield Mistake("forgot_upstream", line.id, {line.id: Ref(slope.id)})
    yield Mistake("added_along_path", line.id, {line.id: Ref(upstream) + Ref(slope.id)})


def _wrong_slopes(expr: Call, position: int, slope: Expr, name: str) -> Iterator[tuple[str, Expr]]:
    """Yield what is often written in place of one local derivative of an operation."""
    argument = expr.args[position]
    if expr.op == "mul" and len(expr.args) == 2:
        yield "local_swapped", argument
    if expr.op == "neg" or (expr.op in ("sub", "div") and position == 1):
        yield "local_sign", -slope
    if expr.op == "sigmoid":
        yield "sigma_prime_is_sigma", Ref(name)
        yield "sigma_prime_plus", Ref(name) * (number(1) + Ref(name))
    if expr.op == "tanh":
        yield "tanh_prime", number(1) - Ref(name)
    if expr.op == "square" or (expr.op == "pow" and position == 0 and _is_two(expr.args[1])):
        yield "forgot_factor_2", argument
    if expr.op == "exp":
        yield "power_rule_on_exp", argument * call("exp", argument - number(1))
    if expr.op in ("relu", "leaky_relu", "elu"):
        yield "local_is_one", number(1)
    if expr.op in _FUNCTIONS:
        yield "not_differentiated", Ref(name)


def _is_two(expr: Expr) -> bool:
    return isinstance(expr, Lit) and expr.value == 2
