"""Values of inputs: every kind of number a teacher may hand over, exactly as written."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symgrad import Graph
from symgrad.errors import InputError
from symgrad.expr import Call, Lit, Ref, call, number
from symgrad.inputs import read_inputs, read_value
from symgrad.language import LANGUAGES

GRAPH = Graph.from_text("d = a + b\nY = d*e*ŷ")


class Unreadable(float):
    """A number that does not print as one."""

    def __str__(self):
        return "one"


def refused(read, *args):
    with pytest.raises(InputError) as caught:
        read(*args)
    return caught.value


@pytest.mark.parametrize(
    ("value", "ratio", "written"),
    [
        (3, 3, "3"),
        (-7, -7, "-7"),
        (0, 0, "0"),
        (10**400, 10**400, "1" + "0" * 400),
        (1.45, Fraction(145, 100), "1.45"),
        (-0.35, Fraction(-35, 100), "-0.35"),
        (0.1 + 0.2, Fraction(30000000000000004, 10**17), "0.30000000000000004"),
        (-0.0, 0, "0.0"),
        (1e22, 10**22, "10000000000000000000000"),
        (5e-324, Fraction(5, 10**324), "0." + "0" * 323 + "5"),
        (Fraction(1, 3), Fraction(1, 3), "1/3"),
        (Fraction(4, 2), 2, "2"),
        (Decimal("1.50"), Fraction(3, 2), "1.50"),
        (Decimal("-0.00"), 0, "0.00"),
        (Decimal("1E+2"), 100, "100"),
        ("1/3", Fraction(1, 3), "1/3"),
        (" -0.50 ", Fraction(-1, 2), "-0.50"),
        ("1e-3", Fraction(1, 1000), "1e-3"),
        (np.int64(3), 3, "3"),
        (np.uint8(200), 200, "200"),
        (np.float64(0.1), Fraction(1, 10), "0.1"),
        (np.float32(0.1), Fraction(1, 10), "0.1"),
        (np.str_("0.1"), Fraction(1, 10), "0.1"),
        (sympy.Integer(-2), -2, "-2"),
        (sympy.Rational(2, 6), Fraction(1, 3), "1/3"),
        (Lit(Fraction(1), "1.0"), 1, "1.0"),
    ],
)
def test_a_number_keeps_its_digits(value, ratio, written):
    assert read_value("w", value) == Lit(Fraction(ratio), written)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_the_decimal_that_it_prints(value):
    literal = read_value("w", value)
    assert literal.value == Fraction(repr(value))
    assert Fraction(literal.written) == literal.value


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("sqrt(2)", call("sqrt", 2)),
        ("2*pi", number(2) * call("pi")),
        ("π", call("pi")),
        ("e^2", call("e") ** number(2)),
        (call("sqrt", 2), call("sqrt", 2)),
    ],
)
def test_a_number_may_be_an_expression(value, meaning):
    assert read_value("w", value) == meaning


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        None,
        1j,
        float("nan"),
        Decimal("NaN"),
        Decimal("sNaN"),
        np.float64("nan"),
        np.bool_(True),
        np.array([1.0]),
        [1],
        b"1",
        object,
        sympy.Symbol("x"),
        sympy.sqrt(2),
        sympy.nan,
        sympy.oo,
        Ref("x"),
        Ref,
        Unreadable(1),
    ],
    ids=repr,
)
def test_what_is_no_number(value):
    error = refused(read_value, "w", value)
    assert (error.code, error.data["name"]) == ("input_no_number", "w")


@pytest.mark.parametrize(
    "value",
    [
        float("inf"),
        -float("inf"),
        Decimal("-Infinity"),
        Decimal("1e999999999"),
        Decimal("1e-999999999"),
        Decimal("1e401"),
        Decimal("0." + "1" * 401),
        10**400 + 1,
        -(10**5000),
        Fraction(1, 10**401),
        Fraction(10**5000, 3),
        sympy.Rational(1, 10**5000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_too_large_or_too_small(value):
    error = refused(read_value, "w", value)
    assert (error.code, error.data) == ("input_too_large", {"name": "w"})


def test_an_enormous_decimal_is_refused_before_it_becomes_a_fraction(monkeypatch):
    monkeypatch.setattr("symgrad.inputs.Fraction", None)
    assert refused(read_value, "w", Decimal("1e999999999")).code == "input_too_large"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "ends_early"),
        ("1,5", "comma"),
        ("1 2", "sign_missing"),
        ("a = 1", "unexpected"),
        ("9^9^9", "exponent_too_large"),
        ("sen(1)", "write_function"),
    ],
)
def test_a_text_that_is_unreadable_says_why(value, reason):
    error = refused(read_value, "w", value)
    assert (error.code, error.data["name"]) == ("input_unreadable", "w")
    assert error.data["reason"].code == reason


@pytest.mark.parametrize("value", ["x", "2*x + e", "nan", "inf", "True", call("sin", Ref("x"))])
def test_a_value_has_no_names(value):
    error = refused(read_value, "w", value)
    assert error.code == "input_not_constant"
    assert error.data["used"] in ("x", "nan", "inf", "True")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("value", [True, 10**500, "1,5", "x", "\x1b[2J"], ids=str)
def test_every_message_names_the_input(lang, value):
    message = refused(read_value, "w_1", value).message(lang)
    assert "w_1" in message
    assert "\x1b" not in message


@pytest.mark.parametrize(
    ("lang", "place"), [("en", "line 1, column 2"), ("es", "línea 1, columna 2")]
)
def test_the_reason_is_given_in_the_same_language(lang, place):
    assert place in refused(read_value, "w", "1,5").message(lang)


def test_the_inputs_come_in_the_order_of_the_graph():
    graph = Graph.from_text("Y = c*a + b", inputs=["a"])
    found = read_inputs(graph, {"b": 1, "c": 2, "a": 3})
    assert list(found.items()) == [("a", number(3)), ("c", number(2)), ("b", number(1))]


def test_a_name_is_found_however_it_was_typed():
    graph = Graph.from_text("Y = 2*ŷ")
    assert read_inputs(graph, {"y\N{COMBINING CIRCUMFLEX ACCENT}": 1}) == {"ŷ": number(1)}
    assert read_inputs(graph, {sympy.Symbol("ŷ"): 1}) == {"ŷ": number(1)}


GIVEN = {"a": 1, "b": 2, "ŷ": 1}


@pytest.mark.parametrize(
    ("values", "code", "data"),
    [
        ({**GIVEN, "e": 3}, "input_is_constant", {"name": "e"}),
        ({**GIVEN, "d": 3}, "input_is_computed", {"name": "d"}),
        ({**GIVEN, "ya": 3}, "input_unknown", {"name": "ya", "known": "a"}),
        ({**GIVEN, "": 3}, "input_unknown", {"name": "", "known": "a, b, ŷ"}),
        ({**GIVEN, 3: 3}, "input_unknown", {"name": "3", "known": "a, b, ŷ"}),
        ({"a": 1, "b": 2}, "input_missing_at", {"names": "ŷ", "count": 1, "line": 2}),
        ({"ŷ": 1}, "input_missing_at", {"names": "a, b", "count": 2, "line": 1}),
    ],
)
def test_values_that_do_not_fit_the_graph(values, code, data):
    error = refused(read_inputs, GRAPH, values)
    assert (error.code, error.data) == (code, data)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Line 2 uses ŷ, which has no value."), ("es", "La línea 2 usa ŷ, que no tiene valor.")],
)
def test_a_name_without_a_value_is_told_with_its_line(lang, words):
    assert words in refused(GRAPH.run, {"a": 1, "b": 2}).message(lang)


def test_the_first_line_that_uses_the_name_is_told():
    graph = Graph.from_text("p = x\nq = y\nr = y + p\nY = q*r*y")
    assert refused(graph.run, {"x": 1}).data["line"] == 2


def test_a_declared_input_that_nothing_uses_needs_a_value_too():
    graph = Graph.from_text("Y = a", inputs=["x"])
    error = refused(graph.run, {"a": 1})
    assert (error.code, error.data) == ("input_missing", {"names": "x", "count": 1})


def test_an_input_may_be_given_as_a_call_with_its_own_operation():
    assert isinstance(read_value("w", "sqrt(2)/2"), Call)
    assert Graph.from_text("Y = 2*w^2").run({"w": "sqrt(2)/2"}).values["Y"] == 1
