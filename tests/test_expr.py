"""Expressions: what operators build, and walks that never recurse."""

import copy
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgrad.expr import (
    Call,
    Lit,
    Ref,
    as_expr,
    call,
    fold,
    is_atom,
    names,
    number,
    substitute,
    walk,
)

x, y = Ref("x"), Ref("y")
DEPTH = 50_000


def deep(leaf, depth=DEPTH):
    for _ in range(depth):
        leaf = call("sin", leaf)
    return leaf


@pytest.mark.parametrize(
    ("built", "op", "args"),
    [
        (x + y, "add", (x, y)),
        (x + 1, "add", (x, number(1))),
        (1 + x, "add", (number(1), x)),
        (x - 1, "sub", (x, number(1))),
        (1 - x, "sub", (number(1), x)),
        (x * Fraction(1, 2), "mul", (x, number(Fraction(1, 2)))),
        (2 * x, "mul", (number(2), x)),
        (x / y, "div", (x, y)),
        (1 / x, "div", (number(1), x)),
        (x**2, "pow", (x, number(2))),
        (-x, "neg", (x,)),
        (call("max", x, 0), "max", (x, number(0))),
    ],
)
def test_operators_build_calls(built, op, args):
    assert built == Call(op, args)


@pytest.mark.parametrize("value", [0.5, "x", None, 1j, [x]])
def test_only_exact_numbers_are_operands(value):
    with pytest.raises(TypeError):
        as_expr(value)
    with pytest.raises(TypeError):
        x + value


@pytest.mark.parametrize(
    ("value", "written"), [(2, "2"), (-2, "-2"), (Fraction(-1, 3), "-1/3"), (True, "1")]
)
def test_a_number_is_written_exactly(value, written):
    assert number(value) == Lit(Fraction(value), written)


def test_expressions_are_frozen():
    for expr in (x, number(1), x + y):
        with pytest.raises(AttributeError):
            expr.span = (0, 1)


def test_places_do_not_matter_to_equality():
    assert Ref("x", (3, 4)) + Ref("y", (7, 8)) == x + y
    assert hash(Call("add", (x, y), (), (0, 5))) == hash(x + y)
    assert repr(Ref("x", (3, 4))) == repr(x)


@pytest.mark.parametrize(
    "other",
    [
        x - y,
        y + x,
        x + y + y,
        Call("add", (x, y, y)),
        Call("add", (x, y), (None,)),
        x + number(1),
        x,
        number(1),
        "x + y",
        None,
    ],
)
def test_what_differs_is_not_equal(other):
    assert x + y != other
    assert other != x + y


def test_digits_are_part_of_a_number():
    assert Lit(Fraction(1), "1") != Lit(Fraction(1), "1.0")


def test_the_representation_is_that_of_a_dataclass():
    expr = -call("leaky_relu", x, params=(Fraction(1, 2), None)) + 1
    assert repr(expr) == (
        "Call(op='add', args=(Call(op='neg', args=(Call(op='leaky_relu', args=(Ref(name='x'),), "
        "params=(Fraction(1, 2), None)),), params=()), Lit(value=Fraction(1, 1), written='1')), "
        "params=())"
    )
    assert eval(repr(expr)) == expr
    assert repr(call("pi")) == "Call(op='pi', args=(), params=())"


def test_atoms():
    assert all(map(is_atom, (x, number(1), call("pi"))))
    assert not is_atom(-x)


def test_fold_hands_parts_over_in_order():
    expr = (x - y) * call("max", 1, 2, 3) / call("pi")
    shown = fold(
        expr,
        lambda leaf: leaf.name if isinstance(leaf, Ref) else leaf.written,
        lambda node, parts: f"{node.op}({' '.join(parts)})",
    )
    assert shown == "div(mul(sub(x y) max(1 2 3)) pi())"


def test_walk_goes_outermost_first_and_left_to_right():
    expr = (x - y) * -x
    assert list(walk(expr)) == [expr, x - y, x, y, -x, x]


def test_names_come_once_each_in_order():
    assert names((y - x) * y + 2) == ("y", "x")


trees = st.recursive(
    st.one_of(st.sampled_from([x, y]), st.integers(-3, 3).map(number)),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]), inner.map(lambda one: -one)
    ),
)


@given(trees)
def test_substitution_replaces_every_reference_and_nothing_else(expr):
    swapped = substitute(expr, lambda ref: y if ref == x else x)
    assert substitute(swapped, lambda ref: y if ref == x else x) == expr
    assert [type(node) for node in walk(swapped)] == [type(node) for node in walk(expr)]


def test_substitution_keeps_what_does_not_change():
    kept, changed = x * 2, y + 1
    found = substitute(kept / changed, lambda ref: ref if ref == x else number(3))
    assert found.args[0] is kept
    assert found.args[1] == number(3) + 1


@given(trees)
def test_equal_trees_have_equal_hashes(expr):
    twin = copy.deepcopy(expr)
    assert twin == expr
    assert hash(twin) == hash(expr)


def test_nothing_recurses():
    one, twin, other = deep(x), deep(x), deep(y)
    assert one == twin
    assert one != other
    assert hash(one) == hash(twin)
    assert names(substitute(one, lambda ref: y)) == ("y",)
    assert sum(1 for _ in walk(one)) == DEPTH + 1
    assert repr(deep(x, 2_000)).count("sin") == 2_000
