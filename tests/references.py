"""The operations of the table once more, by other formulas, over mpmath numbers.

A formula is meant to be computed with 400 digits, so that no cancellation matters. Points are
text, so that every kind of number reads the same ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from symgrad.expr import Call, Expr, Lit, Ref, fold
from symgrad.operations import OPERATIONS, Backend

M = mpmath.MPContext()
M.dps = 400


@dataclass(frozen=True)
class Reference:
    """A row: its formula, and points inside the domain, away from kinks."""

    formula: Callable[..., Any]
    points: tuple[tuple[str, ...], ...]
    params: tuple[Fraction | None, ...] = ()
    extreme: tuple[str, ...] = ()  # for floats only

    def at(self, *args: Any) -> Any:
        return self.formula(*map(number, args))


def number(value: Any) -> Any:
    """Read text, a fraction or a float as exactly the number that it is."""
    ratio = Fraction(value)
    return M.mpf(ratio.numerator) / ratio.denominator


def evaluated(expr: Expr, values: dict, backend: Backend):
    """Return the value of an expression over one kind of number."""

    def combine(node: Call, parts: tuple):
        fixed = (None if p is None else backend.number(p) for p in node.params)
        return OPERATIONS[node.op].value(backend, *parts, *fixed)

    def leaf(node: Ref | Lit):
        return values[node.name] if isinstance(node, Ref) else backend.number(node.value)

    return fold(expr, leaf, combine)


def unary(*points: str) -> tuple[tuple[str], ...]:
    return tuple((point,) for point in points)


def expand(x: Any) -> Any:
    """Return exp(x), from its series at x/2^100."""
    small = M.ldexp(x, -100)
    total = term = M.mpf(1)
    for power in range(1, 40):
        term *= small / power
        total += term
    for _ in range(100):
        total *= total
    return total


def logistic(x: Any) -> Any:
    return (1 + M.tanh(x / 2)) / 2


def cumulative(x: Any) -> Any:
    """Return the normal distribution function, by a hypergeometric one."""
    density = M.exp(-x * x / 2) / M.sqrt(2 * M.pi)
    return M.mpf(1) / 2 + x * density * M.hyp1f1(1, M.mpf(3) / 2, x * x / 2)


def greatest(*args: Any) -> Any:
    return sorted(args)[-1]


REALS = unary("-7.25", "-1", "-0.4", "0.001", "1/3", "1", "2.5", "10")
POSITIVE = unary("0.001", "0.5", "1", "2", "10", "123.456")
UNIT = unary("-0.99", "-0.5", "0.001", "1/3", "0.9")
PAIRS = (("2", "3"), ("-0.5", "0.25"), ("1/3", "-4"), ("-7", "-0.001"))
# Saturation on both sides, denormal squares, and arguments whose squares overflow.
WIDE = ("-700", "700", "1e-300", "-1e-300", "1e200", "-1e200", "1.7e308", "-1.7e308")
HALF, BETA, ALPHA = Fraction(1, 2), Fraction(3, 10), Fraction(17, 10)

REFERENCES = {
    "add": Reference(lambda *x: M.fsum(x), (*PAIRS, ("1", "0.5", "-3"), ("1", "2", "3", "4"))),
    "sub": Reference(lambda x, y: -(y - x), PAIRS),
    "mul": Reference(lambda x, y: ((x + y) ** 2 - (x - y) ** 2) / 4, PAIRS),
    "div": Reference(lambda x, y: x * y**-1, PAIRS),
    "neg": Reference(lambda x: 0 - x, REALS, extreme=WIDE),
    "pow": Reference(
        lambda x, y: M.exp(y * M.log(x)), (("2", "3"), ("0.5", "-1.5"), ("9", "0.5"), ("3", "1/3"))
    ),
    "square": Reference(lambda x: x**2, REALS, extreme=("1e150", "-1e-150")),
    "identity": Reference(lambda x: x, REALS, extreme=WIDE),
    "exp": Reference(expand, REALS, extreme=("700", "-700", "1e-300")),
    "log": Reference(lambda x: 2 * M.atanh((x - 1) / (x + 1)), POSITIVE, extreme=("1e-30", "1e30")),
    "log10": Reference(lambda x: M.log(x) / M.log(10), POSITIVE, extreme=("1e-300", "1e300")),
    "log2": Reference(lambda x: M.log(x) / M.log(2), POSITIVE, extreme=("1e-300", "1e300")),
    "sqrt": Reference(lambda x: M.exp(M.log(x) / 2), POSITIVE, extreme=("1e-300", "1e300")),
    "abs": Reference(lambda x: M.sqrt(x * x), REALS, (None,), WIDE),
    "sin": Reference(lambda x: M.cos(x - M.pi / 2), REALS, extreme=("1e-300", "1e22")),
    "cos": Reference(lambda x: 1 - 2 * M.sin(x / 2) ** 2, REALS, extreme=("1e-300", "1e22")),
    "tan": Reference(lambda x: M.sin(x) / M.cos(x), REALS, extreme=("1e-300", "1e22")),
    "asin": Reference(lambda x: M.atan(x / M.sqrt(1 - x * x)), UNIT, extreme=("1e-300",)),
    "acos": Reference(lambda x: M.pi / 2 - M.asin(x), UNIT, extreme=("1e-300",)),
    "atan": Reference(lambda x: M.asin(x / M.sqrt(1 + x * x)), REALS, extreme=WIDE),
    "sinh": Reference(lambda x: (M.exp(x) - M.exp(-x)) / 2, REALS, extreme=("700", "1e-300")),
    "cosh": Reference(lambda x: (M.exp(x) + M.exp(-x)) / 2, REALS, extreme=("-700", "1e-300")),
    "tanh": Reference(lambda x: 1 - 2 / (1 + M.exp(2 * x)), REALS, extreme=("700", "-700")),
    "erf": Reference(lambda x: 2 * cumulative(x * M.sqrt(2)) - 1, REALS, extreme=("30", "-30")),
    "sigmoid": Reference(logistic, REALS, extreme=("700", "-700", "1e-300", "1.7e308")),
    "relu": Reference(lambda x: (x + abs(x)) / 2, REALS, (Fraction(0),), WIDE),
    "leaky_relu": Reference(lambda x: max(x, number(BETA) * x), REALS, (BETA, None), WIDE),
    "elu": Reference(
        lambda x: x if x > 0 else number(ALPHA) * (M.exp(x) - 1), REALS, (ALPHA, None), WIDE
    ),
    "softplus": Reference(lambda x: -M.log(logistic(-x)), REALS, extreme=("-700", "700", "1e200")),
    "silu": Reference(lambda x: x * logistic(x), REALS, extreme=("-700", "700", "1e200")),
    "gelu": Reference(lambda x: x * cumulative(x), REALS, extreme=("-30", "30", "-1e-300")),
    "step": Reference(lambda x: (1 + x / abs(x)) / 2, REALS, (HALF, None), WIDE),
    "max": Reference(greatest, (*PAIRS, ("1", "3", "2"), ("-1", "-2", "-3")), (None,)),
    "min": Reference(
        lambda *x: -greatest(*(-part for part in x)),
        (*PAIRS, ("2", "-3", "2"), ("-1", "-2", "-3")),
        (None,),
    ),
    "pi": Reference(lambda: 2 * M.asin(1), ((),)),
    "e": Reference(lambda: expand(M.mpf(1)), ((),)),
}
CASES = [(name, point) for name, reference in REFERENCES.items() for point in reference.points]
