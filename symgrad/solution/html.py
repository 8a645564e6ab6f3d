"""The page: one self-contained HTML file, complete without its script, or a piece of a notebook."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from symgrad import __version__
from symgrad.diagram import FILM_CSS, DiagramTooLarge, Film
from symgrad.diagram.text import printable
from symgrad.formula import broken, mathml, text
from symgrad.formula.tree import Op, Row, Tree
from symgrad.language import Language
from symgrad.nodes import Edge
from symgrad.pictures import filmed, picture, wire_id
from symgrad.plots import to_svg
from symgrad.solution.document import (
    Block,
    Card,
    Cell,
    Divider,
    Document,
    Figure,
    Heading,
    Picture,
    Sentence,
    Storyboard,
    Table,
)
from symgrad.solution.sentences import said

# What can still be read when it is drawn over half of a page, and over all of it, px.
_HALF, _WHOLE = 760.0, 1500.0


def render(document: Document) -> str:
    """Return a document as a page that asks for nothing from outside.

    Parameters
    ----------
    document : Document
        The solution, or a student's sheet.

    Examples
    --------
    >>> from symgrad.exercise import load
    >>> page = render(load("graph").solve("es").document)
    >>> page[:15], "http" in page.replace("http://www.w3.org/2000/svg", "")
    ('<!DOCTYPE html>', False)
    """
    page = _Page(document)
    rendered: str = _template("page.html.jinja").render(
        lang=document.lang,
        title=printable(document.title),
        version=__version__,
        css=Markup(_source("page.css") + FILM_CSS),  # noqa: S704 (our own file)
        script=Markup(_source("page.js")) if page.boards else "",  # noqa: S704 (our own file)
        body=page.body(),
    )
    return rendered


def fragment(document: Document) -> str:
    """Return a document as HTML for a notebook: opaque, and without a script."""
    page = _Page(document)
    css = Markup(_source("page.css") + FILM_CSS)  # noqa: S704 (our own file)
    return Markup('<div class="symgrad notebook"><style>\n{}\n</style>\n{}</div>\n').format(
        css, page.body()
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("symgrad.solution"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def _template(name: str) -> Any:
    return _environment().get_template(name)


@cache
def _source(name: str) -> str:
    return (files("symgrad.solution") / "templates" / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class _View:
    """A film and the screens that it is for: ``wide``, or ``narrow`` ones too."""

    width: str
    film: Film

    @property
    def size(self) -> int | None:
        """How wide it is drawn in a frame that scrolls, px; None where the page is wide enough."""
        return round(0.8 * self.film.width) if self.film.width > _WHOLE else None


@dataclass(frozen=True)
class _Board:
    """What a storyboard needs besides its cards."""

    anchor: str
    views: Sequence[_View]
    phases: Sequence[tuple[str, Sequence[Card]]]

    @property
    def across(self) -> bool:
        """Whether the picture needs the whole width of a page."""
        return any(view.width == "wide" and view.film.width > _HALF for view in self.views)


@dataclass(frozen=True)
class _Part:
    """Blocks that stand together, beside the drawing of their storyboard if they have one."""

    blocks: Sequence[tuple[str, Block]]
    board: _Board | None


class _Page:
    """A document on its way into HTML."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.language = Language(document.lang)
        found = [block for block in document.blocks if isinstance(block, Storyboard)]
        # Two documents of one notebook must not have the same ids.
        formulas = [formula for block in found for card in block.cards for formula in card.formulas]
        content = "\n".join([document.title, document.lang, *map(text, formulas)])
        self.prefix = "g" + hashlib.sha256(content.encode(errors="replace")).hexdigest()[:8]
        self.boards = {id(block): self.board(block, n) for n, block in enumerate(found, start=1)}

    def body(self) -> Markup:
        titled = any(isinstance(part, Heading) and part.level == 1 for part in self.document.blocks)
        rendered: str = _template("body.html.jinja").render(
            title=printable(self.document.title),
            parts=[self.part(blocks) for blocks in _parts(self.document.blocks)],
            colophon=self.document.colophon,
            shift=1 if titled else 0,
            sentence=self.sentence,
            formula=self.formula,
            inline=self.inline,
            cell=self.cell,
            plain=self.plain,
            words=self.language.text,
            place=self.place,
            lights=self.lights,
            markup=Markup,
            drawing=self.drawing,
            plotted=self.plotted,
        )
        return Markup(rendered)  # noqa: S704 (the template escapes)

    def part(self, blocks: Sequence[Block]) -> _Part:
        boards = [self.boards[id(block)] for block in blocks if isinstance(block, Storyboard)]
        named = [(type(block).__name__.lower(), block) for block in blocks]
        return _Part(named, boards[0] if boards else None)

    def board(self, block: Storyboard, number: int) -> _Board:
        step = self.language.text("page.anchor")
        phases = [
            (phase, list(cards)) for phase, cards in groupby(block.cards, key=lambda c: c.phase)
        ]
        anchor = step if number == 1 else f"{step}-{number}"
        return _Board(anchor, self.views(block, f"{self.prefix}{number}"), phases)

    def views(self, block: Storyboard, prefix: str) -> Sequence[_View]:
        """Film a run for wide screens, and lying for narrow ones where that is narrower."""
        count = len(block.cards)
        labels = [
            f"{self.place(card.number, count)}: {self.plain(card.title)}" for card in block.cards
        ]
        try:
            films = [
                filmed(block.written, f"{prefix}{style[0]}", labels, style)
                for style in ("circuit", "tree")
            ]
        except DiagramTooLarge:
            return ()
        wide, tall = films
        if tall.width < wide.width:
            return (_View("wide", wide), _View("narrow", tall))
        return (_View("wide", wide),)

    def drawing(self, block: Picture) -> Markup:
        try:
            return Markup(picture(block.written, block.step, marked=False))  # noqa: S704 (the printer escapes)
        except DiagramTooLarge:
            return Markup("")

    def plotted(self, block: Figure) -> str:
        """Return a plot as an address that holds all of it: its ids are no ids of the page."""
        drawn = to_svg(block.plot, self.document.lang, self.document.mark)
        return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"

    def sentence(self, content: Sentence | str) -> Markup:
        return Markup(said(content, self.language, self.inline, escape))  # noqa: S704 (escaped)

    def inline(self, tree: Tree) -> Markup:
        pieces = (mathml(piece, self.document.lang) for piece in broken(tree))
        # A list has spaces behind its commas; a relation has its own round it.
        between = " " if isinstance(tree, Row) and Op(",") in tree.parts else "<wbr>"
        return Markup(between.join(pieces))  # noqa: S704 (the printer escapes)

    def formula(self, tree: Tree) -> Markup:
        pieces = (mathml(piece, self.document.lang, block=True) for piece in broken(tree))
        return Markup("\n".join(pieces))  # noqa: S704 (the printer escapes)

    def cell(self, content: Cell) -> Markup:
        if isinstance(content, Sentence | str):
            return self.sentence(content)
        return Markup('<span class="formula">{}</span>').format(self.formula(content))

    def plain(self, content: Cell) -> str:
        """Return a cell or sentence as text, for attributes."""
        condition = self.language.text("formula.if")
        if isinstance(content, Sentence | str):
            return said(content, self.language, lambda tree: text(tree, condition))
        return text(content, condition)

    def place(self, number: int, count: int) -> str:
        return self.language.text("page.place", number=number, of=count)

    def lights(self, table: Table, row: int, board: _Board | None) -> str:
        """Return the keys of what a row is about, in all drawings of its part."""
        if board is None or row >= len(table.about):
            return ""
        about = table.about[row]
        keys = [
            view.film.wires.get(wire_id(about), "")
            if isinstance(about, Edge)
            else view.film.boxes.get(about, "")
            for view in board.views
        ]
        return " ".join(dict.fromkeys(" ".join(keys).split()))


def _parts(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Begin a new part at every storyboard, title of a part and divider."""
    part: list[Block] = []
    for block in blocks:
        titled = isinstance(block, Heading) and block.level == 1
        if part and (titled or isinstance(block, Storyboard | Divider)):
            yield part
            part = []
        if not isinstance(block, Divider):
            part.append(block)
    yield part
