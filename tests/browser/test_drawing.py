"""The live drawing and the frames show what the picture of each step says."""

import io
from xml.etree import ElementTree as ET

import numpy
import pytest
from PIL import Image

from symgrad.pictures import filmed, frames, picture, pictures

from .looks import MARKED, TEXTS, clicked
from .papers import document, storyboard

SVG = "{http://www.w3.org/2000/svg}"
STYLES = {"wide": "circuit", "narrow": "tree"}
# How many "?" the graph exercise has at each step: 3 values, 2 wires, 6 derivatives and
# 6 contributions are unknown where only a, b and c are given.
QUESTIONS = [17, 15, 13, 12, 11, 7, 4, 1, 0]


def drawn(svg: str) -> list[list[str]]:
    """Role, place and words of every text of a picture that stands alone."""
    texts = ET.fromstring(svg).iter(f"{SVG}text")
    return sorted([text.get("class"), text.get("x"), text.get("y"), text.text] for text in texts)


def shown(texts: list[list[str]]) -> list[list[str]]:
    """The texts that are not transparent; none is half there."""
    assert {text[-1] for text in texts} <= {"0", "1"}
    return sorted(text[:-1] for text in texts if text[-1] == "1")


def live(page, width: str) -> list[list[str]]:
    return shown(page.locator(f".stage .{width} svg").first.evaluate(TEXTS))


def active(written, style: str) -> list[set[str]]:
    """The parts that each step works on, by the keys of the drawing."""
    film = filmed(written, "f", [""] * len(written.trace.steps), style)
    found = []
    for state in frames(written):
        keys = [film.boxes[name] for name in film.boxes if state.box(name).active]
        keys += [film.wires[id] for id in film.wires if state.wire(id).active]
        found.append(set(" ".join(keys).split()))
    return found


def marked(page, width: str) -> set[str]:
    names = page.locator(f".stage .{width} svg").first.evaluate(MARKED)
    return {name.rpartition("-")[2] for name in names}


@pytest.mark.parametrize(
    ("name", "width"),
    [
        *((name, "wide") for name in ("graph", "neuron", "ad hoc", "two")),
        *((name, "narrow") for name in ("graph", "neuron", "two")),
    ],
)
def test_the_drawing_at_every_step_is_the_picture_of_that_step(visit, name, width):
    written = storyboard(name, "es").written
    page = visit(name, "es", size=(1200 if width == "wide" else 390, 800))
    page.locator(".steps").first.evaluate("steps => steps.scrollIntoView()")
    working, wanted = active(written, STYLES[width]), pictures(written, STYLES[width])
    assert len(working) > 4
    for parts, svg in zip(working, wanted, strict=True):
        assert live(page, width) == drawn(svg)
        assert marked(page, width) == parts
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("name", ["copies", "collapsed"])
def test_a_large_drawing_is_the_picture_at_every_tenth_step(visit, name):
    wanted = pictures(storyboard(name, "en").written)
    page = visit(name)
    for number in range(1, len(wanted), 10):
        page.locator(f".strip a[href='#step-{number}']").click()
        assert live(page, "wide") == drawn(wanted[number - 1])


def test_what_is_unknown_is_a_question_mark_and_never_zero(visit):
    page = visit()
    for questions in QUESTIONS:
        words = [text[-1] for text in live(page, "wide")]
        assert sum("?" in word for word in words) == questions
        assert not {"0", "= 0"} & set(words)
        page.keyboard.press("ArrowRight")


def test_all_steps_at_once_show_everything_and_mark_nothing(visit):
    page = visit(hash="#step-2")
    clicked(page, "all")
    assert live(page, "wide") == drawn(picture(storyboard("graph", "en").written))
    assert marked(page, "wide") == set()


def test_what_a_step_works_on_has_a_thick_pen_and_a_shade(visit):
    page = visit(hash="#step-2")
    found = page.evaluate("""() => [...document.querySelectorAll(".wide .over use")].map(use =>
      [getComputedStyle(use).getPropertyValue("--pen"), getComputedStyle(use).opacity])""")
    assert found == [["3.5", "1"]] * 3  # two wires and d


