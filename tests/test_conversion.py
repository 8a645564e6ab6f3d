"""Expressions as worksheet text, and SymPy's expressions as ours."""

import operator
from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symgrad import Float, Graph
from symgrad.conversion import from_sympy, from_sympy_expression, to_text
from symgrad.errors import EvaluationError, GraphError
from symgrad.expr import Call, Lit, Ref, call, fold, number
from symgrad.language import LANGUAGES
from symgrad.lines import Program
from symgrad.parsing import parse_expression
from symgrad.trace import evaluate

a, b, c = Ref("a"), Ref("b"), Ref("c")
A, B, C = sympy.symbols("a b c")
half = number(Fraction(1, 2))


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (a - b - c, "a - b - c"),
        (a - (b - c), "a - (b - c)"),
        (a + (b + c), "a + (b + c)"),
        (a * (b / c), "a*(b/c)"),
        (a * b / c, "a*b/c"),
        ((a + b) * c, "(a + b)*c"),
        ((a**b) ** c, "(a^b)^c"),
        (a ** (b**c), "a^b^c"),
        ((-a) ** b, "(-a)^b"),
        (-(a**b), "-a^b"),
        (a ** (-b), "a^(-b)"),
        (-(a * b), "-(a*b)"),
        (-a * b, "-a*b"),
        (a * -b, "a*(-b)"),
        (a - -b, "a - (-b)"),
        (a + (-b) * c, "a + (-b*c)"),
        (call("neg", -a), "-(-a)"),
        (-2 * a, "-2*a"),
        (a * -2, "a*(-2)"),
        (a ** number(-2), "a^(-2)"),
        (number(-2) ** a, "(-2)^a"),
        (half * a, "(1/2)*a"),
        (a * half, "a*(1/2)"),
        (a**half, "a^(1/2)"),
        (call("sin", -a), "sin(-a)"),
        (call("max", a + b, c, half), "max(a + b, c, 1/2)"),
        (2 * call("pi") * call("e"), "2*pi*e"),
        (Call("leaky_relu", (a,), (Fraction(1, 10), None)), "leaky_relu(a, 0.1)"),
        (Call("leaky_relu", (a,), (Fraction(1, 100), None)), "leaky_relu(a)"),
        (Call("elu", (a,), (Fraction(-1, 3), None)), "elu(a, -1/3)"),
        (Lit(Fraction(1, 2), "0.50"), "0.50"),
        (Call("add", (a, -b, c)), "a + (-b) + c"),
    ],
)
def test_brackets_only_where_they_are_needed(expr, text):
    assert to_text(expr) == text


SIGNS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}
trees = st.recursive(
    st.one_of(
        st.fractions(-3, 3, max_denominator=4).map(number),
        st.sampled_from(["0.50", "2", "1e-2"]).map(parse_expression),
    ),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(list(SIGNS)), inner, inner).map(lambda part: call(*part)),
        st.tuples(inner, st.integers(-2, 2)).map(lambda pair: call("pow", *pair)),
        inner.map(operator.neg),
    ),
    max_leaves=8,
)


def value_of(expr):
    def combine(node, parts):
        if node.op == "neg":
            return -parts[0]
        return parts[0] ** parts[1].numerator if node.op == "pow" else SIGNS[node.op](*parts)

    return fold(expr, lambda leaf: leaf.value, combine)


