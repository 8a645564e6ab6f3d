"""A row of a table and its box or wire in the drawing light each other."""

import pytest

from symgrad.pictures import filmed, wire_id
from symgrad.solution import Table

from .papers import document, storyboard

LIT = """() => [...document.querySelectorAll(".stage .lit")]
  .filter(group => group.getClientRects().length).map(group => group.dataset.key)"""
ROWS = """() => [...document.querySelectorAll("tr.lit")].map(row => row.dataset.lights)"""
DASH = """() => [...document.querySelectorAll(".stage .lit :is(.line, .outline)")]
  .map(shape => getComputedStyle(shape).strokeDasharray)"""


def rows(name: str, style: str) -> list[set[str]]:
    """The keys that each row of the tables should light."""
    board = storyboard(name, "en")
    film = filmed(board.written, "f", [""] * len(board.cards), style)
    tables = [block for block in document(name, "en").blocks if isinstance(block, Table)]
    about = [one for table in tables for one in table.about]
    keys = [film.boxes[one] if isinstance(one, str) else film.wires[wire_id(one)] for one in about]
    return [set(key.split()) for key in keys]


@pytest.mark.parametrize(("style", "width"), [("circuit", 1200), ("tree", 390)])
@pytest.mark.parametrize("way", ["hover", "focus"])
def test_a_row_lights_its_part_and_nothing_else(visit, style, width, way):
    page = visit(size=(width, 800))
    wanted = rows("graph", style)
    found = page.locator("tr[data-lights]")
    assert found.count() == len(wanted) > 8
    assert page.evaluate(LIT) == []
    for number, keys in enumerate(wanted):
        getattr(found.nth(number), way)()
        assert set(page.evaluate(LIT)) == keys
        assert "lit" in found.nth(number).get_attribute("class")
        assert "none" not in page.evaluate(DASH)
    page.locator("h1").hover() if way == "hover" else found.last.blur()
    assert page.evaluate(LIT) == page.evaluate(ROWS) == []


def test_the_row_of_b_to_e_lights_the_wire_between_these_boxes(visit):
    page = visit()
    page.locator("tr", has_text="b→e").hover()
    start, end = page.evaluate("""() => {
      const line = document.querySelector(".wide .lit .line"), matrix = line.getScreenCTM();
      return [0, line.getTotalLength()].map(at => {
        const {x, y} = line.getPointAtLength(at).matrixTransform(matrix);
        return [x, y]; });
    }""")
    for (x, y), name in ((start, "b"), (end, "e")):
        words = page.locator(".wide svg text.name", has_text=name).first.bounding_box()
        assert abs(words["y"] + words["height"] / 2 - y) < 40
        assert abs(words["x"] + words["width"] / 2 - x) < 140
    assert page.locator("tr.lit").count() == 1


@pytest.mark.parametrize(("film", "width"), [("wide", 1200), ("narrow", 390)])
def test_a_part_lights_its_rows(visit, film, width):
    page = visit(size=(width, 800))
    parts = page.locator(f".{film} [data-key]")
    lights = [
        row.split()
        for row in page.locator("tr[data-lights]").evaluate_all(
            "rows => rows.map(row => row.dataset.lights)"
        )
    ]
    for number in range(parts.count()):
        key = parts.nth(number).get_attribute("data-key")
        parts.nth(number).locator(".shade, .outline").hover(force=True)
        assert page.evaluate(LIT) == [key]
        assert [row.split() for row in page.evaluate(ROWS)] == [row for row in lights if key in row]
    page.mouse.move(0, 0)
    assert page.evaluate(LIT) == page.evaluate(ROWS) == []


def test_a_node_that_is_drawn_in_copies_lights_all_of_them(visit):
    page = visit("copies")
    wanted = rows("copies", "circuit")
    found = page.locator("tr[data-lights]")
    for number in (0, 9, 10, 40):
        found.nth(number).hover()
        assert set(page.evaluate(LIT)) == wanted[number]


def test_the_tables_of_one_storyboard_do_not_light_the_other(visit):
    page = visit("two")
    page.locator(".part").last.locator("tr[data-lights]").first.hover()
    assert page.locator(".part:first-of-type .lit").count() == 0
    assert page.locator(".part").last.locator(".stage .lit").count() > 0
