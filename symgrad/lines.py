r"""A run as a list of lines, each an expression over earlier ones.

The forward pass, the backward pass, tangents and difference quotients only append lines; whatever
a page shows or a checker decides is a view of them. What a line is called says what it holds::

    d                  value of a node
    ∂Y/∂b              adjoint: derivative of the output
    ∂d/∂b#1            local derivative of d by its argument number 1 (from 0)
    ∂Y/∂b|d#1          contribution that reaches b through that argument
    D(d)  D(d)#1       tangent of d, and the part of it that comes through an argument
    Y[b+0.1]           value at a shifted input
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from symgrad.errors import GraphError
from symgrad.expr import Call, Expr, Ref, number
from symgrad.inputs import Value, read_inputs
from symgrad.operations import local_derivatives
from symgrad.rules import slopes

if TYPE_CHECKING:
    from symgrad.graph import Graph
    from symgrad.nodes import Edge, Node

Kind: TypeAlias = Literal[
    "given", "forward", "seed", "local", "contribution", "sum", "total", "tangent", "check"
]
Pass: TypeAlias = Callable[[int], Iterator["Line"]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a run.

    Attributes
    ----------
    id : str
        What other lines call it.
    kind : str
        given, forward, seed, local, contribution, sum (at a fan-out), total, tangent or check.
    target : str
        The node that the line is about.
    expr : Expr
        Its expression; references are ids of earlier lines.
    group : int
        The step it belongs to: lines of one step are shown together.
    edge : Edge or None
        The arrow of a local derivative or of a contribution.
    written : bool
        False for the value of a temporary, which nobody writes down.
    """

    id: str
    kind: Kind
    target: str
    expr: Expr
    group: int
    edge: Edge | None = None
    written: bool = True

    @property
    def label(self) -> str:
        """How formulas name the line, where it has a name of its own."""
        return self.id.partition("#")[0].partition("|")[0]


def adjoint(output: str, name: str) -> str:
    """Return the id of an adjoint.

    >>> adjoint("Y", "b")
    '∂Y/∂b'
    """
    return f"∂{output}/∂{name}"


def local(edge: Edge) -> str:
    """Return the id of the local derivative on an edge."""
    return f"∂{edge.head}/∂{edge.tail}#{edge.position}"


def contribution(output: str, edge: Edge) -> str:
    """Return the id of the contribution on an edge."""
    return f"{adjoint(output, edge.tail)}|{edge.head}#{edge.position}"


def tangent(name: str) -> str:
    """Return the id of a tangent."""
    return f"D({name})"


