"""Pieces of a text: numbers, names and signs, each with its place, within limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from symgrad.characters import (
    NAME_REST,
    NAME_START,
    WRITE_INSTEAD,
    columns,
    describe,
    looks_like,
    printable,
)
from symgrad.errors import ParseError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a text from outside; a caller who trusts the text may raise them.

    Attributes
    ----------
    length : int
        Characters of the whole text.
    nodes : int
        Numbers, names, operators and calls.
    depth : int
        Open brackets and pending operators at one place.
    digits : int
        Digits of one number.
    exponent : int
        Size of a constant exponent, and of the power of ten in ``1e-9``.
    magnitude : int
        Power of ten that constants stay below, and their inverses too.
    """

    length: int = 20_000
    nodes: int = 5_000
    depth: int = 50
    digits: int = 60
    exponent: int = 1_000
    magnitude: int = 400


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text: its kind (number, name, sign, break or end), text and place."""

    kind: str
    text: str
    start: int
    end: int


def is_name(text: str) -> bool:
    """Say whether `text` can stand as a name in an expression."""
    return re.fullmatch(f"[{NAME_START}][{NAME_REST}]*", text) is not None


_SPACE = r"[ \t\r\u00a0\u202f\u2009]"
# One alternative per kind of token. Only ASCII digits make numbers.
_TOKEN = re.compile(
    rf"(?P<space>{_SPACE}+|\#[^\n]*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>[{NAME_START}][{NAME_REST}]*)"
    r"|(?P<sign>\*\*|[-+*/^()=,·⋅×÷−])"
    r"|(?P<break>[\n;])"
)
_OPENING = re.compile(rf"{_SPACE}*\(")
_SAME_SIGN = {"**": "^", "·": "*", "⋅": "*", "×": "*", "÷": "/", "−": "-"}


class Tokens:
    """The tokens of one text, read from left to right; refuses what cannot be read."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.count = 0
        self.equals: int | None = None  # where the assignment that is being read has its "="
        if len(text) > limits.length:
            self.refuse("too_long", limits.length, size=len(text), limit=limits.length)
        self._tokens = self._tokenize()
        self.peek = next(self._tokens)

    def refuse(self, code: str, at: int, **data: object) -> NoReturn:
        """Raise the error of that code, pointing at an offset of the text."""
        line, column, excerpt = place(self.text, at)
        raise ParseError(code, line=line, column=column, excerpt=excerpt, **data)

    def _tokenize(self) -> Iterator[Token]:
        position = 0
        while position < len(self.text):
            match = _TOKEN.match(self.text, position)
            if match is None or match.lastgroup is None:
                self._refuse_character(position)
            if match.lastgroup != "space":
                text = match.group()
                yield Token(match.lastgroup, _SAME_SIGN.get(text, text), position, match.end())
            position = match.end()
        yield Token("end", "", position, position)

    def _refuse_character(self, at: int) -> NoReturn:
        character = self.text[at]
        latin = looks_like(character)
        if latin is not None and character not in WRITE_INSTEAD:
            self.refuse("look_alike", at, character=describe(character), latin=latin)
        if character in WRITE_INSTEAD:
            self.refuse("write_instead", at, character=character, write=WRITE_INSTEAD[character])
        self.refuse("character", at, character=describe(character))

    def advance(self) -> Token:
        """Return the next token and go on behind it."""
        token = self.peek
        self.count += 1
        if self.count > self.limits.nodes:
            self.refuse("too_many_nodes", token.start, limit=self.limits.nodes)
        if token.kind != "end":
            self.peek = next(self._tokens)
        return token

    def skip_breaks(self) -> None:
        """Go on behind empty lines."""
        while self.peek.kind == "break":
            self.advance()

    def refuse_rest(self) -> NoReturn:
        """Raise the error that explains what stands where nothing more belongs."""
        token = self.peek
        if token.text == ")":
            self.refuse("bracket_not_opened", token.start)
        if token.text == ",":
            self.refuse("comma", token.start)
        if token.text == "=" and self.equals is not None:
            self.refuse("second_equals", token.start)
        if token.text == "(" or token.kind in ("name", "number"):
            self.refuse("sign_missing", token.start, text=printable(token.text))
        self.refuse("unexpected", token.start, text=printable(token.text))

    def opens_call(self) -> bool:
        """Say whether a bracket follows the token that is next."""
        return _OPENING.match(self.text, self.peek.end) is not None


def place(text: str, at: int) -> tuple[int, int, str]:
    """Line and column (from 1) of an offset, and the line with a mark under the column."""
    start = text.rfind("\n", 0, at) + 1
    stop = text.find("\n", at)
    line = text[start : len(text) if stop < 0 else stop].removesuffix("\r")
    column = at - start
    cut = max(0, column - 40)
    shown = printable(line[cut : cut + 64], 64)
    place = column - cut
    # An accent stands over the letter before it: there goes the mark.
    before = min(columns(shown[:place]), max(0, columns((shown + " ")[: place + 1]) - 1))
    return text.count("\n", 0, at) + 1, column + 1, f"    {shown}\n    {' ' * before}^"
