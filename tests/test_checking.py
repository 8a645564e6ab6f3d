"""Verdicts on claimed gradients: no right one is refused, no wrong one is accepted."""

import math

import pytest

from symgrad import Graph
from symgrad.errors import InputError
from symgrad.numdiff import check_gradient
from symgrad.numdiff.remainder import taylor_order
from symgrad.referee import Referee

# Where other checkers refuse a right gradient, or accept a wrong one.
HARD = [
    ("log(x)", 1e-6),
    ("x^2", 1e12),
    ("sin(1e6*x)", 1.0),
    ("1e10 + sin(x)", 1.0),
    ("1e-12*sin(x)", 1.0),
    ("sin(x)", 1.0),
    ("exp(x)", 30.0),
    ("tanh(x)", 3.0),
    ("sigmoid(x)", -30.0),
    ("sqrt(x)", 1e-8),
    ("x^3", -2.0),
    ("1/x", 1e-4),
    ("(1 - cos(x))/x^2", 1e-4),
    ("exp(-x^2)", 5.0),
    ("tanh(x)", 30.0),
    ("sqrt(x^2 + 1) - x", 1e8),
    ("log(1 + exp(x))", 20.0),
    ("erf(x)", 2.0),
]


def graph(text: str) -> Graph:
    return Graph.from_text(f"F = {text}")


def slope(text: str, x: float) -> float:
    return float(Referee(graph(text)).partial("x", {"x": x}))


@pytest.mark.parametrize(("text", "x"), HARD)
def test_a_right_gradient_is_right(text, x):
    assert check_gradient(graph(text), {"x": slope(text, x)}, {"x": x}).verdict == "correct"
    printed = f"{slope(text, x):.3g}"
    verdict = check_gradient(graph(text), {"x": printed}, {"x": x}).verdict
    assert verdict in ("correct", "accept_at_print_precision")


@pytest.mark.parametrize("size", [1e-2, 1e-3, 1e-4, 1e-5, 2e-6, -2e-6, -1e-3])
@pytest.mark.parametrize(("text", "x"), HARD)
def test_a_wrong_gradient_is_wrong(text, x, size):
    mutant = slope(text, x) * (1 + size)
    assert check_gradient(graph(text), {"x": mutant}, {"x": x}).verdict == "wrong"


@pytest.mark.parametrize("size", [1e-7, 1e-8, -1e-7])
@pytest.mark.parametrize(("text", "x"), HARD)
def test_what_is_below_the_tolerance_is_right(text, x, size):
    mutant = slope(text, x) * (1 + size)
    assert check_gradient(graph(text), {"x": mutant}, {"x": x}).verdict == "correct"


@pytest.mark.parametrize(("text", "x"), HARD)
def test_zero_is_not_taken_for_a_small_gradient(text, x):
    assert check_gradient(graph(text), {"x": 0.0}, {"x": x}).verdict == "wrong"


@pytest.mark.parametrize(
    ("text", "claim", "x", "verdict"),
    [
        ("relu(x)", 0.5, 0.0, "valid_subgradient"),
        ("relu(x)", 0.0, 0.0, "valid_subgradient"),
        ("abs(x)", 1.0, 0.0, "valid_subgradient"),
        ("abs(x)", 1.2, 0.0, "wrong"),
        ("step(x)", 0.0, 0.0, "undefined"),
        ("1/x", 1.0, 0.0, "undefined"),
        ("sqrt(x)", 1.0, 0.0, "undefined"),
        ("sin(x)/x", 0.0, 0.0, "undefined"),
        ("log(x)", 1.0, -1.0, "outside_domain"),
        ("exp(exp(x))", 1.0, 10.0, "overflow"),
        ("x^2", 0.0, 0.0, "correct"),
        ("x^2", 1e-9, 0.0, "wrong"),
        ("sin(x)", math.nan, 1.0, "wrong"),
        ("sin(x)", math.inf, 1.0, "wrong"),
        ("sin(x)", "0.54", 1.0, "accept_at_print_precision"),
        ("sin(x)", "0.55", 1.0, "wrong"),
        ("sin(x)", "0.540302305868", 1.0, "correct"),
        ("x/3", "1/3", 1.0, "correct"),
        ("0.8*x", "1/3", 1.0, "wrong"),
        ("sqrt(x)", "sqrt(2)/4", 2.0, "correct"),
        ("exp(x)", "2.20e4", 10.0, "accept_at_print_precision"),
    ],
)
def test_verdicts(text, claim, x, verdict):
    check = check_gradient(graph(text), {"x": claim}, {"x": x})
    assert check.verdict == verdict
    for lang in ("en", "es"):
        assert check.reasons(lang)
        assert not any("{" in reason or "None" in reason for reason in check.reasons(lang))


@pytest.mark.parametrize(
    ("function", "claim", "x", "verdicts"),
    [
        (math.sin, math.cos(1), 1.0, {"correct"}),
        (math.sin, math.cos(1) * 1.001, 1.0, {"wrong"}),
        (lambda x: (1 - math.cos(x)) / x**2, -1e-4 / 12, 1e-4, {"indistinguishable", "correct"}),
        (abs, 0.3, 0.0, {"valid_subgradient"}),
    ],
)
def test_python_functions(function, claim, x, verdicts):
    assert check_gradient(function, [claim], [x]).verdict in verdicts


def test_several_points_find_what_one_hides():
    f = graph("sigmoid(x)")

    def wrong(x):  # σ' = σ is right to 13 digits at -30
        return 1 / (1 + math.exp(-x))

    assert check_gradient(f, wrong, {"x": -30.0}).verdict == "correct"
    assert check_gradient(f, wrong, [{"x": -30.0}, {"x": 0.5}, {"x": 2.0}]).verdict == "wrong"


def test_every_coordinate_and_two_directions():
    f = Graph.from_text("Y = x^2*y")
    check = check_gradient(f, [6.0, 1.0], {"x": 1, "y": 3})
    assert [part.name for part in check.parts] == ["x", "y", "direction 1", "direction 2"]
    assert check.taylor[0] == pytest.approx(2, abs=0.1)
    check = check_gradient(f, [6.0, 1.1], {"x": 1, "y": 3})
    assert check.reasons("es") == ["y: 1.1 es incorrecto; la derivada es 1."]
    assert check.taylor[0] == pytest.approx(1, abs=0.2)


def test_the_taylor_view_is_silent_where_rounding_hides_it():
    assert taylor_order(lambda x: 1e10 + math.sin(x), [math.cos(1)], [1.0]) is None


@pytest.mark.parametrize(
    ("claimed", "point"),
    [
        ({"x": 1.0}, {"x": 1, "y": 2}),
        ([1.0], {"x": 1, "y": 2}),
        ([1.0, 2.0, 3.0], {"x": 1, "y": 2}),
        ([1.0, 2.0], {"x": 1}),
        ([1.0, 2.0], [{"x": 1, "y": 2}, {"x": 2, "y": 2}]),
    ],
)
def test_claims_that_do_not_fit(claimed, point):
    with pytest.raises(InputError) as caught:
        check_gradient(Graph.from_text("Y = x^2*y"), claimed, point)
    assert caught.value.message("en") != caught.value.message("es")
