"""The lesson on errors: slopes and best h are those of theory, and the page shows what was run."""

import base64
import dataclasses
import io
import math
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

import symgrad
from symgrad import Graph
from symgrad.arithmetic.single import Single
from symgrad.curves import EPSILON, curves, derivatives, grid, here, slope
from symgrad.digits import digits
from symgrad.error_models import MODELS
from symgrad.errors import SymgradError
from symgrad.exercise import load, parse
from symgrad.formula import text
from symgrad.formula.tree import Blank, Num, Op, Row
from symgrad.plots import to_svg
from symgrad.schemes import SCHEMES
from symgrad.solution import Figure, Paragraph, Sentence, Table
from symgrad.solution.html import render as page_of
from symgrad.solution.lesson import agrees
from symgrad.solution.markdown import render as markdown_of
from symgrad.solution.terminal import render as print_on

STEPS = grid(Decimal(1), Decimal("1e-16"))
SINE = Graph.from_text("y = sin(x)")
LESSONS = ("derivative-errors", "lost-digits")
HEAD = "title = 'T'\ngraph = 'y = sin(x)'\n[inputs]\nx = 1\n[[parts]]\nkind = 'difference_errors'\n"


@cache
def document_of(name, lang, mark=None):
    return load(name).solve(lang, mark).document


def measured(graph=SINE, x=1, precision="float64", schemes=MODELS, steps=STEPS):
    found = curves(graph, {"x": x}, "x", steps, schemes, precision)
    return {curve.scheme: curve for curve in found}


def solved(more="", lang="en", head=HEAD):
    return parse(head + more, name="w", file="w.toml").solve(lang, "point").document


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def figures(document):
    return [block for block in document.blocks if isinstance(block, Figure)]


def sentences(document):
    contents = [block.content for block in document.blocks if isinstance(block, Paragraph)]
    return [content.key for content in contents if isinstance(content, Sentence)]


def number(cell):
    """Return the number that a cell prints."""
    shown = text(cell).replace("≤", "").replace("−", "-").replace("\u202f", "").strip()
    return float(shown)


# --- Slopes and best h --------------------------------------------------------------------------

# Published and measured for sin at 1 in double precision: best h, slopes of both branches.
PUBLISHED = {
    "forward": (1.3e-8, 1, -1),
    "central": (4.0e-6, 2, -1),
    "five_point": (6.3e-4, 4, -1),
    "complex_step": (1e-8, 2, 0),
    "second_difference": (1.2e-4, 2, -2),
}
IN_SINGLE = {"forward": 6.9e-4, "central": 7.1e-3}


@pytest.mark.parametrize("scheme", PUBLISHED)
def test_the_sine_at_1_as_published(scheme):
    best, large, small = PUBLISHED[scheme]
    curve = measured()[scheme]
    assert abs(curve.truncation - large) < 0.05
    assert abs(curve.rounding - small) < 0.2
    assert best / 3 < curve.best[0] < 3 * best
    assert best / 3 < curve.theory[0] < 3 * best
    assert curve.best[1] < 1.5 * curve.theory[1]


@pytest.mark.parametrize("scheme", IN_SINGLE)
def test_single_precision_as_published(scheme):
    curve = measured(precision="float32")[scheme]
    best = IN_SINGLE[scheme]
    assert best / 3 < curve.best[0] < 3 * best
    assert best / 3 < curve.theory[0] < 3 * best
    assert agrees(curve)


FUNCTIONS = [
    ("exp(x)", "0.5"),
    ("log(x)", 3),
    ("sqrt(x)", 100),
    ("tanh(x)", "0.3"),
    ("1/x", "0.01"),
]


@pytest.mark.parametrize(("formula", "x"), [*FUNCTIONS, ("x^7 - x", 10000), ("sigmoid(x)", 2)])
def test_other_functions_have_the_slopes_too(formula, x):
    size = Decimal(1).scaleb(Decimal(str(x)).adjusted())
    found = measured(
        Graph.from_text(f"y = {formula}"), x, steps=grid(size, size * Decimal("1e-16"))
    )
    for curve in found.values():
        assert agrees(curve), curve.scheme
        assert curve.truncation is not None
        assert curve.rounding is not None
        assert curve.theory[0] / 4 < curve.best[0] < 4 * curve.theory[0]


WRONG = {
    "forward": lambda h, above, here: (above - here) / h * (1 + h),
    "central": lambda h, above, below: (above - below) / (2 * h) + h / 8,
    "five_point": lambda h, far, above, below, across: (above - below) / (2 * h),
    "richardson": lambda h, above, below, near, across: (
        (4 * (near - across) / h - (above - below) / h) / 3
    ),
    "second_difference": lambda h, above, here, below: (above - 2 * here + below) / h**2 + h,
}


