"""Our own SVG: one frame, drawn into a layout.

The picture stands for itself: no outside request, no script, no font but the reader's. Values
are upright above the wires, contributions slanted below; what a step works on is shaded and its
lines are thick, so that the picture says everything without colour too.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from symgrad.diagram.captions import (
    INK,
    PAPER,
    SHADE,
    STYLES,
    Line,
    Style,
    box_lines,
    line_height,
    line_width,
    sign,
    wire_lines,
)
from symgrad.diagram.layout import ARROW, BoxPlace, Layout, Point, Rect, WirePlace
from symgrad.diagram.scene import Box, Scene, SceneError, State, WireState
from symgrad.diagram.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FONTS = "Verdana, 'DejaVu Sans', Arial, sans-serif"
_ROOT_CLASS = "symgrad-diagram"
_CORNER = 10.0
_DOUBLE = 4.5  # between the two borders of the output
_ABOVE, _BELOW = 7.0, 16.5  # from the wire to the base lines of its texts
_CAPITAL = 0.365  # half the height of a capital letter or digit, in em
_SLACK = 0.1  # by which rounding may shrink a rectangle


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
    >>> [line for line in picture.splitlines() if "∂" in line]
    ['<text x="65.5" y="60.1"><tspan class="gradient">∂Y/∂Y = 1</tspan></text>']
    """
    if prefix is None:
        content = repr((scene, layout, state)).encode(errors="replace")
        prefix = "d" + hashlib.sha256(content).hexdigest()[:10]
    root = _root(scene, layout, prefix)
    wires = ET.SubElement(root, "g")
    # Active wires last: where wires cross, they are on top.
    for wire in sorted(scene.wires, key=lambda wire: state.wire(wire.id).active):
        wires.append(_wire(layout.wires[wire.id], state.wire(wire.id)))
    boxes = ET.SubElement(root, "g")
    for box in scene.boxes:
        lines = box_lines(box, scene.output_name, state.box(box.id))
        boxes.append(_box(box, layout.boxes[box.id], lines, state.box(box.id).active))
    _break_lines(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _root(scene: Scene, layout: Layout, prefix: str) -> ET.Element:
    width, height = _number(layout.width), _number(layout.height)
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
        "role": "img",
        "aria-labelledby": f"{prefix}-title {prefix}-desc",
        "class": _ROOT_CLASS,
        "font-family": _FONTS,
    }
    root = ET.Element("svg", attributes)
    ET.SubElement(root, "title", id=f"{prefix}-title").text = printable(scene.title)
    ET.SubElement(root, "desc", id=f"{prefix}-desc").text = printable(scene.description)
    ET.SubElement(root, "style").text = _css()
    root.append(_rect(Rect(0, 0, layout.width, layout.height), "paper"))
    return root


def _css() -> str:
    """Rules that hold inside our pictures only, though a page may carry them several times."""
    rules = {
        "text": "text-anchor:middle",
        ".paper": f"fill:{PAPER}",
        ".shade": f"fill:{SHADE}",
        ".line": f"fill:none;stroke:{INK};stroke-width:1.5",
        ".outline": f"fill:{PAPER};stroke:{INK};stroke-width:1.5",
        ".inner": f"fill:none;stroke:{INK}",
        ".active .line": "stroke-width:3.5",
        ".active .arrow": f"stroke:{INK};stroke-width:2;stroke-linejoin:round",
        ".active .outline": f"fill:{SHADE};stroke-width:3.5",
        ".arrow": f"fill:{INK}",
        ".disc": f"fill:{PAPER};stroke:{INK}",
        **{f".{role}": _font(style) for role, style in STYLES.items()},
    }
    return "".join(f"\n.{_ROOT_CLASS} {what}{{{how}}}" for what, how in rules.items()) + "\n"


def _font(style: Style) -> str:
    font = f"fill:{style.colour};font-size:{_number(style.size)}px"
    return font + ";font-weight:bold" * style.bold + ";font-style:italic" * style.italic


