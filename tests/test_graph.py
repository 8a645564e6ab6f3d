"""Building graphs: what the teacher drew is kept, and what makes no graph is refused."""

import pytest
import sympy

from symgrad.arithmetic import Float, symbol
from symgrad.errors import EvaluationError, GraphError, InputError, SymgradError
from symgrad.expr import Call, Ref
from symgrad.graph import Edge, Graph, Node
from symgrad.parsing import Limits

graph_of = Graph.from_text


def gradient(text: str, **inputs: object) -> dict[str, object]:
    run = graph_of(text).run(inputs)
    return {name: run.adjoints[name] for name in inputs}


def test_nodes_keep_the_written_order_and_inputs_come_first():
    graph = graph_of("d = a + b\ne = b - c\nY = d*e")
    assert [node.name for node in graph.nodes] == ["a", "b", "c", "d", "e", "Y"]
    assert (graph.inputs, graph.outputs) == (("a", "b", "c"), ("Y",))
    assert [node.line for node in graph.nodes] == [0, 0, 0, 1, 2, 3]


def test_declared_inputs_come_in_the_declared_order():
    assert graph_of("Y = a*b", inputs=("c", "b")).inputs == ("c", "b", "a")


def test_an_input_declared_twice_is_one():
    assert graph_of("Y = x", inputs=("x", "x")).inputs == ("x",)


def test_edges_have_positions():
    graph = graph_of("d = a*a; Y = d - a")
    assert graph.edges == (
        Edge("a", "d", 0),
        Edge("a", "d", 1),
        Edge("d", "Y", 0),
        Edge("a", "Y", 1),
    )
    assert graph.uses["a"] == (Edge("a", "d", 0), Edge("a", "d", 1), Edge("a", "Y", 1))
    assert graph.uses["Y"] == ()


def test_a_square_written_as_a_product_has_two_edges():
    assert gradient("Y = x*x", x=3) == {"x": 6}


def test_fan_out_reuse():
    assert gradient("b = a + a; c = b + b", a=1) == {"a": 4}


def test_equal_nodes_are_not_merged():
    graph = graph_of("d = a + b; e = a + b; Y = d*e")
    assert [node.name for node in graph.operations] == ["d", "e", "Y"]
    assert graph.run({"a": 1, "b": 2}).values["d"] == graph.run({"a": 1, "b": 2}).values["e"]


def test_nothing_is_folded():
    graph = graph_of("d = 2*3; Y = d*x")
    assert [node.name for node in graph.operations] == ["d", "Y"]
    assert graph.run({"x": 2}).adjoints["d"] == 2


def test_operations_keep_the_order_of_their_operands():
    assert graph_of("Y = b*a").to_text() == "Y = b*a"
    assert graph_of("Y = -2 + a").to_text() == "Y = -2 + a"


def test_a_longer_line_becomes_temporaries():
    graph = graph_of("Y = (a + b)*(b - c)")
    assert graph.to_text() == "v1 = a + b\nv2 = b - c\nY = v1*v2"
    assert [node.written for node in graph.operations] == [False, False, True]
    assert {node.line for node in graph.operations} == {1}


def test_a_longer_line_may_stay_one_node():
    graph = graph_of("Y = (a + b)*(b - c)", expand=False)
    (node,) = graph.operations
    assert node.coarse
    assert node.edges == (Edge("a", "Y", 0), Edge("b", "Y", 1), Edge("c", "Y", 2))
    assert graph.run({"a": 1, "b": 2, "c": 3}).adjoints["b"] == 2


def test_temporaries_avoid_every_name_of_the_user():
    graph = graph_of("v2 = (v1 + v4)*3 - x; Y = (v2 + 1)*x")
    assert [node.name for node in graph.operations] == ["v3", "v5", "v2", "v6", "Y"]
    assert graph.inputs == ("v1", "v4", "x")


def test_an_input_named_like_a_temporary_keeps_its_gradient():
    assert gradient("Y = (v1 + v2)*v1", v1=2, v2=3) == {"v1": 7, "v2": 2}


