"""Formulas are legible with any font: no glyph has to stretch, and nothing lies on anything."""

import pytest

from .looks import clicked

# Fences stretch beside a fraction, and arrows over or under something, unless they are told not to.
STRETCHED = """() => [...document.querySelectorAll("mo")].filter(mo =>
  mo.getAttribute("stretchy") !== "false" && (/^[()\\[\\]{}|‖⌊⌋⌈⌉√]$/u.test(mo.textContent.trim())
    || mo.parentElement.matches("munder, mover, munderover")))
  .map(mo => mo.parentElement.outerHTML)"""
OVERLAPS = """() => [...document.querySelectorAll("munder")]
  .filter(one => one.getClientRects().length)
  .map(one => [...one.children].map(child => child.getBoundingClientRect()))
  .filter(([base, label]) => label.top < base.bottom - 1).length"""
LABELS = """() => [...document.querySelectorAll("munder")]
  .filter(one => one.getClientRects().length).length"""
# Neighbours of a row of a formula, and the two parts of a fraction.
CROWDED = """() => [...document.querySelectorAll("mrow, math, mfrac")].filter(one =>
  one.getClientRects().length).flatMap(row => {
    const boxes = [...row.children].map(child => child.getBoundingClientRect())
      .filter(box => box.width > 0);
    const upright = row.localName === "mfrac";
    return boxes.slice(1).filter((box, index) => upright
      ? box.top < boxes[index].bottom - 3 : box.left < boxes[index].right - 3)
      .map(() => row.outerHTML);
  })"""
FALLBACK = "* , math, math * { font-family: 'DejaVu Sans', sans-serif !important }"


@pytest.mark.parametrize("name", ["graph", "neuron", "ad hoc", "fractions", "graph, sheet"])
def test_no_operator_has_to_stretch(visit, name):
    page = visit(name, "es")
    assert page.locator("mo").count() > 20
    assert page.evaluate(STRETCHED) == []


@pytest.mark.parametrize("name", ["graph", "neuron", "ad hoc"])
@pytest.mark.parametrize("plain", [False, True])
def test_labels_and_neighbours_do_not_lie_on_each_other(visit, name, plain):
    page = visit(name, "es")
    clicked(page, "all")
    if plain:
        page.add_style_tag(content=FALLBACK)
    assert page.evaluate(LABELS) >= 8
    assert page.evaluate(OVERLAPS) == 0
    assert page.evaluate(CROWDED) == []


@pytest.mark.parametrize("name", ["graph", "neuron"])
def test_slanted_signs_are_not_cut_off_where_a_formula_could_scroll(visit, name):
    page = visit(name, size=(1200, 3000))
    before = page.screenshot()
    page.add_style_tag(content="p, .formula, table { overflow: visible !important }")
    assert page.screenshot() == before


def test_every_formula_can_be_read_aloud(visit):
    names = visit(lang="es").locator("math").evaluate_all("all => all.map(math => math.ariaLabel)")
    assert len(names) > 80
    assert all(names)
