"""Every formula of the table gives the same value over every kind of number."""

from collections import Counter
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from references import CASES, REFERENCES, M, number

from symgrad.arithmetic import Bound, ByHand, Closed, Exact, Float, Symbolic, symbol
from symgrad.arithmetic.closed import ClosedNumbers, closed
from symgrad.arithmetic.enclosures import bounds, sure_digits
from symgrad.expr import Call, walk
from symgrad.graph import Graph
from symgrad.lines import Program
from symgrad.operations import (
    OPERATIONS,
    Array,
    Backend,
    Floating,
    Irrational,
    Multiprecision,
    Rational,
    SymPy,
)
from symgrad.parsing import Limits
from symgrad.trace import evaluate

EXTREME = [(name, text) for name, row in REFERENCES.items() for text in row.extreme]


def value(name: str, backend: Backend, *args: Any) -> Any:
    """Return what the table computes with numbers of one kind."""
    fixed = (None if p is None else backend.number(p) for p in REFERENCES[name].params)
    return OPERATIONS[name].value(backend, *args, *fixed)


def close(found: Any, exact: Any, tolerance: float) -> bool:
    """Compare to a relative tolerance; below the normal floats one unit is allowed."""
    return abs(number(found) - exact) <= tolerance * abs(exact) + 5e-324


def test_every_row_has_a_reference():
    assert set(OPERATIONS) - set(REFERENCES) == {"cases", "i", "im"}


@pytest.mark.parametrize(("name", "point"), CASES)
def test_floats(name, point):
    floats = [float(Fraction(text)) for text in point]
    assert close(value(name, Floating(), *floats), REFERENCES[name].at(*floats), 1e-14)


@pytest.mark.parametrize(("name", "text"), EXTREME)
def test_floats_far_out(name, text):
    found = value(name, Floating(), float(text))
    assert close(found, REFERENCES[name].at(float(text)), 2e-13)


@pytest.mark.parametrize(("name", "point"), CASES)
def test_many_digits(name, point):
    numbers = Multiprecision(60)
    found = value(name, numbers, *(numbers.number(Fraction(text)) for text in point))
    assert abs(M.mpf(found) - REFERENCES[name].at(*point)) <= M.mpf(10) ** -57 * abs(found)


@pytest.mark.parametrize(("name", "point"), CASES)
def test_closed_numbers_enclose_the_value(name, point):
    found = closed(value(name, ClosedNumbers(), *map(Fraction, point)))
    low, high = map(number, bounds(found.enclosure))
    exact = REFERENCES[name].at(*point)
    assert low - M.mpf(10) ** -390 <= exact <= high + M.mpf(10) ** -390
    assert low == high or sure_digits(found.enclosure) >= 55


@pytest.mark.parametrize(("name", "point"), CASES)
def test_sympy(name, point):
    found = value(name, SymPy(), *map(sympy.Rational, point))
    assert close(str(sympy.N(found, 50)), REFERENCES[name].at(*point), 1e-45)


@pytest.mark.parametrize(("name", "point"), CASES)
def test_fractions_are_exact_or_refused(name, point):
    try:
        found = value(name, Rational(), *map(Fraction, point))
    except Irrational:
        return
    assert abs(number(found) - REFERENCES[name].at(*point)) <= M.mpf(10) ** -390


@pytest.mark.parametrize(
    "name", [name for name in REFERENCES if name not in ("pi", "e", "add", "max", "min")]
)
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_arrays(name, library):
    module = pytest.importorskip(library)
    reference = REFERENCES[name]
    points = [*reference.points, *((text,) for text in reference.extreme)]
    columns = [[float(Fraction(text)) for text in column] for column in zip(*points, strict=True)]
    found = value(name, Array(module), *arrays(module, columns)).tolist()
    for result, *args in zip(found, *columns, strict=True):
        assert close(result, reference.at(*args), 2e-13), args


def arrays(module: Any, columns: list[list[float]]) -> list[Any]:
    make = module.array if module is np else module.tensor
    return [make(column, dtype=module.float64) for column in columns]


@pytest.mark.parametrize("name", ["add", "max", "min"])
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_arrays_of_three(name, library):
    module = pytest.importorskip(library)
    columns = [[1.0, -2.0, 1.7e308], [3.0, -2.0, -1.7e308], [2.0, 0.5, 0.0]]
    found = value(name, Array(module), *arrays(module, columns)).tolist()
    assert found == [float(REFERENCES[name].at(*row)) for row in zip(*columns, strict=True)]


