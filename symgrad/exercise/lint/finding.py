"""What a finding is, and how it names places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symgrad.arithmetic import Exact
from symgrad.formula import NumberFormat
from symgrad.graph import Graph
from symgrad.language import Language
from symgrad.lines import Line


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that may not be meant.

    Attributes
    ----------
    code : str
        Its sentence is ``lint.<code>`` in the catalogs.
    where : str
        Table and key of the worksheet.
    data : mapping
        What the sentence quotes.
    """

    code: str
    where: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def message(self, lang: str | None = None) -> str:
        """Return the sentence in a language (default: the user's).

        >>> Finding("unused_input", "[inputs] c", {"names": "c", "count": 1}).message("en")
        'nothing uses c. Use it in the graph, or delete it.'
        """
        language = Language.of(lang)
        said = {name: _said(value, language) for name, value in self.data.items()}
        return language.text(f"lint.{self.code}", **said)


def _said(value: Any, language: Language) -> Any:
    if isinstance(value, Fraction):
        return (
            NumberFormat(language.decimal_mark(), decimals_preferred=True).show(value, Exact()).text
        )
    if isinstance(value, Slip):
        data = {"name": value.name, "instead": value.instead, "wrong": _said(value.wrong, language)}
        return language.text(f"mistake.{value.code}", **data)
    return value


@dataclass(frozen=True, slots=True)
class Slip:
    """A common mistake as text."""

    code: str
    name: str
    instead: str
    wrong: Fraction


def where(graph: Graph, names: Iterable[str]) -> str:
    """Return tables and keys of the worksheet that several names stand for."""
    inputs = [name for name in names if graph[name].expr is None]
    nodes = [name for name in names if graph[name].expr is not None]
    tables = {"[inputs]": inputs, "graph,": nodes}
    return "; ".join(f"{table} {', '.join(found)}" for table, found in tables.items() if found)


def called(line: Line) -> str:
    """Return how a finding names a line: an edge by its two ends."""
    return f"{line.edge.tail} → {line.edge.head}" if line.edge else line.label
