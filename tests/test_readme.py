"""README and the documentation tell the truth: their examples are run."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from symgrad.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CONSOLE = [
    pytest.param(block, id=f"{page.name}: {block.splitlines()[0]}")
    for page in PAGES
    for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
]


@pytest.mark.parametrize("block", CONSOLE)
def test_commands_print_what_the_page_shows(block, capsys, monkeypatch):
    command, _, expected = block.partition("\n")
    monkeypatch.setattr("sys.argv", shlex.split(command.removeprefix("$ ")))
    monkeypatch.setattr("symgrad.cli._prepare_streams", lambda: None)
    with pytest.raises(SystemExit):
        main()
    captured = capsys.readouterr()
    checker = doctest.OutputChecker()
    printed = captured.out + captured.err
    assert checker.check_output(expected, printed, doctest.ELLIPSIS), printed


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
