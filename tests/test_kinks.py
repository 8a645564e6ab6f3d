"""Where an operation has no value or no derivative: domains, kinks, and the switches."""

from fractions import Fraction

import pytest
import sympy

from symgrad import ByHand, Exact, Float, Graph
from symgrad.arithmetic import Bound
from symgrad.errors import EvaluationError
from symgrad.lines import Program
from symgrad.operations import OPERATIONS, SWITCHES
from symgrad.trace import evaluate

SIDES = {"relu": (0, 1), "leaky_relu": ("0.01", 1), "abs": (-1, 1), "step": (0, 0)}


@pytest.mark.parametrize("arithmetic", [Exact(), ByHand(decimals=1), Float(), Bound()])
@pytest.mark.parametrize("name", SIDES)
def test_both_branches(name, arithmetic):
    graph = Graph.from_text(f"y = {name}(x)")
    for x, slope in zip(("-2.3", "2.3"), SIDES[name], strict=True):
        raw = graph.run({"x": x}, arithmetic).raw["∂y/∂x#0"]
        assert float(getattr(raw, "value", raw)) == float(slope)


@pytest.mark.parametrize(
    ("source", "slope"),
    [
        ("relu(x)", 0),
        ("leaky_relu(x)", Fraction(1, 100)),
        ("leaky_relu(x, 0.3)", Fraction(3, 10)),
        ("elu(x)", 1),
        ("elu(x, 1.5)", Fraction(3, 2)),
    ],
)
def test_at_zero_the_branch_below_holds(source, slope):
    run = Graph.from_text(f"y = {source}").run({"x": 0})
    assert run.values["y"] == 0
    assert run.adjoints["x"] == sympy.Rational(slope.numerator, slope.denominator)


ARGUMENTS = {"max": "x, 0*x", "min": "x, 0*x"}


@pytest.mark.parametrize("arithmetic", [Exact(), ByHand(), Float(), Bound()])
@pytest.mark.parametrize("name", ["abs", "step", "max", "min"])
def test_a_kink_without_a_convention_names_the_switch(name, arithmetic):
    graph = Graph.from_text(f"y = {name}({ARGUMENTS.get(name, 'x')})")
    with pytest.raises(EvaluationError) as caught:
        graph.run({"x": 0}, arithmetic)
    assert caught.value.code == ("jump" if name == "step" else "kink")
    assert caught.value.data["switch"] == OPERATIONS[name].switch
    assert OPERATIONS[name].switch in caught.value.message("es")


@pytest.mark.parametrize(
    ("name", "switch", "choice"),
    [
        ("relu", "relu_slope_at_0", "1"),
        ("leaky_relu", "leaky_relu_slope_at_0", "1"),
        ("elu", "elu_slope_at_0", "1/2"),
        ("abs", "abs_slope_at_0", "0"),
        ("step", "step_slope_at_0", "0"),
    ],
)
def test_a_switch_chooses_the_slope(name, switch, choice):
    graph = Graph.from_text(f"y = {name}(x)", conventions={switch: choice})
    assert graph.run({"x": 0}).adjoints["x"] == sympy.Rational(choice)
    assert SWITCHES[switch] == name


@pytest.mark.parametrize("choice", ["0", "1", "1/2"])
def test_a_switch_chooses_the_value_of_the_step(choice):
    conventions = {"step_at_0": choice, "step_slope_at_0": 0}
    run = Graph.from_text("y = step(x)", conventions=conventions).run({"x": 0})
    assert run.values["y"] == sympy.Rational(choice)


@pytest.mark.parametrize("name", ["max", "min"])
def test_a_tie_is_shared(name):
    graph = Graph.from_text(f"y = {name}(a, b)", conventions={f"{name}_slope_at_tie": "1/3"})
    run = graph.run({"a": 2, "b": 2})
    assert (run.adjoints["a"], run.adjoints["b"]) == (sympy.Rational(1, 3), sympy.Rational(2, 3))


@pytest.mark.parametrize(
    ("source", "slopes"),
    [
        ("max(1, 1, x)", {"x": 1}),  # two losers may be equal
        ("min(3, 3, x)", {"x": 1}),
        ("max(5, x, 1)", {"x": 0}),
        ("max(x, 1, 0, -1)", {"x": 1}),
    ],
)
def test_three_arguments(source, slopes):
    run = Graph.from_text(f"y = {source}").run({"x": 2})
    assert {name: run.adjoints[name] for name in slopes} == slopes


def test_the_shares_of_a_tie_of_three_add_up_to_1():
    graph = Graph.from_text("y = max(a, b, c)", conventions={"max_slope_at_tie": "1/3"})
    run = graph.run(dict.fromkeys("abc", 2))
    assert sum(run.adjoints[name] for name in "abc") == 1


DOMAINS = [
    ("log(x)", "0", "positive"),
    ("log(x)", "-1", "positive"),
    ("log10(x)", "0", "positive"),
    ("log2(x)", "-3", "positive"),
    ("sqrt(x)", "-0.001", "nonnegative"),
    ("asin(x)", "1.001", "unit"),
    ("acos(x)", "-2", "unit"),
    ("1/x", "0", "divisor"),
    ("x^0", "0", "zero_to_power"),
    ("x^-1", "0", "zero_to_power"),
    ("x^0.5", "-2", "negative_base"),
    ("x^(1/3)", "-8", "negative_base"),
    ("sqrt(x)", "0", "divisor"),  # of its derivative
    ("asin(x)", "1", "divisor"),
]


@pytest.mark.parametrize("arithmetic", [Exact(), ByHand(), Float(), Bound()])
@pytest.mark.parametrize(("source", "at", "code"), DOMAINS)
def test_outside_the_domain(source, at, code, arithmetic):
    with pytest.raises(EvaluationError) as caught:
        Graph.from_text(f"y = {source}").run({"x": at}, arithmetic)
    assert caught.value.code == code
    assert caught.value.data["node"] == "y"
    assert " = " in caught.value.data["values"]


@pytest.mark.parametrize("arithmetic", [Exact(), ByHand(), Float(), Bound()])
@pytest.mark.parametrize(
    ("source", "at", "value"),
    [
        ("sqrt(x)", "0", 0),
        ("asin(x)/asin(1)", "-1", -1),
        ("x^0.5", "0", 0),
        ("(-2)^x", "3", -8),
        ("acos(x)", "1", 0),
        ("0^x", "0.5", 0),
    ],
)
def test_the_edge_of_a_domain_has_a_value(source, at, value, arithmetic):
    program = Program(Graph.from_text(f"y = {source}")).given({"x": at}).forward()
    raw = evaluate(program, arithmetic).raw["y"]
    assert getattr(raw, "value", raw) == value
