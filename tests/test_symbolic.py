"""Expressions as values: composed down to the inputs, or named line by line."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from references import CASES, REFERENCES, number
from strategies import RATIONAL, random_graphs

from symgrad import Graph
from symgrad.arithmetic import Symbolic, symbol
from symgrad.errors import EvaluationError
from symgrad.expr import Call, Lit, Ref
from symgrad.lines import Program
from symgrad.operations import OPERATIONS
from symgrad.trace import Trace, evaluate

a, b, c, d, e, x = map(symbol, "abcdex")
SMOOTH = {name: RATIONAL[name] for name in ("add", "sub", "mul", "neg", "square", "identity")}


def run(text: str, *, named: bool = False, **conventions: int) -> Trace:
    graph = Graph.from_text(text, conventions=conventions)
    program = Program(graph).forward().backward()
    return evaluate(program, Symbolic(named=named), {name: symbol(name) for name in graph.inputs})


EXERCISE = "d = a + b; e = b - c; Y = d*e"


def test_unnamed_values_are_composed_down_to_the_inputs():
    trace = run(EXERCISE)
    assert trace.raw["Y"] == (a + b) * (b - c)
    assert trace.raw["∂Y/∂a"] == b - c
    assert sympy.expand(trace.raw["∂Y/∂b"]) == a + 2 * b - c
    assert trace.arithmetic.definitions == {}


def test_named_values_are_symbols_and_their_equations_stay_short():
    trace = run(EXERCISE, named=True)
    definitions = trace.arithmetic.definitions
    assert trace.raw["Y"] == symbol("Y")
    assert {name: definitions[name] for name in "deY"} == {"d": a + b, "e": b - c, "Y": d * e}
    assert definitions["∂Y/∂b"] == symbol("∂Y/∂d") + symbol("∂Y/∂e")
    assert definitions["∂Y/∂c"] == -symbol("∂Y/∂e")


def test_the_seed_is_the_number_1_in_both():
    for named in (False, True):
        assert run(EXERCISE, named=named).raw["∂Y/∂Y"] == 1


def test_local_derivatives_and_contributions_stay_inside_their_line():
    trace = run("h = sigmoid(x); Y = 3*h", named=True)
    h = symbol("h")
    assert trace.raw["∂h/∂x#0"] == h * (1 - h)
    assert set(trace.arithmetic.definitions) == {"h", "Y", "∂Y/∂Y", "∂Y/∂h", "∂Y/∂x"}


def test_named_equations_do_not_grow_with_the_depth():
    lines = ["x0 = x*x", *(f"x{n + 1} = x{n}*x{n}" for n in range(40))]
    trace = run("; ".join(lines), named=True)
    assert max(value.count_ops() for value in trace.arithmetic.definitions.values()) <= 3


def test_names_of_sympy_are_only_names():
    trace = run("y = S*N + lambda*Q - beta/gamma + zeta*O")
    names = {"S", "N", "lambda", "Q", "beta", "gamma", "zeta", "O"}
    assert {str(part) for part in trace.raw["y"].free_symbols} == names
    assert trace.raw["∂y/∂S"] == symbol("N")


def test_a_name_is_one_real_symbol():
    assert symbol("x") is symbol("x")
    assert symbol("x").is_real


@given(random_graphs(SMOOTH))
def test_the_backward_pass_is_the_derivative_of_the_composed_expression(case):
    graph = case.graph()
    names = {name: symbol(name) for name in graph.inputs}
    trace = evaluate(Program(graph).forward().backward(case.output), Symbolic(), names)
    for name, variable in names.items():
        expected = sympy.diff(trace.raw[case.output], variable)
        assert sympy.expand(trace.raw[f"∂{case.output}/∂{name}"] - expected) == 0


@pytest.mark.parametrize(("name", "point"), CASES)
def test_every_row_as_an_expression(name, point):
    refs = tuple(Ref(f"x{place}") for place in range(len(point)))
    call = Call(name, refs, REFERENCES[name].params)
    graph = Graph.from_assignments([("y", call, 1)])
    at = {symbol(f"x{place}"): sympy.Rational(text) for place, text in enumerate(point)}
    found = sympy.N(graph.to_sympy().subs(at), 40)
    assert abs(number(str(found)) - REFERENCES[name].at(*point)) <= 1e-35 * abs(number(str(found)))


def test_numbers_stay_exact():
    assert run("y = 0.1*x + 1/3").raw["y"] == x / 10 + sympy.Rational(1, 3)
    assert Symbolic().lit(Lit(Fraction(1, 10), "0.1")) == sympy.Rational(1, 10)


@pytest.mark.parametrize(
    ("text", "value", "slope"),
    [
        ("y = relu(x)", [0, 0, 2], [0, 0, 1]),
        ("y = leaky_relu(x, 0.5)", [-1, 0, 2], ["1/2", "1/2", 1]),
        ("y = abs(x)", [2, 0, 2], [-1, None, 1]),
        ("y = step(x)", [0, 0, 1], [0, None, 0]),
        ("y = max(x, 0)", [0, 0, 2], [0, None, 1]),
    ],
)
def test_all_branches_are_kept(text, value, slope):
    trace = run(text)
    for at, y, dy in zip((-2, 0, 2), value, slope, strict=True):
        assert trace.raw["y"].subs(x, at) == y
        found = trace.raw["∂y/∂x"].subs(x, at)
        assert found is sympy.nan if dy is None else found == sympy.Rational(dy)


def test_a_convention_moves_the_end_of_a_branch():
    slope = run("y = relu(x)", relu_slope_at_0=1).raw["∂y/∂x"]
    assert [slope.subs(x, at) for at in (-1, 0, 1)] == [0, 1, 1]


@pytest.mark.parametrize(
    ("text", "slope"), [("y = relu(x - x + 2)*x", 2), ("y = abs(x - x - 3)*x", 3)]
)
def test_a_number_chooses_its_branch(text, slope):
    assert run(text).raw["∂y/∂x"] == slope


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("y = x/0", "divisor"),
        ("y = x/(a - a)", "divisor"),
        ("y = log(0*x)", "positive"),
        ("y = sqrt(x - x - 1)", "nonnegative"),
        ("y = asin(2) + x", "unit"),
        ("y = (0*x)^(-1)", "zero_to_power"),
        ("y = abs(x - x)", "kink"),
    ],
)
def test_what_has_no_value_for_any_number_is_refused(text, code):
    with pytest.raises(EvaluationError) as caught:
        run(text)
    assert caught.value.code == code


def test_the_sign_of_an_expression_is_not_guessed():
    assert Symbolic().sign(x) is None
    assert Symbolic().sign(sympy.exp(x)) is None
    assert Symbolic().sign(sympy.sqrt(2) - 2) == -1


def test_values_are_the_expressions_themselves():
    trace = run(EXERCISE)
    assert trace.values["d"] == a + b
    assert trace.adjoints["d"] == b - c
    assert set(OPERATIONS) >= {node.expr.op for node in trace.program.graph.operations}
