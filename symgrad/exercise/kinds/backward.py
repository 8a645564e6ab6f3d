"""The part ``backward``: both passes by hand, and the gradient."""

from __future__ import annotations

from itertools import chain
from typing import Literal

from symgrad.exercise.kinds.base import Outcome, PartBase
from symgrad.solution import sheet
from symgrad.solution.context import Context
from symgrad.solution.document import Block
from symgrad.solution.passes import Columns, backward, forward, totals
from symgrad.solution.sheet import Asked
from symgrad.solution.steps import storyboard


class Backward(PartBase):
    """Value of every node, derivative of the output by every node, and the gradient."""

    kind: Literal["backward"]

    def solve(self, context: Context) -> Outcome:
        """Return the steps, then forward table, backward table, fan-out sums and totals."""
        columns = Columns(context.written, context.exact)
        tables = chain(forward(columns), backward(columns), totals(columns))
        return Outcome((storyboard(context.written), *tables))

    def ask(self, context: Context, hidden: frozenset[str]) -> Asked:
        """Return the picture of what is known, and each section with or without its numbers."""
        written, columns = context.written, Columns(context.written, None)
        blocks: list[Block] = [*sheet.graph(written, hidden)]
        fields: list[sheet.Field] = []
        sections = (
            ("forward", sheet.forward, forward),
            ("backward", sheet.backward, backward),
            ("gradient", sheet.gradient, totals),
        )
        for name, blank, filled in sections:
            if name in hidden:
                more, asked = blank(written)
                blocks += more
                fields += asked
            else:
                blocks += filled(columns)
        return Asked(tuple(blocks), tuple(fields))
