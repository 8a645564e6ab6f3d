r"""Expressions: three frozen node types, shared by the parser, the rules and the lines.

::

    Expr = Ref(name)                  another line (or, before a graph exists, a name)
         | Lit(value, written)        a number, exactly as it was written
         | Call(op, args, params)     a row of the operation table applied to expressions

Rules of differentiation *build* these objects with ordinary Python operators; nothing here
computes. Trees may be 100 000 deep, so every walk in the package goes through :func:`fold` or
:func:`walk`, which keep their own stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, TypeVar, cast

T = TypeVar("T")
Span: TypeAlias = tuple[int, int]


class _Operators:
    """Python operators that build calls: ``h * (1 - h)`` is the rule as a book writes it."""

    __slots__ = ()

    def __add__(self, other: Operand) -> Call:
        return Call("add", (_self(self), as_expr(other)))

    def __radd__(self, other: Operand) -> Call:
        return Call("add", (as_expr(other), _self(self)))

    def __sub__(self, other: Operand) -> Call:
        return Call("sub", (_self(self), as_expr(other)))

    def __rsub__(self, other: Operand) -> Call:
        return Call("sub", (as_expr(other), _self(self)))

    def __mul__(self, other: Operand) -> Call:
        return Call("mul", (_self(self), as_expr(other)))

    def __rmul__(self, other: Operand) -> Call:
        return Call("mul", (as_expr(other), _self(self)))

    def __truediv__(self, other: Operand) -> Call:
        return Call("div", (_self(self), as_expr(other)))

    def __rtruediv__(self, other: Operand) -> Call:
        return Call("div", (as_expr(other), _self(self)))

    def __pow__(self, other: Operand) -> Call:
        return Call("pow", (_self(self), as_expr(other)))

    def __neg__(self) -> Call:
        return Call("neg", (_self(self),))


@dataclass(frozen=True, slots=True)
class Ref(_Operators):
    """A reference to a line (or to a name that will become one)."""

    name: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Lit(_Operators):
    """A number with the digits that were written: ``Lit(Fraction(1, 2), "0.50")``."""

    value: Fraction
    written: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call(_Operators):
    """An operation of the table applied to expressions; `params` are fixed numbers of the row."""

    op: str
    args: tuple[Expr, ...]
    params: tuple[Fraction | None, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)

    # The methods of dataclasses would recurse into the arguments.
    def __eq__(self, other: object) -> bool:
        pending: list[tuple[object, object]] = [(self, other)]
        while pending:
            left, right = pending.pop()
            if isinstance(left, Call) and isinstance(right, Call):
                same = (left.op, left.params) == (right.op, right.params)
                if not same or len(left.args) != len(right.args):
                    return False
                pending.extend(zip(left.args, right.args, strict=True))
            elif isinstance(left, Call) or left != right:
                return False
        return True

    def __hash__(self) -> int:
        return fold(self, hash, lambda call, parts: hash((call.op, parts, call.params)))

    def __repr__(self) -> str:
        return fold(self, repr, _call_repr)


Expr: TypeAlias = Ref | Lit | Call
Operand: TypeAlias = _Operators | int | Fraction


def _self(value: _Operators) -> Expr:
    return cast("Expr", value)


def number(value: int | Fraction) -> Lit:
    """Make a literal of an exact number.

    >>> number(Fraction(-1, 2))
    Lit(value=Fraction(-1, 2), written='-1/2')
    """
    ratio = Fraction(value)
    return Lit(ratio, str(ratio))


def as_expr(value: Operand) -> Expr:
    """Turn an operand of a rule into an expression; exact numbers only, a float is refused."""
    if isinstance(value, _Operators):
        return _self(value)
    if isinstance(value, int | Fraction):
        return number(value)
    raise TypeError(f"a rule is built of expressions and exact numbers, not {value!r}")


def call(op: str, *args: Operand, params: tuple[Fraction | None, ...] = ()) -> Call:
    """Build a call: ``call("exp", Ref("x"))``."""
    return Call(op, tuple(as_expr(argument) for argument in args), params)


def is_atom(expr: Expr) -> bool:
    """Say whether `expr` is a name, a number or a constant such as pi, hence no operation."""
    return not isinstance(expr, Call) or not expr.args


def fold(
    expr: Expr, leaf: Callable[[Ref | Lit], T], combine: Callable[[Call, tuple[T, ...]], T]
) -> T:
    """Compute a value bottom-up without recursion.

    Parameters
    ----------
    expr : Expr
        The expression.
    leaf, combine : callable
        ``leaf(ref_or_lit)`` and ``combine(call, values of its arguments)``.

    Examples
    --------
    >>> fold(Ref("a") + 2, lambda leaf: 1, lambda call, parts: 1 + sum(parts))  # nodes
    3
    """
    pending: list[tuple[Expr, bool]] = [(expr, False)]
    values: list[T] = []
    while pending:
        node, ready = pending.pop()
        if not isinstance(node, Call):
            values.append(leaf(node))
        elif ready:
            start = len(values) - len(node.args)
            parts = tuple(values[start:])
            del values[start:]
            values.append(combine(node, parts))
        else:
            pending.append((node, True))
            pending.extend((argument, False) for argument in reversed(node.args))
    return values[0]


def _call_repr(call: Call, parts: tuple[str, ...]) -> str:
    args = f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    return f"Call(op={call.op!r}, args={args}, params={call.params!r})"


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield every subexpression, outermost first and then from left to right."""
    pending = [expr]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, Call):
            pending.extend(reversed(node.args))


def names(expr: Expr) -> tuple[str, ...]:
    """Return the referenced names, each once, in the order of their first use.

    >>> names(Ref("b") * Ref("a") + Ref("b"))
    ('b', 'a')
    """
    return tuple(dict.fromkeys(node.name for node in walk(expr) if isinstance(node, Ref)))


def substitute(expr: Expr, replace: Callable[[Ref], Expr]) -> Expr:
    """Return `expr` with every reference replaced; parts that do not change are kept."""

    def leaf(node: Ref | Lit) -> Expr:
        return replace(node) if isinstance(node, Ref) else node

    def combine(node: Call, args: tuple[Expr, ...]) -> Expr:
        if all(new is old for new, old in zip(args, node.args, strict=True)):
            return node
        return Call(node.op, args, node.params, node.span)

    return fold(expr, leaf, combine)
