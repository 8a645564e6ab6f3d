"""The worked solution as a document, and what a terminal makes of it."""

import io
import re
from decimal import Decimal
from fractions import Fraction

import pytest

from symgrad.exercise import adhoc, bundled, load
from symgrad.formula import text
from symgrad.solution import Formulas, Paragraph, Sentence, Table
from symgrad.solution.terminal import encodes, render
from tests.worked import WORKED


def printed(solution, width: int = 80) -> str:
    stream = io.StringIO()
    render(solution.document, stream, width)
    return stream.getvalue()


def sentences(solution) -> dict[str, Sentence]:
    return {
        block.content.key: block.content
        for block in solution.document.blocks
        if isinstance(block, Paragraph) and isinstance(block.content, Sentence)
    }


GRAPH_LINES = [
    "d      a + b       1 + 2             3",
    "e      b − c       2 − 3            −1",
    "Y      d · e       3 · (−1)         −3",
    "∂Y/∂Y = 1      ∂Y/∂d = e = −1   1 · (−1) = −1",
    "∂Y/∂Y = 1      ∂Y/∂e = d = 3    1 · 3 = 3",
    "∂Y/∂e = 3      ∂e/∂b = 1        3 · 1 = 3       2 de 2",
    "∂Y/∂e = 3      ∂e/∂c = −1       3 · (−1) = −3",
    "∂Y/∂d = −1     ∂d/∂a = 1        (−1) · 1 = −1",
    "∂Y/∂d = −1     ∂d/∂b = 1        (−1) · 1 = −1   1 de 2",
    "∂Y/∂b = ∂Y/∂d · ∂d/∂b + ∂Y/∂e · ∂e/∂b = −1 + 3 = 2",
    "∂Y/∂a = −1",
    "∂Y/∂b = 2",
    "∂Y/∂c = −3",
    "(Y(b + 0,1) − Y)/0,1 = (−2,79 − (−3))/0,1 = 2,1",
    "el cociente progresivo vale exactamente 2 + h",
    "∂²Y/∂b² = 2",
    "El cociente central vale exactamente 2.",
]


@pytest.mark.parametrize("line", GRAPH_LINES)
def test_the_graph_exercise_prints(line):
    shown = re.sub(r"\s*\n\s*", " ", printed(load("graph").solve("es", "comma")))
    assert line in shown


@pytest.mark.parametrize("name", bundled())
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("arithmetic", ["exact", "hand", "float"])
def test_every_worksheet_fits_80_columns_and_passes(name, lang, arithmetic):
    solution = load(name).solve(lang, arithmetic=arithmetic)
    lines = printed(solution).splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line == line.rstrip() for line in lines)
    assert solution.passed
    assert "−0 " not in printed(solution)


def test_a_run_by_hand_has_the_exact_column_beside_it():
    shown = printed(load("neuron-sigmoid").solve("en", arithmetic="hand"))
    assert re.search(r"f +σ\(z\) +σ\(0\.69\) ≈ +0\.666 +0\.665966927", shown)
    assert re.search(r"∂f/∂w₁ +−0\.400 +−0\.400418963", shown)


@pytest.mark.parametrize(
    ("expression", "values", "key"),
    [
        ("a*x + b", ["a=2", "x=1", "b=0"], "check.affine"),
        ("x^3", ["x=1"], "check.polynomial"),
        ("exp(x)", ["x=1"], "check.orders"),
        ("sin(x)", ["x=0"], "check.agrees"),
        ("cos(x)", ["x=0"], "check.agrees"),
        ("e*x + pi", ["x=2"], "check.exact"),
        ("relu(x)*3", ["x=2"], "check.exact"),
        ("relu(x)", ["x=0"], "check.kink"),
        ("sqrt(x)", ["x=1/10000"], "check.tends"),
        ("relu(x)^2", ["x=0"], "check.tends"),
        ("elu(x)", ["x=0"], "check.tends"),
        ("log(x)", ["x=1e-9"], "check.tends"),
        ("1/x", ["x=1e-9"], "check.tends"),
    ],
)
def test_each_outcome_of_the_check_is_said(expression, values, key):
    solution = adhoc(expression, values).solve("en")
    assert key in sentences(solution)
    assert solution.passed


