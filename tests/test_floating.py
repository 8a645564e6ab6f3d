"""Floats as programs calculate, and floats that know how wrong they may be."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from references import REFERENCES, M, number
from strategies import RATIONAL, ROWS, random_graphs

from symgrad import Exact, Float, Graph
from symgrad.arithmetic import Bound, Bounded, to_fraction
from symgrad.errors import EvaluationError
from symgrad.expr import Lit, Ref, fold
from symgrad.lines import Program
from symgrad.operations import FUNCTIONS, OPERATIONS
from symgrad.trace import evaluate

PLAIN = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "square": lambda x: x * x,
    "identity": lambda x: x,
    "pow": lambda x, y: x**y,
    "abs": lambda x: abs(x),
    "max": max,
    "min": min,
    "relu": lambda x: max(x, 0.0),
    **{
        name: getattr(math, name)
        for name in (
            *("exp", "log", "log10", "log2", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan"),
            *("sinh", "cosh", "tanh", "erf"),
        )
    },
}


@given(random_graphs({name: row for name, row in ROWS.items() if name in PLAIN}))
def test_bit_for_bit_what_python_computes(case):
    graph = case.graph(expand=False)
    raw = evaluate(Program(graph).given(case.inputs).forward(), Float()).raw
    values = {name: float(text) for name, text in case.inputs.items()}
    for name, expr in case.lines:

        def leaf(node: Ref | Lit) -> float:
            return values[node.name] if isinstance(node, Ref) else float(node.value)

        values[name] = fold(expr, leaf, lambda node, args: PLAIN[node.op](*args))
        assert raw[name] == values[name]


def test_the_backward_pass_is_plain_python_too():
    run = Graph.from_text("d = a + b; e = b - c; Y = d*e").run(
        {"a": "0.1", "b": "0.2", "c": "0.7"}, Float()
    )
    d, e = 0.1 + 0.2, 0.2 - 0.7
    assert run.adjoints == {"a": e, "b": e + d, "c": d * -1.0, "d": e, "e": d, "Y": 1.0}


@given(random_graphs(RATIONAL))
def test_no_value_is_a_negative_zero_or_no_number(case):
    try:
        raw = case.graph().run(case.inputs, Float(), output=case.output).raw
    except EvaluationError:
        return
    assert all(math.isfinite(value) for value in raw.values())
    assert not any(value == 0 and math.copysign(1, value) < 0 for value in raw.values())


@pytest.mark.parametrize(
    "text", ["y = -x", "y = x*(-2)", "y = relu(-5) + 0*x", "y = max(-x, -x - 1)", "y = x/(-3)"]
)
def test_minus_zero_is_zero(text):
    program = Program(Graph.from_text(text)).given({"x": 0}).forward()
    raw = evaluate(program, Float()).raw
    assert not any(math.copysign(1, value) < 0 for value in raw.values() if value == 0)


@pytest.mark.parametrize("arithmetic", [Float(), Bound()])
@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("y = exp(x)", "710"),
        ("y = x*x", "1e200"),
        ("y = x^3", "1e200"),
        ("y = x + x", "1e308"),
        ("y = 1/x", "1e-309"),
        ("y = sinh(x)", "-800"),
        ("y = cosh(x)", "800"),
        ("y = x + 1", "1e309"),
    ],
)
def test_overflow_is_an_error_that_names_the_line(text, x, arithmetic):
    with pytest.raises(EvaluationError) as caught:
        Graph.from_text(text).run({"x": x}, arithmetic)
    assert caught.value.code == "overflow"
    assert caught.value.data["line"].startswith(("x", "y"))


@pytest.mark.parametrize("x", ["-800", "800", "1e300", "-1e300", "1e-300", "0"])
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "silu", "elu", "leaky_relu"])
def test_activations_never_overflow(name, x):
    run = Graph.from_text(f"y = {name}(x)").run({"x": x}, Float())
    assert math.isfinite(run.values["y"])
    assert 0 <= run.adjoints["x"] <= 1.1


# Bounds


def errors(trace) -> dict[str, Fraction]:
    """Return by how much the floats of a bounded run are really off."""
    exact = evaluate(trace.program, Exact()).raw
    return {
        line: abs(Fraction(value.value) - to_fraction(exact[line]))
        for line, value in trace.raw.items()
    }


@given(random_graphs())
def test_no_float_is_farther_off_than_its_bound(case):
    try:
        trace = case.graph().run(case.inputs, Bound(), output=case.output)
        real = errors(trace)
    except EvaluationError:
        return  # a derivative may be too large, or a sum be 0 although no digits say so
    for line, value in trace.raw.items():
        assert math.isinf(value.error) or real[line] <= Fraction(value.error) + Fraction(1, 10**45)


@given(random_graphs())
def test_bounded_floats_are_the_same_floats(case):
    program = Program(case.graph()).given(case.inputs).forward()
    plain, bounded = evaluate(program, Float()).raw, evaluate(program, Bound()).raw
    assert {line: value.value for line, value in bounded.items()} == plain


# Where an argument stands twice in the formula, both its errors count.
TWICE = ("gelu", "silu")


@given(random_graphs({name: row for name, row in ROWS.items() if name not in TWICE}))
def test_bounds_are_not_much_larger_than_the_first_order(case):
    graph = case.graph()
    raw = evaluate(Program(graph).given(case.inputs).forward(), Bound()).raw
    first = {name: abs(number(text) - float(text)) for name, text in case.inputs.items()}
    for node in graph.operations:
        op, args = node.expr.op, node.expr.args
        point = [
            M.mpf(raw[arg.name].value) if isinstance(arg, Ref) else number(arg.value)
            for arg in args
        ]
        wrong = [
            first[arg.name] if isinstance(arg, Ref) else abs(x - float(x))
            for arg, x in zip(args, point, strict=True)
        ]
        flowing = sum(abs(slope(node.expr, point, k)) * off for k, off in enumerate(wrong) if off)
        first[node.name] = flowing + 2**-52 * abs(raw[node.name].value)
        assert raw[node.name].error <= 100 * first[node.name] + 1e-28, op  # errors squared


def slope(call, point: list, k: int):
    """Return a derivative of one operation, by the other formulas."""
    row = ROWS[call.op]

    def moved(x):
        return row.value(M, *point[:k], x, *point[k + 1 :])

    h = M.mpf(10) ** -60
    return (moved(point[k] + h) - moved(point[k] - h)) / (2 * h)


@pytest.mark.parametrize(
    ("text", "x", "least"),
    [
        ("y = (1e10 + x) - 1e10", "0.1", 1e-7),  # digits cancel
        ("y = 1/(x - 0.1)", "0.1000000001", 100),
        ("y = exp(100*x)", "0.1", 1e-11),
        ("y = sin(x)", "1000000000000000.1", 0.01),
    ],
)
def test_lost_digits_show(text, x, least):
    program = Program(Graph.from_text(text)).given({"x": x}).forward()
    assert least < evaluate(program, Bound()).raw["y"].error < 1e6 * least


@pytest.mark.parametrize(
    "text", ["y = x", "y = -x", "y = x*2", "y = x + 1", "y = abs(x)", "y = x/4"]
)
def test_what_is_exact_has_no_error(text):
    assert Graph.from_text(text).run({"x": "0.5"}, Bound()).values["y"].error == 0


def test_a_parameter_that_is_no_float_counts():
    run = Graph.from_text("y = leaky_relu(x, 0.1)").run({"x": -1}, Bound())
    off = abs(Fraction(run.values["y"].value) + Fraction(1, 10))
    assert off <= run.values["y"].error < 1.01 * off


@pytest.mark.parametrize(
    ("name", "error"), [("relu", 1.0), ("leaky_relu", 0.99), ("abs", 2.0), ("elu", 1e-16)]
)
def test_a_slope_beside_a_kink_may_be_the_other_one(name, error):
    graph = Graph.from_text(f"v = 0.1 + 0.2 - x; y = {name}(v)")
    run = graph.run({"x": "0.3"}, Bound())
    slope = run.raw["∂y/∂v#0"]
    assert slope.value == 1
    assert error <= slope.error * 1.001 <= error * 1.2


def test_a_step_may_be_on_either_side():
    run = Graph.from_text("v = 0.1 + 0.2 - x; y = step(v)").run({"x": "0.3"}, Bound())
    assert run.values["y"] == Bounded(1.0, 1.0)


def test_0_that_is_not_sure_is_a_kink_all_the_same():
    with pytest.raises(EvaluationError) as caught:
        Graph.from_text("v = x - 0.1; y = abs(v)").run({"x": "0.1"}, Bound())
    assert caught.value.code == "kink"


@pytest.mark.parametrize("function", ["log(v)", "1/v", "v^0.5"])
def test_what_may_lie_outside_the_domain_has_no_bound(function):
    graph = Graph.from_text(f"v = 0.1 + 0.2 - x; w = {function}; y = 1 + w")
    run = graph.run({"x": "0.3"}, Bound())
    assert math.isinf(run.values["w"].error)
    assert math.isinf(run.values["y"].error)


@pytest.mark.parametrize("x", ["-1e300", "-1e308", "-800"])
def test_what_underflows_is_off_by_less_than_the_least_float(x):
    assert Graph.from_text("y = exp(x)").run({"x": x}, Bound()).values["y"] == Bounded(0.0, 5e-324)


@pytest.mark.parametrize("name", sorted((set(PLAIN) & set(FUNCTIONS)) - {"max", "min"}))
@given(x=st.fractions(-10, 10))
def test_one_operation_is_bounded(x, name):
    inside = abs(x) / 11 + Fraction(1, 1000) if OPERATIONS[name].domain else x
    program = Program(Graph.from_text(f"y = {name}(x)")).given({"x": inside}).forward()
    found = evaluate(program, Bound()).raw["y"]
    assert abs(M.mpf(found.value) - REFERENCES[name].at(inside)) <= found.error + 1e-300
