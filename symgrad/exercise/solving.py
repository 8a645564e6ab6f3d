"""An exercise and its solution: the worksheet's graph run, and its parts put into a document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from symgrad.arithmetic import Arithmetic
from symgrad.characters import as_name, printable
from symgrad.errors import EvaluationError, InputError, SymgradError
from symgrad.exercise.kinds.base import localized
from symgrad.expr import Lit, names
from symgrad.finite import Differences
from symgrad.formula.tree import Num
from symgrad.formula.written import Written
from symgrad.graph import Graph
from symgrad.language import DecimalMark, Language
from symgrad.lines import Program
from symgrad.parsing import is_name, parse_expression
from symgrad.solution.context import Context
from symgrad.solution.document import Block, Divider, Document, Heading, Paragraph, Sentence
from symgrad.solution.passes import policy, statement
from symgrad.solution.sheet import Field, hidden_sections
from symgrad.solution.worked import colophon
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
class Sheet:
    """The student's copy of an exercise.

    Attributes
    ----------
    name, version : str
        Of the worksheet.
    document : Document
        What renderers put into words.
    fields : tuple of Field
        What is asked.
    """

    name: str
    version: str
    document: Document
    fields: tuple[Field, ...]
    passed = True  # nothing is checked in it

    def to_toml(self) -> str:
        """Return the answer template as TOML."""
        from symgrad.solution.answers import to_toml

        return to_toml(self.fields, self.name, self.version, self.document.lang)

    def to_csv(self) -> str:
        """Return the answer template as CSV."""
        from symgrad.solution.answers import to_csv

        return to_csv(self.fields)


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
    fingerprint : str
        Eight hexadecimal digits of the file's text; empty where there is no file.
    """

    name: str
    file: str
    worksheet: Worksheet
    fingerprint: str = ""

    @property
    def version(self) -> str:
        """The version that the worksheet gives itself, else the fingerprint of its text."""
        return self.worksheet.version or self.fingerprint

    @cached_property
    def graph(self) -> Graph:
        """The graph; declared inputs come first, in the order of the file."""
        sheet = self.worksheet
        with self._named():
            return Graph.from_text(
                sheet.graph,
                inputs=sheet.inputs,
                expand=sheet.expand,
                conventions=sheet.conventions,
            )

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Add to a mistake in which file it is, and that its line is counted in the graph."""
        try:
            yield
        except SymgradError as error:
            counted = {"line", "lines"} & error.data.keys() and not isinstance(
                error, EvaluationError
            )
            error.place = f"{self.file}, graph" if counted and self.file else self.file
            raise

    def title(self, lang: str) -> str:
        """Return the title in a language."""
        return localized(self.worksheet.title, lang)

    def run(self, arithmetic: Arithmetic) -> Trace:
        """Run both passes."""
        with self._named():
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
        context = self._context(lang, decimal, arithmetic)
        with self._named():
            outcomes = [part.solve(context) for part in self.worksheet.parts]
        document = self._document(context, [outcome.blocks for outcome in outcomes])
        found = [item for outcome in outcomes for item in outcome.differences]
        return Solution(self.name, context.written.trace, found, document)

    def sheet(
        self,
        lang: str | None = None,
        decimal: DecimalMark | None = None,
        arithmetic: ArithmeticName | None = None,
    ) -> Sheet:
        """Make the student's sheet: the exercise with room where the worksheet hides results.

        Parameters, errors : as :meth:`solve`.

        Examples
        --------
        >>> from symgrad.exercise import load
        >>> [field.key for field in load("graph").sheet("en").fields][:5]
        ['d', 'e', 'Y', 'd -> Y', 'e -> Y']
        """
        context = self._context(lang, decimal, arithmetic)
        hidden = hidden_sections(self.worksheet.hide)
        with self._named():
            asked = [part.ask(context, hidden) for part in self.worksheet.parts]
        name = [Paragraph(Sentence("sheet.name", {"long": "_" * 32, "short": "_" * 14}))]
        document = self._document(context, [part.blocks for part in asked], name)
        fields = tuple(field for part in asked for field in part.fields)
        return Sheet(self.name, self.version, document, fields)

    def _context(
        self,
        lang: str | None,
        decimal: DecimalMark | None,
        arithmetic: ArithmeticName | None,
    ) -> Context:
        language = Language.of(lang)
        trace = self.run(self.worksheet.calculate(arithmetic))
        with self._named():
            return Context.of(trace, language.code, decimal or language.decimal_mark())

    def _document(
        self, context: Context, parts: Sequence[Sequence[Block]], before: Sequence[Block] = ()
    ) -> Document:
        """Put statement, parts and colophon together."""
        written = context.written
        blocks: list[Block] = [*before, *self._opening(written)]
        for part, section in zip(self.worksheet.parts, parts, strict=True):
            blocks += [*self._part_title(part, written), *section]
        small_print = (*self._identity(), *colophon(written))
        return Document(
            self.title(written.lang), tuple(blocks), written.lang, written.mark, small_print
        )

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

    def _identity(self) -> Iterator[Paragraph]:
        """Yield which worksheet this is."""
        if self.version:
            data = {"name": self.name, "version": self.version}
            yield Paragraph(Sentence("colophon.worksheet", data), "note")

    def _part_title(self, part: Part, written: Written) -> Iterator[Block]:
        if part.title:
            yield Heading(localized(part.title, written.lang), 1)
        elif part is not self.worksheet.parts[0]:
            yield Divider()
        if part.marks is not None:
            literal = Lit(Fraction(part.marks), f"{part.marks:f}")
            marks = Num(written.numbers.written(literal))
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

    inputs = _pairs(values)
    if "=" not in text:
        used = {*names(parse_expression(text)), *inputs}
        output = next(name for name in _outputs() if name not in used)
        text = f"{output} = {text}"
    title = Language.of(lang).text("gradient.title")
    return Exercise("gradient", "", Worksheet(title=title, graph=text, inputs=inputs))


def _outputs() -> Iterator[str]:
    yield from ("Y", "F", "Z")
    yield from (f"Y{number}" for number in count(1))


def _pairs(texts: Sequence[str]) -> dict[str, int | Decimal | str]:
    inputs: dict[str, int | Decimal | str] = {}
    for text in texts:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not sign or not is_name(name) or not value:
            raise InputError("pair", text=printable(text.strip()))
        if as_name(name) in inputs:
            raise InputError("pair_twice", name=name)
        inputs[as_name(name)] = value
    return inputs