@pytest.mark.parametrize(
    ("expression", "values", "right", "left"),
    [
        ("elu(x, 2)", ["x=0"], "1", "2"),
        ("relu(sin(x))", ["x=pi"], "0", "−1"),
        ("relu(3*x)", ["x=0"], "3", "0"),
    ],
)
def test_the_slopes_at_a_kink_are_limits(expression, values, right, left):
    data = sentences(adhoc(expression, values).solve("en"))["check.kink"].data
    assert (text(data["forward"]), text(data["backward"])) == (right, left)


@pytest.mark.parametrize(
    ("expression", "values"),
    [("abs(x - 1)", ["x=1.0005"]), ("relu(x - 1)", ["x=1.0005"]), ("abs(x)", ["x=1e-30"])],
)
def test_near_a_kink_there_is_no_kink(expression, values):
    found = sentences(adhoc(expression, values).solve("en"))
    assert "check.tends" in found
    assert "check.kink" not in found


def test_equality_for_every_h_is_only_said_where_the_table_shows_it():
    found = sentences(adhoc("max(a, b)*c", ["a=2", "b=2.01", "c=3"]).solve("en"))
    assert {"check.agrees", "check.affine"} <= set(found)
    assert "check.exact" not in found


def test_a_jump_is_said_and_does_not_fail():
    exercise = adhoc("step(x)", ["x=0"])
    sheet = exercise.worksheet.model_copy(
        update={"conventions": {"step_slope_at_0": 0, "step_at_0": Decimal("0.5")}}
    )
    solution = type(exercise)("jump", "", sheet).solve("es")
    assert "check.jump" in sentences(solution)
    assert solution.passed


def test_numbers_are_never_broken():
    shown = printed(load("neuron-tanh").solve("es", arithmetic="float"))
    assert "−0,22484613447774954" in shown
    shown = printed(adhoc("x*y*z", ["x=12345678901", "y=3", "z=7"]).solve("en"))
    assert "12\u202f345\u202f678\u202f901" in shown


def test_a_polynomial_remainder_names_the_second_derivative():
    data = sentences(adhoc("x^3", ["x=2"]).solve("en"))["check.polynomial"].data
    assert text(data["quotient"]) == "12 + 6 · h + h^2"
    assert text(data["rest"]) == "6 · h + h^2"
    assert text(data["second"]) == "12"
    assert text(data["central"]) == "12 + h^2"


def test_negative_and_absent_terms_of_a_remainder():
    data = sentences(adhoc("x - x^3", ["x=0"]).solve("en"))["check.polynomial"].data
    assert text(data["quotient"]) == "1 − h^2"
    data = sentences(adhoc("x^2", ["x=0"]).solve("en"))["check.polynomial"].data
    assert text(data["quotient"]) == "h"


def test_what_decides_a_reading_is_said():
    found = sentences(adhoc("y = pi*x + step(x) + w*0", ["x=1", "w=2"]).solve("en"))
    assert found["policy.constant"].data == {"name": "pi"}
    assert found["convention.value"].data["switch"] == "step_at_0"
    assert "statement.temporaries" in found
    found = sentences(load("neuron-elu").solve("en"))
    assert found["convention.branch"].data == {"name": "ELU"}
    assert {"policy.decimals", "policy.line", "check.exactly"} <= set(found)


def test_an_unused_input_is_listed():
    exercise = adhoc("Y = x^2", ["x=1"])
    sheet = exercise.worksheet.model_copy(update={"inputs": {"x": 1, "k": 3}})
    solution = type(exercise)("unused", "", sheet).solve("en")
    assert "backward.unused" in sentences(solution)
    assert "∂Y/∂k = 0" in printed(solution)