@given(trees)
@settings(max_examples=300)
def test_the_text_of_any_tree_means_the_same(expr):
    try:
        expected = value_of(expr)
    except ZeroDivisionError:
        assume(False)
    assert value_of(parse_expression(to_text(expr))) == expected


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (A - B, "a - b"),
        (A - B / 2, "a - (1/2)*b"),
        (-A, "-a"),
        (A * B / C, "a*b/c"),
        (-A / B, "-(a/b)"),
        (1 / A, "1/a"),
        (A**-2, "1/a^2"),
        (A**-B, "a^(-b)"),
        (sympy.sqrt(A), "sqrt(a)"),
        (1 / sympy.sqrt(A), "1/sqrt(a)"),
        (A ** sympy.Rational(3, 2), "a^(3/2)"),
        (sympy.exp(-A), "exp(-a)"),
        (2 * sympy.pi * A, "2*pi*a"),
        (sympy.E * A, "e*a"),
        (sympy.Abs(A), "abs(a)"),
        (sympy.log(A), "log(a)"),
        (sympy.Max(A, B), "max(a, b)"),
        (sympy.Max(A, B, C), "max(a, b, c)"),
        (sympy.Min(A, 1), "min(1, a)"),
        (sympy.Heaviside(A), "step(a)"),
        (sympy.Function("sigmoid")(A), "sigmoid(a)"),
        (0.1 * A, "0.1*a"),
        (sympy.Float("0.1", 30) * A, "0.100000000000000000000000000000*a"),
        (1e-10 * A, "1e-10*a"),
        (sympy.Add(A, A, evaluate=False), "a + a"),
        (sympy.Mul(A, A, evaluate=False), "a*a"),
        (sympy.Add(A, -(B - C), evaluate=False), "a - (b - c)"),
    ],
)
def test_what_sympy_holds_is_what_is_shown(source, text):
    assert to_text(from_sympy_expression(source)) == text


@pytest.mark.parametrize(("at_zero", "value"), [(0, 0), (1, 1), (sympy.S.Half, Fraction(1, 2))])
def test_the_step_of_sympy_brings_its_value_at_zero(at_zero, value):
    assert value_in_floats(sympy.Heaviside(A, at_zero) * B, {"a": 0, "b": 1}) == value


SINGLE = [sympy.sin, sympy.cos, sympy.tan, sympy.exp, sympy.log, sympy.sqrt, sympy.Abs, sympy.atan]
SINGLE += [sympy.asin, sympy.acos, sympy.sinh, sympy.cosh, sympy.tanh, sympy.erf, sympy.Heaviside]


def random_sympy(dice, size):
    """Grow a SymPy expression of `size` operations; None where SymPy itself gives up."""
    found = [A, B, C, sympy.Integer(dice.randrange(1, 9)), sympy.Rational(dice.randrange(1, 9), 7)]
    found += [sympy.Float(dice.randrange(1, 99) / 8), sympy.pi, sympy.E]
    for _ in range(size):
        x, y = dice.choices(found, k=2)
        n = dice.choice([-2, -1, 2, 3])
        single = dice.choice(SINGLE)
        made = [operator.add, operator.sub, operator.mul, operator.truediv, sympy.Max]
        made += [operator.pow] if x.free_symbols else []  # numbers would grow without bounds
        made += [lambda x, y, n=n: x**n, lambda x, y, single=single: single(x)] * 3
        try:
            found.append(dice.choice(made)(x, y))
        except ValueError:  # Max of what is not real
            return None
    return None if found[-1].has(sympy.I, sympy.zoo, sympy.nan, sympy.oo) else found[-1]


def value_in_floats(source, inputs):
    program = Program(Graph.from_sympy(source)).given(inputs).forward()
    return evaluate(program, Float()).values["Y"]


def real_value(source, place):
    """Evaluate with 30 digits; None where there is no real value of a size that floats have."""
    try:
        value = source.subs(place).evalf(30)
        return float(value) if value.is_real and abs(value) < 1e100 else None
    except (TypeError, ValueError):  # Max or a step of what is not real
        return None


@given(
    st.randoms(use_true_random=False),
    *[st.integers(1, 80).map(lambda size: Fraction(size, 32))] * 3,
)
@settings(max_examples=150)
def test_random_expressions_of_sympy_have_the_same_values(dice, at_a, at_b, at_c):
    source = random_sympy(dice, 6)
    assume(source is not None)
    point = {"a": at_a, "b": at_b, "c": at_c}
    place = {
        symbol: sympy.Rational(*point[symbol.name].as_integer_ratio())
        for symbol in source.free_symbols
    }
    expected = real_value(source, place)
    assume(expected is not None)
    try:
        found = value_in_floats(source, {symbol.name: point[symbol.name] for symbol in place})
    except EvaluationError:  # a part of it is complex, or beyond what floats hold
        assume(False)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(st.randoms(use_true_random=False))
