"""From a graph and its run to a picture: which box says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from symgrad.characters import pretty_name
from symgrad.diagram import (
    Box,
    BoxKind,
    BoxState,
    DiagramTooLarge,
    Film,
    Scene,
    State,
    Style,
    Wire,
    WireState,
    draw,
    film,
    fit,
    to_dot,
)
from symgrad.expr import Expr, Ref
from symgrad.formula import NumberFormat, Tree, Written, build, name_tree, text
from symgrad.graph import Edge, Graph, Node
from symgrad.language import DecimalMark, Language
from symgrad.lines import adjoint, contribution
from symgrad.operations import OPERATIONS
from symgrad.trace import Trace


def picture(
    written: Written, step: int | None = None, style: Style = "circuit", marked: bool = True
) -> str:
    """Return a run, or one step of it, as an SVG document that stands for itself.

    Parameters
    ----------
    written : Written
        The run as printed.
    step : int, optional
        As for `frame`.
    style : {"circuit", "tree"}
    marked : bool
        Whether what the step works on is marked.

    Raises
    ------
    DiagramTooLarge
        The graph has more arrows than a picture can show.

    Examples
    --------
    >>> trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
    >>> picture(Written(trace, "en", "point"), step=3)[:4]
    '<svg'
    """
    view, layout = fit(scene_of_run(written), frame(written), style=style)
    return draw(view.scene, layout, view.state(frame(written, step, marked)))


def pictures(written: Written, style: Style = "circuit") -> list[str]:
    """Return one SVG document for every step of a run.

    Raises
    ------
    DiagramTooLarge
        The graph has more arrows than a picture can show.

    Examples
    --------
    >>> trace = Graph.from_text("Y = a*a").run({"a": 3})
    >>> len(pictures(Written(trace, "en", "point")))
    5
    """
    view, layout = fit(scene_of_run(written), frame(written), style=style)
    return [draw(view.scene, layout, view.state(state)) for state in frames(written)]


def filmed(written: Written, prefix: str, labels: Sequence[str], style: Style = "circuit") -> Film:
    """Return the frames of all steps of a run, for an HTML page.

    Parameters
    ----------
    written : Written
        The run as printed.
    prefix : str
        Begins every id; letters and digits, another one for every film of a page.
    labels : sequence of str
        One per step, read aloud instead of its frame.
    style : {"circuit", "tree"}

    Returns
    -------
    Film
        Its `boxes` has the keys for the name of each node, its `wires` those for each `wire_id`:
        several with spaces between them where a large graph is drawn with copies of its inputs,
        and the same one for all nodes that became one box. A wire inside such a box has none.

    Raises
    ------
    DiagramTooLarge
        The graph has more arrows than a picture can show.

    Examples
    --------
    >>> trace = Graph.from_text("Y = a*a").run({"a": 3})
    >>> made = filmed(Written(trace, "en", "point"), "f", [""] * len(trace.steps))
    >>> len(made.frames), made.boxes, made.wires
    (5, {'a': 'b0', 'Y': 'b1'}, {'Y#0': 'w0', 'Y#1': 'w1'})
    """
    view, layout = fit(scene_of_run(written), frame(written), style=style)
    states = [view.state(state) for state in frames(written)]
    made = film(view.scene, layout, states, labels, prefix)
    return replace(
        made, boxes=_by_member(view.boxes, made.boxes), wires=_by_member(view.wires, made.wires)
    )


def dot(written: Written, step: int | None = None, style: Style = "circuit") -> str:
    """Return a run, or one step of it, as DOT for a Graphviz of the reader's own.

    Examples
    --------
    >>> trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
    >>> "rankdir=BT" in dot(Written(trace, "en", "point"), style="tree")
    True
    """
    return to_dot(scene_of_run(written), frame(written, step), style)


def graph_picture(graph: Graph, lang: str, mark: DecimalMark, style: Style = "circuit") -> str:
    """Return a graph without a run as SVG: names and formulas only.

    Examples
    --------
    >>> graph_picture(Graph.from_text("Y = a*b"), "en", "point").count("<text")
    5
    """
    view, layout = fit(_plain_scene(graph, lang, mark), State(), style=style)
    return draw(view.scene, layout, State())


def graph_dot(graph: Graph, lang: str, mark: DecimalMark, style: Style = "circuit") -> str:
    """Return a graph without a run as DOT.

    Examples
    --------
    >>> "?" in graph_dot(Graph.from_text("Y = a*b"), "en", "point")
    False
    """
    return to_dot(_plain_scene(graph, lang, mark), State(), style)


def trace_svg(trace: Trace, lang: str, mark: DecimalMark) -> str:
    """Return the picture of a finished run as SVG.

    Examples
    --------
    >>> trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
    >>> trace_svg(trace, "en", "point")[:4]
    '<svg'
    """
    return picture(Written(trace, lang, mark))


def notebook_svg(graph: Graph, trace: Trace | None = None) -> str | None:
    """Return what a notebook shows; None, hence text, where the graph is too large to draw."""
    language = Language.of()
    mark = language.decimal_mark()
    try:
        if trace is not None and trace.program.output is not None:
            return trace_svg(trace, language.code, mark)
        return graph_picture(graph, language.code, mark)
    except DiagramTooLarge:
        return None


def scene_of_run(written: Written) -> Scene:
    """Return the boxes and wires of a run's graph, with all its results as the description."""
    trace = written.trace
    graph, output = trace.program.graph, trace.output
    return _scene(graph, output, written.numbers, written.lang, _description(written))


