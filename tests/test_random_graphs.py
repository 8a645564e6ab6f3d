"""Random graphs: four routes to a gradient agree, and so do all ways of running one graph."""

from fractions import Fraction
from types import SimpleNamespace

import mpmath
import pytest
import sympy
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import RATIONAL, ROWS, RandomGraph, random_graphs

from symgrad.arithmetic import Bound, ByHand, Closed, Exact, Float, Symbolic, symbol
from symgrad.errors import EvaluationError, GraphError
from symgrad.expr import Call, Lit, Ref
from symgrad.graph import Graph
from symgrad.lines import Program
from symgrad.operations import OPERATIONS
from symgrad.parsing import Limits
from symgrad.trace import Trace, evaluate

LONG = Limits(length=10**6, nodes=10**6, depth=1000)
REUSED = RandomGraph(
    (("d", Ref("a") * Ref("a")), ("Y", Ref("d") + Ref("d"))), {"a": "1.5", "v1": "2.0"}
)


def run(case: RandomGraph, arithmetic=None, *, expand=True) -> Trace:
    graph = case.graph(expand=expand)
    try:
        return graph.run(case.inputs, arithmetic, output=case.output)
    except EvaluationError as error:
        # a/a has the derivative 0; without a short form, no number of digits proves that.
        assume(error.code != "sign_undecided")
        raise


def gradient(trace: Trace) -> dict:
    """Return the exact gradient by input; irrational numbers to 40 digits."""
    raw = (trace.raw[f"∂{trace.output}/∂{name}"] for name in trace.program.graph.inputs)
    values = [value.nearest() if isinstance(value, Closed) else value for value in raw]
    return dict(zip(trace.program.graph.inputs, values, strict=True))


def size(trace: Trace) -> float:
    """Return the largest number of a float run: rounding errors are measured against it."""
    return max(1.0, *map(abs, trace.raw.values()))


def close(left, right, tolerance: float) -> bool:
    return abs(left - right) <= tolerance


def number(value: Fraction):
    return mpmath.mpf(value.numerator) / value.denominator


def compiled(expr, values: dict, library: str):
    """Evaluate a SymPy expression; for lambdify a symbol named pi would hide the number."""
    fresh = {name: sympy.Dummy() for name in values}
    return sympy.lambdify(list(fresh.values()), expr.xreplace(fresh), library)(*values.values())


def composed(case: RandomGraph, at: dict):
    """Return the output as one SymPy expression, without the branches that do not hold here."""
    try:
        return chosen(case.graph().to_sympy(case.output), at)
    except GraphError as error:
        assume(error.code != "sympy_composition")
        raise


def chosen(expr, at: dict):
    """Replace every choice by the branch that holds here: SymPy finds 1/0 in the other ones."""
    if isinstance(expr, sympy.Piecewise):
        return next(chosen(value, at) for value, condition in expr.args if holds(condition, at))
    args = [chosen(arg, at) for arg in expr.args]
    return expr.func(*args) if args else expr


def holds(condition, at: dict) -> bool:
    if isinstance(condition, sympy.ITE):
        test, then, other = condition.args
        return holds(then if holds(test, at) else other, at)
    if isinstance(condition, sympy.Or | sympy.And):
        combine = any if isinstance(condition, sympy.Or) else all
        return combine(holds(part, at) for part in condition.args)
    return bool(condition.func(*(chosen(side, at).subs(at) for side in condition.args)))


def test_every_operation_of_the_table_is_drawn():
    assert set(OPERATIONS) - set(ROWS) == {"cases", "pi", "e", "i", "im"}


@given(random_graphs())
@example(REUSED)
def test_sympy_differentiates_the_composed_expression_to_the_same_numbers(case):
    trace = run(case)
    points = {symbol(name): sympy.Rational(value) for name, value in case.inputs.items()}
    output = composed(case, points)
    with mpmath.workdps(50):
        at = {symbol(name): number(Fraction(value)) for name, value in case.inputs.items()}
        for name, found in gradient(trace).items():
            slope = compiled(output.diff(symbol(name)), at, "mpmath")
            assert close(slope, number(found), 1e-25 * size(run(case, Float())) ** 2)


@given(random_graphs())
@example(REUSED)
def test_quotients_of_a_naive_engine_agree(case):
    found = gradient(run(case))
    with mpmath.workdps(60):
        h = mpmath.mpf(10) ** -20
        for name, slope in found.items():
            at = number(Fraction(case.inputs[name]))
            above, below = (case.naive(mpmath, number, **{name: at + s * h}) for s in (1, -1))
            # The truncation error is h²/6 times the third derivative.
            assert close((above - below) / (2 * h), number(slope), 1e-25)


@given(random_graphs(RATIONAL))
@example(REUSED)
def test_rational_graphs_agree_with_sympy_exactly(case):
    trace = run(case)
    at = {symbol(name): sympy.Rational(value) for name, value in case.inputs.items()}
    output = composed(case, at)
    assert trace.values[case.output] == case.naive(number=Fraction)
    for name in case.inputs:
        assert trace.adjoints[name] == output.diff(symbol(name)).subs(at)


