"""Exact numbers: fractions, closed forms with enclosures, and what is refused."""

from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from references import REFERENCES, M, number
from strategies import ROWS, evaluate, expressions

from symgrad import Exact, Graph
from symgrad.arithmetic import Closed, Undefined
from symgrad.arithmetic.closed import MAX_FORM, ClosedNumbers, closed, simplest
from symgrad.arithmetic.enclosures import (
    bounds,
    contains_zero,
    intervals,
    sure_digits,
)
from symgrad.errors import EvaluationError
from symgrad.lines import Program
from symgrad.operations import OPERATIONS, Irrational, Rational
from symgrad.operations.backends import bits
from symgrad.trace import Trace
from symgrad.trace import evaluate as evaluate_lines

TINY = M.mpf(10) ** -380


def forward(text: str, **inputs) -> Trace:
    return evaluate_lines(Program(Graph.from_text(f"y = {text}")).given(inputs).forward())


def value(text: str, **inputs) -> Fraction | Closed:
    return forward(text, **inputs).raw["y"]


# What Rational says about itself

SMALL = sorted({Fraction(p, q) for p in range(-12, 13) for q in (1, 2, 3, 5, 8)})
ALWAYS = ("neg", "square", "identity", "abs", "relu", "leaky_relu", "step")


@pytest.mark.parametrize(
    "name", [name for name, row in REFERENCES.items() if row.points[0][1:] == () and row.points[0]]
)
def test_a_value_is_a_fraction_exactly_where_the_backend_says_so(name):
    row, domain = OPERATIONS[name], OPERATIONS[name].domain or (lambda B, x: None)
    for x in (x for x in SMALL if not domain(Rational(), x)):
        if (name, x) in (("step", 0), ("asin", 1), ("asin", -1)):
            continue  # the reference divides by 0
        exact = REFERENCES[name].at(x)
        try:
            found = row.value(Rational(), x, *REFERENCES[name].params)
            assert abs(number(found) - exact) < TINY
        except Irrational:
            nearest = Fraction(M.nstr(exact, 200)).limit_denominator(10**12)
            assert abs(number(nearest) - exact) > M.mpf(10) ** -150


@pytest.mark.parametrize("base", [Fraction(4), Fraction(9, 25), Fraction(0), Fraction(1)])
@pytest.mark.parametrize("power", [Fraction(1, 2), Fraction(3, 2), Fraction(7)])
def test_roots_of_squares_are_fractions(base, power):
    found = Rational().power(base, power)
    assert found**2 == base ** int(2 * power)


@pytest.mark.parametrize("base", [0, 1])
def test_roots_of_0_and_1_are_fractions(base):
    assert Rational().power(Fraction(base), Fraction(2, 3)) == base


@pytest.mark.parametrize("base", [0, 1, -1])
def test_powers_of_0_and_1_cost_nothing(base):
    assert Rational().power(Fraction(base), Fraction(10**400)) == abs(base)


# Closed forms and enclosures


def is_right(found, exact) -> bool:
    """Compare an exact value with 400 digits of a reference."""
    if isinstance(found, Fraction):
        return abs(number(found) - exact) < TINY
    low, high = map(number, bounds(found.enclosure))
    inside = low - TINY <= exact <= high + TINY
    if contains_zero(found.enclosure):
        return inside and abs(exact) < 1e-40
    shown = number(str(sympy.N(Exact().number(found), sure_digits(found.enclosure))))
    digits = min(40, sure_digits(found.enclosure))
    return inside and abs(shown - exact) < abs(exact) * M.mpf(10) ** (1 - digits)


@given(st.data())
def test_random_expressions_are_right_to_40_digits(data):
    inputs = {"a": data.draw(st.integers(3, 30)) / 10, "b": data.draw(st.integers(-30, 30)) / 10}
    expr = data.draw(expressions(inputs, ROWS, data.draw(st.integers(1, 6))))
    graph = Graph.from_assignments([("y", expr, 1)], inputs=inputs)
    trace = graph.run({name: str(x) for name, x in inputs.items()})
    exact = evaluate(expr, {name: number(str(x)) for name, x in inputs.items()}, M, number)
    assert is_right(trace.raw["y"], exact)


