"""What fades, fades only for readers who want that."""

import pytest

MOVING = """() => [...document.querySelectorAll("body *")].filter(one => {
  const style = getComputedStyle(one);
  return /[1-9]/.test(style.transitionDuration + style.animationDuration);
}).length"""


@pytest.mark.parametrize("class_mode", [False, True])
def test_nothing_moves_for_readers_who_want_less_motion(visit, class_mode):
    page = visit(reduced_motion="reduce")
    if class_mode:
        page.keyboard.press("p")
    assert page.evaluate(MOVING) == 0


def test_the_drawing_fades_for_others(visit):
    assert visit(reduced_motion="no-preference").evaluate(MOVING) > 10
