"""The rows of difference quotients: orders, exactness, rounding, and the complex step."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from references import REFERENCES, evaluated

from symgrad.arithmetic import Bound, ByHand, Complex, Exact, Float, Undefined
from symgrad.errors import EvaluationError, InputError
from symgrad.expr import Call, Lit, Ref
from symgrad.finite import SCHEMES, shifted
from symgrad.formula.text import text
from symgrad.formula.written import Written
from symgrad.graph import Graph
from symgrad.operations import OPERATIONS, Array, Multiprecision, local_derivatives
from symgrad.operations.continued import Continued
from symgrad.schemes import multiple
from symgrad.trace import evaluate_line

ALL = tuple(SCHEMES)
REAL = tuple(name for name in ALL if name != "complex_step")
SINE = Graph.from_text("Y = sin(x)")
MAIN = Graph.from_text("d = a + b; e = b - c; Y = d*e")
POINT = {"a": 1, "b": 2, "c": 3}
CUBIC = Graph.from_text("Y = x^3")
F = Fraction


def quotient(source: str, x: object, h: object, scheme: str, arithmetic=None):
    graph = Graph.from_text(source)
    (row,) = graph.differences(
        {"x": x}, "x", steps=[h], schemes=[scheme], arithmetic=arithmetic
    ).rows
    return row.number(scheme)


# --- Which ones are computed ------------------------------------------------------------------


def test_without_a_choice_the_table_is_the_usual_one():
    (row,) = CUBIC.differences({"x": 2}, "x", steps=["0.1"]).rows
    assert tuple(row.quotients) == ("forward", "backward", "central")


def test_only_the_chosen_ones_and_their_values_are_computed():
    found = MAIN.differences(POINT, "b", steps=["0.1"], schemes=("forward", "five_point"))
    (row,) = found.rows
    assert (tuple(row.quotients), found.schemes) == (("forward", "five_point"),) * 2
    shifts = ("+0.1", "+0.2", "-0.1", "-0.2")
    points = [f"{node}[b{shift}]" for shift in shifts for node in "bdeY"]
    assert [line.id for line in row.trace.lines] == [
        *points,
        *("forward[b,0.1]", "five_point[b,0.1]"),
    ]
    assert row.central is None


def test_an_unknown_scheme_is_named():
    with pytest.raises(InputError, match=r"no difference quotient 'middle'.*five_point"):
        MAIN.differences(POINT, "b", schemes=["middle"])


@pytest.mark.parametrize("arithmetic", [Exact(), Float(), Bound(), ByHand(decimals=6)], ids=repr)
def test_every_quotient_comes_from_its_lines(arithmetic):
    schemes = ALL if type(arithmetic) is Float else REAL
    found = MAIN.differences(POINT, "b", arithmetic=arithmetic, schemes=schemes)
    for row in found.rows:
        assert tuple(row.quotients) == schemes
        values = dict(found.base.raw)
        for line in row.trace.lines:
            values[line.id] = evaluate_line(line, values, row.trace.arithmetic)
        assert values == row.trace.raw


def test_an_input_that_changes_nothing():
    graph = Graph.from_text("Y = a", inputs=("a", "u"))
    found = graph.differences({"a": 1, "u": 2}, "u", arithmetic=Float(), schemes=ALL)
    assert {row.number(name) for row in found.rows for name in ALL} == {0}


@pytest.mark.parametrize(
    ("h", "factor", "written"),
    [
        ("0.1", 2, "0.2"),
        ("0.1", F(1, 2), "0.05"),
        ("1/3", 2, "2/3"),
        ("1E-9", 2, "2e-9"),
        ("5e-200", F(1, 2), "2.5e-200"),
        ("0.10", 1, "0.10"),
    ],
)
def test_a_multiple_is_written_like_its_step(h, factor, written):
    found = multiple(Lit(F(h), h), F(factor))
    assert (found.written, found.value) == (written, F(h) * factor)
    assert F(found.written) == found.value


def test_a_value_outside_the_domain_takes_only_its_own_schemes_away():
    found = Graph.from_text("Y = sqrt(x)").differences(
        {"x": "0.15"}, "x", steps=["0.1"], schemes=REAL
    )
    missing = set(REAL) - set(found.rows[0].quotients)
    assert missing == {"five_point"}


def test_the_verdict_rests_on_the_usual_quotients_whatever_is_chosen():
    for arithmetic in (Exact(), Float(), ByHand(decimals=8)):
        found = CUBIC.differences({"x": 2}, "x", arithmetic=arithmetic, schemes=["richardson"])
        assert found.status == "agrees"


# --- Exact arithmetic: hand formulas ----------------------------------------------------------

X, H = F(3, 2), F(1, 10)


@pytest.mark.parametrize(
    ("scheme", "power", "expected"),
    [
        ("forward", 2, 2 * X + H),
        ("backward", 2, 2 * X - H),
        ("central", 3, 3 * X**2 + H**2),
        ("five_point", 4, 4 * X**3),
        ("five_point", 5, 5 * X**4 - 4 * H**4),
        ("richardson", 4, 4 * X**3),
        ("richardson", 5, 5 * X**4 - H**4 / 4),
        ("second_difference", 3, 6 * X),
        ("second_difference", 4, 12 * X**2 + 2 * H**2),
    ],
)
def test_quotients_of_powers(scheme, power, expected):
    assert quotient(f"Y = x^{power}", X, H, scheme) == expected


def test_the_complex_step_of_a_cube():
    assert quotient("Y = x^3", 2, "0.5", "complex_step", Float()) == 3 * 2**2 - 0.5**2


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.name)
def test_moments_say_the_order(scheme):
    """Up to the order, a quotient knows polynomials exactly; then comes the error."""
    moments = [scheme.moment(power) for power in range(scheme.derivative + scheme.order + 1)]
    first = math.factorial(scheme.derivative)
    assert [m for k, m in enumerate(moments[:-1]) if k != scheme.derivative] == [0] * (
        scheme.derivative + scheme.order - 1
    )
    assert moments[scheme.derivative] == first
    assert moments[-1] != 0


@pytest.mark.parametrize("scheme", REAL)
def test_the_remainder_is_what_is_left(scheme):
    found = Graph.from_text("Y = x^6 - 2*x^3 + x").differences(
        {"x": "1.5"}, "x", steps=["0.1", "1/3"], schemes=REAL
    )
    for row in found.rows:
        rest = sum(c * row.h.value**power for power, c in found.remainder(scheme).items())
        assert found.error(row, scheme) == rest


def test_the_second_difference_is_compared_with_the_second_derivative():
    found = SINE.differences({"x": 1}, "x", steps=["0.01"], schemes=["second_difference"])
    assert abs(float(found.second_derivative) + math.sin(1)) < 1e-15
    off = found.error(found.rows[0], "second_difference")
    assert float(off) == pytest.approx(math.sin(1) * 0.01**2 / 12, rel=1e-4)
    kink = Graph.from_text("Y = abs(x)", conventions={"abs_slope_at_0": 0}).differences(
        {"x": 1}, "x", schemes=["second_difference"]
    )
    assert kink.second_derivative == 0
    edge = Graph.from_text("Y = sqrt(x^3)").run({"x": 1})
    assert shifted(edge, "x", ["0.1"], ["second_difference"]).second_derivative == F(3, 4)


def test_where_there_is_no_second_derivative_there_is_no_error():
    base = Graph.from_text("Y = x^1.5").run({"x": 0})
    found = shifted(base, "x", ["0.1"], ["forward", "second_difference"])
    assert found.second_derivative is None
    assert found.error(found.rows[0], "second_difference") is None


# --- Floats: truncation and rounding ----------------------------------------------------------

EXPONENTS = [k / 5 for k in range(1, 76)]
STEPS = [f"{10**-k:.4g}" for k in EXPONENTS]


def errors(scheme: str) -> list[tuple[float, float]]:
    """Return (h, distance from the derivative of sin at 1) with many digits."""
    found = SINE.differences({"x": 1}, "x", steps=STEPS, arithmetic=Float(), schemes=[scheme])
    numbers = Multiprecision(40).context
    exact = -numbers.sin(1) if SCHEMES[scheme].derivative == 2 else numbers.cos(1)
    rows = [row for row in found.rows if scheme in row.quotients]
    return [(float(row.h.value), float(abs(row.number(scheme) - exact))) for row in rows]


def slope(points: list[tuple[float, float]], low: float, high: float) -> float:
    chosen = [np.log(point) for point in points if low <= point[0] <= high and point[1]]
    assert len(chosen) >= 5
    return float(np.polyfit(*zip(*chosen, strict=True), 1)[0])


@pytest.mark.parametrize(
    ("scheme", "truncation", "rounding", "slopes", "best", "least"),
    [
        ("forward", (1e-6, 0.1), (1e-14, 1e-9), (1, -1), 1.3e-8, 1e-8),
        ("central", (1e-4, 0.1), (1e-13, 1e-6), (2, -1), 6e-6, 1e-11),
        ("five_point", (3e-3, 0.3), (1e-12, 1e-4), (4, -1), 6.3e-4, 1e-13),
        ("richardson", (3e-3, 0.3), (1e-12, 1e-4), (4, -1), 1e-3, 1e-13),
        ("complex_step", (1e-5, 0.3), (1e-15, 1e-9), (2, 0), None, 1e-16),
        ("second_difference", (1e-3, 0.3), (1e-7, 1e-5), (2, -2), 1e-4, 1e-8),
    ],
)
def test_slopes_and_optimum_in_floats(scheme, truncation, rounding, slopes, best, least):
    points = errors(scheme)
    found = slope(points, *truncation), slope(points, *rounding)
    assert found == pytest.approx(slopes, abs=0.2)
    h, smallest = min(points, key=lambda point: point[1])
    assert smallest < least
    assert best is None or best / 20 < h < best * 20


def test_forward_quotients_of_single_precision_are_best_near_7e_4():
    """The lines again, over NumPy's float32: nothing but the arithmetic changes."""
    numbers = Array(np)
    worst = {}
    for exponent in (1, 2, 3, 3.5, 4, 5, 6):
        base = SINE.run({"x": 1}, Float())
        (row,) = shifted(base, "x", [f"{10**-exponent:.4g}"], ["forward"]).rows
        values = {"x": np.float32(1), "Y": np.sin(np.float32(1))}
        for line in row.trace.lines:
            values[line.id] = evaluated(line.expr, values, numbers)
        last = values[row.quotients["forward"]]
        assert last.dtype == np.float32
        worst[exponent] = abs(float(last) - math.cos(1))
    assert min(worst, key=worst.get) in (3, 3.5, 4)
    assert worst[1] / worst[2] == pytest.approx(10, rel=0.2)
    assert worst[6] > 10 * worst[3]