def test_long_lines_are_shown_as_the_teacher_wrote_them():
    solution = adhoc("Y = (a+b)*(b-c)", ["a=1", "b=2", "c=3"]).solve("en")
    first = next(block for block in solution.document.blocks if isinstance(block, Formulas))
    assert [text(row) for row in first.rows] == ["Y = (a + b) · (b − c)"]


def test_a_coarse_line_has_one_row_per_name():
    exercise = adhoc("l = (f - y)^2", ["f=3", "y=1"])
    sheet = exercise.worksheet.model_copy(update={"expand": False})
    shown = printed(type(exercise)("coarse", "", sheet).solve("en"))
    assert "∂l/∂f = 2 · (f − y) = 2 · (3 − 1) = 4" in shown
    assert "∂l/∂y = (−2) · (f − y) = (−2) · (3 − 1) = −4" in shown


def test_a_graph_without_inputs_is_solved_too():
    shown = printed(adhoc("Y = 2*3", []).solve("en"))
    assert "Y" in shown
    assert "Gradient\n" not in shown.split("Gradient by backpropagation")[1]


def test_tables_have_as_many_cells_as_columns():
    for name in bundled():
        for block in load(name).solve("en").document.blocks:
            if isinstance(block, Table):
                assert {len(row) for row in block.rows} == {len(block.columns)}


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437"])
def test_a_poor_terminal_gets_plain_ascii_in_straight_columns(encoding):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    assert not encodes(stream)
    render(load("graph").solve("es").document, stream)
    stream.flush()
    shown = stream.buffer.getvalue().decode("ascii")
    assert "dY/db = dY/dd * dd/db + dY/de * de/db = -1 + 3 = 2" in shown
    rows = [line for line in shown.splitlines() if re.match(r"[a-e] -> ", line)]
    assert len({row.index("dY/d") for row in rows}) == 1


def test_a_terminal_of_utf_8_keeps_the_signs():
    assert encodes(io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert encodes(io.StringIO())


def value(shown: str) -> tuple[Fraction, Fraction]:
    """Read a printed number: its value, and half a unit of its last digit."""
    plain = shown.replace("\u202f", "").replace(",", ".").replace("−", "-")
    above, _, below = plain.partition("/")
    mantissa, _, exponent = above.partition("e")
    places = len(mantissa.partition(".")[2]) - int(exponent or 0)
    half = Fraction(0) if below else Fraction(1, 2) / Fraction(10) ** places
    return Fraction(above) / Fraction(below or 1), half


TABLES = [
    *[("worksheet", name) for name in WORKED],
    ("x^3*y - x/3", "x=2 y=1.5"),
    ("exp(x)*sin(y)", "x=2/3 y=1"),
    ("max(a, b)*c", "a=2 b=2.01 c=3"),
    ("elu(x, 2)", "x=0"),
    ("log(x)", "x=0.05"),
    ("x^2*1e-70", "x=140"),
    ("exp(-x)", "x=140"),
    ("x^x^x", "x=3"),
]


@pytest.mark.parametrize(("expression", "given"), TABLES)
@pytest.mark.parametrize("arithmetic", ["exact", "hand", "float"])
def test_errors_of_the_table_are_quotient_minus_derivative(expression, given, arithmetic):
    exercise = load(given) if expression == "worksheet" else adhoc(expression, given.split())
    (table,) = (
        block
        for block in exercise.solve("en", arithmetic=arithmetic).document.blocks
        if isinstance(block, Table) and len(block.columns) == 6
    )
    for label, _, *pairs in table.rows:
        if label:
            derivative, unsure = value(re.split("[=≈] ", text(label))[1])
        for quotient, error in zip(pairs[::2], pairs[1::2], strict=True):
            if quotient == "—":
                continue
            (found, off), (difference, about) = value(text(quotient)), value(text(error))
            assert abs(found - derivative - difference) <= off + unsure + about