@given(st.data())
def test_forms_are_the_number_in_the_enclosure(data):
    x = Fraction(data.draw(st.integers(1, 20)), 10)
    names = st.sampled_from(["exp", "sin", "cos", "atan", "tanh", "erf", "softplus", "sigmoid"])
    found = x
    for name in data.draw(st.lists(names, min_size=1, max_size=3)):
        found = simplest(closed(OPERATIONS[name].value(ClosedNumbers(), found)))
    if isinstance(found, Closed) and found.form is not None:
        low, high = map(number, bounds(found.enclosure))
        assert low <= M.mpf(str(sympy.N(found.form, 300))) <= high


@pytest.mark.parametrize(
    ("text", "fraction"),
    [
        ("sqrt(2)*sqrt(2)", 2),
        ("sqrt(2)^4", 4),
        ("(sqrt(2) - 1)*(sqrt(2) + 1)", 1),
        ("sqrt(3) - sqrt(3) + 1/3", Fraction(1, 3)),
        ("exp(log(3))", 3),
        ("log(exp(2/7))", Fraction(2, 7)),
        ("8^(1/3)", 2),
        ("0.001^(2/3)", Fraction(1, 100)),
        ("log2(8) + log10(0.01)", 1),
        ("sin(pi)", 0),
        ("cos(pi)", -1),
        ("tan(pi/4)", 1),
        ("asin(0.5)*6/pi", 1),
        ("0*sqrt(2)", 0),
        ("relu(-sqrt(2))", 0),
        ("step(sqrt(2))", 1),
        ("1^sqrt(2)", 1),
        ("(-2)^(sqrt(2)*sqrt(2))", 4),
        ("gelu(0) + sigmoid(0) + softplus(0)*0", Fraction(1, 2)),
    ],
)
def test_fractions_come_back(text, fraction):
    found = value(text)
    assert isinstance(found, Fraction)
    assert found == fraction


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x/3 + sqrt(x)", "2/3 + sqrt(2)"),
        ("abs(sqrt(x) - 2)", "2 - sqrt(2)"),
        ("sigmoid(x)", "1/(exp(-2) + 1)"),
        ("max(sqrt(x), x/2)", "sqrt(2)"),
        ("pi*x", "2*pi"),
        ("e*x", "2*E"),
        ("log2(x + 1)", "log(3)/log(2)"),
        ("x/4", "1/2"),
    ],
)
def test_numbers_for_people(text, shown):
    assert str(forward(text, x=2).values["y"]) == shown


def test_a_long_form_gives_way_to_40_digits():
    found = forward(" + ".join(f"sqrt({n})" for n in (2, 3, 5, 7, 11, 13, 17, 19, 23)))
    assert found.raw["y"].form is None
    assert found.values["y"]._prec == mpmath.libmp.dps_to_prec(40)
    assert MAX_FORM < 17


@pytest.mark.parametrize(("text", "fraction"), [("relu(-y)", 0), ("step(y)", 1), ("0*y", 0)])
def test_fractions_come_back_without_a_form(text, fraction):
    long = "(" + " + ".join(f"sqrt({n})" for n in (2, 3, 5, 7, 11, 13, 17, 19, 23)) + ")"
    assert value(text.replace("y", long)) == Fraction(fraction)


def test_long_numbers_make_no_form():
    assert value("sqrt(x)", x=Fraction(10**98 + 1, 10**98)).form is None


@pytest.mark.parametrize(("high", "digits"), [("1.001", 2), ("1.0000001", 6), ("2", 1)])
def test_no_more_digits_are_shown_than_are_sure(high, digits):
    unsure = Closed(None, intervals().mpf(["1", high]))
    shown = Exact().number(unsure)
    assert shown._prec <= mpmath.libmp.dps_to_prec(digits)


# Signs


@pytest.mark.parametrize("text", ["1 - tanh(x)", "elu(-x) + 1", "exp(-x)", "softplus(-x)"])
def test_a_form_tells_what_60_digits_do_not(text):
    found = value(text, x=200)
    assert found.sign() == 1
    assert sure_digits(found.enclosure) >= 40


