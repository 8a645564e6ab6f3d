"""Taylor arithmetic: coefficients against mpmath and SymPy, exactness, singular points, work."""

import math
from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given
from references import CASES, REFERENCES, number
from strategies import RATIONAL, random_graphs

from symgrad.errors import EvaluationError, InputError
from symgrad.expr import Call, Ref
from symgrad.graph import Graph
from symgrad.operations import OPERATIONS, Floating, Multiprecision, Rational
from symgrad.parsing import Limits
from symgrad.taylor import TaylorProgram, higher_derivatives, taylor
from symgrad.taylor.rules import RULES

F = Fraction
REFERENCE = number("1").context  # 400 digits
M = mpmath.MPContext()
M.dps = 120  # so that mpmath's differences leave far more than 40 digits


def of(source: str, **conventions: object) -> Graph:
    return Graph.from_text(source, conventions=conventions)


def test_every_row_of_the_table_has_a_rule():
    assert set(OPERATIONS) - set(RULES) == {"cases", "pi", "e", "i", "im"}


# --- Against others ---------------------------------------------------------------------------

POINTS = [
    (name, point)
    for name, point in CASES
    if name in RULES and point and all(abs(F(text)) <= 10 for text in point)
]


def alone(name: str, point: tuple[str, ...]) -> tuple[Graph, dict[str, str]]:
    """Return a graph of one operation, and the values of its arguments."""
    refs = tuple(Ref(f"x{n}") for n in range(len(point)))
    call = Call(name, refs, REFERENCES[name].params)
    graph = Graph.from_assignments([("Y", call, 1)])
    return graph, {ref.name: text for ref, text in zip(refs, point, strict=True)}


@pytest.mark.parametrize(("name", "point"), POINTS)
def test_each_operation_against_mpmath(name, point):
    numbers = Multiprecision(40)
    for place, text in enumerate(point):
        graph, values = alone(name, point)
        del values[f"x{place}"]
        found = taylor(graph, text, 5, inputs=values, numbers=numbers)
        exact = [number(part) for part in point]

        def moved(x, place=place, exact=exact):
            return REFERENCES[name].formula(*exact[:place], x, *exact[place + 1 :])

        expected = REFERENCE.taylor(moved, exact[place], 5)
        size = max(map(abs, expected))
        for one, other in zip(found, expected, strict=True):
            assert abs(REFERENCE.mpf(one) - other) <= REFERENCE.mpf(10) ** -33 * (1 + size)


@given(random_graphs())
def test_random_graphs_against_mpmath(drawn):
    graph, moved = drawn.graph(), next(iter(drawn.inputs))
    others = {name: value for name, value in drawn.inputs.items() if name != moved}
    x = drawn.inputs[moved]
    numbers = Multiprecision(40)
    found = taylor(graph, x, 4, drawn.output, others, numbers)

    def value(t):
        return drawn.naive(
            M, lambda ratio: M.mpf(ratio.numerator) / ratio.denominator, **{moved: t}
        )

    expected = M.taylor(value, M.mpf(F(x).numerator) / F(x).denominator, 4)
    size = 1 + max(map(abs, expected))
    assert all(
        abs(M.mpf(a) - b) <= M.mpf(10) ** -20 * size for a, b in zip(found, expected, strict=True)
    )
    floats = taylor(graph, float(x), 4, drawn.output, others)
    assert floats == pytest.approx([float(one) for one in found], rel=1e-7, abs=1e-7 * float(size))


@given(random_graphs(rows=RATIONAL, lines=3))
def test_rational_graphs_are_exact(drawn):
    """Against an exact run, and with long lines kept as one node."""
    graph, moved = drawn.graph(), next(iter(drawn.inputs))
    others = {name: value for name, value in drawn.inputs.items() if name != moved}
    found = higher_derivatives(graph, drawn.inputs[moved], 3, drawn.output, others)
    assert all(isinstance(one, int | Fraction) for one in found)
    run = graph.run(drawn.inputs, output=drawn.output)
    assert (found[0], found[1]) == (run.values[drawn.output], run.adjoints[moved])
    coarse = drawn.graph(expand=False)
    assert higher_derivatives(coarse, drawn.inputs[moved], 3, drawn.output, others) == found


