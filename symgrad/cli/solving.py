"""``symgrad solve``, ``symgrad gradient``, ``symgrad worksheets``."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer
from typer.core import TyperCommand

from symgrad.cli.options import (
    PAGES,
    TEMPLATES,
    Form,
    FormOption,
    Lang,
    LangOption,
    Mark,
    MarkOption,
    Numbers,
    NumbersOption,
    OutputOption,
)
from symgrad.cli.output import finish, form_of, save, write
from symgrad.errors import SymgradError

if TYPE_CHECKING:
    from symgrad.exercise import Sheet, Solution
    from symgrad.exercise.schema import ArithmeticName
    from symgrad.language import DecimalMark


class Gradient(TyperCommand):
    """An expression may begin with a minus: neither ``-a*b`` nor ``-o*x`` is an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Hide the minus from the reader of options."""
        return super().parse_args(ctx, [re.sub("^-(?!-|o$)", " -", text) for text in args])


def solve(
    worksheet: Annotated[str, typer.Argument(help="A file, or a name from `symgrad worksheets`.")],
    lang: LangOption = None,
    decimal: MarkOption = None,
    arithmetic: NumbersOption = None,
    to: FormOption = None,
    output: OutputOption = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Solve again at each save of the file, until Ctrl-C.")
    ] = False,
    sheet: Annotated[
        bool,
        typer.Option("--sheet", help="The student's copy, or (.toml, .csv) an answer template."),
    ] = False,
) -> None:
    """Print the worked solution of a worksheet."""
    from symgrad.exercise import load

    if output and _is_same(Path(worksheet), output):
        raise SymgradError("output_is_worksheet", file=str(output))
    form = form_of(to, output)
    _refuse(form, sheet)

    def work() -> Solution | Sheet:
        chosen = _chosen(lang, decimal, arithmetic)
        exercise = load(worksheet)
        return exercise.sheet(*chosen) if sheet else exercise.solve(*chosen)

    def rewrite() -> bool:
        work_done = work()
        save(work_done, form, output)
        return work_done.passed

    if watch:
        _watch(worksheet, output, rewrite, lang)
    else:
        finish(work(), form, output)


def _refuse(form: Form, sheet: bool) -> None:
    """Refuse a form that a solution, or a sheet, does not have."""
    if sheet and form not in (*PAGES, *TEMPLATES):
        raise SymgradError("sheet_form", form=form, known=", ".join((*PAGES, *TEMPLATES)))
    if not sheet and form in TEMPLATES:
        raise SymgradError("sheet_only", form=form)


def _watch(
    worksheet: str, output: Path | None, work: Callable[[], bool], lang: Lang | None
) -> None:
    from symgrad.cli.watching import watch
    from symgrad.exercise import load

    if output is None:
        raise SymgradError("output_needed", option="--watch", example="-o page.html")
    if not _is_file(Path(worksheet)):
        raise SymgradError("watch_bundled", file=load(worksheet).file)
    watch(Path(worksheet), output, work, lang.value if lang else None)


def _is_same(worksheet: Path, output: Path) -> bool:
    return _is_file(worksheet) and _is_file(output) and output.samefile(worksheet)


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113  Path's own fails for a name that is too long


def gradient(
    expression: Annotated[
        str, typer.Argument(help='For example "(a+b)*(b-c)", or "d=a+b; e=b-c; Y=d*e".')
    ],
    values: Annotated[
        Optional[list[str]], typer.Argument(help="A value per input: a=1 b=2 c=3.")  # noqa: UP045
    ] = None,
    lang: LangOption = None,
    decimal: MarkOption = None,
    arithmetic: NumbersOption = None,
    to: FormOption = None,
    output: OutputOption = None,
) -> None:
    """Differentiate an expression by both passes, at given values."""
    from symgrad.exercise import adhoc

    exercise = adhoc(expression, values or [], lang.value if lang else None)
    form = form_of(to, output)
    _refuse(form, sheet=False)
    finish(exercise.solve(*_chosen(lang, decimal, arithmetic)), form, output)


def worksheets(lang: LangOption = None) -> None:
    """List the worksheets that come with symgrad."""
    from symgrad.exercise import titles
    from symgrad.language import Language

    rows = list(titles(Language.of(lang).code))
    width = max(len(name) for name, _ in rows)
    write("".join(f"{name:<{width}}  {title}\n" for name, title in rows), Form.terminal, None)


def _chosen(
    lang: Lang | None, decimal: Mark | None, arithmetic: Numbers | None
) -> tuple[str | None, DecimalMark | None, ArithmeticName | None]:
    return (
        lang.value if lang else None,
        decimal.value if decimal else None,
        arithmetic.value if arithmetic else None,
    )
