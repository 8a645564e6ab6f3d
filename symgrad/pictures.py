"""From a graph and its run to a picture: which box says what."""

from __future__ import annotations

from symgrad.characters import pretty_name
from symgrad.diagram import (
    Box,
    BoxKind,
    BoxState,
    DiagramTooLarge,
    Scene,
    State,
    Wire,
    WireState,
    draw,
    lay_out,
)
from symgrad.expr import Expr, Ref
from symgrad.formula import NumberFormat, Tree, Written, build, name_tree, text
from symgrad.graph import Edge, Graph, Node
from symgrad.language import DecimalMark, Language
from symgrad.lines import adjoint, contribution
from symgrad.operations import OPERATIONS
from symgrad.trace import Trace


def trace_svg(trace: Trace, lang: str, mark: DecimalMark) -> str:
    """Return the picture of a finished run as SVG.

    Raises
    ------
    DiagramTooLarge
        The graph has more arrows than a picture can show.

    Examples
    --------
    >>> trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
    >>> trace_svg(trace, "en", "point")[:4]
    '<svg'
    """
    written = Written(trace, lang, mark)
    scene = _scene(trace.program.graph, trace.output, written.numbers, lang, _description(written))
    state = frame(written)
    return draw(scene, lay_out(scene, state), state)


def notebook_svg(graph: Graph, trace: Trace | None = None) -> str | None:
    """Return what a notebook shows; None, hence text, where the graph is too large to draw."""
    language = Language.of()
    mark = language.decimal_mark()
    try:
        if trace is not None and trace.program.output is not None:
            return trace_svg(trace, language.code, mark)
        output = graph.nodes[-1].name  # nothing uses the last node, so it is an output
        scene = _scene(graph, output, NumberFormat(mark), language.code, graph.to_text())
        return draw(scene, lay_out(scene, State()), State())
    except DiagramTooLarge:
        return None


def _scene(graph: Graph, output: str, numbers: NumberFormat, lang: str, description: str) -> Scene:
    title = Language(lang).text("diagram.title")
    boxes = tuple(_box(node, output, numbers, lang) for node in graph.nodes)
    wires = tuple(Wire(_wire(edge), edge.tail, edge.head, edge.position) for edge in graph.edges)
    return Scene(title, description, output, boxes, wires)


def _box(node: Node, output: str, numbers: NumberFormat, lang: str) -> Box:
    if node.expr is None:
        return Box(node.name, pretty_name(node.name), None, None, "input")
    sign = "ƒ" if node.coarse else OPERATIONS[node.expr.op].sign
    kind: BoxKind = "output" if node.name == output else "operation"
    return Box(node.name, pretty_name(node.name), sign, _formula(node.expr, numbers, lang), kind)


def _formula(expr: Expr, numbers: NumberFormat, lang: str) -> str:
    def name(ref: Ref) -> Tree:
        return name_tree(ref.name, "forward")

    return text(build(expr, name, numbers, lang), Language(lang).text("formula.if"))


def _wire(edge: Edge) -> str:
    return f"{edge.head}#{edge.position}"


def frame(written: Written, step: int | None = None) -> State:
    """Return the texts of one frame: a pure function of run and step.

    Parameters
    ----------
    written : Written
        The run as printed.
    step : int, optional
        What the lines of this step and of earlier ones say is known, and the step's own boxes and
        wires are active. Without it everything is known.

    Examples
    --------
    >>> trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
    >>> state = frame(Written(trace, "en", "point"), step=2)
    >>> state.box("d").value, state.box("Y").value, state.box("d").active
    ('3', None, True)
    """
    trace = written.trace
    graph, output = trace.program.graph, trace.output
    last = len(trace.steps) if step is None else step
    known = {line.id for seen in trace.steps[:last] for line in seen.lines}
    active = set() if step is None else {line.id for line in trace.steps[step - 1].lines}

    def shown(line: str) -> str | None:
        return written.shown(line).text if line in known else None

    boxes = {
        node.name: BoxState(
            shown(node.name),
            shown(total := adjoint(output, node.name)),
            not active.isdisjoint((node.name, total)),
            written.sign(node.name),
            written.sign(total),
        )
        for node in graph.nodes
    }
    wires = {}
    for edge in graph.edges:
        line = contribution(output, edge)
        passed = shown(line) if line in trace.raw else "0"  # no path leads on to the output
        used = not active.isdisjoint((edge.head, line))
        wires[_wire(edge)] = WireState(shown(edge.tail), passed, used)
    return State(boxes, wires)


def _description(written: Written) -> str:
    """Say in words what the picture shows: every value and derivative, from the lines."""
    wanted = ("given", "forward", "seed", "sum", "total")
    found = [written.equation(line) for line in written.trace.lines if line.kind in wanted]
    return "; ".join(text(equation) for equation in found)
