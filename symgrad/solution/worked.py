"""The worked solution of a run that no worksheet describes."""

from __future__ import annotations

from collections.abc import Iterator

from symgrad import __version__
from symgrad.finite import STEPS, shifted
from symgrad.formula.written import Written
from symgrad.language import DecimalMark, Language
from symgrad.solution.check import check
from symgrad.solution.context import Context
from symgrad.solution.document import Block, Document, Paragraph, Sentence
from symgrad.solution.passes import Columns, backward, forward, policy, statement, totals
from symgrad.solution.steps import storyboard
from symgrad.trace import Trace


def worked(trace: Trace, lang: str | None, mark: DecimalMark | None, title: str | None) -> Document:
    """Return both passes of a run and their numerical check as a document.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> trace = Graph.from_text("Y = a*b").run({"a": 2, "b": 3})
    >>> worked(trace, "es", None, "Producto").title
    'Producto'
    """
    language = Language.of(lang)
    chosen = mark or language.decimal_mark()
    context = Context.of(trace, language.code, chosen)
    return Document(
        title or language.text("gradient.title"),
        tuple(_blocks(context)),
        language.code,
        chosen,
        tuple(colophon(context.written)),
    )


def _blocks(context: Context) -> Iterator[Block]:
    written, columns = context.written, Columns(context.written, context.exact)
    yield from statement(written)
    yield from policy(written)
    yield storyboard(written)
    yield from forward(columns)
    yield from backward(columns)
    yield from totals(columns)
    reference = context.reference
    found = [shifted(reference, name, STEPS) for name in reference.program.graph.inputs]
    yield from check(written, found)


def colophon(written: Written) -> Iterator[Paragraph]:
    """Yield the rules of a run and the version that worked it, for the end of a page."""
    yield from policy(written)
    yield Paragraph(Sentence("colophon.symgrad", {"version": __version__}), "note")
