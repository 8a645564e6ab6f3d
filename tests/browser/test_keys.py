"""From step to step: keys, buttons, the strip and links, and everything says where one is."""

import re

import pytest

from .looks import STEP, clicked, step
from .papers import storyboard

FORWARDS = ("ArrowRight", "PageDown", " ")
BACKWARDS = ("ArrowLeft", "PageUp")


def scrolled(page) -> int:
    return page.evaluate("() => scrollY")


def presses(page) -> None:
    """Note whether the page takes a key for itself."""
    page.evaluate(
        """() => addEventListener("keydown", event => { window.taken = event.defaultPrevented; })"""
    )


def taken(page, key: str) -> bool:
    page.keyboard.press(key)
    return page.evaluate("() => window.taken")


@pytest.mark.parametrize("name", ["ad hoc", "copies", "no pictures"])
def test_a_page_opens_at_its_first_step(visit, name):
    assert step(visit(name)) == 1


@pytest.mark.parametrize("key", FORWARDS)
def test_a_key_goes_exactly_one_step_forwards(visit, key):
    page = visit()
    presses(page)
    for number in range(2, 10):
        assert taken(page, key)
        assert step(page) == number
    assert not taken(page, key)
    assert step(page) == 9


@pytest.mark.parametrize("key", BACKWARDS)
def test_a_key_goes_exactly_one_step_backwards(visit, key):
    page = visit()
    presses(page)
    page.keyboard.press("End")
    for number in range(8, 0, -1):
        assert taken(page, key)
        assert step(page) == number
    assert not taken(page, key)
    assert step(page) == 1


def test_home_and_end_go_to_the_ends_and_scroll_there(visit):
    page = visit()
    presses(page)
    assert not taken(page, "Home")
    assert taken(page, "End")
    assert step(page) == 9
    assert not taken(page, "End")
    assert taken(page, "Home")
    assert step(page) == 1


def test_page_down_scrolls_where_there_is_no_other_step(visit):
    page = visit(hash="#step-9", size=(1200, 500))
    page.wait_for_function("() => scrollY > 0")
    before = scrolled(page)
    page.keyboard.press("PageDown")
    page.wait_for_function("before => scrollY > before", arg=before)
    assert step(page) == 9


def test_keys_scroll_where_no_steps_are_on_the_screen(visit):
    page = visit(size=(1200, 500))
    presses(page)
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    assert not taken(page, "PageUp")
    assert not taken(page, "ArrowRight")
    assert step(page) == 1


def test_keys_with_a_modifier_are_left_alone(visit):
    """Sent as events: the browser itself goes back in its history on Alt and an arrow."""
    page = visit(hash="#step-3")
    send = "event => document.body.dispatchEvent(new KeyboardEvent('keydown', event))"
    for modifier in ("ctrlKey", "altKey", "metaKey", "shiftKey"):
        for key in ("ArrowRight", "ArrowLeft", "End", "p"):
            event = {"key": key, modifier: True, "bubbles": True, "cancelable": True}
            assert page.evaluate(send, event)  # nobody prevented what the browser does
    assert step(page) == 3
    assert page.locator("html.class-mode").count() == 0


def test_other_keys_are_left_alone(visit):
    page = visit(hash="#step-3")
    presses(page)
    for key in ("ArrowUp", "ArrowDown", "x", "Enter", "Escape"):
        assert not taken(page, key)
    assert step(page) == 3


@pytest.mark.parametrize(
    ("lang", "anchor", "place"), [("es", "paso", "Paso"), ("en", "step", "Step")]
)
def test_link_place_and_strip_say_the_same_in_both_languages(visit, lang, anchor, place):
    page = visit(lang=lang)
    for number in range(2, 10):
        page.keyboard.press("ArrowRight")
        found = page.evaluate(STEP)
        assert found["hash"] == f"#{anchor}-{number}"
        assert re.fullmatch(rf"{place} {number} (de|of) 9", found["place"])
        assert step(page) == number


@pytest.mark.parametrize(("lang", "hash"), [("es", "#paso-3"), ("en", "#step-3")])
def test_a_link_opens_its_step_and_the_drawing_is_seen(visit, lang, hash):
    page = visit(lang=lang, hash=hash, size=(1200, 500))
    assert step(page) == 3
    page.wait_for_function("() => scrollY > 0")
    assert page.locator(".stage").bounding_box()["y"] >= -1


