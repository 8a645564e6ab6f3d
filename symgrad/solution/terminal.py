"""The terminal: a document as text of 80 columns, with colours where the terminal has them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, TextIO, cast

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from symgrad.characters import to_ascii
from symgrad.formula.text import segments
from symgrad.formula.tree import Tree
from symgrad.language import Language
from symgrad.solution.document import (
    Block,
    Cell,
    Document,
    Formulas,
    Heading,
    Paragraph,
    Sentence,
    Table,
)

WIDTH = 80
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
    language = Language(document.lang)
    with_ascii = not encodes(target)
    console = Console(
        file=cast("TextIO", _Ascii(target)) if with_ascii else target,
        width=width,
        highlight=False,
        emoji=False,
        markup=False,
        safe_box=True,
    )
    console.print(
        Text(document.title, style="bold"), "─" * min(width, len(document.title)), sep="\n"
    )
    for block in document.blocks:
        for part in _block(block, language):
            console.print(part)


def encodes(stream: TextIO) -> bool:
    """Say whether a stream can take the characters of mathematics."""
    try:
        "∂Ω₁→−·≈σ✓".encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


class _Ascii:
    """A text stream that writes everything in ASCII."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.encoding = "ascii"

    def write(self, text: str) -> int:
        return self._stream.write(to_ascii(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _block(block: Block, language: Language) -> Iterable[RenderableType]:
    match block:
        case Heading(content, level):
            yield Text("")
            words = _sentence(content, language)
            words.stylize("bold" if level < 3 else "underline")
            yield words
        case Paragraph(content, kind):
            words = _sentence(content, language)
            words.stylize(_PARAGRAPHS[kind])
            yield words
        case Formulas(rows):
            for row in rows:
                yield Padding(_formula(row, language), (0, 0, 0, 4))
        case Table():
            yield _table(block, language)


def _table(table: Table, language: Language) -> RichTable:
    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
    for place, column in enumerate(table.columns):
        justify = "right" if place in table.right else "left"
        drawn.add_column(_cell(column, language), justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in table.rows:
        drawn.add_row(*(_cell(cell, language) for cell in row))
    return drawn


def _cell(cell: Cell, language: Language) -> Text:
    if isinstance(cell, Sentence | str):
        return _sentence(cell, language)
    return _formula(cell, language)


def _formula(tree: Tree, language: Language) -> Text:
    condition = language.text("formula.if")
    pieces = [(part.text, _STYLES[part.role]) for part in segments(tree, condition)]
    return Text.assemble(*pieces)


def _sentence(content: Sentence | str, language: Language) -> Text:
    if isinstance(content, str):
        return Text(content)
    data = {name: _word(value, language) for name, value in content.data.items()}
    return Text(language.text(content.key, **data))


def _word(value: Any, language: Language) -> Any:
    return value if isinstance(value, str | int) else _formula(value, language).plain
