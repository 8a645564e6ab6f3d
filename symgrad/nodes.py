"""Nodes and arrows of a graph, and the nodes that one assignment becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from symgrad.expr import Call, Expr, Ref, is_atom, names


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow of the graph: argument `position` of `head` is `tail`; ``a*a`` has two."""

    tail: str
    head: str
    position: int


@dataclass(frozen=True, slots=True)
class Node:
    """A node.

    Attributes
    ----------
    name : str
        Its name; unique in the graph.
    expr : Call or None
        What computes it; None for an input.
    written : bool
        False for a temporary of a longer line.
    line : int
        Line of the text (or number of the equation) from 1; 0 for an input.
    coarse : bool
        Whether the node keeps several operations together.
    edges : tuple of Edge
        The arrows that end here: one per argument that is a node, or one per name of a coarse node.

    Examples
    --------
    >>> [edge.position for edge in Node("y", Ref("a") * Ref("a")).edges]
    [0, 1]
    """

    name: str
    expr: Call | None
    written: bool = True
    line: int = 0
    # Both follow from `expr`; they are kept because every pass over a graph asks for them.
    coarse: bool = field(init=False, compare=False, repr=False)
    edges: tuple[Edge, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        arguments: tuple[Expr, ...] = () if self.expr is None else self.expr.args
        coarse = not all(map(is_atom, arguments))
        if coarse and self.expr is not None:
            arguments = tuple(map(Ref, names(self.expr)))
        object.__setattr__(self, "coarse", coarse)
        object.__setattr__(self, "edges", tuple(_edges(self.name, arguments)))


def _edges(head: str, arguments: tuple[Expr, ...]) -> Iterator[Edge]:
    for position, argument in enumerate(arguments):
        if isinstance(argument, Ref):
            yield Edge(argument.name, head, position)


def fresh_names(taken: set[str]) -> Iterator[str]:
    """Yield v1, v2, … without the names that are taken.

    >>> names = fresh_names({"v1"})
    >>> next(names), next(names)
    ('v2', 'v3')
    """
    number = 0
    while True:
        number += 1
        if f"v{number}" not in taken:
            yield f"v{number}"


def nodes_of(
    name: str, expr: Expr, line: int, *, expand: bool, fresh: Iterator[str]
) -> Iterator[Node]:
    """Yield the nodes of one assignment: temporaries first, the written node last."""
    if not isinstance(expr, Call):
        expr = Call("identity", (expr,), (), expr.span)
    if not expand or all(map(is_atom, expr.args)):
        yield Node(name, expr, line=line)
        return
    pending: list[tuple[Call, bool]] = [(expr, False)]
    values: list[Expr] = []
    while pending:
        node, ready = pending.pop()
        if not ready:
            pending.append((node, True))
            parts = (part for part in reversed(node.args) if isinstance(part, Call) and part.args)
            pending.extend((part, False) for part in parts)
            continue
        count = sum(not is_atom(part) for part in node.args)
        done = iter(values[len(values) - count :])
        args = tuple(part if is_atom(part) else next(done) for part in node.args)
        del values[len(values) - count :]
        last = not pending
        target = name if last else next(fresh)
        yield Node(target, Call(node.op, args, node.params, node.span), written=last, line=line)
        values.append(Ref(target))
