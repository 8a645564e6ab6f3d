"""``symgrad new``, ``symgrad lint``, ``symgrad schema``: while a worksheet is written."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from symgrad.cli.complaints import complain
from symgrad.cli.options import Form, Lang, LangOption, OutputOption
from symgrad.cli.output import BAD_INPUT, FINDINGS, write
from symgrad.errors import SymgradError


def new(
    name: Annotated[str, typer.Argument(help="Name of the new file, with or without .toml.")],
    graph: Annotated[
        bool, typer.Option("--graph", help="Begin with a computational graph (default).")
    ] = True,
    lang: LangOption = None,
) -> None:
    """Begin a worksheet: a file with every key, which solves at once."""
    from symgrad.exercise.beginning import begin
    from symgrad.language import Language

    language = Language.of(lang)
    path = begin(name, "graph", language.code)
    said = language.text("new.written", file=path)
    file = _quoted(str(path))
    write(f"{said}\n    symgrad lint {file}\n    symgrad solve {file}\n", Form.terminal, None)


def lint(
    worksheets: Annotated[list[str], typer.Argument(help="Files, or names of worksheets.")],
    lang: LangOption = None,
) -> None:
    """Look for what is allowed in a worksheet, but may not be meant."""
    status = 0
    for worksheet in worksheets:
        try:
            status = max(status, _linted(worksheet, lang))
        except SymgradError as error:  # the other worksheets are looked at all the same
            complain(error)
            status = BAD_INPUT
    if status:
        raise typer.Exit(status)


def _linted(worksheet: str, lang: Lang | None) -> int:
    """Print the findings of one worksheet; return the exit status that they give."""
    from symgrad.exercise import load
    from symgrad.exercise.lint import lint as look

    exercise = load(worksheet)
    found = look(exercise)
    lines = [f"{exercise.file}: {one.where}: {one.message(lang)}\n" for one in found]
    write("".join(lines), Form.terminal, None)
    return FINDINGS if found else 0


def schema(output: OutputOption = None) -> None:
    """Print the JSON Schema of worksheets, for editors that complete keys and mark mistakes."""
    from symgrad.exercise.editors import json_schema

    write(json_schema(), Form.json, output)


def _quoted(path: str) -> str:
    """Return a path as shells of all systems take it."""
    return path if re.fullmatch(r"[\w./\\:-]+", path) else f'"{path}"'
