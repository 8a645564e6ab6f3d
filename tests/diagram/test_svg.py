"""SVG: one frame as a document that is safe, accessible and unambiguous."""

from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.diagram import (
    Box,
    BoxState,
    Scene,
    SceneError,
    State,
    Style,
    Wire,
    WireState,
    draw,
    lay_out,
)
from symgrad.diagram.captions import FONTS, INK, PAPER, SHADE

from .scenes import CHAIN, HOSTILE, LONE_BOX, MAIN, SCENES, SQUARE, filled, scene_of

SVG = "{http://www.w3.org/2000/svg}"
VALUES = {"a": "1", "b": "2", "c": "3", "d": "3", "e": "−1", "Y": "−3"}
GRADIENTS = {"a": "−1", "b": "2", "c": "−3", "d": "−1", "e": "3", "Y": "1"}
CONTRIBUTIONS = {"d.0": "−1", "d.1": "−1", "e.0": "3", "e.1": "−3", "Y.0": "−1", "Y.1": "3"}
FINAL = State(
    {name: BoxState(VALUES[name], GRADIENTS[name], name == "b") for name in VALUES},
    {
        wire.id: WireState(VALUES[wire.tail], CONTRIBUTIONS[wire.id], wire.tail == "b")
        for wire in MAIN.wires
    },
)


QUIET = State(
    {id: dataclasses.replace(box, active=False) for id, box in FINAL.boxes.items()},
    {id: dataclasses.replace(wire, active=False) for id, wire in FINAL.wires.items()},
)
STYLES: tuple[Style, ...] = ("circuit", "tree")


def picture(scene: Scene, state: State, widest: State | None = None) -> str:
    return draw(scene, lay_out(scene, widest or state, "grandalf"), state)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_the_document_stands_for_itself(scene: Scene) -> None:
    svg = picture(scene, filled(scene))
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "style", "g", "rect", "path", "text",
    }  # fmt: skip
    assert not re.search(r"nan|inf\b|url\(|href|@import|<script", svg.split("</style>")[1])
    assert not re.search(r"url\(|@import", svg)


def test_title_and_description_come_first_and_name_the_picture() -> None:
    root = ET.fromstring(picture(MAIN, FINAL))
    title, description = list(root)[:2]
    assert (title.tag, title.text) == (f"{SVG}title", MAIN.title)
    assert (description.tag, description.text) == (f"{SVG}desc", MAIN.description)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_the_background_is_opaque() -> None:
    root = ET.fromstring(picture(MAIN, FINAL))
    paper = next(element for element in root if element.tag == f"{SVG}rect")
    assert (paper.get("width"), paper.get("height")) == (root.get("width"), root.get("height"))
    assert f"rect.paper{{fill:{PAPER}}}" in picture(MAIN, FINAL)


def test_ids_are_unique_over_different_pictures_of_a_page() -> None:
    page = [picture(MAIN, FINAL), picture(MAIN, State(), FINAL), picture(SQUARE, filled(SQUARE))]
    ids = re.findall(r'\bid="([^"]*)"', "".join(page))
    assert len(ids) == len(set(ids)) == 2 * len(page)


def test_a_given_prefix_begins_every_id() -> None:
    svg = draw(MAIN, lay_out(MAIN, FINAL, "grandalf"), FINAL, prefix="step7")
    assert all(id.startswith("step7-") for id in re.findall(r'\bid="([^"]*)"', svg))


def test_the_same_frame_gives_the_same_bytes() -> None:
    assert picture(MAIN, FINAL) == picture(MAIN, FINAL)


def test_boxes_carry_totals_and_wires_contributions() -> None:
    shown = texts(picture(MAIN, FINAL))
    assert {"b", "= 2", "∂Y/∂b", "d", "= 3", "a + b", "∂Y/∂d", "= −1", "= 1"} <= set(shown)
    assert shown.index("b") + 1 == shown.index("= 2")
    assert shown[: 2 * len(MAIN.wires)].count("−3") == 1  # the contribution of e to c


def test_value_above_and_contribution_below_the_wire() -> None:
    scene = scene_of("Y = σ ( a )")
    state = filled(scene, "2", "−3")
    layout = lay_out(scene, state, "grandalf")
    above, below = list(ET.fromstring(draw(scene, layout, state)).iter(f"{SVG}text"))[:2]
    label = layout.wires["Y.0"].label
    assert label.y < float(above.attrib["y"]) < label.middle.y
    assert label.middle.y < float(below.attrib["y"]) < label.bottom
    assert [(text.get("class"), text.text) for text in (above, below)] == [
        ("value", "2"),
        ("gradient", "−3"),
    ]


def test_what_is_unknown_is_a_question_mark_never_a_zero() -> None:
    shown = texts(picture(MAIN, State(), FINAL))
    assert shown[: 2 * len(MAIN.wires)] == ["?"] * 2 * len(MAIN.wires)
    assert {"b", "∂Y/∂b", "= ?"} <= set(shown)
    assert not any("0" in text for text in shown)