@pytest.mark.parametrize("scheme", ["central", "five_point", "richardson", "second_difference"])
def test_a_scheme_that_is_programmed_wrongly_is_seen_by_its_slope(scheme, monkeypatch):
    assert agrees(measured()[scheme])
    broken = dataclasses.replace(SCHEMES[scheme], build=WRONG[scheme])
    monkeypatch.setitem(SCHEMES, scheme, broken)
    assert not agrees(measured(schemes=[scheme])[scheme])
    document = solved(f"schemes = ['{scheme}']\n")
    assert "lesson.slopes_differ" in sentences(document)
    assert "lesson.slopes_agree" not in sentences(document)


def test_theory_is_that_of_the_rows():
    """The first moment of a quotient that is not as it should be is its truncation error."""
    for name, model in MODELS.items():
        row = SCHEMES[name]
        assert (row.order, row.derivative) == (model.power, model.target)
        assert model.derivative == row.order + row.derivative
        factorial = math.factorial(model.derivative)
        assert abs(row.moment(model.derivative)) / factorial == model.factor


def test_theory_has_its_smallest_error_at_the_best_h():
    sizes = dict.fromkeys(range(6), 0.7)
    for model in MODELS.values():
        h = model.best(2.0**-52, sizes)
        if model.noise:
            here_, *near = (model.error(k * h, 2.0**-52, sizes) for k in (1, 0.8, 1.25))
            assert here_ < min(near)


def test_a_function_without_truncation_error_has_no_best_h_by_theory():
    found = measured(Graph.from_text("y = x^2"), 3)
    assert found["central"].theory is None
    assert found["central"].truncation is None
    assert abs(found["central"].rounding + 1) < 0.2
    document = solved(head=HEAD.replace("sin(x)", "x^2"))
    assert "lesson.no_best" in sentences(document)


def test_slopes_of_a_line():
    assert slope([(10.0**k, 5 * 10.0 ** (-3 * k)) for k in range(8)]) == pytest.approx(-3)
    assert slope([(1.0, 1.0)] * 4) is None


def test_the_reference_has_50_digits_at_the_number_that_is_used():
    base = here(SINE, {"x": "0.1"}, Single())
    exact = derivatives(base, "x", [0, 1])
    assert base.raw["x"] == 0.10000000149011612
    assert abs(float(exact[1]) - math.cos(0.10000000149011612)) < 1e-16
    assert exact[0].denominator > 10**45
    kink = here(Graph.from_text("y = abs(x)"), {"x": 0}, Single())
    with pytest.raises(SymgradError, match="no number"):
        derivatives(kink, "x", [2])


def test_single_precision_is_that_of_numpy():
    import numpy as np

    graph = Graph.from_text("y = sqrt(x + 1/3)*x - x/7")
    for x in ("0.1", "3.7", "12345.678"):
        number = np.float32(x)
        third = np.float32(1) / np.float32(3)
        expected = np.sqrt(number + third) * number - number / np.float32(7)
        assert graph.run({"x": x}, Single()).values["y"] == float(expected)


def test_an_operation_that_is_not_analytic_has_no_complex_step():
    graph = Graph.from_text("y = x*abs(x)")
    assert set(measured(graph, 2)) == set(MODELS) - {"complex_step"}
    document = solved(head=HEAD.replace("sin(x)", "x*abs(x)"))
    assert "lesson.not_analytic" in sentences(document)


# --- The page -----------------------------------------------------------------------------------


def test_the_table_has_the_numbers_of_the_figure():
    document = document_of("derivative-errors", "en")
    plots = figures(document)[:2]
    table = next(one for one in tables(document) if len(one.columns) == 6)
    rows = iter(table.rows)
    for figure in plots:
        for curve in figure.plot.curves:
            (h, error), (_, scheme, best, _, least, _) = curve.marked[0], next(rows)
            assert scheme.key == curve.key
            assert number(best) == pytest.approx(h, rel=0.05)
            assert number(least) == pytest.approx(error, rel=0.05)
            assert (h, error) in curve.points
    assert next(rows, None) is None
    small = next(one for one in tables(document) if one.columns[0] == Sentence("column.h"))
    for row in small.rows:
        h = (
            10.0 ** float(text(row[0].exponent).replace("−", "-"))
            if hasattr(row[0], "exponent")
            else number(row[0])
        )
        for curve, cell in zip(plots[0].plot.curves, row[1:], strict=True):
            seen = [error for at, error in curve.points if math.isclose(at, h, rel_tol=1e-3)]
            assert not seen or number(cell) == pytest.approx(seen[0], rel=0.05)


