"""The parser: what texts mean, and where the parts stand."""

import ast
import operator
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symgrad.conversion import to_text
from symgrad.errors import ParseError
from symgrad.expr import Call, Lit, Ref, call, fold, number, walk
from symgrad.parsing import is_name, parse_assignments, parse_expression

a, b, c = Ref("a"), Ref("b"), Ref("c")
two = number(2)

SIGNS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}
PYTHON = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a - b - c", (a - b) - c),
        ("a - (b - c)", a - (b - c)),
        ("a / b / c", (a / b) / c),
        ("a / b * c", (a / b) * c),
        ("a + b * c", a + b * c),
        ("a * b + c", a * b + c),
        ("a ^ b ^ c", a ** (b**c)),
        ("a * b ^ c", a * b**c),
        ("-a ^ b", -(a**b)),
        ("(-a) ^ b", (-a) ** b),
        ("a ^ -b ^ c", a ** (-(b**c))),
        ("a ^ -b * c", a ** (-b) * c),
        ("-a * b", (-a) * b),
        ("a * -b + c", a * (-b) + c),
        ("a - -b", a - (-b)),
        ("--a", call("neg", -a)),
        ("+a + +b", a + b),
        ("-sin(a)^b", -(call("sin", a) ** b)),
        ("-2^2", -(two**two)),
        ("2^-2", two ** number(-2)),
        ("-2*a", number(-2) * a),
        ("a - 2", a - two),
    ],
)
def test_signs_bind_as_in_books(text, meaning):
    assert parse_expression(text) == meaning


@pytest.mark.parametrize("text", ["a^b", "a**b", "a ** b", "a^ b"])
def test_two_ways_to_write_a_power(text):
    assert parse_expression(text) == a**b


@pytest.mark.parametrize("sign", "*·⋅×")
def test_ways_to_write_a_product(sign):
    assert parse_expression(f"a{sign}b") == a * b


@pytest.mark.parametrize(("sign", "meaning"), [("−", a - b), ("÷", a / b)])
def test_signs_of_print_are_read(sign, meaning):
    assert parse_expression(f"a {sign} b") == meaning


def texts(names):
    """Make texts of the notation; signs are put side by side without asking what binds tighter."""
    numbers = st.from_regex(
        r"[0-9](\.[0-9]{1,2})?|[1-9][0-9]", fullmatch=True, alphabet="0123456789."
    )
    leaves = st.one_of(numbers, st.sampled_from(names)) if names else numbers

    def longer(inner):
        signs = st.sampled_from(["+", "-", " * ", "/", "**", " - ", "^" if names else "**"])
        parts = [st.tuples(inner, signs, inner).map("".join), inner.map("({})".format)]
        parts += [inner.map("-{}".format), inner.map("+{}".format)]
        if names:
            parts += [
                inner.map("sin({})".format),
                st.tuples(inner, inner).map("max({0[0]}, {0[1]})".format),
            ]
        return st.one_of(parts)

    return st.recursive(leaves, longer, max_leaves=12)


def read(text):
    try:
        return parse_expression(text)
    except ParseError as error:
        assume(error.code not in ("exponent_too_large", "number_too_large"))
        raise


def value_in_python(text):
    """Evaluate arithmetic as Python reads it, with exact numbers."""

    def value(node):
        match node:
            case ast.Constant():
                return Fraction(ast.get_source_segment(text, node))
            case ast.UnaryOp():
                return PYTHON[type(node.op)](value(node.operand))
            case ast.BinOp(op=ast.Pow()):
                return power(value(node.left), value(node.right))
            case ast.BinOp():
                return PYTHON[type(node.op)](value(node.left), value(node.right))

    return value(ast.parse(text, mode="eval").body)


def power(base, exponent):
    assume(exponent.denominator == 1 and abs(exponent) <= 20 and abs(base) < 10**6)
    return base**exponent.numerator


def value_of(expr):
    """Evaluate a parsed expression with exact numbers."""

    def combine(node, parts):
        if node.op == "neg":
            return -parts[0]
        return power(*parts) if node.op == "pow" else SIGNS[node.op](*parts)

    return fold(expr, lambda leaf: leaf.value, combine)


@given(texts([]))
@settings(max_examples=400)
def test_arithmetic_means_what_python_reads(text):
    try:
        expected = value_in_python(text)
    except ZeroDivisionError:
        assume(False)
    assert value_of(read(text)) == expected


@given(texts(["a", "e", "Ω₁", "x_max", "ŷ"]))
@settings(max_examples=300)
def test_the_text_of_an_expression_is_read_back(text):
    expr = read(text)
    assert parse_expression(to_text(expr)) == expr


