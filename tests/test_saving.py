"""Writing documents: every form, and files that are whole or untouched."""

import os
import re
from pathlib import Path

import pytest

from symgrad import Graph, SymgradError
from symgrad.exercise import load
from symgrad.files import replace
from symgrad.solution.document import Document
from symgrad.solution.html import render as page
from symgrad.solution.markdown import render as markdown
from symgrad.solution.saving import ENDINGS, save, text_of


@pytest.fixture
def document() -> Document:
    return Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2}).solution("es", ",", "Título")


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.b.html", "año ñ.html"])
def test_a_page(document, tmp_path, name):
    document.save(tmp_path / name)
    assert (tmp_path / name).read_bytes() == page(document).encode("utf-8")
    assert files(tmp_path) == [name]


def test_the_name_of_a_file_may_be_text(document, tmp_path):
    document.save(str(tmp_path / "a.txt"))
    shown = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert shown == text_of(document, "txt")
    assert shown.startswith("Título\n──────\n")
    assert "\x1b" not in shown
    assert "∂Y/∂b" in shown


@pytest.mark.parametrize("name", ["a.md", "a b.MD", "x(1).md", "100%.md"])
def test_markdown_with_its_pictures_in_a_folder_beside_it(document, tmp_path, name):
    document.save(tmp_path / name)
    folder = f"{Path(name).stem}-files"
    made = markdown(document, folder)
    assert (tmp_path / name).read_text(encoding="utf-8") == made.text
    assert files(tmp_path) == sorted([name, folder, *(f"{folder}/{each}" for each in made.files)])
    for each, content in made.files.items():
        assert (tmp_path / folder / each).read_text(encoding="utf-8") == content
    assert len(made.files) == 7


def test_lines_end_the_same_way_everywhere(document, tmp_path):
    for name in ("a.html", "a.md", "a.txt"):
        document.save(tmp_path / name)
        content = (tmp_path / name).read_bytes()
        assert b"\r" not in content
        assert content.endswith(b"\n")
        assert not content.endswith(b"\n\n")


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.", ".html", "a.html.gz", "a.docx"])
def test_another_ending_is_refused_with_the_known_ones(document, tmp_path, name):
    with pytest.raises(SymgradError) as caught:
        document.save(tmp_path / name)
    assert caught.value.code == "output_ending"
    assert all(ending in caught.value.message("en") for ending in ENDINGS)
    assert name in caught.value.message("en")
    assert files(tmp_path) == []


def test_the_form_may_be_told(document, tmp_path):
    save(document, tmp_path / "a.page", "html")
    assert (tmp_path / "a.page").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("name", ["new/a.html", "new/a.md", "new/a.txt", "one/two/a.html"])
def test_a_folder_that_is_missing_is_not_made(document, tmp_path, name):
    """It is a slip of the keyboard more often than a wish."""
    with pytest.raises(SymgradError) as caught:
        document.save(tmp_path / name)
    assert caught.value.code == "output"
    assert "no such folder" in caught.value.message("en")
    assert files(tmp_path) == []


def test_a_file_in_the_way_of_a_folder(document, tmp_path):
    (tmp_path / "a-files").write_text("mine", encoding="utf-8")
    with pytest.raises(SymgradError) as caught:
        document.save(tmp_path / "a.md")
    assert caught.value.code == "output"
    assert (tmp_path / "a-files").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "a.md").exists()  # no page that shows pictures which are not there
    with pytest.raises(SymgradError):
        document.save(tmp_path / "a-files" / "b.html")


def test_a_folder_in_the_way_of_a_file(document, tmp_path):
    (tmp_path / "a.html").mkdir()
    with pytest.raises(SymgradError) as caught:
        document.save(tmp_path / "a.html")
    assert caught.value.code == "output"
    assert files(tmp_path) == ["a.html"]


def test_a_file_that_is_there_is_replaced_as_a_whole(document, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old " * 100_000, encoding="utf-8")
    document.save(path)
    assert path.read_text(encoding="utf-8") == text_of(document, "txt")
    document.save(path)
    assert files(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("failing", ["write_bytes", "replace"])
def test_a_writing_that_is_cut_off_leaves_the_old_file(document, tmp_path, monkeypatch, failing):
    path = tmp_path / "a.html"
    path.write_text("old", encoding="utf-8")
    whole = Path.write_bytes

    def cut_off(beside, *content):
        if failing == "write_bytes":
            whole(beside, content[0][:100])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, failing, cut_off)
        with pytest.raises(SymgradError) as caught:
            document.save(path)
    assert "a.html" in caught.value.message("en")
    assert path.read_text(encoding="utf-8") == "old"
    assert files(tmp_path) == ["a.html"]


def test_an_interrupted_writing_leaves_the_old_file(document, tmp_path, monkeypatch):
    path = tmp_path / "a.html"
    path.write_text("old", encoding="utf-8")

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            document.save(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert files(tmp_path) == ["a.html"]


def test_a_rendering_that_fails_touches_nothing(document, tmp_path, monkeypatch):
    path = tmp_path / "a.html"
    path.write_text("old", encoding="utf-8")

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("symgrad.solution.html.render", broken)
    with pytest.raises(ZeroDivisionError):
        document.save(path)
    assert path.read_text(encoding="utf-8") == "old"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="no folder is read-only")
def test_a_folder_that_may_not_be_written_to(document, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(SymgradError) as caught:
        document.save(locked / "a.html")
    assert caught.value.code == "output"


def test_sheets_are_saved_too(tmp_path):
    load("graph").sheet("es").document.save(tmp_path / "sheet.md")
    shown = (tmp_path / "sheet.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"!\[.*\]\((.*)\)", shown)
    assert (tmp_path / picture).is_file()
    assert "underline" in shown


def test_bytes_and_text_are_written_alike(tmp_path):
    replace(tmp_path / "a", "ñ\r\n")
    replace(tmp_path / "b", "ñ\r\n".encode())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == b"\xc3\xb1\r\n"
