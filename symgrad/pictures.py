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
from symgrad.formula import NumberFormat, Written, build, name_tree, text
from symgrad.graph import Edge, Graph, Node
from symgrad.language import DecimalMark, Language
from symgrad.lines import adjoint, contribution
from symgrad.operations import OPERATIONS
from symgrad.trace import Trace


def trace_svg(trace: Trace, lang: str, mark: DecimalMark) -> str:
    """Return the picture of a finished run as SVG.

    Raises
    ------
    DiagramError
        The graph has more arrows than a picture can show.

    Examples
    --------
    >>> trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
    >>> trace_svg(trace, "en", "point")[:5]
    '<?xml'
    """
    written = Written(trace, lang, mark)
    scene = _scene(trace.program.graph, trace.output, written.numbers, lang, _description(written))
    state = _final(written)
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
        state = State(
            {box.id: BoxState(None, None, False) for box in scene.boxes},
            {wire.id: WireState(None, None, False) for wire in scene.wires},
        )
        return draw(scene, lay_out(scene, state), state)
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
    def name(ref: Ref) -> object:
        return name_tree(ref.name, "forward")

    return text(build(expr, name, numbers, lang), Language(lang).text("formula.if"))  # type: ignore[arg-type]


def _wire(edge: Edge) -> str:
    return f"{edge.head}#{edge.position}"


def _final(written: Written) -> State:
    """Return the texts of the last frame: everything is known."""
    trace = written.trace
    graph, output = trace.program.graph, trace.output
    boxes = {
        node.name: BoxState(
            written.shown(node.name).text, written.shown(adjoint(output, node.name)).text, False
        )
        for node in graph.nodes
    }
    wires = {
        _wire(edge): WireState(
            written.shown(edge.tail).text,
            written.shown(line).text if (line := contribution(output, edge)) in trace.raw else "0",
            False,
        )
        for edge in graph.edges
    }
    return State(boxes, wires)


def _description(written: Written) -> str:
    """Say in words what the picture shows: every value and derivative, from the lines."""
    wanted = ("given", "forward", "seed", "sum", "total")
    found = [written.equation(line) for line in written.trace.lines if line.kind in wanted]
    return "; ".join(text(equation) for equation in found)
