"""Writing a solution, to a file or to standard output as it can take it; exit statuses."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from symgrad.cli.options import ENDINGS, Form
from symgrad.errors import SymgradError

if TYPE_CHECKING:
    from symgrad.exercise import Sheet, Solution

_DOCUMENTS: Mapping[Form, Literal["html", "md", "txt"]] = {
    Form.html: "html",
    Form.md: "md",
    Form.terminal: "txt",
}
CHECK_FAILED = FINDINGS = 1
BAD_INPUT = 2


def form_of(to: Form | None, output: Path | None) -> Form:
    """Return the form that is asked for, by name or by the ending of the file.

    >>> form_of(None, Path("page.HTML")), form_of(Form.json, Path("page.x")), form_of(None, None)
    (<Form.html: 'html'>, <Form.json: 'json'>, <Form.terminal: 'terminal'>)
    """
    form = to or (Form.terminal if output is None else ENDINGS.get(output.suffix.lower()))
    if form is None:
        raise SymgradError("output_ending", file=str(output), known=", ".join(ENDINGS))
    if form is Form.md and output is None:
        raise SymgradError("output_needed", option="--to md", example="-o page.md")
    return form


def finish(solution: Solution | Sheet, form: Form, output: Path | None) -> None:
    """Print a solution or save it; exit status 1 where a numerical check failed."""
    if form is Form.terminal and output is None:
        from symgrad.solution.terminal import render

        render(solution.document)
    else:
        save(solution, form, output)
    if not solution.passed:
        raise typer.Exit(CHECK_FAILED)


def save(solution: Solution | Sheet, form: Form, output: Path | None) -> None:
    """Write a solution in a form."""
    if form not in _DOCUMENTS:
        write(_data(solution, form), form, output)
        return
    from symgrad.solution import saving

    if output:
        saving.save(solution.document, output, _DOCUMENTS[form])
    else:
        text = saving.text_of(solution.document, "html" if form is Form.html else "txt")
        write(text, form, None)


def _data(solution: Solution | Sheet, form: Form) -> str:
    """Return what is no document: a run, its picture, or a file to write answers into."""
    from symgrad.exercise import Sheet

    if isinstance(solution, Sheet):
        return solution.to_toml() if form is Form.toml else solution.to_csv()
    if form is Form.json:
        return solution.to_json() + "\n"
    from symgrad.pictures import trace_svg

    return trace_svg(solution.trace, solution.document.lang, solution.document.mark)


def write(text: str, form: Form, output: Path | None) -> None:
    """Write to a file as UTF-8, or to standard output as it can take it."""
    if output is None:
        sys.stdout.write(text if takes_signs(sys.stdout) else _as_ascii(text, form))
    else:
        from symgrad.files import replace

        replace(output, text)


def _as_ascii(text: str, form: Form) -> str:
    """Escape data; rewrite what people read."""
    from symgrad.characters import to_ascii

    if form is Form.json:
        import json

        return re.sub("[^\0-\x7f]", lambda found: json.dumps(found.group())[1:-1], text)
    if form in (Form.html, Form.svg):
        return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return to_ascii(text)


def takes_signs(stream: Any) -> bool:
    """Say whether a stream can print ∂ and its like."""
    from symgrad.solution.terminal import encodes

    return encodes(stream)