@pytest.mark.parametrize(
    ("source", "at"),
    [
        ("x^5 - 3*x^2 + 1/x", "2/3"),
        ("(x - 1)/(x^2 + 1)", "-1/2"),
        ("x^-3*(x + 2)^4", "3"),
        ("x^7", "0"),
        ("sqrt(x)*x", "4"),
        ("(x + 1)^1.5", "3"),
        ("exp(x)*sin(x) + cosh(x) - tan(x)", "0"),
        ("sigmoid(x) + tanh(x) + atan(x) + asin(x)", "0"),
        ("log(x)/x", "1"),
        ("square(x)^2/(1 - x)", "1/3"),
    ],
)
def test_exact_derivatives_against_sympy(source, at):
    graph = of(f"Y = {source}")
    found = higher_derivatives(graph, at, 3)
    x = sympy.Symbol("x", real=True)
    composed = graph.to_sympy()
    expected = [sympy.diff(composed, x, k).subs(x, sympy.Rational(at)) for k in range(4)]
    assert [sympy.Rational(str(one)) for one in found] == [sympy.nsimplify(e) for e in expected]


def test_the_eighth_derivative_of_tanh():
    program = TaylorProgram(of("Y = tanh(x)"), 8)
    for x in (-2.0, -0.5, 0.0, 0.3, 1.0, 3.0):
        expected = [float(M.diff(M.tanh, M.mpf(x), k)) for k in range(9)]
        assert program.derivatives(x) == pytest.approx(expected, rel=1e-11, abs=1e-11)


def test_floats_hold_the_derivatives_up_to_order_170():
    found = higher_derivatives(of("Y = sin(x)"), 0.5, 170)
    assert found[169] == pytest.approx(math.cos(0.5), rel=1e-12)
    for source, order in (("1/(1 - x)", 170), ("sin(x)", 171)):
        with pytest.raises(EvaluationError, match="too large"):
            higher_derivatives(of(f"Y = {source}"), 0.5, order)


# --- What is given ----------------------------------------------------------------------------


def test_one_input_moves_and_the_others_have_values():
    graph = of("d = a + b; e = b - c; Y = d*e")
    assert taylor(graph, 2, 3, inputs={"a": 1, "c": 3}) == (-3, 2, 1, 0)
    for inputs in ({"a": 1}, {"a": 1, "b": 2, "c": 3}):
        with pytest.raises(InputError) as refused:
            taylor(graph, 2, 1, inputs=inputs)
        assert refused.value.code == "one_input"
    with pytest.raises(InputError, match="no input 'd'"):
        taylor(graph, 2, 1, inputs={"d": 1})


def test_an_output_that_does_not_move():
    graph = of("Y = a*2; Z = x")
    assert taylor(graph, 1, 2, "Y", {"a": 3}) == (6, 0, 0)


@pytest.mark.parametrize("order", [-1, 1.5, "2"])
def test_orders_are_whole(order):
    with pytest.raises(InputError) as refused:
        taylor(of("Y = x"), 1, order)
    assert refused.value.code == "taylor_order"


def test_the_kind_of_the_point_chooses_the_numbers():
    graph = of("Y = x/3")
    assert taylor(graph, "1/2", 1) == (F(1, 6), F(1, 3))
    assert taylor(graph, 0.5, 1) == (0.5 / 3, 1 / 3)
    assert all(isinstance(one, float) for one in taylor(graph, 0.5, 1))
    assert taylor(of("Y = x*x"), "sqrt(4)", 2) == (4, 4, 1)
    assert taylor(graph, "1/2", 1, numbers=Floating()) == (0.5 / 3, 1 / 3)


def test_no_coefficient_is_a_negative_zero():
    found = taylor(of("Y = -x*0"), 1.0, 3)
    assert not any(math.copysign(1, one) < 0 for one in found)


