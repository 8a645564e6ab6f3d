"""The part ``backward``: both passes by hand, and the gradient."""

from __future__ import annotations

from itertools import chain
from typing import Literal

from symgrad.exercise.kinds.base import Outcome, PartBase
from symgrad.solution.context import Context
from symgrad.solution.passes import Columns, backward, forward, totals
from symgrad.solution.steps import storyboard


class Backward(PartBase):
    """Value of every node, derivative of the output by every node, and the gradient."""

    kind: Literal["backward"]

    def solve(self, context: Context) -> Outcome:
        """Return the steps, then forward table, backward table, fan-out sums and totals."""
        columns = Columns(context.written, context.exact)
        tables = chain(forward(columns), backward(columns), totals(columns))
        return Outcome((storyboard(context.written), *tables))
