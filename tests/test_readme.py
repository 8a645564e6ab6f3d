"""README and the documentation tell the truth: their examples are run."""

import doctest
import re
import shlex
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from symgrad.cli import main
from symgrad.exercise import Worksheet
from symgrad.exercise.kinds import KINDS
from symgrad.exercise.schema import Rounding
from symgrad.exercise.solving import Exercise
from symgrad.operations import OPERATIONS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FORMAT = [ROOT / "docs" / "worksheets.md", ROOT / "docs" / "es" / "guias.md"]
# What an example of a single key is completed with.
SMALLEST = {"title": "T", "graph": "Y = a*b", "inputs": {"a": 2, "b": 3}}


def blocks(page):
    """Yield language, name of a file and text of every block of a page."""
    yield from re.findall(r"^```(\w+) ?(.*)\n((?s:.*?))^```", page.read_text("utf-8"), re.MULTILINE)


def language(page):
    return "es" if page.parent.name == "es" else "en"


@pytest.fixture
def printed(capsys, monkeypatch):
    """Run a command as it is typed; return what it prints."""

    def program(command):
        monkeypatch.setattr("sys.argv", shlex.split(command))
        with pytest.raises(SystemExit):
            main()
        captured = capsys.readouterr()
        return captured.out + captured.err

    monkeypatch.setattr("symgrad.cli._prepare_streams", lambda: None)
    return program


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_print_what_the_page_shows(page, printed, tmp_path, monkeypatch):
    """The blocks of a page belong together: a file that it shows is there for its commands."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SYMGRAD_LANG", language(page))
    checker = doctest.OutputChecker()
    for kind, file, text in blocks(page):
        if file:
            Path(file).write_text(text, encoding="utf-8")
        elif kind == "console":
            for command, expected in re.findall(
                r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE
            ):
                shown = printed(command)
                assert checker.check_output(expected, shown, doctest.ELLIPSIS), shown


WORKSHEETS = [
    pytest.param(text, id=f"{page.name}: {text.splitlines()[0]}")
    for page in PAGES
    for kind, file, text in blocks(page)
    if kind == "toml" and not file
]


@pytest.mark.parametrize("text", WORKSHEETS)
def test_worksheets_that_a_page_shows_can_be_solved(text):
    content = SMALLEST | tomllib.loads(text, parse_float=Decimal)
    assert Exercise("w", "w.toml", Worksheet.model_validate(content)).solve("es").passed


@pytest.mark.parametrize("page", FORMAT, ids=lambda page: page.name)
def test_the_format_has_every_key(page):
    models = [Worksheet, Rounding, *KINDS.values()]
    keys = {key for model in models for key in model.model_fields}
    switches = {
        param.name for row in OPERATIONS.values() for param in row.params if not param.written
    }
    text = page.read_text("utf-8")
    named = set(re.findall(r"`\[*([\w]+)\]*`", text))
    assert keys | switches <= named
    assert all(f"`'{kind}'`" in text for kind in KINDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples(page):
    found = doctest.testfile(
        str(page),
        module_relative=False,
        encoding="utf-8",
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    assert found.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target
