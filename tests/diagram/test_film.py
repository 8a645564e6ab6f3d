"""Films: what a page shows at a step is what the picture of that step shows."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.diagram import (
    FILM_CSS,
    BoxState,
    Layout,
    Scene,
    State,
    Style,
    WireState,
    draw,
    film,
    lay_out,
)

from .scenes import HOSTILE, MAIN, SCENES, filled

SVG = "{http://www.w3.org/2000/svg}"
STYLES: tuple[Style, ...] = ("circuit", "tree")
Shown = tuple[str | None, ...]


def shown_at(drawing: str, step: int) -> set[Shown]:
    """Texts of a drawing whose bounds hold a step, with their places."""
    upper = ET.fromstring(drawing).findall(f"{SVG}g")[1]
    found = set()
    for text in upper.iter(f"{SVG}text"):
        bounds = dict(re.findall(r"--(\w+):(\d+)", text.get("style", "")))
        assert ("piece" in text.attrib["class"].split()) == bool(bounds)
        if int(bounds.get("from", 0)) <= step < int(bounds.get("until", 10**6)):
            found.add(seen(text))
    return found


def drawn(scene: Scene, layout: Layout, state: State) -> set[Shown]:
    return {seen(text) for text in ET.fromstring(draw(scene, layout, state)).iter(f"{SVG}text")}


def seen(text: ET.Element) -> Shown:
    places = (text.get(name) for name in ("x", "y", "text-anchor"))
    return (text.text, text.attrib["class"].removesuffix(" piece"), *places)


TEXTS = st.sampled_from([None, "0", "1", "−1"])


@st.composite
def state_lists(draw: st.DrawFn) -> list[State]:
    def state() -> State:
        return State(
            {box.id: BoxState(draw(TEXTS), draw(TEXTS), draw(st.booleans())) for box in MAIN.boxes},
            {
                wire.id: WireState(draw(TEXTS), draw(TEXTS), draw(st.booleans()))
                for wire in MAIN.wires
            },
        )

    return [state() for _ in range(draw(st.integers(1, 4)))]


@settings(deadline=None, max_examples=20)
@given(state_lists())
@pytest.mark.parametrize("style", STYLES)
def test_each_step_shows_what_the_picture_of_its_state_shows(
    style: Style, states: list[State]
) -> None:
    layout = lay_out(MAIN, filled(MAIN), "grandalf", style)
    made = film(MAIN, layout, states, [""] * len(states), "f")
    for step, state in enumerate(states, start=1):
        assert shown_at(made.drawing, step) == drawn(MAIN, layout, state)
        active = [made.wires[wire.id] for wire in MAIN.wires if state.wire(wire.id).active]
        active += [made.boxes[box.id] for box in MAIN.boxes if state.box(box.id).active]
        root = ET.fromstring(made.frames[step - 1])
        assert root.attrib["data-active"].split() == active
        assert root.get("style") == f"--step:{step}"
    assert shown_at(made.drawing, 9999) == drawn(MAIN, layout, states[-1])


def test_a_film_is_the_same_every_time_and_knows_nothing_of_others() -> None:
    layout = lay_out(MAIN, filled(MAIN), "grandalf")
    states = [State(), filled(MAIN)]
    assert film(MAIN, layout, states, ["1", "2"], "f") == film(
        MAIN, layout, states, ["1", "2"], "f"
    )


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
@pytest.mark.parametrize("style", STYLES)
def test_ids_are_unique_and_begin_with_the_prefix(scene: Scene, style: Style) -> None:
    layout = lay_out(scene, filled(scene), "grandalf", style)
    made = film(scene, layout, [State(), filled(scene)], ["one", "two"], "p7")
    ids = re.findall(r'\bid="([^"]*)"', made.drawing)
    assert len(ids) == len(set(ids))
    assert all(id.startswith("p7-") for id in ids)
    for frame in made.frames:
        root = ET.fromstring(frame)
        assert all("id" not in element.attrib for element in root.iter())
        assert {use.attrib["href"][1:] for use in root.iter("use")} <= set(ids)


def test_what_is_active_is_drawn_over_the_drawing_and_below_the_texts() -> None:
    layout = lay_out(MAIN, filled(MAIN), "grandalf")
    state = State({"b": BoxState(active=True)}, {"d.1": WireState(active=True)})
    made = film(MAIN, layout, [state], ["one"], "f")
    uses = [(use.get("href"), use.get("class")) for use in ET.fromstring(made.frames[0])]
    wire, box = made.wires["d.1"], made.boxes["b"]
    assert uses == [
        ("#f-lower", None),
        (f"#f-{wire}", "active"),
        (f"#f-{box}", "active"),
        ("#f-upper", None),
    ]
    keys = [group.get("data-key") for group in ET.fromstring(made.drawing)[2].iter(f"{SVG}g")]
    assert keys[1:] == [*made.wires.values(), *made.boxes.values()]


def test_untrusted_texts_are_only_texts() -> None:
    layout = lay_out(HOSTILE, filled(HOSTILE, '"><script>'), "grandalf")
    states = [State(), filled(HOSTILE, '"><script>')]
    made = film(HOSTILE, layout, states, ['"><script>\x00', "</svg>"], "f")
    for svg in (made.drawing, *made.frames):
        ET.fromstring(svg)
        assert "<script" not in svg
    assert ET.fromstring(made.frames[0]).get("aria-label") == '"><script>\N{REPLACEMENT CHARACTER}'


def test_rules_hold_in_copies_and_for_our_parts_only() -> None:
    for rule in FILM_CSS.splitlines():
        for selector in rule.partition("{")[0].split(","):
            # In a copy no selector finds what is outside of it; a bare class could be the page's.
            assert re.fullmatch(r"[a-z]+\.[a-z-]+|g\[data-key\] \.[a-z]+", selector), selector
    assert "var(--box-fill,var(--paper,#ffffff))" in FILM_CSS


def test_texts_let_the_pointer_through() -> None:
    layout = lay_out(MAIN, filled(MAIN), "grandalf")
    _, upper = ET.fromstring(film(MAIN, layout, [State()], [""], "f").drawing).findall(f"{SVG}g")
    assert upper.get("pointer-events") == "none"
