"""On paper: all steps, two beside each other, nothing that is pressed, and dark ink on white."""

import re

import pytest

from .looks import clicked

PAPER = (794, 1123)  # A4 at 96 px per inch
CARDS = """() => [...document.querySelectorAll(".card")].map(card => {
  const {x, y, width, height} = card.getBoundingClientRect();
  return {x, y, width, height}; })"""
INVISIBLE = """() => [...document.querySelectorAll(".card :is(.answer, .ask, .wide svg, math)")]
  .filter(one => !one.getClientRects().length || getComputedStyle(one).visibility !== "visible")
  .length"""
COLOURS = """() => [getComputedStyle(document.documentElement).backgroundColor,
  getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,
  getComputedStyle(document.querySelector(".wide rect.paper")).fill]"""
WHITE, INK = "rgb(255, 255, 255)", "rgb(26, 26, 26)"


def class_mode(page) -> None:
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")


def asking(page) -> None:
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    assert page.locator(".part.asking").count() == 1


STATES = {
    "at the first step": lambda page: None,
    "at the last step": lambda page: page.keyboard.press("End"),
    "with all steps": lambda page: clicked(page, "all"),
    "from class mode": class_mode,
    "while a question is asked": asking,
}


def printed(page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size(dict(zip(("width", "height"), PAPER, strict=True)))


def complete(page, count: int = 9) -> None:
    """All cards with their answers, in pairs; no strip, no buttons, no live drawing."""
    cards = page.evaluate(CARDS)
    assert len(cards) == count
    assert all(card["width"] > 300 and card["height"] > 100 for card in cards)
    for left, right in zip(cards[::2], cards[1::2], strict=False):
        assert left["y"] == right["y"]
        assert left["x"] + left["width"] <= right["x"]
    assert page.evaluate(INVISIBLE) == 0
    assert page.locator(".strip, button, .controls, .stage").locator("visible=true").count() == 0
    for selector in ("h1", "table >> nth=-1", "footer"):
        assert page.locator(selector).first.is_visible()


@pytest.mark.parametrize("state", STATES)
def test_the_whole_page_is_printed(visit, state):
    page = visit()
    STATES[state](page)
    printed(page)
    complete(page)
    assert page.evaluate("() => getComputedStyle(document.body).overflow") == "visible"


def test_the_whole_page_is_printed_without_script(visit):
    page = visit(java_script_enabled=False)
    printed(page)
    complete(page)


@pytest.mark.parametrize("state", ["at the first step", "from class mode"])
def test_a_dark_screen_prints_dark_ink_on_white(visit, state):
    page = visit(color_scheme="dark")
    assert page.evaluate(COLOURS)[2] != INK
    STATES[state](page)
    printed(page)
    root, ground, ink, picture = page.evaluate(COLOURS)
    assert root in (WHITE, "rgba(0, 0, 0, 0)")
    assert (ground, ink, picture) == (WHITE, INK, WHITE)


def test_small_print_is_smaller_than_the_text_on_paper_too(visit):
    page = visit()
    printed(page)
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    text, note, title = (page.locator(what).first.evaluate(size) for what in ("p", ".note", "h1"))
    assert note < text < title


def pages(page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_a_pdf_has_as_many_pages_in_every_state(visit):
    counts = set()
    for state in ("at the first step", "from class mode", "while a question is asked"):
        page = visit(lang="es")
        STATES[state](page)
        counts.add(pages(page))
    assert len(counts) == 1
    assert 3 <= counts.pop() <= 6


def test_the_sheet_is_printed_with_its_picture_and_blanks(visit):
    page = visit("graph, sheet", "es", color_scheme="dark")
    printed(page)
    assert page.locator("figure.graph svg").is_visible()
    assert page.locator(".blank:visible").count() > 20
    assert pages(page) <= 3