def test_lines_may_use_names_that_later_lines_define():
    graph = graph_of("Y = d*e\ne = b - c\nd = a + b")
    assert [node.name for node in graph.operations] == ["e", "d", "Y"]
    assert [node.line for node in graph.operations] == [2, 3, 1]


def test_e_and_pi_are_numbers_only_where_nothing_says_otherwise():
    assert graph_of("Y = e*x").constants == ("e",)
    assert graph_of("Y = e*x", inputs=("e",)).constants == ()
    assert graph_of("e = x + 1; Y = e*pi").constants == ("pi",)


@pytest.mark.parametrize(("text", "value"), [("Y = x", 2), ("Y = 2*3", 6), ("Y = 7", 7)])
def test_small_graphs(text, value):
    graph = graph_of(text)
    assert graph.to_text() == text
    assert graph.run(dict.fromkeys(graph.inputs, 2)).values["Y"] == value


def test_a_graph_of_constants_has_a_gradient_without_inputs():
    run = graph_of("d = 2*3; Y = d + 1").run({})
    assert run.adjoints == {"d": 1, "Y": 1}


def test_an_unused_input_is_listed_and_has_the_derivative_0():
    graph = graph_of("Y = a", inputs=("a", "u"))
    assert graph.unused == ("u",)
    assert graph.run({"a": 1, "u": 2}).adjoints["u"] == 0


def test_a_dead_branch_has_the_derivative_0():
    graph = graph_of("d = a*b; dead = exp(b); Y = d + a")
    assert graph.outputs == ("dead", "Y")
    run = graph.run({"a": 1, "b": 2}, output="Y")
    assert run.adjoints == {"a": 3, "b": 1, "d": 1, "dead": 0, "Y": 1}


def test_an_output_may_be_used_elsewhere():
    run = graph_of("d = a*b; Y = d*d").run({"a": 2, "b": 3}, output="d")
    assert run.adjoints == {"a": 3, "b": 2, "d": 1, "Y": 0}


def test_an_input_may_be_the_output():
    assert graph_of("Y = a*b").run({"a": 2, "b": 3}, output="a").adjoints["a"] == 1


def test_graphs_are_compared_by_their_nodes():
    assert graph_of("Y = a+b") == graph_of("Y = a + b") != graph_of("Y = b + a")
    assert len({graph_of("Y = a"), graph_of("Y=a")}) == 1


def test_nodes_are_frozen():
    with pytest.raises(AttributeError):
        graph_of("Y = a")["Y"].name = "Z"  # type: ignore[misc]
    assert Node("y", Call("neg", (Ref("x"),))).edges == (Edge("x", "y", 0),)


def test_the_text_is_read_back():
    text = "d = a\nY = -d^2/(3 + b)*(-2) - 1/3"
    again = graph_of(graph_of(text).to_text())
    assert again.to_text() == graph_of(text).to_text()
    assert (
        again.run({"a": 1, "b": 2}).adjoints["a"]
        == graph_of(text).run({"a": 1, "b": 2}).adjoints["a"]
    )


a, b, c, d, e = sympy.symbols("a b c d e")


def test_sympy_expressions():
    graph = Graph.from_sympy((a + b) * (b - c), name="L")
    assert graph.outputs == ("L",)
    assert graph.run({"a": 1, "b": 2, "c": 3}).adjoints["b"] == 2


def test_sympy_equations_keep_the_names():
    equations = [sympy.Eq(d, a + b), sympy.Eq(e, b - c), sympy.Eq(sympy.Symbol("Y"), d * e)]
    graph = Graph.from_sympy(equations)
    assert graph.to_text() == "d = a + b\ne = b - c\nY = d*e"
    assert [node.line for node in graph.operations] == [1, 2, 3]


