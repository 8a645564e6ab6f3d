"""Bounds on constant powers: ``9^9^9`` is refused before anybody computes it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal, DecimalException, Overflow, Underflow
from typing import NoReturn

from symgrad.expr import Call, Expr, Lit, Ref, fold
from symgrad.parsing.tokens import Tokens

_ROUGHLY: dict[str, Callable[..., Decimal]] = {
    "add": Context.add,
    "sub": Context.subtract,
    "mul": Context.multiply,
    "div": Context.divide,
    "pow": Context.power,
    "neg": Context.minus,
}


def check_powers(expr: Expr, tokens: Tokens) -> Expr:
    """Refuse powers that are too large, from the inside out, before anything computes them."""
    size = tokens.limits.magnitude
    # Enough digits to see how large a constant is.
    context = Context(prec=9, Emax=size, Emin=-size, traps=[Overflow, Underflow])

    def leaf(node: Ref | Lit) -> Decimal | None:
        if isinstance(node, Ref):
            return None
        ratio = Decimal(node.value.numerator), Decimal(node.value.denominator)
        return roughly(node, "div", ratio)

    def combine(node: Call, parts: tuple[Decimal | None, ...]) -> Decimal | None:
        exponent = parts[1] if node.op == "pow" else None
        if exponent is not None and abs(exponent) > tokens.limits.exponent:
            refuse(node.args[1], "exponent_too_large", tokens.limits.exponent)
        return roughly(node, node.op, parts)

    def roughly(node: Expr, op: str, parts: tuple[Decimal | None, ...]) -> Decimal | None:
        """Value of a constant, roughly; None with a name or a function, or where undefined."""
        known = [part for part in parts if part is not None]
        if len(known) < len(parts) or op not in _ROUGHLY:
            return None
        try:
            value = _ROUGHLY[op](context, *known)
        except DecimalException:
            refuse(node, "number_too_large", size)
        return value if value.is_finite() else None

    def refuse(node: Expr, code: str, limit: int) -> NoReturn:
        tokens.refuse(code, node.span[0] if node.span else 0, limit=limit)

    fold(expr, leaf, combine)
    return expr
