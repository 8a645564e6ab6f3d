"""What the tests ask a page, as JavaScript."""

STEP = """() => ({
  card: document.querySelector(".card.current").id,
  hash: location.hash,
  place: document.querySelector(".controls .place").textContent,
  strip: [...document.querySelectorAll(".strip a[aria-current=step]")].map(link => link.hash),
  visible: [...document.querySelectorAll(".card")]
    .filter(card => card.getClientRects().length).map(card => card.id),
})"""

# Texts of a drawing: role, place, words and computed opacity.
TEXTS = """drawing => [...drawing.querySelectorAll("text")].map(text => [
  text.classList[0], text.getAttribute("x"), text.getAttribute("y"), text.textContent,
  getComputedStyle(text).opacity,
])"""

# What is drawn over a drawing, and which pens and shades it has.
MARKED = (
    """drawing => [...drawing.querySelectorAll(".over > *")].map(use => use.getAttribute("href"))"""
)

SIDEWAYS = "() => document.scrollingElement.scrollWidth - innerWidth"


def step(page) -> int:
    """Return the number of the step that a page shows; strip, place and card agree on it."""
    found = page.evaluate(STEP)
    assert found["strip"] == [f"#{found['card']}"]
    assert found["visible"] == [found["card"]]
    number = int(found["card"].rpartition("-")[2])
    assert found["place"].split()[1] == str(number)
    return number


def clicked(page, button: str) -> None:
    page.locator(f"[data-go={button}]").first.click()
