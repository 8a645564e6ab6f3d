"""The numerical derivative: right within its error, or it says that it does not know."""

import math

import mpmath
import numpy
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symgrad import Graph
from symgrad.errors import InputError
from symgrad.numdiff import derivative, directional, gradient, hessian
from symgrad.numdiff.ladder import Ladder
from symgrad.numdiff.sampling import Line, OfCallable, OfGraph
from tests.numdiff_cases import CASES, WITHOUT

ALL = [(category, text, x) for category, cases in CASES.items() for text, x in cases]


def graph(text: str) -> Graph:
    return Graph.from_text(f"F = {text}")


def reference(text: str, x: float) -> mpmath.mpf:
    """Return the derivative that SymPy knows, at exactly this double."""
    composed = graph(text).to_sympy()
    variable = next(iter(composed.free_symbols), sympy.Symbol("x"))
    slope = sympy.lambdify(variable, sympy.diff(composed, variable), "mpmath")
    with mpmath.workdps(120):
        return mpmath.re(slope(mpmath.mpf(x)))


def relative(found: float, exact: mpmath.mpf) -> float:
    return float(abs(found - exact) / abs(exact)) if exact else float(abs(found) > 1e-12)


@pytest.mark.parametrize(("category", "text", "x"), ALL)
def test_no_derivative_is_wrong_without_saying_so(category, text, x):
    found, exact = derivative(graph(text), x), reference(text, x)
    assert found.status in ("ok", "unreliable")
    assert abs(found.value - exact) <= found.error
    if found.status == "ok":
        assert relative(found.value, exact) <= 1e-5
    if category == "smooth":
        assert found.status == "ok"
        assert relative(found.value, exact) <= 1e-6


def test_most_of_the_cases_are_good():
    good = [
        derivative(graph(text), x).status == "ok"
        and relative(derivative(graph(text), x).value, reference(text, x)) <= 1e-6
        for _, text, x in ALL
    ]
    assert len(ALL) >= 150
    assert sum(good) >= 0.86 * len(good)


@pytest.mark.parametrize(("text", "x", "statuses"), WITHOUT)
def test_where_there_is_no_derivative_the_status_says_why(text, x, statuses):
    assert derivative(graph(text), x).status in statuses


def test_both_slopes_of_a_kink():
    found = derivative(graph("abs(x - 1) + x^2"), 1)
    assert (found.value, found.error) == (None, None)
    assert (round(found.left.value, 9), round(found.right.value, 9)) == (1, 3)


def test_a_python_function_has_no_bound_and_says_so():
    assert derivative(graph("sin(x)"), 1).bounded
    found = derivative(math.sin, 1)
    assert not found.bounded
    assert found.status == "ok"
    assert abs(found.value - math.cos(1)) <= found.error < 1e-10


@pytest.mark.parametrize(
    ("function", "x", "statuses"),
    [
        (abs, 0.0, {"kink"}),
        (lambda x: float(x > 0), 0.0, {"jump"}),
        (math.sqrt, 0.0, {"vertical", "unreliable", "boundary"}),
        (math.log, -1.0, {"outside_domain"}),
        (lambda x: (x + 1e10) - 1e10, 0.3, {"unreliable"}),  # an ulp staircase
        (lambda x: (1 - math.cos(x)) / x**2, 1e-6, {"unreliable"}),
        (lambda x: float(numpy.sin(numpy.float32(x))), 1.0, {"unreliable"}),
        (lambda x: math.exp(math.exp(x)), 10.0, {"overflow"}),
        (lambda x: math.nan, 1.0, {"outside_domain"}),
        (lambda x: math.tanh(x), 30.0, {"unreliable"}),
    ],
)
def test_python_functions_that_are_not_what_they_seem(function, x, statuses):
    assert derivative(function, x).status in statuses


def test_the_point_is_the_double_itself():
    assert derivative(graph("x^2"), 0.1).value == pytest.approx(0.2, rel=1e-12)
    assert derivative(graph("x^2"), "1/3").value == pytest.approx(2 / 3, rel=1e-12)


def test_a_graph_of_two_inputs_is_refused_and_a_word_is_no_number():
    with pytest.raises(InputError) as caught:
        derivative(graph("a*b"), 1)
    assert "a, b" in caught.value.message("es")
    with pytest.raises(InputError):
        derivative(graph("x^2"), "one")


def test_a_coarse_line_of_many_terms_does_not_recurse():
    text = "F = x" + " + x" * 2000
    assert derivative(Graph.from_text(text, expand=False), 1.0).value == pytest.approx(2001)


def test_how_often_the_function_is_called():
    calls = []
    derivative(lambda x: calls.append(x) or x**2, 1.0)
    found = derivative(lambda x: x**2, 1.0)
    assert len(calls) == found.evaluations <= 95


