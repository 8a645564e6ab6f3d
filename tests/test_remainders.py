"""What a quotient is besides the derivative: a polynomial in h, where there is one."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symgrad.arithmetic import symbol
from symgrad.graph import Graph
from symgrad.polynomials import in_increment

POLYNOMIALS = (
    "Y = (x + u)*(x - 3)^2",
    "Y = x^4/2 - u*x^3",
    "Y = -x^2 + (x*u)*(x - 1/3)",
    "d = x*x\nY = d*d - d/(u + 2)",
    "Y = u*exp(0)",
)


@given(st.sampled_from(POLYNOMIALS), st.integers(-5, 5), st.integers(-50, 50), st.booleans())
def test_remainders_are_what_sympy_expands(text, u, tenths, expand):
    graph = Graph.from_text(text, inputs=("x", "u"), expand=expand)
    u += u == -2
    found = graph.differences({"x": Fraction(tenths, 10), "u": u}, "x")
    h = symbol("h")
    at = {symbol("u"): u, symbol("x"): sympy.Rational(tenths, 10)}
    Y = graph.to_sympy()
    slope = Y.diff(symbol("x")).subs(at)
    above, below = (Y.subs(symbol("x"), symbol("x") + step).subs(at) for step in (h, -h))
    here = Y.subs(at)
    quotients = {
        "forward": (above - here) / h,
        "backward": (here - below) / h,
        "central": (above - below) / (2 * h),
    }
    for scheme, quotient in quotients.items():
        remainder = found.remainder(scheme)
        assert 0 not in remainder.values()
        terms = sum(sympy.Rational(str(value)) * h**power for power, value in remainder.items())
        assert sympy.expand(quotient - slope - terms) == 0


@pytest.mark.parametrize(
    "text",
    ["Y = sin(x)", "Y = 2*sin(x)", "Y = 1/x", "Y = x^9", "Y = x^5*x^4", "Y = sqrt(2)*x", "Y = 2^x"],
)
def test_what_is_no_short_rational_polynomial_has_no_remainder(text):
    assert Graph.from_text(text).differences({"x": 2}, "x").remainder("forward") is None


def test_irrational_points_have_no_remainder():
    assert in_increment(Graph.from_text("Y = x^2").run({"x": "sqrt(2)"}), "x") is None


def test_dead_branches_do_not_matter_for_the_remainder():
    graph = Graph.from_text("dead = elu(log(relu(x)))\nY = x^2")
    assert graph.differences({"x": 2}, "x", output="Y").remainder("forward") == {1: 1}
    assert graph.to_sympy("Y") == symbol("x") ** 2
    assert graph.gradient("Y").expanded("x") == 2 * symbol("x")
