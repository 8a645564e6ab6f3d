"""The gradient as short equations, and what they become when they are composed."""

from itertools import pairwise

import pytest
import sympy

from symgrad.arithmetic import symbol
from symgrad.errors import GraphError
from symgrad.graph import Graph

MAIN = Graph.from_text("d = a + b\ne = b - c\nY = d*e")


def logistic(times: int) -> Graph:
    """The logistic map l -> 4l(1 - l), whose written-out derivative doubles at every step."""
    lines = [f"l{n} = 4*l{n - 1}*(1 - l{n - 1})" for n in range(1, times + 1)]
    return Graph.from_text("\n".join(lines))


def subexpressions(equations) -> int:
    return len({part for equation in equations for part in sympy.preorder_traversal(equation)})


def test_one_equation_per_adjoint_in_the_order_of_the_pass():
    shown = [f"{equation.lhs} = {equation.rhs}" for equation in MAIN.gradient().equations]
    assert shown == [
        "∂Y/∂Y = 1",
        "∂Y/∂d = e",
        "∂Y/∂e = d",
        "∂Y/∂c = -∂Y/∂e",
        "∂Y/∂a = ∂Y/∂d",
        "∂Y/∂b = ∂Y/∂d + ∂Y/∂e",
    ]


def test_it_is_a_mapping_by_node():
    gradient = MAIN.gradient()
    assert list(gradient) == ["Y", "d", "e", "c", "a", "b"]
    assert len(gradient) == 6
    assert gradient["d"] == symbol("e")
    assert "b" in gradient
    with pytest.raises(GraphError, match=r"no node 'zz'"):
        gradient["zz"]


def test_expanded_is_in_terms_of_the_inputs():
    a, b, c = map(symbol, "abc")
    gradient = MAIN.gradient()
    assert {name: gradient.expanded(name) for name in "abcde"} == {
        "a": b - c,
        "b": a + 2 * b - c,
        "c": -a - b,
        "d": b - c,
        "e": a + b,
    }


def test_expanded_is_what_sympy_differentiates():
    graph = Graph.from_text("d = exp(a*b)\ne = d/(1 + b^2)\nY = sin(e)*d + sigmoid(a)")
    for name in graph.inputs:
        difference = graph.gradient().expanded(name) - graph.to_sympy().diff(symbol(name))
        assert sympy.simplify(difference) == 0


def test_an_unused_input_has_the_equation_0():
    gradient = Graph.from_text("Y = a", inputs=("a", "u")).gradient()
    assert (gradient["u"], gradient.expanded("u")) == (0, 0)


def test_an_output_may_be_chosen():
    graph = Graph.from_text("d = a*b\nY = d + b\nZ = d*2")
    assert graph.gradient("Z").expanded("a") == 2 * symbol("b")
    assert graph.to_sympy("Y") == symbol("a") * symbol("b") + symbol("b")
    with pytest.raises(GraphError, match=r"Y, Z"):
        graph.gradient()


def test_names_are_only_names():
    graph = Graph.from_text("Y = S*E + I*lambda - beta", inputs=("S", "E", "I", "lambda", "beta"))
    assert graph.gradient().expanded("I") == symbol("lambda")


def test_a_local_derivative_is_written_with_the_output_of_its_node():
    gradient = Graph.from_text("h = sigmoid(z)\nY = 2*h").gradient()
    h = symbol("h")
    assert gradient["z"] == symbol("∂Y/∂h") * h * (1 - h)


def test_kinks_keep_their_branches():
    gradient = Graph.from_text("Y = abs(x)").gradient()
    assert gradient["x"].subs(symbol("x"), -2) == -1


def test_the_equations_grow_linearly():
    """No expression swell: one more step of the map always costs the same."""
    counts = [subexpressions(logistic(n).gradient().equations) for n in range(2, 13)]
    growth = {after - before for before, after in pairwise(counts)}
    assert len(growth) == 1
    assert growth.pop() < 30


def test_no_equation_grows_with_the_graph():
    longest = {
        n: max(
            len(list(sympy.preorder_traversal(equation.rhs)))
            for equation in logistic(n).gradient().equations
        )
        for n in (2, 12)
    }
    assert longest[2] == longest[12]


def test_the_written_out_derivative_is_a_polynomial_of_degree_2_to_the_n_minus_1():
    graph = logistic(4)
    derivative = graph.gradient().expanded("l0")
    assert sympy.degree(derivative, symbol("l0")) == 15
    at = graph.run({"l0": "1/3"}).adjoints["l0"]
    assert derivative.subs(symbol("l0"), sympy.Rational(1, 3)) == at


def test_sympy_expressions_are_composed_without_merging_the_nodes():
    graph = Graph.from_text("d = a + a\nY = d*d")
    assert graph.to_sympy() == 4 * symbol("a") ** 2
    assert len(graph.operations) == 2


def test_symbols_are_real():
    composed = Graph.from_text("Y = sqrt(x^2)").to_sympy()
    assert composed == abs(symbol("x"))
    assert all(found.is_real for found in composed.free_symbols)


@pytest.mark.parametrize("text", ["Y = elu(log(relu(x)))", "Y = elu(max(log(relu(x)), -0.1))"])
def test_what_sympy_refuses_to_compose_is_an_error_of_ours(text):
    graph = Graph.from_text(text)
    with pytest.raises(GraphError, match=r"SymPy cannot compose Y"):
        graph.to_sympy()
    assert graph.gradient()["Y"] == 1
