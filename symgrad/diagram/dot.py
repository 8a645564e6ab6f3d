"""DOT text of one frame, for a teacher's own Graphviz.

Graphviz then places the boxes anew and chooses the fonts: the picture says the same as ours, and
looks like it as far as DOT can.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import graphviz

from symgrad.diagram.captions import (
    INK,
    PAPER,
    SHADE,
    STYLES,
    Line,
    Run,
    box_lines,
    sign,
    wire_lines,
)
from symgrad.diagram.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symgrad.diagram.scene import Box, BoxState, Scene, State, WireState

_FONT = "Verdana,DejaVu Sans,Arial,sans-serif"
_POINTS_PER_PX = 0.75
_DISC = 20.0  # diameter of the disc round a sign, in points


def to_dot(scene: Scene, state: State) -> str:
    r"""Write one frame as DOT.

    Nodes are called n0, n1 …, so that no name can be taken for a port or a keyword; labels are
    HTML-like, which is the only way to slant and colour a part of them.

    Parameters
    ----------
    scene : Scene
    state : State

    Returns
    -------
    str

    Examples
    --------
    >>> from symgrad.diagram import Box, Scene, State
    >>> scene = Scene("One box", "", "Y", (Box("Y", "Y", None, None, "output"),), ())
    >>> print(to_dot(scene, State()).splitlines()[-2].strip()[:40])
    n0 [label=<<TABLE BORDER="0" CELLBORDER=
    """
    dot = graphviz.Digraph(
        comment=printable(scene.title),
        graph_attr={"rankdir": "LR", "bgcolor": PAPER},
        node_attr={"shape": "box", "style": "rounded,filled", "color": INK, "fontname": _FONT},
        edge_attr={"arrowsize": "0.8", "color": INK, "fontname": _FONT},
    )
    names = {box.id: f"n{number}" for number, box in enumerate(scene.boxes)}
    for box in scene.boxes:
        box_state = state.box(box.id)
        dot.node(
            names[box.id],
            _box_label(box, scene.output_name, box_state),
            fillcolor=SHADE if box_state.active else PAPER,
            penwidth=_pen(box_state.active),
            peripheries="2" if box.kind == "output" else "1",
        )
    for wire in scene.wires:
        wire_state = state.wire(wire.id)
        label = _wire_label(wire_state)
        dot.edge(names[wire.tail], names[wire.head], label, penwidth=_pen(wire_state.active))
    return str(dot.source)


def _pen(active: bool) -> str:
    return "3" if active else "1"


def _box_label(box: Box, output_name: str, state: BoxState) -> str:
    texts = _cell(_lines(box_lines(box, output_name, state)))
    run = sign(box)
    return _label(texts if run is None else _cell(_disc(run)) + texts)


def _disc(run: Run) -> str:
    width = max(_DISC, _DISC / 2 + _POINTS_PER_PX * run.width)
    size = f'FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{_DISC:.0f}" CELLPADDING="0"'
    return _table(_cell(_run(run)), f'BORDER="1" STYLE="ROUNDED" {size}')


def _wire_label(state: WireState) -> str:
    shade = f' BGCOLOR="{SHADE}"' if state.active else ""
    return _label(_cell(_lines(wire_lines(state))), shade)


def _label(cells: str, look: str = "") -> str:
    table = _table(cells, 'BORDER="0"' + look)
    return f"<{table}>"  # DOT knows HTML by the outer <>


def _table(cells: str, look: str) -> str:
    return f'<TABLE {look} CELLBORDER="0"><TR>{cells}</TR></TABLE>'


def _cell(content: str) -> str:
    return f"<TD>{content}</TD>"


def _lines(lines: Iterable[Line]) -> str:
    return "<BR/>".join("".join(map(_run, line)) for line in lines)


def _run(run: Run) -> str:
    if not run.text:
        return ""  # Graphviz refuses an empty <B></B>
    style = STYLES[run.role]
    # A single backslash would begin an escape sequence: \N is the name of the node.
    text = escape(run.text).replace("\\", "\\\\")
    text = f"<B>{text}</B>" if style.bold else text
    text = f"<I>{text}</I>" if style.italic else text
    size = _POINTS_PER_PX * style.size
    return f'<FONT COLOR="{style.colour}" POINT-SIZE="{size:g}">{text}</FONT>'
