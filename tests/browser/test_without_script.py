"""Without a script the page is complete: it only cannot step."""

import pytest

from .papers import storyboard

HIDDEN = """() => [...document.querySelectorAll(
  ".card, .card .ask, .card .answer, .card .wide svg, .card math, table, nav, .stage .wide svg"
)].filter(one => {
  const {width, height} = one.getBoundingClientRect(), style = getComputedStyle(one);
  return !width || !height || style.visibility !== "visible" || style.opacity !== "1";
}).map(one => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("name", ["graph", "neuron", "ad hoc", "two", "copies", "no pictures"])
def test_every_card_frame_and_formula_is_there(visit, name):
    page = visit(name, java_script_enabled=False)
    cards = len(storyboard(name if name != "no pictures" else "graph", "en").cards)
    cards *= 2 if name == "two" else 1
    assert page.locator(".card:visible").count() == cards
    frames = 0 if name == "no pictures" else cards
    assert page.locator(".card .frame.wide svg:visible").count() == frames
    assert page.evaluate(HIDDEN) == []


def test_no_control_is_shown_that_does_nothing(visit):
    page = visit("two", java_script_enabled=False)
    assert page.locator("button:visible, .controls:visible").count() == 0
    assert page.locator("[aria-current]").count() == 0
    assert page.locator("tr[tabindex]").count() == 0


def test_links_of_the_strip_jump_to_their_card(visit):
    page = visit(java_script_enabled=False, size=(1200, 500))
    for number in (9, 2):
        page.locator(f".strip a[href='#step-{number}']").click()
        assert page.url.endswith(f"#step-{number}")
        top = page.locator(f"#step-{number}").bounding_box()["y"]
        assert -1 <= top < 400


def test_a_phone_shows_the_frames_that_lie(visit):
    page = visit(java_script_enabled=False, size=(390, 844))
    assert page.locator(".card .frame.narrow svg:visible").count() == 9
    assert page.locator(".card .frame.wide svg:visible").count() == 0


def test_the_sheet_needs_no_script_at_all(visit):
    page = visit("graph, sheet")
    assert page.locator("script, button").count() == 0
    assert page.locator("figure.graph svg").is_visible()