@pytest.mark.parametrize(
    "text",
    [
        "log(sin(x)^2 + cos(x)^2 - 1)",
        "1/(sqrt(2*x) + sqrt(3) - sqrt(5 + 2*sqrt(6)))",
        "abs(sin(x)^2 + cos(x)^2 - 1)",
        "(-x)^(sin(x)^2 + cos(x)^2)",
        "(sin(x)^2 + cos(x)^2 - 1)*1e50",
    ],
)
def test_a_sign_that_the_digits_do_not_tell(text):
    with pytest.raises(EvaluationError) as caught:
        forward(text, x=1)
    assert caught.value.code == "sign_undecided"


def test_what_is_0_to_40_decimals_counts_as_0_for_the_eye_only():
    found = value("sin(x)^2 + cos(x)^2 - 1", x=1)
    assert (found.nearest(), isinstance(found, Closed)) == (0, True)


# What is refused, at once and without filling the memory

SQUARINGS = "; ".join(["x0 = x*x", *(f"x{n + 1} = x{n}*x{n}" for n in range(60))])


@pytest.mark.parametrize(
    ("text", "x", "code"),
    [
        (SQUARINGS, "3", "too_many_bits"),
        (SQUARINGS, "1/3", "too_many_bits"),
        (SQUARINGS, "sqrt(3)", "too_many_bits"),
        (SQUARINGS, "exp(1)", "overflow"),
        (SQUARINGS, "sin(1)", "underflow"),
        ("y = exp(exp(exp(x)))", "10", "overflow"),
        ("y = exp(-exp(exp(x)))", "10", "overflow"),
        ("y = exp(-exp(x))", "10", "underflow"),
        ("y = 2^(2^x)", "100", "too_many_bits"),
        ("y = 2^-(2^x)", "100", "too_many_bits"),
        ("y = (2^0.5)^(2^x)", "100", "overflow"),
        ("y = (0.5^0.5)^(2^x)", "100", "underflow"),
        ("y = exp(x*log(2))", "1e12", "overflow"),
        ("y = exp(x*log(2))", "-1e12", "underflow"),
        ("y = tan(pi/2 + 0*x)", "1", "overflow"),
        ("y = sigmoid(-x)", "1e300", "underflow"),
        ("y = x^x", "1e300", "too_many_bits"),
    ],
)
def test_numbers_that_are_of_no_use(text, x, code):
    with pytest.raises(EvaluationError) as caught:
        Graph.from_text(text).run({"x": x})
    assert caught.value.code == code
    assert len(str(caught.value)) < 400


LONG = Fraction(int("1" + "234567890" * 30))


@pytest.mark.parametrize(
    ("text", "x", "z"),
    [
        ("exp(z*log(x))", Fraction(10**50 + 1, 10**50), 10**51),
        ("sqrt(x)^z", Fraction(10**9 + 1, 10**9), 10**10 + 1),
        ("(-sqrt(x))^z", Fraction(10**9 + 1, 10**9), 10**10 + 1),
        ("x^(1/3)", LONG, 0),
        ("sqrt(x)", LONG, 0),
        ("sin(x)", LONG, 0),
        ("cos(x) + z", 10**300, 1),
    ],
)
def test_what_would_cost_sympy_much_has_digits_all_the_same(text, x, z):
    found = value(text + " + 0*z*x", x=x, z=z)
    assert found.form is None
    assert sure_digits(found.enclosure) >= 40


def test_a_long_fan_out_sum_is_no_long_number():
    terms = (Fraction(37, 100),) * 100_000
    assert Exact().call(OPERATIONS["add"], terms, ()) == 37_000


def test_a_sum_may_grow_too_long():
    terms = tuple(Fraction(1, 10**60 + n) for n in range(200))
    with pytest.raises(Undefined, match="too_many_bits"):
        Exact().call(OPERATIONS["add"], terms, ())


def test_limits_leave_what_python_prints():
    assert bits(Fraction(10**4300 - 1)) > Rational.max_bits
    assert len(str(2**Rational.max_bits)) < 4300


def test_the_precision_of_mpmath_is_not_touched():
    before = (mpmath.mp.dps, mpmath.iv.dps)
    assert value("gelu(sqrt(x)) + erf(cosh(x))", x=2).nearest() > 2
    assert (mpmath.mp.dps, mpmath.iv.dps) == before
