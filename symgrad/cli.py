"""The command line: ``symgrad solve``, ``symgrad gradient``, ``symgrad worksheets``."""

from __future__ import annotations

import io
import os
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer
from typer.core import TyperCommand

from symgrad import __version__
from symgrad.errors import SymgradError

if TYPE_CHECKING:
    from symgrad.exercise import Exercise, Solution

CHECK_FAILED, BAD_INPUT = 1, 2

app = typer.Typer(
    invoke_without_command=True,
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


_CHOICES: dict[str, type[StrEnum]] = {
    "lang": Lang,
    "decimal": Mark,
    "arithmetic": Numbers,
    "to": Form,
}

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
    typer.Option("--output", "-o", help="Write to this file."),
]


class _Gradient(TyperCommand):
    """An expression may begin with a minus: neither ``-a*b`` nor ``-o*x`` is an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [re.sub("^-(?!-|o$)", " -", text) for text in args])


def _version(value: bool) -> None:
    if value:
        typer.echo(f"symgrad {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(BAD_INPUT)


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
    if output and output.exists() and Path(worksheet).exists() and output.samefile(worksheet):
        raise SymgradError("output_is_worksheet", file=str(output))
    _finish(_solve(exercise, lang, decimal, arithmetic), to, output)


@app.command(cls=_Gradient)
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

    rows = list(titles(Language.of(lang).code))
    width = max(len(name) for name, _ in rows)
    _write("".join(f"{name:<{width}}  {title}\n" for name, title in rows), Form.terminal, None)


def _solve(
    exercise: Exercise, lang: Lang | None, decimal: Mark | None, arithmetic: Numbers | None
) -> Solution:
    return exercise.solve(
        lang.value if lang else None,
        decimal.value if decimal else None,
        arithmetic.value if arithmetic else None,
    )


def _finish(solution: Solution, to: Form, output: Path | None) -> None:
    if to is Form.terminal and output is None:
        from symgrad.solution.terminal import render

        render(solution.document)
    else:
        _write(_text(solution, to), to, output)
    if not solution.passed:
        raise typer.Exit(CHECK_FAILED)


def _text(solution: Solution, to: Form) -> str:
    if to is Form.json:
        return solution.to_json() + "\n"
    if to is Form.svg:
        from symgrad.pictures import trace_svg

        return trace_svg(solution.trace, solution.document.lang, solution.document.mark)
    from symgrad.solution.terminal import render

    stream = io.StringIO()
    render(solution.document, stream)
    return stream.getvalue()


def _write(text: str, form: Form, output: Path | None) -> None:
    """Write to a file as UTF-8, or to standard output as it can take it."""
    if output is None:
        sys.stdout.write(text if _takes_signs(sys.stdout) else _as_ascii(text, form))
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        from symgrad.files import why

        raise SymgradError("output", file=str(output), reason=why(error)) from error


def _as_ascii(text: str, form: Form) -> str:
    """Escape data; rewrite what people read."""
    from symgrad.characters import to_ascii

    if form is Form.json:
        import json

        return re.sub("[^\0-\x7f]", lambda found: json.dumps(found.group())[1:-1], text)
    if form is Form.svg:
        return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return to_ascii(text)


def _takes_signs(stream: Any) -> bool:
    from symgrad.solution.terminal import encodes

    return encodes(stream)


def main() -> None:
    """Run the command line; a user's mistake is one message and exit status 2."""
    _prepare_streams()
    try:
        # On Windows typer would otherwise replace a*b by the files of that name.
        status = app(standalone_mode=False, windows_expand_args=False)
    except SymgradError as error:
        _complain(error)
        sys.exit(BAD_INPUT)
    except typer.TyperException as error:
        _complain(_usage(error))
        sys.exit(BAD_INPUT)
    sys.exit(status)


def _prepare_streams() -> None:
    """Write UTF-8 into files and pipes, whatever the system's old code page is."""
    if "PYTHONIOENCODING" in os.environ:
        return
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")


def _usage(error: Any) -> SymgradError:
    """Return what typer says about the arguments, as a sentence of the catalogs."""
    shown = {"help": f"{error.ctx.command_path} --help"}
    parameter = getattr(error, "param", None)
    if hasattr(error, "possibilities"):
        return SymgradError("usage_option", option=error.option_name, **shown)
    if hasattr(error, "option_name"):
        return SymgradError("usage_value", option=error.option_name, **shown)
    if parameter and parameter.name in _CHOICES:
        known = ", ".join(_CHOICES[parameter.name])
        return SymgradError("usage_choice", option=parameter.opts[0], known=known, **shown)
    if parameter:
        return SymgradError("usage_missing", name=parameter.name, **shown)
    if hasattr(error.ctx.command, "commands"):
        known = ", ".join(error.ctx.command.commands)
        return SymgradError("usage_command", known=known, **shown)
    return SymgradError("usage_extra", **shown)


def _complain(error: SymgradError) -> None:
    from symgrad.characters import to_ascii

    place = f"{error.place}: " if error.place else ""
    text = f"{place}{error.message(_asked_language(sys.argv))}\n"
    sys.stderr.write(text if _takes_signs(sys.stderr) else to_ascii(text))


def _asked_language(arguments: list[str]) -> str | None:
    """Return the language of ``--lang``, which a message should speak too."""
    asked = re.findall("(?:^|\n)--lang[=\n](es|en)(?=\n|$)", "\n".join(arguments))
    return asked[-1] if asked else None
