"""DOT text of one frame, for a teacher's own Graphviz.

Graphviz then places the boxes anew and chooses the fonts: the picture says the same as ours, and
looks like it as far as DOT can.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import graphviz

from symgrad.diagram.captions import (
    FONTS,
    INK,
    PAPER,
    SHADE,
    Line,
    Run,
    box_lines,
    sign,
    wire_runs,
)
from symgrad.diagram.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symgrad.diagram.scene import Box, Scene, State, Style

_FONT = "Verdana,DejaVu Sans,Arial,sans-serif"
_POINTS_PER_PX = 0.75
_BOX = {"shape": "box", "style": "rounded,filled"}
_DISC = 20.0  # diameter of the disc round a sign, in points


def to_dot(scene: Scene, state: State, style: Style = "circuit") -> str:
    r"""Write one frame as DOT.

    Nodes are called n0, n1 …, so that no name can be taken for a port or a keyword; labels are
    HTML-like, which is the only way to slant and colour a part of them.

    Parameters
    ----------
    scene : Scene
    state : State
    style : {"circuit", "tree"}

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
    tree = style == "tree"
    look = {"shape": "ellipse", "style": "filled"} if tree else _BOX
    dot = graphviz.Digraph(
        comment=printable(scene.title),
        graph_attr={"rankdir": "BT" if tree else "LR", "bgcolor": PAPER},
        node_attr={**look, "color": INK, "fontname": _FONT},
        edge_attr={"arrowsize": "0.8", "color": INK, "fontname": _FONT},
    )
    names = {box.id: f"n{number}" for number, box in enumerate(scene.boxes)}
    for box in scene.boxes:
        box_state = state.box(box.id)
        dot.node(
            names[box.id],
            _box_label(box, box_lines(box, scene.output_name, box_state, style), style),
            fillcolor=SHADE if box_state.active else PAPER,
            penwidth=_pen(box_state.active),
            peripheries="2" if box.kind == "output" else "1",
        )
    for wire in scene.wires:
        wire_state = state.wire(wire.id)
        label = _wire_label(wire_runs(wire, wire_state), wire_state.active)
        dot.edge(names[wire.tail], names[wire.head], label, penwidth=_pen(wire_state.active))
    return str(dot.source)


def _pen(active: bool) -> str:
    return "3" if active else "1"


def _box_label(box: Box, lines: Sequence[Line], style: Style) -> str:
    texts = _cell(_lines(line.runs for line in lines))
    run = sign(box, style)
    return _label(texts if run is None else _cell(_disc(run)) + texts)


def _disc(run: Run) -> str:
    width = max(_DISC, _DISC / 2 + _POINTS_PER_PX * run.width)
    size = f'FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{_DISC:.0f}" CELLPADDING="0"'
    return _table(_cell(_run(run)), f'BORDER="1" STYLE="ROUNDED" {size}')


def _wire_label(runs: Sequence[Run], active: bool) -> str:
    shade = f' BGCOLOR="{SHADE}"' if active else ""
    return _label(_cell(_lines((run,) for run in runs)), shade)


def _label(cells: str, look: str = "") -> str:
    table = _table(cells, 'BORDER="0"' + look)
    return f"<{table}>"  # DOT knows HTML by the outer <>


def _table(cells: str, look: str) -> str:
    return f'<TABLE {look} CELLBORDER="0"><TR>{cells}</TR></TABLE>'


def _cell(content: str) -> str:
    return f"<TD>{content}</TD>"


def _lines(lines: Iterable[Sequence[Run]]) -> str:
    return "<BR/>".join(" ".join(filter(None, map(_run, line))) for line in lines)


def _run(run: Run) -> str:
    if not run.text:
        return ""  # Graphviz refuses an empty <B></B>
    font = FONTS[run.role]
    # A single backslash would begin an escape sequence: \N is the name of the node.
    text = escape(run.text).replace("\\", "\\\\")
    text = f"<B>{text}</B>" if font.bold else text
    text = f"<I>{text}</I>" if font.italic else text
    size = _POINTS_PER_PX * font.size
    return f'<FONT COLOR="{font.colour}" POINT-SIZE="{size:g}">{text}</FONT>'
