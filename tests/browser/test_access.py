"""What axe finds: nothing serious, in any state of a page, light or dark."""

import pytest

from .looks import clicked

# The colours are all that another scheme changes.
RULES = {"light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "dark": ["color-contrast"]}


def found(page, scheme: str = "light") -> list[tuple[str, str, list[str]]]:
    """The serious and critical findings: rule, what it says, and where."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": RULES[scheme], "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response
    assert len(found["passes"]) + len(found["violations"]) > 0  # it looked at something
    violations = found["violations"]
    return [
        (rule["id"], rule["help"], [str(node["target"]) for node in rule["nodes"]])
        for rule in violations
        if rule["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", ["neuron", "two", "no pictures", "graph, sheet", "hostile"])
def test_a_page_has_no_serious_finding(visit, name):
    page = visit(name, "es")
    assert found(page) == []
    page.emulate_media(color_scheme="dark")
    assert found(page, "dark") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_of_a_page_has_a_serious_finding(visit, scheme):
    page = visit(color_scheme=scheme, hash="#step-6")
    assert found(page, scheme) == []
    page.locator("tr[data-lights]").nth(4).hover()
    clicked(page, "all")
    assert found(page, scheme) == []
    page.keyboard.press("p")
    # Axe takes what is fixed in a body without height for hidden, and would look at nothing.
    page.add_style_tag(content="body { min-height: 100vh }")
    assert page.locator(".part.asking").count() == 1
    assert found(page, scheme) == []
    page.keyboard.press("ArrowRight")
    assert found(page, scheme) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_without_script_has_no_serious_finding(visit, scheme):
    page = visit("no script", color_scheme=scheme)
    assert page.locator(".card:visible").count() == 9
    assert found(page, scheme) == []


@pytest.mark.parametrize("name", ["graph", "fractions"])
def test_a_phone_has_no_serious_finding(visit, name):
    assert found(visit(name, size=(390, 844))) == []


# Colours of the texts of a drawing, and of what they stand on: paper, and the shade of a step.
COLOURS = """() => {
  const drawing = document.querySelector(".wide svg"), rect = drawing.querySelector(".paper");
  const colour = one => getComputedStyle(one).fill.match(/[0-9.]+/g).map(Number);
  const texts = [...drawing.querySelectorAll("text")].map(colour), paper = colour(rect);
  rect.style.fill = "var(--shade)";
  return {texts, grounds: [paper, colour(rect)]};
}"""


def luminance(colour: list[float]) -> float:
    """As the guidelines for contrast define it."""
    parts = [part / 255 for part in colour]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one: list[float], other: list[float]) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_of_a_drawing_have_contrast_where_axe_sees_only_shapes(visit, scheme):
    found = visit(color_scheme=scheme).evaluate(COLOURS)
    assert len(found["texts"]) > 50
    least = min(contrast(text, ground) for text in found["texts"] for ground in found["grounds"])
    assert least >= 4.5
