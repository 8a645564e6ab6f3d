"""The rule of every operation of the table, those with branches among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from symgrad.arithmetic import Undefined
from symgrad.operations import Backend
from symgrad.taylor import elementary
from symgrad.taylor.series import (
    Series,
    constant,
    difference,
    negative,
    product,
    quotient,
    total,
)

Rule: TypeAlias = Callable[..., Any]


def _bent(B: Backend, u: Series, above: Series, slope: Any, below: Callable[[], Series]) -> Series:
    """Return the branch on which u lies; at 0 the line with the slope of the convention.

    All operations that come here are 0 at 0.
    """
    sign = B.sign(u[0])
    if sign:
        return above if sign > 0 else below()
    if slope is None and len(u) > 1:
        raise Undefined("kink")
    return [u[0], *(slope * one for one in u[1:])]


def _abs(B: Backend, u: Series, slope: Any) -> Series:
    return _bent(B, u, u, slope, lambda: negative(u))


def _relu(B: Backend, u: Series, slope: Any) -> Series:
    return _bent(B, u, u, slope, lambda: [0 * one for one in u])


def _leaky_relu(B: Backend, u: Series, beta: Any, slope: Any) -> Series:
    return _bent(B, u, u, slope, lambda: [beta * one for one in u])


def _elu(B: Backend, u: Series, alpha: Any, slope: Any) -> Series:
    return _bent(B, u, u, slope, lambda: product(alpha, [B.expm1(u[0]), *elementary.exp(B, u)[1:]]))


def _step(B: Backend, u: Series, at: Any, slope: Any) -> Series:
    sign = B.sign(u[0])
    if not sign and slope is None and len(u) > 1:
        raise Undefined("kink")
    value = 0 * u[0] + (at if not sign else sign > 0)
    return [value, *(0 * one if sign else slope * one for one in u[1:])]


def _extremum(wanted: int) -> Rule:
    """Make the rule of max (1) or min (-1): the series of the one that wins.

    A tie counts only where nothing beats it afterwards, as in the rules of the table.
    """

    def rule(B: Backend, *args: Any) -> Series:
        *terms, share = args
        size = max(len(term) for term in terms if isinstance(term, list))
        best, *others = (constant(term, size) for term in terms)
        tied = False
        for other in others:
            sign = wanted * B.sign(best[0] - other[0])
            if sign < 0:
                best, tied = other, False
            elif sign == 0 and share is not None:
                best = total(product(share, best), product(1 - share, other))
            tied = tied or (sign == 0 and share is None)
        if tied and size > 1:
            raise Undefined("kink")
        return best

    return rule


RULES: dict[str, Rule] = {
    "add": lambda B, *terms: total(*terms),
    "sub": lambda B, u, v: difference(u, v),
    "mul": lambda B, u, v: product(u, v),
    "div": lambda B, u, v: quotient(u, v),
    "neg": lambda B, u: negative(u),
    "pow": elementary.power,
    "square": lambda B, u: product(u, u),
    "identity": lambda B, u: u,
    "exp": elementary.exp,
    "log": elementary.log,
    "log10": elementary.log_to(10),
    "log2": elementary.log_to(2),
    "sqrt": elementary.sqrt,
    "abs": _abs,
    "sin": elementary.sin,
    "cos": elementary.cos,
    "tan": elementary.tan,
    "asin": elementary.asin,
    "acos": elementary.acos,
    "atan": elementary.atan,
    "sinh": elementary.sinh,
    "cosh": elementary.cosh,
    "tanh": elementary.tanh,
    "erf": elementary.erf,
    "sigmoid": elementary.sigmoid,
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "softplus": elementary.softplus,
    "silu": lambda B, u: product(u, elementary.sigmoid(B, u)),
    "gelu": elementary.gelu,
    "step": _step,
    "max": _extremum(1),
    "min": _extremum(-1),
}
