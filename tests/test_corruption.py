"""The checks of the project notice every wrong rule and every wrong line.

A check that passes with the right rule has to fail with each wrong one. There are two of them,
which know nothing of each other: difference quotients, and SymPy's derivative of the composed
expression.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from references import REFERENCES, M, evaluated, number

from symgrad.arithmetic import symbol, to_fraction
from symgrad.expr import Call, Expr, Ref, as_expr
from symgrad.expr import number as literal
from symgrad.finite import shifted
from symgrad.graph import Graph
from symgrad.lines import Line, Program
from symgrad.operations import OPERATIONS, Multiprecision, local_derivatives
from symgrad.trace import Trace, evaluate

STEPS = ("0.1", "0.01", "0.001")


def quotients_agree(run: Trace) -> bool:
    """Check a run by difference quotients."""
    inputs = run.program.graph.inputs
    return all(shifted(run, name, STEPS).status in ("exact", "agrees") for name in inputs)


def sympy_agrees(run: Trace) -> bool:
    """Check a run by SymPy's derivative of the composed expression."""
    graph = run.program.graph
    composed = graph.to_sympy()
    at = {symbol(name): sympy.sympify(run.values[name]) for name in graph.inputs}
    for name in graph.inputs:
        expected = sympy.N(sympy.diff(composed, symbol(name)).subs(at), 30)
        found = to_fraction(run.raw[f"∂{run.output}/∂{name}"])
        if abs(expected - sympy.Rational(found.numerator, found.denominator)) > 1e-20:
            return False
    return True


CHECKS = [quotients_agree, sympy_agrees]

# Points by row; piecewise rows are checked on both sides.
ONE = {"x": "0.7"}
TWO = {"x": "0.7", "y": "0.45"}
POSITIVE = ("log", "log10", "log2", "sqrt")
BINARY = ("add", "sub", "mul", "div", "pow", "max", "min")
ROWS = [name for name in OPERATIONS if name not in ("cases", "pi", "e", "i", "im")]
PLACES = [
    *((name, TWO) for name in BINARY),
    *((name, {"x": "0.45", "y": "0.7"}) for name in ("max", "min")),
    *((name, ONE) for name in ROWS if name not in BINARY),
    *((name, {"x": "-0.7"}) for name in ROWS if name not in BINARY + POSITIVE),
]

Wrong = Callable[[tuple[Expr, ...], Expr, tuple[Expr, ...]], tuple[Expr, ...]]
WRONG: dict[str, Wrong] = {
    "the other sign": lambda args, out, right: tuple(-slope for slope in right),
    "twice": lambda args, out, right: tuple(2 * slope for slope in right),
    "one more": lambda args, out, right: tuple(slope + 1 for slope in right),
    "the value": lambda args, out, right: (out,) * len(right),
    "the argument": lambda args, out, right: args,
    "of the other argument": lambda args, out, right: right[::-1],
    "nothing": lambda args, out, right: (literal(0),) * len(right),
    "one": lambda args, out, right: (literal(1),) * len(right),
    "squared": lambda args, out, right: tuple(slope * slope for slope in right),
}


def graph_of(name: str) -> Graph:
    """Make Y = f(x, …) of one row; no other row is used, for it may be the corrupted one."""
    refs = tuple(map(Ref, TWO if name in BINARY else ONE))
    return Graph.from_assignments([("Y", Call(name, refs, REFERENCES[name].params), 1)])


def corrupted(name: str, wrong: Wrong) -> Callable[..., tuple[Expr, ...]]:
    """Return a local rule made of the right one."""
    right = OPERATIONS[name].local

    def local(args, out, params):
        return wrong(args, out, tuple(map(as_expr, right(args, out, params))))

    return local


def is_wrong(name: str, place: dict[str, str]) -> bool:
    """Say whether the rule in the table is wrong here: mpmath differentiates another formula."""
    numbers = Multiprecision(60)
    refs = tuple(map(Ref, place))
    call = Call(name, refs, REFERENCES[name].params)
    values = {arg: numbers.number(Fraction(text)) for arg, text in place.items()}
    values["out"] = evaluated(call, values, numbers)
    point = [number(text) for text in place.values()]
    for k, slope in enumerate(local_derivatives(call, Ref("out"))):

        def moved(x, k=k):
            return REFERENCES[name].formula(*point[:k], x, *point[k + 1 :])

        exact = M.diff(moved, point[k], h=M.mpf(10) ** -120)
        if abs(M.mpf(evaluated(slope, values, numbers)) - exact) > 0.001:
            return True
    return False


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(("name", "place"), PLACES)
def test_the_right_rule_passes(name, place, check):
    assert check(graph_of(name).run(place))


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(("name", "place"), PLACES)
def test_every_wrong_rule_is_noticed(name, place, check, monkeypatch):
    noticed = 0
    for wrong in WRONG.values():
        with monkeypatch.context() as patch:
            row = replace(OPERATIONS[name], local=corrupted(name, wrong))
            patch.setitem(OPERATIONS, name, row)
            if is_wrong(name, place):
                assert not check(graph_of(name).run(place))
                noticed += 1
    assert noticed >= 3


@pytest.mark.parametrize(("name", "place"), PLACES)
def test_a_wrong_value_is_noticed(name, place, monkeypatch):
    row = OPERATIONS[name]
    wrong = replace(row, value=lambda B, x, *rest: row.value(B, x, *rest) + x)
    monkeypatch.setitem(OPERATIONS, name, wrong)
    assert not quotients_agree(graph_of(name).run(place))


GRAPH = Graph.from_text("d = a*b; e = d + b; f = sigmoid(e); Y = d*f - a")
AT = {"a": "0.5", "b": "1.5"}
PROGRAM = Program(GRAPH).given(AT).forward().backward()


def wrong_lines(line: Line) -> Iterator[Expr]:
    """Yield what could stand in a line of the backward pass instead."""
    yield literal(0)
    yield -as_expr(line.expr)
    yield 2 * as_expr(line.expr)
    yield line.expr + 1
    if line.kind == "contribution":
        upstream, slope = line.expr.args
        yield from (upstream, slope, upstream + slope, upstream / slope)
    if line.kind == "sum":
        terms = line.expr.args
        yield from terms  # one path only
        yield terms[0] - terms[1]
        yield terms[0] * terms[1]
        yield Call("add", (*terms, terms[0]))


MISTAKES = [
    (line.id, expr)
    for line in PROGRAM
    if line.kind in ("seed", "local", "contribution", "sum", "total")
    for expr in wrong_lines(line)
]


@pytest.mark.parametrize("check", CHECKS)
def test_the_right_lines_pass(check):
    assert check(evaluate(PROGRAM))


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(("line", "expr"), MISTAKES)
def test_every_wrong_line_is_noticed(line, expr, check):
    run = evaluate(PROGRAM.edit(line, expr))
    changed = abs(to_fraction(run.raw[line]) - to_fraction(evaluate(PROGRAM).raw[line])) > 1e-9
    assert check(run) != changed


def test_mistakes_of_every_kind_of_line_are_made():
    kinds = {line.id: line.kind for line in PROGRAM}
    made = [kinds[line] for line, _ in MISTAKES]
    assert all(made.count(kind) >= 4 for kind in ("seed", "local", "contribution", "sum", "total"))
