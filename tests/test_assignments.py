"""From assignments to nodes: what names are, in which order, and what is wrong with the lines."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgrad import Graph
from symgrad.assignments import ordered, resolve
from symgrad.errors import GraphError, SymgradError
from symgrad.expr import Call, Ref, call, names
from symgrad.parsing import parse_assignments


def lines(text):
    return [(line.name, line.expr, line.line) for line in parse_assignments(text)]


def resolved(text, *declared, **conventions):
    return resolve(lines(text), declared, conventions)


def refused(text, *declared, **conventions):
    with pytest.raises(SymgradError) as caught:
        resolved(text, *declared, **conventions)
    return caught.value


@pytest.mark.parametrize(
    ("text", "declared", "inputs", "constants"),
    [
        ("y = a + b", (), ("a", "b"), ()),
        ("y = b + a", ("a",), ("a", "b"), ()),
        ("y = a", ("x", "a"), ("x", "a"), ()),
        ("y = 2*e", (), (), ("e",)),
        ("y = 2*e", ("e",), ("e",), ()),
        ("e = a + 1; y = 2*e", (), ("a",), ()),
        ("y = 2*e; e = a + 1", (), ("a",), ()),
        ("y = pi*r^2", (), ("r",), ("pi",)),
        ("y = π*r^2", (), ("r",), ("π",)),
        ("pi = r; y = pi + π", (), ("r",), ("π",)),
        ("y = pi + e", ("pi",), ("pi",), ("e",)),
        ("y = E + I + pi_1 + e1", (), ("E", "I", "pi_1", "e1"), ()),
        ("y = a", ("a", "a"), ("a",), ()),
        (
            "ŷ = y\N{COMBINING CIRCUMFLEX ACCENT}_1",
            ("y\N{COMBINING CIRCUMFLEX ACCENT}_1",),
            ("ŷ_1",),
            (),
        ),
    ],
)
def test_what_a_name_is(text, declared, inputs, constants):
    found = resolved(text, *declared)
    assert (found.inputs, found.constants) == (inputs, constants)


def test_a_constant_is_a_number_in_the_expression():
    assert resolved("y = e*pi").lines == (("y", call("e") * call("pi"), 1),)


@pytest.mark.parametrize(
    ("text", "declared", "meaning"),
    [
        ("y = e^a", (), call("exp", Ref("a"))),
        ("y = e^a", ("e",), Ref("e") ** Ref("a")),
        ("y = (2*e)^a", (), (2 * call("e")) ** Ref("a")),
        ("y = a^e", (), Ref("a") ** call("e")),
    ],
)
def test_a_power_of_e_is_exp(text, declared, meaning):
    assert resolved(text, *declared).lines[0][1] == meaning


@pytest.mark.parametrize(
    "name", ["beta", "gamma", "S", "N", "E", "I", "Q", "lambda", "Omega_1", "ŷ", "v1", "sin", "zoo"]
)
def test_any_name_is_a_node_and_an_input(name):
    graph = Graph.from_text(f"{name} = 2*x + 1; Y = {name}^2")
    assert graph.run({"x": 1}).adjoints[name] == 6
    assert Graph.from_text(f"Y = {name}^2").run({name: 3}).adjoints[name] == 6


@given(st.lists(st.sampled_from(["v1", "v2", "v3", "v10", "V1"]), unique=True, max_size=5))
def test_a_temporary_never_has_a_name_of_the_user(taken):
    text = "Y = (a + 1)*(a + 2)*(a + 3)" + "".join(f"*{name}" for name in taken)
    graph = Graph.from_text(text + "; v2 = Y + 1" * ("v2" not in taken))
    temporaries = [node.name for node in graph.nodes if not node.written]
    written = [node.name for node in graph.nodes if node.written]
    assert len(temporaries) == 4 + len(taken)
    assert len(set(temporaries + written)) == len(graph.nodes)
    assert set(taken) <= set(graph.inputs)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("b = x; a = x; c = a + b", "bac"),
        ("c = a + b; b = x; a = x", "bac"),
        ("c = b; b = a; a = x; d = x", "abcd"),
        ("d = x; c = b; b = a; a = x", "dabc"),
    ],
)
def test_the_written_order_is_kept_where_it_can_be(text, order):
    assert [name for name, _, _ in ordered(tuple(lines(text)))] == list(order)


@given(st.integers(2, 12), st.randoms(use_true_random=False))
def test_every_line_uses_only_earlier_ones(size, dice):
    written = [
        (
            f"n{place}",
            sum(
                (Ref(f"n{other}") for other in dice.sample(range(place), k=min(place, 2))), Ref("x")
            ),
            1,
        )
        for place in range(size)
    ]
    dice.shuffle(written)
    seen = {"x"}
    for name, expr, _ in ordered(tuple(written)):
        assert set(names(expr)) <= seen
        seen.add(name)
    assert len(seen) == size + 1


@pytest.mark.parametrize(
    ("text", "code", "data"),
    [
        ("# only words", "empty", {}),
        ("d = a\ne = b\nd = c", "name_defined_twice", {"name": "d", "line": 3, "first": 1}),
        ("d = a\n\nx = d", "input_defined", {"name": "x", "line": 3}),
    ],
)
def test_lines_that_make_no_graph(text, code, data):
    error = refused(text, "x")
    assert (error.code, error.data) == (code, data)


@pytest.mark.parametrize(
    ("text", "cycle", "line"),
    [
        ("y = y + 1", "y → y", 1),
        ("x = 1\na = b\nb = a", "a → b → a", 2),
        ("y = a\na = c + x\nb = a\nc = b", "a → b → c → a", 2),
    ],
)
def test_a_cycle_is_shown_with_its_first_line(text, cycle, line):
    with pytest.raises(GraphError) as caught:
        Graph.from_text(text)
    assert caught.value.code == "cycle"
    assert caught.value.data == {"cycle": cycle, "line": line}


def test_a_cycle_of_ten_thousand_lines_is_shown_in_short():
    size = 10_000
    ring = tuple((f"n{i}", Ref(f"n{(i + 1) % size}") + 1, i + 1) for i in range(size))
    with pytest.raises(GraphError) as caught:
        ordered(ring)
    assert caught.value.data["cycle"] == "n0 → n9999 → n9998 → … → n3 → n2 → n1 → n0"


@pytest.mark.parametrize("value", [Fraction(1, 2), Decimal("0.5"), 0.5, "1/2", "0.50"])
def test_a_convention_is_put_into_the_operation(value):
    found = resolved("y = abs(x) + relu(x)", abs_slope_at_0=value)
    (_, expr, _) = found.lines[0]
    assert expr == Call("abs", (Ref("x"),), (Fraction(1, 2),)) + Call(
        "relu", (Ref("x"),), (Fraction(0),)
    )


def test_a_convention_leaves_written_numbers_alone():
    found = resolved("y = leaky_relu(x, 0.1)", leaky_relu_slope_at_0=1)
    assert found.lines[0][1].params == (Fraction(1, 10), Fraction(1))


def test_operations_that_were_not_parsed_get_their_defaults():
    bare = [("y", call("abs", Ref("x")) + call("leaky_relu", Ref("x")), 1)]
    left, right = resolve(bare, (), {}).lines[0][1].args
    assert (left.params, right.params) == ((None,), (Fraction(1, 100), None))


def test_an_unknown_convention():
    error = refused("y = x", relu_at_0=1)
    assert error.code == "convention_unknown"
    assert "relu_slope_at_0" in error.data["known"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("x", "input_not_constant"),
        ("", "input_unreadable"),
        ("sqrt(2)", "input_no_number"),
        (None, "input_no_number"),
        (True, "input_no_number"),
        (float("nan"), "input_no_number"),
        (float("inf"), "input_too_large"),
        (Decimal("1e999999999"), "input_too_large"),
        ("1e999999999", "input_unreadable"),
    ],
)
def test_a_convention_that_is_no_number(value, code):
    error = refused("y = relu(x)", relu_slope_at_0=value)
    assert (error.code, error.data["name"]) == (code, "relu_slope_at_0")
    assert "relu_slope_at_0" in error.message("en")
