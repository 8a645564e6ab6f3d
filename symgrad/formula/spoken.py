"""Formulas in words, for whoever has a page read aloud.

A fraction or a root says where it ends, because nobody hears a bar.
"""

from __future__ import annotations

from functools import lru_cache

from symgrad.characters import name_parts
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
    Row,
    Sup,
    Tree,
    Under,
    printed,
)
from symgrad.language import Language

_SIGNS = {
    "=": "equals",
    "≈": "about",
    "+": "plus",
    "−": "minus",
    "neg": "minus",
    "·": "times",
    "→": "to",
    ">": "greater",
    "<": "less",
    "≥": "at_least",
    "≤": "at_most",
}
_KEPT = 4096  # a page says the same numbers and names many times
_ENDS = {"function": "function_end", "root": "root_end", "bars": "bars_end"}


def spoken(tree: Tree, lang: str) -> str:
    """Return a formula as words.

    Parameters
    ----------
    tree : Tree
        The formula.
    lang : {"en", "es"}
        The language.

    Examples
    --------
    >>> spoken(Row((Partial("Y", "b"), Op("="), Num("−1"), Op("+"), Num("3"))), "en")
    'the derivative of Y with respect to b equals minus 1 plus 3'
    >>> spoken(Frac(Row((Id("a"), Op("+"), Id("x_1"))), Num("2")), "es")
    'fracción a más x sub 1 sobre 2, fin de la fracción'
    """
    language = Language(lang)
    words = printed(tree, lambda part: _pieces(part, language))
    return " ".join(words.split()).replace(" ,", ",").replace(" ;", ";")


def _pieces(tree: Tree, language: Language) -> list[Tree | str]:
    match tree:
        case Num(digits):
            return [_number(digits, language)]
        case Id(name):
            return [_name(name, language)]
        case Partial(above, below):
            names = {"above": _name(above, language), "below": _name(below, language)}
            return [_padded(language.text("spoken.partial", **names))]
        case Op(sign):
            word = _SIGNS.get(sign)
            return [_padded(language.text(f"spoken.{word}") if word else sign)]
        case Row(parts):
            return _row(parts, language)
        case Under(inside):
            return [inside]
        case Blank():
            return [_padded(language.text("spoken.blank"))]
        case _:
            return _compound(tree, language)


def _row(parts: tuple[Tree, ...], language: Language) -> list[Tree | str]:
    """Put a choice by sign into brackets: nobody hears its brace, nor what follows it."""
    pieces: list[Tree | str] = []
    for part in parts:
        pieces += _fenced(part, language) if isinstance(part, Cases) else [part]
    return pieces


def _compound(tree: Frac | Sup | Brackets | Apply | Cases, language: Language) -> list[Tree | str]:
    def words(key: str) -> str:
        return _padded(language.text(f"spoken.{key}"))

    match tree:
        case Frac() if _is_short(tree):
            return [tree.above, words("over"), tree.below]
        case Frac(above, below):
            sides = [
                _fenced(part, language) if _barred(part) else [part] for part in (above, below)
            ]
            return [words("fraction"), *sides[0], words("over"), *sides[1], words("fraction_end")]
        case Sup(Brackets(Num() as base) | (Apply() | Cases() as base), exponent):
            return [*_fenced(base, language), *_raised(exponent, language)]
        case Sup(base, exponent):
            return [base, *_raised(exponent, language)]
        case Brackets(Num() as inside):
            return [inside]
        case Brackets(inside):
            return _fenced(inside, language)
        case Cases(branches):
            return _branches(branches, language)
        case Apply():
            return _application(tree, language)


def _fenced(tree: Tree, language: Language) -> list[Tree | str]:
    opened, closed = (_padded(language.text(f"spoken.{key}")) for key in ("bracket", "bracket_end"))
    return [opened, tree, closed]


def _raised(exponent: Tree, language: Language) -> list[Tree | str]:
    if exponent == Num("2"):
        return [_padded(language.text("spoken.squared"))]
    power, end = (_padded(language.text(f"spoken.{key}")) for key in ("power", "power_end"))
    return [power, exponent, end]


def _plain(tree: Tree) -> bool:
    """Say whether it is heard as one thing: 2/3 is not."""
    return isinstance(tree, Id) or (isinstance(tree, Num) and "/" not in tree.text)


def _is_short(tree: Frac) -> bool:
    """Say whether a fraction is heard as one without its end: not a/(2 · 10⁻⁵)."""
    powers = (isinstance(part, Num) and "e" in part.text for part in (tree.above, tree.below))
    return _plain(tree.above) and _plain(tree.below) and not any(powers)


def _barred(tree: Tree) -> bool:
    """Say whether a bar, or a choice, is heard in it whose end is not said."""
    pending = [tree]
    while pending:
        match pending.pop():
            case Num(digits) | Brackets(Num(digits)) if "/" in digits:
                return True
            case Frac() as part if _is_short(part):
                return True
            case Cases():
                return True
            case Row(parts):
                pending += parts
    return False


def _application(tree: Apply, language: Language) -> list[Tree | str]:
    pieces: list[Tree | str] = [_padded(language.text(f"spoken.{tree.style}", name=tree.name))]
    for place, argument in enumerate(tree.arguments):
        pieces += [", ", argument] if place else [argument]
    simple = len(tree.arguments) == 1 and _plain(tree.arguments[0])
    return pieces if simple else [*pieces, _padded(language.text(f"spoken.{_ENDS[tree.style]}"))]


def _branches(branches: tuple[tuple[Tree, Tree], ...], language: Language) -> list[Tree | str]:
    pieces: list[Tree | str] = []
    for place, (value, when) in enumerate(branches):
        pieces += ["; "] if place else []
        pieces += _fenced(value, language) if isinstance(value, Cases) else [value]
        pieces += [_padded(language.text("formula.if")), when]
    return pieces


@lru_cache(_KEPT)
def _number(digits: str, language: Language) -> str:
    minus = f" {language.text('spoken.minus')} "
    over = f" {language.text('spoken.over')} "
    mantissa, e, exponent = digits.replace("\u202f", "").partition("e")
    said = mantissa.replace("−", minus).replace("/", over)
    if e:
        said += f" {language.text('spoken.ten', exponent=exponent.replace('-', minus))} "
    return said


@lru_cache(_KEPT)
def _name(name: str, language: Language) -> str:
    letter, index = name_parts(name)
    return f"{letter} {language.text('spoken.index', index=index)}" if index else letter


def _padded(words: str) -> str:
    return f" {words} "
