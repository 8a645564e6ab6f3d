r"""Markdown with LaTeX and pictures beside it, as Quarto, MyST and GitHub read it.

Every formula of a display stands alone between ``$$``: the readers differ in what they make of
``\\`` and of environments that align.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import quote

from symgrad.diagram import DiagramTooLarge
from symgrad.formula import latex, text
from symgrad.formula.tree import Tree
from symgrad.language import Language
from symgrad.pictures import picture, pictures
from symgrad.plots import to_svg
from symgrad.solution.document import (
    Block,
    Card,
    Cell,
    Divider,
    Document,
    Figure,
    Formulas,
    Heading,
    Paragraph,
    Picture,
    Sentence,
    Storyboard,
    Table,
)
from symgrad.solution.sentences import said

_INLINE = re.compile(r"([\\`*_\[\]$|~{}^#])")
_INDENT = re.compile(r"\n[ \t]+")  # four spaces would begin a program
_LINE_START = re.compile(r"^(\s*)([+>=-]|\d+(?=[.)]))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Markdown:
    """A page, and the pictures that it shows.

    Attributes
    ----------
    text : str
        The page.
    files : mapping
        SVG by file name, for the folder that the page was rendered for.
    """

    text: str
    files: Mapping[str, str]


def render(document: Document, folder: str) -> Markdown:
    r"""Return a document as Markdown.

    Parameters
    ----------
    document : Document
        The solution.
    folder : str
        Name of the folder beside the page that will hold its pictures.

    Examples
    --------
    >>> from symgrad.exercise import load
    >>> page = render(load("graph").solve("en").document, "graph-files")
    >>> page.text.splitlines()[0]
    '# Computational graph: automatic and numerical differentiation'
    >>> sorted(page.files)[:2], r"\frac{\partial Y}{\partial b} = 2" in page.text
    (['step-01.svg', 'step-02.svg'], True)
    """
    printer = _Printer(document, folder)
    lines = "\n\n".join(printer.page())
    return Markdown(lines + "\n", printer.files)


@dataclass
class _Printer:
    """A document on its way into Markdown."""

    document: Document
    folder: str
    files: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.language = Language(self.document.lang)
        self.condition = self.language.text("formula.if")
        self.numbers = count(1)

    def page(self) -> Iterator[str]:
        yield f"# {_one_line(escaped(self.document.title))}"
        for block in self.document.blocks:
            yield from self.block(block)
        if self.document.colophon:
            yield "---"
        for paragraph in self.document.colophon:
            yield from self.block(paragraph)

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(content, level):
                yield f"{'#' * (level + 1)} {_one_line(self.sentence(content))}"
            case Paragraph(content, kind):
                words = self.sentence(content)
                yield f"**{words}**" if kind == "warning" else words
            case Formulas(rows):
                yield from map(self.display, rows)
            case Table():
                yield self.table(block)
            case Storyboard(cards=cards):
                yield from self.storyboard(block, cards)
            case Picture():
                yield from self.single(block)
            case Figure(plot, alt):
                drawn = to_svg(plot, self.document.lang, self.document.mark)
                yield self.image(" ".join(map(self.words, alt)), "plot", drawn)
            case Divider():
                yield "---"

    def storyboard(self, board: Storyboard, cards: tuple[Card, ...]) -> Iterator[str]:
        yield f"### {self.language.text('page.steps')}"
        frames = self.frames(board)
        for card in cards:
            place = self.language.text("page.place", number=card.number, of=len(cards))
            yield f"#### {place} · {self.sentence(card.title)}"
            if frames:
                alt = self.words(card.title)
                anchor = self.language.text("page.anchor")
                yield self.image(alt, anchor, frames[card.number - 1])
            yield f"**{self.sentence(card.question)}**"
            yield from map(self.display, card.formulas)
            yield from map(self.sentence, card.why)
            if card.mistake:
                label = self.language.text("label.mistake")
                yield f"> **{label}** {self.sentence(card.mistake)}"

    def words(self, content: Sentence) -> str:
        return said(content, self.language, lambda tree: text(tree, self.condition))

    def single(self, block: Picture) -> Iterator[str]:
        try:
            drawn = picture(block.written, block.step, marked=False)
        except DiagramTooLarge:
            return
        yield self.image(self.language.text("diagram.title"), "graph", drawn)

    def frames(self, board: Storyboard) -> list[str]:
        try:
            return pictures(board.written)
        except DiagramTooLarge:
            return []

    def image(self, alt: str, stem: str, drawn: str) -> str:
        name = f"{stem}-{next(self.numbers):02}.svg"
        self.files[name] = drawn
        return f"![{escaped(alt)}]({quote(self.folder)}/{name})"

    def table(self, table: Table) -> str:
        rules = ["--:" if place in table.right else "---" for place in range(len(table.columns))]
        rows = [map(self.cell, table.columns), rules, *(map(self.cell, row) for row in table.rows)]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def cell(self, content: Cell) -> str:
        if isinstance(content, Sentence | str):
            return _one_line(self.sentence(content))
        return self.inline(content)

    def sentence(self, content: Sentence | str) -> str:
        return said(content, self.language, self.inline, escaped)

    def inline(self, tree: Tree) -> str:
        return f"${self.latex(tree)}$"

    def display(self, tree: Tree) -> str:
        return f"$$\n{self.latex(tree)}\n$$"

    def latex(self, tree: Tree) -> str:
        return " ".join(latex(tree, self.condition).split())


def escaped(words: str) -> str:
    r"""Return words such that Markdown reads them as words.

    >>> print(escaped("1. <b> costs $5 & a_b|c"))
    1\. &lt;b&gt; costs \$5 &amp; a\_b\|c
    """
    marked = _INLINE.sub(r"\\\1", words)
    marked = marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINE_START.sub(_disarmed, _INDENT.sub("\n", marked))


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _disarmed(found: re.Match[str]) -> str:
    """Take its meaning from what would begin a list, heading or quotation."""
    space, sign = found.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"
