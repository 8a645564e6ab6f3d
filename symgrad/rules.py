"""Derivatives of whole expressions, built from the local derivatives of the table.

Used where one line holds several operations that stay together (a *coarse* node): the chain rule
is applied inside the expression, and what a person would not write (factors 1, terms 0) is left
out.
"""

from __future__ import annotations

from functools import reduce

from symgrad.expr import Call, Expr, Lit, Ref, number
from symgrad.operations import local_derivatives


def slopes(expr: Call, out: Expr) -> dict[str, Expr]:
    """Build the derivative of `expr` by each name in it, in the order of first use.

    Parameters
    ----------
    expr : Call
        The expression.
    out : Expr
        How the outermost rule may name its value.

    Examples
    --------
    >>> from symgrad.conversion import to_text
    >>> from symgrad.parsing import parse_expression
    >>> square = parse_expression("(f - y)^2")
    >>> {name: to_text(slope) for name, slope in slopes(square, Ref("l")).items()}
    {'f': '2*(f - y)', 'y': '-2*(f - y)'}
    """
    terms: dict[str, list[Expr]] = {}
    pending: list[tuple[Call, Expr, Expr]] = [(expr, out, number(1))]
    while pending:
        node, value, upstream = pending.pop()
        deeper: list[tuple[Call, Expr, Expr]] = []
        for argument, slope in zip(node.args, local_derivatives(node, value), strict=True):
            term = times(upstream, slope)
            if isinstance(argument, Ref):
                terms.setdefault(argument.name, []).append(term)
            elif isinstance(argument, Call):
                deeper.append((argument, argument, term))
        pending.extend(reversed(deeper))
    return {name: reduce(plus, found) for name, found in terms.items()}


def times(left: Expr, right: Expr) -> Expr:
    """Multiply, without factors 1 and -1 and without products with 0.

    >>> times(number(1), Ref("x")), times(Ref("x"), number(0)).written
    (Ref(name='x'), '0')
    """
    values = [factor.value if isinstance(factor, Lit) else None for factor in (left, right)]
    if 0 in values:
        return number(0)
    if values[0] == 1:
        return right
    if values[1] == 1:
        return left
    if values[0] == -1:
        return negative(right)
    if values[1] == -1:
        return negative(left)
    return left * right


def plus(left: Expr, right: Expr) -> Expr:
    """Add, without terms 0."""
    if isinstance(left, Lit) and left.value == 0:
        return right
    if isinstance(right, Lit) and right.value == 0:
        return left
    return left + right


def negative(expr: Expr) -> Expr:
    """Change the sign in the shortest way: of the number in front where there is one."""
    if isinstance(expr, Lit):
        return Lit(-expr.value, expr.written[1:] if expr.value < 0 else "-" + expr.written)
    if isinstance(expr, Call) and expr.op == "neg":
        return expr.args[0]
    if isinstance(expr, Call) and expr.op == "mul" and isinstance(expr.args[0], Lit):
        return Call("mul", (negative(expr.args[0]), expr.args[1]))
    return Call("neg", (expr,))
