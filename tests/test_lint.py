"""Findings: what is allowed in a worksheet, but may not be meant."""

import pytest
from test_cli import complaint

from symgrad.exercise import bundled, load, parse
from symgrad.exercise.lint import lint

TITLE = "title = 'T'\n"


def sheet(graph, head="", **values):
    lines = "".join(f"{name} = {value}\n" for name, value in values.items())
    return f"{TITLE}{head}graph = '''\n{graph}\n'''\n[inputs]\n{lines}"


def found(text):
    return lint(parse(text, name="w", file="w.toml"))


ROUNDED = "\n[rounding]\ndecimals = 3\n"
FINDINGS = {
    "a text in one language": (
        "title.es = 'T'\ngraph = 'Y = a*b'\n[inputs]\na = 2\nb = 3\n",
        ("one_language", "title"),
        "missing under en",
    ),
    "an assumption in one language": (
        sheet("Y = a*b", "assumptions = ['A', {en = 'B'}]\n", a=3, b=5),
        ("one_language", "assumptions 2"),
        "missing under es",
    ),
    "a title of a part in one language": (
        sheet("Y = a*b", a=3, b=5) + "[[parts]]\nkind = 'backward'\ntitle.es = 'P'\n",
        ("one_language", "[[parts]] 1, title"),
        "missing under en",
    ),
    "an unused input": (
        sheet("Y = a*b", a=3, b=5, c=1),
        ("unused_input", "[inputs] c"),
        "nothing uses c.",
    ),
    "what the output does not depend on": (
        sheet("d = a*c\nY = a*b", "output = 'Y'\n", a=3, b=5, c=7),
        ("no_path", "[inputs] c; graph, d"),
        "no path leads from c, d to Y",
    ),
    "a gradient that is 0 by accident": (
        sheet("d = a - b\nY = d*c", a=2, b=2, c=3),
        ("gradient_zero", "[inputs] c"),
        "∂Y/∂c is 0 with these values",
    ),
    "the wrong side of a ReLU": (
        sheet("z = w*x + b\nf = relu(z)", w=2, x=3, b=-7),
        ("gradient_zero", "[inputs] w, x, b; graph, z"),
        "the gradients of w, x, b, z are 0",
    ),
    "a function that is flat everywhere": (
        sheet("z = w*x\nf = step(z)", w=2, x=3),
        ("gradient_flat", "[inputs] w, x; graph, z"),
        "a flat function such as step",
    ),
    "a long fraction": (
        sheet("Y = a*b", a="'1/37'", b="'1/41'"),
        ("long_fraction", "graph, Y"),
        "Y = 1/1517",
    ),
    "a long decimal": (
        sheet("Y = a*b + 1", a="1.0003", b="2.0007"),
        ("long_decimal", "graph, Y"),
        "Y = 3.00130021",
    ),
    "long numbers": (
        sheet("d = a*b\nY = d/c", a="'1/37'", b="'1/41'", c=3),
        ("long_fraction", "graph, d"),
        "4 fractions",
    ),
    "a sigmoid at its end": (
        sheet("f = sigmoid(z)", z=9) + ROUNDED,
        ("saturated", "graph, f"),
        "f is 0.999876605",
    ),
    "a number that is rounded to 0": (
        sheet("f = a*b", a="0.01", b="0.02") + ROUNDED,
        ("rounded_to_zero", "graph, f"),
        "f is rounded to 0, though it is 0.0002",
    ),
    "a mistake that is not seen": (
        sheet("d = a*b\nY = d*c", a=2, b=5, c=2),
        ("unseen_mistake", "[inputs] b"),
        "adding what arrives and the local derivative",
    ),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding(name):
    text, (code, where), said = FINDINGS[name]
    one = next(one for one in found(text) if one.code == code)
    assert one.where == where
    english, spanish = one.message("en"), one.message("es")
    assert said in english
    assert english != spanish
    assert "{" not in english + spanish
    assert english.endswith(".")


def test_every_finding_is_tried():
    tried = {code for _, (code, _), _ in FINDINGS.values()}
    texts = [text for text, _, _ in FINDINGS.values()]
    assert tried == {one.code for text in texts for one in found(text)}


@pytest.mark.parametrize("name", bundled())
def test_bundled_worksheets_are_without_findings(name):
    assert lint(load(name)) == ()


@pytest.mark.parametrize(
    "text",
    [
        sheet("Y = (a + b)*(a - b)", a=5, b=2),
        sheet("Y = a/b", a=1, b=3),
        sheet("Y = a*b + a*c + a*d", a=2, b=3, c=5, d=7),
        sheet("Y = exp(a)*b", a=3, b=5),  # irrational: a page shows few digits
        sheet("f = sigmoid(z)", z="'sqrt(2)'"),
        sheet("f = sigmoid(z)", "arithmetic = 'float'\n", z=9),
        sheet("f = relu(z)", z=3),
        sheet("f = z + w", z=0, w=3) + ROUNDED,  # 0 is not rounded to 0
    ],
)
def test_what_is_meant_is_no_finding(text):
    assert found(text) == ()


def test_fractions_that_grow_without_end_are_looked_at_in_floats():
    graph = "\n".join(f"x{n + 1} = x{n}^2 + x{n}" for n in range(12))
    assert {one.code for one in found(sheet(graph, x0="0.37") + ROUNDED)} <= {"rounded_to_zero"}


# --- The command ------------------------------------------------------------------------------


def test_the_status_says_whether_something_was_found(run, tmp_path):
    clean, unclear, broken = (tmp_path / f"{name}.toml" for name in ("clean", "unclear", "broken"))
    clean.write_text(sheet("Y = a*b", a=3, b=5), encoding="utf-8")
    unclear.write_text(sheet("Y = a*b", a=3, b=5, c=1), encoding="utf-8")
    broken.write_text("title = 'T'\n", encoding="utf-8")
    assert run("lint", clean) == (0, "", "")
    status, output, errors = run("lint", unclear, "--lang", "es")
    assert (status, errors) == (1, "")
    assert output.startswith(f"{unclear}: [inputs] c: c no se usa")
    assert "graph" in complaint(run, "lint", broken)["es"]
    status, output, errors = run("lint", broken, clean, unclear)
    assert status == 2, "the worst of all files"
    assert output.startswith(str(unclear))
    assert errors.startswith(str(broken))
