"""The rows of the table: local derivatives, names."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from references import CASES, REFERENCES, M, evaluated, number

from symgrad import Graph
from symgrad.conversion import to_text
from symgrad.expr import Call, Ref
from symgrad.operations import (
    FUNCTIONS,
    OPERATIONS,
    SWITCHES,
    Backend,
    Multiprecision,
    SymPy,
    local_derivatives,
)
from symgrad.parsing import parse_expression

DIFFERENTIABLE = [(name, point) for name, point in CASES if point]


def slopes(name: str, args: list, backend: Backend) -> list:
    """Return every local derivative of a row, as a number of one kind."""
    refs = tuple(Ref(f"x{place}") for place in range(len(args)))
    call = Call(name, refs, REFERENCES[name].params)
    values = {ref.name: arg for ref, arg in zip(refs, args, strict=True)}
    values["out"] = evaluated(call, values, backend)
    return [evaluated(slope, values, backend) for slope in local_derivatives(call, Ref("out"))]


def check_slopes(name: str, point: Sequence[str | Fraction]) -> None:
    """Compare every local derivative with one that mpmath takes of the other formula."""
    numbers = Multiprecision(60)
    found = slopes(name, [numbers.number(Fraction(part)) for part in point], numbers)
    exact = [number(part) for part in point]
    for place, slope in enumerate(found):

        def moved(x, place=place):
            return REFERENCES[name].formula(*exact[:place], x, *exact[place + 1 :])

        expected = M.diff(moved, exact[place], h=M.mpf(10) ** -120)
        assert abs(M.mpf(slope) - expected) <= M.mpf(10) ** -50 * (1 + abs(expected))


@pytest.mark.parametrize(("name", "point"), DIFFERENTIABLE)
def test_local_derivatives(name, point):
    check_slopes(name, point)


@st.composite
def points(draw, name: str) -> list[Fraction]:
    """Draw a point between two of the reference, on their side of every kink."""
    first, second = (draw(st.sampled_from(REFERENCES[name].points)) for _ in range(2))
    share = Fraction(draw(st.integers(0, 1000)), 1000)
    start, end = list(map(Fraction, first)), list(map(Fraction, second))
    if len(start) != len(end):
        return start
    pairs = zip(start, end, strict=True)
    return [x + share * (y - x) if x * y > 0 else x for x, y in pairs]


@pytest.mark.parametrize("name", sorted({name for name, _ in DIFFERENTIABLE}))
@given(data=st.data())
def test_local_derivatives_anywhere(name, data):
    point = data.draw(points(name))
    assume(name not in ("max", "min") or len(set(point)) == len(point))
    check_slopes(name, point)


@pytest.mark.parametrize(("name", "point"), DIFFERENTIABLE)
def test_sympy_differentiates_the_value_to_the_same(name, point):
    symbols = [sympy.Symbol(f"x{place}", real=True) for place in range(len(point))]
    ours = slopes(name, symbols, SymPy())
    fixed = [None if p is None else SymPy().number(p) for p in REFERENCES[name].params]
    value = OPERATIONS[name].value(SymPy(), *symbols, *fixed)
    at = dict(zip(symbols, map(sympy.Rational, point), strict=True))
    for slope, symbol in zip(ours, symbols, strict=True):
        theirs = sympy.diff(value, symbol).subs(at)
        assert abs(sympy.N(sympy.sympify(slope).subs(at) - theirs, 40)) < 1e-30 * (1 + abs(theirs))


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("x + y", ["1", "1"]),
        ("x - y", ["1", "-1"]),
        ("x*y", ["y", "x"]),
        ("x/y", ["1/y", "-x/y^2"]),
        ("x^y", ["y*x^(y - 1)", "h*log(x)"]),
        ("square(x)", ["2*x"]),
        ("exp(x)", ["h"]),
        ("log(x)", ["1/x"]),
        ("sqrt(x)", ["1/(2*h)"]),
        ("sin(x)", ["cos(x)"]),
        ("cos(x)", ["-sin(x)"]),
        ("tan(x)", ["1 + h^2"]),
        ("tanh(x)", ["1 - h^2"]),
        ("sigmoid(x)", ["h*(1 - h)"]),
        ("silu(x)", ["h + sigmoid(x)*(1 - h)"]),
        ("softplus(x)", ["sigmoid(x)"]),
        ("leaky_relu(x, 0.2)", ["cases(x, 1, 0.2, 0.2)"]),
        ("elu(x, 2)", ["cases(x, 1, h + 2, h + 2)"]),
        ("max(x, y)", ["cases(x - y, 1, 0)", "cases(x - y, 0, 1)"]),
        ("min(x, y)", ["cases(x - y, 0, 1)", "cases(x - y, 1, 0)"]),
    ],
)
def test_rules_as_people_write_them(source, printed):
    call = parse_expression(source)
    assert [to_text(slope) for slope in local_derivatives(call, Ref("h"))] == printed


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("x^0", "0"),
        ("x^1", "1"),
        ("x^2", "2*x"),
        ("x^3", "3*x^2"),
        ("x^-1", "-1*x^(-2)"),
        ("x^0.5", "0.5*x^(-0.5)"),
        ("x^2.50", "2.50*x^1.5"),
        ("x^(1/3)", "1/3*x^(-2/3)"),
        ("x^1e3", "1e3*x^999"),
        # More digits than a Decimal of the default context holds.
        ("x^2.0000000000000000000000000000000001", None),
    ],
)
def test_powers_with_a_written_exponent(source, printed):
    slope = local_derivatives(parse_expression(source), Ref("h"))[0]
    if printed is not None:
        assert to_text(slope).replace("(1/3)", "1/3") == printed
    for part in getattr(slope, "args", ()):
        if isinstance(part, Call):
            less = part.args[1]
            assert Fraction(less.written) == less.value


@pytest.mark.parametrize(
    ("source", "at", "slope"),
    [
        ("x^3", "-2", 12),
        ("x^-2", "-2", Fraction(1, 4)),
        ("x^0", "-2", 0),
        ("x^1", "0", 1),
        ("x^2", "0", 0),
        ("x^1.5", "0", 0),
        ("x^0.5", "1/4", 1),
        ("x^(1/2)", "1/4", 1),
        ("2^(x*0 + 2) + x", "5", 1),
    ],
)
def test_slopes_of_powers(source, at, slope):
    assert Graph.from_text(f"y = {source}").run({"x": at}).adjoints["x"] == slope


def test_rows_are_complete():
    for name, row in OPERATIONS.items():
        assert row.name == name
        assert row.arity[1] is None or row.arity[0] <= row.arity[1]
        assert row.title("es")
        assert row.title("en")
        assert row.sign or row.style in ("cases", "constant")


def test_every_switch_belongs_to_its_row():
    for switch, name in SWITCHES.items():
        assert switch.startswith(name)
        assert name in FUNCTIONS


def test_usage_shows_what_may_be_written():
    assert OPERATIONS["leaky_relu"].usage == "leaky_relu(x, beta)"
    assert OPERATIONS["relu"].usage == "relu(x)"
    assert OPERATIONS["max"].usage == "max(x, y)"
