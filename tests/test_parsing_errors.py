"""The parser: what it refuses, with which words, and at which place."""

import inspect
import re
from importlib.resources import files

import pytest

from symgrad.errors import ParseError
from symgrad.language import LANGUAGES
from symgrad.parsing import (
    Limits,
    parse_assignments,
    parse_expression,
    powers,
    reader,
    tokens,
)


def refused(read, *args):
    with pytest.raises(ParseError) as caught:
        read(*args)
    return caught.value


def marked(error):
    """Return the character over the mark; so it is only where every character has one column."""
    line, mark = error.data["excerpt"].split("\n")
    return line.ljust(len(mark))[mark.index("^")]


# Text, code, and what stands at the place.
EXPRESSIONS = [
    ("2 + а", "look_alike", "а"),  # Cyrillic
    ("2 + Β*3", "look_alike", "Β"),  # Greek
    ("2ⅹ", "look_alike", "ⅹ"),  # a Roman numeral
    ("𝑥 + 1", "look_alike", "𝑥"),
    ("x² + 1", "write_instead", "²"),
    ("[a + b]*c", "write_instead", "["),
    ("a : b", "write_instead", ":"),
    ("|a|", "write_instead", "|"),
    ("√(2)", "write_instead", "√"),
    ("w' + 1", "write_instead", "'"),
    ("a – b", "write_instead", "–"),
    ("a $ b", "character", "$"),
    (r"\frac{a}{b}", "character", "\\"),
    ("a & b", "character", "&"),
    ("1 + .", "character", "."),
    ("a + b)", "bracket_not_opened", ")"),
    ("a*(b + (c - 1)", "bracket_not_closed", "("),
    ("sin(a", "bracket_not_closed", "s"),
    ("1,5", "comma", ","),
    ("(1, 5)", "comma", ","),
    ("2x", "sign_missing", "x"),
    ("a (b + c) d", "unknown_function", "a"),
    ("2 (b + c)", "sign_missing", "("),
    ("(a)(b)", "sign_missing", "("),
    ("sin x", "sign_missing", "x"),
    ("0x10", "sign_missing", "x"),
    ("a = b", "unexpected", "="),
    ("sen(a)", "write_function", "s"),
    ("1 + tg(a)", "write_function", "t"),
    ("2*ln(a)", "write_function", "l"),
    ("pow(a, 2)", "write_function", "p"),
    ("raíz(2)", "write_function", "r"),
    ("asinh(a)", "similar_function", "a"),
    ("sinc(a)", "similar_function", "s"),
    ("d(a + b)", "unknown_function", "d"),
    ("__import__('os')", "unknown_function", "_"),
    ("a +", "ends_early", " "),
    ("", "ends_early", " "),
    ("a + # b", "ends_early", " "),
    ("a + * b", "operand_missing", "*"),
    ("()", "operand_missing", ")"),
    ("sin()", "operand_missing", ")"),
    ("max(a, , b)", "operand_missing", ","),
    ("1.2.3", "two_points", "1"),
    ("1..2", "two_points", "1"),
    ("1 + sin(a, b)", "arity", "s"),
    ("max(a)", "arity", "m"),
    ("leaky_relu(a, b, c)", "arity", "l"),
    ("relu(a, 0)", "arity", "r"),
    ("leaky_relu(a, b)", "parameter_number", "b"),
    ("elu(a, 1 + 1)", "parameter_number", "1"),
    ("2^1001", "exponent_too_large", "1"),
    ("a^(9^9)", "exponent_too_large", "("),
    ("a + 1e-1001", "exponent_too_large", "1"),
    ("a + 2*1e999", "number_too_large", "1"),
    ("a + 1e-999", "number_too_large", "1"),
    ("3 - 10^399*10^2", "number_too_large", "1"),
    ("1/10^399/10^99", "number_too_large", "1"),
    ("a + " + "1" * 61, "too_many_digits", "1"),
    ("(" * 51 + "a" + ")" * 51, "too_deep", "("),
    ("a^" * 60 + "a", "too_deep", "^"),
    ("a+" * 2500 + "b", "too_many_nodes", "b"),
    ("a" * 20_001, "too_long", "a"),
]
ASSIGNMENTS = [
    ("3 = a", "name_expected", "3"),
    ("(a) = b", "name_expected", "("),
    ("= b", "name_expected", "="),
    ("a + b", "equals_expected", "+"),
    ("f(x) = x", "equals_expected", "("),
    ("a", "equals_expected", " "),
    ("a = b = c", "second_equals", "="),
    ("a = (b = c)", "second_equals", "="),
    ("a == b", "operand_missing", "="),
    ("a = b, c = d", "comma", ","),
    ("a = ; b = 2", "ends_early", ";"),
    ("a = (b; c = 2)", "bracket_not_closed", "("),
    ("a = b c", "sign_missing", "c"),
]


