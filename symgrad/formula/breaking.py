"""Where a formula may be broken into lines: before a relation, and in a long one before a sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.formula.text import text
from symgrad.formula.tree import Op, Row, Tree, flattened

# From what should rather be broken before to what should only in need.
_SIGNS = (frozenset({"=", "≈"}), frozenset({"+", "−"}), frozenset({"·"}))
# What fits on a phone beside its margins.
_LONGEST = 34


def broken(tree: Tree) -> tuple[Tree, ...]:
    """Return a formula in pieces, each of which stays on one line where there is room for it.

    Examples
    --------
    >>> from symgrad.formula.tree import Id, Num
    >>> pieces = broken(Row((Id("d"), Op("="), Id("a"), Op("+"), Id("b"), Op("="), Num("3"))))
    >>> [text(piece).strip() for piece in pieces]
    ['d', '= a + b', '= 3']
    """
    parts = flattened(
        tree, lambda part: part.parts if isinstance(part, Row) else [_Part(part)], _Part
    )
    trees = [part.tree for part in parts]
    if Op(",") in trees:  # a list is broken between its items
        return tuple(map(Row, _split_after(trees, Op(","))))
    pieces = list(_split(trees, _SIGNS[0]))
    for signs in _SIGNS[1:]:
        pieces = [
            part for piece in pieces for part in (_split(piece, signs) if _long(piece) else [piece])
        ]
    return tuple(map(Row, pieces))


def _long(piece: tuple[Tree, ...]) -> bool:
    return len(piece) > 2 and len(text(Row(piece))) > _LONGEST


class _Part:
    """A part of a row that is no row itself."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree


def _split_after(parts: Sequence[Tree], sign: Tree) -> Iterator[tuple[Tree, ...]]:
    """End a piece with each of one sign."""
    piece: list[Tree] = []
    for part in parts:
        piece.append(part)
        if part == sign:
            yield tuple(piece)
            piece = []
    yield tuple(piece)


def _split(parts: Sequence[Tree], signs: frozenset[str]) -> Iterator[tuple[Tree, ...]]:
    """Begin a new piece before each of some signs."""
    piece: list[Tree] = []
    for part in parts:
        if piece and isinstance(part, Op) and part.sign in signs:
            yield tuple(piece)
            piece = []
        piece.append(part)
    yield tuple(piece)
