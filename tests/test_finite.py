"""Difference quotients: numbers, remainders, what they say about a derivative, and their lines."""

import math
from fractions import Fraction

import pytest
import sympy

from symgrad.agreement import Estimate, Pair, estimate, judge, judge_limit, last_pair
from symgrad.arithmetic import Bound, Bounded, ByHand, Exact, Float
from symgrad.errors import InputError
from symgrad.expr import Ref, number
from symgrad.finite import shifted
from symgrad.graph import Graph
from symgrad.lines import Program
from symgrad.trace import evaluate, evaluate_line

MAIN = Graph.from_text("d = a + b\ne = b - c\nY = d*e")
POINT = {"a": 1, "b": 2, "c": 3}
ARITHMETICS = [Exact(), Float(), Bound(), ByHand(decimals=3)]
SQUARES = Graph.from_text("Y = x^2 + 1")


def status(text: str, x: object, arithmetic=None, steps=("0.1", "0.01", "0.001"), **conventions):
    graph = Graph.from_text(text, conventions=conventions)
    return graph.differences({"x": x}, "x", steps=steps, arithmetic=arithmetic).status


def test_quotients_of_a_square():
    (row,) = SQUARES.differences({"x": 3}, "x", steps=["0.5"]).rows
    assert [row.forward, row.backward, row.central] == [Fraction(13, 2), Fraction(11, 2), 6]
    assert row.exactly("forward") == Fraction(13, 2)


def test_rows_come_from_large_h_to_small():
    rows = MAIN.differences(POINT, "b", steps=["1e-3", 1, "0.1", Fraction(1, 2)]).rows
    assert [str(row.h.value) for row in rows] == ["1", "1/2", "1/10", "1/1000"]


@pytest.mark.parametrize("steps", [("0.1", "0.10"), ("0.1", "1/10", 0.1)])
def test_equal_steps_are_one(steps):
    found = Graph.from_text("Y = x^3").differences({"x": 2}, "x", steps=steps)
    assert len(found.rows) == 1
    assert found.status == "unknown"  # one h shows no tendency


@pytest.mark.parametrize("step", [0, -0.1, "0", "-1/2", "sqrt(2)"])
def test_a_step_must_be_a_positive_number(step):
    with pytest.raises(InputError, match=r"positive"):
        MAIN.differences(POINT, "b", steps=[step])


def test_only_inputs_are_moved():
    with pytest.raises(InputError, match=r"no input 'd'"):
        MAIN.differences(POINT, "d")


def test_an_unused_input_has_quotients_0():
    graph = Graph.from_text("Y = a", inputs=("a", "u"))
    found = graph.differences({"a": 1, "u": 2}, "u")
    assert [row.central for row in found.rows] == [0, 0, 0]
    assert (found.status, found.remainder("forward")) == ("exact", {})


def test_a_dead_branch_without_a_value_disturbs_nothing():
    graph = Graph.from_text("dead = log(x)\nY = x*x")
    found = graph.differences({"x": "0.05"}, "x", output="Y")
    assert [row.central for row in found.rows] == [Fraction(1, 10)] * 3


def test_an_irrational_quotient_is_known_to_40_digits():
    (row,) = Graph.from_text("Y = sin(x)").differences({"x": 1}, "x", steps=["1e-3"]).rows
    expected = (sympy.sin(sympy.Rational(1001, 1000)) - sympy.sin(1)) * 1000
    assert abs(row.exactly("forward") - Fraction(str(expected.evalf(50)))) < Fraction(1, 10**40)


# Lines


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=lambda arithmetic: arithmetic.name)
def test_every_quotient_comes_from_its_lines(arithmetic):
    found = MAIN.differences(POINT, "b", arithmetic=arithmetic)
    for row in found.rows:
        values = dict(found.base.raw)
        for line in row.trace.lines:
            values[line.id] = evaluate_line(line, values, arithmetic)
        assert values == row.trace.raw


def test_the_lines_of_one_row():
    (row,) = MAIN.differences(POINT, "c", steps=["0.1"]).rows
    assert [line.id for line in row.trace.lines] == [
        *("c[c+0.1]", "e[c+0.1]", "Y[c+0.1]"),
        *("c[c-0.1]", "e[c-0.1]", "Y[c-0.1]"),
        *("forward[c,0.1]", "backward[c,0.1]", "central[c,0.1]"),
    ]
    assert row.trace.number("Y[c+0.1]") == Fraction(-33, 10)


