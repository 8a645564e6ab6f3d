"""The difference quotients of one run for one step size, as lines with their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symgrad.arithmetic import Arithmetic, Complex, Float, to_fraction
from symgrad.errors import EvaluationError, InputError
from symgrad.expr import Lit, Ref
from symgrad.lines import Line, Program
from symgrad.schemes import Scheme, points
from symgrad.trace import Trace, evaluate


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


def prepared(base: Trace, schemes: tuple[Scheme, ...]) -> Trace:
    """Return the run in an arithmetic that the schemes can use: the complex step needs its own.

    Raises
    ------
    InputError
        A complex step beside a run that is not of floats.
    """
    if not any(scheme.imaginary for scheme in schemes):
        return base
    return Trace(base.program, _complex(base.arithmetic), base.raw)


def _complex(arithmetic: Arithmetic) -> Arithmetic:
    """Return the arithmetic with complex numbers beside its own."""
    if isinstance(arithmetic, Complex):
        return arithmetic
    if type(arithmetic) is not Float:
        raise InputError("complex_needs_floats")
    return Complex()


def quotients(base: Trace, name: str, h: Lit, schemes: tuple[Scheme, ...]) -> Row:
    """Compute the quotients of one input for one h, and the values that they are made of."""
    values: dict[str, Any] = dict(base.raw)
    lines: list[Line] = []
    needed = [(scheme, points(scheme, name, h)) for scheme in schemes]
    places = dict.fromkeys(point for _, found in needed for point in found if point is not None)
    graph, output = base.program.graph, base.output
    known = {point for point in places if _append(base, point.lines(graph, output), values, lines)}
    made = {}
    for scheme, found in needed:
        # What the shift does not move keeps its value, and its line.
        ids = (point.value(output) if point else output for point in found)
        parts = (Ref(line if line in values else output) for line in ids)
        line_id = f"{scheme.name}[{name},{h.written}]"
        line = Line(line_id, "check", output, scheme.build(h, *parts), 1)
        if known.issuperset(filter(None, found)) and _append(base, [line], values, lines):
            made[scheme.name] = line_id
    return Row(h, Trace(_program(base, lines), base.arithmetic, values), made)


def _append(base: Trace, more: Iterable[Line], values: dict[str, Any], lines: list[Line]) -> bool:
    """Compute lines and keep them; where one has no value, keep none and say so."""
    new = list(more)
    try:
        values.update(evaluate(_program(base, new), base.arithmetic, values).raw)
    except EvaluationError as error:
        if error.code == "not_analytic":  # no h would do
            raise
        return False
    lines.extend(new)
    return True


def _program(base: Trace, lines: list[Line]) -> Program:
    return Program(base.program.graph, output=base.output).append(lambda group: iter(lines))
