"""The derivative of a function of one number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symgrad.errors import InputError
from symgrad.graph import Graph
from symgrad.inputs import Value
from symgrad.numdiff.deciding import Status, decide
from symgrad.numdiff.ladder import Estimate, Ladder
from symgrad.numdiff.sampling import Line, OfCallable, OfGraph, Sampled, as_double

if TYPE_CHECKING:
    Function = Graph | Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Derivative:
    """A derivative, or why there is none.

    Attributes
    ----------
    value : float or None
        The derivative; None where there is none.
    error : float or None
        A bound of its error: rigorous for the rounding of a graph, estimated for the truncation.
    status : str
        ``ok``, ``boundary`` (one-sided), ``kink``, ``jump``, ``vertical``, ``pole``, ``overflow``,
        ``outside_domain``, ``removable`` (no value at the point, but a limit) or ``unreliable``
        (the error is too large to use the value).
    left, right : Estimate or None
        The one-sided derivatives.
    ladder : Ladder
        All values that were looked at.
    bounded : bool
        Whether the rounding noise was a bound; of a Python function it is only what was seen.
    """

    value: float | None
    error: float | None
    status: Status
    left: Estimate | None
    right: Estimate | None
    ladder: Ladder
    bounded: bool

    @property
    def evaluations(self) -> int:
        """How often the function was called."""
        return self.ladder.evaluations


def derivative(f: Function, x: Value) -> Derivative:
    """Differentiate a function of one number at a point, from its values.

    Parameters
    ----------
    f : Graph or callable
        A graph with one input, whose rounding errors are bounded, or a Python function.
    x : number
        The point; it is rounded to a double, at which the derivative is taken exactly.

    Raises
    ------
    InputError
        The graph has not exactly one input, or `x` is no number.

    Examples
    --------
    >>> found = derivative(Graph.from_text("y = sin(x)"), 1)
    >>> found.status, found.value, found.error < 1e-11
    ('ok', 0.5403023058..., True)
    >>> found = derivative(Graph.from_text("y = abs(x)"), 0)
    >>> found.status, found.left.value, found.right.value
    ('kink', -1.0, 1.0)
    """
    function = sampled(f, ("x",))
    if len(function.names) != 1:
        raise InputError("one_input", known=", ".join(function.names))
    point = (as_double(function.names[0], x),)
    return on_line(Line(function, point, (1.0,)), abs(point[0]))


def sampled(f: Graph | Callable[..., float], names: tuple[str, ...]) -> Sampled:
    """Return a graph or a Python function as something that can be sampled."""
    return OfGraph(f) if isinstance(f, Graph) else OfCallable(f, names)


def on_line(line: Line, size: float) -> Derivative:
    """Differentiate along a line at its beginning."""
    ladder = Ladder.climb(line, size)
    found = decide(ladder, line.bounded)
    usable = found.best if found.status in ("ok", "boundary", "removable", "unreliable") else None
    return Derivative(
        usable.value if usable else None,
        usable.error if usable else None,
        found.status,
        found.left,
        found.right,
        ladder,
        line.bounded,
    )
