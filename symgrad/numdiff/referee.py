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

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._slopes: dict[str, Any] = {}

    def partial(self, name: str, point: Mapping[str, float]) -> Fraction | None:
        """Return a partial derivative at exactly these doubles; None where SymPy has no number."""
        import sympy

        slope = self._slope(name)
        if slope is None:
            return None
        exact = {
            sympy.Symbol(each, real=True): sympy.Rational(*value.as_integer_ratio())
            for each, value in point.items()
        }
        try:
            found = slope.evalf(_DIGITS, subs=exact, maxn=_MOST_DIGITS)
        except (ArithmeticError, ValueError, TypeError, NotImplementedError):
            return None
        return Fraction(str(found)) if found.is_Float or found.is_Rational else None

    def _slope(self, name: str) -> Any:
        import sympy

        if len(self._graph.operations) > _LONGEST:
            return None
        if name not in self._slopes:
            try:
                composed = self._graph.to_sympy()
                self._slopes[name] = sympy.diff(composed, sympy.Symbol(name, real=True))
            except GraphError:
                self._slopes[name] = None
        return self._slopes[name]
