"""The part ``finite_differences``: the gradient checked by difference quotients."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, field_validator

from symgrad.exercise.kinds.base import Outcome, PartBase
from symgrad.finite import shifted
from symgrad.solution.check import check
from symgrad.solution.context import Context

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
    ] = (Decimal("0.1"), Decimal("0.01"), Decimal("0.001"))

    @field_validator("steps")
    @classmethod
    def _different(cls, steps: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
        if len(set(steps)) < len(steps):  # how the error shrinks is seen between two of them
            raise ValueError("equal steps")
        return steps

    def solve(self, context: Context) -> Outcome:
        """Return the table over h and what it shows."""
        trace = context.reference
        found = [shifted(trace, name, self.steps) for name in trace.program.graph.inputs]
        return Outcome(tuple(check(context.written, found)), tuple(found))