@pytest.mark.parametrize(("text", "code", "place"), EXPRESSIONS)
def test_an_expression_that_is_refused(text, code, place):
    error = refused(parse_expression, text)
    assert (error.code, marked(error)) == (code, place)
    assert error.data["line"] == 1
    assert (text + " ")[error.data["column"] - 1] == place


@pytest.mark.parametrize(("text", "code", "place"), ASSIGNMENTS)
@pytest.mark.parametrize("before", ["", "ok = a + 1  # words\n", "x = 1; ", "x = 1\r\n\r\n"])
def test_an_assignment_that_is_refused(before, text, code, place):
    error = refused(parse_assignments, before + text + "\nlast = 1")
    assert (error.code, marked(error)) == (code, place)
    lines = (before + text).split("\n")
    assert error.data["line"] == len(lines)
    assert (lines[-1] + " ")[error.data["column"] - 1] == place


def test_every_code_of_the_parser_is_reached_here():
    catalog = files("symgrad").joinpath("catalogs/en.po").read_text(encoding="utf-8")
    quoted = re.findall(
        r'"([a-z_]+)"',
        inspect.getsource(reader) + inspect.getsource(tokens) + inspect.getsource(powers),
    )
    codes = {word for word in quoted if f'msgid "error.{word}"' in catalog}
    assert codes == {code for _, code, _ in EXPRESSIONS + ASSIGNMENTS}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("text", "code", "place"), EXPRESSIONS)
def test_every_refusal_has_words(lang, text, code, place):
    message = refused(parse_expression, text).message(lang)
    assert message.startswith({"en": "line 1, column ", "es": "línea 1, columna "}[lang])
    assert len(message) < 400


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sen(a)", "Write sin."),
        ("2x", "Write products with '*': 2*x."),
        ("1,5", "Write decimals with a point: 0.5."),
        ("x²", "² is not read here. Write ^2."),
        ("а", "U+0430 CYRILLIC SMALL LETTER A only looks like the letter a."),
        ("a(b)", "A product is written a*(…)."),
        ("elu(a, b)", "alpha of elu must be a number"),
        ("leaky_relu(a, 1, 2)", "leaky_relu is written leaky_relu(x, beta)"),
        ("asinh(a)", "there is no function 'asinh' here; the most similar name is sinh"),
    ],
)
def test_the_way_out_is_said(text, words):
    assert words in refused(parse_expression, text).message("en")


WIDE = "x = {} $ 1"


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("a $ b", "    a $ b\n      ^"),
        ("a\t$ b", "    a $ b\n      ^"),
        ("a $ b\r\nc", "    a $ b\n      ^"),
        ("y\u0302*ŷ $", "    y\u0302*ŷ $\n        ^"),
        ("a +\u0302 b", "    a +\u0302 b\n      ^"),
        ("# 日本\n$", "    $\n    ^"),
        ("\0", "    \ufffd\n    ^"),
        ("a\u202e$", "    a\ufffd$\n     ^"),
        ("日本 $", "    日本 $\n    ^"),
        ("a " + "+ a " * 30 + "$ b", "    " + "+ a " * 10 + "$ b\n    " + " " * 40 + "^"),
        ("a $" + "b" * 100, "    a $" + "b" * 61 + "\n      ^"),
    ],
)
def test_the_mark_stands_under_the_place(text, excerpt):
    assert refused(parse_expression, text).data["excerpt"] == excerpt


def test_wide_letters_take_two_columns():
    error = refused(parse_assignments, "x = 1 # ＡＢ\ny = a # ok\nz = ' # ＡＢ")
    assert (error.data["line"], error.data["column"]) == (3, 5)
    error = refused(parse_expression, "ａ")
    assert error.data["excerpt"].split("\n")[1] == "    ^"


def test_a_place_behind_wide_letters():
    _, _, excerpt = tokens.place("日本 $", 3)
    assert excerpt == "    日本 $\n         ^"


@pytest.mark.parametrize("text", ["$", "a = $", "a = b\n" * 99 + "c = $"])
def test_line_and_column_count_from_one(text):
    error = refused(parse_assignments, text)
    assert error.data["line"] == text.count("\n") + 1
    assert error.data["column"] == len(text) - text.rfind("\n") - 1


def test_too_long_a_text_is_not_looked_at():
    error = refused(parse_expression, "$" * 11, Limits(length=10))
    assert error.code == "too_long"
    assert (error.data["size"], error.data["limit"]) == (11, 10)
