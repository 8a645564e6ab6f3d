"""The command line: its commands, and one message where a user made a mistake."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from symgrad import __version__
from symgrad.cli.authoring import lint, new, schema
from symgrad.cli.complaints import complain, usage_mistake
from symgrad.cli.output import BAD_INPUT
from symgrad.cli.render import render
from symgrad.cli.solving import Gradient, gradient, solve, worksheets
from symgrad.errors import SymgradError

app = typer.Typer(
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Derivatives worked out line by line, the way it is done by hand.",
    epilog="Exit status: 0 done, 1 a check failed or something was found, 2 bad input.",
)


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


app.command()(solve)
app.command(cls=Gradient)(gradient)
app.command()(render)
app.command()(worksheets)
app.command()(new)
app.command()(lint)
app.command()(schema)


def main() -> None:
    """Run the command line; a user's mistake is one message and exit status 2."""
    _prepare_streams()
    try:
        # On Windows typer would otherwise replace a*b by the files of that name.
        status = app(standalone_mode=False, windows_expand_args=False)
    except SymgradError as error:
        complain(error)
        sys.exit(BAD_INPUT)
    except typer.TyperException as error:
        complain(usage_mistake(error))
        sys.exit(BAD_INPUT)
    sys.exit(status)


def _prepare_streams() -> None:
    """Write UTF-8 into files and pipes, whatever the system's old code page is."""
    if "PYTHONIOENCODING" in os.environ:
        return
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")