# --- The complex step -------------------------------------------------------------------------

ANALYTIC = [
    name
    for name, row in REFERENCES.items()
    if row.points[0:1]
    and len(row.points[0]) == 1
    and not row.params
    and name not in ("abs", "relu", "step", "elu", "leaky_relu")
]


@pytest.mark.parametrize("h", [1e-20, 1e-100, 1e-200])
@pytest.mark.parametrize("name", ANALYTIC)
def test_the_continuations_keep_a_tiny_imaginary_part(name, h):
    numbers = Multiprecision(60)
    for (written,) in REFERENCES[name].points:
        x = float(F(written))
        found = OPERATIONS[name].value(Continued(), complex(x, h)).imag / h
        call = Call(name, (Ref("x"),))
        values = {"x": numbers.number(F(x))}
        values["out"] = evaluated(call, values, numbers)
        expected = evaluated(local_derivatives(call, Ref("out"))[0], values, numbers)
        assert abs(found - expected) <= 1e-14 * abs(expected) + 1e-300


@pytest.mark.parametrize("z", [1 + 0.5j, -2 + 1j, 0.3 + 3j, 10j, -0.5j, 1e3 + 1j, 2 + 0j])
def test_the_error_function_of_complex_numbers(z):
    expected = complex(mpmath.erf(z)) if z.real < 100 else 1
    assert abs(Continued().erf(z) - expected) <= 1e-13 * abs(expected)
    normal = complex(mpmath.erfc(-z / math.sqrt(2))) / 2 if z.real < 100 else 1
    assert abs(Continued().normal(z) - normal) <= 1e-13 * abs(normal)


