"""Published calculations by hand come out digit for digit."""

from decimal import Decimal

import pytest

from symgrad import ByHand, Graph

# The neurons of the exercise sheet: (f, local derivative, dw0, dx0, dw1, dx1) as printed there.
# It truncates the first value to .66.
NEURON = {"w0": "1.45", "x0": "2.8", "w1": "-.35", "x1": "-1.8", "b": "-4"}
PRINTED = {
    "sigmoid(z)": (".666", ".222", ".622", ".322", "-.4", "-.078"),
    "tanh(z)": (".598", ".642", "1.798", ".931", "-1.156", "-.225"),
    "elu(z)": (".69", "1", "2.8", "1.45", "-1.8", "-.35"),
    "leaky_relu(z, 0.1)": (".69", "1", "2.8", "1.45", "-1.8", "-.35"),
    "max(0.1*z, z)": (".69", "1", "2.8", "1.45", "-1.8", "-.35"),
}


@pytest.mark.parametrize("activation", PRINTED)
def test_the_neurons_as_printed(activation):
    graph = Graph.from_text(f"z = w0*x0 + w1*x1 + b; f = {activation}")
    found = graph.run(NEURON, ByHand(decimals=3))
    adjoints = (found.adjoints[name] for name in ("b", "w0", "x0", "w1", "x1"))
    assert (found.values["f"], *adjoints) == tuple(map(Decimal, PRINTED[activation]))
    assert found.values["z"] == Decimal("0.69")


# A layer W·x, sigmoid, and the sum of squares, entry by entry.
LAYER = """
y1 = w11*x1 + w12*x2 + w13*x3
y2 = w21*x1 + w22*x2 + w23*x3
z1 = sigmoid(y1)
z2 = sigmoid(y2)
L = z1^2 + z2^2
"""
WEIGHTS = {"w11": "-4", "w12": "-.2", "w13": "2", "w21": "-1", "w22": "-.5", "w23": "-.3"}
INPUTS = {"x1": "1", "x2": "-3.1", "x3": "1.5"}
SHEET = {
    "y1": ".196",
    "y2": ".261",
    "w11": ".196",
    "w12": "-.608",
    "w13": ".294",
    "w21": ".261",
    "w22": "-.809",
    "w23": ".392",
    "x1": "-1.045",
    "x2": "-.170",  # printed as .483, because there w22 became 2 on the way back
    "x3": ".314",
}


def test_the_layer_as_printed():
    found = Graph.from_text(LAYER).run(WEIGHTS | INPUTS, ByHand(decimals=3))
    assert {name: found.adjoints[name] for name in SHEET} == {
        name: Decimal(text) for name, text in SHEET.items()
    }
    values = {"y1": "-.38", "y2": ".1", "z1": ".406", "z2": ".525", "L": ".440"}
    assert {name: found.values[name] for name in values} == {
        name: Decimal(text) for name, text in values.items()
    }
