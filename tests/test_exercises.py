"""The published exercises: every number of the graph exercise and of the neuron comes out."""

from decimal import Decimal

import pytest

from symgrad.arithmetic import ByHand, Exact, Float, symbol
from symgrad.expr import Ref, number
from symgrad.finite import shifted
from symgrad.graph import Graph
from symgrad.lines import Program
from symgrad.trace import evaluate

# Exercise 2 of the mid-course exercises: d = a + b, e = b - c, Y = d·e at (1, 2, 3).
GRAPH = Graph.from_text("d = a + b\ne = b - c\nY = d*e")
POINT = {"a": 1, "b": 2, "c": 3}


@pytest.mark.parametrize("arithmetic", [Exact(), Float(), ByHand()], ids=lambda a: a.name)
def test_the_graph_exercise(arithmetic):
    run = GRAPH.run(POINT, arithmetic)
    assert run.values == {"a": 1, "b": 2, "c": 3, "d": 3, "e": -1, "Y": -3}
    assert run.adjoints == {"a": -1, "b": 2, "c": -3, "d": -1, "e": 3, "Y": 1}


def test_the_graph_exercise_multiplied_out():
    a, b, c = map(symbol, "abc")
    assert GRAPH.to_sympy().expand() == a * b - a * c + b**2 - b * c


def test_two_paths_lead_to_b():
    run = GRAPH.run(POINT)
    paths = {line.id: run.number(line.id) for line in run.lines if line.id.startswith("∂Y/∂b|")}
    assert paths == {"∂Y/∂b|d#1": -1, "∂Y/∂b|e#0": 3}


@pytest.mark.parametrize(
    ("line", "mistake", "name", "answer"),
    [
        ("∂Y/∂b", Ref("∂Y/∂b|d#1"), "b", -1),
        ("∂Y/∂b", Ref("∂Y/∂b|e#0"), "b", 3),
        ("∂Y/∂b", Ref("∂Y/∂b|e#0") - Ref("∂Y/∂b|d#1"), "b", 4),
        ("∂e/∂c#1", number(1), "c", 3),
    ],
    ids=["only d", "only e", "sign", "sign of c"],
)
def test_typical_mistakes_are_edits(line, mistake, name, answer):
    program = Program(GRAPH).given(POINT).forward().backward()
    assert evaluate(program.edit(line, mistake)).adjoints[name] == answer


def test_quotients_are_exact_for_a_and_c_and_2_plus_h_for_b():
    found = {name: GRAPH.differences(POINT, name) for name in "abc"}
    for row in found["b"].rows:
        assert row.exactly("forward") == 2 + row.h.value
        assert row.exactly("central") == 2
    assert {row.forward for row in found["a"].rows} == {-1}
    assert {row.forward for row in found["c"].rows} == {-3}
    assert [found[name].remainder("forward") for name in "abc"] == [{}, {1: 1}, {}]
    assert [found[name].remainder("central") for name in "abc"] == [{}, {}, {}]


@pytest.mark.parametrize(
    ("h", "a", "b", "c"),
    [
        ("1e-1", "-1", "2.1", "-3"),
        ("1e-3", "-1", "2.001", "-3"),
        ("1e-6", "-1.00000000014", "2.00000100037", "-3.00000000042"),
        ("1e-8", "-0.999999993923", "1.99999998785", "-2.99999998177"),
        ("1e-12", "-1.00008890058", "2.00017780116", "-3.00026670175"),
        ("1e-15", "-0.8881784197", "1.7763568394", "-2.6645352591"),
    ],
)
def test_the_table_of_floats(h, a, b, c):
    for name, printed in {"a": a, "b": b, "c": c}.items():
        (row,) = GRAPH.differences(POINT, name, steps=[h], arithmetic=Float()).rows
        assert f"{row.forward:.12g}" == printed


