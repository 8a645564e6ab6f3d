"""LaTeX and MathML print the same trees as the text does."""

import re
import xml.etree.ElementTree as ET

import pytest

from symgrad import ByHand, Exact, Graph
from symgrad.exercise import bundled, load
from symgrad.formula import Written, build, latex, mathml, name_tree, text
from symgrad.formula.numbers import NumberFormat
from symgrad.formula.tree import Id, Num, Op, Row
from symgrad.parsing import parse_expression

# Elements of MathML Core (W3C) that a formula may use.
CORE = {
    *["math", "mrow", "mi", "mn", "mo", "mtext", "mfrac", "msup", "msub", "msqrt"],
    *["mtable", "mtr", "mtd"],
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
        ("sqrt(a)*abs(-a)", r"\sqrt{a} \cdot \left|-a\right|"),
        (
            "sigmoid(beta) + log2(2e-7)",
            r"\sigma\left(β\right) + \log_{2}\left(2 \cdot 10^{-7}\right)",
        ),
        ("relu(layer_a)", r"\operatorname{ReLU}\left(\mathit{layer\_a}\right)"),
        ("elu(a, 2)", r"\operatorname{ELU}\left(a,\; \mathit{alpha} = 2\right)"),
    ],
)
def test_latex(source, printed):
    found = latex(tree(source)).replace("α", r"\mathit{alpha}")
    assert found == printed


def test_latex_in_spanish():
    printed = latex(tree("sin(x) - max(x, 12345.5)", "comma", "es"), "si")
    assert printed == (
        r"\operatorname{sen}\left(x\right) - \operatorname{máx}\left(x;\; 12\,345{,}5\right)"
    )


def written(name: str) -> list[Row]:
    trace = load(name).run(ByHand(decimals=3))
    page = Written(trace, "es", "comma")
    return [page.line(line).chain for line in trace.lines]


@pytest.mark.parametrize("name", bundled())
def test_mathml_is_core_and_every_number_is_one_element(name):
    for chain in written(name):
        root = ET.fromstring(mathml(chain, "si"))
        assert {element.tag for element in root.iter()} <= CORE
        assert root.get("aria-label") == text(chain, "si")
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
    root = ET.fromstring(mathml(hostile))
    assert root.find(".//mi").text == '<b>"&'
    assert latex(Id("a%$#{}")) == r"\mathit{a\%\$\#\{\}}"


def test_both_printers_show_a_choice_and_a_power_of_ten():
    trace = Graph.from_text("Y = abs(x)/3 + x*1e-12").run({"x": "-1/3"}, Exact())
    page = Written(trace, "en", "point")
    printed = [page.line(line).chain for line in trace.lines]
    formulas = " ".join(latex(chain) for chain in printed)
    assert r"\begin{cases}1 & \text{if } x > 0 \\ -1 & \text{if } x < 0\end{cases}" in formulas
    assert r"\left(1 \cdot 10^{-12}\right)" in formulas
    shown = "".join(mathml(chain, block=True) for chain in printed)
    assert "<mtable><mtr><mtd>" in shown
    assert "<msup><mn>10</mn>" in shown
    assert 'display="block"' in shown