def _plain_scene(graph: Graph, lang: str, mark: DecimalMark) -> Scene:
    output = graph.nodes[-1].name  # nothing uses the last node, so it is an output
    scene = _scene(graph, output, NumberFormat(mark), lang, graph.to_text())
    return replace(
        scene,
        boxes=tuple(replace(box, plain=True) for box in scene.boxes),
        wires=tuple(replace(wire, plain=True) for wire in scene.wires),
    )


def _scene(graph: Graph, output: str, numbers: NumberFormat, lang: str, description: str) -> Scene:
    title = Language(lang).text("diagram.title")
    boxes = tuple(_box(node, output, numbers, lang) for node in graph.nodes)
    wires = tuple(Wire(wire_id(edge), edge.tail, edge.head, edge.position) for edge in graph.edges)
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


def wire_id(edge: Edge) -> str:
    """Return the id of an arrow in scenes and frames.

    >>> wire_id(Edge("a", "d", 0))
    'd#0'
    """
    return f"{edge.head}#{edge.position}"


def frame(written: Written, step: int | None = None, marked: bool = True) -> State:
    """Return the texts of one frame: a pure function of run and step.

    Parameters
    ----------
    written : Written
        The run as printed.
    step : int, optional
        What the lines of this step and of earlier ones say is known, and the step's own boxes and
        wires are active. Without it everything is known.
    marked : bool
        False: nothing is active.

    Examples
    --------
    >>> trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
    >>> state = frame(Written(trace, "en", "point"), step=2)
    >>> state.box("d").value, state.box("Y").value, state.box("d").active
    ('3', None, True)
    """
    trace = written.trace
    last = len(trace.steps) if step is None else step
    known = {line.id for seen in trace.steps[:last] for line in seen.lines}
    current = trace.steps[step - 1].lines if step is not None and marked else ()
    active = {line.id for line in current}
    return _frame(written, known, active)


def frames(written: Written) -> list[State]:
    """Return the frames of all steps.

    >>> trace = Graph.from_text("Y = a*a").run({"a": 3})
    >>> [state.box("Y").value for state in frames(Written(trace, "en", "point"))]
    [None, '9', '9', '9', '9']
    """
    known: set[str] = set()
    states = []
    for step in written.trace.steps:
        active = {line.id for line in step.lines}
        known |= active
        states.append(_frame(written, known, active))
    return states


def _frame(written: Written, known: set[str], active: set[str]) -> State:
    graph, output = written.trace.program.graph, written.trace.output

    def shown(line: str) -> str | None:
        return written.shown(line).text if line in known else None

    def sign(line: str) -> str:
        return written.sign(line) if line in known else "="

    boxes = {
        node.name: BoxState(
            shown(node.name),
            shown(total := adjoint(output, node.name)),
            not active.isdisjoint((node.name, total)),
            sign(node.name),
            sign(total),
        )
        for node in graph.nodes
    }
    wires = {}
    for edge in graph.edges:
        line = contribution(output, edge)
        passed = shown(line) if line in written.trace.raw else "0"  # no path leads to the output
        used = not active.isdisjoint((edge.head, line))
        wires[wire_id(edge)] = WireState(shown(edge.tail), passed, used)
    return State(boxes, wires)


def _by_member(parts: Mapping[str, tuple[str, ...]], keys: Mapping[str, str]) -> dict[str, str]:
    """Turn the members of each part round: the keys of all parts that show a member."""
    found: dict[str, str] = {}
    for id, members in parts.items():
        for member in members:
            found[member] = f"{found[member]} {keys[id]}" if member in found else keys[id]
    return found


def _description(written: Written) -> str:
    """Say in words what the picture shows: every value and derivative, from the lines."""
    wanted = ("given", "forward", "seed", "sum", "total")
    found = [written.equation(line) for line in written.trace.lines if line.kind in wanted]
    return "; ".join(text(equation) for equation in found)
