"""Our own SVG: one frame, drawn into a layout.

The picture stands for itself: no outside request, no script, no font but the reader's. Values
are upright above the wires, contributions slanted below; what a step works on is shaded and its
lines are thick, so that the picture says everything without colour too.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from symgrad.diagram.looks import alone
from symgrad.diagram.shapes import (
    FONT_FAMILY,
    box_shape,
    canvas,
    paper,
    text_element,
    to_text,
    wire_shape,
)
from symgrad.diagram.spots import Text, box_texts, wire_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symgrad.diagram.layout import Layout
    from symgrad.diagram.scene import Scene, State

_ROOT_CLASS = "symgrad-diagram"


def draw(scene: Scene, layout: Layout, state: State, prefix: str | None = None) -> str:
    """Draw one frame: a pure function of where things are and what is known.

    Parameters
    ----------
    scene : Scene
    layout : Layout
        Layout of that scene.
    state : State
    prefix : str, optional
        Begins every id in the picture; letters and digits. By default it comes from the
        content: give one where the same frame appears twice in a page.

    Returns
    -------
    str
        A complete SVG document.

    Raises
    ------
    SceneError
        If a text is wider than the layout has room for.

    Examples
    --------
    >>> from symgrad.diagram import Box, BoxState, Scene, State, lay_out
    >>> scene = Scene("One box", "Y is 3", "Y", (Box("Y", "Y", None, None, "output"),), ())
    >>> state = State({"Y": BoxState(value="3", gradient="1")})
    >>> picture = draw(scene, lay_out(scene, state), state, prefix="frame1")
    >>> [line for line in picture.splitlines() if line.startswith("<text")][1:3]
    ['<text class="value" x="71.3" y="31.8">= 3</text>',
     '<text class="gradient" x="66.3" y="51" text-anchor="end">∂Y/∂Y</text>']
    """
    if prefix is None:
        content = repr((scene, layout, state)).encode(errors="replace")
        prefix = "d" + hashlib.sha256(content).hexdigest()[:10]
    root = canvas(scene, layout, prefix)
    root.set("class", _ROOT_CLASS)
    root.set("font-family", FONT_FAMILY)
    ET.SubElement(root, "style").text = f"\n{alone(_ROOT_CLASS)}\n"
    root.append(paper(layout))
    shapes = ET.SubElement(root, "g")
    # Active wires last: where wires cross, they are on top.
    for wire in sorted(scene.wires, key=lambda wire: state.wire(wire.id).active):
        shapes.append(_marked(wire_shape(layout.wires[wire.id]), state.wire(wire.id).active))
    for box in scene.boxes:
        shape = box_shape(box, layout.boxes[box.id], layout.style)
        shapes.append(_marked(shape, state.box(box.id).active))
    texts = [text_element(text) for text in _texts(scene, layout, state) if text.run.text]
    ET.SubElement(root, "g").extend(texts)
    return to_text(root)


def _marked(shape: ET.Element, active: bool) -> ET.Element:
    if active:
        shape.set("class", "active")
    return shape


def _texts(scene: Scene, layout: Layout, state: State) -> Iterator[Text]:
    for wire in scene.wires:
        yield from wire_texts(wire, layout, state.wire(wire.id))
    for box in scene.boxes:
        yield from box_texts(scene, box, layout, state.box(box.id))
