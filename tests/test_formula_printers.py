"""LaTeX and MathML print the same trees as the text does."""

import re
import xml.etree.ElementTree as ET

import pytest

from symgrad import ByHand, Exact, Graph
from symgrad.exercise import bundled, load
from symgrad.formula import Written, build, latex, mathml, name_tree, spoken, text
from symgrad.formula.numbers import NumberFormat
from symgrad.formula.tree import Apply, Blank, Id, Num, Op, Partial, Row, Under
from symgrad.parsing import parse_expression

# Elements of MathML Core (W3C) that a formula may use.
CORE = {
    *["math", "mrow", "mi", "mn", "mo", "mtext", "mfrac", "msup", "msub", "msqrt"],
    *["mtable", "mtr", "mtd", "munder", "mspace"],
}


def tree(source: str, mark="point", lang="en"):
    return build(
        parse_expression(source),
        lambda ref: name_tree(ref.name, "forward"),
        NumberFormat(mark),
        lang,
    )


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("w0*x_12 + 0.50", r"w_{0} \cdot x_{12} + 0.50"),
        ("(a + b)/c*d", r"\frac{a + b}{c} \cdot d"),
        ("(a/b)^2", r"{\left(\frac{a}{b}\right)}^{2}"),
        ("-a^2 - 1/3", r"-{a}^{2} - \frac{1}{3}"),
        ("sqrt(a)*abs(-a)", r"\sqrt{a} \cdot \left\vert -a\right\vert "),
        (
            "sigmoid(beta) + log2(2e-7)",
            r"\sigma\left(β\right) + \log_{2}\left(2 \cdot 10^{-7}\right)",
        ),
        ("relu(layer_a)", r"\operatorname{ReLU}\left(\mathit{layer\_a}\right)"),
        ("elu(a, 2)", r"\operatorname{ELU}\left(a,~\mathit{alpha} = 2\right)"),
    ],
)
def test_latex(source, printed):
    found = latex(tree(source)).replace("α", r"\mathit{alpha}")
    assert found == printed


def test_latex_in_spanish():
    printed = latex(tree("sin(x) - max(x, 12345.5)", "comma", "es"), "si")
    assert printed == (
        r"\operatorname{sen}\left(x\right) - \operatorname{máx}\left(x;~12\thinspace 345{,}5\right)"
    )


def written(name: str) -> list[Row]:
    trace = load(name).run(ByHand(decimals=3))
    page = Written(trace, "es", "comma")
    return [page.line(line).chain for line in trace.lines]


@pytest.mark.parametrize("name", bundled())
def test_mathml_is_core_and_every_number_is_one_element(name):
    for chain in written(name):
        root = ET.fromstring(mathml(chain, "es"))
        assert {element.tag for element in root.iter()} <= CORE
        assert root.get("aria-label") == spoken(chain, "es")
        numbers = [element.text for element in root.iter("mn")]
        assert all(re.fullmatch(r"[\d\u202f]+(,\d+)?…?", number) for number in numbers)
        # fractions, powers and indices have exactly the two parts that they need
        assert {len(part) for tag in ("mfrac", "msup", "msub") for part in root.iter(tag)} <= {2}


@pytest.mark.parametrize("name", bundled())
def test_latex_is_balanced(name):
    for chain in written(name):
        printed = latex(chain, "si")
        assert printed.count("{") == printed.count("}")
        assert printed.count(r"\left") == printed.count(r"\right")
        assert "−" not in printed


def test_texts_from_outside_stay_texts():
    hostile = Row((Id('<b>"&'), Op("="), Num("1")))
    root = ET.fromstring(mathml(hostile, "en"))
    assert root.find(".//mi").text == '<b>"&'
    assert latex(Id("a%$#{}")) == r"\mathit{a\%\$\#\{\}}"


def test_both_printers_show_a_choice_and_a_power_of_ten():
    trace = Graph.from_text("Y = abs(x)/3 + x*1e-12").run({"x": "-1/3"}, Exact())
    page = Written(trace, "en", "point")
    printed = [page.line(line).chain for line in trace.lines]
    formulas = " ".join(latex(chain) for chain in printed)
    assert r"\begin{cases}1 & \text{if } x > 0 \cr -1 & \text{if } x < 0\end{cases}" in formulas
    assert r"\left(1 \cdot 10^{-12}\right)" in formulas
    shown = "".join(mathml(chain, "en", block=True) for chain in printed)
    assert "<mtable><mtr><mtd>" in shown
    assert "<msup><mn>10</mn>" in shown
    assert 'display="block"' in shown


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("-a^2 + 3", "minus a squared plus 3"),
        ("(a + b)*c", "open bracket a plus b close bracket times c"),
        ("a*(-2)", "a times minus 2"),
        ("(a + b)/2", "fraction a plus b over 2, end of fraction"),
        ("a/2", "a over 2"),
        ("sqrt(a)", "square root of a"),
        ("sqrt(a + 1)", "square root of a plus 1, end of root"),
        ("abs(a - b)", "absolute value of a minus b, end of absolute value"),
        ("sigmoid(w_1)", "σ of w sub 1"),
        ("max(a, b)", "max of a, b, end of argument"),
        ("a^b", "a to the power of b, end of power"),
        ("2e-7", "2 times 10 to the power of minus 7"),
    ],
)
def test_spoken(source, words):
    assert spoken(tree(source), "en") == words


@pytest.mark.parametrize("name", bundled())
def test_everything_that_is_written_is_spoken_without_signs(name):
    for chain in written(name):
        assert not set(spoken(chain, "es")) & set("=+−·≈∂()|")


def test_a_label_below_and_room_for_an_answer():
    labelled = Under(Partial("Y", "e"), "50 % of $x_1$")
    assert text(labelled) == "∂Y/∂e"
    assert latex(labelled) == r"\underset{\text{50 \% of \$x\_1\$}}{\frac{\partial Y}{\partial e}}"
    assert "<mtext>50 % of $x_1$</mtext></munder>" in mathml(labelled, "en")
    row = Row((Id("d"), Op("="), Blank()))
    assert text(row) == "d = ______"
    assert spoken(row, "es") == "d es igual a espacio en blanco"
    assert latex(row) == r"d = \underline{\hspace{4em}}"
    assert "<mspace" in mathml(row, "en")


def test_choices_and_powers_of_ten_are_spoken():
    page = Written(Graph.from_text("Y = abs(x)").run({"x": -1}), "en", "point")
    line = next(line for line in page.trace.lines if line.kind == "local")
    assert "1 if x is greater than 0; minus 1 if x is less than 0" in spoken(
        page.line(line).symbolic, "en"
    )
    assert spoken(Apply("f", (Num("1e-3"),)), "en") == "f of 1 times 10 to the power of minus 3"