def test_there_and_back_through_text_and_sympy(dice):
    source = random_sympy(dice, 4)
    assume(source is not None and not source.has(sympy.Heaviside))
    graph = Graph.from_sympy(source)
    assert Graph.from_text(graph.to_text()).to_text() == graph.to_text()
    try:
        back = graph.to_sympy()
    except EvaluationError:  # a constant part of it is complex
        assume(False)
    place = {name: sympy.Rational(5, 4) for name in "abc"}
    values = [
        real_value(whole, {symbol: place[symbol.name] for symbol in whole.free_symbols})
        for whole in (source, back)
    ]
    assume(None not in values)
    assert values[0] == pytest.approx(values[1], rel=1e-12, abs=1e-12)


def refused(*args):
    with pytest.raises(GraphError) as caught:
        from_sympy(*args)
    return caught.value


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (sympy.gamma(A), "sympy_unknown"),
        (sympy.Function("f")(A), "sympy_unknown"),
        (sympy.Function("leaky_relu")(A, 0.1), "sympy_unknown"),
        (sympy.Function("sigmoid")(), "sympy_unknown"),
        (sympy.Piecewise((A, A > 0), (B, True)), "sympy_unknown"),
        (sympy.Integral(A, A), "sympy_unknown"),
        (sympy.I * A, "sympy_unknown"),
        (sympy.oo + 0, "sympy_unknown"),
        (sympy.nan + 0, "sympy_unknown"),
        (sympy.EulerGamma * A, "sympy_unknown"),
        (sympy.Heaviside(A, B), "sympy_unknown"),
        (sympy.MatrixSymbol("M", 2, 2), "sympy_unknown"),
        (sympy.Symbol("a b") + 1, "sympy_name"),
        (sympy.Symbol("x'"), "sympy_name"),
        (sympy.Symbol(""), "sympy_name"),
        (A + sympy.Symbol("a", positive=True), "sympy_same_name"),
        (A + sympy.Dummy("a"), "sympy_same_name"),
        ([sympy.Eq(B, A), sympy.Eq(C, sympy.Symbol("a", real=True))], "sympy_same_name"),
        (sympy.Symbol("Y") + 1, "sympy_output"),
        (sympy.Integer(10) ** 401, "sympy_number"),
        (sympy.Rational(1, 10**5000), "sympy_number"),
        (sympy.Float("1e-500"), "sympy_number"),
        (sympy.Eq(A + B, C), "sympy_equation"),
        ([sympy.Eq(A, B), C], "sympy_equation"),
        ([3], "sympy_equation"),
        (3, "sympy_source"),
        ("a + b", "sympy_source"),
        (sympy.true, "sympy_source"),
        (sympy.Matrix([A]), "sympy_source"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_counterpart(source, code):
    error = refused(source, "Y")
    assert error.code == code
    assert all(error.message(lang) for lang in LANGUAGES)


@pytest.mark.parametrize("name", ["", "1", "a b", "Y'"])
def test_the_name_of_the_output_is_a_name(name):
    assert refused(A, name).code == "sympy_name"


def test_equations_become_lines():
    found = from_sympy([sympy.Eq(B, A + 1), sympy.Eq(C, B**2)], "Y")
    assert found == [("b", a + 1), ("c", b ** number(2))]
    assert from_sympy((sympy.Eq(B, A) for _ in range(1)), "Y") == [("b", a)]
    assert from_sympy(sympy.Eq(B, A), "Y") == [("b", a)]


def test_names_have_one_form():
    assert from_sympy(sympy.Symbol("y\u0302"), "z\u0302") == [("ẑ", Ref("ŷ"))]


def test_a_long_sum_is_written_without_recursion():
    total = a
    for _ in range(50_000):
        total = total - b
    assert to_text(total) == "a" + " - b" * 50_000


def test_deep_expressions_of_sympy():
    deep = A
    for _ in range(1000):
        deep = sympy.sin(deep, evaluate=False)
    assert to_text(from_sympy_expression(deep)) == "sin(" * 1000 + "a" + ")" * 1000


def test_sums_too_deep_for_sympy():
    deep = A
    for _ in range(200):  # SymPy sorts terms by recursion
        deep = sympy.Add(sympy.sin(deep, evaluate=False), 1, evaluate=False)
    assert refused(deep, "Y").code == "sympy_too_deep"
