"""The student's sheet: nothing that is asked can be found in it, and answers have their places."""

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from html import unescape
from itertools import chain, combinations

import pytest

from symgrad.arithmetic import to_fraction
from symgrad.exercise import Exercise, Worksheet, load
from symgrad.exercise.solving import Sheet
from symgrad.formula import text
from symgrad.formula.tree import Blank
from symgrad.solution import Formulas, Picture, Storyboard, Table
from symgrad.solution.markdown import render as markdown
from symgrad.solution.saving import text_of
from symgrad.solution.sheet import Field, hidden_sections
from tests.worked import WORKED

SECTIONS = ("forward", "backward", "gradient", "check")
COMBINATIONS = [*chain.from_iterable(combinations(SECTIONS, size) for size in range(5))]


def worksheet(**keys) -> Exercise:
    content = {"title": "T", "graph": "d = a + b; Y = d*b", "inputs": {"a": 1, "b": 2}} | keys
    return Exercise("w", "w.toml", Worksheet.model_validate(content), "0123abcd")


# Every number of this run has five digits or more, and none is another one's.
GRAPH = "u = a*b*1.0307; w = u*c - b^2*1.0709; Y = w^3*0.10133 - u*c*1.0117"
NUMBERS = {"a": "3.0517", "b": "1.3103", "c": "-2.9011"}


def secret(hide: tuple[str, ...], lang: str = "en", arithmetic: str = "exact") -> Sheet:
    exercise = worksheet(graph=GRAPH, inputs=NUMBERS, hide=hide, arithmetic=arithmetic)
    return exercise.sheet(lang)


def answers(sections: tuple[str, ...], arithmetic: str) -> set[str]:
    """Return the first five digits of every number that is asked in some sections."""
    exercise = worksheet(graph=GRAPH, inputs=NUMBERS, hide=sections, arithmetic=arithmetic)
    solution = exercise.solve("en")
    known = dict(solution.trace.raw)
    for differences in solution.differences:
        for row in differences.rows:
            known.update({line: row.trace.raw[line] for line in row.quotients.values()})
    asked = {field.line for field in exercise.sheet("en").fields}
    return {digits(to_fraction(known[line])) for line in asked} - {digits(Fraction(1))}


def digits(value: Fraction) -> str:
    """Return five significant digits, cut off, without a sign or a point."""
    mantissa = f"{abs(float(value)):.12e}"
    return mantissa.replace(".", "")[:5]


def numbers_of(blob: str) -> set[str]:
    """Return the first five digits of all numbers in a text, as any renderer writes them."""
    plain = blob.replace("\u202f", "").replace(r"\thinspace ", "").replace("{,}", ",")
    found = re.findall(r"\d+(?:[.,]\d+)?", plain)
    return {re.sub(r"[.,]", "", number).lstrip("0").ljust(5, "0")[:5] for number in found}


