"""Traces: values by name, steps, JSON, and errors that name the line."""

import json
import math
from decimal import Decimal
from fractions import Fraction

import pytest
import sympy

from symgrad.arithmetic import Bound, Bounded, ByHand, Exact, Float, Symbolic, symbol
from symgrad.errors import EvaluationError, GraphError
from symgrad.expr import Ref, number
from symgrad.graph import Graph
from symgrad.lines import Line, Program
from symgrad.trace import Trace, evaluate, evaluate_line

MAIN = Graph.from_text("d = a + b\ne = b - c\nY = d*e")
POINT = {"a": 1, "b": 2, "c": 3}


def test_values_and_adjoints_cover_inputs_and_nodes_in_order():
    run = MAIN.run(POINT)
    assert run.values == {"a": 1, "b": 2, "c": 3, "d": 3, "e": -1, "Y": -3}
    assert run.adjoints == {"a": -1, "b": 2, "c": -3, "d": -1, "e": 3, "Y": 1}
    assert list(run.values) == list(run.adjoints) == ["a", "b", "c", "d", "e", "Y"]


def test_numbers_of_each_arithmetic():
    run = {a.name: MAIN.run(POINT | {"a": "0.5"}, a) for a in (Exact(), ByHand(), Float(), Bound())}
    kinds = {name: type(trace.values["Y"]).__mro__ for name, trace in run.items()}
    assert sympy.Rational in kinds["exact"]
    assert Decimal in kinds["hand"]
    assert float in kinds["float"]
    assert run["bound"].values["Y"].value == run["float"].values["Y"] == -2.5


def test_steps_are_the_groups_numbered_from_1():
    steps = MAIN.run(POINT).steps
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert [step.lines[0].id for step in steps] == [
        *("a", "d", "e", "Y"),
        *("∂Y/∂Y", "∂Y/∂d#0", "∂e/∂b#0", "∂d/∂a#0", "∂Y/∂b"),
    ]
    assert sum((step.lines for step in steps), ()) == MAIN.run(POINT).lines


def test_steps_are_numbered_without_gaps():
    steps = Graph.from_text("d = 2*3\nY = d + 1").run({}).steps
    assert [(step.number, step.lines[0].kind) for step in steps] == [
        (1, "forward"),
        (2, "forward"),
        (3, "seed"),
        (4, "local"),
    ]


def test_a_run_forward_has_no_adjoints():
    run = evaluate(Program(MAIN).given(POINT).forward())
    assert run.values["Y"] == -3
    with pytest.raises(GraphError, match=r"no backward pass"):
        run.adjoints  # noqa: B018


def test_a_given_value_may_be_irrational():
    run = Graph.from_text("Y = x^2").run({"x": "sqrt(2)/2"})
    assert (run.values["x"], run.values["Y"]) == (sympy.sqrt(2) / 2, sympy.Rational(1, 2))


def test_zero_has_no_sign():
    text = "d = 0*x\nY = d*2"
    for arithmetic in (Exact(), Float(), ByHand()):
        run = Graph.from_text(text).run({"x": -1}, arithmetic)
        assert {str(run.values["d"]), str(run.values["Y"])} <= {"0", "0.0"}
    assert str(Graph.from_text("Y = x").run({"x": -0.0}, Float()).values["x"]) == "0.0"


def test_values_from_outside_start_a_program():
    program = Program(MAIN).forward()
    start = {name: Fraction(value) for name, value in POINT.items()}
    assert evaluate(program, Exact(), start).values["Y"] == -3


def test_a_line_is_evaluated_alone():
    line = Line("∂Y/∂b", "sum", "b", number(2) * 3, 1)
    assert evaluate_line(line, {}, Exact()) == 6


def test_no_branch_is_evaluated_that_does_not_hold():
    """log(x) has no value at -1, and no line asks for it: relu's slope there is 0."""
    graph = Graph.from_text("Y = relu(x)*2", expand=False)
    assert graph.run({"x": -1}).adjoints["x"] == 0
    assert graph.run({"x": 1}).adjoints["x"] == 2


def test_symbols_keep_all_branches():
    graph = Graph.from_text("Y = elu(x)*relu(x)", expand=False)
    program = Program(graph).forward().backward()
    slope = evaluate(program, Symbolic(), {"x": symbol("x")}).raw["∂Y/∂x"]
    assert [slope.subs(symbol("x"), value) for value in (-1, 0, 3)] == [0, 0, 6]


# JSON


def document(trace: Trace) -> dict:
    return json.loads(trace.to_json(), parse_constant=pytest.fail)


def test_json_of_the_main_exercise():
    found = document(MAIN.run(POINT))
    assert (found["arithmetic"], found["output"]) == ("exact", "Y")
    assert found["graph"] == "d = a + b\ne = b - c\nY = d*e"
    assert found["lines"][-1] == {
        "id": "∂Y/∂b",
        "kind": "sum",
        "target": "b",
        "expr": "∂Y/∂b|d#1 + ∂Y/∂b|e#0",
        "value": "2",
    }
    assert [line["edge"] for line in found["lines"] if "edge" in line][:2] == [["Y", 0], ["Y", 0]]
    assert [line["id"] for line in found["lines"]] == [line.id for line in MAIN.run(POINT).lines]


