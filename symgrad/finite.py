"""Classroom difference quotients, as lines, with a table over the step size h.

What a quotient is made of says its row in :mod:`symgrad.schemes`. The quotients of a run are lines
of the run's own list, computed in the run's arithmetic: in exact arithmetic only the truncation
error is left.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from symgrad.agreement import (
    Estimate,
    Quotients,
    Status,
    estimate,
    judge,
    judge_limit,
    last_pair,
)
from symgrad.arithmetic import (
    Arithmetic,
    Bound,
    Bounded,
    ByHand,
    Exact,
    Float,
    to_fraction,
)
from symgrad.errors import EvaluationError, InputError
from symgrad.expr import Lit, number
from symgrad.inputs import Value, read_value
from symgrad.lines import Program, adjoint
from symgrad.operations import Multiprecision, Rational
from symgrad.quotients import Row, prepared, quotients
from symgrad.schemes import SCHEMES, USUAL, Scheme, chosen
from symgrad.taylor import higher_derivatives
from symgrad.trace import Trace, evaluate

if TYPE_CHECKING:
    from symgrad.graph import Graph

__all__ = ["SCHEMES", "USUAL", "Differences", "Row", "Scheme", "differences", "shifted"]


# Powers of ten between the smallest h of a table and the h that decides in doubt.
_CLOSER = 15


# The step sizes of a table where nobody asks for others.
STEPS = (Decimal("0.1"), Decimal("0.01"), Decimal("0.001"))


@dataclass(frozen=True)
class Differences:
    """Difference quotients in one direction, and how they compare with the derivative.

    Attributes
    ----------
    name : str
        The input that is shifted.
    base : Trace
        The run whose derivative is checked.
    rows : tuple of Row
        One per h, from large to small.
    schemes : tuple of str
        Which quotients the rows have.
    """

    name: str
    base: Trace
    rows: tuple[Row, ...]
    schemes: tuple[str, ...] = USUAL

    @property
    def line(self) -> str:
        """Id of the line that is checked."""
        return adjoint(self.base.output, self.name)

    @property
    def derivative(self) -> Fraction:
        """What the backward pass says."""
        return to_fraction(self.base.raw[self.line])

    @cached_property
    def second_derivative(self) -> Fraction | None:
        """The second derivative by the same input, to 60 digits where it is irrational."""
        given = {name: to_fraction(self.base.raw[name]) for name in self.base.program.graph.inputs}
        return _second(self.base, number(given.pop(self.name)), given)

    def expected(self, scheme: str) -> Fraction | None:
        """Return what the quotients of a scheme tend to: the first derivative or the second."""
        return self.derivative if SCHEMES[scheme].derivative == 1 else self.second_derivative

    @cached_property
    def status(self) -> Status:
        """Whether the quotients confirm the derivative; see :mod:`symgrad.agreement`.

        Floats are judged with bounds of their errors, and what was rounded by hand as if it were
        not rounded.
        """
        arithmetic = self.base.arithmetic
        if not isinstance(arithmetic, Float | ByHand):
            return self._usual._judged()
        knowing = Bound() if isinstance(arithmetic, Float) else Exact()
        try:
            base = evaluate(self.base.program, knowing)
            return shifted(base, self.name, [row.h for row in self.rows])._judged()
        except EvaluationError:
            return "unknown"

    @property
    def _usual(self) -> Differences:
        """The same with the quotients that verdicts rest on."""
        if set(USUAL) <= set(self.schemes):
            return self
        return shifted(self.base, self.name, [row.h for row in self.rows])

    def _judged(self) -> Status:
        derivative = estimate(self.base.raw[self.line])
        found = judge(derivative, *self._pairs())
        if found not in ("disagrees", "kink") or derivative is None or self.closer is None:
            return found
        # Beside a kink, at the edge of a domain, or where a higher derivative jumps, the h of a
        # table are too large to show the limit: ask again before anything is called wrong.
        return judge_limit(derivative, self._pairs(), self.closer._pairs())

    @cached_property
    def closer(self) -> Differences | None:
        """The quotients for far smaller h, exactly; None where the run cannot be made exact."""
        tiny = min(row.h.value for row in self.rows) / 10**_CLOSER
        here = abs(to_fraction(self.base.raw[self.name]))
        if here:  # nearer than a kink at 0 can be
            tiny = min(tiny, here / 10**6)
        try:
            base = evaluate(self.base.program, Exact())
        except EvaluationError:
            return None
        return shifted(base, self.name, [tiny, tiny / 10])

    def error(self, row: Row, scheme: str) -> Fraction | None:
        """Return quotient − derivative, or None; 0 where exact enclosures do not tell them apart.

        The second difference is compared with the second derivative.

        Examples
        --------
        >>> from symgrad.graph import Graph
        >>> found = Graph.from_text("Y = x^2").differences({"x": 3}, "x")
        >>> [str(found.error(row, "forward")) for row in found.rows]
        ['1/10', '1/100', '1/1000']
        """
        value, expected = row.exactly(scheme), self.expected(scheme)
        if value is None or expected is None:
            return None
        off = value - expected
        raws = (row.trace.raw[row.quotients[scheme]], self.base.raw[self.line])
        exact = [estimate(raw) for raw in raws if not isinstance(raw, float | Bounded)]
        noise = sum(found.error for found in exact if found is not None)
        return Fraction(0) if abs(off) <= noise else off

    def _pairs(self) -> Quotients:
        """Return central, forward and backward quotients for the two smallest telling h."""
        found = {name: last_pair(self._estimates(name), SCHEMES[name].order) for name in USUAL}
        return found["central"], found["forward"], found["backward"]

    def _estimates(self, scheme: str) -> list[tuple[Fraction, Estimate]]:
        return [
            (row.h.value, known)
            for row in self.rows
            if scheme in row.quotients
            and (known := estimate(row.trace.raw[row.quotients[scheme]])) is not None
        ]

    @cached_property
    def _increments(self) -> dict[int, Fraction] | None:
        from symgrad.polynomials import in_increment

        return in_increment(self.base, self.name)

    def remainder(self, scheme: str) -> dict[int, Fraction] | None:
        """Return what the quotient is besides the derivative, as a polynomial in h.

        None where the output is no polynomial in the input, so that no such formula exists.

        Examples
        --------
        >>> from symgrad.graph import Graph
        >>> graph = Graph.from_text("d = a + b; e = b - c; Y = d*e")
        >>> graph.differences({"a": 1, "b": 2, "c": 3}, "b").remainder("forward")
        {1: Fraction(1, 1)}
        """
        coefficients, row = self._increments, SCHEMES[scheme]
        if coefficients is None:
            return None
        terms = {power: value * row.moment(power) for power, value in coefficients.items()}
        return {
            power - row.derivative: value
            for power, value in terms.items()
            if power > row.derivative and value
        }


def differences(
    graph: Graph,
    inputs: Mapping[str, Value],
    name: str,
    steps: Iterable[Value],
    arithmetic: Arithmetic | None = None,
    output: str | None = None,
    schemes: Iterable[str] = USUAL,
) -> Differences:
    """Compute the quotients of one input; see :meth:`Graph.differences`.

    Raises
    ------
    InputError
        No such input or scheme, or a step size that is not positive.
    """
    if name not in graph.inputs:
        raise InputError("input_unknown", name=name, known=", ".join(graph.inputs))
    base = evaluate(Program(graph).given(inputs).forward().backward(output), arithmetic or Exact())
    return shifted(base, name, steps, schemes)


def shifted(
    base: Trace, name: str, steps: Iterable[Value], schemes: Iterable[str] = USUAL
) -> Differences:
    """Compute the quotients of one input beside a run that exists, from large h to small.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> base = Graph.from_text("Y = x^4").run({"x": 1})
    >>> (row,) = shifted(base, "x", ["0.1"], ["central", "five_point"]).rows
    >>> [(name, row.number(name)) for name in row.quotients]
    [('central', 101/25), ('five_point', 4)]
    """
    sizes = {step.value: step for step in map(_step, steps)}  # 0.1 and 0.10 are one
    wanted = chosen(schemes)
    run = prepared(base, wanted)
    rows = (quotients(run, name, sizes[value], wanted) for value in sorted(sizes, reverse=True))
    return Differences(name, base, tuple(rows), tuple(scheme.name for scheme in wanted))


def _step(value: Value) -> Lit:
    literal = read_value("h", value)
    if not isinstance(literal, Lit) or literal.value <= 0:
        raise InputError("step_not_positive", value=value)
    return literal


def _second(base: Trace, x: Lit, others: Mapping[str, Fraction]) -> Fraction | None:
    """Return the second derivative by Taylor arithmetic, exactly where it is a fraction."""
    graph, output = base.program.graph, base.output
    for numbers in (Rational(), Multiprecision(60)):
        try:
            found = higher_derivatives(graph, x, 2, output, others, numbers)[2]
        except EvaluationError:
            continue
        if isinstance(found, Fraction | int):
            return Fraction(found)
        return Fraction(*importlib.import_module("mpmath").libmp.to_rational(found._mpf_))
    return None