def inside(node: dict) -> list[dict]:
    """A node of the inspector's tree and all below it, copies that <use> makes too."""
    below = node.get("children", []) + node.get("shadowRoots", [])
    return [node, *(found for child in below for found in inside(child))]


def attributes(node: dict) -> dict[str, str]:
    flat = node.get("attributes", [])
    return dict(zip(flat[::2], flat[1::2], strict=True))


class Inspector:
    """What the browser's inspector sees: the shadow trees of <use> too, which no script does."""

    def __init__(self, page) -> None:
        self.session = page.context.new_cdp_session(page)
        tree = self.session.send("DOM.getDocument", {"depth": -1, "pierce": True})
        self.nodes = inside(tree["root"])

    def frames(self, width: str) -> list[dict]:
        around = [node for node in self.nodes if attributes(node).get("class") == f"frame {width}"]
        return [node for frame in around for node in inside(frame) if node["nodeName"] == "svg"]

    def opacity(self, node: dict) -> str:
        id = {"backendNodeId": node["backendNodeId"]}
        found = self.session.send("DOM.resolveNode", id)["object"]["objectId"]
        ask = {
            "objectId": found,
            "functionDeclaration": "function() { return getComputedStyle(this).opacity; }",
        }
        return self.session.send("Runtime.callFunctionOn", ask)["result"]["value"]

    def texts(self, frame: dict) -> list[list[str]]:
        found = []
        for node in inside(frame):
            if node["nodeName"] == "text":
                has, words = attributes(node), node["children"][0]["nodeValue"]
                role = has["class"].split()[0]
                found.append([role, has["x"], has["y"], words, self.opacity(node)])
        return found


@pytest.mark.parametrize("script", [True, False])
def test_the_frames_are_the_pictures_of_their_steps_with_and_without_script(visit, script):
    page = visit(java_script_enabled=script)
    if script:
        page.keyboard.press("ArrowRight")
        clicked(page, "all")
    written = storyboard("graph", "en").written
    inspector = Inspector(page)
    for width, style in STYLES.items():
        found = inspector.frames(width)
        assert len(found) == 9
        for number, frame in enumerate(found, start=1):
            assert shown(inspector.texts(frame)) == drawn(picture(written, number, style))


def pixels(page) -> numpy.ndarray:
    image = page.screenshot(clip={"x": 0, "y": 0, "width": 626, "height": 245})
    return numpy.asarray(Image.open(io.BytesIO(image)).convert("L"), dtype=float)


def test_a_frame_is_drawn_as_the_picture_that_stands_alone(visit):
    """Compared pixel by pixel, but for the edges of shapes that one of them draws twice."""
    page, other = visit(size=(700, 400)), visit(size=(700, 400))
    clicked(page, "all")
    written = storyboard("graph", "en").written
    place = """svg => Object.assign(svg.style, {position: "fixed", inset: 0, margin: 0,
      width: "626px", height: "245px", zIndex: 9})"""
    for number in range(1, 10):
        page.locator(f"#step-{number} .wide svg").evaluate(place)
        other.set_content(f"<style>body {{ margin: 0 }}</style>{picture(written, number)}")
        different = abs(pixels(page) - pixels(other)) > 100
        assert different.sum() < 40, number


def test_every_frame_says_what_it_shows(visit):
    labels = (
        visit(lang="es")
        .locator(".frame.wide svg")
        .evaluate_all(
            "all => all.map(svg => [svg.getAttribute('role'), svg.getAttribute('aria-label')])"
        )
    )
    titles = [card.title for card in storyboard("graph", "es").cards]
    assert len(labels) == len(titles) == len(set(map(tuple, labels)))
    assert labels[1] == ["img", "Paso 2 de 9: Valor de d"]


def test_ids_are_unique_in_every_page(visit):
    for name in ("graph", "two", "graph, sheet"):
        assert document(name, "en")
        ids = visit(name).evaluate(
            "() => [...document.querySelectorAll('[id]')].map(one => one.id)"
        )
        assert len(ids) == len(set(ids))
