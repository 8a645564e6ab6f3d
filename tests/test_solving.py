"""Exercises solved: numbers, parts, languages, and mistakes with their place."""

import dataclasses
import json
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

import pytest

from symgrad.errors import SymgradError
from symgrad.exercise import adhoc, bundled, load, parse
from symgrad.formula.tree import Id, Num
from symgrad.operations import OPERATIONS
from symgrad.solution import Heading, Paragraph, Sentence, Table

HEAD = "title = 'T'\ngraph = '''\nd = a + b\nY = d*b\n'''\n"
INPUTS = "[inputs]\na = 1\nb = 2\n"


def read(text):
    return parse(text, name="w", file="w.toml")


def parts_of(value):
    """Yield numbers and names of a document, from top to bottom."""
    if isinstance(value, Num | Id):
        yield value.text if isinstance(value, Num) else value.name
    elif isinstance(value, Mapping):
        yield from parts_of(tuple(value.values()))
    elif isinstance(value, tuple):
        for part in value:
            yield from parts_of(part)
    elif isinstance(value, int):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from parts_of(getattr(value, field.name))


def keys(solution):
    contents = [getattr(block, "content", None) for block in solution.document.blocks]
    return [content.key for content in contents if isinstance(content, Sentence)]


# --- Both languages ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", bundled())
@pytest.mark.parametrize("arithmetic", ["exact", "hand", "float"])
def test_both_languages_show_the_same_numbers(name, arithmetic):
    spanish, english = (load(name).solve(lang, "point", arithmetic) for lang in ("es", "en"))
    shown = list(parts_of(spanish.document.blocks))
    assert shown == list(parts_of(english.document.blocks))
    assert len(shown) > 50
    assert keys(spanish) == keys(english)
    assert spanish.document.title != english.document.title


@pytest.mark.parametrize("name", bundled())
def test_the_decimal_mark_is_apart_from_the_language(name):
    comma, point = (load(name).solve("en", mark).document.blocks for mark in ("comma", "point"))
    pairs = list(zip(parts_of(comma), parts_of(point), strict=True))
    assert all(str(one).replace(",", ".") == str(other) for one, other in pairs)
    assert any(one != other for one, other in pairs)


def test_a_text_in_one_language_is_shown_in_both():
    exercise = read("title.es = 'Año'\nstatement = 'Hola'\ngraph = 'Y = a'\n[inputs]\na = 1\n")
    for lang in ("es", "en"):
        document = exercise.solve(lang).document
        assert document.title == "Año"
        assert document.blocks[0] == Paragraph("Hola")


# --- Parts ------------------------------------------------------------------------------------


def test_the_parts_come_in_the_order_of_the_file():
    numeric, hand = (
        "[[parts]]\nkind = 'finite_differences'\nsteps = [0.5, 0.25]\ntitle = 'N'\n",
        "[[parts]]\nkind = 'backward'\ntitle.es = 'R'\nmarks = 2.50\n",
    )
    for order in ((numeric, hand), (hand, numeric)):
        solution = read(HEAD + INPUTS + "".join(order)).solve("es")
        titles = [
            block.content
            for block in solution.document.blocks
            if isinstance(block, Heading) and block.level == 1
        ]
        assert titles == ["N" if part is numeric else "R" for part in order]


def test_marks_are_written_with_the_decimal_mark_of_the_page():
    exercise = read(HEAD + INPUTS + "[[parts]]\nkind = 'backward'\nmarks = 2.50\n")
    blocks = exercise.solve("es", "comma").document.blocks
    assert Paragraph(Sentence("part.marks", {"marks": Num("2,50")}), "note") in blocks


def test_the_steps_are_those_of_the_file():
    text = f"{HEAD}{INPUTS}[[parts]]\nkind = 'finite_differences'\nsteps = [0.25, 0.5]\n"
    solution = read(text).solve("en")
    assert [row.h.written for row in solution.differences[0].rows] == ["0.5", "0.25"]
    assert [found.name for found in solution.differences] == ["a", "b"]


def test_without_parts_there_is_only_the_statement():
    solution = read(HEAD + "parts = []\n" + INPUTS).solve("en")
    assert not any(isinstance(block, Table) for block in solution.document.blocks)
    assert solution.passed


# --- Arithmetic and checks --------------------------------------------------------------------


def test_the_exercise_of_the_sheet():
    trace = load("graph").solve("en").trace
    assert trace.values == {"a": 1, "b": 2, "c": 3, "d": 3, "e": -1, "Y": -3}
    assert trace.adjoints == {"a": -1, "b": 2, "c": -3, "d": -1, "e": 3, "Y": 1}


def test_by_hand_the_exact_numbers_stand_beside():
    solution = load("neuron-sigmoid").solve("en")
    assert "column.exact" in [
        title.key
        for block in solution.document.blocks
        if isinstance(block, Table)
        for title in block.columns
        if isinstance(title, Sentence)
    ]


def test_by_hand_works_where_the_exact_numbers_grow_without_end():
    names = pairwise("abcdefghijklmnopq")
    squares = "\n".join(f"{after} = {before}*{before}" for before, after in names)
    exercise = read(
        f"title = 'T'\narithmetic = 'hand'\ngraph = '''\n{squares}\n'''\n"
        "[inputs]\na = '1.00001'\n[rounding]\ndecimals = 4\n"
    )
    assert exercise.solve("en").trace.values["b"] == 1
    with pytest.raises(SymgradError) as caught:
        exercise.solve("en", arithmetic="exact")
    assert caught.value.code == "too_many_bits"


