"""Expressions to worksheet text, and SymPy expressions to ours."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from typing import Any

from symgrad.decimals import written
from symgrad.errors import GraphError
from symgrad.expr import Call, Expr, Lit, Ref, fold, number
from symgrad.operations import OPERATIONS
from symgrad.parsing import is_name

_SIGNS = {"add": (" + ", 10), "sub": (" - ", 10), "mul": ("*", 20), "div": ("/", 20)}
_NEGATIVE, _POWER, _ATOM = 25, 30, 99


def to_text(expr: Expr) -> str:
    """Write an expression in the notation that :func:`~symgrad.parsing.parse_expression` reads.

    Examples
    --------
    >>> to_text((Ref("a") - (Ref("b") - 3)) * -Ref("c") ** 2)
    '(a - (b - 3))*(-c^2)'
    """
    return fold(expr, _leaf_text, _call_text)[0]


def _leaf_text(leaf: Ref | Lit) -> tuple[str, int]:
    if isinstance(leaf, Ref):
        return leaf.name, _ATOM
    simple = "/" not in leaf.written and not leaf.written.startswith("-")
    return leaf.written, _ATOM if simple else 0


def _call_text(call: Call, parts: tuple[tuple[str, int], ...]) -> tuple[str, int]:
    if call.op in _SIGNS:
        sign, power = _SIGNS[call.op]
        first = _within(parts[0], power)
        return sign.join([first, *(_within(part, power + 1) for part in parts[1:])]), power
    if call.op == "neg":
        return "-" + _within(parts[0], _NEGATIVE), _NEGATIVE
    if call.op == "pow":
        return f"{_within(parts[0], _POWER + 1)}^{_within(parts[1], _POWER)}", _POWER
    if not call.args:
        return call.op, _ATOM
    arguments = [text for text, _ in parts] + _written_params(call)
    return f"{call.op}({', '.join(arguments)})", _ATOM


def _within(part: tuple[str, int], power: int) -> str:
    text, own = part
    return text if own >= power else f"({text})"


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
        A function, number or symbol that has no counterpart here.
    """
    sympy = importlib.import_module("sympy")
    if isinstance(source, sympy.Expr):
        return [(name, from_sympy_expression(source))]
    equations = [source] if isinstance(source, sympy.Eq) else list(_equations(source))
    lines = []
    for equation in equations:
        if not isinstance(equation, sympy.Eq) or not equation.lhs.is_Symbol:
            raise GraphError("sympy_equation", text=str(equation)[:60])
        lines.append((_symbol_name(equation.lhs), from_sympy_expression(equation.rhs)))
    return lines


def _equations(source: Any) -> Iterable[Any]:
    if isinstance(source, list | tuple):
        return source
    raise GraphError("sympy_source", type=type(source).__name__)


def from_sympy_expression(source: Any) -> Expr:
    """Convert one SymPy expression; ``a - b`` and ``a/b`` are recognised again."""
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
        return Lit(Fraction(str(node)), str(node))
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
    if known is None or known.style not in ("function", "bars") or not node.args:
        raise GraphError("sympy_unknown", text=name)
    if same in ("max", "min"):
        pair = lambda left, right: Call(same, (left, right))  # noqa: E731
        return lambda *args: reduce(pair, args), list(node.args)
    # SymPy's step is 1/2 at 0; ours is a convention with that value.
    params = (Fraction(1, 2), None) if same == "step" else ()
    return lambda argument: Call(same, (argument,), params), [node.args[0]]


def _symbol_name(symbol: Any) -> str:
    if not is_name(symbol.name):
        raise GraphError("sympy_name", name=symbol.name)
    return str(symbol.name)
