"""Assertions for a student's or teacher's own tests of a gradient.

Several points are asked, because at one of them a wrong formula may be right by luck; and an
exercise that was not filled in, which returns 0 or the same number everywhere, never passes.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from symgrad.errors import InputError
from symgrad.graph import Graph
from symgrad.inputs import Value
from symgrad.language import Language
from symgrad.numdiff import check_gradient, gradient
from symgrad.numdiff.sampling import as_double

_RIGHT = ("correct", "accept_at_print_precision", "valid_subgradient")
_POINTS = 4
_TRIES = 200


def assert_gradient(
    f: Callable[..., Any],
    graph: Graph,
    points: Sequence[Mapping[str, Value]] | None = None,
    lang: str | None = None,
) -> None:
    """Check that a function computes the gradient of a graph.

    Parameters
    ----------
    f : callable
        Takes the inputs in the graph's order and returns their derivatives, in order or by name.
    graph : Graph
        The function whose gradient `f` claims to be.
    points : sequence of mappings, optional
        Where; four points of moderate size are drawn (always the same) unless given.
    lang : {"en", "es"}, optional
        Language of the message.

    Raises
    ------
    AssertionError
        With what is wrong, at which point, and what it should be.
    InputError
        The gradient is 0 or the same at all points, so that an unfilled exercise would pass.

    Examples
    --------
    >>> graph = Graph.from_text("Y = x^2*y")
    >>> assert_gradient(lambda x, y: (2 * x * y, x**2), graph)
    >>> assert_gradient(lambda x, y: (0, 0), graph, lang="en")
    Traceback (most recent call last):
    ...
    AssertionError: The function returns the same at every point: it looks as if it were not
    filled in.
    """
    places = list(points) if points else _drawn(graph)
    _refuse_constant(graph, places)
    answers = [_answer(f, graph, place) for place in places]
    if len(places) > 1 and len(set(answers)) == 1:
        raise AssertionError(Language.of(lang).text("testing.unfilled"))
    for place, answer in zip(places, answers, strict=True):
        check = check_gradient(graph, dict(zip(graph.inputs, answer, strict=True)), place)
        if check.verdict in (
            "wrong",
            "undefined",
            "overflow",
            "outside_domain",
            "indistinguishable",
        ):
            where = ", ".join(f"{name} = {value}" for name, value in place.items())
            reasons = " ".join(check.reasons(lang))
            raise AssertionError(Language.of(lang).text("testing.at", point=where, reasons=reasons))


def assert_derivative(
    f: Callable[[float], float],
    graph: Graph,
    points: Sequence[float] | None = None,
    lang: str | None = None,
) -> None:
    """Check that a function computes the derivative of a graph of one input.

    Parameters, errors : as :func:`assert_gradient`, with numbers for points.

    Examples
    --------
    >>> import math
    >>> assert_derivative(math.cos, Graph.from_text("y = sin(x)"))
    >>> assert_derivative(math.sin, Graph.from_text("y = sin(x)"), [1.0, 2.0], lang="en")
    Traceback (most recent call last):
    ...
    AssertionError: At x = 1.0: x: 0.841470985 is wrong; the derivative is 0.540302306.
    """
    if len(graph.inputs) != 1:
        raise InputError("one_input", known=", ".join(graph.inputs))
    (name,) = graph.inputs
    assert_gradient(f, graph, [{name: x} for x in points] if points else None, lang)


def _answer(f: Callable[..., Any], graph: Graph, place: Mapping[str, Value]) -> tuple[float, ...]:
    """Return what the function says at a point, in the graph's order."""
    found = f(*(as_double(name, place[name]) for name in graph.inputs))
    if isinstance(found, Mapping):
        return tuple(float(found.get(name, math.nan)) for name in graph.inputs)
    listed = [found] if not hasattr(found, "__iter__") else list(found)
    if len(listed) != len(graph.inputs):
        raise InputError("claim_count", count=len(listed), expected=len(graph.inputs))
    return tuple(map(float, listed))


def _drawn(graph: Graph) -> list[Mapping[str, Value]]:
    """Draw points of moderate size at which the graph has a gradient."""
    drawn = random.Random(0)
    tries: Iterator[Mapping[str, Value]] = (
        {name: round(drawn.uniform(-3, 3), 3) for name in graph.inputs} for _ in range(_TRIES)
    )
    usable = list(islice((place for place in tries if gradient(graph, place).ok), _POINTS))
    if not usable:
        raise InputError("testing_points")
    return usable


def _refuse_constant(graph: Graph, places: Sequence[Mapping[str, Value]]) -> None:
    """Refuse a function whose gradient cannot be told from that of an unfilled exercise."""
    found = {
        tuple(part.value and float(f"{part.value:.6g}") for part in gradient(graph, place).values())
        for place in places
    }
    if not any(any(one) for one in found) or (len(found) == 1 and len(places) > 1):
        raise InputError("testing_constant")
