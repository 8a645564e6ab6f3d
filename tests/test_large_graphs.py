"""A hundred thousand nodes: no recursion, and a cost that grows with the nodes and no faster."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from math import cos, prod, sin

import pytest

from symgrad.arithmetic import Exact, Float
from symgrad.expr import Call, Expr, Lit, Ref
from symgrad.graph import Graph
from symgrad.lines import Program
from symgrad.parsing import Limits
from symgrad.trace import evaluate

MANY = 100_000
LONG = Limits(length=10**8, nodes=10**7, depth=10**5)


def shallow(task: Callable[[], object]) -> object:
    """Run on a thread of its own, whose stack may hold 200 frames: recursion over nodes fails."""
    limit = sys.getrecursionlimit()

    def limited() -> object:
        sys.setrecursionlimit(200)
        try:
            return task()
        finally:
            sys.setrecursionlimit(limit)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(limited).result()


@pytest.fixture(autouse=True)
def loaded():
    """Load what is loaded at first use, because imports need more frames."""
    graph = Graph.from_text("Y = sqrt(x)")
    graph.run({"x": 2}).to_json()
    graph.gradient()
    graph.differences({"x": 2}, "x")


class Counting(Float):
    """Floats that count how many operations were asked for."""

    def __init__(self) -> None:
        self.calls = 0

    def call(self, *args):
        self.calls += 1
        return super().call(*args)


def chain(length: int) -> list[tuple[str, Expr, int]]:
    """Lines n0 = sin(x), n1 = n0*x, n2 = sin(n1), …"""
    found, last = [], Ref("x")
    for place in range(length):
        expr = Call("mul", (last, Ref("x"))) if place % 2 else Call("sin", (last,))
        found.append((f"n{place}", expr, place + 1))
        last = Ref(f"n{place}")
    return found


def test_a_chain_of_100_000_nodes_runs_forward_and_backward():
    def task() -> tuple[int, float, int]:
        graph = Graph.from_assignments(chain(MANY))
        run = graph.run({"x": 0.5}, Float())
        return len(graph.nodes), run.raw["∂n99999/∂n99998"], len(run.raw)

    nodes, slope, lines = shallow(task)
    assert (nodes, slope) == (MANY + 1, 0.5)
    # Per node: its value, its adjoint, and two lines per edge; there are 1.5 edges per node.
    assert lines == (1 + 1 + 2 * 1.5) * MANY + 2


def test_the_gradient_of_a_long_chain_is_right():
    length = 10_000
    graph = Graph.from_assignments(
        [
            (f"n{place}", Call("sin", (Ref(f"n{place - 1}" if place else "x"),)), place)
            for place in range(length)
        ]
    )
    run = graph.run({"x": 1}, Float())
    values, x = [], 1.0
    for _ in range(length):
        values.append(x)
        x = sin(x)
    assert run.raw[f"∂n{length - 1}/∂x"] == pytest.approx(prod(map(cos, values)), rel=1e-9)


def test_a_fan_out_of_100_000_is_one_sum():
    def task() -> tuple[float, int]:
        factors = [Lit(Fraction(place), str(place)) for place in range(MANY)]
        lines = [(f"n{place}", Ref("x") * factor, 1) for place, factor in enumerate(factors)]
        total = ("Y", Call("add", tuple(Ref(name) for name, _, _ in lines)), 2)
        run = Graph.from_assignments([*lines, total]).run({"x": 2}, Float())
        (fan_out,) = (line for line in run.program if line.kind == "sum")
        return run.raw["∂Y/∂x"], len(fan_out.expr.args)

    assert shallow(task) == (MANY * (MANY - 1) / 2, MANY)


def test_a_text_nested_10_000_deep():
    def task() -> tuple[int, object]:
        text = "Y = " + "sin(" * 10_000 + "x" + ")" * 10_000
        graph = Graph.from_text(text, limits=LONG)
        run = graph.run({"x": 1}, Float())
        again = Graph.from_text(graph.to_text(), limits=LONG)
        return len(graph.operations), again.run({"x": 1}, Float()).raw["∂Y/∂x"] == run.raw["∂Y/∂x"]

    assert shallow(task) == (10_000, True)


def test_a_sum_of_10_000_terms_is_read_from_left_to_right():
    def task() -> object:
        text = "Y = " + " - ".join(f"{n}*x" for n in range(10_000))
        run = Graph.from_text(text, limits=LONG).run({"x": 1})
        return run.raw["∂Y/∂x"]

    assert shallow(task) == -sum(range(10_000))


def test_a_coarse_node_may_be_deep():
    def task() -> object:
        text = "Y = " + "(" * 2_000 + "x" + " + 1)*2" * 2_000
        run = Graph.from_text(text, limits=LONG, expand=False).run({"x": 0}, Exact())
        return run.raw["Y"], run.raw["∂Y/∂x"]

    assert shallow(task) == (2**2001 - 2, 2**2000)


def test_a_chain_of_forward_references_is_put_in_order():
    def task() -> tuple[str, str]:
        text = "\n".join(f"n{place} = n{place + 1} + 1" for place in range(20_000))
        graph = Graph.from_text(text, limits=LONG)
        return graph.operations[0].name, graph.outputs[0]

    assert shallow(task) == ("n19999", "n0")


def test_every_view_of_a_large_graph_works():
    def task() -> tuple[bool, ...]:
        graph = Graph.from_assignments(chain(1_000))
        run = graph.run({"x": 0.5}, Float())
        tangents = graph.tangents({"x": 0.5}, {"x": 1}, Float())
        quotients = graph.differences({"x": 0.5}, "x", arithmetic=Float())
        return (
            len(run.steps) == 2_003,
            len(run.to_json()) > 10**5,
            len(run.adjoints) == 1_001,
            len(graph.gradient()) == 1_001,
            tangents.tangents["n999"] == pytest.approx(run.adjoints["x"]),
            quotients.status == "agrees",
            hash(graph) == hash(Graph.from_assignments(chain(1_000))),
        )

    assert shallow(task) == (True,) * 7


def cost(length: int, run: Callable[[Graph, Counting], object]) -> int:
    counting = Counting()
    run(Graph.from_assignments(chain(length)), counting)
    return counting.calls


@pytest.mark.parametrize(
    ("run", "most"),
    [
        (lambda graph, counting: graph.run({"x": 0.5}, counting), 4),
        (lambda graph, counting: graph.tangents({"x": 0.5}, {"x": 1}, counting), 4),
        (
            lambda graph, counting: graph.differences(
                {"x": 0.5}, "x", steps=[1], arithmetic=counting
            ),
            6,
        ),
    ],
    ids=["run", "tangents", "differences"],
)
def test_the_operations_per_node_do_not_depend_on_the_length(run, most):
    short, double, long = (cost(length, run) for length in (500, 1_000, 4_000))
    assert long - double == 6 * (double - short)
    assert double - short <= most * 500


def test_the_lines_per_node_do_not_depend_on_the_length():
    short, double, long = (
        sum(1 for _ in Program(Graph.from_assignments(chain(length))).forward().backward())
        for length in (500, 1_000, 4_000)
    )
    assert long - double == 6 * (double - short) == 6 * 5 * 500


def test_an_edit_of_a_large_program_costs_one_line():
    graph = Graph.from_assignments(chain(1_000))
    program = Program(graph).given({"x": 1}).forward().backward()
    counting = Counting()
    evaluate(program.edit("n999", Lit(Fraction(2), "2")), counting)
    assert counting.calls == cost(1_000, lambda graph, c: graph.run({"x": 1}, c)) - 1
