"""The command line: ``symgrad solve``, ``symgrad gradient``, ``symgrad worksheets``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from symgrad import __version__
from symgrad.errors import SymgradError

if TYPE_CHECKING:
    from symgrad.exercise import Exercise, Solution

CHECK_FAILED, BAD_INPUT = 1, 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Derivatives worked out line by line, the way it is done by hand.",
    epilog="Exit status: 0 done, 1 a numerical check failed, 2 bad input.",
)


class Lang(StrEnum):
    """Languages of a solution."""

    en = "en"
    es = "es"


class Mark(StrEnum):
    """Decimal marks."""

    comma = "comma"
    point = "point"


class Numbers(StrEnum):
    """Arithmetics."""

    exact = "exact"
    hand = "hand"
    float = "float"


class Form(StrEnum):
    """What is written."""

    terminal = "terminal"
    json = "json"
    svg = "svg"


LangOption = Annotated[
    Optional[Lang], typer.Option("--lang", help="Language (default: the system's).")  # noqa: UP045
]
MarkOption = Annotated[
    Optional[Mark],  # noqa: UP045
    typer.Option("--decimal", help="Decimal mark (default: the language's)."),
]
NumbersOption = Annotated[
    Optional[Numbers],  # noqa: UP045
    typer.Option("--arithmetic", help="Exact, by hand, or float (default: the worksheet's)."),
]
FormOption = Annotated[Form, typer.Option("--to", help="Form of the output.")]
OutputOption = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--output", "-o", help="Write to this file.", dir_okay=False),
]


def _version(value: bool) -> None:
    if value:
        typer.echo(f"symgrad {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def solve(
    worksheet: Annotated[str, typer.Argument(help="A file, or a name from `symgrad worksheets`.")],
    lang: LangOption = None,
    decimal: MarkOption = None,
    arithmetic: NumbersOption = None,
    to: FormOption = Form.terminal,
    output: OutputOption = None,
) -> None:
    """Print the worked solution of a worksheet."""
    from symgrad.exercise import load

    exercise = load(worksheet)
    _finish(_solve(exercise, lang, decimal, arithmetic), to, output)


@app.command()
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
    to: FormOption = Form.terminal,
    output: OutputOption = None,
) -> None:
    """Differentiate an expression by both passes, at given values."""
    from symgrad.exercise import adhoc

    exercise = adhoc(expression, values or [], lang.value if lang else None)
    _finish(_solve(exercise, lang, decimal, arithmetic), to, output)


@app.command()
def worksheets(lang: LangOption = None) -> None:
    """List the worksheets that come with symgrad."""
    from symgrad.exercise import titles
    from symgrad.language import Language

    rows = list(titles(Language.of(lang.value if lang else None).code))
    width = max(len(name) for name, _ in rows)
    _write("".join(f"{name:<{width}}  {title}\n" for name, title in rows), None)


def _solve(
    exercise: Exercise, lang: Lang | None, decimal: Mark | None, arithmetic: Numbers | None
) -> Solution:
    """Solve in the wanted language; a mistake in the file is reported with the file's name."""
    try:
        return exercise.solve(
            lang.value if lang else None,
            decimal.value if decimal else None,
            arithmetic.value if arithmetic else None,
        )
    except SymgradError as error:
        error.place = exercise.file
        raise


def _finish(solution: Solution, to: Form, output: Path | None) -> None:
    if to is Form.json:
        _write(solution.to_json() + "\n", output)
    elif to is Form.svg:
        from symgrad.pictures import trace_svg

        _write(trace_svg(solution.trace, solution.document.lang, solution.document.mark), output)
    else:
        _print(solution, output)
    if not solution.passed:
        raise typer.Exit(CHECK_FAILED)


def _print(solution: Solution, output: Path | None) -> None:
    from symgrad.solution.terminal import render

    if output is None:
        render(solution.document)
        return
    with _opened(output) as stream:
        render(solution.document, stream)


def _write(text: str, output: Path | None) -> None:
    from symgrad.characters import to_ascii
    from symgrad.solution.terminal import encodes

    if output is None:
        sys.stdout.write(text if encodes(sys.stdout) else to_ascii(text))
        return
    with _opened(output) as stream:
        stream.write(text)


def _opened(output: Path):  # type: ignore[no-untyped-def]
    try:
        return output.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise SymgradError("output", file=str(output), reason=error.strerror) from error


def main() -> None:
    """Run the command line; a user's mistake is one message and exit status 2."""
    _prepare_streams()
    try:
        app()
    except SymgradError as error:
        lang = _asked_language(sys.argv)
        place = f"{error.place}: " if error.place else ""
        _complain(f"{place}{error.message(lang)}\n")
        sys.exit(BAD_INPUT)


def _prepare_streams() -> None:
    """Write UTF-8 into files and pipes, whatever the system's old code page is."""
    import os

    for stream in (sys.stdout, sys.stderr):
        if not stream.isatty() and "PYTHONIOENCODING" not in os.environ:
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]


def _asked_language(arguments: list[str]) -> str | None:
    """Return the language of ``--lang``, which a message should speak too."""
    for place, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return None


def _complain(text: str) -> None:
    from symgrad.characters import to_ascii
    from symgrad.solution.terminal import encodes

    sys.stderr.write(text if encodes(sys.stderr) else to_ascii(text))