def test_json_is_flat_however_deep_the_graph():
    text = "\n".join(["n0 = x", *(f"n{i} = sin(n{i - 1})" for i in range(1, 500))])
    found = document(Graph.from_text(text).run({"x": 1}, Float()))
    depths = {type(value) for line in found["lines"] for value in line.values()}
    assert depths <= {str, float, list}


def test_json_is_the_same_for_the_same_run():
    assert MAIN.run(POINT).to_json() == MAIN.run(POINT).to_json()


def test_exact_numbers_are_written_in_full():
    run = Graph.from_text("d = x/3\nY = d + sqrt(2)").run({"x": 1})
    values = {line["id"]: line["value"] for line in document(run)["lines"]}
    assert (values["x"], values["d"]) == ("1", "1/3")
    assert values["Y"].startswith("1/3 + sqrt(2) = 1.7475468957064")


def test_json_of_the_longest_numbers():
    """Python prints whole numbers of at most 4300 digits; exact arithmetic stops before."""
    graph = Graph.from_text("\n".join(["n0 = x", *(f"n{i} = n{i - 1}^2" for i in range(1, 13))]))
    run = graph.run({"x": "1/7"})
    text = document(run)["lines"][13]["value"]
    assert len(text) > 3400
    assert Fraction(text) == run.raw["n12"] == Fraction(1, 7**4096)


def test_json_of_floats_and_bounds():
    program = Program(Graph.from_text("Y = x")).given({"x": "0.1"})
    assert document(evaluate(program, Float()))["lines"][0]["value"] == 0.1
    (line,) = document(evaluate(program, Bound()))["lines"]
    assert line["value"]["value"] == 0.1
    assert 0 < line["value"]["error"] < 1e-16


def test_json_has_no_infinity():
    line = Line("Y", "check", "Y", Ref("unknown"), 1)
    program = Program(Graph.from_text("Y = 1")).append(lambda group: iter([line]))
    trace = evaluate(program, Bound(), {"unknown": Bounded(1.0, math.inf)})
    assert document(trace)["lines"][0]["value"] == {"value": 1.0, "error": None}


def test_json_by_hand_has_the_carried_numbers():
    run = Graph.from_text("d = x/3\nY = d*3").run({"x": 1}, ByHand(decimals=2))
    assert [line["value"] for line in document(run)["lines"]][:3] == ["1", "0.33", "0.99"]


# Errors


def refusal(text: str, **inputs: object) -> EvaluationError:
    with pytest.raises(EvaluationError) as caught:
        Graph.from_text(text).run(inputs)
    return caught.value


@pytest.mark.parametrize(
    ("text", "x", "code", "line"),
    [
        ("Y = log(x)", 0, "positive", "Y = log(x)"),
        ("Y = sqrt(x)", -1, "nonnegative", "Y = sqrt(x)"),
        ("Y = asin(x)", 2, "unit", "Y = asin(x)"),
        ("Y = 1/x", 0, "divisor", "Y = 1/x"),
        ("Y = x^x", 0, "zero_to_power", "Y = x^x"),
        ("Y = x^0.5", -1, "negative_base", "Y = x^0.5"),
        ("Y = sqrt(x)", 0, "divisor", "∂Y/∂x = 1/(2*Y)"),
        ("Y = abs(x)", 0, "kink", "∂Y/∂x"),
    ],
)
def test_a_missing_value_names_line_rule_and_numbers(text, x, code, line):
    error = refusal(text, x=x)
    assert (error.code, error.data["line"], error.data["node"]) == (code, line, "Y")
    assert f"= {x}" in error.data["values"]
    assert line in str(error)


def test_a_kink_names_the_convention_that_decides_it():
    error = refusal("d = x*x\nY = max(d, 4)", x=2)
    assert (error.data["rule"], error.data["switch"]) == ("max", "max_slope_at_tie")
    assert "max_slope_at_tie" in str(error)
    graph = Graph.from_text("Y = max(x, 4)", conventions={"max_slope_at_tie": "1/2"})
    assert graph.run({"x": 4}).adjoints["x"] == sympy.Rational(1, 2)


def test_a_kink_inside_a_longer_line_names_the_right_operation():
    graph = Graph.from_text("Y = abs(x)*x + max(x, y, 0) - relu(y)", expand=False)
    with pytest.raises(EvaluationError) as caught:
        graph.run({"x": 0, "y": 2})
    assert caught.value.data["switch"] == "abs_slope_at_0"
    assert "cases" not in str(caught.value)  # which no text can contain
    with pytest.raises(EvaluationError) as caught:
        graph.run({"x": 2, "y": 2})
    assert caught.value.data["switch"] == "max_slope_at_tie"


def test_an_input_without_a_value_in_the_arithmetic():
    assert refusal("Y = x", x="1/0").data["line"] == "x = 1/0"


def test_long_numbers_are_shortened_in_messages():
    error = refusal("d = x^300\nY = log(-d)", x=7)
    assert len(error.data["values"]) < 60
