"""Formulas as MathML Core, which browsers draw without any help and without a mathematics font.

Only elements of MathML Core are used, every number is one ``<mn>``, and nothing stretches but
fraction bars and roots, which the browser draws itself.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape

from symgrad.characters import name_parts
from symgrad.formula.spoken import spoken
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
    printed,
)
from symgrad.language import Language

_KEPT = 4096  # a page writes the same names and numbers many times
_SEPARATORS = frozenset({",", ";"})


def mathml(tree: Tree, lang: str, *, block: bool = False) -> str:
    """Return a formula as a ``<math>`` element, labelled with the words that are read aloud.

    Parameters
    ----------
    tree : Tree
        The formula.
    lang : {"en", "es"}
        Language of the words.
    block : bool
        Whether it stands on a line of its own; inside a sentence ∂Y/∂b is written on one line.

    Examples
    --------
    >>> print(mathml(Row((Id("b"), Op("="), Num("2", "value"))), "en"))
    <math aria-label="b equals 2"><mrow><mi class="value">b</mi><mo form="infix">=</mo><mn
    class="value">2</mn></mrow></math>
    """
    display = ' display="block"' if block else ""
    condition = Language(lang).text("formula.if")
    content = printed(tree, lambda part: _pieces(part, condition, block))
    return f'<math{display} aria-label="{escape(spoken(tree, lang))}">{content}</math>'


def _pieces(tree: Tree, condition: str, block: bool) -> list[Tree | str]:
    match tree:
        case Num(digits, role):
            return [_number(digits, role)]
        case Id(name, role):
            return [_name(name, role)]
        case Partial(above, below, role):
            return [_partial(above, below, role, block)]
        case Op(sign):
            return [_operator(sign)]
        case Row(parts):
            return ["<mrow>", *parts, "</mrow>"] if len(parts) != 1 else list(parts)
        case Frac(above, below):
            return ["<mfrac>", *_one(above), *_one(below), "</mfrac>"]
        case Sup(base, exponent):
            return ["<msup>", *_one(base), *_one(exponent), "</msup>"]
        case Brackets(inside, linear):
            return [inside] if linear else [_fence("("), inside, _fence(")")]
        case Apply():
            return _application(tree)
        case Cases(branches):
            return _branches(branches, condition)
        case Under(inside, label):
            return ["<munder>", *_one(inside), f"<mtext>{escape(label)}</mtext></munder>"]
        case Blank():
            return ['<mspace width="6em" height="1em" depth="0.15em" class="blank"/>']


def _one(tree: Tree) -> list[Tree | str]:
    """Make one element of a part: fractions and powers count their children."""
    return ["<mrow>", tree, "</mrow>"]


def _class(role: Role) -> str:
    return "" if role == "plain" else f' class="{role}"'


def _fence(sign: str) -> str:
    return f'<mo stretchy="false">{sign}</mo>'


def _operator(sign: str) -> str:
    if sign == "neg":
        return '<mo form="prefix">−</mo>'
    # The form is said, because a line that begins with the sign would take it for a prefix.
    form = 'separator="true"' if sign in _SEPARATORS else 'form="infix"'
    return f"<mo {form}>{escape(sign)}</mo>"


@lru_cache(_KEPT)
def _number(digits: str, role: Role) -> str:
    if digits.startswith("−"):
        minus = f'<mo form="prefix"{_class(role)}>−</mo>'
        return f"<mrow>{minus}{_number(digits[1:], role)}</mrow>"
    above, bar, below = digits.partition("/")
    if bar:
        return f"<mfrac>{_number(above, role)}{_number(below, role)}</mfrac>"
    mantissa, e, exponent = digits.partition("e")
    number = f"<mn{_class(role)}>{escape(mantissa)}</mn>"
    if not e:
        return number
    power = f"<msup><mn>10</mn>{_number(exponent.replace('-', '−'), 'plain')}</msup>"
    return f"<mrow>{number}{_operator('·')}{power}</mrow>"


@lru_cache(_KEPT)
def _name(name: str, role: Role) -> str:
    letter, index = name_parts(name)
    body = f"<mi{_class(role)}>{escape(letter)}</mi>"
    # An index is part of a name: it must not look like a value.
    number = "" if role == "value" else _class(role)
    return f"<msub>{body}<mn{number}>{index}</mn></msub>" if index else body


def _partial(above: str, below: str, role: Role, stacked: bool) -> str:
    sign = f'<mo form="prefix"{_class(role)}>∂</mo>'
    top, bottom = _name(above, role), _name(below, role)
    if not stacked:
        bar = f'<mo form="infix"{_class(role)} lspace="0em" rspace="0em">/</mo>'
        return f"<mrow>{sign}{top}{bar}{sign}{bottom}</mrow>"
    return f"<mfrac><mrow>{sign}{top}</mrow><mrow>{sign}{bottom}</mrow></mfrac>"


def _application(tree: Apply) -> list[Tree | str]:
    if tree.style == "root":
        return ["<msqrt>", *tree.arguments, "</msqrt>"]
    if tree.style == "bars":
        return [_fence("|"), *tree.arguments, _fence("|")]
    pieces: list[Tree | str] = [f"<mi>{escape(tree.name)}</mi>", _fence("(")]
    for place, argument in enumerate(tree.arguments):
        pieces += [_operator(tree.separator), argument] if place else [argument]
    return [*pieces, _fence(")")]


def _branches(branches: tuple[tuple[Tree, Tree], ...], condition: str) -> list[Tree | str]:
    """Write the cases as rows behind a plain brace, which does not need to stretch."""
    pieces: list[Tree | str] = [_fence("{"), "<mtable>"]
    for value, when in branches:
        pieces += ["<mtr><mtd>", value, f"</mtd><mtd><mtext>{escape(condition)}\u00a0</mtext>"]
        pieces += [when, "</mtd></mtr>"]
    return [*pieces, "</mtable>"]
