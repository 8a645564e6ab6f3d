"""Classroom difference quotients, as lines, with a table over the step size h.

A scheme is a row: how its quotient is built from the values at b+h, b and b-h, and the power of h
with which its error shrinks. The quotients of a run are lines of the run's own list, computed in
the run's arithmetic: in exact arithmetic only the truncation error is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symgrad.agreement import (
    Estimate,
    Quotients,
    Status,
    estimate,
    judge,
    judge_limit,
    last_pair,
)
from symgrad.arithmetic import Arithmetic, Bound, Bounded, ByHand, Exact, Float, to_fraction
from symgrad.errors import EvaluationError, InputError
from symgrad.expr import Expr, Lit, Ref, substitute
from symgrad.inputs import Value, read_value
from symgrad.lines import Line, Program, adjoint
from symgrad.trace import Trace, evaluate

if TYPE_CHECKING:
    from symgrad.graph import Graph


@dataclass(frozen=True, slots=True)
class Scheme:
    """A difference quotient.

    Attributes
    ----------
    name : str
        Key of its name in the catalogs.
    build : callable
        ``build(above, here, below, h)`` -> expression.
    order : int
        The truncation error is of the order h**order.
    sides : str
        Which shifted values it needs: ``"+"``, ``"-"`` or both.
    """

    name: str
    build: Callable[[Expr, Expr, Expr, Expr], Expr]
    order: int
    sides: str


# Powers of ten between the smallest h of a table and the h that decides in doubt.
_CLOSER = 15

SCHEMES: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme("forward", lambda above, here, below, h: (above - here) / h, 1, "+"),
        Scheme("backward", lambda above, here, below, h: (here - below) / h, 1, "-"),
        Scheme("central", lambda above, here, below, h: (above - below) / (2 * h), 2, "+-"),
    )
}


@dataclass(frozen=True)
class Row:
    """The quotients for one h; those without a value are left out.

    Attributes
    ----------
    h : Lit
        The step size.
    trace : Trace
        The lines at the shifted points, then the quotients.
    quotients : mapping
        Line id by scheme.
    """

    h: Lit
    trace: Trace
    quotients: Mapping[str, str]

    def number(self, scheme: str) -> Any:
        """Return a quotient as a number for Python, or None."""
        return self.trace.number(self.quotients[scheme]) if scheme in self.quotients else None

    def exactly(self, scheme: str) -> Fraction | None:
        """Return a quotient as a fraction (an irrational one to 40 digits), or None."""
        if scheme not in self.quotients:
            return None
        return to_fraction(self.trace.raw[self.quotients[scheme]])

    @property
    def forward(self) -> Any:
        """The forward difference quotient."""
        return self.number("forward")

    @property
    def backward(self) -> Any:
        """The backward difference quotient."""
        return self.number("backward")

    @property
    def central(self) -> Any:
        """The central difference quotient."""
        return self.number("central")


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
    """

    name: str
    base: Trace
    rows: tuple[Row, ...]

    @property
    def line(self) -> str:
        """Id of the line that is checked."""
        return adjoint(self.base.output, self.name)

    @property
    def derivative(self) -> Fraction:
        """What the backward pass says."""
        return to_fraction(self.base.raw[self.line])

    @cached_property
    def status(self) -> Status:
        """Whether the quotients confirm the derivative; see :mod:`symgrad.agreement`.

        Floats are judged with bounds of their errors, and what was rounded by hand as if it were
        not rounded.
        """
        arithmetic = self.base.arithmetic
        if not isinstance(arithmetic, Float | ByHand):
            return self._judged()
        knowing = Bound() if isinstance(arithmetic, Float) else Exact()
        try:
            base = evaluate(self.base.program, knowing)
            return shifted(base, self.name, [row.h for row in self.rows])._judged()
        except EvaluationError:
            return "unknown"

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

        Examples
        --------
        >>> from symgrad.graph import Graph
        >>> found = Graph.from_text("Y = x^2").differences({"x": 3}, "x")
        >>> [str(found.error(row, "forward")) for row in found.rows]
        ['1/10', '1/100', '1/1000']
        """
        value = row.exactly(scheme)
        if value is None:
            return None
        off = value - self.derivative
        raws = (row.trace.raw[row.quotients[scheme]], self.base.raw[self.line])
        exact = [estimate(raw) for raw in raws if not isinstance(raw, float | Bounded)]
        noise = sum(found.error for found in exact if found is not None)
        return Fraction(0) if abs(off) <= noise else off

    def _pairs(self) -> Quotients:
        """Return central, forward and backward quotients for the two smallest telling h."""
        found = {
            name: last_pair(self._estimates(name), scheme.order) for name, scheme in SCHEMES.items()
        }
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
        coefficients = self._increments
        if coefficients is None:
            return None
        signs = {"forward": (1, 1), "backward": (1, -1), "central": (1, 0)}[scheme]
        return {
            power - 1: value * signs[(power - 1) % 2]
            for power, value in coefficients.items()
            if power >= 2 and value * signs[(power - 1) % 2]
        }


def differences(
    graph: Graph,
    inputs: Mapping[str, Value],
    name: str,
    steps: Iterable[Value],
    arithmetic: Arithmetic | None = None,
    output: str | None = None,
) -> Differences:
    """Compute the quotients of one input; see :meth:`Graph.differences`.

    Raises
    ------
    InputError
        No such input, or a step size that is not positive.
    """
    if name not in graph.inputs:
        raise InputError("input_unknown", name=name, known=", ".join(graph.inputs))
    base = evaluate(Program(graph).given(inputs).forward().backward(output), arithmetic or Exact())
    return shifted(base, name, steps)


def shifted(base: Trace, name: str, steps: Iterable[Value]) -> Differences:
    """Compute the quotients of one input beside a run that exists, from large h to small."""
    sizes = {step.value: step for step in map(_step, steps)}  # 0.1 and 0.10 are one
    rows = (_row(base, name, sizes[value]) for value in sorted(sizes, reverse=True))
    return Differences(name, base, tuple(rows))


def _step(value: Value) -> Lit:
    literal = read_value("h", value)
    if not isinstance(literal, Lit) or literal.value <= 0:
        raise InputError("step_not_positive", value=value)
    return literal


def _row(base: Trace, name: str, h: Lit) -> Row:
    values: dict[str, Any] = dict(base.raw)
    lines: list[Line] = []
    sides = {side for side in "+-" if _append(base, _shifted(base, name, side, h), values, lines)}
    quotients = {}
    for scheme in SCHEMES.values():
        # What the shift does not move keeps its value, and its line.
        ids = (_at(base.output, name, side, h) for side in ("+", "", "-"))
        above, here, below = (Ref(line if line in values else base.output) for line in ids)
        line_id, quotient = (
            f"{scheme.name}[{name},{h.written}]",
            scheme.build(above, here, below, h),
        )
        line = Line(line_id, "check", base.output, quotient, 1)
        if set(scheme.sides) <= sides and _append(base, [line], values, lines):
            quotients[scheme.name] = line_id
    return Row(h, Trace(_program(base, lines), base.arithmetic, values), quotients)


def _append(base: Trace, more: Iterable[Line], values: dict[str, Any], lines: list[Line]) -> bool:
    """Compute lines and keep them; where one has no value, keep none and say so."""
    new = list(more)
    try:
        values.update(evaluate(_program(base, new), base.arithmetic, values).raw)
    except EvaluationError:
        return False
    lines.extend(new)
    return True


def _program(base: Trace, lines: list[Line]) -> Program:
    return Program(base.program.graph, output=base.output).append(lambda group: iter(lines))


def _at(node: str, name: str, side: str, h: Lit) -> str:
    return f"{node}[{name}{side}{h.written}]" if side else node


def _shifted(base: Trace, name: str, side: str, h: Lit) -> Iterator[Line]:
    """Yield the forward pass again, of the nodes between the shifted input and the output."""
    graph = base.program.graph
    live = graph.ancestors(base.output)
    moved = {name}
    start = Ref(name) + h if side == "+" else Ref(name) - h
    yield Line(_at(name, name, side, h), "check", name, start, 1)
    for node in graph.operations:
        reached = node.name in live and any(edge.tail in moved for edge in node.edges)
        if node.expr is None or not reached:
            continue
        moved.add(node.name)
        expr = substitute(
            node.expr, lambda ref: Ref(_at(ref.name, name, side, h)) if ref.name in moved else ref
        )
        line_id = _at(node.name, name, side, h)
        yield Line(line_id, "check", node.name, expr, 1, written=node.written)
