"""Expressions to worksheet text, and SymPy expressions to ours."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

from symgrad.characters import as_name, printable
from symgrad.decimals import written
from symgrad.errors import GraphError
from symgrad.expr import Call, Expr, Lit, Ref, fold, number
from symgrad.operations import OPERATIONS
from symgrad.parsing import Limits, is_name

_SIGNS = {"add": (" + ", 10), "sub": (" - ", 10), "mul": ("*", 20), "div": ("/", 20)}
_NEGATIVE, _POWER, _ATOM = 25, 30, 99
# Powers of ten of the numbers that are converted, as in a text.
_MAX_POWER = Limits().magnitude


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text in parts, how tightly it binds, and whether it begins with a minus sign.

    Parts are only joined at the end: joining at every operation would copy long sums again and
    again.
    """

    parts: tuple[str | _Piece, ...]
    power: int = _ATOM
    minus: bool = False


def to_text(expr: Expr) -> str:
    """Write an expression in the notation that :func:`~symgrad.parsing.parse_expression` reads.

    Examples
    --------
    >>> to_text((Ref("a") - (Ref("b") - 3)) * -Ref("c") ** 2)
    '(a - (b - 3))*(-c^2)'
    """
    pending: list[str | _Piece] = [fold(expr, _leaf, _call)]
    texts: list[str] = []
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            texts.append(part)
        else:
            pending.extend(reversed(part.parts))
    return "".join(texts)


def _leaf(leaf: Ref | Lit) -> _Piece:
    if isinstance(leaf, Ref):
        return _Piece((leaf.name,))
    minus = leaf.written.startswith("-")
    simple = _NEGATIVE if minus else _ATOM
    return _Piece((leaf.written,), 0 if "/" in leaf.written else simple, minus)


def _call(call: Call, parts: tuple[_Piece, ...]) -> _Piece:
    if call.op in _SIGNS:
        sign, power = _SIGNS[call.op]
        first = _within(parts[0], power, first=True)
        terms = [first, *(_within(part, power + 1) for part in parts[1:])]
        return _Piece(_separated(terms, sign), power, first.minus)
    if call.op == "neg":
        return _Piece(("-", _within(parts[0], _NEGATIVE)), _NEGATIVE, minus=True)
    if call.op == "pow":
        base = _within(parts[0], _POWER + 1)
        return _Piece((base, "^", _within(parts[1], _POWER)), _POWER)
    if not call.args:
        return _Piece((call.op,))
    arguments: list[str | _Piece] = [*parts, *_written_params(call)]
    return _Piece((f"{call.op}(", *_separated(arguments, ", "), ")"))


def _separated(parts: Sequence[str | _Piece], sign: str) -> tuple[str | _Piece, ...]:
    return tuple(text for part in parts for text in (sign, part))[1:]


def _within(piece: _Piece, power: int, *, first: bool = False) -> _Piece:
    """Put brackets where the text would be read otherwise, and round a minus inside it."""
    if piece.power >= power and (first or not piece.minus):
        return piece
    return _Piece(("(", piece, ")"))


def _written_params(call: Call) -> list[str]:
    pairs = zip(OPERATIONS[call.op].params, call.params, strict=False)
    return [
        written(value)
        for parameter, value in pairs
        if parameter.written and value is not None and value != parameter.default
    ]


def from_sympy(source: Any, name: str) -> list[tuple[str, Expr]]:
    """Return (name, expression) pairs of a SymPy expression, an ``Eq``, or several ``Eq``.

    Raises
    ------
    GraphError
        A function, number or symbol that has no counterpart here, or two symbols of one name.
    """
    sympy = importlib.import_module("sympy")
    if isinstance(source, sympy.Expr):
        if not is_name(name):
            raise GraphError("sympy_name", name=printable(name))
        if as_name(name) in _symbol_names([source]):
            raise GraphError("sympy_output", name=name)
        return [(as_name(name), from_sympy_expression(source))]
    equations = [source] if isinstance(source, sympy.Eq) else list(_equations(source))
    for equation in equations:
        if not isinstance(equation, sympy.Eq) or not equation.lhs.is_Symbol:
            raise GraphError("sympy_equation", text=printable(str(equation)))
    _symbol_names(equations)
    return [
        (_symbol_name(equation.lhs), from_sympy_expression(equation.rhs)) for equation in equations
    ]


def _equations(source: Any) -> Iterable[Any]:
    if isinstance(source, Iterable) and not isinstance(source, str):
        return source
    raise GraphError("sympy_source", type=type(source).__name__)


def _symbol_names(sources: Iterable[Any]) -> set[str]:
    """Return the names of the symbols; two symbols (one real, say) with one name are refused."""
    found: dict[str, Any] = {}
    pending = list(sources)
    while pending:
        node = pending.pop()
        if node.is_Symbol and found.setdefault(_symbol_name(node), node) != node:
            raise GraphError("sympy_same_name", name=printable(node.name))
        pending.extend(node.args)
    return set(found)


