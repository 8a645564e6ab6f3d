"""The student's sheet: the exercise with room for the answers, and the list of what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from symgrad.finite import Differences
from symgrad.formula.tree import Blank, Id, Num, Op, Partial, Row, Tree
from symgrad.formula.written import Written
from symgrad.lines import Line, Program, adjoint
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
from symgrad.solution.passes import arrow, as_written
from symgrad.trace import Trace

Section: TypeAlias = Literal["forward", "backward", "gradient", "check"]
SECTIONS: tuple[Section, ...] = get_args(Section)

# Sections whose lines quote another one: printed, they would give away what is hidden there.
_QUOTED_BY: Mapping[str, tuple[str, ...]] = {
    "forward": ("backward", "check"),
    "gradient": ("backward", "check"),
}

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


def hidden_sections(asked: Iterable[str]) -> frozenset[str]:
    """Return what a sheet hides: what is asked, and the sections that would tell it.

    >>> sorted(hidden_sections(["gradient"]))
    ['backward', 'check', 'gradient']
    """
    asked = list(asked)
    return frozenset(asked).union(*(_QUOTED_BY.get(section, ()) for section in asked))


def graph(written: Written, hidden: frozenset[str]) -> Iterator[Block]:
    """Yield the picture of what is known: the given values, and those that are not asked."""
    known = {"given"} | ({"forward"} if "forward" not in hidden else set())
    trace = written.trace
    steps = [step for step in trace.steps if {line.kind for line in step.lines} <= known]
    # Of the other lines nothing may be in the file, neither in its description nor in its sizes.
    lines = [line for step in steps for line in step.lines]
    program = Program(trace.program.graph, output=trace.output).append(lambda _: iter(lines))
    seen = Trace(program, trace.arithmetic, trace.raw)
    yield Picture(Written(seen, written.lang, written.mark, written.numbers), len(steps))


def forward(written: Written) -> tuple[tuple[Block, ...], tuple[Field, ...]]:
    """Return the table of the forward pass without its numbers, and what it asks."""
    # Whole lines: nobody has said what a temporary is.
    graph = written.trace.program.graph
    assigned = {name: written.build(expr) for name, expr in as_written(graph)}
    rows = [(Id(name), tree, Blank(), Blank()) for name, tree in assigned.items()]
    fields = [
        Field("forward", name, Row((Id(name), Op("="), tree)), name)
        for name, tree in assigned.items()
    ]
    titles = ("node", "operation", "numbers", "value")
    return (Heading(Sentence("section.forward")), _table(titles, rows)), tuple(fields)


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