def test_a_wrong_rule_is_found_by_the_numerical_check(monkeypatch):
    row = OPERATIONS["mul"]
    wrong = dataclasses.replace(row, local=lambda args, out, params: (args[0], args[1]))
    assert load("graph").solve("en").passed
    monkeypatch.setitem(OPERATIONS, "mul", wrong)
    solution = load("graph").solve("en")
    assert not solution.passed
    assert "check.disagrees" in keys(solution)
    assert json.loads(solution.to_json())["passed"] is False


def test_json_has_the_run_and_its_checks():
    content = json.loads(load("graph").solve("es").to_json())
    assert (content["worksheet"], content["passed"]) == ("graph", True)
    assert content["title"].startswith("Grafo de cómputo")
    by_id = {line["id"]: line["value"] for line in content["run"]["lines"]}
    assert by_id["Y"] == "-3"
    b = content["checks"][1]
    assert b["input"] == "b"
    assert [row["h"] for row in b["rows"]] == ["0.1", "0.01", "0.001"]
    assert [Fraction(row["forward"]) for row in b["rows"]] == [
        *(Fraction(numerator, 1000) for numerator in (2100, 2010, 2001))
    ]


# --- At the command line ----------------------------------------------------------------------


def test_an_expression_gets_an_output_that_it_does_not_use():
    assert adhoc("a*b", ["a=2", "b=3"]).solve("en").trace.output == "Y"
    assert adhoc("a*Y", ["a=2", "Y=3"]).solve("en").trace.output == "F"
    names = ["Y", "F", "Z", "Y1"]
    exercise = adhoc("*".join(names), [f"{name}=2" for name in names])
    assert exercise.solve("en").trace.output == "Y2"


def test_assignments_keep_their_names():
    trace = adhoc("d=a+b; e=b-c; Y=d*e", ["a=1", "b=2", "c=3"]).solve("en").trace
    assert (trace.output, trace.adjoints["b"]) == ("Y", 2)


@pytest.mark.parametrize("text", ["a", "a=", "=1", "1=1", "a b=1", "=", "", "-1", "a:1"])
def test_a_value_that_is_no_pair(text):
    with pytest.raises(SymgradError) as caught:
        adhoc("a", [text])
    assert caught.value.code == "pair"


def test_two_values_for_one_name():
    with pytest.raises(SymgradError) as caught:
        adhoc("a", ["a=1", "a = 2"])
    assert caught.value.code == "pair_twice"


# --- Mistakes in the graph and the values -----------------------------------------------------


@pytest.mark.parametrize(
    ("graph", "place", "said"),
    [
        ("d = a + b\nY = d*", "w.toml, graph", "line 2, column 7"),
        ("d = a + b\nY = foo(d)", "w.toml, graph", "line 2, column 5"),
        ("d = a + b\nY = 2d", "w.toml, graph", "line 2, column 6"),
        ("d = a + 0,5*b\nY = d", "w.toml, graph", "line 1, column 10"),
        ("d = a + e\ne = d*b\nY = e", "w.toml, graph", "line 1"),
        ("d = a + b\nd = a*b", "w.toml, graph", "Line 2"),
        ("a = b", "w.toml, graph", "Line 1"),
        ("d = a + b\nY = a*b", "w.toml, graph", "d, Y"),
        ("d = a + b\nY = d*q", "w.toml, graph", "Line 2 uses q"),
        ("Y = log(a - b)", "w.toml", "the logarithm needs a positive number"),
        ("Y = abs(a - b + 1)", "w.toml", "abs_slope_at_0"),
    ],
)
def test_a_mistake_in_the_graph_names_file_and_line(graph, place, said):
    with pytest.raises(SymgradError) as caught:
        read(f"title = 'T'\ngraph = '''\n{graph}\n'''\n{INPUTS}").solve("en")
    assert caught.value.place == place
    assert said in caught.value.message("en")


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        (INPUTS + "[conventions]\nrelu = 0\n", "convention_unknown"),
        ("output = 'Z'\n" + INPUTS, "no_such_node"),
        ("[inputs]\na = 1\nb = '1,5'\n", "input_unreadable"),
        ("[inputs]\na = 1\nb = ''\n", "input_unreadable"),
        ("[inputs]\na = 1\nb = 'a + 1'\n", "input_not_constant"),
        ("[inputs]\na = 1\nb = 1e500\n", "input_too_large"),
        ("[inputs]\na = 1\nb = '1/0'\n", "divisor"),
        (INPUTS + "'x y' = 1\n", "input_name"),
    ],
)
def test_a_mistake_elsewhere_names_the_file(rest, code):
    with pytest.raises(SymgradError) as caught:
        read(HEAD + rest).solve("en")
    assert (caught.value.code, caught.value.place) == (code, "w.toml")


def test_an_unused_input_has_derivative_0():
    solution = read(HEAD + INPUTS + "c = 5\n").solve("en")
    assert solution.trace.adjoints["c"] == 0
    assert solution.passed
