"""A finger: sideways it turns to another step, up and down it scrolls."""

import pytest

from .looks import step


@pytest.fixture
def phone(visit):
    return lambda **options: visit(size=(390, 844), has_touch=True, is_mobile=True, **options)


def swipe(page, start: tuple[int, int], end: tuple[int, int], fingers: int = 1) -> None:
    """Touch the screen, go to another place in five moves, and leave it."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, place: tuple[float, float] | None) -> None:
        points = (
            [{"x": place[0], "y": place[1] + 80 * n, "id": n} for n in range(fingers)]
            if place
            else []
        )
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start)
    for part in (0.2, 0.4, 0.6, 0.8, 1):
        touch("touchMove", tuple(a + part * (b - a) for a, b in zip(start, end, strict=True)))
    touch("touchEnd", None)


def middle(page, selector: str) -> tuple[float, float]:
    page.locator(selector).first.scroll_into_view_if_needed()
    box = page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"], 60) / 2


def test_a_swipe_changes_the_step(phone):
    page = phone(hash="#step-3")
    for selector in (".card.current", ".stage"):
        x, y = middle(page, selector)
        swipe(page, (x + 90, y), (x - 90, y + 10))
        assert step(page) == 4
        swipe(page, (x - 90, y), (x + 90, y - 10))
        assert step(page) == 3


def test_a_swipe_at_the_ends_stays(phone):
    page = phone()
    x, y = middle(page, ".stage")
    swipe(page, (x - 90, y), (x + 90, y))
    assert step(page) == 1
    page.evaluate("() => { location.hash = '#step-9'; }")
    page.wait_for_selector("#step-9.current")
    x, y = middle(page, ".card.current")
    swipe(page, (x + 90, y), (x - 90, y))
    assert step(page) == 9


def test_other_touches_change_nothing(phone):
    page = phone(hash="#step-3")
    x, y = middle(page, ".card.current")
    swipe(page, (x, y), (x + 5, y - 200))  # it scrolls
    x, y = middle(page, ".card.current")
    swipe(page, (x, y), (x - 60, y - 60))  # neither one nor the other
    x, y = middle(page, ".card.current")
    swipe(page, (x, y), (x - 20, y))  # a tap that slips
    x, y = middle(page, ".stage")
    swipe(page, (x + 90, y), (x - 90, y), fingers=2)  # a pinch
    assert step(page) == 3


def test_a_formula_or_strip_that_scrolls_sideways_keeps_its_swipe(visit):
    page = visit("fractions", size=(390, 844), has_touch=True, is_mobile=True)
    for selector in (".card.current .formula >> nth=0", ".strip"):
        x, y = middle(page, selector)
        swipe(page, (x + 100, y), (x - 100, y))
        assert step(page) == 1


def test_a_swipe_in_class_answers_first_and_stays_at_the_last_answer(visit):
    page = visit(hash="#step-8", size=(1280, 720), has_touch=True)
    page.keyboard.press("p")
    for asked in (False, True, False, False):
        swipe(page, (700, 100), (500, 100))
        assert page.locator(".part.asking").count() == asked
    assert step(page) == 9
