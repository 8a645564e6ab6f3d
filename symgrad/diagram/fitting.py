"""Which view of a scene is drawn: all of it, with copies of its inputs, or in layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.diagram.layout import WIRE_LIMIT, Layout, lay_out
from symgrad.diagram.scene import DiagramTooLarge
from symgrad.diagram.views import View, collapsed, whole, with_leaf_copies

if TYPE_CHECKING:
    from symgrad.diagram.engines import EngineName
    from symgrad.diagram.scene import Scene, State, Style

# Up to here Graphviz places a network's graph in a few seconds, with its inputs copied.
COPIES_LIMIT = 400


def fit(
    scene: Scene, widest: State, engine: EngineName | None = None, style: Style = "circuit"
) -> tuple[View, Layout]:
    """Choose the view of a scene that can be laid out, and lay it out.

    Parameters
    ----------
    scene, widest, engine, style
        As for `lay_out`.

    Returns
    -------
    View
        What to draw; its `state` makes each frame of the scene one of the view.
    Layout
        Its layout.

    Raises
    ------
    DiagramTooLarge
        If the scene has too many wires even in layers.
    EngineMissing
        If no engine loads.

    Examples
    --------
    >>> from symgrad.diagram import Box, Scene, State
    >>> scene = Scene("One box", "", "Y", (Box("Y", "Y", None, None, "output"),), ())
    >>> view, layout = fit(scene, State())
    >>> view.scene is scene
    True
    """
    if len(scene.wires) <= WIRE_LIMIT:
        view = whole(scene)
        return view, lay_out(scene, widest, engine, style)
    if len(scene.wires) <= COPIES_LIMIT:
        view = with_leaf_copies(scene)
        try:
            return view, lay_out(view.scene, view.state(widest), engine, style)
        except DiagramTooLarge:
            pass  # not placed in time
    view = collapsed(scene)
    left = len(view.scene.wires)
    if left > WIRE_LIMIT:
        count = len(scene.wires)
        raise DiagramTooLarge("diagram_too_large", count=count, left=left, limit=WIRE_LIMIT)
    return view, lay_out(view.scene, view.state(widest), engine, style)