@given(st.floats(-5, 5), st.floats(-3, 3), st.floats(-3, 3), st.floats(-2, 2))
def test_random_cubics(x, a, b, c):
    def cubic(t):
        return a * t**3 + b * t**2 + c * t

    text = f"({a!r})*x^3 + ({b!r})*x^2 + ({c!r})*x"
    found = derivative(graph(text), x)
    with mpmath.workdps(60):
        exact = 3 * mpmath.mpf(a) * mpmath.mpf(x) ** 2 + 2 * mpmath.mpf(b) * x + c
        assert found.status in ("ok", "unreliable")
        assert abs(found.value - exact) <= found.error + abs(exact) * 1e-15


# Several numbers

POINTS = [
    ("(1 - x)^2 + 100*(y - x^2)^2", {"x": -1.2, "y": 1.0}),
    ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", {"x": 1.0, "y": 2.0}),
    ("(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2", {"x": 3.0, "y": 0.5}),
    ("1e4*x*y - 1", {"x": 1e-5, "y": 9.0}),
    ("x^2 + 2*y^2", {"x": 0.0, "y": 0.0}),
    ("exp(-x^2 - y^2)*cos(5*x)", {"x": 0.3, "y": 0.2}),
    ("log(exp(x) + exp(y)) - x", {"x": 2.0, "y": 1.0}),
    *(
        (text, {"x": x, "y": y})
        for text in (
            "sigmoid(x*y) + tanh(x - y)",
            "x*exp(-x^2 - y^2)",
            "sin(x)*cos(2*y) + x*y",
            "(x + y)/(1 + x^2 + y^2)",
            "sqrt(x^2 + y^2 + 1)*atan(x)",
        )
        for x, y in ((0.4, -1.2), (2.5, 1.5), (-3.0, 0.25), (1e-3, 4.0))
    ),
]


def exactly(text: str, point: dict[str, float], *by: str) -> mpmath.mpf:
    composed = graph(text).to_sympy()
    symbols = [sympy.Symbol(name, real=True) for name in point]
    slope = sympy.diff(composed, *(sympy.Symbol(name, real=True) for name in by))
    with mpmath.workdps(50):
        return sympy.lambdify(symbols, slope, "mpmath")(*map(mpmath.mpf, point.values()))


@pytest.mark.parametrize(("text", "point"), POINTS)
def test_gradients(text, point):
    found = gradient(graph(text), point)
    assert found.ok
    for name, part in found.items():
        assert abs(part.value - exactly(text, point, name)) <= part.error


@pytest.mark.parametrize(("text", "point"), POINTS)
def test_second_derivatives(text, point):
    for pair, estimate in hessian(graph(text), point).items():
        exact = exactly(text, point, *pair)
        assert abs(estimate.value - exact) <= estimate.error
        assert estimate.error <= 1e-4 * max(1, abs(exact))


@pytest.mark.parametrize(("text", "point"), POINTS)
def test_along_a_direction(text, point):
    found = directional(graph(text), point, [0.6, -0.8])
    slopes = [exactly(text, point, name) for name in point]
    exact = mpmath.mpf(0.6) * slopes[0] + mpmath.mpf(-0.8) * slopes[1]
    assert found.status in ("ok", "unreliable")
    assert abs(found.value - exact) <= found.error + 1e-9 * abs(exact)


def test_a_tie_of_max_is_a_kink_in_both_directions():
    found = gradient(graph("max(x, y)"), {"x": 1, "y": 1})
    assert [part.status for part in found.values()] == ["kink", "kink"]
    assert directional(graph("max(x, y)"), {"x": 1, "y": 1}, [1, 1]).status == "ok"


def test_partial_derivatives_that_do_not_make_a_derivative():
    found = gradient(graph("x*y/(x^2 + y^2)"), {"x": 0, "y": 0})
    assert "ok" not in {part.status for part in found.values()}


@pytest.mark.parametrize("direction", [[1.0], [0.0, 0.0], [1.0, 2.0, 3.0]])
def test_a_direction_that_is_none(direction):
    with pytest.raises(InputError):
        directional(graph("x*y"), {"x": 1, "y": 2}, direction)


# The ladder and its noise


@pytest.mark.parametrize(("category", "text", "x"), ALL[::3])
def test_the_noise_of_a_graph_is_a_bound(category, text, x):
    f = OfGraph(graph(text))
    composed = graph(text).to_sympy()
    variable = next(iter(composed.free_symbols), sympy.Symbol("x"))
    exact = sympy.lambdify(variable, composed, "mpmath")
    with mpmath.workdps(60):
        for at in (x, x * 1.0625, x * 0.9375):
            sample = f((at,))
            if sample.ok and math.isfinite(sample.noise):
                assert abs(sample.value - mpmath.re(exact(mpmath.mpf(at)))) <= sample.noise


def test_a_ladder_around_zero_reaches_the_smallest_steps():
    line = Line(OfCallable(lambda x: x, ("x",)), (0.0,), (1.0,))
    assert Ladder.climb(line, 0.0).rungs[-1].h < 1e-300
    assert Ladder.climb(line, 1.0).rungs[-1].h > 1e-14
