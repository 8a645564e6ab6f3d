"""Arithmetic by hand: what is rounded, how, and what is carried."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from references import CASES, REFERENCES, M, number
from strategies import RATIONAL, evaluate, random_graphs

from symgrad import ByHand, Graph
from symgrad.arithmetic.by_hand import with_many_digits
from symgrad.errors import EvaluationError, InputError
from symgrad.lines import Program
from symgrad.operations import OPERATIONS
from symgrad.trace import evaluate as evaluate_lines


def run(text: str, arithmetic: ByHand | None = None, **inputs):
    return Graph.from_text(text).run(inputs, arithmetic or ByHand())


# Rounding


@given(st.integers(-(10**6), 10**6), st.integers(0, 7), st.integers(0, 7))
def test_decimals_are_rounded_half_away_from_zero(digits, scale, decimals):
    value = Decimal(digits).scaleb(-scale)
    expected = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert ByHand(decimals=decimals).round(Fraction(value)) == Fraction(expected)


@given(st.integers(-(10**6), 10**6), st.integers(-7, 7), st.integers(1, 7))
def test_significant_digits_are_rounded_half_away_from_zero(digits, scale, significant):
    value = Decimal(digits).scaleb(scale)
    expected = Context(prec=significant, rounding=ROUND_HALF_UP).plus(value)
    assert ByHand(significant=significant).round(Fraction(value)) == Fraction(expected)


@given(st.fractions().filter(bool), st.integers(1, 12))
def test_significant_digits_of_any_fraction(value, significant):
    rounded = ByHand(significant=significant).round(value)
    digits = Decimal(rounded.numerator) / rounded.denominator
    unit = Fraction(10) ** (digits.adjusted() - significant + 1)
    assert abs(rounded - value) * 2 <= unit
    assert rounded % unit == 0


@given(st.fractions(), st.integers(0, 12))
def test_the_other_sign_gives_the_other_number(value, decimals):
    by_hand = ByHand(decimals=decimals)
    rounded = by_hand.round(value)
    assert by_hand.round(-value) == -rounded
    assert abs(rounded - value) * 2 * 10**decimals <= 1


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("2.5", 0, "3"),
        ("-0.125", 2, "-0.13"),
        ("0.1305", 3, "0.131"),
        ("1.0049999", 2, "1.00"),
        ("-0.0004", 3, "0"),
        ("1/3", 3, "0.333"),
    ],
)
def test_ties_and_neighbours(value, decimals, rounded):
    assert ByHand(decimals=decimals).round(Fraction(value)) == Fraction(rounded)


def test_there_is_no_negative_zero():
    found = run("y = x*0.001", ByHand(decimals=1), x="-1").values["y"]
    assert (found, found.is_signed()) == (0, False)


# What is rounded


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("y = 0.1 + 0.2", "0.3"),
        ("y = 1.005*100 - 100.5", "0"),
        ("y = 1/3 + 1/3 + 1/3", "1"),
        ("y = sqrt(2)*sqrt(2)", "2"),
        ("y = 2*pi*x - 6*pi", "0"),
    ],
)
def test_inside_a_line_nothing_is_rounded(text, value):
    graph = Graph.from_text(text)
    found = graph.run(dict.fromkeys(graph.inputs, 3), ByHand(decimals=17)).values["y"]
    assert found == Decimal(value)


def test_the_rounded_value_is_carried():
    found = run("d = a/3; e = 3*d", ByHand(decimals=2), a=2)
    assert (found.values["d"], found.values["e"]) == (Decimal("0.67"), Decimal("2.01"))


def test_temporaries_of_a_line_are_not_rounded():
    found = run("y = (a/3)*3", ByHand(decimals=2), a=2)
    assert found.values["y"] == 2
    assert found.raw["v1"] == Fraction(2, 3)


def test_or_every_operation_is_rounded():
    found = run("y = (a/3)*3", ByHand(decimals=2, rounding="operation"), a=2)
    assert (found.values["v1"], found.values["y"]) == (Decimal("0.67"), Decimal("2.01"))


def test_the_operations_of_a_local_derivative_are_rounded_too():
    by_operation = ByHand(decimals=1, rounding="operation")
    # h = 0.7 and 1 - h = 0.3; their product is 0.21.
    assert run("h = sigmoid(z)", by_operation, z="0.69").adjoints["z"] == Decimal("0.2")
    # tanh: 1 - 0.36 would be 0.64, but 0.6² is written as 0.4.
    assert run("h = tanh(z)", by_operation, z="0.69").adjoints["z"] == Decimal("0.6")


def test_given_numbers_are_never_rounded():
    found = run("y = x*1000 + z", ByHand(decimals=1), x="0.12345", z="1/3")
    assert (found.values["x"], found.values["z"]) == (Decimal("0.12345"), Fraction(1, 3))
    assert found.values["y"] == Decimal("123.8")


@pytest.mark.parametrize("rounding", ["line", "operation"])
def test_copies_are_not_rounded(rounding):
    by_hand = ByHand(decimals=1, rounding=rounding)
    found = run("u = x*w; y = u", by_hand, x="0.12345", w="2")
    assert found.raw["∂u/∂w#1"] == Fraction("0.12345")
    line = run("y = x; z = y + 0", ByHand(decimals=1), x="0.12345")
    assert line.values["y"] == Decimal("0.12345")


def test_a_constant_is_rounded_where_it_is_a_line_of_its_own():
    assert run("y = pi", ByHand(decimals=2)).values["y"] == Decimal("3.14")
    # As a factor it is no calculation: 3.14159… · 100.
    found = run("y = pi*x", ByHand(decimals=2, rounding="operation"), x=100)
    assert found.values["y"] == Decimal("314.16")


@pytest.mark.parametrize("rounding", ["line", "operation"])
def test_the_slope_of_a_branch_is_a_written_number(rounding):
    found = run("y = leaky_relu(x)", ByHand(decimals=1, rounding=rounding), x=-300)
    assert found.values["y"] == -3
    assert found.raw["∂y/∂x#0"] == Fraction(1, 100)


@given(random_graphs(), st.integers(0, 6))
def test_every_line_of_a_graph_is_rounded_once(case, decimals):
    graph = case.graph(expand=False)
    by_hand = ByHand(decimals=decimals)
    program = Program(graph).given(case.inputs).forward()
    try:
        raw = evaluate_lines(program, by_hand).raw
    except EvaluationError:
        return  # a rounded value may leave the domain
    for node in graph.operations:
        if node.expr.op == "identity" and not node.coarse:
            continue
        carried = {name: number(raw[name]) for name in raw}
        exact = evaluate(node.expr, carried, M, number)
        assert abs(number(raw[node.name]) - exact) * 2 * 10**decimals <= 1 + M.mpf(10) ** -300
        assert raw[node.name] * 10**decimals == int(raw[node.name] * 10**decimals)


@given(random_graphs(RATIONAL), st.integers(0, 6))
def test_contributions_and_sums_are_rounded(case, decimals):
    by_hand = ByHand(decimals=decimals)
    try:
        trace = case.graph().run(case.inputs, by_hand, output=case.output)
    except EvaluationError:
        return
    for line in trace.lines:
        if line.kind in ("contribution", "sum"):
            parts = [trace.raw[part.name] for part in line.expr.args]
            exact = sum(parts) if line.kind == "sum" else parts[0] * parts[1]
            assert trace.raw[line.id] == by_hand.round(exact)


# Functions


@pytest.mark.parametrize(
    ("name", "point"), [*CASES, ("exp", ("600.5",)), ("sinh", ("-700",)), ("pow", ("7.1", "300.1"))]
)
def test_functions_have_thirty_right_decimals(name, point):
    by_hand, row = ByHand(decimals=30), OPERATIONS[name]
    found = by_hand.round(by_hand.call(row, tuple(map(Fraction, point)), REFERENCES[name].params))
    assert abs(number(found) - REFERENCES[name].at(*point)) * 10**30 <= 0.5 + 1e-20


@pytest.mark.parametrize(
    ("name", "x"),
    [
        ("sin", "1e70"),
        ("cos", Fraction(10**90 + 1, 3)),
        ("log", Fraction(10**80 + 1, 10**80)),
        ("atan", "1e-200"),
        ("softplus", "-300"),
        ("gelu", "-25"),
        ("elu", "-1e-90"),
        ("exp", "-900"),
        ("tanh", "1e-100"),
    ],
)
def test_functions_have_sixty_right_digits_far_out(name, x):
    found = with_many_digits(OPERATIONS[name], (Fraction(x),), REFERENCES[name].params)
    exact = REFERENCES[name].at(x)
    assert abs(number(found) - exact) <= abs(exact) * M.mpf(10) ** -60


@pytest.mark.parametrize("x", ["-10000", "-1e6", "-1e12", "-1e300"])
def test_what_is_very_small_is_0_in_decimals(x):
    assert run("y = sigmoid(x)", x=x).values["y"] == 0


@pytest.mark.parametrize(
    ("text", "x", "code"),
    [
        ("y = exp(x)", "1e4", "overflow"),
        ("y = exp(x)", "1e300", "overflow"),
        ("y = x*x*x", "1e300", "overflow"),
        ("y = 10^x", "401", "overflow"),
        ("y = 1.5^x", "1e300", "overflow"),
    ],
)
@pytest.mark.parametrize("digits", [{"decimals": 2}, {"significant": 3}])
def test_what_is_very_large_is_refused(text, x, code, digits):
    with pytest.raises(EvaluationError) as caught:
        run(text, ByHand(**digits), x=x)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["y = exp(-x)", "y = sigmoid(-x)", "y = 0.5^x"])
def test_what_is_too_small_for_significant_digits_is_refused(text):
    with pytest.raises(EvaluationError) as caught:
        run(text, ByHand(significant=3), x="1e9")
    assert caught.value.code == "underflow"


def test_a_power_with_many_digits_is_rounded_like_any_other():
    found = run("y = x^1000", ByHand(decimals=2), x="1." + "123456789" * 5).values["y"]
    exact = number("1." + "123456789" * 5) ** 1000
    assert abs(number(found) - exact) <= 0.005


# The policy


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"decimals": 2, "significant": 3}, "decimals_or_significant"),
        ({"decimals": -1}, "digits_out_of_range"),
        ({"decimals": 31}, "digits_out_of_range"),
        ({"significant": 0}, "digits_out_of_range"),
        ({"significant": 31}, "digits_out_of_range"),
        ({"rounding": "up"}, "rounding_unknown"),
    ],
)
def test_impossible_policies(arguments, code):
    with pytest.raises(InputError) as caught:
        ByHand(**arguments)
    assert caught.value.code == code


def test_three_decimals_unless_said_otherwise():
    assert ByHand() == ByHand(decimals=3)
    assert ByHand(significant=4).decimals is None
