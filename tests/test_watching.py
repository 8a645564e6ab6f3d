"""A page that follows its worksheet, save by save."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import symgrad
from symgrad.cli.watching import follow
from symgrad.errors import SymgradError

SHEET = "title = 'T'\ngraph = 'Y = a*b'\n[inputs]\na = 1\nb = 2\n"
LONGEST = 30  # seconds; a test waits for what happens, and this is its end if nothing does


@pytest.fixture
def followed(tmp_path, capsys):
    """Follow a worksheet through some saves; return what was printed."""
    sheet, page = tmp_path / "w.toml", tmp_path / "page.txt"

    def program(texts, work):
        def saves():
            for text in texts:
                sheet.unlink() if text is None else sheet.write_text(text, encoding="utf-8")
                yield

        sheet.write_text("first", encoding="utf-8")
        follow(sheet, page, work, "en", saves())
        printed = capsys.readouterr()
        return printed.out.splitlines(), printed.err.splitlines()

    return program


def test_each_save_is_one_line(followed):
    said, errors = followed(["second", "second", None, "second", "third"], lambda: True)
    assert len(said) == 3
    assert all(line.endswith("page.txt is written.") for line in said)
    assert errors == []


def test_a_mistake_is_told_and_watching_goes_on(followed):
    results = iter([True, SymgradError("empty"), True])

    def work():
        result = next(results)
        if isinstance(result, SymgradError):
            raise result
        return result

    said, errors = followed(["second", "third"], work)
    assert len(said) == 2
    assert len(errors) == 1
    assert "no line" in errors[0]


def test_a_failed_check_is_told(followed):
    said, _ = followed([], lambda: False)
    assert said[0].endswith("a numerical check contradicts the gradient.")


def test_a_mistake_of_ours_ends_it(followed):
    with pytest.raises(ZeroDivisionError):
        followed([], lambda: 1 / 0)


# --- The program ------------------------------------------------------------------------------


@pytest.fixture
def watched(tmp_path):
    """Start the program; return its worksheet, its page and a list that grows by what it says."""
    sheet, page = tmp_path / "guía 1.toml", tmp_path / "page.txt"
    sheet.write_text(SHEET, encoding="utf-8")
    command = ("solve", sheet, "--watch", "-o", page, "--lang", "en")
    process = subprocess.Popen(
        [sys.executable, "-m", "symgrad", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(Path(symgrad.__file__).parents[1])},
        encoding="utf-8",
    )
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout), daemon=True)
    reader.start()
    yield sheet, page, lines
    process.terminate()
    process.wait(LONGEST)
    reader.join(LONGEST)
    process.stdout.close()


def wait_for(condition):
    ends = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


def text(page):
    with contextlib.suppress(FileNotFoundError):
        return page.read_text(encoding="utf-8")
    return ""


def test_the_page_follows_the_file(watched):
    sheet, page, lines = watched
    wait_for(lambda: "∂Y/∂a = 2" in text(page))
    sheet.write_text(SHEET.replace("b = 2", "b = 5"), encoding="utf-8")
    wait_for(lambda: "∂Y/∂a = 5" in text(page))
    sheet.write_text("title = 3", encoding="utf-8")
    wait_for(lambda: any("title cannot be 3" in line for line in lines))
    beside = sheet.with_name("w.toml~")  # as editors save: another file takes the name
    beside.write_text(SHEET.replace("b = 2", "b = 7"), encoding="utf-8")
    beside.replace(sheet)
    wait_for(lambda: "∂Y/∂a = 7" in text(page))
    wait_for(lambda: len(lines) == 5)
    assert "Ctrl-C" in lines[0]
    assert [line.endswith("page.txt is written.\n") for line in lines[1:]] == [
        *(True, True, False, True)
    ]