def test_one_branch_of_an_array_never_disturbs_another():
    torch = pytest.importorskip("torch")
    x = torch.tensor([-1000.0, -1.0, 1.0, 1000.0], dtype=torch.float64, requires_grad=True)
    OPERATIONS["elu"].value(Array(torch), x, 1.0, None).sum().backward()
    slopes = x.grad.tolist()
    assert slopes == pytest.approx([0, np.exp(-1.0), 1, 1], rel=1e-15)


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "step", "elu"])
def test_no_array_has_a_negative_zero(name):
    found = value(name, Array(np), np.array([-1e-320, -1.0, 0.0, -0.0, 1.0]))
    assert not np.signbit(found[found == 0]).any()


def test_a_branch_for_0_that_is_missing_is_no_number():
    found = OPERATIONS["cases"].value(Array(np), np.array([1.0, 0.0, -1.0]), 1.0, -1.0)
    np.testing.assert_array_equal(found, [1.0, np.nan, -1.0])


@pytest.mark.parametrize("x", [-5, 0, 5])
def test_the_sign_chooses_one_of_three(x):
    branches = [lambda: "above", lambda: "at", lambda: "below"]
    assert Floating().by_sign(x, *branches) == {-5: "below", 0: "at", 5: "above"}[x]


def test_sympy_leaves_a_missing_branch_undefined():
    x = sympy.Symbol("x")
    choice = OPERATIONS["cases"].value(SymPy(), x, 1, -1)
    assert choice.subs(x, 0) is sympy.nan
    assert (choice.subs(x, 2), choice.subs(x, -2)) == (1, -1)


class Counting(Float):
    """Floats that record what the evaluator asks for."""

    def __init__(self) -> None:
        self.seen = Counter()

    def lit(self, lit):
        self.seen["lit"] += 1
        return super().lit(lit)

    def call(self, operation, args, params):
        self.seen["call"] += 1
        return super().call(operation, args, params)

    def sign(self, value):
        self.seen["sign"] += 1
        return super().sign(value)

    def close(self, value, line, expr):
        self.seen["close"] += 1
        return super().close(value, line, expr)


PROGRAM = "d = sigmoid(a)*b; e = relu(b - c); Y = d*e + exp(d)/2"
POINT = {"a": "0.5", "b": "2", "c": "0.7"}


def program(text: str = PROGRAM) -> Program:
    return (
        Program(Graph.from_text(text, limits=Limits(length=10**6, nodes=10**6)))
        .given(POINT)
        .forward()
        .backward()
    )


def test_one_program_is_evaluated_by_all_arithmetics():
    lines = program()
    exact = evaluate(lines, Exact()).raw
    exact = {line: float(v.nearest() if isinstance(v, Closed) else v) for line, v in exact.items()}
    assert evaluate(lines, Float()).raw == pytest.approx(exact, rel=1e-14)
    bounded = evaluate(lines, Bound()).raw
    assert {line: v.value for line, v in bounded.items()} == evaluate(lines, Float()).raw
    by_hand = evaluate(lines, ByHand(decimals=12)).raw
    assert {line: float(v) for line, v in by_hand.items()} == pytest.approx(exact, abs=1e-9)


def test_the_symbolic_run_of_the_same_program_has_the_same_numbers():
    graph = Graph.from_text(PROGRAM)
    lines = Program(graph).forward().backward()
    names = {name: symbol(name) for name in graph.inputs}
    at = {names[name]: sympy.Rational(text) for name, text in POINT.items()}
    run = evaluate(lines, Symbolic(), names)
    floats = graph.run(POINT, Float())
    for name, adjoint in run.adjoints.items():
        assert float(adjoint.subs(at)) == pytest.approx(floats.adjoints[name], rel=1e-14)


def operations(lines: Program) -> int:
    """Count the calls of a program whose only choice by sign is a line of its own."""
    nodes = (node for line in lines for node in walk(line.expr))
    return sum(isinstance(node, Call) and node.op != "cases" for node in nodes)


def test_every_operation_is_computed_once():
    lines, counting = program(), Counting()
    evaluate(lines, counting)
    assert counting.seen["call"] == operations(lines)
    assert counting.seen["close"] == len(lines.lines)
    assert counting.seen["sign"] == 1


@pytest.mark.parametrize("size", [10, 100, 1000])
def test_the_work_grows_like_the_graph(size):
    text = "x0 = a*b; " + "; ".join(f"x{n + 1} = x{n}*c" for n in range(size))
    lines, counting = program(text), Counting()
    evaluate(lines, counting)
    # One operation forward and two contributions backward for each line, and one sum for c.
    assert counting.seen["call"] == 3 * (size + 1) + 1
