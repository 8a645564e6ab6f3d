"""The student's sheet: the exercise with room for the answers, and the list of what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from symgrad.finite import Differences
from symgrad.formula.tree import Blank, Id, Num, Op, Partial, Row, Tree
from symgrad.formula.written import Written
from symgrad.lines import Line, adjoint
from symgrad.solution.document import (
    Block,
    Cell,
    Formulas,
    Heading,
    Paragraph,
    Picture,
    Sentence,
    Table,
)
from symgrad.solution.passes import arrow

Section: TypeAlias = Literal["forward", "backward", "gradient", "check"]
SECTIONS: tuple[Section, ...] = get_args(Section)

_SCHEMES = ("forward", "central")


@dataclass(frozen=True, slots=True)
class Field:
    """One asked quantity.

    Attributes
    ----------
    section : str
        Where an answer file has it: ``forward``, ``check.central`` …
    key : str
        Its name there, in characters that every keyboard has: ``d``, ``d -> Y``, ``b, h = 0.1``.
    meaning : Tree
        The quantity in print.
    line : str
        Id of the line of the run that answers it.
    """

    section: str
    key: str
    meaning: Tree
    line: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a part of an exercise adds to the sheet."""

    blocks: tuple[Block, ...]
    fields: tuple[Field, ...]


def graph(written: Written, hidden: frozenset[str]) -> Iterator[Block]:
    """Yield the picture of what is known: the given values, and those that are not asked."""
    known = {"given"} | ({"forward"} if "forward" not in hidden else set())
    steps = [step for step in written.trace.steps if {line.kind for line in step.lines} <= known]
    yield Picture(written, len(steps))


def forward(written: Written) -> tuple[tuple[Block, ...], tuple[Field, ...]]:
    """Return the table of the forward pass without its numbers, and what it asks."""
    lines = [line for line in written.trace.lines if line.kind == "forward" and line.written]
    rows = [(Id(line.target), written.line(line).symbolic, Blank(), Blank()) for line in lines]
    fields = [Field("forward", line.target, _assignment(written, line), line.id) for line in lines]
    titles = ("node", "operation", "numbers", "value")
    return (Heading(Sentence("section.forward")), _table(titles, rows)), tuple(fields)


def _assignment(written: Written, line: Line) -> Tree:
    return Row((Id(line.target), Op("="), written.line(line).symbolic))


def backward(written: Written) -> tuple[tuple[Block, ...], tuple[Field, ...]]:
    """Return the table of the backward pass without its numbers, and what it asks."""
    lines = [line for line in written.trace.lines if line.kind == "contribution"]
    rows = [(arrow(line), Blank(), Blank(), Blank()) for line in lines]
    fields = [Field("backward", _edge_key(line, lines), arrow(line), line.id) for line in lines]
    blocks = (
        Heading(Sentence("section.backward")),
        Paragraph(Sentence("backward.rule"), "why"),
        _table(("edge", "upstream", "local", "contribution"), rows),
    )
    return blocks, tuple(fields)


def _edge_key(line: Line, lines: Sequence[Line]) -> str:
    """Name an edge by its ends; one of several between the same ends by its place too."""
    if line.edge is None:
        return line.target
    tail, head = line.edge.tail, line.edge.head
    ends = [(other.edge.tail, other.edge.head) for other in lines if other.edge]
    place = f" ({line.edge.position + 1})" if ends.count((tail, head)) > 1 else ""
    return f"{tail} -> {head}{place}"


def gradient(written: Written) -> tuple[tuple[Block, ...], tuple[Field, ...]]:
    """Return the derivatives by the inputs without their numbers."""
    output = written.trace.output
    inputs = written.trace.program.graph.inputs
    asked = [Partial(output, name) for name in inputs]
    formulas = Formulas(tuple(Row((partial, Op("="), Blank())) for partial in asked))
    fields = [
        Field("gradient", name, partial, adjoint(output, name))
        for name, partial in zip(inputs, asked, strict=True)
    ]
    return (Heading(Sentence("section.gradient")), formulas), tuple(fields)


def check(
    written: Written, found: Sequence[Differences]
) -> tuple[tuple[Block, ...], tuple[Field, ...]]:
    """Return the table over h without the quotients."""
    rows: list[tuple[Cell, ...]] = []
    fields = []
    for differences in found:
        partial: Cell = Partial(differences.base.output, differences.name)
        for row in differences.rows:
            h = Num(written.numbers.written(row.h))
            rows.append((partial, h, *[Blank()] * 4))
            partial = ""
            for scheme in _SCHEMES:
                key = f"{differences.name}, h = {row.h.written}"
                partial_at_h = (
                    Partial(differences.base.output, differences.name),
                    Op(","),
                    Id("h"),
                )
                meaning = Row((*partial_at_h, Op("="), h))
                fields.append(Field(f"check.{scheme}", key, meaning, row.quotients[scheme]))
    titles = ("derivative", "h", "forward_difference", "error", "central_difference", "error")
    blocks = (
        Heading(Sentence("section.check")),
        Paragraph(Sentence("check.rule"), "why"),
        _table(titles, rows),
    )
    return blocks, tuple(fields)


def _table(titles: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(tuple(Sentence(f"column.{title}") for title in titles), tuple(rows))
