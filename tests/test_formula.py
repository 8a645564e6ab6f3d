"""Formula trees and their text: brackets, fractions, names, numbers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgrad import ByHand, Exact, Float, Graph
from symgrad.arithmetic import Bounded
from symgrad.characters import pretty_name
from symgrad.expr import Lit, Ref
from symgrad.formula import NumberFormat, Written, build, name_tree, text
from symgrad.formula.tree import Num
from symgrad.parsing import parse_expression

POINT, COMMA = NumberFormat("point"), NumberFormat("comma")


def symbols(source: str, lang: str = "en", numbers: NumberFormat = POINT) -> str:
    return text(
        build(parse_expression(source), lambda ref: name_tree(ref.name, "forward"), numbers, lang)
    )


def with_numbers(source: str, **values: str) -> str:
    return text(build(parse_expression(source), lambda ref: Num(values[ref.name]), POINT, "en"))


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("a + b - c", "a + b − c"),
        ("a - (b - c)", "a − (b − c)"),
        ("a - (b + c)", "a − (b + c)"),
        ("a + (b + c)", "a + (b + c)"),
        ("(a + b)*c", "(a + b) · c"),
        ("a*(b*c)", "a · (b · c)"),
        ("a/b/c", "(a/b)/c"),
        ("a/(b*c)", "a/(b · c)"),
        ("(a + b)/c", "(a + b)/c"),
        ("a/b*c", "(a/b) · c"),
        ("a/b + c", "a/b + c"),
        ("-a^2", "−a^2"),
        ("(-a)^2", "(−a)^2"),
        ("-(a + b)", "−(a + b)"),
        ("a*-b", "a · (−b)"),
        ("a - -b", "a − (−b)"),
        ("a^b^c", "a^(b^c)"),
        ("(a^b)^c", "(a^b)^c"),
        ("2^(a + 1)", "2^(a + 1)"),
        ("(a/b)^2", "(a/b)^2"),
        ("1/3*a", "(1/3) · a"),
        ("a + 1/3", "a + 1/3"),
        ("square(a + b)", "(a + b)^2"),
        ("abs(a - b)", "|a − b|"),
        ("sqrt(a)", "√(a)"),
        ("exp(-a)", "exp(−a)"),
        ("identity(a)", "a"),
        ("elu(a, 2)", "ELU(a, α = 2)"),
        ("leaky_relu(a)", "LeakyReLU(a, β = 0.01)"),
        ("max(a, b)", "max(a, b)"),
        ("0.50*a", "0.50 · a"),
    ],
)
def test_symbols(source, printed):
    assert symbols(source) == printed


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("sin(x)", "sen(x)"),
        ("asin(x)", "arcsen(x)"),
        ("sinh(x)", "senh(x)"),
        ("log(x)", "ln(x)"),
        ("max(x, 0.5)", "máx(x; 0,5)"),
        ("leaky_relu(x, 0.1)", "LeakyReLU(x; β = 0,1)"),
    ],
)
def test_spanish_names_and_separators(source, printed):
    assert symbols(source, "es", COMMA) == printed


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("a*b", "(−1) · (−2)"),
        ("a + b", "−1 + (−2)"),
        ("a - b", "−1 − (−2)"),
        ("a^2", "(−1)^2"),
        ("-a", "−(−1)"),
        ("a/b", "(−1)/(−2)"),
        ("exp(a)", "exp(−1)"),
        ("abs(a)", "|−1|"),
        ("c*b", "(2/3) · (−2)"),
        ("c + b", "2/3 + (−2)"),
        ("c^2", "(2/3)^2"),
        ("2^c", "2^(2/3)"),
        ("1/c", "1/(2/3)"),
    ],
)
def test_numbers_in_their_places(source, printed):
    assert with_numbers(source, a="−1", b="−2", c="2/3") == printed


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Omega_1", "Ω₁"),
        ("x_12", "x₁₂"),
        ("beta", "β"),
        ("lambda", "λ"),
        ("w0", "w₀"),
        ("v12", "v₁₂"),
        ("layer2", "layer2"),
        ("beta1", "β₁"),
        ("x_max", "x_max"),
        ("_1", "_1"),
        ("S", "S"),
        ("ŷ", "ŷ"),
    ],
)
def test_names(name, printed):
    assert pretty_name(name) == printed


def test_a_choice_shows_its_conditions_and_merges_equal_branches():
    def slope(source: str, **conventions: object) -> str:
        graph = Graph.from_text(source, conventions=conventions)
        trace = graph.run({"x": 1})
        line = next(line for line in trace.lines if line.kind == "local")
        return text(Written(trace, "en", "point").line(line).symbolic)

    assert slope("y = relu(x)") == "{1 if x > 0; 0 if x ≤ 0}"
    assert slope("y = relu(x)", relu_slope_at_0=1) == "{1 if x ≥ 0; 0 if x < 0}"
    assert slope("y = relu(x)", relu_slope_at_0=Decimal("0.5")) == (
        "{1 if x > 0; 1/2 if x = 0; 0 if x < 0}"
    )
    assert slope("y = abs(x)") == "{1 if x > 0; −1 if x < 0}"
    assert slope("y = leaky_relu(x, 0.1)") == "{1 if x > 0; 0.1 if x ≤ 0}"


@pytest.mark.parametrize(
    ("value", "arithmetic", "printed"),
    [
        (Fraction(3), Exact(), "3"),
        (Fraction(1, 4), Exact(), "1/4"),
        (Fraction(-2, 3), Exact(), "−2/3"),
        (Fraction(12345678), Exact(), "12\u202f345\u202f678"),
        (Fraction(1234), Exact(), "1234"),
        (Fraction(1, 3**60), Exact(), "2.35898249e-29"),
        (Fraction(28, 10**69), Exact(), "2.8e-68"),
        (Fraction(1, 3 * 10**99), Exact(), "3.33333333e-100"),
        (Fraction(543324993123456789012345, 7), Exact(), "7.76178562e22"),
        (Fraction(10) ** 5000 + 1, Exact(), "1.00000000e5000"),
        (Fraction(1, 7), ByHand(decimals=3), "1/7"),
        (Fraction(2, 3) / 10**30, ByHand(decimals=3), "0.000000…"),
        (Fraction(2, 3) * Fraction(10**30 + 1, 10**30), ByHand(decimals=2), "0.66667…"),
        (0.1 + 0.2, Float(), "0.30000000000000004"),
        (1e-9, Float(), "1e-9"),
        (2.5e20, Float(), "2.5e20"),
        (-3.0, Float(), "−3"),
        (Bounded(0.1 + 0.2, 1e-17), Float(), "0.3"),
    ],
)
def test_numbers(value, arithmetic, printed):
    assert POINT.show(value, arithmetic).text == printed


def test_a_shown_number_says_exactly_what_its_text_says():
    run = Graph.from_text("y = exp(x)").run({"x": 1})
    shown = POINT.show(run.raw["y"], run.arithmetic)
    assert (shown.text, shown.value) == ("2.71828183", Fraction("2.71828183"))


@pytest.mark.parametrize(
    ("value", "policy", "printed"),
    [
        (Fraction(2, 5), ByHand(decimals=3), "0,400"),
        (Fraction(12), ByHand(decimals=2), "12,00"),
        (Fraction(4, 10), ByHand(significant=3), "0,400"),
        (Fraction(1200), ByHand(significant=3), "1200"),
        (Fraction(1, 10**25), ByHand(significant=30), "1e-25"),
    ],
)
def test_rounded_numbers_keep_their_zeros(value, policy, printed):
    assert COMMA.padded(value, policy).text == printed


def test_exact_quarters_are_decimals_where_the_exercise_writes_decimals():
    def printed(x: str) -> str:
        trace = Graph.from_text("y = x/2").run({"x": x})
        return text(Written(trace, "en", "point").line(trace.lines[1]).chain)

    assert printed("0.5") == "y = x/2 = 0.5/2 = 0.25"
    assert printed("1/2") == "y = x/2 = (1/2)/2 = 1/4"


def test_givens_keep_the_digits_that_were_written():
    trace = Graph.from_text("y = a + b").run({"a": Decimal("1.450"), "b": "sqrt(2)"})
    written = Written(trace, "es", "comma")
    chains = [text(written.line(line).chain) for line in trace.lines[:3]]
    assert chains == [
        "a = 1,450",
        "b = √(2) ≈ 1,41421356",
        "y = a + b ≈ 1,450 + 1,41421356 ≈ 2,86421356",
    ]


def test_a_sum_at_a_fan_out_names_its_products():
    trace = Graph.from_text("d = a + b; e = b - c; Y = d*e").run({"a": 1, "b": 2, "c": 3})
    line = next(line for line in trace.lines if line.kind == "sum")
    assert text(Written(trace, "es", "comma").line(line).chain) == (
        "∂Y/∂b = ∂Y/∂d · ∂d/∂b + ∂Y/∂e · ∂e/∂b = −1 + 3 = 2"
    )


def test_literals_of_rules_print_like_any_number():
    assert text(
        build(Ref("x") * Lit(Fraction(1, 2), "0.5"), lambda ref: Num("3"), COMMA, "es")
    ) == ("3 · 0,5")


def test_temporaries_of_a_line_show_more_digits_and_an_ellipsis():
    graph = Graph.from_text("y = 1/(1 + exp(-x))")
    trace = graph.run({"x": "0.69"}, ByHand(decimals=3))
    written = Written(trace, "en", "point")
    printed = [text(written.line(line).chain) for line in trace.lines if line.kind == "forward"]
    assert printed == [
        "v₁ = −x = −0.69",
        "v₂ = exp(v₁) = exp(−0.69) ≈ 0.501576…",
        "v₃ = 1 + v₂ ≈ 1 + 0.501576… ≈ 1.501576…",
        "y = 1/v₃ ≈ 1/1.501576… ≈ 0.666",
    ]


@given(st.fractions(), st.integers(-90, 90), st.sampled_from(["point", "comma"]))
def test_the_text_of_an_exact_number_says_its_value(value, power, mark):
    shown = NumberFormat(mark).show(value * Fraction(10) ** power, Exact())
    plain = shown.text.replace("\u202f", "").replace(",", ".").replace("−", "-")
    above, _, below = plain.partition("/")
    assert Fraction(above) / Fraction(below or 1) == shown.value


def test_by_hand_fractions_are_decimals():
    trace = Graph.from_text("y = a/b").run({"a": 1, "b": 3}, ByHand(decimals=3))
    written = Written(trace, "en", "point")
    line = next(line for line in trace.lines if line.id == "∂y/∂a|y#0")
    assert text(written.line(line).calculation) == "1 · 0.333 = 0.333"