class Program:
    """Lines over one graph: passes that append, and edits that change single lines.

    Programs are immutable; every method returns a new one. Lines are made when they are asked
    for, so that a graph of 100 000 nodes is run without holding all of them.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> graph = Graph.from_text("d = a + b; Y = d*b")
    >>> program = Program(graph).given({"a": 1, "b": 2}).forward().backward()
    >>> [line.id for line in program][5:]
    ['∂Y/∂d#0', '∂Y/∂d|Y#0', '∂Y/∂b#1', '∂Y/∂b|Y#1', '∂Y/∂d',
     '∂d/∂a#0', '∂Y/∂a|d#0', '∂d/∂b#1', '∂Y/∂b|d#1', '∂Y/∂a', '∂Y/∂b']
    """

    def __init__(
        self,
        graph: Graph,
        passes: tuple[Pass, ...] = (),
        edits: Mapping[str, Expr] | None = None,
        output: str | None = None,
    ) -> None:
        self.graph = graph
        self.output = output
        self._passes = passes
        self._edits = dict(edits or {})

    def given(self, inputs: Mapping[str, Value]) -> Program:
        """Append the given values, one line per input."""
        values = read_inputs(self.graph, inputs)
        return self.append(
            lambda group: (
                Line(name, "given", name, value, group) for name, value in values.items()
            )
        )

    def forward(self, output: str | None = None) -> Program:
        """Append the forward pass; of the nodes that lead to an output, where one is named."""
        nodes = self.graph.operations
        if output is not None:
            live = self.graph.ancestors(output)
            nodes = tuple(node for node in nodes if node.name in live)
        return self.append(lambda group: _forward(nodes, group))

    def backward(self, output: str | None = None) -> Program:
        """Append the backward pass from an output (the only one unless named)."""
        target = self.graph.output(output)
        return self._with(lambda group: _backward(self.graph, target, group), target)

    def tangents(self, seed: Mapping[str, Value]) -> Program:
        """Append forward mode along a direction; inputs without a number have 0."""
        numbers = read_inputs(self.graph, {**dict.fromkeys(self.graph.inputs, 0), **seed})
        return self.append(lambda group: _tangents(self.graph, numbers, group))

    def append(self, lines: Pass) -> Program:
        """Append lines of another kind: ``lines(group)`` yields them with groups from `group`."""
        return self._with(lines, self.output)

    def edit(self, line: str, expr: Expr) -> Program:
        """Change one line; a mistake is such an edit, and a test of it too.

        Running the program raises GraphError where it has no such line.
        """
        edited = Program(self.graph, self._passes, {**self._edits, line: expr}, self.output)
        known = self.__dict__.get("lines", ())
        if any(old.id == line for old in known):  # then nothing has to be built again
            edited.lines = tuple(
                replace(old, expr=expr) if old.id == line else old for old in known
            )
        return edited

    def _with(self, more: Pass, output: str | None) -> Program:
        return Program(self.graph, (*self._passes, more), self._edits, output)

    def __iter__(self) -> Iterator[Line]:
        group = 1
        missed = dict.fromkeys(self._edits)
        for lines in self._passes:
            for line in lines(group):
                group = line.group
                if line.id in self._edits:
                    missed.pop(line.id, None)
                    yield replace(line, expr=self._edits[line.id])
                else:
                    yield line
            group += 1
        for line_id in missed:  # a mistake that changes nothing would pass for a right answer
            raise GraphError("no_such_line", line=line_id)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines, kept."""
        return tuple(self)


def _forward(nodes: Iterable[Node], group: int) -> Iterator[Line]:
    for node in nodes:
        if node.expr is not None:
            yield Line(node.name, "forward", node.name, node.expr, group, written=node.written)
        group += node.written  # temporaries are shown with the line that they belong to


def local_expressions(node: Node) -> tuple[Expr, ...]:
    """Return the local derivative of a node by each of its arguments."""
    if node.expr is None:
        return ()
    if node.coarse:
        by_name = slopes(node.expr, Ref(node.name))
        return tuple(by_name[edge.tail] for edge in node.edges)
    return local_derivatives(node.expr, Ref(node.name))


def _backward(graph: Graph, output: str, group: int) -> Iterator[Line]:
    live = graph.ancestors(output)
    uses = {name: [edge for edge in graph.uses[name] if edge.head in live] for name in live}
    waiting = {name: len(edges) for name, edges in uses.items()}
    yield Line(adjoint(output, output), "seed", output, number(1), group)
    for node in reversed(graph.operations):
        if node.name not in live or not node.edges:
            continue
        group += 1
        for edge, slope in zip(node.edges, _edge_slopes(node), strict=True):
            yield from _edge_lines(output, edge, slope, group)
            waiting[edge.tail] -= 1
        arrived = [name for name in dict.fromkeys(_tails(node)) if waiting[name] == 0]
        for name in arrived:
            if len(uses[name]) == 1:
                copy = Ref(contribution(output, uses[name][0]))
                yield Line(adjoint(output, name), "total", name, copy, group)
        for name in arrived:
            if len(uses[name]) > 1:
                group += 1
                terms = tuple(Ref(contribution(output, edge)) for edge in uses[name])
                yield Line(adjoint(output, name), "sum", name, Call("add", terms), group)
    yield from _without_path(graph, output, live, group + 1)


def _edge_slopes(node: Node) -> Iterator[Expr]:
    """Yield the local derivative on every arrow that ends at a node."""
    expressions = local_expressions(node)
    return (expressions[edge.position] for edge in node.edges)


def _tails(node: Node) -> Iterator[str]:
    return (edge.tail for edge in node.edges)


def _edge_lines(output: str, edge: Edge, slope: Expr, group: int) -> Iterator[Line]:
    """Yield what happens on one arrow: the local derivative, and upstream gradient times it."""
    yield Line(local(edge), "local", edge.head, slope, group, edge)
    product = Ref(adjoint(output, edge.head)) * Ref(local(edge))
    yield Line(contribution(output, edge), "contribution", edge.tail, product, group, edge)


def _without_path(graph: Graph, output: str, live: frozenset[str], group: int) -> Iterator[Line]:
    """Yield the zeros of the nodes from which nothing leads to the output."""
    for node in graph.nodes:
        if node.name not in live:
            yield Line(adjoint(output, node.name), "total", node.name, number(0), group)


def _tangents(graph: Graph, seed: Mapping[str, Expr], group: int) -> Iterator[Line]:
    for name in graph.inputs:
        yield Line(tangent(name), "seed", name, seed[name], group)
    for node in graph.operations:
        group += 1
        expressions = local_expressions(node)
        parts = []
        for edge in node.edges:
            parts.append(f"{tangent(node.name)}#{edge.position}")
            yield Line(local(edge), "local", node.name, expressions[edge.position], group, edge)
            product = Ref(local(edge)) * Ref(tangent(edge.tail))
            yield Line(parts[-1], "contribution", node.name, product, group, edge)
        yield Line(tangent(node.name), "tangent", node.name, _total(parts), group)


def _total(parts: list[str]) -> Expr:
    if not parts:
        return number(0)
    return Ref(parts[0]) if len(parts) == 1 else Call("add", tuple(map(Ref, parts)))
