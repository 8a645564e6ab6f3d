"""Taylor coefficients and higher derivatives at one point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from symgrad.inputs import Value
from symgrad.operations import Backend, Floating, Rational
from symgrad.taylor.program import TaylorProgram

if TYPE_CHECKING:
    from symgrad.graph import Graph


def taylor(
    graph: Graph,
    x0: Any,
    order: int,
    output: str | None = None,
    inputs: Mapping[str, Value] | None = None,
    numbers: Backend | None = None,
) -> tuple[Any, ...]:
    """Return the Taylor coefficients f^(k)(x0)/k!, from k = 0 to the order.

    Parameters
    ----------
    graph : Graph
        The graph.
    x0 : number
        Where to expand. With a float everything is float; an int, a Fraction, a Decimal or text
        ("1/3") is exact, and so are the coefficients.
    order : int
        The highest power of x - x0.
    output, inputs, numbers
        As for :class:`TaylorProgram`.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> [str(one) for one in taylor(Graph.from_text("Y = 1/(1 + x^2)"), "1/2", 3)]
    ['4/5', '-16/25', '-16/125', '384/625']
    """
    program = TaylorProgram(graph, order, output, inputs, numbers or _numbers(x0))
    return program(program.point(x0))


def higher_derivatives(
    graph: Graph,
    x: Any,
    order: int,
    output: str | None = None,
    inputs: Mapping[str, Value] | None = None,
    numbers: Backend | None = None,
) -> tuple[Any, ...]:
    """Return f(x), f'(x), …, up to the derivative of the order; parameters as in :func:`taylor`.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> [str(one) for one in higher_derivatives(Graph.from_text("Y = tan(x)"), 0, 7)]
    ['0', '1', '0', '2', '0', '16', '0', '272']
    """
    program = TaylorProgram(graph, order, output, inputs, numbers or _numbers(x))
    return program.derivatives(program.point(x))


def _numbers(x: Any) -> Backend:
    return Floating() if isinstance(x, float) else Rational()