@pytest.mark.parametrize(
    ("source", "x", "expected"),
    [
        ("Y = x^3", "-2", 12),
        ("Y = x^-3", "-2", F(-3, 16)),
        ("Y = x^101", "-1", 101),
        ("Y = x^2.5", "4", 20),
        ("Y = 2^x", "3", 8 * math.log(2)),
        ("Y = x^x", "2", 4 * (1 + math.log(2))),
        ("Y = sigmoid(x)", "-800", 0),
        ("Y = softplus(x)", "800", 1),
        ("Y = max(2, 3)*x", "5", 3),
        ("Y = 1/x - x/4", "-2", -0.5),
        ("Y = log(x^2 + 1)", "0", 0),
    ],
)
@pytest.mark.parametrize("h", ["1e-20", "1e-200"])
def test_complex_steps(source, x, expected, h):
    found = quotient(source, x, h, "complex_step", Float())
    assert found == pytest.approx(float(expected), rel=4e-15)


@pytest.mark.parametrize(
    "source",
    ["abs(x)", "max(x, 1)", "min(1, x)", "relu(x)", "leaky_relu(x, 0.1)", "elu(x)", "step(x)"],
)
@pytest.mark.parametrize("x", ["2", "-2"])
def test_what_is_not_analytic_is_refused(source, x):
    graph = Graph.from_text(f"Y = x*{source}")
    with pytest.raises(EvaluationError, match="is not analytic") as refused:
        graph.differences({"x": x}, "x", arithmetic=Float(), schemes=["complex_step"])
    assert refused.value.code == "not_analytic"
    assert refused.value.data["rule"] == source.partition("(")[0]
    assert "analítica" in refused.value.message("es")