@given(texts(["a", "beta", "sin"]))
@settings(max_examples=300)
def test_every_part_knows_its_place(text):
    for part in walk(read(text)):
        assert parse_expression(text[slice(*part.span)]) == part


def test_places_are_those_of_the_whole_text():
    expr = parse_expression("  a + leaky_relu( -b, 0.1 )*(c)")
    text = "  a + leaky_relu( -b, 0.1 )*(c)"
    assert [text[slice(*part.span)] for part in walk(expr)] == [
        "a + leaky_relu( -b, 0.1 )*(c)",
        "a",
        "leaky_relu( -b, 0.1 )*(c)",
        "leaky_relu( -b, 0.1 )",
        "-b",
        "b",
        "(c)",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.50", Fraction(1, 2)),
        ("007", 7),
        (".5", Fraction(1, 2)),
        ("2.", 2),
        ("1e-3", Fraction(1, 1000)),
        ("1.5E+2", 150),
        ("1e0000000000007", 10**7),
        ("-1.450", Fraction(-145, 100)),
        ("1/3", Fraction(1, 3)),
        ("-2/4", Fraction(-1, 2)),
        ("0.1", Fraction(1, 10)),
        ("0." + "1" * 59, Fraction(int("1" * 59), 10**59)),
    ],
)
def test_numbers_keep_their_digits(text, value):
    assert parse_expression(text) == Lit(Fraction(value), text)


@pytest.mark.parametrize("text", ["1/0", "1/2/3", "1/-3", "0.5/2", "2^3/4"])
def test_only_a_ratio_of_whole_numbers_is_a_number(text):
    assert parse_expression(text).op == "div"


@pytest.mark.parametrize("text", ["-0", "-0.0", "-(0)"])
def test_zero_has_no_sign(text):
    assert not parse_expression(text).written.startswith("-")


@pytest.mark.parametrize(
    "name",
    [
        *("beta", "gamma", "S", "N", "E", "I", "Q", "lambda", "Omega_1", "ŷ", "Ω₁", "ẑ", "ᾱ", "σ̂"),
        *("e", "pi", "sin", "exp", "None", "import", "x0", "_x", "Σ", "ñ", "Δt"),
    ],
)
def test_any_name_is_only_a_name(name):
    assert is_name(name)
    assert parse_expression(f"2*{name} + 1") == two * Ref(name) + number(1)


@pytest.mark.parametrize(
    "text", ["", "2x", "a b", "a-b", "a'", "x²", "Α", "а", "a\u200b", "\u0302", "a\n"]
)
def test_not_a_name(text):
    assert not is_name(text)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("y\N{COMBINING CIRCUMFLEX ACCENT}", "ŷ"),
        ("z\N{COMBINING CIRCUMFLEX ACCENT}", "ẑ"),
        ("\N{OHM SIGN}_1", "Ω_1"),
        ("\N{MICRO SIGN}", "μ"),
        ("\N{INCREMENT}t", "Δt"),
    ],
)
def test_a_name_has_one_form(typed, name):
    assert parse_expression(typed) == Ref(name)
    assert parse_assignments(f"{typed} = 1")[0].name == name


@pytest.mark.parametrize("space", [" ", "\t", "  \t", "\N{NO-BREAK SPACE}", " " * 40])
def test_spaces_mean_nothing(space):
    assert parse_expression(f"sin{space}({space}a){space}+{space}b") == call("sin", a) + b


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("leaky_relu(a)", (Fraction(1, 100), None)),
        ("leaky_relu(a, 0.1)", (Fraction(1, 10), None)),
        ("leaky_relu(a, -1/8)", (Fraction(-1, 8), None)),
        ("elu(a, 2)", (Fraction(2), None)),
        ("relu(a)", (Fraction(0),)),
    ],
)
def test_fixed_numbers_of_functions(text, params):
    assert parse_expression(text) == Call(text.partition("(")[0], (a,), params)


def test_a_function_of_any_number_of_arguments():
    assert parse_expression("max(a, b, c)").args == (a, b, c)


TEXT = """\
# Comment: á, \0 and 1 +
d = a + b   # why
\t
e = b - c; Y = d*e ;
Z = (1 +
"""


def test_assignments_come_with_lines_and_places():
    text = TEXT.rpartition("Z")[0]
    found = [(line.name, line.line, text[slice(*line.span)]) for line in parse_assignments(text)]
    assert found == [("d", 2, "d = a + b"), ("e", 4, "e = b - c"), ("Y", 4, "Y = d*e")]


def test_line_ends_of_windows():
    found = parse_assignments("d = a\r\n\r\ne = b\r\n")
    assert [(line.name, line.expr, line.line) for line in found] == [("d", a, 1), ("e", b, 3)]


def test_no_assignment_at_all():
    assert parse_assignments(" \n # nothing\n;") == ()
