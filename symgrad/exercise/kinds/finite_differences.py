"""The part ``finite_differences``: the gradient checked by difference quotients."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, field_validator

from symgrad.exercise.kinds.base import Outcome, PartBase
from symgrad.finite import STEPS, Differences, shifted
from symgrad.solution import sheet
from symgrad.solution.check import check
from symgrad.solution.context import Context
from symgrad.solution.sheet import Asked

Step = Annotated[Decimal, Field(gt=0, le=10, ge=Decimal("1e-300"))]


class FiniteDifferences(PartBase):
    """Forward and central difference quotients over several step sizes h."""

    kind: Literal["finite_differences"]
    steps: Annotated[
        tuple[Step, ...],
        Field(
            min_length=2,
            max_length=20,
            description="expected_steps",
            json_schema_extra={"uniqueItems": True},
        ),
    ] = STEPS

    @field_validator("steps")
    @classmethod
    def _different(cls, steps: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
        if len(set(steps)) < len(steps):  # how the error shrinks is seen between two of them
            raise ValueError("equal steps")
        return steps

    def solve(self, context: Context) -> Outcome:
        """Return the table over h and what it shows."""
        found = self._differences(context)
        return Outcome(tuple(check(context.written, found)), tuple(found))

    def ask(self, context: Context, hidden: frozenset[str]) -> Asked:
        """Return the table over h, without its quotients where they are asked."""
        found = self._differences(context)
        if "check" in hidden:
            return Asked(*sheet.check(context.written, found))
        return Asked(tuple(check(context.written, found)), ())

    def _differences(self, context: Context) -> list[Differences]:
        trace = context.reference
        return [shifted(trace, name, self.steps) for name in trace.program.graph.inputs]