def from_sympy_expression(source: Any) -> Expr:
    """Convert one SymPy expression; ``a - b`` and ``a/b`` are recognised again.

    Raises
    ------
    GraphError
        As :func:`from_sympy` does.
    """
    try:
        return _converted(source)
    except RecursionError:  # in SymPy, which sorts terms by recursion
        raise GraphError("sympy_too_deep") from None


def _converted(source: Any) -> Expr:
    pending: list[tuple[Any, Callable[..., Expr] | None, int]] = [(source, None, 0)]
    values: list[Expr] = []
    while pending:
        node, build, count = pending.pop()
        if build is None:
            build, children = _parts(node)
            pending.append((node, build, len(children)))
            pending.extend((child, None, 0) for child in reversed(children))
            continue
        args = values[len(values) - count :]
        del values[len(values) - count :]
        values.append(build(*args))
    return values[0]


def _parts(node: Any) -> tuple[Callable[..., Expr], list[Any]]:
    """Return how to build our expression for `node`, and the SymPy parts that it is built of."""
    if node.is_Symbol:
        reference = Ref(_symbol_name(node))
        return lambda: reference, []
    if node.is_Rational or node.is_Float or node.is_NumberSymbol:
        literal = _number(node)
        return lambda: literal, []
    if node.is_Add:
        return _sum_parts(node)
    if node.is_Mul:
        return _product_parts(node)
    if node.is_Pow:
        return _power_parts(node)
    return _function_parts(node)


def _number(node: Any) -> Expr:
    if node.is_NumberSymbol:
        name = {"Pi": "pi", "Exp1": "e"}.get(type(node).__name__)
        if name is None:
            raise GraphError("sympy_unknown", text=str(node))
        return Call(name, ())
    if node.is_Float:
        # SymPy prints 0.1 with fifteen digits.
        text = repr(float(node)) if node == float(node) else str(node)
        if abs(Decimal(text).adjusted()) > _MAX_POWER:
            raise GraphError("sympy_number", limit=_MAX_POWER)
        return Lit(Fraction(text), text)
    if max(abs(node.p), node.q) > 10**_MAX_POWER:
        raise GraphError("sympy_number", limit=_MAX_POWER)
    return number(Fraction(int(node.p), int(node.q)))


def _sum_parts(node: Any) -> tuple[Callable[..., Expr], list[Any]]:
    terms = node.as_ordered_terms()
    minus = [False, *(term.could_extract_minus_sign() for term in terms[1:])]

    def build(first: Expr, *rest: Expr) -> Expr:
        for negative, term in zip(minus[1:], rest, strict=True):
            first = first - term if negative else first + term
        return first

    return build, [-term if less else term for less, term in zip(minus, terms, strict=True)]


def _product_parts(node: Any) -> tuple[Callable[..., Expr], list[Any]]:
    coefficient, rest = node.as_coeff_Mul()
    factors = rest.as_ordered_factors()
    below = [factor for factor in factors if factor.is_Pow and factor.exp.is_negative]
    above = [factor for factor in factors if factor not in below]
    negative = coefficient == -1 and bool(above)
    if abs(coefficient) != 1 or not above:
        above.insert(0, coefficient)

    def build(*parts: Expr) -> Expr:
        value = reduce(lambda left, right: left * right, parts[: len(above)])
        for divisor in parts[len(above) :]:
            value = value / divisor
        return -value if negative else value

    return build, above + [1 / factor for factor in below]


def _power_parts(node: Any) -> tuple[Callable[..., Expr], list[Any]]:
    if node.exp.is_Rational and node.exp < 0:
        return lambda power: 1 / power, [1 / node]
    if node.exp.is_Rational and node.exp.q == 2 and node.exp.p == 1:
        return lambda base: Call("sqrt", (base,)), [node.base]
    return lambda base, exponent: Call("pow", (base, exponent)), [node.base, node.exp]


def _function_parts(node: Any) -> tuple[Callable[..., Expr], list[Any]]:
    name = type(node).__name__
    same = {"Abs": "abs", "Max": "max", "Min": "min", "Heaviside": "step"}.get(name, name)
    known = OPERATIONS.get(same)
    if known is None or known.style not in ("function", "bars"):
        raise GraphError("sympy_unknown", text=printable(name))
    if same in ("max", "min"):
        return lambda *args: Call(same, args), list(node.args)
    argument, *rest = node.args or (None,)
    params: tuple[Fraction | None, ...] = ()
    if name == "Heaviside" and rest and rest[0].is_Rational:  # SymPy writes the value at 0
        params = (Fraction(int(rest[0].p), int(rest[0].q)), None)
        rest = []
    if argument is None or rest:
        raise GraphError("sympy_unknown", text=printable(str(node)))
    return lambda value: Call(same, (value,), params), [argument]


def _symbol_name(symbol: Any) -> str:
    if not is_name(symbol.name):
        raise GraphError("sympy_name", name=printable(symbol.name))
    return as_name(symbol.name)