# Assignment 2, exercise 1 of the Instituto Balseiro: one neuron with four activations.
NEURON = {"w0": "1.45", "x0": "2.8", "w1": "-0.35", "x1": "-1.8", "b": "-4"}
ACTIVATIONS = {
    "sigmoid(z)": (
        *("0.665966927", "0.222454979"),
        *("0.622873942", "0.322559720", "-0.400418963", "-0.077859243"),
    ),
    "tanh(z)": (
        *("0.597982000", "0.642417527"),
        *("1.798769076", "0.931505414", "-1.156351549", "-0.224846134"),
    ),
    "elu(z)": ("0.69", "1", "2.8", "1.45", "-1.8", "-0.35"),
    "leaky_relu(z, 0.1)": ("0.69", "1", "2.8", "1.45", "-1.8", "-0.35"),
}
BY_HAND = {
    "sigmoid(z)": ("0.666", "0.222", "0.622", "0.322", "-0.400", "-0.078"),
    "tanh(z)": ("0.598", "0.642", "1.798", "0.931", "-1.156", "-0.225"),
    "elu(z)": ("0.69", "1", "2.8", "1.45", "-1.8", "-0.35"),
    "leaky_relu(z, 0.1)": ("0.69", "1", "2.8", "1.45", "-1.8", "-0.35"),
}
ASKED = ("b", "w0", "x0", "w1", "x1")


def neuron(activation: str) -> Graph:
    return Graph.from_text(f"p0 = w0*x0\np1 = w1*x1\ns = p0 + p1\nz = s + b\nf = {activation}")


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("arithmetic", [Exact(), Float()], ids=lambda a: a.name)
def test_the_neuron_to_nine_decimals(activation, arithmetic):
    run = neuron(activation).run(NEURON, arithmetic)
    found = [run.values["f"], *(run.adjoints[name] for name in ASKED)]
    assert [f"{float(value):.9f}" for value in found] == [
        f"{Decimal(value):.9f}" for value in ACTIVATIONS[activation]
    ]


@pytest.mark.parametrize("activation", BY_HAND)
def test_the_neuron_by_hand_with_three_decimals(activation):
    run = neuron(activation).run(NEURON, ByHand(decimals=3))
    found = [run.values["f"], *(run.adjoints[name] for name in ASKED)]
    assert found == [Decimal(value) for value in BY_HAND[activation]]


@pytest.mark.parametrize("arithmetic", [Exact(), ByHand(decimals=3)], ids=lambda a: a.name)
def test_the_sums_of_the_neuron(arithmetic):
    run = neuron("sigmoid(z)").run(NEURON, arithmetic)
    found = [str(Decimal(str(float(run.values[name])))) for name in ("p0", "p1", "s", "z")]
    assert found == ["4.06", "0.63", "4.69", "0.69"]


@pytest.mark.parametrize("alpha", ["0.1", "1", "2.5"])
def test_above_0_the_alpha_of_elu_does_not_matter(alpha):
    run = neuron(f"elu(z, {alpha})").run(NEURON)
    assert (run.adjoints["w0"], run.adjoints["b"]) == (run.values["x0"], 1)


def test_below_0_elu_and_leaky_relu_differ():
    """The suggested variant: with b = -6, z = -1.31."""
    below = NEURON | {"b": "-6"}
    elu, leaky = (neuron(name).run(below) for name in ("elu(z)", "leaky_relu(z, 0.1)"))
    assert float(elu.adjoints["b"]) == pytest.approx(0.269820056)
    assert float(leaky.adjoints["b"]) == 0.1


def test_the_leaky_derivative_with_swapped_branches_is_noticed():
    """A student report has 0.1 above 0 and 1 below; the quotients disagree with it."""
    graph = neuron("leaky_relu(z, 0.1)")
    program = Program(graph).given(NEURON).forward().backward()
    run = evaluate(program.edit("∂f/∂z#0", number(1) / 10))
    assert run.adjoints["w0"] == graph.run(NEURON).adjoints["w0"] / 10
    assert shifted(run, "w0", ["0.1", "0.01"]).status == "disagrees"


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_quotients_of_the_neuron_agree(activation):
    for name in ASKED:
        assert neuron(activation).differences(NEURON, name).status in ("exact", "agrees")
