"""Sentences taken apart into words and formulas, for renderers that write both in their own way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from string import Formatter
from typing import Any

from symgrad.formula.tree import Tree
from symgrad.language import Language
from symgrad.solution.document import Sentence


def pieces(content: Sentence | str, language: Language) -> Iterator[str | Tree]:
    """Yield the words of a sentence, and the formulas that it quotes, from left to right.

    Parameters
    ----------
    content : Sentence or str
        A sentence of the catalogs, or a text that says itself.
    language : Language
        The language; it also joins the last two of several formulas.

    Examples
    --------
    >>> from symgrad.formula.tree import Id
    >>> sentence = Sentence("step.forward", {"name": Id("d")})
    >>> list(pieces(sentence, Language("en")))
    ['Value of ', Id(name='d', role='value')]
    """
    if isinstance(content, str):
        yield content
        return
    template = language.template(content.key, content.data.get("count"))
    for words, field, _, _ in Formatter().parse(template):
        if words:
            yield words
        if field is not None:
            yield from _quoted(content.data[field], language)


def _quoted(value: Any, language: Language) -> Iterator[str | Tree]:
    if isinstance(value, tuple):
        *first, last = value
        for place, part in enumerate(first):
            yield from (", ", part) if place else (part,)
        yield from (f" {language.text('list.last')} ", last) if first else (last,)
    else:
        yield str(value) if isinstance(value, int) else value


def said(
    content: Sentence | str,
    language: Language,
    formula: Callable[[Tree], str],
    words: Callable[[str], str] = str,
) -> str:
    """Return a sentence in the form of a renderer, which says how to write formulas and words.

    >>> from symgrad.formula import text
    >>> from symgrad.formula.tree import Id
    >>> names = (Id("a"), Id("b"), Id("c"))
    >>> said(Sentence("ask.dead_end", {"names": names, "count": 3}), Language("es"), text)
    '¿Cuánto valen las derivadas respecto de a, b y c?'
    """
    return "".join(
        words(piece) if isinstance(piece, str) else formula(piece)
        for piece in pieces(content, language)
    )
