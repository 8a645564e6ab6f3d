"""The elements of a picture: the same ones in a picture that stands alone and on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from symgrad.diagram.geometry import Point, Rect
from symgrad.diagram.layout import ARROW, BoxPlace, Layout, WirePlace
from symgrad.diagram.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symgrad.diagram.scene import Box, Scene, Style
    from symgrad.diagram.spots import Text

FONT_FAMILY = "Verdana, 'DejaVu Sans', Arial, sans-serif"
_CORNER = 10.0
_DOUBLE = 4.5  # between the two borders of the output


def canvas(scene: Scene, layout: Layout, prefix: str) -> ET.Element:
    """Return an empty picture with its title and description."""
    width, height = _number(layout.width), _number(layout.height)
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
        "role": "img",
        "aria-labelledby": f"{prefix}-title {prefix}-desc",
    }
    root = ET.Element("svg", attributes)
    ET.SubElement(root, "title", id=f"{prefix}-title").text = printable(scene.title)
    ET.SubElement(root, "desc", id=f"{prefix}-desc").text = printable(scene.description)
    return root


def paper(layout: Layout) -> ET.Element:
    """Return the opaque ground."""
    return _rect(Rect(0, 0, layout.width, layout.height), "paper")


def wire_shape(place: WirePlace) -> ET.Element:
    """Return the shade of a wire's label, its line and its arrow head."""
    group = ET.Element("g")
    group.append(_rect(place.label, "shade", _CORNER / 2))
    # The line stops inside the arrow head, or its blunt end would stick out at the tip.
    tip, (along_x, along_y) = place.path[-1], _direction(place.path)
    end = Point(tip.x - along_x * ARROW / 2, tip.y - along_y * ARROW / 2)
    ET.SubElement(group, "path", {"class": "line", "d": _curve((*place.path[:-2], end, end))})
    ET.SubElement(group, "path", {"class": "arrow", "d": _arrow(place.path)})
    return group


def box_shape(box: Box, place: BoxPlace, style: Style) -> ET.Element:
    """Return the border of a box, the second one of an output, and the disc of a sign."""
    group = ET.Element("g")
    group.append(_outline(place.outline, "outline", style))
    if box.kind == "output":
        group.append(_outline(place.outline.inside(_DOUBLE), "inner", style, _DOUBLE))
    if place.sign:
        group.append(_rect(place.sign, "disc", place.sign.height / 2))
    return group


def text_element(text: Text) -> ET.Element:
    """Return one text."""
    attributes = {"class": text.run.role, "x": _number(text.x), "y": _number(text.y)}
    if text.anchor != "start":
        attributes["text-anchor"] = text.anchor
    element = ET.Element("text", attributes)
    element.text = text.run.text
    return element


def to_text(root: ET.Element) -> str:
    """Write a picture, every element on a line of its own."""
    for group in [group for group in root.iter() if group.tag in ("svg", "g")]:
        group.text = "\n"
        for child in group:
            child.tail = "\n"
    return ET.tostring(root, encoding="unicode") + "\n"


def _direction(path: Sequence[Point]) -> tuple[float, float]:
    """Unit vector of the level end of a path."""
    start, tip = path[-4], path[-1]
    length = abs(tip.x - start.x) + abs(tip.y - start.y)
    return (tip.x - start.x) / length, (tip.y - start.y) / length


def _curve(path: Sequence[Point]) -> str:
    segments = zip(path[1::3], path[2::3], path[3::3], strict=True)
    return f"M{_pair(path[0])}" + "".join(
        f" C{_pair(a)} {_pair(b)} {_pair(c)}" for a, b, c in segments
    )


def _arrow(path: Sequence[Point]) -> str:
    tip, (x, y) = path[-1], _direction(path)
    back, half = Point(tip.x - x * ARROW, tip.y - y * ARROW), ARROW * 0.4
    one = Point(back.x + y * half, back.y - x * half)
    other = Point(back.x - y * half, back.y + x * half)
    return f"M{_pair(tip)} L{_pair(one)} {_pair(other)} Z"


def _outline(rect: Rect, role: str, style: Style, inset: float = 0) -> ET.Element:
    if style == "circuit":
        return _rect(rect, role, _CORNER - inset)
    middle = rect.middle
    sides = {"cx": middle.x, "cy": middle.y, "rx": rect.width / 2, "ry": rect.height / 2}
    return ET.Element("ellipse", {"class": role} | {k: _number(v) for k, v in sides.items()})


def _rect(rect: Rect, role: str, corner: float = 0) -> ET.Element:
    sides = {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}
    if corner:
        sides["rx"] = corner
    return ET.Element("rect", {"class": role} | {k: _number(v) for k, v in sides.items()})


def _pair(point: Point) -> str:
    return f"{_number(point.x)},{_number(point.y)}"


def _number(value: float) -> str:
    return f"{round(value, 1):.1f}".removesuffix(".0")
