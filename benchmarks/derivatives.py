"""Numerical derivatives on the reference cases: how many are good, and how many silently wrong."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import jacobi
import mpmath
import numdifftools
import numpy
import scipy.differentiate
import scipy.special
import sympy
import torch

from benchmarks.timing import Result
from symgrad.graph import Graph
from symgrad.numdiff import derivative
from tests.numdiff_cases import CASES, WITHOUT

# Good: within 1e-6 of the derivative. Silently wrong: a finite number, off by more than 1e-3,
# without any flag; where a tool gives an error estimate, one above 1e-3 of the value is a flag.
GOOD, WRONG = 1e-6, 1e-3


@dataclass
class Score:
    """What one differentiator did on all cases."""

    name: str
    good: int = 0
    silent: int = 0
    flagged: int = 0
    times: list[float] = field(default_factory=list)


Answer = tuple[float | None, bool]  # value, and whether the tool itself doubts it


def results() -> Iterator[Result]:
    """Yield one table: title, columns, rows."""
    with_derivative = [(text, x) for cases in CASES.values() for text, x in cases]
    references = [_reference(text, x) for text, x in with_derivative]
    rows = []
    for name, tool in TOOLS.items():
        score = _scored(name, tool, with_derivative, references)
        median = sorted(score.times)[len(score.times) // 2]
        cells = [score.good, score.silent, score.flagged, f"{1e3 * median:.2g} ms"]
        rows.append([name, *map(str, cells)])
    count = len(with_derivative)
    columns = ["differentiator", f"good of {count}", "silently wrong"]
    columns += [f"flagged of {len(WITHOUT)} without a derivative", "median time"]
    yield "Cases of tests/numdiff_cases.py", columns, rows


def _scored(
    name: str,
    tool: Callable[[str, float], Answer],
    cases: list[tuple[str, float]],
    references: list[mpmath.mpf],
) -> Score:
    score = Score(name)
    for (text, x), exact in zip(cases, references, strict=True):
        value, doubted = _asked(tool, text, x, score)
        off = math.inf if value is None else _relative(value, exact)
        score.good += off <= GOOD and not doubted
        score.silent += value is not None and off > WRONG and not doubted
    for text, x, _ in WITHOUT:
        value, doubted = _asked(tool, text, x, score)
        score.flagged += value is None or doubted
    return score


def _asked(tool: Callable[[str, float], Answer], text: str, x: float, score: Score) -> Answer:
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value, doubted = tool(text, x)
        except Exception:  # whatever a tool raises is a flag
            value, doubted = None, True
    score.times.append(time.perf_counter() - start)
    if value is None or not math.isfinite(value):
        return None, True
    return value, doubted


def _relative(value: float, exact: mpmath.mpf) -> float:
    if not exact:
        return 0.0 if abs(value) <= 1e-12 else math.inf
    return float(abs(value - exact) / abs(exact))


def _reference(text: str, x: float) -> mpmath.mpf:
    composed = Graph.from_text(f"F = {text}").to_sympy()
    variable = next(iter(composed.free_symbols), sympy.Symbol("x"))
    slope = sympy.lambdify(variable, sympy.diff(composed, variable), "mpmath")
    with mpmath.workdps(120):
        return mpmath.re(slope(mpmath.mpf(x)))


def _python(text: str) -> Callable[[Any], Any]:
    """Return a case as a NumPy function: our own texts, compiled as a user would write them."""
    composed = Graph.from_text(f"F = {text}").to_sympy()
    variable = next(iter(composed.free_symbols), sympy.Symbol("x"))
    function = sympy.lambdify(variable, composed, ["scipy", "numpy"])
    return lambda x: function(x) + 0 * x


def _ours(text: str, x: float) -> Answer:
    found = derivative(Graph.from_text(f"F = {text}"), x)
    return found.value, found.status != "ok"


def _ours_of_python(text: str, x: float) -> Answer:
    found = derivative(_python(text), x)
    return found.value, found.status != "ok"


def _central(text: str, x: float) -> Answer:
    f, h = _python(text), 2.0**-17.3 * max(1.0, abs(x))
    return float((f(x + h) - f(x - h)) / (2 * h)), False


def _numdifftools(text: str, x: float) -> Answer:
    found = numdifftools.Derivative(_python(text), full_output=True)(x)
    value, error = float(found.estimate), float(found.error_estimate)
    return value, error > WRONG * abs(value)


def _scipy(text: str, x: float) -> Answer:
    found = scipy.differentiate.derivative(_python(text), x)
    return float(found.df), not bool(found.success)


def _jacobi(text: str, x: float) -> Answer:
    value, error = jacobi.jacobi(_python(text), x)
    return float(value), bool(numpy.max(error) > WRONG * abs(float(value)))


def _torch(text: str, x: float) -> Answer:
    composed = Graph.from_text(f"F = {text}").to_sympy()
    variable = next(iter(composed.free_symbols), sympy.Symbol("x"))
    names = {"Heaviside": lambda z, at=0.0: torch.heaviside(z, torch.tensor(at, dtype=z.dtype))}
    function = sympy.lambdify(variable, composed, [names, _TORCH])
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    value = function(point) + 0 * point
    value.backward()
    return float(point.grad), False


_TORCH = {
    **{name: getattr(torch, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh")},
    **{name: getattr(torch, name) for name in ("asin", "acos", "atan", "sinh", "cosh", "erf")},
    "Abs": torch.abs,
    "Max": lambda a, b: torch.maximum(torch.as_tensor(a).double(), torch.as_tensor(b).double()),
    "Min": lambda a, b: torch.minimum(torch.as_tensor(a).double(), torch.as_tensor(b).double()),
}
TOOLS = {
    "symgrad.numdiff, of a graph": _ours,
    "symgrad.numdiff, of a Python function": _ours_of_python,
    "central, eps^(1/3)·max(1, abs x)": _central,
    "numdifftools": _numdifftools,
    "scipy.differentiate": _scipy,
    "jacobi": _jacobi,
    "torch autograd": _torch,
}