# --- Singular points --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "x", "order", "code"),
    [
        ("sqrt(x)", 0, 1, "divisor"),
        ("sqrt(x)", -1, 0, "nonnegative"),
        ("log(x)", 0, 0, "positive"),
        ("log10(x)", -1, 2, "positive"),
        ("1/x", 0, 0, "divisor"),
        ("x/(x - 1)", 1, 3, "divisor"),
        ("asin(x)", 1, 1, "divisor"),
        ("acos(x)", 2, 1, "unit"),
        ("x^2.5", 0, 3, "zero_to_power"),
        ("x^-1", 0, 1, "zero_to_power"),
        ("x^0.5", -1, 1, "negative_base"),
        ("(0 - 2)^x", 2, 1, "positive"),
        ("x^x", 0, 1, "zero_to_power"),
        ("0^x", 2, 1, "positive"),
        ("abs(x)", 0, 1, "kink"),
        ("leaky_relu(x, 0.1)", 0, 2, "kink"),
        ("elu(x)", 0, 1, "kink"),
        ("max(x, 2*x)", 0, 1, "kink"),
        ("min(x, 1)", 1, 1, "kink"),
        ("step(x)", 0, 1, "jump"),
        ("exp(x)", 1000, 1, "overflow"),
    ],
)
@pytest.mark.parametrize("kind", [float, Fraction])
def test_singularities(source, x, order, code, kind):
    graph = of(f"Y = {source}")
    if kind is Fraction and source in ("exp(x)", "asin(x)"):
        code = "no_fraction"
    with pytest.raises(EvaluationError) as refused:
        taylor(graph, kind(x), order)
    assert refused.value.code == code
    assert refused.value.data["line"].startswith(("Y = ", "v1 = "))


def test_an_irrational_value_among_fractions_says_the_way_out():
    with pytest.raises(EvaluationError, match=r"no fraction \(x = 1\)\. Give the point as a float"):
        taylor(of("Y = sin(x)"), 1, 2)
    with pytest.raises(EvaluationError, match="no fraction"):
        taylor(of("Y = x"), "sqrt(2)", 2)


@pytest.mark.parametrize("step", ["{0}^2", "{0}*{0}"])
def test_fractions_that_are_too_long_are_refused(step):
    text = "\n".join(["n0 = x", *(f"n{i} = " + step.format(f"n{i - 1}") for i in range(1, 13))])
    with pytest.raises(EvaluationError) as refused:
        taylor(of(text), "1.0001", 2)
    assert refused.value.code == "too_many_bits"


@pytest.mark.parametrize("x", [math.inf, math.nan])
def test_floats_that_are_no_numbers(x):
    with pytest.raises(EvaluationError, match="too large"):
        taylor(of("Y = sin(x)"), x, 2)


def test_what_is_smooth_enough_at_0_has_its_derivatives():
    assert higher_derivatives(of("Y = x^2.5"), 0.0, 2) == (0, 0, 0)
    assert higher_derivatives(of("Y = x^3"), 0, 4) == (0, 0, 0, 6, 0)
    assert taylor(of("Y = sqrt(x)"), 0, 0) == (0,)
    assert taylor(of("Y = abs(x)"), 0, 0) == (0,)
    assert taylor(of("Y = (0 - 2)^x"), 2, 0) == (4,)


@pytest.mark.parametrize(
    ("source", "x", "expected"),
    [
        ("abs(x)*x", -2, (-4, 4, -2)),
        ("relu(x)*x", -2, (0, 0, 0)),
        ("relu(x)*x", 2, (4, 4, 2)),
        ("leaky_relu(x, 0.5)*x", -2, (2, -2, 1)),
        ("max(x, x^2, 1)", 3, (9, 6, 2)),
        ("max(x, x, 5)", 3, (5, 0, 0)),  # a tie of two losers
        ("min(x, x^2)", 3, (3, 1, 0)),
        ("step(x)", 1, (1, 0, 0)),
        ("step(x) + x", -1, (-1, 1, 0)),
    ],
)
def test_branches(source, x, expected):
    assert higher_derivatives(of(f"Y = {source}"), x, 2) == expected


