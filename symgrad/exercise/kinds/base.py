"""What all part kinds share: their common keys, what they get and what they give."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from symgrad.finite import Differences
from symgrad.solution.context import Context
from symgrad.solution.document import Block
from symgrad.solution.sheet import Asked


def _plain(text: object) -> object:
    r"""Refuse what "\beta" becomes between double quotes: a backspace and "eta"."""
    if isinstance(text, str) and re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text):
        raise ValueError("control character")
    return text


# The description of a field is the key of the sentence that says what may stand there.
Words: TypeAlias = Annotated[
    str, BeforeValidator(_plain), StringConstraints(strip_whitespace=True, min_length=1)
]
Localized: TypeAlias = Words | Annotated[dict[Literal["en", "es"], Words], Field(min_length=1)]


def localized(text: Localized, lang: str) -> str:
    """Return a text in a language, or in the one that there is.

    >>> localized({"es": "Grafo"}, "en")
    'Grafo'
    """
    if isinstance(text, str):
        return text
    return next((text[code] for code in (lang, "en", "es") if code in text), "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a part adds to the solution."""

    blocks: Sequence[Block]
    differences: Sequence[Differences] = ()


class PartBase(BaseModel, ABC):
    """Keys of every part: its title and its marks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[Localized | None, Field(description="expected_words")] = None
    marks: Annotated[Decimal | None, Field(ge=0, le=1000, description="expected_marks")] = None

    @abstractmethod
    def solve(self, context: Context) -> Outcome:
        """Return the part's section of the solution."""

    @abstractmethod
    def ask(self, context: Context, hidden: frozenset[str]) -> Asked:
        """Return the part's section of the student's sheet, with room where results are hidden."""
