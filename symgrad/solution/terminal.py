"""The terminal: a document as text of 80 columns, with colours where the terminal has them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TextIO

from rich import box
from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from symgrad.characters import to_ascii
from symgrad.formula.text import segments, text
from symgrad.formula.tree import Tree
from symgrad.language import Language
from symgrad.solution.document import (
    Block,
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

WIDTH = 80
# Stands for the narrow space in a number until lines are broken, so that none breaks there.
_UNBROKEN = "\ue000"
_GAP = 3  # what rich adds to the width of a column
_SHORT = 12  # a cell of at most so many characters stays on one line
ASCII_LINE = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
# The colours of the diagrams, said by weight and slant too.
_STYLES = {"value": "dark_cyan", "gradient": "italic dark_orange3", "local": "italic", "plain": ""}
_PARAGRAPHS = {"plain": "", "why": "", "warning": "bold red", "note": "dim"}


def render(document: Document, stream: TextIO | None = None, width: int = WIDTH) -> None:
    """Print a document.

    Parameters
    ----------
    document : Document
        The solution.
    stream : text file, optional
        Standard output unless given. One that cannot take ``∂ Ω ₁`` gets an ASCII form.
    width : int
        Columns.
    """
    target = stream or sys.stdout
    console = Console(file=target, width=width, highlight=False, emoji=False, markup=False)
    printer = _Printer(Language(document.lang), not encodes(target), console)
    with console.capture() as captured:
        title = printer.text(document.title, "bold")
        console.print(title, printer.text("─" * min(width, len(title))), sep="\n")
        for block in document.blocks:
            for part in printer.block(block):
                console.print(part)
    # Tables and paragraphs are filled up with spaces, which a file should not keep.
    lines = captured.get().replace(_UNBROKEN, "\u202f").splitlines()
    target.write("".join(f"{line.rstrip(' ')}\n" for line in lines))


def encodes(stream: TextIO) -> bool:
    """Say whether a stream can take the characters of mathematics."""
    try:
        "∂Ω₁→−·≈σ✓".encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@dataclass(frozen=True)
class _Printer:
    """Blocks to rich's texts and tables, in one language."""

    language: Language
    ascii_only: bool
    console: Console

    def text(self, words: str, style: str = "") -> Text:
        unbroken = words.replace("\u202f", _UNBROKEN)
        return Text(to_ascii(words) if self.ascii_only else unbroken, style)

    def block(self, block: Block) -> Iterator[RenderableType]:
        match block:
            case Heading(content, level):
                yield Text("")
                yield self.sentence(content, "bold" if level < 3 else "underline")
            case Paragraph(content, kind):
                yield self.sentence(content, _PARAGRAPHS[kind])
            case Formulas(rows):
                for row in rows:
                    yield Padding(self.formula(row), (0, 0, 0, 4), expand=False)
            case Table():
                yield from self.table(block)
            case Storyboard() | Picture() | Figure() | Divider():
                return  # nothing that a terminal could draw

    def table(self, table: Table) -> Iterator[RenderableType]:
        columns = [
            list(map(self.cell, cells)) for cells in zip(table.columns, *table.rows, strict=True)
        ]
        widest = [max(map(self.needed_width, column)) for column in columns]
        if sum(widest) + _GAP * len(widest) <= self.console.width:
            yield self.drawn(table, columns, widest)
            return
        # A number that is broken reads as another number: one row after the other instead.
        for row in table.rows:
            cells = [cell for cell in map(self.cell, row) if cell.plain]
            yield Padding(self.text("   ").join(cells), (0, 0, 0, 4), expand=False)

    def drawn(self, table: Table, columns: list[list[Text]], widest: list[int]) -> RichTable:
        line = ASCII_LINE if self.ascii_only else box.SIMPLE_HEAD
        drawn = RichTable(box=line, pad_edge=False, show_edge=False, padding=(0, 1))
        for place, ((title, *_), width) in enumerate(zip(columns, widest, strict=True)):
            side: Literal["left", "right"] = "right" if place in table.right else "left"
            drawn.add_column(title, justify=side, min_width=width)
        for row in list(zip(*columns, strict=True))[1:]:
            drawn.add_row(*row)
        return drawn

    def needed_width(self, cell: Text) -> int:
        """Return the width that a cell needs: of its longest word, or of all of a short one."""
        needed = Measurement.get(self.console, self.console.options, cell)
        return needed.maximum if needed.maximum <= _SHORT else needed.minimum

    def cell(self, cell: Cell) -> Text:
        return self.sentence(cell) if isinstance(cell, Sentence | str) else self.formula(cell)

    def formula(self, tree: Tree) -> Text:
        pieces = segments(tree, self.language.text("formula.if"))
        return Text("").join(self.text(piece.text, _STYLES[piece.role]) for piece in pieces)

    def sentence(self, content: Sentence | str, style: str = "") -> Text:
        condition = self.language.text("formula.if")
        return self.text(said(content, self.language, lambda tree: text(tree, condition)), style)
