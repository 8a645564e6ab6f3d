"""A solution as data: blocks of keys, formulas and tables, which renderers put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from symgrad.formula.tree import Tree
from symgrad.formula.written import Written
from symgrad.language import DecimalMark
from symgrad.nodes import Edge
from symgrad.plots import Plot

if TYPE_CHECKING:
    from os import PathLike


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
    """A table.

    Attributes
    ----------
    columns, rows : tuple
        Titles and cells.
    right : frozenset of int
        Columns of numbers, which are aligned to the right.
    about : tuple
        What each row is about, where it is one node (by name) or one edge of the graph: a page
        lights it in the picture.
    """

    columns: tuple[Sentence | Tree, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: frozenset[int] = frozenset()
    about: tuple[str | Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One step of a run, as a storyboard shows it beside its picture.

    Attributes
    ----------
    number : int
        From 1.
    phase : {"given", "forward", "backward"}
        The pass that it belongs to.
    short : Tree
        Its name in a list of steps.
    title, question : Sentence
        What the step does, and what a class is asked before it is shown.
    formulas : tuple of Tree
        The answer.
    why : tuple of Sentence
        The reason.
    mistake : Sentence or None
        What often goes wrong here, with the number that it gives.
    """

    number: int
    phase: Literal["given", "forward", "backward"]
    short: Tree
    title: Sentence
    question: Sentence
    formulas: tuple[Tree, ...]
    why: tuple[Sentence, ...]
    mistake: Sentence | None


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A run step by step: cards, and the run that their pictures show.

    A renderer without pictures leaves it out: the tables after it say the same.
    """

    written: Written
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The graph with what is known after some step."""

    written: Written
    step: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot, and in words what it shows.

    A renderer without pictures leaves it out: the tables after it say the same.
    """

    plot: Plot
    alt: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """The end of one part of an exercise and the beginning of one without a title."""


Block: TypeAlias = Heading | Paragraph | Formulas | Table | Storyboard | Picture | Figure | Divider


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
    colophon : tuple of Paragraph
        Small print at the end of a page: which worksheet, by which rules.
    """

    title: str
    blocks: tuple[Block, ...]
    lang: str
    mark: DecimalMark
    colophon: tuple[Paragraph, ...] = ()

    def save(self, path: str | PathLike[str]) -> None:
        """Write the document in the form that the file's name ends in.

        Parameters
        ----------
        path : path
            ``.html`` is a page, ``.md`` Markdown with its pictures in a folder beside it, ``.txt``
            what a terminal shows.

        Raises
        ------
        SymgradError
            Another ending, or a file that cannot be written.
        """
        from symgrad.solution.saving import save

        save(self, path)

    def _repr_html_(self) -> str:
        from symgrad.solution.html import fragment

        return fragment(self)
