"""Derivatives of whole expressions, against SymPy's, and written as a person would."""

from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symgrad.conversion import to_text
from symgrad.expr import Call, Ref, call, fold, number
from symgrad.parsing import parse_expression
from symgrad.rules import negative, plus, slopes, times

x, y = Ref("x"), Ref("y")
mp = mpmath.mp.clone()
mp.dps = 60


def functions(math, maximum, minimum):
    """Write the operations once more, over SymPy's functions or mpmath's."""
    return {
        "add": lambda x, y: x + y,
        "sub": lambda x, y: x - y,
        "mul": lambda x, y: x * y,
        "div": lambda x, y: x / y,
        "neg": lambda x: -x,
        "pow": lambda x, y: x**y,
        "square": lambda x: x * x,
        "exp": math.exp,
        "log": math.log,
        "sqrt": math.sqrt,
        "sin": math.sin,
        "cos": math.cos,
        "tan": math.tan,
        "atan": math.atan,
        "sinh": math.sinh,
        "cosh": math.cosh,
        "tanh": math.tanh,
        "erf": math.erf,
        "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
        "softplus": lambda x: math.log(1 + math.exp(x)),
        "silu": lambda x: x / (1 + math.exp(-x)),
        "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
        "relu": lambda x: maximum(x, 0),
        "abs": abs,
        "max": maximum,
        "min": minimum,
    }


SYMPY = functions(sympy, sympy.Max, sympy.Min)
MPMATH = functions(mp, max, min)
SYMBOLS = {name: sympy.Symbol(name, real=True) for name in "xy"}
SMOOTH = [name for name in SYMPY if name not in ("relu", "abs", "max", "min")]
SINGLE = [name for name in SMOOTH if name not in ("add", "sub", "mul", "div", "pow")]


def in_sympy(expr):
    def leaf(node):
        if isinstance(node, Ref):
            return SYMBOLS[node.name]
        return sympy.Rational(node.value.numerator, node.value.denominator)

    return fold(expr, leaf, lambda node, parts: SYMPY[node.op](*parts))


class NoValue(Exception):
    """What is complex, at a kink or too large is not asked."""


def value(expr, point):
    """Evaluate with 60 digits."""

    def leaf(node):
        number = point[node.name] if isinstance(node, Ref) else node.value
        return mp.mpf(number.numerator) / number.denominator

    def combine(node, parts):
        if node.op == "cases":
            if parts[0] == 0:
                raise NoValue
            return parts[1] if parts[0] > 0 else parts[-1]
        if node.op == "pi":
            return +mp.pi
        try:
            result = MPMATH[node.op](*parts)
        except (ZeroDivisionError, OverflowError):
            raise NoValue from None
        if mp.im(result) != 0 or not abs(result) < 10**6:
            raise NoValue
        return mp.re(result)

    return fold(expr, leaf, combine)


def expressions(single):
    def larger(inner):
        pairs = st.tuples(st.sampled_from(["add", "sub", "mul", "div"]), inner, inner)
        powers = st.tuples(inner, st.integers(-2, 3).map(number))
        return st.one_of(
            st.tuples(st.sampled_from(single), inner).map(lambda part: call(*part)),
            pairs.map(lambda part: call(*part)),
            powers.map(lambda part: call("pow", *part)),
        )

    leaves = st.one_of(st.sampled_from([x, y]), st.integers(1, 5).map(number))
    return st.recursive(leaves, larger, max_leaves=5).filter(lambda expr: isinstance(expr, Call))


coordinates = st.integers(-30, 30).map(lambda size: Fraction(size, 16) + Fraction(1, 57))


def check(expr, **point):
    value(expr, point)
    whole = in_sympy(expr)
    place = {SYMBOLS[name]: sympy.Rational(*point[name].as_integer_ratio()) for name in point}
    for name, slope in slopes(expr, expr).items():
        expected = whole.diff(SYMBOLS[name]).subs(place).evalf(45)
        difference = value(slope, point) - mp.mpf(str(expected))
        assert abs(difference) <= mp.mpf(10) ** -35 * (1 + abs(mp.mpf(str(expected))))


@given(expressions(SINGLE), coordinates, coordinates)
@settings(max_examples=150)
def test_slopes_of_random_expressions_are_those_of_sympy(expr, x, y):
    try:
        check(expr, x=x, y=y)
    except NoValue:
        assume(False)


@pytest.mark.parametrize("operation", SINGLE)
@pytest.mark.parametrize("inner", ["x*y", "x^2 + 3*y", "exp(x)/y", "x/2"])
def test_every_function_of_something(operation, inner):
    expr = call(operation, parse_expression(f"({inner})^2 + 1/4"))
    check(expr, x=Fraction(3, 8), y=Fraction(-5, 7))


