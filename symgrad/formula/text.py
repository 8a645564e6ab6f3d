"""Formulas as one line of text: for terminals, and for whoever reads a page aloud."""

from __future__ import annotations

from dataclasses import dataclass

from symgrad.characters import pretty_name
from symgrad.formula.tree import (
    Apply,
    Blank,
    Brackets,
    Cases,
    Frac,
    Id,
    Num,
    Op,
    Partial,
    Role,
    Row,
    Sup,
    Tree,
    Under,
    flattened,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text and what it stands for, so that a terminal can colour it."""

    text: str
    role: Role = "plain"


def text(tree: Tree, condition: str = "if") -> str:
    """Return a formula as text.

    Parameters
    ----------
    tree : Tree
        The formula.
    condition : str
        The word between a value and its condition.

    Examples
    --------
    >>> text(Row((Id("d"), Op("="), Num("1"), Op("+"), Num("2"), Op("="), Num("3"))))
    'd = 1 + 2 = 3'
    """
    return "".join(segment.text for segment in segments(tree, condition))


def segments(tree: Tree, condition: str = "if") -> list[Segment]:
    """Return a formula as pieces of text with their roles."""
    return flattened(tree, lambda part: _pieces(part, condition), Segment)


def _pieces(tree: Tree, condition: str) -> list[Tree | Segment]:
    match tree:
        case Num(digits, role):
            return [Segment(digits, role)]
        case Id(name, role):
            return [Segment(pretty_name(name), role)]
        case Partial(above, below, role):
            return [Segment(f"∂{pretty_name(above)}/∂{pretty_name(below)}", role)]
        case Op("neg"):
            return [Segment("−")]
        case Op(","):
            return [Segment(", ")]
        case Op(sign):
            return [Segment(f" {sign} ")]
        case Row(parts):
            return list(parts)
        case Frac(above, below):
            return [_tight(above), Segment("/"), _tight(below)]
        case Sup(base, exponent):
            return [base, Segment("^"), _tight(exponent)]
        case Brackets(inside):
            return [Segment("("), inside, Segment(")")]
        case Apply():
            return _application(tree)
        case Cases(branches):
            return _branches(branches, condition)
        case Under(inside):
            return [inside]
        case Blank():
            return [Segment("______")]


def _tight(tree: Tree) -> Tree:
    """Put brackets round what is more than one symbol, above or below a bar or as an exponent."""
    compound = isinstance(tree, Row | Frac | Sup) or (
        isinstance(tree, Num) and (tree.negative or "/" in tree.text)
    )
    return Brackets(tree) if compound else tree


def _application(tree: Apply) -> list[Tree | Segment]:
    if tree.style == "bars":
        return [Segment("|"), *tree.arguments, Segment("|")]
    pieces: list[Tree | Segment] = [Segment(tree.name + "(")]
    for position, argument in enumerate(tree.arguments):
        pieces += [Segment(tree.separator + " "), argument] if position else [argument]
    return [*pieces, Segment(")")]


def _branches(branches: tuple[tuple[Tree, Tree], ...], condition: str) -> list[Tree | Segment]:
    pieces: list[Tree | Segment] = [Segment("{")]
    for position, (value, when) in enumerate(branches):
        pieces += [Segment("; ")] if position else []
        pieces += [value, Segment(f" {condition} "), when]
    return [*pieces, Segment("}")]
