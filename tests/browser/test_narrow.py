"""Phones, long words and large letters: nothing makes the page wider than its screen."""

from itertools import pairwise

import pytest

from .looks import SIDEWAYS, clicked, step

PAGES = [
    *("graph", "neuron", "ad hoc", "two", "copies", "collapsed", "no pictures"),
    *("fractions", "integers", "fractions, floats", "long words", "hostile"),
    *("graph, sheet", "fractions, sheet"),
]
# What sticks out of the screen although nothing around it scrolls.
OUTSIDE = """() => [...document.querySelectorAll("body *")].filter(one =>
  one.getBoundingClientRect().right > innerWidth + 1 && one.getClientRects().length &&
  !one.closest("thead") &&
  !one.parentElement.closest("math, .strip, .scrolled, svg, table, p, .formula"))
  .map(one => one.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(visit, name):
    page = visit(name, "es", size=(390, 844))
    steps = page.locator("[data-go=all]").count()
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(OUTSIDE) == []
    if steps:
        clicked(page, "all")
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("name", ["graph", "neuron", "fractions", "long words", "graph, sheet"])
def test_no_page_scrolls_sideways_with_letters_twice_as_large(visit, large_letters, name):
    """By the browser's setting, then by its zoom."""
    for page in (
        visit(name, "es", browser=large_letters),
        visit(name, "es", size=(600, 400), device_scale_factor=2),
    ):
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(OUTSIDE) == []


def test_letters_twice_as_large_are_seen(visit, large_letters):
    page = visit(browser=large_letters)
    assert page.locator("p").first.evaluate("p => getComputedStyle(p).fontSize") == "32px"


@pytest.mark.parametrize("name", ["neuron", "copies", "fractions", "fractions, sheet"])
def test_no_width_between_phone_and_desk_scrolls_sideways(visit, name):
    page = visit(name)
    for width in (640, 800, 1000, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(SIDEWAYS) <= 0


def test_a_table_that_is_too_wide_is_scrolled_by_keys(visit):
    page = visit("fractions", size=(800, 800))
    table = page.locator("table[tabindex]").first
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    assert step(page) == 1


@pytest.mark.parametrize("name", ["fractions", "long words", "neuron"])
def test_class_mode_does_not_scroll_sideways_either(visit, name):
    page = visit(name, size=(1280, 720))
    page.keyboard.press("p")
    assert page.evaluate(SIDEWAYS) <= 0


def test_every_cell_of_a_phone_says_its_column(visit):
    page = visit(lang="es", size=(390, 844))
    said = (
        page.locator("tbody tr")
        .nth(3)
        .locator("td")
        .evaluate_all("cells => cells.map(cell => getComputedStyle(cell, '::before').content)")
    )
    assert said[:2] == ['"arista"', '"lo que llega"']


@pytest.mark.parametrize("name", ["neuron", "copies"])
def test_steps_of_the_strip_do_not_lie_on_each_other(visit, name):
    page = visit(name, size=(390, 844))
    boxes = page.locator(".strip a").evaluate_all("""links => links.map(link => {
      const {left, right} = link.getBoundingClientRect();
      return [left, right]; })""")
    assert all(one[1] <= other[0] for one, other in pairwise(boxes))


def test_a_phone_sees_drawing_strip_and_card_at_once(visit):
    page = visit(hash="#step-6", size=(390, 844))
    page.wait_for_function("() => scrollY > 0")
    for selector in (
        ".stage .narrow svg",
        ".strip a[aria-current]",
        ".card.current h4, .card.current h3",
    ):
        box = page.locator(selector).first.bounding_box()
        assert box["y"] >= -1
        assert box["y"] + box["height"] <= 844
