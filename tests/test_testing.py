"""Assertions for other people's tests: they fail where they should."""

import math

import pytest

from symgrad import Graph
from symgrad.errors import InputError
from symgrad.testing import assert_derivative, assert_gradient

GRAPH = Graph.from_text("d = a + b; e = b - c; Y = d*e")


def right(a, b, c):
    return b - c, a + 2 * b - c, -(a + b)


def test_what_is_right_passes():
    assert_gradient(right, GRAPH)
    assert_gradient(lambda a, b, c: dict(zip("abc", right(a, b, c), strict=True)), GRAPH)
    assert_gradient(right, GRAPH, [{"a": 1, "b": 2, "c": 3}, {"a": 0.5, "b": 1, "c": -1}])
    assert_gradient(right, GRAPH, [{"a": "1/3", "b": 2, "c": 3}, {"a": 1, "b": "0.5", "c": 0}])
    assert_derivative(math.cos, Graph.from_text("y = sin(x)"))
    assert_derivative(lambda x: 1.0 if x > 0 else 0.0, Graph.from_text("y = relu(x)"))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda a, b, c: (b - c, a + b, -(a + b)),  # a path of b is missing
        lambda a, b, c: (b - c, a + 2 * b - c, a + b),  # the sign of c
        lambda a, b, c: (0, 0, 0),
        lambda a, b, c: (1, 2, 3),
        lambda a, b, c: [math.nan] * 3,
        lambda a, b, c: {"a": b - c},
        lambda a, b, c: (1.001 * (b - c), a + 2 * b - c, -(a + b)),
    ],
)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_is_wrong_fails(wrong, lang):
    with pytest.raises(AssertionError) as caught:
        assert_gradient(wrong, GRAPH, lang=lang)
    assert str(caught.value)


def test_the_message_says_where_and_what():
    with pytest.raises(AssertionError, match=r"At x = 2: x: 3 is wrong; the derivative is 4\."):
        assert_derivative(lambda x: x + 1, Graph.from_text("y = x^2"), [1, 2], lang="en")


@pytest.mark.parametrize("text", ["y = 3 + 0*x", "y = 2*x + 1"])
def test_a_function_that_an_unfilled_exercise_would_satisfy_is_refused(text):
    with pytest.raises(InputError):
        assert_derivative(lambda x: 0.0, Graph.from_text(text))


def test_a_wrong_number_of_derivatives_is_told():
    with pytest.raises(InputError):
        assert_gradient(lambda a, b, c: (1.0, 2.0), GRAPH)


def test_a_function_without_any_usable_point():
    with pytest.raises(InputError):
        assert_derivative(lambda x: x, Graph.from_text("y = log(x - 100)"))
