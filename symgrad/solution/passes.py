"""The sections of a worked solution that show the two passes of a run."""

from __future__ import annotations

from collections.abc import Iterator

from symgrad.arithmetic import ByHand
from symgrad.expr import Call, names, walk
from symgrad.formula.tree import Apply, Id, Num, Op, Row, Tree
from symgrad.formula.written import Written
from symgrad.lines import Line, adjoint
from symgrad.operations import OPERATIONS
from symgrad.solution.document import (
    Block,
    Cell,
    Formulas,
    Heading,
    Paragraph,
    Sentence,
    Table,
)
from symgrad.trace import Trace


class Columns:
    """A run as printed, and beside a run by hand the exact one."""

    def __init__(self, written: Written, exact: Written | None) -> None:
        self.written = written
        self.exact = exact

    @property
    def titles(self) -> tuple[Sentence, ...]:
        """Title of the additional column, if there is one."""
        return (Sentence("column.exact"),) if self.exact else ()

    def cells(self, line: str) -> tuple[Cell, ...]:
        """Exact value of a line, if it is shown."""
        return (self.exact.number(line),) if self.exact else ()


def statement(written: Written) -> Iterator[Block]:
    """Yield the graph as the teacher wrote it, and the given values."""
    trace = written.trace
    nodes = trace.program.graph.operations
    lines = {line.id: line for line in trace.lines}
    yield Formulas(
        tuple(
            Row((Id(node.name), Op("="), written.line(lines[node.name]).symbolic)) for node in nodes
        )
    )
    given = [line for line in trace.lines if line.kind == "given"]
    if given:
        yield Paragraph(Sentence("statement.given", {"values": _joined(written, given)}))


def _joined(written: Written, lines: list[Line]) -> Tree:
    parts: list[Tree] = []
    for line in lines:
        parts += [Op(",")] if parts else []
        parts.append(written.line(line).chain)
    return Row(tuple(parts))


def forward(columns: Columns) -> Iterator[Block]:
    """Yield the forward pass as a table: node, operation, numbers, value."""
    written = columns.written
    yield Heading(Sentence("section.forward"))
    lines = [line for line in written.trace.lines if line.kind == "forward"]
    rows = []
    for line in lines:
        row = written.line(line)
        rows.append(
            (
                row.name,
                row.symbolic,
                _related(row.substituted, row.relation),
                row.value,
                *columns.cells(line.id),
            )
        )
    titles = tuple(
        map(Sentence, ("column.node", "column.operation", "column.numbers", "column.value"))
    )
    yield Table((*titles, *columns.titles), tuple(rows), frozenset({3, 4}))


def _related(numbers: Tree, relation: str) -> Tree:
    """Put the sign behind the numbers only where they do not give the value exactly."""
    return numbers if relation == "=" else Row((numbers, Op("≈")))


def backward(columns: Columns) -> Iterator[Block]:
    """Yield the backward pass: start, contributions edge by edge, sums at the fan-outs."""
    written = columns.written
    trace = written.trace
    output = trace.output
    yield Heading(Sentence("section.backward"))
    yield Paragraph(Sentence("backward.start", {"seed": _seed(written, output)}))
    edges = [line for line in trace.lines if line.kind == "contribution"]
    if edges:
        yield Paragraph(Sentence("backward.rule"), "why")
        yield _edge_table(written, edges)
    sums = [line for line in trace.lines if line.kind == "sum"]
    for line in sums:
        yield from _fan_out(written, line)
    for name in trace.program.graph.unused:
        yield Paragraph(Sentence("backward.unused", {"name": Id(name)}), "note")


def _seed(written: Written, output: str) -> Tree:
    seed = adjoint(output, output)
    return next(written.equation(line) for line in written.trace.lines if line.id == seed)