@pytest.mark.parametrize(
    ("source", "x", "found"),
    [
        ("abs(x)", "2", 0),  # silently wrong: the modulus has no slope
        ("abs(x)", "-2", 0),
        ("x*abs(x)", "-2", 2),  # 4
        ("relu(x)", "2", 1),  # comparisons of real parts pick the right branch
        ("relu(x)", "0", 0),  # and say nothing of the kink
        ("max(x, 1)", "2", 1),
        ("step(x)", "3", 0),
        ("elu(x)", "-1", math.exp(-1)),
    ],
)
def test_the_naive_complex_step_fails_silently(source, x, found):
    conventions = {"abs_slope_at_0": 0, "elu_slope_at_0": 1, "step_slope_at_0": 0}
    kept = {k: v for k, v in conventions.items() if k.partition("_")[0] in source}
    graph = Graph.from_text(f"Y = {source}", conventions=kept)
    (row,) = graph.differences(
        {"x": x}, "x", steps=["1e-30"], arithmetic=Complex(naive=True), schemes=["complex_step"]
    ).rows
    assert row.number("complex_step") == pytest.approx(found, rel=1e-15)


@pytest.mark.parametrize("arithmetic", [Exact(), Bound(), ByHand(decimals=3)], ids=repr)
def test_the_complex_step_needs_floats(arithmetic):
    with pytest.raises(InputError, match="floats"):
        MAIN.differences(POINT, "b", arithmetic=arithmetic, schemes=["complex_step"])


@pytest.mark.parametrize(
    ("source", "x", "h"),
    [
        ("log(x^2)", "1", "2"),  # the real part leaves the domain
        ("1/(x^2 + 4)", "0", "2"),  # the pole at 2i
        ("(x^2)^x", "1", "2"),
        ("cos(x)", "1", "800"),
        ("sqrt(1e200*x)", "1e108", "1e109"),
    ],
)
def test_a_complex_step_may_be_too_long(source, x, h):
    assert quotient(f"Y = {source}", x, h, "complex_step", Float()) is None


def test_complex_lines_in_print():
    graph = Graph.from_text("Y = x^3")
    (row,) = graph.differences(
        {"x": 2}, "x", steps=["0.5"], arithmetic=Float(), schemes=["complex_step"]
    ).rows
    printed = Written(row.trace, "es", "comma")
    assert [text(printed.line(line).right_side) for line in row.trace.lines] == [
        "x + 0,5 · i = 2 + 0,5 · i = 2 + 0,5i",
        "x(x + 0,5i)^3 = (2 + 0,5i)^3 ≈ 6,5 + 5,875i",
        "Im(Y(x + 0,5i)) = Im(6,5 + 5,875i) = 5,875",
        "Im Y(x + 0,5i)/0,5 = 5,875/0,5 = 11,75",
    ]


def test_messages_name_complex_values_briefly():
    graph = Graph.from_text("Y = abs(sin(x))")
    with pytest.raises(EvaluationError) as refused:
        graph.differences({"x": "1.23456789"}, "x", arithmetic=Float(), schemes=["complex_step"])
    assert len(str(refused.value)) < 250


def test_real_operations_of_the_complex_arithmetic_are_those_of_floats():
    source = "d = sigmoid(a)*b; e = relu(b - c); Y = d*e + exp(d)/2"
    point = {"a": "0.5", "b": "2", "c": "0.7"}
    graph = Graph.from_text(source)
    assert graph.run(point, Complex()).raw == graph.run(point, Float()).raw
    assert [Complex(naive=True).sign(value) for value in (2 - 1j, -1 + 2j, 1j)] == [1, -1, 0]
    with pytest.raises(Undefined, match="not_analytic"):
        Complex().sign(2 + 1j)
