"""Random graphs for Hypothesis, and the operations again, written for the tests alone.

Every line comes with its value, so that a logarithm only gets a positive number and no kink is
closer than 0.1: what the four routes to a gradient are compared on has one.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from symgrad.expr import Call, Expr, Lit, Ref, fold
from symgrad.graph import Graph


@dataclass(frozen=True)
class Row:
    """An operation: ``value(M, *args)`` over math, mpmath or torch, and where it is harmless."""

    value: Callable[..., Any]
    safe: Callable[..., bool] = lambda *args: True
    params: tuple[Fraction | None, ...] = ()
    rational: bool = False


def away(x: float) -> bool:
    return abs(x) >= 0.1


def sigmoid(M: Any, x: Any) -> Any:
    return 1 / (1 + M.exp(-x))


def normal(M: Any, x: Any) -> Any:
    return (1 + M.erf(x / M.sqrt(0 * x + 2))) / 2


BETA, ALPHA = Fraction(1, 10), Fraction(3, 2)

ROWS = {
    "add": Row(lambda M, x, y: x + y, rational=True),
    "sub": Row(lambda M, x, y: x - y, rational=True),
    "mul": Row(lambda M, x, y: x * y, rational=True),
    "div": Row(lambda M, x, y: x / y, lambda x, y: abs(y) >= 0.3, rational=True),
    "neg": Row(lambda M, x: -x, rational=True),
    "square": Row(lambda M, x: x * x, rational=True),
    "identity": Row(lambda M, x: x, rational=True),
    "abs": Row(lambda M, x: x if x > 0 else -x, away, (None,), rational=True),
    "relu": Row(lambda M, x: x if x > 0 else 0 * x, away, (Fraction(0),), rational=True),
    "leaky_relu": Row(lambda M, x: x if x > 0 else x / 10, away, (BETA, None), rational=True),
    "step": Row(lambda M, x: 0 * x + (x > 0), away, (Fraction(0), None), rational=True),
    "max": Row(lambda M, x, y: x if x > y else y, lambda x, y: away(x - y), (None,), rational=True),
    "min": Row(lambda M, x, y: x if x < y else y, lambda x, y: away(x - y), (None,), rational=True),
    "pow": Row(lambda M, x, y: M.exp(y * M.log(x)), lambda x, y: x >= 0.3 and abs(y) <= 3),
    "exp": Row(lambda M, x: M.exp(x), lambda x: abs(x) <= 3),
    "log": Row(lambda M, x: M.log(x), lambda x: x >= 0.3),
    "log10": Row(lambda M, x: M.log(x) / M.log(0 * x + 10), lambda x: x >= 0.3),
    "log2": Row(lambda M, x: M.log(x) / M.log(0 * x + 2), lambda x: x >= 0.3),
    "sqrt": Row(lambda M, x: M.sqrt(x), lambda x: x >= 0.3),
    "sin": Row(lambda M, x: M.sin(x)),
    "cos": Row(lambda M, x: M.cos(x)),
    "tan": Row(lambda M, x: M.sin(x) / M.cos(x), lambda x: abs(math.cos(x)) >= 0.3),
    "asin": Row(lambda M, x: M.asin(x), lambda x: abs(x) <= 0.8),
    "acos": Row(lambda M, x: M.acos(x), lambda x: abs(x) <= 0.8),
    "atan": Row(lambda M, x: M.atan(x)),
    "sinh": Row(lambda M, x: (M.exp(x) - M.exp(-x)) / 2, lambda x: abs(x) <= 3),
    "cosh": Row(lambda M, x: (M.exp(x) + M.exp(-x)) / 2, lambda x: abs(x) <= 3),
    "tanh": Row(lambda M, x: 2 * sigmoid(M, 2 * x) - 1),
    "erf": Row(lambda M, x: M.erf(x)),
    "sigmoid": Row(sigmoid),
    "softplus": Row(lambda M, x: M.log(1 + M.exp(x))),
    "silu": Row(lambda M, x: x * sigmoid(M, x)),
    "gelu": Row(lambda M, x: x * normal(M, x)),
    "elu": Row(lambda M, x: x if x > 0 else 3 * (M.exp(x) - 1) / 2, away, (ALPHA, None)),
}
RATIONAL = {name: row for name, row in ROWS.items() if row.rational}
LARGEST = 20


def evaluate(expr: Expr, values: dict[str, Any], M: Any = math, number: Any = float) -> Any:
    """Return the value of an expression by the formulas above."""

    def leaf(node: Ref | Lit) -> Any:
        return values[node.name] if isinstance(node, Ref) else number(node.value)

    return fold(expr, leaf, lambda node, args: ROWS[node.op].value(M, *args))


@dataclass(frozen=True)
class RandomGraph:
    """Lines (name, expression), the values of their inputs, and the line to differentiate."""

    lines: tuple[tuple[str, Expr], ...]
    inputs: dict[str, str]

    @property
    def output(self) -> str:
        return self.lines[-1][0]

    def graph(self, *, expand: bool = True) -> Graph:
        numbered = [(name, expr, line) for line, (name, expr) in enumerate(self.lines, start=1)]
        return Graph.from_assignments(numbered, inputs=self.inputs, expand=expand)

    def naive(self, M: Any = math, number: Any = float, **moved: Any) -> Any:
        """Return the output, computed line by line into a dictionary."""
        values = {name: number(Fraction(value)) for name, value in self.inputs.items()} | moved
        for name, expr in self.lines:
            values[name] = evaluate(expr, values, M, number)
        return values[self.output]


# Names that are also temporaries, constants, or what SymPy and Python keep for themselves.
INPUT_NAMES = ("a", "v1", "e", "lambda", "S", "β")
LINE_NAMES = ("d", "v2", "Y", "pi", "I", "Ω_1", "ŷ", "n7")


def decimals(least: int, most: int) -> st.SearchStrategy[str]:
    """Numbers with one decimal, as text."""
    return st.integers(least * 10, most * 10).map(lambda tenths: str(tenths / 10))


@st.composite
def expressions(draw, values: dict[str, float], rows: dict[str, Row], depth: int) -> Expr:
    """Draw an expression over named values that is defined and not large."""
    name = Ref(draw(st.sampled_from(sorted(values))))
    if depth == 0:
        return name
    op = draw(st.sampled_from(sorted(rows)))
    deeper = expressions(values, rows, depth - 1)
    # The first argument holds a name: the parser reads -2 and 1/3 as numbers, not as operations.
    first = draw(st.just(name) | deeper)
    args = (first,)
    if op in ("add", "sub", "mul", "div", "max", "min", "pow"):
        text = draw(decimals(-3, 3))
        literal = Lit(Fraction(text), text)
        args = (first, draw(st.just(literal) | st.sampled_from(sorted(values)).map(Ref) | deeper))
    call = Call(op, args, rows[op].params)
    numbers = [evaluate(arg, values) for arg in args]
    if rows[op].safe(*numbers) and abs(evaluate(call, values)) <= LARGEST:
        return call
    return Call("sub", (first, first)) if rows is RATIONAL else Call("tanh", (first,))


@st.composite
def random_graphs(draw, rows: dict[str, Row] = ROWS, lines: int = 6, depth: int = 2) -> RandomGraph:
    """Draw lines that reuse earlier ones; some inputs and some lines go unused."""
    names = draw(st.lists(st.sampled_from(INPUT_NAMES), min_size=1, max_size=4, unique=True))
    inputs = {name: draw(decimals(-3, 3)) for name in names}
    values = {name: float(value) for name, value in inputs.items()}
    found = []
    targets = draw(st.lists(st.sampled_from(LINE_NAMES), min_size=1, max_size=lines, unique=True))
    for name in targets:
        expr = draw(expressions(dict(values), rows, depth))
        found.append((name, expr))
        values[name] = evaluate(expr, values)
    return RandomGraph(tuple(found), inputs)