@pytest.mark.parametrize("hash", ["#step-99", "#%", "#%E0%A4%A"])
def test_a_link_to_nowhere_opens_the_first_step(visit, hash):
    page = visit("two", hash=hash)
    assert page.locator(".controls:visible").count() == 2
    page.keyboard.press("ArrowRight")
    assert page.locator("#step-2").is_visible()


def test_a_change_of_the_address_is_followed(visit):
    page = visit()
    page.evaluate("() => { location.hash = '#step-5'; }")
    page.wait_for_selector("#step-5.current")
    assert step(page) == 5


def test_links_of_the_strip_go_to_their_step(visit):
    page = visit("neuron")
    for number in (12, 1, 7):
        page.locator(f".strip a[href='#step-{number}']").click()
        assert step(page) == number
        assert page.evaluate("() => location.hash") == f"#step-{number}"


def test_the_strip_says_each_step_once(visit):
    cards = storyboard("neuron", "en").cards
    links = visit("neuron").locator(".strip a").evaluate_all("all => all.map(link => link.hash)")
    assert links == [f"#step-{card.number}" for card in cards]


def test_buttons_work_by_mouse_and_stop_at_the_ends(visit):
    page = visit()
    previous, following = (page.locator(f"[data-go={go}]") for go in ("previous", "next"))
    assert previous.is_disabled()
    for number in range(2, 10):
        following.click()
        assert step(page) == number
    assert following.is_disabled()
    previous.click()
    assert step(page) == 8


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_focused_button_is_pressed_once(visit, key):
    page = visit()
    page.locator("[data-go=next]").focus()
    page.keyboard.press(key)
    assert step(page) == 2
    page.locator("[data-go=all]").focus()
    page.keyboard.press(key)
    assert page.locator(".card:visible").count() == 9


def test_a_focused_link_of_the_strip_is_followed_by_enter(visit):
    page = visit()
    page.locator(".strip a[href='#step-4']").focus()
    page.keyboard.press("Enter")
    assert step(page) == 4


def test_everything_is_reached_by_tab_in_the_order_of_the_page(visit):
    page = visit()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("() => document.activeElement.dataset.go || document.activeElement.hash")
        )
    assert seen == [*(f"#step-{number}" for number in range(1, 10)), "next", "all", "class"]


def test_a_formula_or_table_that_fits_is_no_stop_of_the_tab_key(visit):
    assert visit("neuron").locator("p[tabindex], .formula[tabindex], table[tabindex]").count() == 0


def test_all_steps_are_shown_at_once_and_keys_scroll(visit):
    page = visit(hash="#step-4")
    presses(page)
    clicked(page, "all")
    assert page.locator("[data-go=all]").get_attribute("aria-pressed") == "true"
    assert page.locator(".card:visible").count() == 9
    assert page.locator(".card .frame.wide svg:visible").count() == 9
    assert not taken(page, "ArrowRight")
    clicked(page, "all")
    assert step(page) == 4


def test_two_storyboards_step_apart(visit):
    page = visit("two", size=(1200, 700))
    shown = ".card:visible"

    def places():
        return page.locator(shown).evaluate_all("all => all.map(card => card.id)")

    page.keyboard.press("ArrowRight")
    assert places() == ["step-2", "step-2-1"]
    page.locator("#step-2-1").scroll_into_view_if_needed()
    page.locator(".steps").nth(1).locator("[data-go=next]").click()
    page.locator(".part").last.evaluate("part => part.scrollIntoView()")
    assert places() == ["step-2", "step-2-2"]
    page.evaluate("() => scrollTo(0, 0)")
    page.keyboard.press("ArrowRight")
    assert places() == ["step-3", "step-2-2"]


def test_a_link_opens_the_second_storyboard(visit):
    page = visit("two", hash="#step-2-4", size=(1200, 500))
    assert page.locator("#step-2-4").is_visible()
    assert page.locator("#step-1").is_visible()
    page.wait_for_function("() => scrollY > 300")


def test_a_picture_that_scrolls_keeps_its_arrow_keys(visit):
    page = visit("ad hoc")
    frame = page.locator(".scrolled")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.scrolled').scrollLeft > 0")
    assert step(page) == 1