def test_elu_below_0():
    expected = (2 * math.expm1(-1), *[2 * math.exp(-1)] * 3)
    assert higher_derivatives(of("Y = elu(x, 2)"), -1.0, 3) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("source", "convention"),
    [
        ("relu(x)", {}),
        ("relu(x)", {"relu_slope_at_0": "1/2"}),
        ("abs(x)", {"abs_slope_at_0": 0}),
        ("leaky_relu(x, 0.1)", {"leaky_relu_slope_at_0": 1}),
        ("elu(x)", {"elu_slope_at_0": 1}),
        ("step(x)", {"step_slope_at_0": 0}),
        ("max(x, 3*x)", {"max_slope_at_tie": "1/4"}),
        ("min(x, 3*x, 2*x)", {"min_slope_at_tie": "1/4"}),
    ],
)
def test_a_convention_decides_the_slope_at_a_kink_as_in_the_backward_pass(source, convention):
    graph = of(f"Y = {source}", **convention)
    expected = graph.run({"x": 0}).adjoints["x"]
    assert taylor(graph, 0, 2)[1:] == (F(str(expected)), 0)


# --- Work -------------------------------------------------------------------------------------


class Counted(float):
    """A float that counts the products it takes part in."""

    products = 0

    def __mul__(self, other):
        Counted.products += 1
        return Counted(float(self) * float(other))

    def __add__(self, other):
        return Counted(float(self) + float(other))

    def __sub__(self, other):
        return Counted(float(self) - float(other))

    def __rsub__(self, other):
        return Counted(float(other) - float(self))

    def __truediv__(self, other):
        return Counted(float(self) / float(other))

    def __rtruediv__(self, other):
        return Counted(float(other) / float(self))

    def __neg__(self):
        return Counted(-float(self))

    __radd__ = __add__
    __rmul__ = __mul__


class Counting(Floating):
    """Floats that count; what is computed for the first coefficient alone does not."""

    def number(self, value):
        return Counted(value)

    def __getattribute__(self, name):
        found = super().__getattribute__(name)
        plain = name == "number" or not callable(found)
        return found if plain else lambda *args: _counted(found(*args))


def _counted(value):
    return Counted(value) if isinstance(value, float) else value


def products(source: str, order: int) -> int:
    program = TaylorProgram(of(f"Y = {source}"), order, numbers=Counting())
    Counted.products = 0
    program(Counted(0.5))
    return Counted.products


def test_a_product_of_series_costs_what_the_book_says():
    for order in (2, 8, 32):
        zero = 1  # of the input, x + t
        assert products("x*x", order) == (order + 1) * (order + 2) // 2 + zero


@pytest.mark.parametrize(
    "source",
    ["x/x", "exp(x)", "log(x)", "sqrt(x)", "sin(x)", "tan(x)", "tanh(x)", "x^2.5", "atan(x)"],
)
def test_the_work_grows_like_the_square_of_the_order(source):
    short, long = products(source, 20), products(source, 40)
    assert 3 < long / short < 4.2
    assert long <= 5 * 40**2


@pytest.mark.parametrize("size", [10, 100])
def test_the_work_grows_like_the_graph(size):
    chain = "x0 = tanh(x); " + "; ".join(f"x{n + 1} = x{n}*x" for n in range(size))
    program = TaylorProgram(of(chain), 4, numbers=Counting())
    Counted.products = 0
    program(Counted(0.5))
    assert Counted.products == products("tanh(x)", 4) + 15 * size


def test_what_does_not_move_is_computed_once():
    graph = of("c = exp(a)*3; Y = c*x")
    program = TaylorProgram(graph, 3, inputs={"a": 0}, numbers=Counting())
    Counted.products = 0
    found = program(Counted(2.0))
    assert [float(one) for one in found] == [6, 3, 0, 0]
    assert Counted.products == 4 + 1


def test_a_program_is_used_again():
    program = TaylorProgram(of("Y = x^3"), 3, numbers=Rational())
    assert program(F(1)) == (1, 3, 3, 1)
    assert program(F(2)) == (8, 12, 6, 1)
    assert program.derivatives(F(2)) == (8, 12, 12, 6)


def test_long_graphs_need_no_deep_stack():
    text = "x" + " + 1" * 3000
    graph = Graph.from_text(f"Y = {text}", expand=False, limits=Limits(length=10**6, nodes=10**6))
    assert taylor(graph, 0.0, 2) == (3000, 1, 0)