def test_zero_is_known() -> None:
    state = State({"Y": BoxState("0", "0")})
    assert texts(picture(LONE_BOX, state)) == ["Y", "= 0", "∂Y/∂Y", "= 0"]


def test_frames_never_jump() -> None:
    def geometry(svg: str) -> list[str]:
        return re.findall(r'\bd="[^"]*"|class="outline"[^>]*|viewBox="[^"]*"|\b[xy]="[^"]*"', svg)

    for style in STYLES:
        layout = lay_out(MAIN, FINAL, "grandalf", style)
        frames = [draw(MAIN, layout, state) for state in (State(), filled(MAIN, "1", "1"), QUIET)]
        assert geometry(frames[0]) == geometry(frames[1]) == geometry(frames[2])


def test_what_is_active_is_shaded_and_thick_and_on_top() -> None:
    shapes, _ = ET.fromstring(picture(MAIN, FINAL)).findall(f"{SVG}g")
    wires, boxes = list(shapes)[:6], list(shapes)[6:]
    assert [group.get("class") for group in wires] == [None] * 4 + ["active"] * 2
    assert sum(group.get("class") == "active" for group in boxes) == 1
    css = picture(MAIN, FINAL).split("</style>")[0]
    assert f".active rect.shade{{fill:{SHADE}}}" in css
    assert f"stroke:{INK};stroke-width:3.5" in css.split(".active path.line")[1]


def test_a_tree_is_drawn_with_ellipses_and_formulas() -> None:
    layout = lay_out(MAIN, FINAL, "grandalf", "tree")
    svg = draw(MAIN, layout, FINAL)
    assert svg.count('<ellipse class="outline"') == 6
    assert svg.count('<ellipse class="inner"') == 1
    shown = texts(svg)
    assert shown[shown.index("Y") :][:3] == ["Y", "= d * e", "= −3"]
    assert "×" not in shown


def test_beside_the_wires_of_a_tree_stand_value_and_contribution() -> None:
    layout = lay_out(MAIN, FINAL, "grandalf", "tree")
    shown = list(ET.fromstring(draw(MAIN, layout, FINAL)).iter(f"{SVG}text"))
    for wire, value, contribution in zip(MAIN.wires, shown[::2], shown[1::2], strict=False):
        middle = layout.wires[wire.id].label.middle.x
        assert (value.get("class"), value.get("text-anchor")) == ("value", "end")
        assert (contribution.get("class"), contribution.get("text-anchor")) == ("gradient", None)
        assert float(value.attrib["x"]) < middle < float(contribution.attrib["x"])


def test_other_programs_understand_the_rules() -> None:
    for style in STYLES:
        svg = draw(MAIN, lay_out(MAIN, FINAL, "grandalf", style), FINAL)
        assert not re.search(r"var\(|clamp|--", svg)


def test_only_operations_have_a_sign_and_the_output_two_borders() -> None:
    svg = picture(CHAIN, filled(CHAIN))
    assert svg.count('class="disc"') == 4
    assert [text for text in texts(svg) if text in ("σ", "tanh", "exp")] == [
        "σ",
        "tanh",
        "σ",
        "exp",
    ]
    boxes = list(ET.fromstring(svg).findall(f"{SVG}g")[0])[len(CHAIN.wires) :]
    borders = [
        len([r for r in box.findall(f"{SVG}rect") if r.get("class") != "disc"]) for box in boxes
    ]
    assert borders == [1, 1, 1, 1, 2]


def test_a_text_wider_than_its_room_is_an_error() -> None:
    layout = lay_out(MAIN, FINAL, "grandalf")
    wide = State(wires={"d.0": WireState("−123,456")})
    with pytest.raises(SceneError, match=r"'−123,456' needs .* longest texts"):
        draw(MAIN, layout, wide)


def test_hostile_texts_are_only_texts() -> None:
    svg = picture(HOSTILE, filled(HOSTILE, '<&">\x00', "]]>\n\\N"))
    shown = texts(svg)
    assert "]]> \\N" in shown
    assert {"<b>&amp;</b>", "two lines", '= <&">\N{REPLACEMENT CHARACTER}'} <= set(shown)


names = st.text(st.characters(), max_size=8)


@settings(deadline=None)
@given(names, names, names)
def test_any_text_can_be_drawn(name: str, value: str, title: str) -> None:
    boxes = (Box(name, name, None, None, "input"), Box("Y" + name, name, name, value, "output"))
    scene = Scene(title, value, "Y" + name, boxes, (Wire(value, name, "Y" + name, 0),))
    ET.fromstring(picture(scene, filled(scene, value, value)))


def luminance(colour: str) -> float:
    def linear(part: str) -> float:
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in re.findall("..", colour[1:]))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("role", FONTS)
@pytest.mark.parametrize("ground", [PAPER, SHADE])
def test_colours_have_enough_contrast(role: str, ground: str) -> None:
    dark, bright = luminance(FONTS[role].colour), luminance(ground)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_slant_tells_gradients_from_values_without_colour() -> None:
    without_colour = {role: dataclasses.replace(style, colour="") for role, style in FONTS.items()}
    assert not without_colour["value"].italic
    assert without_colour["gradient"].italic
