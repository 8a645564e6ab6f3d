"""A second set of cases, drawn after the code was finished: random functions at random points."""

import random

import mpmath
import pytest
import sympy

from symgrad import Graph
from symgrad.numdiff import derivative

SMALLEST = 5e-324  # what is smaller is no double
SMOOTH = ("sin", "cos", "exp", "tanh", "atan", "sigmoid", "softplus", "sinh", "erf", "silu")
PARTIAL = ("log", "sqrt", "asin", "tan")
BROKEN = ("abs", "relu")


def drawn(generator: random.Random, depth: int) -> str:
    """Return the text of a function of x."""
    if depth == 0:
        return generator.choice(["x", "x", "x", f"{generator.uniform(-3, 3):.3g}"])
    kind = generator.random()
    inner = drawn(generator, depth - 1)
    if kind < 0.45:
        names = generator.choices([SMOOTH, PARTIAL, BROKEN], [8, 3, 1])[0]
        return f"{generator.choice(names)}({inner})"
    other = drawn(generator, depth - 1)
    if kind < 0.9:
        return f"({inner}){generator.choice('+-*/')}({other})"
    return f"({inner})^{generator.choice([2, 3, -1])}"


def point(generator: random.Random) -> float:
    size = generator.choice([1, 1, 1, 1e-3, 1e-8, 1e3, 1e6])
    return generator.uniform(-3, 3) * size


def reference(text: str, x: float) -> mpmath.mpf | None:
    """Return the derivative with 60 digits, or None where SymPy gives no real number."""
    composed = Graph.from_text(f"F = {text}").to_sympy()
    variable = sympy.Symbol("x", real=True)
    try:
        with mpmath.workdps(60):
            slope = sympy.lambdify(variable, sympy.diff(composed, variable), "mpmath")
            value = mpmath.mpmathify(slope(mpmath.mpf(x)))
    except (ArithmeticError, ValueError, TypeError, NameError, KeyError):
        return None
    return value if isinstance(value, mpmath.mpf) and mpmath.isfinite(value) else None


def cases(seed: int, count: int):
    generator = random.Random(seed)
    for _ in range(count):
        text = drawn(generator, generator.choice([1, 2, 2, 3]))
        yield (text if "x" in text.replace("exp", "") else f"{text} + x"), point(generator)


@pytest.mark.parametrize("seed", range(8))
def test_no_random_function_is_answered_wrongly(seed):
    answered = 0
    for text, x in cases(seed, 50):
        found = derivative(Graph.from_text(f"F = {text}"), x)
        if found.status not in ("ok", "unreliable") or found.value is None:
            continue
        exact = reference(text, x)
        if exact is None:
            continue
        if found.status == "ok":
            answered += 1
            # sin(x) beside x³ at 1e6 is smaller than the rounding, though its slope is not.
            bound = found.error + 1e-12 * abs(exact)
            assert abs(found.value - exact) <= bound, (text, x, found.value, found.error)
            assert abs(found.value - exact) <= max(1e-5 * abs(exact), SMALLEST), (text, x)
    assert answered >= 15
