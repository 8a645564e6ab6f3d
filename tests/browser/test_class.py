"""Class mode: the picture and the step fill a projector's screen, and the question comes first."""

import pytest

from symgrad.pictures import picture

from .looks import STEP, clicked, step
from .papers import storyboard
from .test_drawing import drawn, live

PROJECTOR = (1280, 720)
LEAST = 24  # px that are read from the last row

# Boxes of what is on the screen, sizes of all visible texts of the card, and what would scroll.
MEASURES = """() => {
  const box = what => { const {left, top, right, bottom} = what.getBoundingClientRect();
    return [left, top, right, bottom]; };
  const card = document.querySelector(".card.current"), svg = document.querySelector(".wide svg");
  const texts = [], words = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode, range = document.createRange(), around = text.parentElement;
    range.selectNodeContents(text);
    const style = getComputedStyle(around);
    if (text.data.trim() && style.visibility === "visible" && range.getClientRects().length)
      texts.push({words: text.data, size: parseFloat(style.fontSize), box: box(range),
        small: Boolean(around.closest(":is(msub, msup) > :nth-child(2)"))});
  }
  const scale = svg.getScreenCTM().a, shown = [...svg.querySelectorAll("text, .outline, .line")];
  return {
    scrolls: [...document.querySelectorAll("html, body, .part.shown, .part.shown *")].filter(one =>
      /auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth ||
      one.matches("html, body, .part, .told, .card") &&
        (one.scrollHeight > innerHeight || one.scrollWidth > innerWidth)).map(one => one.className),
    card: box(card), stage: box(document.querySelector(".stage")), texts,
    drawing: shown.map(box), buttons: [...document.querySelectorAll("button")]
      .filter(button => button.getClientRects().length).map(box),
    letters: [...svg.querySelectorAll("text")].map(text =>
      parseFloat(getComputedStyle(text).fontSize) * scale),
  };
}"""


def within(inner, outer, slack=1.0) -> bool:
    """Whether a box is inside another one."""
    return all(a >= b - slack for a, b in zip(inner[:2], outer[:2], strict=True)) and all(
        a <= b + slack for a, b in zip(inner[2:], outer[2:], strict=True)
    )


def apart(one, other) -> bool:
    """Whether two boxes do not overlap."""
    return (
        one[2] <= other[0] + 1
        or other[2] <= one[0] + 1
        or one[3] <= other[1] + 1
        or other[3] <= one[1] + 1
    )


def fits(found) -> None:
    """Nothing scrolls, is cut off or lies on something else."""
    screen = [0, 0, *PROJECTOR]
    assert found["scrolls"] == []
    assert within(found["stage"], screen)
    assert within(found["card"], screen)
    assert apart(found["stage"], found["card"])
    assert all(within(text["box"], found["card"], 4) for text in found["texts"])
    assert all(within(shape, found["stage"]) for shape in found["drawing"])
    for button in found["buttons"]:
        assert within(button, screen)
        assert all(apart(button, other) for other in [found["card"], *found["drawing"]])


def legible(found) -> None:
    small = [text for text in found["texts"] if text["size"] < LEAST and not text["small"]]
    assert small == []


def lesson(page):
    """Go through a lesson from its first step to its last answer; yield what is on the screen."""
    page.keyboard.press("p")
    count = page.locator(".card").count()
    for _ in range(2 * count - 1):
        yield page.evaluate(MEASURES)
        page.keyboard.press("ArrowRight")
    assert page.evaluate(STEP)["card"].endswith(f"-{count}")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_moment_of_the_graph_exercise_fits_a_projector_and_is_read_from_afar(visit, lang):
    for found in lesson(visit(lang=lang, size=PROJECTOR)):
        fits(found)
        legible(found)
        assert min(found["letters"]) >= LEAST


@pytest.mark.parametrize("name", ["neuron", "ad hoc"])
def test_longer_exercises_fit_a_projector_too(visit, name):
    for found in lesson(visit(name, "es", size=PROJECTOR)):
        fits(found)
        legible(found)


def test_the_question_comes_first_and_the_drawing_does_not_give_the_answer_away(visit):
    written = storyboard("graph", "en").written
    page = visit(size=PROJECTOR)
    page.keyboard.press("p")
    assert page.locator(".card.current .answer").is_visible()  # what is given is not asked
    for number in range(2, 10):
        page.keyboard.press("ArrowRight")
        assert step(page) == number
        card = page.locator(".card.current")
        assert card.locator(".ask").is_visible()
        assert not card.locator(".answer :visible").count()
        assert live(page, "wide") == drawn(picture(written, number - 1))
        page.keyboard.press("ArrowRight")
        assert step(page) == number
        assert card.locator(".answer").is_visible()
        assert live(page, "wide") == drawn(picture(written, number))


def test_back_goes_from_answer_to_question_to_the_step_before(visit):
    page = visit(size=PROJECTOR, hash="#step-5")
    clicked(page, "class")
    states = []
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
        states.append((step(page), page.locator(".part.asking").count()))
    assert states == [(5, 0), (5, 1), (4, 0), (5, 1)]


def test_end_shows_everything_and_home_starts_again(visit):
    page = visit(size=PROJECTOR)
    page.keyboard.press("p")
    page.keyboard.press("End")
    assert step(page) == 9
    assert page.locator(".card.current .answer").is_visible()
    assert page.locator("[data-go=next]").is_disabled()
    assert live(page, "wide") == drawn(picture(storyboard("graph", "en").written))
    page.keyboard.press("Home")
    assert step(page) == 1
    assert page.locator(".card.current .answer").is_visible()


@pytest.mark.parametrize("way", ["p", "Escape", "button"])
def test_class_mode_is_left_at_the_step_that_was_shown(visit, way):
    page = visit(size=PROJECTOR, hash="#step-3")
    clicked(page, "class")
    assert page.locator("html.class-mode").count() == 1
    assert page.locator("[data-go=class]").get_attribute("aria-pressed") == "true"
    assert page.locator("h1, table, .strip").locator("visible=true").count() == 0
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    clicked(page, "class") if way == "button" else page.keyboard.press(way)
    assert page.locator("html.class-mode").count() == 0
    assert page.locator("[data-go=class]").get_attribute("aria-pressed") == "false"
    assert step(page) == 4
    assert page.locator(".card.current .answer").is_visible()  # it was asked when class ended
    assert page.locator(".card.current").bounding_box()["y"] < PROJECTOR[1]


def test_only_one_of_two_storyboards_fills_the_screen(visit):
    page = visit("two", size=PROJECTOR)
    page.locator(".steps").nth(1).locator("[data-go=class]").click()
    assert page.locator(".part:visible").count() == 1
    assert page.locator("#step-2-1").is_visible()
    page.keyboard.press("ArrowRight")
    assert page.locator("#step-2-2").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#step-1").is_visible()


def test_p_starts_class_from_any_place_of_the_page(visit):
    page = visit(size=(1280, 500))
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    page.keyboard.press("p")
    assert page.locator(".part.shown .card.current").is_visible()


def test_class_mode_after_all_steps_shows_one(visit):
    page = visit(size=PROJECTOR)
    clicked(page, "all")
    page.keyboard.press("p")
    assert step(page) == 1


def test_a_page_without_pictures_has_a_class_mode(visit):
    page = visit("no pictures", size=PROJECTOR)
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    assert page.locator(".part.asking .card.current .ask").is_visible()