def test_temporaries_are_not_rounded_at_the_shifted_points_either():
    """Otherwise Y(b + h) would be rounded twice and Y(b) once."""
    graph = Graph.from_text("Y = (x/3)*3")
    (row,) = graph.differences({"x": 1}, "x", steps=["1"], arithmetic=ByHand(decimals=1)).rows
    assert (row.trace.number("Y"), row.trace.number("Y[x+1]")) == (1, 2)
    assert row.forward == 1


# What the quotients say

SMOOTH = ("Y = x^3", "Y = sin(x)*x", "Y = exp(x)/(1 + x^2)", "Y = 1e-12*sin(x)", "Y = 1e10 + x^2")


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=lambda arithmetic: arithmetic.name)
@pytest.mark.parametrize("text", SMOOTH)
def test_right_derivatives_agree(text, arithmetic):
    assert status(text, "1.25", arithmetic) in ("agrees", "exact")


@pytest.mark.parametrize("text", SMOOTH)
@pytest.mark.parametrize("arithmetic", [Exact(), Float()], ids=lambda arithmetic: arithmetic.name)
@pytest.mark.parametrize("wrong", ["0", "-∂Y/∂x", "∂Y/∂x + 1 %"])
def test_wrong_derivatives_do_not(text, wrong, arithmetic):
    program = Program(Graph.from_text(text)).given({"x": "1.25"}).forward().backward()
    last = next(line for line in program if line.id == "∂Y/∂x").expr
    mistake = {"0": number(0), "-∂Y/∂x": -last, "∂Y/∂x + 1 %": last * Fraction(101, 100)}[wrong]
    base = evaluate(program.edit("∂Y/∂x", mistake), arithmetic)
    assert shifted(base, "x", ["0.1", "0.01", "0.001"]).status == "disagrees"


def test_one_path_missing_is_noticed():
    program = Program(MAIN).given(POINT).forward().backward()
    base = evaluate(program.edit("∂Y/∂b", Ref("∂Y/∂b|e#0")))
    assert shifted(base, "b", ["0.1", "0.01"]).status == "disagrees"
    assert shifted(base, "c", ["0.1", "0.01"]).status == "exact"


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=lambda arithmetic: arithmetic.name)
@pytest.mark.parametrize(
    ("text", "conventions"),
    [
        ("Y = relu(x)", {}),
        ("Y = relu(x) + x^2", {}),
        ("Y = relu(x) - x^2", {}),
        ("Y = leaky_relu(x, 0.1)", {}),
        ("Y = relu(x)", {"relu_slope_at_0": "1/2"}),
        ("Y = abs(x)", {"abs_slope_at_0": 0}),
        ("Y = max(x, 2*x)", {"max_slope_at_tie": 0}),
    ],
)
def test_kinks(text, conventions, arithmetic):
    assert status(text, 0, arithmetic, **conventions) == "kink"


def test_a_convention_outside_the_two_slopes_is_no_kink():
    assert status("Y = abs(x)", 0, abs_slope_at_0=5) == "disagrees"


def test_a_jump_is_no_kink():
    assert status("Y = step(x)", 0, step_slope_at_0=0) == "jump"
    assert status("Y = step(x)", "1e-9", step_slope_at_0=0) == "tends"


def test_the_edge_of_a_domain_leaves_quotients_out():
    found = Graph.from_text("Y = sqrt(x)").differences({"x": "0.05"}, "x", steps=["0.1", "0.01"])
    wide, narrow = found.rows
    assert (wide.backward, wide.central, wide.exactly("central")) == (None, None, None)
    assert wide.forward is not None
    assert narrow.central is not None
    assert found.status == "agrees"


def test_no_quotient_at_all_is_unknown():
    assert status("Y = sqrt(x)*sqrt(2 - x)", 1, steps=["2", "1.5"]) == "unknown"


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=lambda arithmetic: arithmetic.name)
@pytest.mark.parametrize(("text", "x"), [("Y = sqrt(x)", "1e-6"), ("Y = x*abs(x)", 0)])
def test_quotients_may_tend_to_the_derivative_more_slowly_than_the_table_shows(text, x, arithmetic):
    """Beside the edge of a domain, and where the second derivative jumps."""
    assert status(text, x, arithmetic, abs_slope_at_0=0) == "tends"


