"""Ranges of floats hold the exact result of every operation of the table."""

from fractions import Fraction

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from symgrad.arithmetic.ranges import Range, Ranges
from symgrad.operations import OPERATIONS
from symgrad.operations.libraries import Multiprecision

NUMBERS = st.one_of(
    st.floats(-4, 4),
    st.floats(-1e300, 1e300),
    st.integers(-5, 5).map(float),
    st.floats(-1e-12, 1e-12),
)
WIDTHS = st.sampled_from([0.0, 1e-300, 1e-16, 1e-8, 0.1])


@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - {"cases", "i", "im"}))
@given(st.data())
def test_every_operation_is_enclosed(name, data):
    row = OPERATIONS[name]
    ends = [(data.draw(NUMBERS), data.draw(WIDTHS)) for _ in range(row.arity[0])]
    params = [Fraction(1, 10) if p.default is None else p.default for p in row.params]
    try:
        found = Range.of(row.value(Ranges(), *(Range(x - w, x + w) for x, w in ends), *params))
    except ArithmeticError:
        assume(False)
    share = data.draw(st.floats(0, 1))
    with mpmath.workprec(400):
        points = [
            mpmath.mpf(x - w) + (mpmath.mpf(x + w) - mpmath.mpf(x - w)) * share for x, w in ends
        ]
        backend = Multiprecision()
        try:
            exact = mpmath.mpmathify(
                row.value(backend, *points, *(backend.number(value) for value in params))
            )
        except (ArithmeticError, ValueError):
            assume(False)
        assume(isinstance(exact, mpmath.mpf) and mpmath.isfinite(exact))
        assert mpmath.mpf(found.low) <= exact <= mpmath.mpf(found.high)


def test_what_is_exact_stays_a_point():
    total = Range(0.5, 0.5) + Range(0.25, 0.25)
    assert (total.low, total.high) == (0.75, 0.75)
    twice = Range(0.1, 0.1) * 2
    assert (twice.low, twice.high) == (0.2, 0.2)
    difference = Range(1.1, 1.1) - 1
    assert difference.low == difference.high


def test_a_written_tenth_is_not_a_double():
    tenth = Range.of(Fraction(1, 10))
    assert Fraction(tenth.low) < Fraction(1, 10) < Fraction(tenth.high)
    assert tenth.distance(0.1) > 0


def test_small_numbers_that_vanish_are_not_exactly_zero():
    square = Range(1e-200, 1e-200) * Range(1e-200, 1e-200)
    assert square.high > 0
    assert Ranges().power(Range(1e-200, 1e-200), Range(2.0, 2.0)).high > 0
    assert (Range(5e-324, 5e-324) * 0.5).high > 0
