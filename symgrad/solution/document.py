"""A solution as data: blocks of keys, formulas and tables, which renderers put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from symgrad.formula.tree import Tree
from symgrad.language import DecimalMark


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the catalogs with what it quotes (text, whole numbers, formulas)."""

    key: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section."""

    content: Sentence | str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its kind decides how it is set off.

    ``why`` explains, ``warning`` reports a failed check, ``note`` is small print.
    """

    content: Sentence | str
    kind: Literal["plain", "why", "warning", "note"] = "plain"


@dataclass(frozen=True, slots=True)
class Formulas:
    """Displayed formulas, one per row."""

    rows: tuple[Tree, ...]


Cell: TypeAlias = Tree | Sentence | str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; numbers are aligned to the right where the column says so."""

    columns: tuple[Sentence | Tree, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: frozenset[int] = frozenset()


Block: TypeAlias = Heading | Paragraph | Formulas | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A worked solution.

    Attributes
    ----------
    title : str
        In the language of the document.
    blocks : tuple of Block
        From top to bottom.
    lang, mark : str
        Language and decimal mark that the formulas were built for.
    """

    title: str
    blocks: tuple[Block, ...]
    lang: str
    mark: DecimalMark
