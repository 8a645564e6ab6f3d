"""``symgrad render``: the picture of a graph, of its run, or of one step."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from symgrad.cli.options import (
    Drawing,
    Form,
    Lang,
    LangOption,
    Mark,
    MarkOption,
    Numbers,
    NumbersOption,
    OutputOption,
)
from symgrad.cli.output import write
from symgrad.errors import InputError, SymgradError

if TYPE_CHECKING:
    from symgrad.exercise import Exercise
    from symgrad.formula import Written
    from symgrad.language import DecimalMark

_ENDINGS = (".svg", ".dot", ".png", ".pdf")
_PRINTED = (".png", ".pdf")


def render(
    source: Annotated[
        str,
        typer.Argument(
            metavar="WORKSHEET|TEXT",
            help='A file, a name from `symgrad worksheets`, or a graph: "d=a+b; e=b-c; Y=d*e".',
        ),
    ],
    at: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--at", help="A value per input: a=1,b=2,c=3."),
    ] = None,
    step: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--step", help="Draw what is known at this step, from 1."),
    ] = None,
    style: Annotated[
        Drawing, typer.Option("--style", help="From left to right, or as a tree.")
    ] = Drawing.circuit,
    lang: LangOption = None,
    decimal: MarkOption = None,
    arithmetic: NumbersOption = None,
    output: OutputOption = None,
) -> None:
    """Draw a graph as SVG, DOT, PNG or PDF, by the ending of the output file."""
    ending = _ending(output)
    exercise = _exercise(source, at, lang)
    dot = ending == ".dot"
    if exercise.worksheet.inputs:
        text = _of_run(_written(exercise, lang, decimal, arithmetic), step, style, dot)
    elif step is None:
        text = _of_graph(exercise, lang, decimal, style, dot)
    else:
        raise SymgradError("step_without_values")
    if output and ending in _PRINTED:
        _print(text, output)
    else:
        write(text, Form.svg, output)


def _ending(output: Path | None) -> str:
    ending = ".svg" if output is None else output.suffix.lower()
    if ending not in _ENDINGS:
        raise SymgradError("picture_ending", file=str(output), known=", ".join(_ENDINGS))
    return ending


def _exercise(source: str, at: str | None, lang: Lang | None) -> Exercise:
    """Read a worksheet, or the text of a graph; values of the command come first."""
    from symgrad.exercise import adhoc, load

    values = _values(at)
    if _is_graph(source):
        return adhoc(source, values, lang)
    exercise = load(source)
    given = adhoc(exercise.worksheet.graph, values).worksheet.inputs
    for name in given.keys() - set(exercise.graph.inputs):
        known = ", ".join(exercise.graph.inputs)
        raise InputError("input_unknown", name=name, known=known)
    inputs = exercise.worksheet.inputs | given
    return replace(exercise, worksheet=exercise.worksheet.model_copy(update={"inputs": inputs}))


def _is_graph(source: str) -> bool:
    """Tell the text of a graph from a file and from the name of a worksheet.

    >>> [_is_graph(source) for source in ("Y = a*b", "(a + b)^2", "graph", "sheet (2).toml")]
    [True, True, False, False]
    """
    if not set("=()*+^") & set(source) or source.endswith(".toml"):
        return False
    try:
        return not Path(source).is_file()
    except OSError:  # too long for the name of a file
        return True


def _values(at: str | None) -> list[str]:
    """Split where another name begins: Spanish numbers have commas of their own.

    >>> _values("a=1,5, b=2")
    ['a=1,5', 'b=2']
    """
    return [] if at is None else re.split(r"[,;]\s*(?=[^,;=]+=)", at)


def _written(
    exercise: Exercise, lang: Lang | None, decimal: Mark | None, arithmetic: Numbers | None
) -> Written:
    from symgrad.formula import Written

    chosen = exercise.worksheet.calculate(arithmetic.value if arithmetic else None)
    return Written(exercise.run(chosen), *_reader(lang, decimal))


def _reader(lang: Lang | None, decimal: Mark | None) -> tuple[str, DecimalMark]:
    """Return language and decimal mark, as asked for or else the user's."""
    from symgrad.language import Language

    language = Language.of(lang)
    return language.code, decimal.value if decimal else language.decimal_mark()


def _of_run(written: Written, step: int | None, style: Drawing, dot: bool) -> str:
    from symgrad import pictures

    last = len(written.trace.steps)
    if step is not None and not 1 <= step <= last:
        raise SymgradError("step_range", step=step, last=last)
    return (pictures.dot if dot else pictures.picture)(written, step, style.value)


def _of_graph(
    exercise: Exercise, lang: Lang | None, decimal: Mark | None, style: Drawing, dot: bool
) -> str:
    from symgrad import pictures

    draw = pictures.graph_dot if dot else pictures.graph_picture
    return draw(exercise.graph, *_reader(lang, decimal), style.value)


def _print(svg: str, output: Path) -> None:
    from symgrad.diagram.printing import printed
    from symgrad.files import replace

    replace(output, printed(svg, "pdf" if output.suffix.lower() == ".pdf" else "png"))
