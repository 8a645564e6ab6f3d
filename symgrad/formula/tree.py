"""Formulas as small trees, for printers that need no mathematics of their own.

Brackets are decided here once, so that every printer shows the same: a negative factor and a
function's argument are always in brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar, cast

T = TypeVar("T")

Role: TypeAlias = Literal["value", "gradient", "local", "plain"]


@dataclass(frozen=True, slots=True)
class Num:
    """A number as it is printed, with the language's decimal mark already in it."""

    text: str
    role: Role = "plain"

    @property
    def negative(self) -> bool:
        """Whether it begins with a minus sign."""
        return self.text.startswith("−")


@dataclass(frozen=True, slots=True)
class Id:
    """A name: ``Omega_1``; printers decide how its subscript looks."""

    name: str
    role: Role = "value"


@dataclass(frozen=True, slots=True)
class Partial:
    """A derivative of one name by another, ∂Y/∂b."""

    above: str
    below: str
    role: Role = "gradient"


@dataclass(frozen=True, slots=True)
class Op:
    """A sign: ``+``, ``·``, ``=``, ``≈``."""

    sign: str


@dataclass(frozen=True, slots=True)
class Row:
    """Parts side by side."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Frac:
    """A fraction."""

    above: Tree
    below: Tree


@dataclass(frozen=True, slots=True)
class Sup:
    """A power."""

    base: Tree
    exponent: Tree


@dataclass(frozen=True, slots=True)
class Brackets:
    """Round brackets that every printer shows; `linear` ones vanish where fractions are stacked."""

    inside: Tree
    linear: bool = False


@dataclass(frozen=True, slots=True)
class Apply:
    """A function and its arguments, always in brackets; ``style`` is function, root or bars.

    Arguments are separated by a semicolon where the comma is the decimal mark.
    """

    name: str
    arguments: tuple[Tree, ...]
    style: Literal["function", "root", "bars"] = "function"
    separator: Literal[",", ";"] = ","


@dataclass(frozen=True, slots=True)
class Cases:
    """A choice by sign: values with their conditions ``x > 0``, ``x = 0``, ``x ≤ 0``."""

    branches: tuple[tuple[Tree, Tree], ...]


@dataclass(frozen=True, slots=True)
class Under:
    """A part of a formula with a word below that says what it is."""

    inside: Tree
    label: str


@dataclass(frozen=True, slots=True)
class Blank:
    """Room for an answer."""


Tree: TypeAlias = (
    Num | Id | Partial | Op | Row | Frac | Sup | Brackets | Apply | Cases | Under | Blank
)


def listed(trees: Sequence[Tree]) -> Tree:
    """Put formulas behind each other with commas."""
    parts: list[Tree] = []
    for tree in trees:
        parts += [Op(","), tree] if parts else [tree]
    return Row(tuple(parts))


def flattened(tree: Tree, pieces: Callable[[Tree], Sequence[Tree | T]], kind: type[T]) -> list[T]:
    """Take a formula apart without recursion: ``pieces`` says what a tree consists of."""
    pending: list[Tree | T] = [tree]
    found: list[T] = []
    while pending:
        part = pending.pop()
        if isinstance(part, kind):
            found.append(part)
        else:
            pending.extend(reversed(pieces(cast("Tree", part))))
    return found


def printed(tree: Tree, pieces: Callable[[Tree], Sequence[Tree | str]]) -> str:
    """Print a formula whose pieces are text."""
    return "".join(flattened(tree, pieces, str))
