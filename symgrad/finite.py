"""Classroom difference quotients, as lines, with a table over the step size h.

A scheme is a row: how its quotient is built from the values at b+h, b and b-h, and the power of h
with which its error shrinks. The quotients of a run are lines of the run's own list, computed in
the run's arithmetic: in exact arithmetic only the truncation error is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from symgrad.arithmetic import Arithmetic, Bounded, Closed, Exact
from symgrad.errors import EvaluationError, InputError
from symgrad.expr import Expr, Lit, Ref, substitute
from symgrad.inputs import Value, read_value
from symgrad.lines import Line, Program, adjoint
from symgrad.trace import Trace, evaluate

if TYPE_CHECKING:
    from symgrad.graph import Graph

Status: TypeAlias = Literal["exact", "agrees", "kink", "disagrees", "unknown"]


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
    """The quotients for one h; None where the function has no value at a shifted point."""

    h: Lit
    trace: Trace
    quotients: Mapping[str, str]  # scheme -> line id

    def number(self, scheme: str) -> Any:
        """Return a quotient as a number for Python, or None."""
        return self.trace.number(self.quotients[scheme]) if scheme in self.quotients else None

    def exactly(self, scheme: str) -> Fraction | None:
        """Return a quotient as a fraction (an irrational one to 40 digits), or None."""
        return (
            to_fraction(self.trace.raw[self.quotients[scheme]])
            if (scheme in self.quotients)
            else None
        )

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

    @property
    def status(self) -> Status:
        """Whether the quotients confirm the derivative.

        The tolerance is no constant: it is the truncation error that the quotients themselves
        show between the last two h, ten times over, and the rounding error of the arithmetic.
        """
        for scheme in ("central", "forward", "backward"):
            values = [(row, row.exactly(scheme)) for row in self.rows]
            known = [(row, value) for row, value in values if value is not None]
            if len(known) >= 2:
                return self._compare(SCHEMES[scheme], known[-2:])
        return "unknown"

    def _compare(self, scheme: Scheme, last: list[tuple[Row, Fraction]]) -> Status:
        (wide, first), (narrow, second) = last
        gap, off = abs(first - second), abs(second - self.derivative)
        noise = self._noise(wide, scheme) + self._noise(narrow, scheme)
        if off == 0 == gap:
            return "exact"
        ratio = (wide.h.value / narrow.h.value) ** scheme.order
        if off <= 10 * gap / (ratio - 1) + noise:
            return "agrees"
        return "kink" if self._between_slopes(narrow, wide) else "disagrees"

    def _noise(self, row: Row, scheme: Scheme) -> Fraction:
        value = row.trace.raw[row.quotients[scheme.name]]
        if isinstance(value, Bounded):
            return Fraction(value.error)
        here = to_fraction(self.base.raw[self.base.output])
        return (
            abs(here) * Fraction(1, 10**40) / row.h.value
            if isinstance(value, Closed)
            else (Fraction(0))
        )

    def _between_slopes(self, narrow: Row, wide: Row) -> bool:
        """Say whether the slopes of the two sides stay apart, with the derivative between them."""
        right, left = narrow.exactly("forward"), narrow.exactly("backward")
        wide_right, wide_left = wide.exactly("forward"), wide.exactly("backward")
        if right is None or left is None or wide_right is None or wide_left is None:
            return False
        apart = abs(right - left) > abs(wide_right - wide_left) / 2
        return apart and min(left, right) <= self.derivative <= max(left, right)

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
        from symgrad.polynomials import in_increment

        coefficients = in_increment(self.base, self.name)
        if coefficients is None:
            return None
        signs = {"forward": (1, 1), "backward": (1, -1), "central": (1, 0)}[scheme]
        return {
            power - 1: value * signs[(power - 1) % 2]
            for power, value in coefficients.items()
            if power >= 2 and value * signs[(power - 1) % 2]
        }


def to_fraction(value: Any) -> Fraction:
    """Return a raw value of any numeric arithmetic as a fraction."""
    if isinstance(value, Closed):
        return value.nearest()
    return Fraction(value.value if isinstance(value, Bounded) else value)


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
    sizes = [_step(value) for value in steps]
    ordered = sorted(sizes, key=lambda h: h.value, reverse=True)
    return Differences(name, base, tuple(_row(base, name, h) for h in ordered))


def _step(value: Value) -> Lit:
    literal = read_value("h", value)
    if not isinstance(literal, Lit) or literal.value <= 0:
        raise InputError("step_not_positive", value=value)
    return literal


def _row(base: Trace, name: str, h: Lit) -> Row:
    values = dict(base.raw)
    known = ""
    for side in "+-":
        lines = list(_shifted_lines(base, name, side, h))
        try:
            program = Program(base.program.graph).append(lambda _, lines=lines: iter(lines))  # type: ignore[misc]
            values.update(evaluate(program, base.arithmetic, values).raw)
            known += side
        except EvaluationError:
            continue  # no value on this side, and the row says so by leaving it out
    schemes = [scheme for scheme in SCHEMES.values() if set(scheme.sides) <= set(known)]
    ids = {scheme.name: f"{scheme.name}[{name},{h.written}]" for scheme in schemes}
    output = base.output
    above, here, below = (Ref(_at(output, name, side, h)) for side in ("+", "", "-"))
    quotients = [
        Line(ids[scheme.name], "check", output, scheme.build(above, here, below, h), 1)
        for scheme in schemes
    ]
    program = Program(base.program.graph, output=output).append(lambda _: iter(quotients))
    return Row(h, evaluate(program, base.arithmetic, values), ids)


def _at(node: str, name: str, side: str, h: Lit) -> str:
    return f"{node}[{name}{side}{h.written}]" if side else node


def _shifted_lines(base: Trace, name: str, side: str, h: Lit) -> Iterator[Line]:
    """Yield the forward pass again, of the nodes that a shift of `name` moves."""
    graph = base.program.graph
    moved = {name}
    start = Ref(name) + h if side == "+" else Ref(name) - h
    yield Line(_at(name, name, side, h), "check", name, start, 1)
    for node in graph.operations:
        if node.expr is None or not any(edge.tail in moved for edge in node.edges):
            continue
        moved.add(node.name)
        expr = substitute(
            node.expr, lambda ref: Ref(_at(ref.name, name, side, h)) if ref.name in moved else ref
        )
        yield Line(_at(node.name, name, side, h), "check", node.name, expr, 1)
