"""Findings about the graph: what has no effect, and gradients that are 0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from symgrad.arithmetic import to_fraction
from symgrad.exercise.lint.finding import Finding, where
from symgrad.expr import Call, Expr, Lit
from symgrad.graph import Graph
from symgrad.lines import adjoint, local_expressions
from symgrad.trace import Trace


def without_effect(trace: Trace) -> Iterator[Finding]:
    """Yield inputs that nothing uses, and names that the output does not depend on."""
    graph, output = trace.program.graph, trace.output
    live = graph.ancestors(output)
    yield from _about("unused_input", graph, graph.unused)
    apart = [name for name in _written(graph) if name not in live and name not in graph.unused]
    yield from _about("no_path", graph, apart, output=output)


def zeros(trace: Trace, reference: Trace) -> Iterator[Finding]:
    """Yield gradients that are 0 for these values, and those that are 0 for all."""
    graph, output = trace.program.graph, trace.output
    live, moving = graph.ancestors(output), _moving(graph, output)
    names = [name for name in _written(graph) if name in live]
    flat = [name for name in names if name not in moving]
    yield from _about("gradient_flat", graph, flat, output=output)
    zero = [
        name
        for name in names
        if name in moving and not to_fraction(reference.raw[adjoint(output, name)])
    ]
    yield from _about("gradient_zero", graph, zero, output=output)


def _moving(graph: Graph, output: str) -> set[str]:
    """Return the names from which a path leads to the output without a slope that is always 0."""
    found = {output}
    for node in reversed(graph.operations):
        if node.name in found:
            slopes = local_expressions(node)
            found.update(edge.tail for edge in node.edges if not _is_flat(slopes[edge.position]))
    return found


def _is_flat(slope: Expr) -> bool:
    """Say whether a slope is 0 wherever it has a value, as that of a step is."""
    if isinstance(slope, Call) and slope.op == "cases":
        above, below = slope.args[1], slope.args[-1]
        return _is_flat(above) and _is_flat(below)
    return isinstance(slope, Lit) and slope.value == 0


def _written(graph: Graph) -> list[str]:
    return [node.name for node in graph.nodes if node.written]


def _about(code: str, graph: Graph, names: Iterable[str], **data: Any) -> Iterator[Finding]:
    """Yield one finding about several names, if there are any."""
    found = list(names)
    if found:
        shown = ", ".join(found)
        yield Finding(code, where(graph, found), {"names": shown, "count": len(found), **data})