def places(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield every file of a sheet by its form, without the coordinates of pictures."""
    page = markdown(sheet.document, "files")
    yield "html", unescape(text_of(sheet.document, "html").partition("<body")[2])
    yield "txt", text_of(sheet.document, "txt")
    yield "md", page.text
    yield from (("svg", picture) for picture in page.files.values())
    yield "toml", sheet.to_toml()
    yield "csv", sheet.to_csv()
    yield "names", " ".join([sheet.name, sheet.version, *map(repr, sheet.fields)])


GEOMETRY = re.compile(
    r"\b(?:x|y|d|r|cx|cy|rx|ry|viewBox|width|height|style|id|href|aria-labelledby)=\"[^\"]*\""
)


def leaks(hide: tuple[str, ...], lang: str, arithmetic: str) -> dict[str, set[str]]:
    """Return the hidden numbers that can be read somewhere, unless a shown section has them."""
    hidden = answers(hide, arithmetic) if hide else set()
    # What the quotients are close to is hidden all the same.
    shown = tuple(section for section in SECTIONS[:3] if section not in hide)
    told = answers(shown, arithmetic) if shown else set()
    told |= numbers_of(GRAPH)
    found = {
        form: numbers_of(GEOMETRY.sub("", content)) & (hidden - told)
        for form, content in places(secret(hide, lang, arithmetic))
    }
    return {form: numbers for form, numbers in found.items() if numbers}


def shows_what_it_is_made_from(hide: tuple[str, ...]) -> bool:
    """Say whether a section is printed whose lines quote a hidden one.

    The backward pass quotes the forward pass and adds up to the gradient; the check quotes the
    value of the output and the gradient.
    """
    quoting = {"backward", "check"} - {*hide}
    return bool(quoting) and bool({"forward", "gradient"} & {*hide})


QUOTING = [*filter(shows_what_it_is_made_from, COMBINATIONS)]
QUOTING_NOTHING = [hide for hide in COMBINATIONS if hide not in QUOTING]


@pytest.mark.parametrize("hide", QUOTING_NOTHING, ids=lambda hide: " ".join(hide) or "nothing")
@pytest.mark.parametrize("arithmetic", ["exact", "hand", "float"])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_nothing_that_is_hidden_can_be_read(hide, arithmetic, lang):
    assert leaks(hide, lang, arithmetic) == {}


@pytest.mark.parametrize("hide", QUOTING, ids=" ".join)
def test_no_section_quotes_a_hidden_one(hide):
    assert leaks(hide, "en", "exact") == {}


def test_the_search_for_hidden_numbers_finds_them():
    solved = worksheet(graph=GRAPH, inputs=NUMBERS).solve("es").document
    asked = answers(SECTIONS, "exact")
    assert len(asked) >= 30
    for form in ("html", "txt"):
        assert answers(("forward", "gradient"), "exact") <= numbers_of(text_of(solved, form))
    page = markdown(solved, "files")
    assert answers(("forward", "gradient"), "exact") <= numbers_of(page.text)
    assert any(asked & numbers_of(picture) for picture in page.files.values())


def test_the_picture_says_only_what_is_known():
    """Neither in words, nor in the size of its boxes."""
    first, second = (
        picture_of(worksheet(inputs={"a": 1, "b": 2}, graph=f"d = a + b; Y = {factor}*d*b"))
        for factor in (2, 9)
    )
    assert first.replace("2 · d", "9 · d") == second
    shown = picture_of(worksheet(hide=["backward", "gradient", "check"]))
    assert ">= 6</text>" in shown
    assert "d = 3" in shown
    assert "∂Y/∂b = 5" not in shown
    assert "?" in shown


def picture_of(exercise: Exercise) -> str:
    (picture,) = markdown(exercise.sheet("en").document, "files").files.values()
    return re.sub(r'(id|labelledby)="[^"]*"', "", picture)


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", WORKED)
def test_a_worksheet_that_asks_everything_has_no_storyboard_and_no_result(name, lang):
    document = load(name).sheet(lang).document
    kinds = [type(block) for block in document.blocks]
    assert Storyboard not in kinds
    assert kinds.count(Picture) == 1
    for block in document.blocks:
        if isinstance(block, Table):
            assert any(cell == Blank() for row in block.rows for cell in row)
    assert "______" in text_of(document, "txt")


# --- What is asked ------------------------------------------------------------------------------

GRAPHS = {
    **{name: load(name) for name in WORKED},
    "square": worksheet(graph="Y = a*a + b", inputs={"a": 3, "b": 1}),
    "names": worksheet(
        graph="año = x_1 + ŷ; Ω_1 = año*β; Y_2 = Ω_1/x_1",
        inputs={"x_1": 1, "ŷ": 2, "β": "0.5"},
    ),
    "unused": worksheet(graph="Y = a^2 + k*0", inputs={"a": 2, "b": 1, "k": 3}),
    "no inputs": worksheet(graph="Y = 2*3", inputs={}),
    "two parts": worksheet(
        parts=[{"kind": "backward"}, {"kind": "finite_differences", "steps": ["0.5", "1e-7"]}]
    ),
    "coarse": worksheet(graph="Y = (a + b)^2*b", expand=False),
}


@pytest.fixture(params=GRAPHS)
def exercise(request) -> Exercise:
    return GRAPHS[request.param]


def test_every_field_is_a_line_of_the_run(exercise):
    solution = exercise.solve("en")
    lines = {line.id: line for line in solution.trace.lines}
    for differences in solution.differences:
        for row in differences.rows:
            lines.update({line.id: line for line in row.trace.lines})
    kinds = {
        "forward": {"forward"},
        "backward": {"contribution"},
        "gradient": {"total", "sum", "seed"},
        "check.forward": {"check"},
        "check.central": {"check"},
    }
    for field in exercise.sheet("en").fields:
        assert lines[field.line].kind in kinds[field.section]


def test_fields_are_unique(exercise):
    fields = exercise.sheet("en").fields
    assert len({(field.section, field.key) for field in fields}) == len(fields)
    assert len({field.line for field in fields}) == len(fields)


def test_every_line_that_is_written_is_asked(exercise):
    solution = exercise.solve("en")
    asked = {field.line for field in exercise.sheet("en").fields}
    trace = solution.trace
    for line in trace.lines:
        wanted = line.kind == "contribution" or (line.kind == "forward" and line.written)
        assert (line.id in asked) or not wanted
    for name in trace.program.graph.inputs:
        assert f"∂{trace.output}/∂{name}" in asked


def test_fields_do_not_depend_on_language_or_arithmetic(exercise):
    def keys(lang, arithmetic):
        fields = exercise.sheet(lang, arithmetic=arithmetic).fields
        return [(field.section, field.key, field.line) for field in fields]

    first = keys("en", "exact")
    assert all(
        keys(lang, arithmetic) == first
        for lang in ("es", "en")
        for arithmetic in ("exact", "hand", "float")
    )


def test_keys_can_be_typed_where_names_can(exercise):
    graph = exercise.graph
    strange = {sign for node in graph.nodes for sign in node.name if not sign.isascii()}
    for field in exercise.sheet("en").fields:
        assert {sign for sign in field.key if not sign.isascii()} <= strange
        assert field.key == field.key.strip()
        assert "\n" not in field.key


def test_a_square_as_a_product_has_two_edges():
    sheet = GRAPHS["square"].sheet("en")
    keys = [field.key for field in sheet.fields if field.section == "backward"]
    assert [key for key in keys if key.startswith("a -> ")] == ["a -> v1 (1)", "a -> v1 (2)"]
    assert len(set(keys)) == len(keys)


def test_meanings_say_what_is_asked():
    sheet = load("graph").sheet("es")
    meanings = {(field.section, field.key): text(field.meaning) for field in sheet.fields}
    assert meanings["forward", "d"] == "d = a + b"
    assert meanings["backward", "b -> e"] == "b → e"
    assert meanings["gradient", "b"] == "∂Y/∂b"
    assert meanings["check.central", "b, h = 0.01"] == "∂Y/∂b, h = 0,01"


@pytest.mark.parametrize("hide", COMBINATIONS, ids=lambda hide: " ".join(hide) or "nothing")
def test_only_hidden_sections_are_asked(hide):
    fields = worksheet(hide=hide).sheet("en").fields
    assert {field.section.partition(".")[0] for field in fields} == hidden_sections(hide)


# --- Answer files -------------------------------------------------------------------------------


def leaves(table: dict, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_toml_file_has_exactly_these_fields_and_no_answer(exercise, lang):
    sheet = exercise.sheet(lang)
    content = tomllib.loads(sheet.to_toml())
    head = {key: content.pop(key) for key in ("worksheet", "version", "student")}
    assert head == {"worksheet": exercise.name, "version": exercise.version, "student": ""}
    found = dict(leaves(content))
    assert list(found) == [(*field.section.split("."), field.key) for field in by_section(sheet)]
    assert set(found.values()) <= {""}


def test_the_toml_file_says_beside_each_field_what_it_is(exercise):
    sheet = exercise.sheet("en")
    lines = sheet.to_toml().splitlines()
    assert all(line.startswith("# ") for line in lines[:2])
    comments = [line.partition(' = "" # ')[2] for line in lines if ' = "" # ' in line]
    assert comments == [text(field.meaning) for field in by_section(sheet)]


def by_section(sheet: Sheet) -> list[Field]:
    """Return the fields as tables have them: both columns of the check are one table each."""
    return sorted(sheet.fields, key=lambda field: field.section == "check.central")


def test_the_csv_file_has_exactly_these_fields_and_no_answer(exercise):
    sheet = exercise.sheet("es")
    found = list(csv.reader(io.StringIO(sheet.to_csv())))
    assert found[0] == ["field", "meaning", "answer"]
    assert found[1:] == [
        [f"{field.section}: {field.key}", text(field.meaning), ""] for field in sheet.fields
    ]


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("año 'x' \"y\"", "v\"1'"),
        ("a.b.c", "2026-1.0"),
        ("a = 1 # b", "[x]"),
        ("\\back\\slash", "\N{SNAKE}"),
        ("[table]", "tab\there"),
        ('"""', "'''"),
    ],
)
def test_names_of_any_kind_are_kept(name, version):
    content = {"title": "T", "graph": "Y = a*b", "inputs": {"a": 1, "b": 2}, "version": version}
    sheet = Exercise(name, "w.toml", Worksheet.model_validate(content)).sheet("en")
    found = tomllib.loads(sheet.to_toml())
    assert (found["worksheet"], found["version"]) == (name, version.strip())
    assert found["forward"] == {"Y": ""}