def _wire(place: WirePlace, state: WireState) -> ET.Element:
    group = ET.Element("g", {"class": "active"} if state.active else {})
    if state.active:
        group.append(_rect(place.label, "shade", _CORNER / 2))
    # The line stops inside the arrow head, or its blunt end would stick out at the tip.
    tip = place.path[-1]
    end = Point(tip.x - ARROW / 2, tip.y)
    ET.SubElement(group, "path", {"class": "line", "d": _curve((*place.path[:-2], end, end))})
    ET.SubElement(group, "path", {"class": "arrow", "d": _arrow(tip)})
    above, below = wire_lines(state)
    middle = place.label.middle
    group.append(_text(above, place.label, middle.y - _ABOVE))
    group.append(_text(below, place.label, middle.y + _BELOW))
    return group


def _curve(path: Sequence[Point]) -> str:
    segments = zip(path[1::3], path[2::3], path[3::3], strict=True)
    return f"M{_pair(path[0])}" + "".join(
        f" C{_pair(a)} {_pair(b)} {_pair(c)}" for a, b, c in segments
    )


def _arrow(tip: Point) -> str:
    back, half = tip.x - ARROW, ARROW * 0.4
    return f"M{_pair(tip)} L{_pair(Point(back, tip.y - half))} {_pair(Point(back, tip.y + half))} Z"


def _box(box: Box, place: BoxPlace, lines: Sequence[Line], active: bool) -> ET.Element:
    group = ET.Element("g", {"class": "active"} if active else {})
    group.append(_rect(place.outline, "outline", _CORNER))
    if box.kind == "output":
        group.append(_rect(_inside(place.outline, _DOUBLE), "inner", _CORNER - _DOUBLE))
    run = sign(box)
    if run and place.sign:
        group.append(_rect(place.sign, "disc", place.sign.height / 2))
        group.extend(_stack([(run,)], place.sign))
    group.extend(_stack(lines, place.text))
    return group


def _stack(lines: Sequence[Line], room: Rect) -> Iterator[ET.Element]:
    """Write lines below each other in the middle of their room."""
    top = room.middle.y - sum(map(line_height, lines)) / 2
    for line in lines:
        size = max(STYLES[run.role].size for run in line)
        yield _text(line, room, top + line_height(line) / 2 + _CAPITAL * size)
        top += line_height(line)


def _inside(rect: Rect, by: float) -> Rect:
    return Rect(rect.x + by, rect.y + by, rect.width - 2 * by, rect.height - 2 * by)


def _text(line: Line, room: Rect, base: float) -> ET.Element:
    """Write a line in the middle of its room, on a base line."""
    if line_width(line) > room.width + _SLACK:
        text = "".join(run.text for run in line)
        raise SceneError(
            f"{text!r} needs {line_width(line):.0f} px and has {room.width:.0f}: "
            "lay out the scene with the state that has the longest texts"
        )
    element = ET.Element("text", {"x": _number(room.middle.x), "y": _number(base)})
    for run in line:
        ET.SubElement(element, "tspan", {"class": run.role}).text = run.text
    return element


def _rect(rect: Rect, role: str, corner: float = 0) -> ET.Element:
    sides = {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}
    if corner:
        sides["rx"] = corner
    return ET.Element("rect", {"class": role} | {k: _number(v) for k, v in sides.items()})


def _pair(point: Point) -> str:
    return f"{_number(point.x)},{_number(point.y)}"


def _number(value: float) -> str:
    return f"{round(value, 1):.1f}".removesuffix(".0")


def _break_lines(element: ET.Element) -> None:
    """Give every element a line of its own, save inside texts, where a space would show."""
    groups = [group for group in element.iter() if group.tag in ("svg", "g")]
    for group in groups:
        group.text = "\n"
        for child in group:
            child.tail = "\n"
