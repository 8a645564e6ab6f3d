"""Forms of a solution, and how files are written."""

import json
import os
import sys
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from symgrad.cli import options


@pytest.fixture
def pages(monkeypatch):
    """Renderers that are quick, and as short as their names."""
    page = SimpleNamespace(render=lambda document: f"<p>{document.title}</p>\n")
    markdown = SimpleNamespace(
        render=lambda document, folder: SimpleNamespace(
            text=f"![]({folder}/1.svg)\n", files={"1.svg": "<svg/>\n"}
        )
    )
    monkeypatch.setitem(sys.modules, "symgrad.solution.html", page)
    monkeypatch.setitem(sys.modules, "symgrad.solution.markdown", markdown)


@pytest.mark.parametrize("command", [("solve", "graph"), ("gradient", "a", "a=1")])
def test_the_ending_of_the_file_tells_the_form(run, tmp_path, pages, command):
    texts = {}
    endings = {*("html", "htm", "md", "svg", "json", "txt"), *("toml", "csv")}
    for name in ("a.html", "b.HTM", "c.md", "d.svg", "e.json", "f.txt"):
        assert run(*command, "-o", tmp_path / name) == (0, "", "")
        texts[name[0]] = (tmp_path / name).read_text(encoding="utf-8")
    assert texts["a"] == texts["b"]
    assert texts["a"].startswith("<p>")
    assert texts["c"] == "![](c-files/1.svg)\n"
    assert (tmp_path / "c-files" / "1.svg").read_text(encoding="utf-8") == "<svg/>\n"
    assert ElementTree.fromstring(texts["d"]).tag.endswith("svg")
    assert json.loads(texts["e"])["passed"]
    assert "Forward pass" in texts["f"]
    assert {ending.lstrip(".") for ending in options.ENDINGS} == endings


def test_to_comes_before_the_ending(run, tmp_path, pages):
    path = tmp_path / "page.svg"
    assert run("solve", "graph", "--to", "json", "-o", path)[0] == 0
    assert json.loads(path.read_text(encoding="utf-8"))["passed"]
    assert run("solve", "graph", "--to", "html")[1].startswith("<p>")


def test_an_ending_that_tells_nothing_is_answered_with_the_known_ones(run, tmp_path):
    status, _, errors = run("solve", "graph", "-o", tmp_path / "page.pdf", "--lang", "en")
    assert status == 2
    assert ".html, .htm, .md, .svg, .json, .txt" in errors
    assert "page.pdf" in errors
    assert list(tmp_path.iterdir()) == []


def test_a_page_is_replaced_in_one_move(run, tmp_path, monkeypatch):
    path = tmp_path / "page.txt"
    path.write_text("old", encoding="utf-8")
    seen = []
    replace = type(path).replace

    def watched(beside, target):
        seen.append((target.read_text(encoding="utf-8"), beside.parent == target.parent))
        return replace(beside, target)

    monkeypatch.setattr(type(path), "replace", watched)
    assert run("solve", "graph", "-o", path)[0] == 0
    assert seen == [("old", True)]
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_goes_on_leading_to_its_file(run, tmp_path):
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old", encoding="utf-8")
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("this system makes no links")
    run("solve", "graph", "-o", link)
    assert link.is_symlink()
    assert "Forward pass" in target.read_text(encoding="utf-8")


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="no such device")  # noqa: PTH110
def test_a_device_stays_one(run):
    assert run("solve", "graph", "--to", "json", "-o", os.devnull)[0] == 0
    assert not os.path.isfile(os.devnull)  # noqa: PTH113