def test_the_slopes_of_the_table_are_those_of_the_curves():
    document = solved()
    table = next(one for one in tables(document) if len(one.columns) == 5)
    double, single = measured(), measured(precision="float32")
    for scheme, *cells in table.rows:
        name = scheme.key.partition(".")[2]
        expected = [each[name] for each in (double, single)]
        wanted = [value for each in expected for value in (each.truncation, each.rounding)]
        for cell, value in zip(cells, wanted, strict=True):
            measured_, theory = re.fullmatch(r"(\S+) \((\S+)\)", cell.replace("−", "-")).groups()
            assert float(measured_) == pytest.approx(value, abs=0.006)
            assert abs(float(theory) - value) < 0.2


def test_which_node_lost_the_digits():
    found = digits(Graph.from_text("y = (1 - cos(x))/x^2"), {"x": "1e-8"})
    assert [(each.line.id, each.loses) for each in found if each.loses] == [("v2", True)]
    assert found[-1].left == 0
    for each in found:
        assert abs(Fraction(each.value) - each.exact) <= Fraction(each.bound) * Fraction("1.001")
    kept = digits(Graph.from_text("y = 2*sin(x/2)^2/x^2"), {"x": "1e-8"})
    assert not any(each.loses for each in kept)
    assert kept[-1].left >= 15
    root = digits(Graph.from_text("y = sqrt(x^2 + 1) - x"), {"x": "1e8"})
    assert [each.line.id for each in root if each.loses] == ["y"]


def test_a_loss_that_is_no_subtraction():
    (*_, last) = digits(Graph.from_text("s = 1e10 + x; y = sin(s)"), {"x": "0.1"})
    assert last.loses
    assert not last.cancels


def test_both_slopes_at_a_kink():
    more = (
        "show = 'sides'\nfunctions = ['abs(x)', 'relu(x)', 'x*abs(x)', 'step(x)', 'abs(x) + x^2']\n"
    )
    document = solved(more + "points = [0]\n")
    (table,) = tables(document)
    rows = [
        [text(cell) if not isinstance(cell, str) else cell for cell in row] for row in table.rows
    ]
    assert rows[0] == ["|x|", "−1", "1", "0", "0", "0"]
    assert rows[1] == ["ReLU(x)", "0", "1", "0.5", "0.5", "0.5"]
    assert rows[2][1:3] == ["0", "0"]
    assert "—" in rows[3]
    said = sentences(document)
    assert [
        key for key in said if key in ("sides.kink", "sides.tends", "sides.same", "sides.none")
    ] == [*["sides.kink", "sides.kink", "sides.same", "sides.none", "sides.kink"]]


def test_the_complex_step_that_fails_silently():
    (*_, table) = tables(document_of("derivative-errors", "en"))
    rows = {text(row[0]): [text(cell) for cell in row[2:]] for row in table.rows}
    assert rows["|x|"] == ["−1", "0", "1.0"]
    assert rows["x · |x|"] == ["2", "1", "1.0"]
    assert rows["√(x^2)"][:2] == ["−1", "−1"]
    assert rows["x^3"][:2] == ["3", "3"]
    said = sentences(document_of("derivative-errors", "en"))
    assert said.count("complex.refused") == 2


