"""``symgrad render``: what it draws, in which form, and one clear message per mistake."""

import sys
from xml.etree import ElementTree

import pytest

TEXT = "d=a+b; e=b-c; Y=d*e"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("SYMGRAD_LANG", "en")


def texts(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_worksheet_is_drawn_with_its_values(run):
    status, svg, errors = run("render", "graph")
    assert (status, errors) == (0, "")
    assert {"= −3", "∂Y/∂b", "d · e"} <= set(texts(svg))


def test_a_text_without_values_is_drawn_as_a_graph(run):
    shown = texts(run("render", TEXT)[1])
    assert {"a", "Y", "d · e", "×"} <= set(shown)
    assert not any("?" in text or "=" in text for text in shown)
    assert {"Y", "a", "b"} <= set(texts(run("render", "(a + b)*c")[1]))


def test_values_of_the_command_come_before_those_of_the_worksheet(run):
    assert "= −3" in texts(run("render", TEXT, "--at", "a=1, b=2,c=3")[1])
    assert "= 6" in texts(run("render", "graph", "--at", "b=5")[1])  # 1 + 5


def test_a_step(run):
    shown = texts(run("render", "graph", "--step", "1")[1])
    assert {"= 1", "= ?"} <= set(shown)
    assert 'class="active"' in run("render", "graph", "--step", "2")[1]


def test_styles_languages_and_marks(run):
    assert "<ellipse" in run("render", "graph", "--style", "tree")[1]
    assert "Grafo de cómputo" in run("render", TEXT, "--lang", "es")[1]
    shown = run("render", "Y=a*b", "--at", "a=0.5,b=3", "--decimal", "comma")[1]
    assert "= 1,5" in texts(shown)
    by_hand = run("render", "f=sigmoid(z)", "--at", "z=1", "--arithmetic", "float")[1]
    assert any(text.startswith("= 0.7310585786") for text in texts(by_hand))


def test_the_ending_tells_the_form(run, tmp_path):
    pytest.importorskip("typst")
    starts = {".svg": b"<svg", ".dot": b"// ", ".PNG": b"\x89PNG", ".pdf": b"%PDF"}
    for ending, start in starts.items():
        path = tmp_path / f"picture{ending}"
        assert run("render", "graph", "-o", path) == (0, "", "")
        assert path.read_bytes().startswith(start)
    plain = tmp_path / "plain.dot"
    assert run("render", TEXT, "--style", "tree", "-o", plain)[0] == 0
    assert "rankdir=BT" in plain.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "english", "spanish"),
    [
        (("graph", "--step", "0"), "steps 1 to 9", "pasos 1 a 9"),
        (("graph", "--step", "10"), "steps 1 to 9", "pasos 1 a 9"),
        ((TEXT, "--step", "1"), "--at a=1,b=2", "--at a=1,b=2"),
        (("graph", "-o", "x.gif"), ".svg, .dot, .png, .pdf", "Terminaciones"),
        (("graph", "-o", "x"), ".svg, .dot, .png, .pdf", "Terminaciones"),
        ((TEXT, "--at", "a"), "name=number", "nombre=número"),
        ((TEXT, "--at", "a=1,a=2"), "two values", "dos valores"),
        ((TEXT, "--at", "a=1"), "no value", "no tiene"),
        (("graph", "--at", "z=1"), "Its inputs: a, b, c", "a, b, c"),
        (("graph", "--style", "x"), "circuit, tree", "circuit, tree"),
        (("grph",), "graph", "graph"),
        (("Y = a +",), "column", "columna"),
    ],
)
def test_mistakes_have_one_clear_message(run, tmp_path, monkeypatch, arguments, english, spanish):
    monkeypatch.chdir(tmp_path)
    for lang, part in (("en", english), ("es", spanish)):
        status, output, errors = run("render", *arguments, "--lang", lang)
        assert (status, output) == (2, "")
        assert part in errors
        assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_cannot_be_written(run, tmp_path):
    pytest.importorskip("typst")
    for name in ("no/such/folder.svg", "no/such/folder.png"):
        status, _, errors = run("render", "graph", "-o", tmp_path / name)
        assert status == 2
        assert "cannot be written" in errors


def test_without_typst_there_is_a_way_out(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    status, _, errors = run("render", "graph", "-o", tmp_path / "x.pdf")
    assert status == 2
    assert 'pip install "symgrad[pdf]"' in errors
    assert run("render", "graph", "-o", tmp_path / "x.svg")[0] == 0


def test_a_graph_too_large_to_draw(run):
    text = "; ".join(f"x{i + 1} = {'sin' if i % 2 else 'cos'}(x{i})" for i in range(500))
    status, _, errors = run("render", text)
    assert status == 2
    assert "500 edges" in errors