def test_a_cell_is_never_a_formula_of_a_spreadsheet(exercise):
    for row in csv.reader(io.StringIO(exercise.sheet("en").to_csv())):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)


def test_nodes_that_are_called_like_keys_of_the_file_are_no_trouble():
    exercise = worksheet(
        graph="student = forward*version; worksheet = student + check",
        inputs={"forward": 1, "version": 2, "check": 3},
    )
    content = tomllib.loads(exercise.sheet("en").to_toml())
    assert content["student"] == ""
    assert set(content["forward"]) == {"student", "worksheet"}
    assert set(content["gradient"]) == {"forward", "version", "check"}


# --- Room for answers ---------------------------------------------------------------------------


def test_there_is_room_for_every_field(exercise):
    sheet = exercise.sheet("en")
    blanks = 0
    for block in sheet.document.blocks:
        if isinstance(block, Table):
            blanks += sum(row[-1] == Blank() for row in block.rows)
        elif isinstance(block, Formulas):
            blanks += sum(Blank() in getattr(row, "parts", ()) for row in block.rows)
    checks = sum(field.section.startswith("check") for field in sheet.fields)
    assert blanks == len(sheet.fields) - checks + checks // 2


def test_the_sheet_has_a_place_for_a_name_and_its_version():
    sheet = load("graph").sheet("es")
    shown = text_of(sheet.document, "txt")
    assert shown.splitlines()[2].startswith("Nombre: ____")
    page = text_of(sheet.document, "html")
    assert f"versión {sheet.version}" in page
    assert "<script>" not in page


def test_a_sheet_is_the_same_every_time(exercise):
    again = exercise.sheet("es")
    first = exercise.sheet("es")
    assert text_of(first.document, "html") == text_of(again.document, "html")
    assert first.to_toml() == again.to_toml()
    assert first.passed