def test_a_wrong_derivative_is_no_limit():
    F = Fraction
    table, tiny = Pair(F(3), F(2), F(10), F(0)), Pair(F("1.01"), F("1.001"), F(10), F(0))

    def judged(claim, tiny):
        return judge_limit(Estimate(F(claim), F(0)), (table, None, None), (tiny, None, None))

    assert [judged(claim, tiny) for claim in ("1", "1.1")] == ["tends", "disagrees"]
    assert judged("1", None) == "disagrees"


def test_an_affine_function_is_exact_and_a_square_agrees():
    found = {name: MAIN.differences(POINT, name) for name in "abc"}
    assert {name: item.status for name, item in found.items()} == dict.fromkeys("abc", "exact")
    assert status("Y = x^3", 2) == "agrees"


def test_floats_are_judged_before_rounding_errors_win():
    steps = [f"1e-{k}" for k in range(1, 16)]
    assert status("Y = exp(x)", 1, Float(), steps) == "agrees"


@pytest.mark.parametrize("arithmetic", [Float(), Bound()], ids=lambda arithmetic: arithmetic.name)
def test_steps_that_floats_do_not_see_say_nothing(arithmetic):
    assert status("Y = exp(x)", 1, arithmetic, ["1e-18", "1e-19"]) == "unknown"


def test_a_true_zero_is_no_mistake():
    assert status("Y = cos(x)", 0, Float()) in ("agrees", "exact")
    assert status("Y = x^3", 0, Exact()) == "agrees"


def test_what_only_rounding_made_possible_is_not_judged():
    """By hand d is 0.01; without rounding it is 0 and has no logarithm."""
    graph = Graph.from_text("third = x/3\nd = x - third*3\nY = log(d)")
    found = graph.differences({"x": 1}, "x", arithmetic=ByHand(decimals=2))
    assert (found.derivative, found.status) == (1, "unknown")


def test_numbers_that_are_rounding_errors_are_not_judged():
    """The float 3*0.1 - 0.3 is not 0, and so its logarithm has a derivative, a huge one."""
    assert status("Y = log(3*x - 0.3)", "0.1", Float()) == "unknown"


def test_a_wrong_derivative_stays_wrong_where_exact_numbers_are_too_long():
    text = "\n".join(["n0 = x", *(f"n{i} = n{i - 1}^2" for i in range(1, 13))])
    program = Program(Graph.from_text(text)).given({"x": "1.0001"}).forward().backward()
    found = {}
    for name, last in {"right": 1, "wrong": 2}.items():
        base = evaluate(program.edit("∂n12/∂n12", number(last)), Float())
        found[name] = shifted(base, "x", ["1e-5", "1e-6"]).status
    assert found == {"right": "agrees", "wrong": "disagrees"}


def test_judging():
    F = Fraction
    samples = [(F(1, 10), Estimate(F(21, 10), F(0))), (F(1, 100), Estimate(F(201, 100), F(0)))]
    pair = last_pair(samples, order=1)
    assert pair == Pair(F(21, 10), F(201, 100), ratio=F(10), noise=F(0))
    assert pair.tolerance == F(1, 10)
    assert last_pair(samples[:1], order=1) is None
    assert (
        judge(None, pair, None, None) == judge(Estimate(F(2), F(0)), None, None, None) == "unknown"
    )


def test_judging_knows_rounding_errors():
    F = Fraction
    pair = Pair(F(2), F(2), ratio=F(10), noise=F(0))
    off = F(2) + F(1, 1000)
    assert judge(Estimate(off, F(1, 1000)), pair, None, None) == "agrees"
    assert judge(Estimate(off, F(1, 2000)), pair, None, None) == "disagrees"
    # The sides differ by less than their noise: no kink.
    right, left = (Pair(F(2) + d, F(2) + d, F(10), F(1, 100)) for d in (F(1, 200), F(-1, 200)))
    assert judge(Estimate(F(2), F(0)), pair, right, left) == "exact"
    # A derivative that may be 0 is not hidden by noise.
    nothing = Pair(F(0), F(1, 10**9), F(10), F(1, 10**6))
    assert judge(Estimate(F(1, 10**9), F(1, 10**8)), nothing, None, None) == "agrees"
    assert judge(Estimate(F(1, 10**9), F(1, 10**10)), nothing, None, None) == "unknown"
    assert estimate(Bounded(1.0, math.inf)) is None


def test_the_pair_before_the_noise_is_taken():
    F = Fraction
    noisy = [(F(1, 10**k), Estimate(2 + F(1, 100**k), F(1, 10**12) * 10**k)) for k in range(1, 9)]
    assert last_pair(noisy, order=2).narrow == 2 + F(1, 100**4)
