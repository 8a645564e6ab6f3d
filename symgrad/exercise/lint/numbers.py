"""Findings about numbers: hard to read, or lost when they are rounded."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symgrad.arithmetic import ByHand, Exact, to_fraction
from symgrad.decimals import decimal_of
from symgrad.exercise.lint.finding import Finding, called, where
from symgrad.expr import Call
from symgrad.formula import Written
from symgrad.lines import Line
from symgrad.trace import Trace

# What is still comfortable with pencil and paper.
_DENOMINATOR, _DIGITS = 999, 6
_SATURATING = {"sigmoid", "tanh", "erf"}
_CALCULATED = ("forward", "contribution", "sum", "total")


def numbers(trace: Trace, reference: Trace) -> Iterator[Finding]:
    """Yield numbers that are hard to read, or of which rounding leaves nothing."""
    if isinstance(trace.arithmetic, Exact):
        yield from _long(trace)
    if isinstance(trace.arithmetic, ByHand):
        yield from _rounded_away(trace, reference)


def _long(trace: Trace) -> Iterator[Finding]:
    decimals = Written(trace, "en", "point").numbers.decimals_preferred
    found: dict[str, list[Line]] = {"long_fraction": [], "long_decimal": []}
    for line in _calculated(trace):
        code = _too_long(trace.raw[line.id], decimals)
        if code:
            found[code].append(line)
    for code, lines in found.items():
        if lines:
            yield _example(code, lines, trace)


def _too_long(value: Any, decimals: bool) -> str | None:
    if not isinstance(value, Fraction):  # an irrational number is printed with few digits
        return None
    decimal = decimal_of(value) if decimals or value.denominator == 1 else None
    if decimal is None:
        return "long_fraction" if value.denominator > _DENOMINATOR else None
    return "long_decimal" if len(decimal.normalize().as_tuple().digits) > _DIGITS else None


def _rounded_away(trace: Trace, reference: Trace) -> Iterator[Finding]:
    lost, saturated = [], []
    for line in _calculated(trace):
        rounded, exact = trace.raw[line.id], to_fraction(reference.raw[line.id])
        if rounded == exact:
            continue
        if rounded == 0:
            lost.append(line)
        elif abs(rounded) == 1 and isinstance(line.expr, Call) and line.expr.op in _SATURATING:
            saturated.append(line)
    for code, lines in (("rounded_to_zero", lost), ("saturated", saturated)):
        if lines:
            yield _example(code, lines, reference)


def _calculated(trace: Trace) -> Iterator[Line]:
    return (line for line in trace.lines if line.kind in _CALCULATED and line.written)


def _example(code: str, lines: list[Line], trace: Trace) -> Finding:
    """Return a finding about several lines, which shows the first."""
    first = lines[0]
    data = {"line": called(first), "value": to_fraction(trace.raw[first.id]), "count": len(lines)}
    return Finding(code, where(trace.program.graph, [first.target]), data)
