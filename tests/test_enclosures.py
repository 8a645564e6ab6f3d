"""Intervals contain what they are said to contain, and are not wide."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from references import REFERENCES, M, number

from symgrad.arithmetic import Closed, Undefined
from symgrad.arithmetic.closed import ClosedNumbers, closed
from symgrad.arithmetic.enclosures import (
    between,
    bounds,
    contains_zero,
    distance,
    enclose,
    hull,
    intervals,
    moderate,
    point,
    sure_digits,
)

TINY = M.mpf(10) ** -380

# From the least argument, in hundredths, to the greatest.
RANGES = {
    **dict.fromkeys(("log", "log10", "log2", "sqrt"), (1, 10_000)),
    **dict.fromkeys(("asin", "acos", "tan"), (-99, 99)),
    **dict.fromkeys(("exp", "sin", "cos", "atan", "sinh", "cosh", "tanh", "erf"), (-1000, 1000)),
}


@pytest.mark.parametrize("name", RANGES)
@given(data=st.data())
def test_an_interval_holds_the_values_of_all_its_points(name, data):
    hundredths = st.lists(st.integers(*RANGES[name]), min_size=3, max_size=3)
    low, inside, high = (Fraction(n, 100) for n in sorted(data.draw(hundredths)))
    least, greatest = map(number, bounds(enclose(name, between(low, high))))
    assert least - TINY <= REFERENCES[name].at(inside) <= greatest + TINY


@pytest.mark.parametrize("name", ["expm1", "log1p", "normal"])
@pytest.mark.parametrize("x", ["-30.5", "-1e-50", "1e-50", "0.25"])
def test_what_cancels_is_computed_without_cancellation(name, x):
    if name == "log1p" and float(x) < -1:
        return
    formulas = {"expm1": lambda t: M.exp(t) - 1, "log1p": lambda t: M.log(1 + t)}
    formula = formulas.get(name, lambda t: M.erfc(-t / M.sqrt(2)) / 2)
    found = getattr(ClosedNumbers(), name)(Fraction(x))
    low, high = map(number, bounds(found.enclosure))
    assert low <= formula(number(x)) <= high
    assert sure_digits(found.enclosure) >= 55


def test_a_high_power_of_a_negative_root():
    found = ClosedNumbers().power(-closed(Fraction(101, 100)), Fraction(100_001))
    exact = -(number("1.01") ** 100_001)
    low, high = map(number, bounds(found.enclosure))
    assert low <= exact <= high


def test_an_unknown_sign_has_an_absolute_value():
    unsure = Closed(None, intervals().mpf([-1, 2]))
    assert bounds(abs(unsure).enclosure) == (0, 2)


def test_a_whole_number_in_disguise_is_no_known_exponent():
    with pytest.raises(Undefined, match="sign_undecided"):
        ClosedNumbers().whole(closed(Fraction(2)) * Closed(None, intervals().mpf([0.9, 1.1])))


def test_the_hull_of_several_intervals():
    parts = (between(Fraction(1), Fraction(2)), point(Fraction(-3)), point(Fraction(0)))
    assert bounds(hull(*parts)) == (-3, 2)


@pytest.mark.parametrize("value", [0.0, 1.5, -2.0, 1e300])
def test_the_distance_to_an_interval_is_never_too_small(value):
    found = distance(between(Fraction(-1, 3), Fraction(1, 7)), value)
    exact = max(abs(Fraction(value) - end) for end in (Fraction(-1, 3), Fraction(1, 7)))
    assert exact <= Fraction(found) <= exact * (1 + Fraction(1, 2**50))


@pytest.mark.parametrize(
    ("low", "high", "use"),
    [
        ("0", "0", True),
        ("0", "1", True),
        ("-1", "1e-5000", True),
        ("1e3999", "1e3999", True),
        ("1e4001", "1e4001", False),
        ("1e-3999", "1e-3999", True),
        ("1e-4001", "1e-4001", False),
        ("-1e-4001", "1e-4001", False),
        ("1", "inf", False),
    ],
)
def test_sizes_that_are_of_use(low, high, use):
    assert moderate(intervals().mpf([low, high])) == use


@pytest.mark.parametrize(
    ("low", "high", "digits"),
    [("1", "1", 60), ("-1", "1", 0), ("1", "1.001", 2), ("100", "101", 1)],
)
def test_sure_digits(low, high, digits):
    found = intervals().mpf([low, high])
    assert sure_digits(found) in (digits, digits - 1)
    assert contains_zero(found) == (digits == 0)


def test_the_form_gives_the_digits_that_an_interval_lost():
    close = closed(Fraction(1)) - ClosedNumbers().tanh(Fraction(100))
    assert contains_zero(close.enclosure)
    assert close.sign() == 1
    rest = ClosedNumbers().pi - Fraction(
        "3.14159265358979323846264338327950288419716939937510582097494"
    )
    assert sure_digits(rest.enclosure) < 10
    assert sure_digits(rest.refined().enclosure) >= 40


def test_a_form_that_is_not_known_here_gives_none():
    unsure = Closed(sympy.cot(1), intervals().mpf([0, 1]))
    assert unsure.refined() is unsure


@pytest.mark.parametrize(("low", "high", "found"), [(-2, 1, (0, 2)), (-2, -1, (1, 2))])
def test_the_absolute_values_of_an_interval(low, high, found):
    assert bounds(enclose("abs", between(Fraction(low), Fraction(high)))) == found


def test_a_negative_number_to_an_irrational_power_is_not_real():
    root = ClosedNumbers().sqrt(Fraction(2))
    assert not ClosedNumbers().whole(root)
    with pytest.raises(Undefined, match="negative_base"):
        ClosedNumbers().power(-root, root)
