"""The sections of a worked solution that show the two passes of a run."""

from __future__ import annotations

from collections.abc import Iterator

from symgrad.arithmetic import ByHand
from symgrad.expr import Call, Expr, Ref, is_atom, names, substitute, walk
from symgrad.formula.tree import Id, Num, Op, Row, Tree, listed
from symgrad.formula.written import Written
from symgrad.graph import Graph
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
    yield Formulas(
        tuple(
            Row((Id(name), Op("="), written.build(expr)))
            for name, expr in as_written(trace.program.graph)
        )
    )
    given = [line for line in trace.lines if line.kind == "given"]
    if given:
        yield Paragraph(
            Sentence(
                "statement.given", {"values": listed([written.line(line).chain for line in given])}
            )
        )
    inside = [node.name for node in trace.program.graph.operations if not node.written]
    if inside:
        data = {"names": listed([Id(name) for name in inside]), "count": len(inside)}
        yield Paragraph(Sentence("statement.temporaries", data), "note")


def as_written(graph: Graph) -> Iterator[tuple[str, Expr]]:
    """Yield the assignments with the temporaries put back into their lines."""
    inside: dict[str, Expr] = {}

    def whole(ref: Ref) -> Expr:
        return inside.get(ref.name, ref)

    for node in graph.operations:
        if node.expr is None:
            continue
        expr = substitute(node.expr, whole)
        if node.written:
            yield node.name, expr
        else:
            inside[node.name] = expr


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
    about = tuple(line.target for line in lines)
    yield Table((*titles, *columns.titles), tuple(rows), frozenset({3, 4}), about)


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
    calculated = [
        written.line(line).chain
        for line in trace.lines
        if line.kind == "local" and not is_atom(line.expr)
    ]
    if calculated:
        yield Paragraph(Sentence("backward.local"))
        yield Formulas(tuple(calculated))
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
    lines = {line.id: line for line in written.trace.lines}
    branches = _branches(written.trace)
    rows = []
    for line in edges:
        upstream, slope = _terms(line)
        rows.append(
            (
                arrow(line),
                written.equation(lines[upstream]),
                written.line(lines[slope]).without_numbers,
                written.line(line).calculation,
                *((branches.get(line.id, ""),) if branches else ()),
            )
        )
    titles = ("edge", "upstream", "local", "contribution", "branch")[: 5 if branches else 4]
    columns = tuple(Sentence(f"column.{title}") for title in titles)
    return Table(columns, tuple(rows), about=tuple(line.edge or line.target for line in edges))


def arrow(line: Line) -> Tree:
    """Name an edge by its two ends."""
    edge = line.edge
    return Row((Id(edge.tail), Op("→"), Id(edge.head))) if edge else Id(line.target)


def _branches(trace: Trace) -> dict[str, Sentence]:
    """Return "1 of 2" for every contribution that is one of several."""
    return {
        term: Sentence("backward.branch", {"place": place, "of": len(_terms(line))})
        for line in trace.lines
        if line.kind == "sum"
        for place, term in enumerate(_terms(line), start=1)
    }


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
                "uses": listed([Id(name) for name in dict.fromkeys(heads)]),
                "count": len(heads),
            },
        ),
        "why",
    )
    yield Formulas((written.line(line).chain,))


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
        about = trace.program.graph.inputs
        yield Table(titles, rows, frozenset({1, 2}), tuple(about))
        return
    yield Formulas(tuple(written.equation(line) for line in _totals(trace)))


def _totals(trace: Trace) -> list[Line]:
    wanted = {adjoint(trace.output, name) for name in trace.program.graph.inputs}
    found = {line.id: line for line in trace.lines if line.id in wanted}
    return [found[adjoint(trace.output, name)] for name in trace.program.graph.inputs]


def policy(written: Written) -> Iterator[Paragraph]:
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


def _conventions(written: Written) -> Iterator[Paragraph]:
    """Yield one sentence per operation whose value or slope at a kink is a convention."""
    calls = {
        part.op: part
        for node in written.trace.program.graph.operations
        for part in (walk(node.expr) if node.expr else ())
        if isinstance(part, Call)
    }
    for call in calls.values():
        row = OPERATIONS[call.op]
        for parameter, value in zip(row.params, call.params, strict=False):
            if parameter.written:
                continue
            name = row.title(written.lang)
            if value is not None:
                data = {
                    "name": name,
                    "value": Num(written.numbers.exactly(value)),
                    "switch": parameter.name,
                }
                yield Paragraph(Sentence(f"convention.{_subject(parameter.name)}", data), "note")
            elif call.op in ("leaky_relu", "elu"):
                yield Paragraph(Sentence("convention.branch", {"name": name}), "note")


def _subject(switch: str) -> str:
    """Say what a switch decides: the slope at 0, the value at 0, or the slope at a tie."""
    return "tie" if switch.endswith("tie") else "slope" if "slope" in switch else "value"