def _edge_table(written: Written, edges: list[Line]) -> Table:
    trace = written.trace
    lines = {line.id: line for line in trace.lines}
    counts: dict[str, int] = {}
    for line in edges:
        counts[line.target] = counts.get(line.target, 0) + 1
    order = {
        term: place
        for line in trace.lines
        if line.kind == "sum"
        for place, term in enumerate(_terms(line), start=1)
    }
    rows = []
    for line in edges:
        if line.edge is None:
            continue
        upstream, slope = _terms(line)
        rows.append(
            (
                Row((Id(line.edge.head), Op("→"), Id(line.edge.tail))),
                written.equation(lines[upstream]),
                written.line(lines[slope]).chain,
                written.line(line).calculation,
                Sentence(
                    "backward.branch", {"place": order.get(line.id, 1), "of": counts[line.target]}
                ),
            )
        )
    titles = tuple(
        map(
            Sentence,
            (
                "column.edge",
                "column.upstream",
                "column.local",
                "column.contribution",
                "column.branch",
            ),
        )
    )
    return Table(titles, tuple(rows), frozenset({1}))


def _terms(line: Line) -> list[str]:
    return list(names(line.expr))


def _fan_out(written: Written, line: Line) -> Iterator[Block]:
    heads = [term.partition("|")[2].partition("#")[0] for term in _terms(line)]
    yield Heading(Sentence("section.fan_out", {"name": Id(line.target)}), 3)
    yield Paragraph(
        Sentence(
            "backward.fan_out",
            {
                "name": Id(line.target),
                "uses": _list(heads),
                "count": len(heads),
            },
        ),
        "why",
    )
    yield Formulas((written.line(line).chain,))


def _list(names: list[str]) -> Tree:
    parts: list[Tree] = []
    for name in names:
        parts += [Op(","), Id(name)] if parts else [Id(name)]
    return Row(tuple(parts))


def totals(columns: Columns) -> Iterator[Block]:
    """Yield the gradient: the derivative of the output by every input."""
    written = columns.written
    trace = written.trace
    inputs = trace.program.graph.inputs
    if not inputs:
        return
    yield Heading(Sentence("section.gradient"))
    if columns.exact:
        rows = tuple(
            (written.line(line).name, written.number(line.id), *columns.cells(line.id))
            for line in _totals(trace)
        )
        titles = (Sentence("column.derivative"), Sentence("column.by_hand"), *columns.titles)
        yield Table(titles, rows, frozenset({1, 2}))
        return
    yield Formulas(tuple(written.equation(line) for line in _totals(trace)))


def _totals(trace: Trace) -> list[Line]:
    wanted = {adjoint(trace.output, name) for name in trace.program.graph.inputs}
    found = {line.id: line for line in trace.lines if line.id in wanted}
    return [found[adjoint(trace.output, name)] for name in trace.program.graph.inputs]


def policy(written: Written) -> Iterator[Block]:
    """Yield the sentences that say how numbers were rounded and which conventions were used."""
    arithmetic = written.trace.arithmetic
    if isinstance(arithmetic, ByHand):
        digits = "decimals" if arithmetic.significant is None else "significant"
        count = arithmetic.decimals if arithmetic.significant is None else arithmetic.significant
        key = f"policy.{digits}"
        yield Paragraph(Sentence(key, {"count": count}), "note")
        yield Paragraph(Sentence(f"policy.{arithmetic.rounding}"), "note")
    else:
        yield Paragraph(Sentence(f"policy.{arithmetic.name}"), "note")
    for name in written.trace.program.graph.constants:
        yield Paragraph(Sentence("policy.constant", {"name": name}), "note")
    yield from _conventions(written)


def _conventions(written: Written) -> Iterator[Block]:
    """Yield one sentence per operation whose slope at a kink is a convention."""
    told = set()
    for node in written.trace.program.graph.operations:
        for call in walk(node.expr) if node.expr else ():
            if not isinstance(call, Call) or call.op in told:
                continue
            row = OPERATIONS[call.op]
            told.add(call.op)
            for parameter, value in zip(row.params, call.params, strict=False):
                if parameter.written or (value is None and row.name in ("leaky_relu", "elu")):
                    continue
                name = Apply(row.title(written.lang), (Num("0"),))
                chosen = "undefined" if value is None else "chosen"
                yield Paragraph(
                    Sentence(
                        f"convention.{chosen}",
                        {
                            "switch": parameter.name,
                            "name": name,
                            "value": "" if value is None else written.numbers.exactly(value),
                        },
                    ),
                    "note",
                )
