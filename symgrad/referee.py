"""The exact derivative where the expression is ours: SymPy's, evaluated with 50 digits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symgrad.errors import GraphError

if TYPE_CHECKING:
    from symgrad.graph import Graph

_DIGITS = 50
# How many digits SymPy may work with, so that all that cancel are replaced.
_MOST_DIGITS = 1000
# A longer graph is not composed: SymPy would take seconds, or write an expression without end.
_LONGEST = 200


class Referee:
    """The partial derivatives of a graph's output as SymPy knows them.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> referee = Referee(Graph.from_text("y = (1 - cos(x))/x^2"))
    >>> float(referee.partial("x", {"x": 1e-8}))
    -8.333333333333334e-10
    """

    def __init__(self, graph: Graph, output: str | None = None) -> None:
        self._graph, self._output = graph, output
        self._slopes: dict[tuple[str, int], Any] = {}

    def partial(self, name: str, point: Mapping[str, float], order: int = 1) -> Fraction | None:
        """Return a partial derivative at exactly these doubles; None where SymPy has no number.

        Order 0 is the value itself.
        """
        import sympy

        slope = self._slope(name, order)
        if slope is None:
            return None
        exact = {
            sympy.Symbol(each, real=True): sympy.Rational(*value.as_integer_ratio())
            for each, value in point.items()
        }
        try:
            found = slope.evalf(_DIGITS, subs=exact, maxn=_MOST_DIGITS)
        except (ArithmeticError, ValueError, TypeError, NotImplementedError):
            return None  # these SymPy raises where an expression has no number: at poles and kinks
        return Fraction(str(found)) if found.is_Float or found.is_Rational else None

    def _slope(self, name: str, order: int) -> Any:
        import sympy

        if len(self._graph.operations) > _LONGEST:
            return None
        if (name, order) not in self._slopes:
            try:
                composed = self._graph.to_sympy(self._output)
                slope = sympy.diff(composed, sympy.Symbol(name, real=True), order)
            except GraphError:
                slope = None
            self._slopes[name, order] = slope
        return self._slopes[name, order]
