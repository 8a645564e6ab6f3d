"""The runs that a solution shows: its own, the exact one beside it, the one to check with."""

from __future__ import annotations

from dataclasses import dataclass

from symgrad.arithmetic import Bound, ByHand, Exact, Float
from symgrad.errors import EvaluationError
from symgrad.formula.written import Written
from symgrad.language import DecimalMark
from symgrad.trace import Trace, evaluate


@dataclass(frozen=True, slots=True)
class Context:
    """The runs that a part shows.

    Attributes
    ----------
    written : Written
        The run in the arithmetic of the page.
    exact : Written or None
        Beside a run by hand, the exact one.
    reference : Trace
        The run whose derivatives the difference quotients check.
    """

    written: Written
    exact: Written | None
    reference: Trace

    @classmethod
    def of(cls, trace: Trace, lang: str, mark: DecimalMark) -> Context:
        """Return a run beside the exact one, and the run that quotients are compared with."""
        written = Written(trace, lang, mark)
        if isinstance(trace.arithmetic, Float):
            return cls(written, None, evaluate(trace.program, Bound()))
        if not isinstance(trace.arithmetic, ByHand):
            return cls(written, None, trace)
        try:
            exact = evaluate(trace.program, Exact())
        except EvaluationError:  # its fractions may grow without end where decimals do not
            return cls(written, None, evaluate(trace.program, Bound()))
        return cls(written, Written(exact, lang, mark, written.numbers), exact)
