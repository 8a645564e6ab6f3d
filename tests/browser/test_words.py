"""Words that look like markup, programs or templates are words."""

import pytest

from symgrad.language import Language

from .looks import step
from .papers import HOSTILE, WORD

SAID = "() => [...document.querySelectorAll('p, h1, h2, h3')].map(one => one.textContent)"


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", ["hostile", "hostile, sheet"])
def test_a_teachers_words_come_out_as_they_were_written(visit, name, lang):
    page = visit(name, lang)
    said = page.evaluate(SAID)
    assert said.count(HOSTILE) >= 2  # title of the part and statement
    assert page.title() == page.locator("h1").text_content()
    assert page.title()[:50] == HOSTILE[:50]
    language = Language(lang)
    for key in ("statement.assumption", "statement.source"):
        assert language.text(key, text=HOSTILE) in said
    assert page.locator("script").count() == (0 if "sheet" in name else 1)
    assert page.locator("img").count() == 0


def test_a_page_with_hostile_words_still_steps(visit):
    page = visit("hostile")
    page.keyboard.press("ArrowRight")
    assert step(page) == 2


def test_a_right_to_left_end_does_not_turn_the_rest_round(visit):
    page = visit("hostile")
    assert page.evaluate("() => getComputedStyle(document.body).direction") == "ltr"
    assert page.locator("h1").evaluate("h1 => getComputedStyle(h1).unicodeBidi") == "plaintext"


@pytest.mark.parametrize(("name", "title"), [("long words", WORD), ("hostile", HOSTILE)])
def test_a_title_is_whole(visit, name, title):
    page = visit(name, size=(390, 844))
    assert page.title() == page.locator("h1").text_content() == title


def test_a_title_without_a_space_stays_on_the_screen(visit):
    page = visit("long words", size=(390, 844))
    assert page.locator("h1").bounding_box()["width"] <= 390
