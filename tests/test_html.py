"""The page: one file that asks for nothing from outside, whose parts fit together."""

import hashlib
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from symgrad import ByHand, Graph, __version__
from symgrad.diagram import FILM_CSS, DiagramTooLarge
from symgrad.exercise import Exercise, Worksheet, load
from symgrad.solution import Heading, Paragraph, Sentence, Table
from symgrad.solution.html import fragment, render
from tests.worked import WORKED

SVG_NAMESPACE = "http://www.w3.org/2000/svg"


VOID = {"meta", "br", "hr", "img", "link", "input", "wbr"}


class Elements(HTMLParser):
    """The elements of a page in order: tag, attributes and text; whether they close properly."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[dict] = []
        self.all: list[dict] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), "an attribute is there twice"
        inside = tuple(element["tag"] for element in self.open)
        element = {"tag": tag, "attrs": dict(attrs), "text": "", "inside": inside}
        self.all.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def named(self, tag: str) -> list[dict]:
        return [element for element in self.all if element["tag"] == tag]

    def with_class(self, name: str) -> list[dict]:
        return [
            element for element in self.all if name in (element["attrs"].get("class") or "").split()
        ]

    def values(self, attribute: str) -> list[str]:
        return [each["attrs"][attribute] for each in self.all if attribute in each["attrs"]]


def worksheet(**keys) -> Exercise:
    content = {"title": "T", "graph": "d = a + b; Y = d*b", "inputs": {"a": 1, "b": 2}} | keys
    return Exercise("w", "w.toml", Worksheet.model_validate(content), "0123abcd")


def page_of(exercise: Exercise, lang: str = "en") -> str:
    return render(exercise.solve(lang).document)


TWO = [
    {"kind": "backward", "title": "First"},
    {"kind": "backward", "title": "Again"},
    {"kind": "finite_differences"},
]
PAGES = {
    **{name: (load(name), "es") for name in WORKED},
    "english": (load("graph"), "en"),
    "two storyboards": (worksheet(parts=TWO), "en"),
    "no inputs": (worksheet(graph="Y = 2*3", inputs={}), "es"),
    "dead ends": (worksheet(graph="Y = a^2; w = Y + b", output="Y"), "es"),
    "constants": (worksheet(graph="Y = pi*a*e + b"), "en"),
    "odd names": (worksheet(graph="ŷ_1 = a + b; año = ŷ_1*b"), "es"),
    "coarse": (worksheet(graph="Y = (a + b)^2*max(a, b)", expand=False), "es"),
}


@pytest.fixture(params=PAGES, scope="module")
def page(request) -> str:
    return page_of(*PAGES[request.param])


@pytest.fixture
def elements(page) -> Elements:
    return Elements(page)


def test_the_page_has_the_same_bytes_every_time(page, request):
    name = request.node.callspec.params["page"]
    exercise, lang = PAGES[name]
    again = Exercise(exercise.name, exercise.file, exercise.worksheet, exercise.fingerprint)
    assert page_of(again, lang).encode() == page.encode()


def test_the_page_has_the_same_bytes_in_another_process():
    """Neither the order of sets nor the addresses of objects may be seen."""
    code = (
        "from hashlib import sha256; from symgrad.exercise import load;"
        "from symgrad.solution.html import render;"
        "print(sha256(render(load('graph').solve('en').document).encode()).hexdigest())"
    )
    here = hashlib.sha256(page_of(load("graph")).encode()).hexdigest()
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert found.stdout.strip() == here


def test_the_page_asks_for_nothing_from_outside(page, elements):
    assert "http" not in page.replace(SVG_NAMESPACE, "")
    assert not re.search(r"\bsrc\s*=|url\(|@import|<link|<base|<iframe|<object|<embed", page)
    assert not re.search(r"\bon\w+\s*=\s*[\"']", page)
    script = "".join(each["text"] for each in elements.named("script"))
    assert not re.search(r"fetch\(|XMLHttp|import\(|import |WebSocket|eval\(|innerHTML", script)
    assert not {"fetch", "href"} & set(re.findall(r"\w+\s*=\s*\"(javascript)", page))


def test_what_opens_closes(elements):
    assert [each["tag"] for each in elements.all[:2]] == ["html", "head"]
    assert len(elements.named("h1")) == len(elements.named("main")) == 1


def test_ids_are_unique(elements):
    assert [name for name, count in Counter(elements.values("id")).items() if count > 1] == []


def test_every_reference_inside_the_page_has_its_target(elements):
    ids = set(elements.values("id"))
    targets = elements.values("href")
    assert all(target.startswith("#") for target in targets)
    assert {target[1:] for target in targets} <= ids
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
        for value in elements.values(attribute):
            assert set(value.split()) <= ids
    assert len(targets) >= 8


def test_what_a_row_or_a_frame_lights_is_in_the_drawing_of_its_part(page):
    for part in re.split(r'<div class="part', page)[1:]:
        keys = set(re.findall(r'data-key="([^"]+)"', part))
        lit = {key for found in re.findall(r'data-lights="([^"]+)"', part) for key in found.split()}
        active = {
            key for found in re.findall(r'data-active="([^"]*)"', part) for key in found.split()
        }
        assert lit <= keys
        assert active <= keys
        if 'class="stage' in part:
            assert lit
            assert active == keys  # each box and wire is worked on in some step


def test_each_card_is_in_the_strip_and_has_a_frame_per_drawing(elements):
    boards = elements.with_class("steps")
    drawings = elements.with_class("drawing")
    cards = elements.with_class("card")
    frames = elements.with_class("frame")
    assert boards
    links = [each for each in elements.named("a") if "nav" in each["inside"]]
    assert [link["attrs"]["href"][1:] for link in links] == [card["attrs"]["id"] for card in cards]
    assert len(frames) * len(boards) == len(cards) * len(drawings)
    for number, card in zip(numbered(cards), cards, strict=True):
        assert card["attrs"]["data-step"] == str(number)
        assert card["attrs"]["id"].endswith(f"-{number}")


def numbered(cards: list[dict]) -> list[int]:
    """Count from 1 for each storyboard."""
    numbers = []
    for card in cards:
        first = card["attrs"]["data-step"] == "1"
        numbers.append(1 if first else numbers[-1] + 1)
    return numbers


def test_frames_say_their_step_and_its_title(elements):
    frames = elements.with_class("symgrad-frame")
    places = [each["attrs"]["style"] for each in frames]
    assert all(re.fullmatch(r"--step:\d+", place) for place in places)
    for frame in frames:
        step = frame["attrs"]["style"].partition(":")[2]
        assert re.match(rf"(Step|Paso) {step} (of|de) \d+: \S", frame["attrs"]["aria-label"])


def test_headings_leave_no_level_out(elements):
    levels = [int(each["tag"][1]) for each in elements.all if re.fullmatch("h[1-6]", each["tag"])]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_as_many_cells_as_columns(elements, page):
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        columns = table.count("<th ")
        rows = re.findall(r"<tr role=\"row\"[ >].*?</tr>", table.split("<tbody")[1], re.DOTALL)
        assert rows
        assert {row.count("<td ") for row in rows} == {columns}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_language_is_said(lang):
    elements = Elements(page_of(load("graph"), lang))
    assert elements.named("html")[0]["attrs"]["lang"] == lang
    assert elements.named("title")[0]["text"] == load("graph").title(lang)


def test_two_storyboards_have_drawings_and_anchors_of_their_own():
    elements = Elements(page_of(worksheet(parts=TWO)))
    first, second = (each["attrs"]["data-anchor"] for each in elements.with_class("steps"))
    assert (first, second) == ("step", "step-2")
    films = [
        each["attrs"]["aria-labelledby"].split()[0] for each in elements.with_class("symgrad-film")
    ]
    assert len(set(films)) == len(films) == 4


# --- Texts from outside -------------------------------------------------------------------------

HOSTILE = [
    "{{ 7*7 }} {% raw %} {# no #}",
    "</title><script>alert(1)</script>",
    "<img src=x onerror=alert(1)> & \"quoted\" 'too'",
    "</style></svg></math><b>bold",
    "-->]]><!--",
    "&lt;script&gt;",
    "emoji \N{SNAKE} and العربية",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_texts_from_outside_are_only_texts(title):
    keys = dict.fromkeys(("statement", "source", "version"), title)
    parts = [{"kind": "backward", "title": title}, {"kind": "finite_differences"}]
    exercise = worksheet(title=title, assumptions=[title], parts=parts, **keys)
    plain = Elements(
        page_of(
            worksheet(
                title="T",
                assumptions=["T"],
                parts=[{**parts[0], "title": "T"}, parts[1]],
                **dict.fromkeys(keys, "T"),
            )
        )
    )
    elements = Elements(page_of(exercise))
    assert [each["tag"] for each in elements.all] == [each["tag"] for each in plain.all]
    assert elements.named("title")[0]["text"] == title
    assert elements.named("h1")[0]["text"] == title
    assert title in elements.named("h2")[0]["text"]
    assert title in elements.named("footer")[0]["text"]
    assert sum(title in each["text"] for each in elements.named("p")) == 4
    assert "49" not in elements.named("body")[0]["text"].replace("0.49", "")


def test_characters_that_would_turn_a_title_round_are_not_kept():
    page = render(replace(load("graph").solve("en").document, title="a\u202eb\x00c\u200bd"))
    title = Elements(page).named("title")[0]
    assert title["text"] == "a\ufffdb\ufffdc\u200bd"  # a joiner may be part of an emoji


def test_names_from_outside_are_escaped_in_formulas_and_pictures():
    document = worksheet(graph="x_max = a + b; Y = x_max*b").solve("en").document
    assert "x_max" in unescape(render(document))
    assert "&amp;amp;" not in render(document)


# --- Large graphs -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def undrawn() -> str:
    """Return the page of a short run, of which no picture can be drawn."""
    trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})

    def refuse(*_, **__):
        raise DiagramTooLarge("too large")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("symgrad.solution.html.filmed", refuse)
        return render(trace.solution("en"))


def test_a_page_without_a_picture_is_complete(undrawn):
    trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
    elements, drawn = Elements(undrawn), Elements(render(trace.solution("en")))
    for name in ("stage", "drawing", "frame", "with-stage"):
        assert elements.with_class(name) == []
        assert drawn.with_class(name)
    assert elements.values("data-lights") == []
    assert elements.named("svg") == []
    for name in ("card", "formula", "ask", "why", "mistake", "note"):
        there = [each for each in drawn.with_class(name) if each["tag"] != "text"]
        assert len(elements.with_class(name)) == len(there)
    for tag in ("table", "td", "math", "h2", "h3", "a"):
        assert len(elements.named(tag)) == len(drawn.named(tag))
    assert {target[1:] for target in elements.values("href")} <= set(elements.values("id"))


# --- Notebooks ----------------------------------------------------------------------------------


def test_a_piece_of_a_notebook_is_opaque_and_has_no_script():
    document = load("graph").solve("es").document
    piece = fragment(document)
    assert document._repr_html_() == piece
    elements = Elements(piece)
    assert elements.named("script") == elements.named("html") == elements.named("body") == []
    assert elements.all[0]["attrs"]["class"] == "symgrad notebook"
    style = elements.named("style")[0]["text"]
    background = re.search(r"\.symgrad \{[^}]*background: var\(--paper\)", style)
    paper = re.search(r"--paper: #[0-9a-f]{6};", style)
    assert background
    assert paper
    assert "http" not in piece.replace(SVG_NAMESPACE, "")


def test_rules_of_a_notebook_stay_inside_its_piece():
    """Other rules hold in class mode only, which needs the script, or are those of drawings."""
    style = Elements(fragment(load("graph").solve("en").document)).named("style")[0]["text"]
    bare = re.sub(r"/\*.*?\*/", "", style.replace(FILM_CSS, ""), flags=re.DOTALL)
    rules = [found.strip() for found in re.findall(r"([^{}]+)\{", bare)]
    rules = [rule for rule in rules if not rule.startswith(("@", "html.class-mode"))]
    assert [
        rule for rule in rules if not re.match(r"\S*\.symgrad|html:has\(> \.symgrad", rule)
    ] == []
    assert len(rules) > 40


def test_pieces_of_one_notebook_share_no_ids():
    first, second = (
        set(Elements(fragment(load(name).solve("en").document)).values("id"))
        for name in ("graph", "neuron-tanh")
    )
    shared = {name for name in first & second if not name.startswith("step")}
    assert shared == set()


# --- The end of the page ------------------------------------------------------------------------


def test_the_page_ends_with_what_it_was_made_from():
    exercise = worksheet(version="2026-1", rounding={"decimals": 3}, graph="Y = pi*step(a) + b")
    (footer,) = Elements(page_of(exercise)).named("footer")
    assert "Worksheet w, version 2026-1." in footer["text"]
    assert "Rounded to 3 decimals" in footer["text"]
    assert "pi is the number" in footer["text"]
    assert "step_at_0" in footer["text"]
    assert footer["text"].strip().endswith(f"Made with symgrad {__version__}.")
    page = page_of(exercise)
    assert page.index("<footer>") > page.rindex("</table>")


def test_a_worksheet_without_a_version_of_its_own_has_the_fingerprint_of_its_text():
    (footer,) = Elements(page_of(worksheet())).named("footer")
    assert "Worksheet w, version 0123abcd." in footer["text"]


def test_a_run_without_a_worksheet_names_none():
    trace = Graph.from_text("Y = a*b").run({"a": 1, "b": 2}, ByHand(significant=2))
    (footer,) = Elements(render(trace.solution("en"))).named("footer")
    assert "Worksheet" not in footer["text"]
    assert "significant digits" in footer["text"]


def test_no_date_is_written():
    """The year of a source may be named by its worksheet; the page adds none."""
    page = page_of(worksheet())
    assert not re.search(r"\b(19|20)\d\d\b", Elements(page).named("body")[0]["text"])
    assert not re.search(r"\d{4}-\d\d-\d\d", page)


# --- What the page shows besides formulas -------------------------------------------------------


def test_every_block_of_the_document_is_on_the_page():
    document = load("graph").solve("en").document
    elements = Elements(render(document))
    text = re.sub(r"\s+", " ", elements.named("body")[0]["text"])
    for block in document.blocks:
        content = getattr(block, "content", None)
        if isinstance(content, str):
            assert re.sub(r"\s+", " ", content) in text
        if isinstance(block, Heading | Paragraph) and isinstance(content, Sentence):
            assert content.data or content.key
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert len(elements.named("table")) == len(tables)
    rows = sum(len(table.rows) + 1 for table in tables)
    assert len(elements.named("tr")) == rows


def test_a_line_of_many_terms_makes_a_page():
    trace = Graph.from_text("Y = a" + " - b" * 300, expand=False).run({"a": 1, "b": 2})
    assert Elements(render(trace.solution("en"))).with_class("card")
