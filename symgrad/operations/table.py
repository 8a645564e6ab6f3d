"""The operations: one row each, with its value, its local derivatives, its domain and its kink.

A rule of differentiation is a function ``local(args, out, params)`` that *builds* one expression
per argument, in terms of the arguments and of the output where people write it so: the sigmoid's
is ``h * (1 - h)``. Because the local derivative exists as an object, it can be shown, evaluated in
any arithmetic, and be got wrong on purpose. A new operation is one row here and its tests.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any, cast

from symgrad.decimals import written
from symgrad.expr import Call, Expr, Lit, Operand, as_expr, call, number
from symgrad.operations.backends import Backend
from symgrad.operations.operation import Local, Operation, Parameter, Params


def _constant(*slopes: Operand) -> Local:
    return lambda args, out, params: slopes


def _of(rule: Callable[[Expr, Expr], Operand]) -> Local:
    """Make the rule of a function of one variable from ``rule(x, h)``, h being its value."""
    return lambda args, out, params: (rule(args[0], out),)


def cases(x: Expr, above: Operand, at: Operand | None, below: Operand) -> Call:
    """Build the branch that the sign of `x` chooses; without `at` it is undefined at 0."""
    branches = (above, below) if at is None else (above, at, below)
    return call("cases", x, *branches)


def _cases_value(B: Backend, x: Any, *branches: Any) -> Any:
    above, *at, below = branches
    return B.by_sign(x, lambda: above, (lambda: at[0]) if at else None, lambda: below)


# Conditions of domains. Each returns the code of the sentence that explains what is broken.
def _positive(B: Backend, x: Any) -> str | None:
    return None if B.sign(x) > 0 else "positive"


def _nonnegative(B: Backend, x: Any) -> str | None:
    return None if B.sign(x) >= 0 else "nonnegative"


def _unit(B: Backend, x: Any) -> str | None:
    return None if B.sign(1 - abs(x)) >= 0 else "unit"


def _divisor(B: Backend, x: Any, y: Any) -> str | None:
    return None if B.sign(y) else "divisor"


def _power_domain(B: Backend, x: Any, y: Any) -> str | None:
    sign = B.sign(x)
    if sign == 0 and B.sign(y) <= 0:
        return "zero_to_power"
    return "negative_base" if sign < 0 and not B.whole(y) else None


def _power_rule(x: Expr, n: Expr) -> Operand:
    """Build n·x^(n-1), as short as a person writes it."""
    if not isinstance(n, Lit):
        return n * x ** (n - number(1))
    if n.value in (0, 1):
        return number(n.value)
    if n.value == 2:
        return n * x
    less = n.value - 1
    return n * x ** (_literal(less) if "." in n.written else number(less))


def _leaky_slope(args: tuple[Expr, ...], out: Expr, params: Params) -> tuple[Operand, ...]:
    beta, at = cast("tuple[Fraction, Fraction | None]", params)  # a written one has a number
    slope = _literal(beta)
    return (cases(args[0], 1, slope if at is None else at, slope),)


def _literal(value: Fraction) -> Lit:
    """Return a fixed number as people write it, 0.1 rather than 1/10."""
    return Lit(value, written(value))


def _elu_slope(args: tuple[Expr, ...], out: Expr, params: Params) -> tuple[Operand, ...]:
    alpha, at = cast("tuple[Fraction, Fraction | None]", params)
    below = out + _literal(alpha)
    return (cases(args[0], 1, below if at is None else at, below),)


def _extremum(name: str) -> Local:
    """Build the rule of max and min: 1 for the argument that wins.

    Three arguments are compared as max(max(x, y), z): each with the best of those before it. The
    last comparison stands outside, so that a tie of two losers is no kink.
    """

    def chosen(gap: Expr, first: Operand, tie: Operand | None, second: Operand) -> Call:
        return cases(gap, first, tie, second) if name == "max" else cases(gap, second, tie, first)

    def local(args: tuple[Expr, ...], out: Expr, params: Params) -> tuple[Operand, ...]:
        share = params[0]
        best = (args[0], *(call(name, *args[:n], params=params) for n in range(2, len(args))))
        gaps = [before - arg for before, arg in zip(best, args[1:], strict=True)]
        slopes: list[Operand] = [1]
        for gap in gaps:
            ties = [share and (share if slope == 1 else share * as_expr(slope)) for slope in slopes]
            slopes = [chosen(gap, one, tie, 0) for one, tie in zip(slopes, ties, strict=True)]
            slopes.append(chosen(gap, 0, None if share is None else 1 - share, 1))
        return tuple(slopes)

    return local


def _gelu_slope(x: Expr, h: Expr) -> Operand:
    half = number(Fraction(1, 2))
    cumulative = half * (1 + call("erf", x / call("sqrt", 2)))
    density = call("exp", -(x ** number(2)) / 2) / call("sqrt", 2 * call("pi"))
    return cumulative + x * density


_ROWS = (
    # Arithmetic
    Operation(
        "add",
        (2, None),
        lambda B, *x: B.total(x),
        lambda args, out, params: (1,) * len(args),
        style="infix",
        sign="+",
    ),
    Operation("sub", (2, 2), lambda B, x, y: x - y, _constant(1, -1), style="infix", sign="−"),
    Operation(
        "mul",
        (2, 2),
        lambda B, x, y: x * y,
        lambda args, out, params: (args[1], args[0]),
        style="infix",
        sign="×",
    ),
    Operation(
        "div",
        (2, 2),
        lambda B, x, y: x / y,
        lambda args, out, params: (1 / args[1], -args[0] / args[1] ** number(2)),
        domain=_divisor,
        style="infix",
        sign="÷",
    ),
    Operation("neg", (1, 1), lambda B, x: -x, _constant(-1), style="prefix", sign="±"),
    Operation(
        "pow",
        (2, 2),
        lambda B, x, y: B.power(x, y),
        lambda args, out, params: (_power_rule(*args), out * call("log", args[0])),
        domain=_power_domain,
        style="power",
        sign="xⁿ",
    ),
    Operation(
        "square", (1, 1), lambda B, x: x * x, _of(lambda x, h: 2 * x), style="square", sign="x²"
    ),
    Operation(
        "identity", (1, 1), lambda B, x: x, _constant(1), sign="=", en="identity", es="identidad"
    ),
    # Elementary functions
    Operation("exp", (1, 1), lambda B, x: B.exp(x), _of(lambda x, h: h), sign="exp"),
    Operation(
        "log",
        (1, 1),
        lambda B, x: B.log(x),
        _of(lambda x, h: 1 / x),
        domain=_positive,
        sign="ln",
        en="ln",
        es="ln",
    ),
    Operation(
        "log10",
        (1, 1),
        lambda B, x: B.log10(x),
        _of(lambda x, h: 1 / (x * call("log", 10))),
        domain=_positive,
        sign="log₁₀",
        en="log₁₀",
    ),
    Operation(
        "log2",
        (1, 1),
        lambda B, x: B.log2(x),
        _of(lambda x, h: 1 / (x * call("log", 2))),
        domain=_positive,
        sign="log₂",
        en="log₂",
    ),
    Operation(
        "sqrt",
        (1, 1),
        lambda B, x: B.sqrt(x),
        _of(lambda x, h: 1 / (2 * h)),
        domain=_nonnegative,
        style="root",
        sign="√",
        en="√",
    ),
    Operation(
        "abs",
        (1, 1),
        lambda B, x, slope: abs(x),
        lambda args, out, params: (cases(args[0], 1, params[0], -1),),
        (Parameter("abs_slope_at_0", None),),
        style="bars",
        sign="|x|",
    ),
    Operation(
        "sin", (1, 1), lambda B, x: B.sin(x), _of(lambda x, h: call("cos", x)), sign="sin", es="sen"
    ),
    Operation("cos", (1, 1), lambda B, x: B.cos(x), _of(lambda x, h: -call("sin", x)), sign="cos"),
    Operation(
        "tan", (1, 1), lambda B, x: B.tan(x), _of(lambda x, h: 1 + h ** number(2)), sign="tan"
    ),
    Operation(
        "asin",
        (1, 1),
        lambda B, x: B.asin(x),
        _of(lambda x, h: 1 / call("sqrt", 1 - x ** number(2))),
        domain=_unit,
        sign="arcsin",
        en="arcsin",
        es="arcsen",
    ),
    Operation(
        "acos",
        (1, 1),
        lambda B, x: B.acos(x),
        _of(lambda x, h: number(-1) / call("sqrt", 1 - x ** number(2))),
        domain=_unit,
        sign="arccos",
        en="arccos",
    ),
    Operation(
        "atan",
        (1, 1),
        lambda B, x: B.atan(x),
        _of(lambda x, h: 1 / (1 + x ** number(2))),
        sign="arctan",
        en="arctan",
    ),
    Operation(
        "sinh",
        (1, 1),
        lambda B, x: B.sinh(x),
        _of(lambda x, h: call("cosh", x)),
        sign="sinh",
        es="senh",
    ),
    Operation(
        "cosh", (1, 1), lambda B, x: B.cosh(x), _of(lambda x, h: call("sinh", x)), sign="cosh"
    ),
    Operation(
        "tanh", (1, 1), lambda B, x: B.tanh(x), _of(lambda x, h: 1 - h ** number(2)), sign="tanh"
    ),
    Operation(
        "erf",
        (1, 1),
        lambda B, x: B.erf(x),
        _of(lambda x, h: 2 / call("sqrt", call("pi")) * call("exp", -(x ** number(2)))),
        sign="erf",
    ),
    # Activations
    Operation(
        "sigmoid",
        (1, 1),
        lambda B, x: B.sigmoid(x),
        _of(lambda x, h: h * (1 - h)),
        sign="σ",
        en="σ",
    ),
    Operation(
        "relu",
        (1, 1),
        lambda B, x, at: B.by_sign(x, lambda: x, lambda: 0 * x, lambda: 0 * x),
        lambda args, out, params: (cases(args[0], 1, params[0], 0),),
        (Parameter("relu_slope_at_0", Fraction(0)),),
        sign="ReLU",
        en="ReLU",
    ),
    Operation(
        "leaky_relu",
        (1, 1),
        lambda B, x, beta, at: B.by_sign(x, lambda: x, lambda: 0 * x, lambda: beta * x),
        _leaky_slope,
        (
            Parameter("beta", Fraction(1, 100), written=True),
            Parameter("leaky_relu_slope_at_0", None),
        ),
        sign="LReLU",
        en="LeakyReLU",
    ),
    Operation(
        "elu",
        (1, 1),
        lambda B, x, alpha, at: B.by_sign(x, lambda: x, lambda: 0 * x, lambda: alpha * B.expm1(x)),
        _elu_slope,
        (Parameter("alpha", Fraction(1), written=True), Parameter("elu_slope_at_0", None)),
        sign="ELU",
        en="ELU",
    ),
    Operation(
        "softplus",
        (1, 1),
        lambda B, x: B.softplus(x),
        _of(lambda x, h: call("sigmoid", x)),
        sign="softplus",
    ),
    Operation(
        "silu",
        (1, 1),
        lambda B, x: x * B.sigmoid(x),
        _of(lambda x, h: h + call("sigmoid", x) * (1 - h)),
        sign="SiLU",
        en="SiLU",
    ),
    Operation(
        "gelu",
        (1, 1),
        lambda B, x: x * B.normal(x),
        _of(_gelu_slope),
        sign="GELU",
        en="GELU",
    ),
    # Branches
    Operation(
        "step",
        (1, 1),
        lambda B, x, at, slope: B.by_sign(x, lambda: 0 * x + 1, lambda: 0 * x + at, lambda: 0 * x),
        lambda args, out, params: (cases(args[0], 0, params[1], 0),),
        (Parameter("step_at_0", Fraction(0)), Parameter("step_slope_at_0", None)),
        sign="⎍",
        en="step",
        es="escalón",
    ),
    Operation(
        "max",
        (2, None),
        lambda B, *x_tie: reduce(B.maximum, x_tie[:-1]),
        _extremum("max"),
        (Parameter("max_slope_at_tie", None),),
        sign="max",
        es="máx",
    ),
    Operation(
        "min",
        (2, None),
        lambda B, *x_tie: reduce(B.minimum, x_tie[:-1]),
        _extremum("min"),
        (Parameter("min_slope_at_tie", None),),
        sign="min",
        es="mín",
    ),
    # What only rules and names build
    Operation("cases", (3, 4), _cases_value, _constant(), style="cases"),
    Operation("pi", (0, 0), lambda B: B.pi, _constant(), style="constant", en="π"),
    Operation("e", (0, 0), lambda B: B.e, _constant(), style="constant", en="e"),
    # What the complex step builds
    Operation("i", (0, 0), lambda B: B.i, _constant(), style="constant", en="i"),
    Operation("im", (1, 1), lambda B, x: B.imag(x), _constant(), style="part", sign="Im", en="Im"),
)

OPERATIONS: dict[str, Operation] = {row.name: row for row in _ROWS}
FUNCTIONS: dict[str, Operation] = {
    row.name: row for row in _ROWS if row.style in ("function", "root", "bars", "square")
}
SWITCHES: dict[str, str] = {
    parameter.name: row.name for row in _ROWS for parameter in row.params if not parameter.written
}


def local_derivatives(expr: Call, out: Expr) -> tuple[Expr, ...]:
    """Build d out / d argument for every argument of one operation.

    Parameters
    ----------
    expr : Call
        The operation and its arguments.
    out : Expr
        How the rule may name the value of `expr`.

    Examples
    --------
    >>> from symgrad.expr import Ref
    >>> local_derivatives(call("sigmoid", Ref("z")), Ref("h")) == (Ref("h") * (1 - Ref("h")),)
    True
    """
    row = OPERATIONS[expr.op]
    return tuple(as_expr(slope) for slope in row.local(expr.args, out, expr.params))
