"""The error of difference quotients against h, measured, and beside it what theory says.

For a large h the truncation error counts, which shrinks like a power of h; for a small one the
rounding error, which grows as h shrinks. On logarithmic axes both are straight lines, whose slopes
are the powers: a scheme that is programmed wrongly shows another slope.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from symgrad.arithmetic import Arithmetic, Complex, Float
from symgrad.arithmetic.single import Single
from symgrad.error_models import MODELS, Model
from symgrad.errors import EvaluationError, InputError
from symgrad.finite import Row, shifted
from symgrad.graph import Graph
from symgrad.inputs import Value
from symgrad.lines import Program
from symgrad.referee import Referee
from symgrad.trace import Trace, evaluate

PRECISIONS: Mapping[str, Float] = {"float64": Complex(), "float32": Single()}
EPSILON: Mapping[str, float] = {"float64": 2.0**-52, "float32": 2.0**-23}
# Values of h per power of ten.
_DENSITY = 10
# A lucky h has so many neighbours on each side that show it.
_NEAR = 3
# One of the two errors is all that is seen where it is so many times the other.
_FAR, _BELOW = 300, 10
# From here on x + h has a digit of h at least, in units of the last place of x.
_FELT = 8
# Next to the largest h of a range the error is not yet a pure power.
_ASYMPTOTIC = 1.5
_FEW = 5
_ANY = Decimal("1e-9")


@dataclass(frozen=True)
class Curve:
    """The errors of one scheme.

    Attributes
    ----------
    scheme : str
        Its key in :data:`MODELS`.
    epsilon : float
        The distance from 1 to the next number of this precision.
    steps, errors : tuple of float
        From the largest h to the smallest; nan where there is no quotient.
    lost : frozenset of int
        Places where the quotient is 0 although the derivative is not: no digit is left.
    felt : float
        A smaller h hardly changes the point.
    exact : mapping
        The function and its derivatives at the point, by their order.
    """

    scheme: str
    epsilon: float
    steps: tuple[float, ...]
    errors: tuple[float, ...]
    lost: frozenset[int]
    felt: float
    exact: Mapping[int, Fraction]

    @cached_property
    def sizes(self) -> dict[int, float]:
        """The absolute values of the function and its derivatives."""
        return {order: float(abs(value)) for order, value in self.exact.items()}

    @property
    def model(self) -> Model:
        """What theory says of it."""
        return MODELS[self.scheme]

    @property
    def points(self) -> list[tuple[float, float]]:
        """The pairs of h and error, without those whose error has no logarithm, or no digit."""
        pairs = enumerate(zip(self.steps, self.errors, strict=True))
        return [pair for place, pair in pairs if pair[1] > 0 and place not in self.lost]

    @cached_property
    def best(self) -> tuple[float, float]:
        """The best h, and its error.

        Rounding errors are 0 now and then by luck: what counts is the largest error among the
        neighbours. Without a rounding error all small h are equally good; then it is the largest.
        """
        pairs = list(zip(self.steps, self.errors, strict=True))
        if not self.model.noise:
            enough = self.epsilon * self.sizes[self.model.target] / 2
            least = max(enough, min(error for _, error in pairs if error >= 0))
            return max(pair for pair in pairs if pair[1] <= least)
        known_errors = [math.inf if math.isnan(error) else error for error in self.errors]
        worst = [max(known_errors[max(0, k - _NEAR) : k + _NEAR + 1]) for k in range(len(pairs))]
        known = [(far, pair) for far, pair in zip(worst, pairs, strict=True) if pair[1] >= 0]
        return min(known, key=lambda pair: (pair[0], -pair[1][0]))[1]

    @cached_property
    def theory(self) -> tuple[float, float] | None:
        """The best h by theory, and the error that it has at most."""
        h = self.model.best(self.epsilon, self.sizes)
        return None if h is None else (h, self.model.error(h, self.epsilon, self.sizes))

    @cached_property
    def truncation(self) -> float | None:
        """The slope where the truncation error counts, by least squares; None without one."""
        bottom, largest = self.best[0] * self._times(_FAR), self.steps[0]
        top = min(max(10 * bottom, largest / 10), largest / _ASYMPTOTIC)
        return slope([(h, error) for h, error in self.points if bottom <= h <= top])

    @cached_property
    def rounding(self) -> float | None:
        """The slope where the rounding error counts."""
        top = self.best[0] / self._times(_BELOW)
        return slope([(h, error) for h, error in self.points if self.felt <= h <= top])

    def _times(self, ratio: float) -> float:
        """Return how far from the best h one error is so many times the other."""
        return float(ratio ** (1 / self.model.root))


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """Return the slope of the line through logarithms, by least squares; None of a few points.

    >>> slope([(10.0**-k, 3 * 10.0 ** (-2 * k)) for k in range(6)])
    2.0
    """
    if len(points) < _FEW:
        return None
    xs, ys = ([math.log10(value) for value in values] for values in zip(*points, strict=True))
    middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - middle) ** 2 for x in xs)


def grid(largest: Decimal, smallest: Decimal) -> list[Decimal]:
    """Return the h of a curve, ten per power of ten, from large to small, with three digits.

    >>> [str(h) for h in grid(Decimal("0.1"), Decimal("0.05"))]
    ['0.1', '0.0794', '0.0631', '0.0501']
    """
    count = int((largest / smallest).log10() * _DENSITY)
    return [
        Decimal(f"{largest * Decimal(10) ** (Decimal(-k) / _DENSITY):.3g}")
        for k in range(count + 1)
    ]


def curves(
    graph: Graph,
    inputs: Mapping[str, Value],
    name: str,
    steps: Iterable[Decimal],
    schemes: Iterable[str] = MODELS,
    precision: str = "float64",
    output: str | None = None,
) -> tuple[Curve, ...]:
    """Measure the errors of difference quotients in one direction.

    The reference is SymPy's derivative with 50 digits, at the number to which the point is rounded
    in this precision.

    Parameters
    ----------
    graph, inputs : Graph, mapping
        The function, and a value for each of its inputs.
    name : str
        The input that is moved.
    steps : iterable of Decimal
        The h, from large to small.
    schemes : iterable of str
        Keys of :data:`MODELS`; a complex step that is refused has no curve.
    precision : {"float64", "float32"}
    output : str, optional
        The output, where the graph has several.

    Raises
    ------
    InputError
        There is no derivative to compare with.

    Examples
    --------
    >>> graph = Graph.from_text("y = sin(x)")
    >>> (found,) = curves(graph, {"x": 1}, "x", grid(Decimal(1), Decimal("1e-16")), ["central"])
    >>> f"{found.truncation:.2f} {found.best[0]:.0e}"
    '2.00 6e-06'
    """
    base = here(graph, inputs, PRECISIONS[precision], output)
    wanted = tuple(scheme for scheme in schemes if _is_possible(base, name, scheme))
    orders = {order for scheme in wanted for order in MODELS[scheme].orders}
    exact = derivatives(base, name, sorted(orders))
    rows = shifted(base, name, steps, wanted).rows
    epsilon = EPSILON[precision]
    return tuple(_curve(scheme, base.raw[name], rows, exact, epsilon) for scheme in wanted)


def here(
    graph: Graph, inputs: Mapping[str, Value], arithmetic: Arithmetic, output: str | None = None
) -> Trace:
    """Run a graph forward only, to be shifted: at a kink there is no backward pass."""
    target = graph.output(output)
    return evaluate(Program(graph, output=target).given(inputs).forward(target), arithmetic)


def derivatives(base: Trace, name: str, orders: Iterable[int]) -> dict[int, Fraction]:
    """Return derivatives of the output by one input, by their order, with 50 digits.

    Parameters
    ----------
    base : Trace
        A run with floats, whose inputs are taken as the exact numbers that they are.
    name : str
        The input.
    orders : iterable of int
        0 is the value itself.

    Raises
    ------
    InputError
        One of them is no number.

    Examples
    --------
    >>> base = Graph.from_text("y = x^3").run({"x": 2}, Float())
    >>> derivatives(base, "x", [0, 2])
    {0: Fraction(8, 1), 2: Fraction(12, 1)}
    """
    graph = base.program.graph
    referee = Referee(graph, base.output)
    point = {each: base.raw[each] for each in graph.inputs}
    found = {}
    for order in orders:
        value = referee.partial(name, point, order)
        if value is None:
            raise InputError("no_derivative", name=base.output, input=name, order=order)
        found[order] = value
    return found


def _is_possible(base: Trace, name: str, scheme: str) -> bool:
    """Say whether a scheme can be used: the complex step asks for analytic operations."""
    try:
        shifted(base, name, [_ANY], [scheme])
    except EvaluationError:
        return False
    return True


def _curve(
    scheme: str, here: float, rows: Sequence[Row], exact: Mapping[int, Fraction], epsilon: float
) -> Curve:
    reference = exact[MODELS[scheme].target]
    quotients = [row.exactly(scheme) for row in rows]
    errors = [math.nan if one is None else float(abs(one - reference)) for one in quotients]
    lost = frozenset(place for place, one in enumerate(quotients) if one == 0 != reference)
    return Curve(
        scheme,
        epsilon,
        tuple(float(row.h.value) for row in rows),
        tuple(errors),
        lost,
        _FELT * epsilon * abs(here),
        exact,
    )
