"""Where each text of a frame stands: the same places in all frames of a layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from symgrad.diagram.captions import FONTS, Line, Run, box_lines, sign, wire_runs
from symgrad.diagram.rooms import NAME_GAP, WIRE_GAP
from symgrad.diagram.scene import SceneError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symgrad.diagram.layout import BoxPlace, Layout, WirePlace
    from symgrad.diagram.scene import Box, BoxState, Scene, Style, Wire, WireState

_CAPITAL = 0.73  # height of a capital letter or digit, in em
_SLACK = 0.1  # by which rounding may shrink a room


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its place: on the base line `y`, beginning, ending or centred at `x`."""

    x: float
    y: float
    anchor: Literal["start", "middle", "end"]
    run: Run


def box_texts(scene: Scene, box: Box, layout: Layout, state: BoxState) -> Iterator[Text]:
    """Texts of a box, always as many and in the same order, whatever the state is."""
    place = layout.boxes[box.id]
    disc = sign(box, layout.style)
    if disc and place.sign:
        yield _centred(disc, place.sign.middle.x, place.sign.middle.y, place.sign.width)
    lines = box_lines(box, scene.output_name, state, layout.style)
    middle = place.outline.middle.y - sum(line.height for line in lines) / 2
    for line in lines:
        middle += line.height / 2
        yield from _line_texts(line, place, middle)
        middle += line.height / 2


def wire_texts(wire: Wire, layout: Layout, state: WireState) -> Iterator[Text]:
    """Texts of a wire: value above and contribution below, or left and right of a tree's wire."""
    runs = wire_runs(wire, state)
    return _beside(runs, layout.wires[wire.id], layout.style) if runs else iter(())


def _beside(runs: tuple[Run, ...], place: WirePlace, style: Style) -> Iterator[Text]:
    value, contribution = runs
    middle, room = place.label.middle, place.label.width
    if style == "tree":
        half = room / 2 - WIRE_GAP
        yield _text(value, middle.x - WIRE_GAP, _base(value, middle.y), "end", half)
        yield _text(contribution, middle.x + WIRE_GAP, _base(value, middle.y), "start", half)
        return
    below = middle.y + WIRE_GAP + _CAPITAL * FONTS[contribution.role].size
    yield _text(value, middle.x, middle.y - WIRE_GAP, "middle", room)
    yield _text(contribution, middle.x, below, "middle", room)


def _line_texts(line: Line, place: BoxPlace, middle: float) -> Iterator[Text]:
    if line.name is None:
        yield _centred(line.rest, place.text.middle.x, middle, place.text.width)
        return
    left, right = place.split - NAME_GAP / 2, place.split + NAME_GAP / 2
    base = middle + _CAPITAL / 2 * line.size
    yield _text(line.name, left, base, "end", left - place.text.x)
    yield _text(line.rest, right, base, "start", place.text.right - right)


def _centred(run: Run, x: float, middle: float, room: float) -> Text:
    return _text(run, x, _base(run, middle), "middle", room)


def _base(run: Run, middle: float) -> float:
    return middle + _CAPITAL / 2 * FONTS[run.role].size


def _text(
    run: Run, x: float, y: float, anchor: Literal["start", "middle", "end"], room: float
) -> Text:
    if run.width > room + _SLACK:
        raise SceneError(
            f"{run.text!r} needs {run.width:.0f} px and has {room:.0f}: "
            "lay out the scene with the state that has the longest texts"
        )
    return Text(round(x, 1), round(y, 1), anchor, run)
