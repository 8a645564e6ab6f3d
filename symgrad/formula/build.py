"""Expressions to formula trees: the symbols, or the numbers put in their places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from symgrad.decimals import written
from symgrad.expr import Call, Expr, Lit, Ref, fold
from symgrad.formula.numbers import NumberFormat
from symgrad.formula.tree import (
    Apply,
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
)
from symgrad.operations import OPERATIONS

_SUM, _PRODUCT, _NEGATIVE, _POWER, _ATOM = 10, 20, 25, 30, 99
_SIGNS = {"add": ("+", _SUM), "sub": ("−", _SUM), "mul": ("·", _PRODUCT)}


@dataclass(frozen=True, slots=True)
class Piece:
    """A tree, how tightly it binds, and whether it begins with a minus sign."""

    tree: Tree
    power: int = _ATOM
    negative: bool = False


def build(expr: Expr, reference: Callable[[Ref], Tree], numbers: NumberFormat, lang: str) -> Tree:
    """Build the tree of an expression.

    Parameters
    ----------
    expr : Expr
        The expression of a line.
    reference : callable
        What stands for a reference: a name, or the number that it has.
    numbers : NumberFormat
        How literals are printed.
    lang : str
        Language of function names and conditions.

    Examples
    --------
    >>> from symgrad.formula.text import text
    >>> numbers = NumberFormat("point")
    >>> text(build(Ref("b") - Ref("c"), lambda ref: Num("−3"), numbers, "en"))
    '−3 − (−3)'
    """

    def leaf(node: Ref | Lit) -> Piece:
        if isinstance(node, Lit):
            return number_piece(Num(numbers.written(node)))
        tree = reference(node)
        return number_piece(tree) if isinstance(tree, Num) else Piece(tree)

    def combine(call: Call, parts: tuple[Piece, ...]) -> Piece:
        return _combine(call, parts, numbers, lang)

    return fold(expr, leaf, combine).tree


def number_piece(number: Num) -> Piece:
    """Return a number with its binding: a minus sign, a bar or a second part ask for brackets."""
    if number.text.endswith("i"):
        return Piece(number, _SUM, number.negative)
    power = _PRODUCT if "/" in number.text or "e" in number.text else _ATOM
    return Piece(number, power, number.negative)


def name_tree(line: str, kind: str) -> Tree:
    """Return how formulas name a line: ``d``, ∂Y/∂b, or the edge of a contribution, b → d.

    A contribution is only a part of ∂Y/∂b, so that it must not be called so.

    >>> name_tree("∂Y/∂b", "total")
    Partial(above='Y', below='b', role='gradient')
    """
    label, _, edge = line.partition("|")
    if edge:
        return Row((Id(label.partition("/∂")[2]), Op("→"), Id(edge.partition("#")[0])))
    label = label.partition("#")[0]
    role: Role = "local" if kind == "local" else "gradient"
    if label.startswith("∂"):
        above, _, below = label[1:].partition("/∂")
        return Partial(above, below, role)
    if label.startswith("D("):
        return Apply("D", (Id(label[2:-1]),))
    return Id(label)


def _combine(call: Call, parts: tuple[Piece, ...], numbers: NumberFormat, lang: str) -> Piece:
    row = OPERATIONS[call.op]
    if call.op in _SIGNS:
        return _infix(*_SIGNS[call.op], parts)
    if call.op == "div":
        return Piece(Frac(parts[0].tree, parts[1].tree), _PRODUCT, parts[0].negative)
    if call.op == "neg":
        return Piece(Row((Op("neg"), _within(parts[0], _PRODUCT + 1))), _NEGATIVE, True)
    if row.style in ("power", "square"):
        exponent = parts[1].tree if row.style == "power" else Num("2")
        return Piece(Sup(_within(parts[0], _POWER + 1), exponent), _POWER)
    if row.style == "constant":
        return Piece(Id(row.title(lang), "plain"))
    if row.style == "cases":
        return Piece(_cases(parts))
    if call.op == "identity":
        return parts[0]
    arguments = [part.tree for part in parts] + _params(call, numbers)
    style = row.style if row.style in ("root", "bars") else "function"
    separator: Literal[",", ";"] = ";" if numbers.mark == "comma" else ","
    return Piece(Apply(row.title(lang), tuple(arguments), style, separator))


def _infix(sign: str, power: int, parts: tuple[Piece, ...]) -> Piece:
    first = parts[0]
    factor = power == _PRODUCT
    trees: list[Tree] = [_within(first, power, brackets_if_negative=factor)]
    for part in parts[1:]:
        trees += [Op(sign), _within(part, power + 1, brackets_if_negative=True)]
    return Piece(Row(tuple(trees)), power, first.negative and not factor)


def _within(part: Piece, power: int, *, brackets_if_negative: bool = True) -> Tree:
    """Put brackets round a part that binds less tightly, or that begins with a minus sign."""
    bar = isinstance(part.tree, Frac) or (isinstance(part.tree, Num) and "/" in part.tree.text)
    if part.negative and brackets_if_negative:
        return Brackets(part.tree)
    if bar and power >= _PRODUCT:  # a stacked fraction is its own bracket, but not under a power
        return Brackets(part.tree, linear=power < _POWER)
    return Brackets(part.tree) if part.power < power else part.tree


def _cases(parts: tuple[Piece, ...]) -> Tree:
    condition, above, *at, below = (part.tree for part in parts)
    zero = Num("0")

    def when(sign: str) -> Row:
        return Row((condition, Op(sign), zero))

    if not at:
        return Cases(((above, when(">")), (below, when("<"))))
    if above == at[0] == below:
        return above
    if at[0] == below:
        return Cases(((above, when(">")), (below, when("≤"))))
    if at[0] == above:
        return Cases(((above, when("≥")), (below, when("<"))))
    return Cases(((above, when(">")), (at[0], when("=")), (below, when("<"))))


def _params(call: Call, numbers: NumberFormat) -> list[Tree]:
    pairs = zip(OPERATIONS[call.op].params, call.params, strict=False)
    return [
        Row(
            (Id(parameter.name, "plain"), Op("="), Num(numbers.written(Lit(value, written(value)))))
        )
        for parameter, value in pairs
        if parameter.written and value is not None
    ]