@given(random_graphs())
def test_floats_stay_within_their_error_bound(case):
    exact, bound, floats = run(case), run(case, Bound()), run(case, Float())
    for line in exact.lines:
        value, bounded = exact.raw[line.id], bound.raw[line.id]
        ratio = value.nearest() if isinstance(value, Closed) else value
        assert floats.raw[line.id] == bounded.value
        assert abs(Fraction(bounded.value) - ratio) <= Fraction(bounded.error) + Fraction(1, 10**40)


@given(random_graphs())
@example(REUSED)
def test_torch_agrees(case):
    torch = pytest.importorskip("torch")
    trace = run(case, Float())
    inputs = {
        name: torch.tensor(float(value), dtype=torch.float64, requires_grad=True)
        for name, value in case.inputs.items()
    }
    output = case.naive(
        torch, lambda value: torch.tensor(float(value), dtype=torch.float64), **inputs
    )
    if output.requires_grad:
        output.backward()
    for name, tensor in inputs.items():
        expected = 0.0 if tensor.grad is None else tensor.grad.item()
        assert close(trace.adjoints[name], expected, 1e-12 * size(trace) ** 2)


@given(random_graphs(), st.data())
@example(REUSED, SimpleNamespace(draw=lambda strategy: {"a": 3, "v1": -1}))
def test_forward_mode_is_the_gradient_along_the_seed(case, data):
    seed = data.draw(st.fixed_dictionaries({name: st.integers(-3, 3) for name in case.inputs}))
    forward = case.graph().tangents(case.inputs, seed).raw[f"D({case.output})"]
    expected = sum(slope * seed[name] for name, slope in gradient(run(case)).items())
    found = forward.nearest() if isinstance(forward, Closed) else forward
    assert abs(found - expected) <= Fraction(1, 10**30)


@given(random_graphs(RATIONAL))
def test_forward_mode_is_exact_on_fractions(case):
    found = gradient(run(case))
    for name in case.inputs:
        trace = case.graph().tangents(case.inputs, {name: 1})
        assert trace.raw[f"D({case.output})"] == found[name]


@given(random_graphs())
def test_quotients_of_the_run_confirm_the_gradient(case):
    graph = case.graph()
    for name in case.inputs:
        steps = ("1e-9", "1e-10")
        found = graph.differences(case.inputs, name, steps=steps, output=case.output)
        assert found.status in ("exact", "agrees")


@given(random_graphs())
def test_coarse_nodes_have_the_same_gradient(case):
    fine, coarse = run(case), run(case, expand=False)
    assert all(node.written for node in coarse.program.graph.nodes)
    for left, right in zip(gradient(fine).values(), gradient(coarse).values(), strict=True):
        assert abs(left - right) <= Fraction(1, 10**30)


@given(random_graphs(RATIONAL))
def test_coarse_nodes_have_exactly_the_same_gradient(case):
    assert gradient(run(case)) == gradient(run(case, expand=False))


@given(random_graphs(), st.booleans())
def test_the_text_is_read_back_to_the_same_lines(case, expand):
    graph = case.graph(expand=expand)
    again = Graph.from_text(graph.to_text(), inputs=graph.inputs, expand=expand, limits=LONG)
    assert [(n.name, n.expr) for n in again.nodes] == [(n.name, n.expr) for n in graph.nodes]
    assert again.edges == graph.edges
    left, right = (which.run(case.inputs, Float(), output=case.output) for which in (graph, again))
    assert left.to_json() == right.to_json()


@given(random_graphs())
def test_a_run_twice_gives_the_same(case):
    first = run(case)
    second = first.program.graph.run(case.inputs, output=case.output)
    assert first.to_json() == second.to_json() == run(case).to_json()
    assert first.steps == second.steps


@given(random_graphs(RATIONAL))
def test_one_program_runs_in_all_arithmetics(case):
    program = Program(case.graph()).given(case.inputs).forward().backward(case.output)
    exact = evaluate(program, Exact()).raw
    floats = evaluate(program, Float())
    by_hand = evaluate(program, ByHand(decimals=30)).raw
    symbols = evaluate(program, Symbolic()).raw
    assert list(exact) == list(floats.raw) == list(by_hand) == list(symbols)
    for line, value in exact.items():
        assert symbols[line] == sympy.Rational(value.numerator, value.denominator)
        assert abs(by_hand[line] - value) <= Fraction(1, 10**20)
        assert floats.raw[line] == pytest.approx(float(value), abs=1e-12 * size(floats) ** 2)


@given(random_graphs())
def test_short_equations_give_the_same_gradient(case):
    """The equations of gradient() are solved one after another, from the values of the nodes."""
    trace = run(case, Float())
    known = {symbol(name): trace.values[name] for name in trace.values}
    for equation in trace.program.graph.gradient(case.output).equations:
        known[equation.lhs] = compiled(equation.rhs, known, "math")
    for name, found in trace.adjoints.items():
        assert close(known[symbol(f"∂{case.output}/∂{name}")], found, 1e-12 * size(trace) ** 2)


@given(random_graphs())
def test_lines_use_only_earlier_lines_and_have_one_name_each(case):
    trace = run(case)
    seen = set()
    for line in trace.lines:
        parts = [line.expr]
        while parts:
            part = parts.pop()
            assert isinstance(part, Lit | Call) or part.name in seen
            parts.extend(getattr(part, "args", ()))
        assert line.id not in seen
        seen.add(line.id)
    assert seen == set(trace.raw)