class Images(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.found.append(dict(attrs))


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_page_holds_its_figures(lang):
    document = document_of("derivative-errors", lang)
    page = page_of(document)
    images = Images(page).found
    assert len(images) == len(figures(document)) == 4
    for image, figure in zip(images, figures(document), strict=True):
        kind, _, data = image["src"].partition(",")
        assert kind == "data:image/svg+xml;base64"
        assert base64.b64decode(data).decode() == to_svg(figure.plot, lang, document.mark)
        assert len(image["alt"]) > 60
        assert figure.plot.title in image["alt"]
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert ("1,3e-8" if lang == "es" else "1.3e-8") in images[0]["alt"]


def test_markdown_has_its_figures_beside_it():
    document = document_of("derivative-errors", "es")
    page = markdown_of(document, "w-files")
    plots = [name for name in page.files if name.startswith("plot")]
    assert len(plots) == 4
    assert all(f"](w-files/{name})" in page.text for name in plots)


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_terminal_shows_the_tables_alone(name, lang):
    stream = io.StringIO()
    print_on(document_of(name, lang), stream)
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert any("───" in line for line in lines)
    assert not any(line.startswith("    ") and "(1)" in line for line in lines)  # tables fit


@pytest.mark.parametrize("name", LESSONS)
def test_both_languages_have_the_same_numbers(name):
    spanish, english = (document_of(name, lang, "point") for lang in ("es", "en"))
    for one, other in zip(tables(spanish), tables(english), strict=True):
        for row, same in zip(one.rows, other.rows, strict=True):
            pairs = zip(row, same, strict=True)
            assert all(a == b for a, b in pairs if isinstance(a, Num) and isinstance(b, Num))
    for one, other in zip(figures(spanish), figures(english), strict=True):
        assert one.plot.curves == other.plot.curves
        assert one.plot.up != other.plot.up or one.plot.logarithmic is False
    assert sentences(spanish) == sentences(english)


# --- The sheet, and what is refused -------------------------------------------------------------


@pytest.mark.parametrize("name", LESSONS)
def test_the_sheet_asks_for_what_was_measured(name):
    sheet = load(name).sheet("en").document
    solution = document_of(name, "en")
    assert [len(one.rows) for one in tables(sheet)] == [len(one.rows) for one in tables(solution)]
    for asked, given in zip(tables(sheet), tables(solution), strict=True):
        assert asked.columns == given.columns
        assert sum(isinstance(cell, Blank) for row in asked.rows for cell in row) >= len(asked.rows)
    for figure in figures(sheet):
        if figure.plot.logarithmic:
            assert figure.plot.curves == ()
        else:
            assert [curve.key for curve in figure.plot.curves] == ["plot.function"]
    told = {"digits.cancels", "digits.kept", "sides.kink", "complex.refused", "lesson.slopes_agree"}
    assert told & set(sentences(sheet)) == set()
    assert told & set(sentences(solution)) != set()


def test_a_sheet_that_hides_nothing_shows_the_solution():
    exercise = parse("hide = []\n" + HEAD, name="w", file="w.toml")
    assert figures(exercise.sheet("en").document) == figures(exercise.solve("en").document)


def test_the_kind_alone_works_on_a_graph():
    assert len(figures(solved())) == 2
    assert "lesson.slopes_agree" in sentences(solved())


def test_functions_points_range_and_schemes():
    more = "functions = ['exp(t)', 'log(t)']\npoints = [1, '1/3']\nh_range = [1e-9, 0.1]\n"
    document = solved(more + "schemes = ['central']\n")
    titles = [figure.plot.title for figure in figures(document)]
    assert titles[0] == "f = exp(t), t = 1 · float64"
    assert titles[2] == "f = ln(t), t = 1/3 · float64"
    assert figures(document)[0].plot.window[:2] == (1e-9, 0.1)
    assert [len(figure.plot.curves) for figure in figures(document)] == [1] * 4


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("functions = ['x*y']\n", "one variable"),
        ("functions = ['sin(']\n", "too early"),
        ("functions = ['x', 'x^2']\npoints = [1, 2, 3]\n", "one point"),
        ("show = 'curves'\n", "'curve'"),
        ("h_range = [1, 0.5]\n", "factor of 10"),
        ("h_range = [1]\n", "factor of 10"),
        ("schemes = ['sideways']\n", "'five_point'"),
        ("schemes = ['central', 'central']\n", "different"),
        ("points = [true]\n", "list of numbers"),
        ("functions = ['abs(x)']\npoints = [0]\n", "no number"),
        ("functions = ['log(x)']\npoints = [-1]\n", "log"),
    ],
)
def test_what_is_refused_says_the_way_out(more, said):
    with pytest.raises(SymgradError) as caught:
        solved(more)
    assert said in caught.value.message("en")
    assert caught.value.message("es") != caught.value.message("en")
    assert "w.toml" in caught.value.place or "w.toml" in caught.value.message("en")


def test_a_graph_without_inputs():
    with pytest.raises(SymgradError, match="no input"):
        solved(head="title = 'T'\ngraph = 'y = 2*3'\n[[parts]]\nkind = 'difference_errors'\n")


def test_a_graph_of_several_inputs_moves_the_first():
    head = HEAD.replace("y = sin(x)", "y = sin(x)*z").replace("x = 1\n", "x = 1\nz = 2\n")
    assert "lesson.slopes_agree" in sentences(solved(head=head))
    (table,) = tables(solved("show = 'sides'\n", head=head))
    assert text(table.rows[0][1]) == text(table.rows[0][2]) == "1.0806"


def test_a_page_without_a_plot_loads_no_matplotlib():
    code = (
        "import sys; from symgrad.exercise import load; from symgrad.solution.html import render;"
        "render(load('graph').solve('en').document);"
        "from symgrad.solution.terminal import render as shown; import io;"
        "shown(load('derivative-errors').solve('en').document, io.StringIO());"
        "print('matplotlib' in sys.modules)"
    )
    folder = Path(symgrad.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]


def test_both_precisions_have_their_epsilon():
    for precision, epsilon in EPSILON.items():
        one = Graph.from_text("y = 1 + x")
        arithmetic = symgrad.Float() if precision == "float64" else Single()
        assert one.run({"x": Fraction(epsilon)}, arithmetic).values["y"] > 1
        assert one.run({"x": Fraction(epsilon) / 2}, arithmetic).values["y"] == 1
    assert isinstance(Row((Op("≤"), Num("1"))), Row)
