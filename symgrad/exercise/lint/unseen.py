"""Common mistakes that nobody sees, because they give the right number by luck."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isclose
from typing import TYPE_CHECKING

from symgrad.arithmetic import Float, to_fraction
from symgrad.conversion import to_text
from symgrad.errors import EvaluationError
from symgrad.exercise.lint.finding import Finding, Slip, called, where
from symgrad.expr import Expr, Lit
from symgrad.inputs import read_value
from symgrad.lines import Line, Program
from symgrad.mistakes import Mistake, common_mistakes
from symgrad.trace import Trace, evaluate

if TYPE_CHECKING:
    from symgrad.exercise.solving import Exercise


def unseen(exercise: Exercise, trace: Trace) -> Iterator[Finding]:
    """Yield common mistakes that give the right number with these values but not with others."""
    other = _nearby(exercise, trace)
    if other is None:
        return
    for line in other.lines:
        value = to_fraction(trace.raw[line.id])
        slip = _hidden(line, trace, other) if value else None  # a 0 is a finding of its own
        if slip:
            quoted = Slip(slip.code, called(line), to_text(slip.instead), value)
            place = where(trace.program.graph, [line.target])
            yield Finding("unseen_mistake", place, {"line": called(line), "mistake": quoted})


def _hidden(line: Line, trace: Trace, other: Trace) -> Mistake | None:
    """Return the first mistake that changes the line in another run, but not in this one."""
    seen = {_key(mistake) for mistake, _ in common_mistakes(trace.by_id[line.id], trace)}
    for mistake, wrong in common_mistakes(line, other):
        if _key(mistake) not in seen and _differs(wrong, other, line):
            return mistake
    return None


def _nearby(exercise: Exercise, trace: Trace) -> Trace | None:
    """Return the run for slightly different values, where nothing coincides; None if it fails."""
    inputs = exercise.worksheet.inputs
    moved = {
        name: read_value(name, value) + Lit(shift := Fraction(2 * place + 3, 8963), str(shift))
        for place, (name, value) in enumerate(inputs.items())
    }
    program = Program(trace.program.graph).given(moved).forward().backward(trace.output)
    try:
        return evaluate(program, Float())
    except EvaluationError:
        return None


def _key(mistake: Mistake) -> tuple[str, str, Expr]:
    return mistake.line, mistake.code, mistake.instead


def _differs(wrong: Trace, right: Trace, line: Line) -> bool:
    """Say whether two floats differ by more than rounding."""
    return not isclose(wrong.raw[line.id], right.raw[line.id], rel_tol=1e-9)