@pytest.mark.parametrize(
    "text",
    ["x^y", "2^x", "x^(x*y)", "(x + y)^3", "x^(-1/2)", "max(x*y, x)", "x/y/x", "x - (y - x)"],
)
def test_expressions_with_several_uses(text):
    check(parse_expression(text), x=Fraction(9, 8), y=Fraction(5, 7))


@pytest.mark.parametrize("x_value", [-2, 3])
@pytest.mark.parametrize(
    ("text", "below", "above"),
    [
        ("relu(x)*x", 0, 6),
        ("abs(2*x)", -2, 2),
        ("max(x, 1)^2", 0, 6),
        ("min(x, 1)^2", -4, 0),
        ("leaky_relu(x*1, 0.1)", "0.1", 1),
        ("step(x)*x", 0, 1),
    ],
)
def test_slopes_on_both_sides_of_a_kink(text, below, above, x_value):
    expr = parse_expression(text)
    found = value_with_kinks(slopes(expr, expr)["x"], mp.mpf(x_value))
    assert abs(found - mp.mpf(above if x_value > 0 else below)) < mp.mpf(10) ** -50


def value_with_kinks(expr, at):
    known = {**MPMATH, "leaky_relu": lambda x: max(x, x / 10), "step": lambda x: int(x > 0)}
    known["cases"] = lambda sign, *branches: branches[0] if sign > 0 else branches[-1]
    return fold(
        expr,
        lambda leaf: (
            at if isinstance(leaf, Ref) else mp.mpf(leaf.value.numerator) / leaf.value.denominator
        ),
        lambda node, parts: known[node.op](*parts),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(f - y)^2", {"f": "2*(f - y)", "y": "-2*(f - y)"}),
        ("w*x + b", {"w": "x", "x": "w", "b": "1"}),
        ("a*b*c", {"a": "c*b", "b": "c*a", "c": "a*b"}),
        ("a - b - c", {"a": "1", "b": "-1", "c": "-1"}),
        ("a - (b - c)", {"a": "1", "b": "-1", "c": "1"}),
        ("3*a", {"a": "3"}),
        ("a^1 + a^0*b", {"a": "1", "b": "a^0"}),
        ("a*a*a", {"a": "a*a + a*a + a*a"}),
        ("sigmoid(2*z)", {"z": "h*(1 - h)*2"}),
        ("exp(-z)", {"z": "-h"}),
        ("2 + 3*4", {}),
    ],
)
def test_what_a_person_would_write(text, expected):
    found = slopes(parse_expression(text), Ref("h"))
    assert {name: to_text(slope) for name, slope in found.items()} == expected


def test_constants_have_no_slope():
    found = slopes(call("pi") * x ** number(2), Ref("h"))
    assert {name: to_text(slope) for name, slope in found.items()} == {"x": "pi*(2*x)"}


def test_names_come_in_the_order_of_their_first_use():
    assert list(slopes(parse_expression("c*b + a*c"), Ref("h"))) == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("left", "right", "product"),
    [
        (number(1), x, "x"),
        (x, number(1), "x"),
        (number(-1), x, "-x"),
        (x, number(-1), "-x"),
        (number(0), x, "0"),
        (x, number(0), "0"),
        (number(-1), number(3), "-3"),
        (number(-1), number(-3), "3"),
        (number(-1), -x, "x"),
        (number(-1), 2 * x, "-2*x"),
        (number(-1), -2 * x, "2*x"),
        (number(2), x, "2*x"),
        (x, y, "x*y"),
    ],
)
def test_products_without_ones(left, right, product):
    assert to_text(times(left, right)) == product


@pytest.mark.parametrize(
    ("left", "right", "total"),
    [(x, number(0), "x"), (number(0), x, "x"), (x, y, "x + y"), (x, number(1), "x + 1")],
)
def test_sums_without_zeros(left, right, total):
    assert to_text(plus(left, right)) == total


def test_the_negative_of_a_written_number_keeps_its_digits():
    assert to_text(negative(parse_expression("0.50"))) == "-0.50"
    assert to_text(negative(parse_expression("-0.50"))) == "0.50"


def test_a_long_sum_is_differentiated_without_recursion():
    size = 20_000
    expr = x
    for _ in range(size):
        expr = expr + x * y
    found = slopes(expr, Ref("h"))
    assert to_text(found["y"]) == " + ".join(["x"] * size)
