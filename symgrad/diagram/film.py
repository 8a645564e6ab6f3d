"""Many frames of one picture, which share a drawing and carry only what differs.

The drawing is written once. A text that changes is there in pieces, each with the steps that it
holds for, and the page's style sheet shows the piece of the step. A frame is a copy (`<use>`) of
the whole drawing with a step of its own and with what the step works on drawn over it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar
from xml.etree import ElementTree as ET

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
from symgrad.diagram.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from symgrad.diagram.layout import Layout
    from symgrad.diagram.scene import Scene, State

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Film:
    """A drawing for an HTML page with `FILM_CSS`, and its frames.

    Attributes
    ----------
    drawing : str
        The whole picture, in its last state unless its `--step` says otherwise.
    frames : tuple of str
        A small picture per state; it refers to the drawing.
    boxes, wires : mapping
        The key of each box and wire by id. In the drawing it is the `data-key` of a group, in a
        frame `data-active` lists the keys of what is active.
    width : float
        Of the drawing, px.
    """

    drawing: str
    frames: tuple[str, ...]
    boxes: Mapping[str, str]
    wires: Mapping[str, str]
    width: float


def film(
    scene: Scene, layout: Layout, states: Sequence[State], labels: Sequence[str], prefix: str
) -> Film:
    """Draw all frames of a scene: a pure function of where things are and what is known when.

    Parameters
    ----------
    scene : Scene
    layout : Layout
        Layout of that scene.
    states : sequence of State
        One per step, at least one; steps count from 1.
    labels : sequence of str
        Read aloud instead of each frame.
    prefix : str
        Begins every id; letters and digits, another one for every film of a page.

    Returns
    -------
    Film

    Raises
    ------
    SceneError
        If a text is wider than the layout has room for.

    Examples
    --------
    >>> from symgrad.diagram import Box, BoxState, Scene, State, lay_out
    >>> scene = Scene("One box", "Y is 3", "Y", (Box("Y", "Y", None, None, "output"),), ())
    >>> states = [State(), State({"Y": BoxState("3", "1", active=True)})]
    >>> made = film(scene, lay_out(scene, states[1]), states, ["before", "after"], "f")
    >>> [line for line in made.drawing.splitlines() if "--from:2" in line][0]
    '<text class="value piece" x="71.3" y="31.8" style="--from:2">= 3</text>'
    >>> made.frames[1].splitlines()[1:-1]
    ['<use href="#f-lower" />', '<use href="#f-b0" class="active" />', '<use href="#f-upper" />']
    """
    boxes = {box.id: f"b{number}" for number, box in enumerate(scene.boxes)}
    wires = {wire.id: f"w{number}" for number, wire in enumerate(scene.wires)}
    root = canvas(scene, layout, prefix)
    root.set("class", "symgrad-film")
    lower = ET.SubElement(root, "g", {"id": f"{prefix}-lower", "class": "symgrad-lower"})
    lower.append(paper(layout))
    for wire in scene.wires:
        lower.append(_named(wire_shape(layout.wires[wire.id]), prefix, wires[wire.id]))
    for box in scene.boxes:
        shape = box_shape(box, layout.boxes[box.id], layout.style)
        lower.append(_named(shape, prefix, boxes[box.id]))
    upper = {"id": f"{prefix}-upper", "font-family": FONT_FAMILY, "pointer-events": "none"}
    ET.SubElement(root, "g", upper).extend(_pieces(scene, layout, states))
    size = root.attrib["viewBox"]
    frames = []
    for step, (state, label) in enumerate(zip(states, labels, strict=True), start=1):
        active = [key for id, key in wires.items() if state.wire(id).active]
        active += [key for id, key in boxes.items() if state.box(id).active]
        frames.append(_frame(size, prefix, step, label, active))
    return Film(to_text(root), tuple(frames), boxes, wires, layout.width)


def _named(shape: ET.Element, prefix: str, key: str) -> ET.Element:
    shape.set("id", f"{prefix}-{key}")
    shape.set("data-key", key)
    return shape


def _frame(size: str, prefix: str, step: int, label: str, active: Sequence[str]) -> str:
    attributes = {
        "viewBox": size,
        "class": "symgrad-frame",
        "style": f"--step:{step}",
        "role": "img",
        "aria-label": printable(label),
        "data-active": " ".join(active),
    }
    root = ET.Element("svg", attributes)
    ET.SubElement(root, "use", href=f"#{prefix}-lower")
    for key in active:
        ET.SubElement(root, "use", {"href": f"#{prefix}-{key}", "class": "active"})
    ET.SubElement(root, "use", href=f"#{prefix}-upper")
    return to_text(root)


def _pieces(scene: Scene, layout: Layout, states: Sequence[State]) -> Iterator[ET.Element]:
    """Write every text, in pieces where it changes."""
    for wire in scene.wires:
        known = _changes(replace(state.wire(wire.id), active=False) for state in states)
        yield from _written([(step, wire_texts(wire, layout, state)) for step, state in known])
    for box in scene.boxes:
        said = _changes(replace(state.box(box.id), active=False) for state in states)
        yield from _written([(step, box_texts(scene, box, layout, state)) for step, state in said])


def _written(rows: Sequence[tuple[int, Iterable[Text]]]) -> Iterator[ET.Element]:
    """Write the texts that a part has from one step on, and from the next one on."""
    steps = [step for step, _ in rows]
    for column in zip(*(texts for _, texts in rows), strict=True):
        pieces = [(steps[number - 1], text) for number, text in _changes(column)]
        ends = [*(start for start, _ in pieces[1:]), None]
        for (start, text), end in zip(pieces, ends, strict=True):
            if text.run.text:
                yield _piece(text, start, end)


def _changes(items: Iterable[_T]) -> list[tuple[int, _T]]:
    """Keep the first of neighbours that are equal, with its number from 1."""
    return [(next(group)[0], item) for item, group in groupby(enumerate(items, 1), itemgetter(1))]


def _piece(text: Text, start: int, end: int | None) -> ET.Element:
    element = text_element(text)
    bounds = [f"--from:{start}"] * (start > 1) + [f"--until:{end}"] * (end is not None)
    if bounds:
        element.set("class", f"{text.run.role} piece")
        element.set("style", ";".join(bounds))
    return element
