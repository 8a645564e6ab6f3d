"""An exercise and its solution: the worksheet's graph run, and its parts put into a document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symgrad.arithmetic import Arithmetic, Bound, ByHand, Exact, Float
from symgrad.characters import printable
from symgrad.errors import InputError
from symgrad.exercise.kinds import Context
from symgrad.exercise.kinds.base import localized
from symgrad.expr import names
from symgrad.finite import Differences
from symgrad.formula.written import Written
from symgrad.graph import Graph
from symgrad.language import DecimalMark, Language
from symgrad.lines import Program
from symgrad.parsing import is_name, parse_expression
from symgrad.solution.document import Block, Document, Heading, Paragraph, Sentence
from symgrad.solution.passes import policy, statement
from symgrad.trace import Trace, evaluate

if TYPE_CHECKING:
    from symgrad.exercise.kinds import Part
    from symgrad.exercise.schema import ArithmeticName, Worksheet


@dataclass(frozen=True)
class Solution:
    """A worked solution: the run, its checks and the document that shows them.

    Attributes
    ----------
    trace : Trace
        The run in the arithmetic of the page.
    differences : sequence of Differences
        The numerical checks.
    document : Document
        What renderers put into words.
    """

    name: str
    trace: Trace
    differences: Sequence[Differences]
    document: Document

    @property
    def passed(self) -> bool:
        """Whether no difference quotient contradicts the backward pass."""
        return all(found.status != "disagrees" for found in self.differences)

    def to_json(self) -> str:
        """Return the run and its checks as JSON text."""
        checks = [
            {
                "input": found.name,
                "status": found.status,
                "rows": [
                    {
                        "h": row.h.written,
                        **{scheme: str(row.number(scheme)) for scheme in row.quotients},
                    }
                    for row in found.rows
                ],
            }
            for found in self.differences
        ]
        head: dict[str, Any] = {
            "worksheet": self.name,
            "title": self.document.title,
            "passed": self.passed,
            "checks": checks,
            "run": json.loads(self.trace.to_json()),
        }
        return json.dumps(head, ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class Exercise:
    """A worksheet with its graph.

    Attributes
    ----------
    name : str
        Name of the worksheet.
    file : str
        How messages call the file.
    worksheet : Worksheet
        What the teacher wrote.
    """

    name: str
    file: str
    worksheet: Worksheet

    @cached_property
    def graph(self) -> Graph:
        """The graph; declared inputs come first, in the order of the file."""
        sheet = self.worksheet
        return Graph.from_text(
            sheet.graph,
            inputs=sheet.inputs,
            expand=sheet.expand,
            conventions=sheet.conventions,
        )

    def title(self, lang: str) -> str:
        """Return the title in a language."""
        return localized(self.worksheet.title, lang)

    def run(self, arithmetic: Arithmetic) -> Trace:
        """Run both passes."""
        program = Program(self.graph).given(self.worksheet.inputs).forward()
        return evaluate(program.backward(self.worksheet.output), arithmetic)

    def solve(
        self,
        lang: str | None = None,
        decimal: DecimalMark | None = None,
        arithmetic: ArithmeticName | None = None,
    ) -> Solution:
        """Work the exercise out.

        Parameters
        ----------
        lang : {"en", "es"}, optional
            The user's language unless given.
        decimal : {"comma", "point"}, optional
            The language's decimal mark unless given.
        arithmetic : {"exact", "hand", "float"}, optional
            The worksheet's own unless given.

        Raises
        ------
        SymgradError
            A value that is missing, a line without a value, …

        Examples
        --------
        >>> from symgrad.exercise import load
        >>> solution = load("graph").solve("es")
        >>> solution.passed, solution.document.title
        (True, 'Grafo de cómputo: diferenciación automática y numérica')
        """
        language = Language.of(lang)
        mark = decimal or language.decimal_mark()
        trace = self.run(self.worksheet.calculate(arithmetic))
        context = self._context(trace, language.code, mark)
        outcomes = [part.solve(context) for part in self.worksheet.parts]
        blocks: list[Block] = [*self._opening(context.written)]
        for part, outcome in zip(self.worksheet.parts, outcomes, strict=True):
            blocks += [*self._part_title(part, language.code), *outcome.blocks]
        document = Document(self.title(language.code), tuple(blocks), language.code, mark)
        found = [item for outcome in outcomes for item in outcome.differences]
        return Solution(self.name, trace, found, document)

    def _context(self, trace: Trace, lang: str, mark: DecimalMark) -> Context:
        """Return the run beside the exact one, and the run that quotients are compared with."""
        written = Written(trace, lang, mark)
        if isinstance(trace.arithmetic, ByHand):
            exact = self.run(Exact())
            return Context(written, Written(exact, lang, mark), exact)
        reference = self.run(Bound()) if isinstance(trace.arithmetic, Float) else trace
        return Context(written, None, reference)

    def _opening(self, written: Written) -> Iterator[Block]:
        sheet, lang = self.worksheet, written.lang
        if sheet.statement:
            yield Paragraph(localized(sheet.statement, lang))
        yield from statement(written)
        yield from policy(written)
        for text in sheet.assumptions:
            said = localized(text, lang)
            yield Paragraph(Sentence("statement.assumption", {"text": said}), "note")
        if sheet.source:
            said = localized(sheet.source, lang)
            yield Paragraph(Sentence("statement.source", {"text": said}), "note")

    def _part_title(self, part: Part, lang: str) -> Iterator[Block]:
        if part.title:
            yield Heading(localized(part.title, lang), 1)
        if part.marks is not None:
            marks = f"{part.marks:f}"
            yield Paragraph(Sentence("part.marks", {"marks": marks}), "note")


def adhoc(text: str, values: Sequence[str], lang: str | None = None) -> Exercise:
    """Make an exercise of an expression, or of assignments, and values ``name=number``.

    Raises
    ------
    ParseError, InputError
        Naming the place in the text, or the value.

    Examples
    --------
    >>> adhoc("(a+b)*(b-c)", ["a=1", "b=2", "c=3"]).solve("en").trace.adjoints["b"]
    2
    """
    from symgrad.exercise.schema import Worksheet

    inputs: dict[str, int | Decimal | str] = dict(map(_pair, values))
    if "=" not in text:
        used = {*names(parse_expression(text)), *inputs}
        output = next(name for name in _OUTPUTS if name not in used)
        text = f"{output} = {text}"
    title = Language.of(lang).text("gradient.title")
    return Exercise("gradient", "", Worksheet(title=title, graph=text, inputs=inputs))


_OUTPUTS = ("Y", "F", "Z", "Y_out")


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not is_name(name.strip()) or not value.strip():
        raise InputError("pair", text=printable(text))
    return name.strip(), value.strip()