def test_sympy_there_and_back():
    real = {name: symbol(name) for name in "abc"}
    expr = sympy.exp(a / b) - sympy.sin(c) ** 2 / sympy.sqrt(b)
    assert Graph.from_sympy(expr).to_sympy() == expr.subs(
        {old: real[str(old)] for old in (a, b, c)}
    )


def test_sympy_symbols_may_have_any_name():
    expr = sympy.Symbol("lambda") * sympy.Symbol("S") + sympy.Symbol("E")
    assert set(Graph.from_sympy(expr).inputs) == {"E", "S", "lambda"}


def refused(error: type[SymgradError], code: str, **data: object):
    """Expect an error with this code, these data, and a sentence."""
    return pytest.raises(
        error,
        check=lambda found: (
            found.code == code and {**found.data, **data} == found.data and len(str(found)) > 20
        ),
    )


@pytest.mark.parametrize(
    ("text", "line", "cycle"),
    [
        ("Y = a\nx = x + 1", 2, "x → x"),
        ("Y = a\nd = f*2\nf = d + 1", 2, "d → f → d"),
        ("Y = q\nd = Y\nf = d\ng = f\nq = g", 1, "Y → d → f → g → q → Y"),
    ],
)
def test_cycles(text, line, cycle):
    with refused(GraphError, "cycle", line=line, cycle=cycle):
        graph_of(text)


def test_a_long_cycle_is_shortened():
    text = "\n".join(f"n{i} = n{(i + 1) % 3000}" for i in range(3000))
    with refused(GraphError, "cycle", line=1) as caught:
        graph_of(text, limits=Limits(length=10**6, nodes=10**6))
    assert len(str(caught.value)) < 200


def test_a_name_defined_twice():
    with refused(GraphError, "name_defined_twice", name="d", line=3, first=1):
        graph_of("d = a\ne = b\nd = c")


def test_a_name_defined_by_two_equations():
    with refused(GraphError, "name_defined_twice", name="d", line=2, first=1):
        Graph.from_sympy([sympy.Eq(d, a), sympy.Eq(d, b)])


def test_an_input_that_is_also_defined():
    with refused(GraphError, "input_defined", name="d", line=1):
        graph_of("d = a", inputs=("d",))


def test_a_name_without_a_value():
    with pytest.raises(InputError, match=r"Line 2 uses c"):
        graph_of("d = a\nY = d*c").run({"a": 1})


def test_several_outputs_and_none_chosen():
    graph = graph_of("d = a\n\ne = a")
    with refused(GraphError, "several_outputs", names="d, e", lines="1, 3"):
        graph.run({"a": 1})
    assert graph.run({"a": 1}, output="e").adjoints["a"] == 1


def test_hundreds_of_outputs_are_not_all_named():
    graph = graph_of("\n".join(f"d{i} = a" for i in range(300)))
    with refused(GraphError, "several_outputs", names="d0, d1, d2, d3, d4, d5, d6, d7, …"):
        graph.output()


def test_no_line_at_all():
    with refused(GraphError, "empty"):
        graph_of("# nothing")


def test_no_such_node():
    with refused(GraphError, "no_such_node", name="Z", known="alpha, Y"):
        graph_of("Y = alpha").run({"alpha": 1}, output="Z")
    with refused(GraphError, "no_such_node", name="alpa", known="alpha"):
        graph_of("Y = alpha")["alpa"]


@pytest.mark.parametrize("name", ["x y", "2x", "", "∂"])
def test_what_is_no_name_is_no_input(name):
    with refused(GraphError, "input_name"):
        graph_of("Y = x", inputs=(name,))


def test_a_kink_names_the_operation_and_its_switch():
    text = "Y = 3*x + abs(x)*2 + relu(x)"
    for expand in (True, False):
        with refused(EvaluationError, "kink", rule="abs", switch="abs_slope_at_0"):
            graph_of(text, expand=expand).run({"x": 0})


def test_an_error_names_line_values_and_rule():
    with refused(EvaluationError, "divisor", node="Y", values=" (x = 0.0)", rule="div"):
        graph_of("Y = 1/x").run({"x": 0}, Float())
