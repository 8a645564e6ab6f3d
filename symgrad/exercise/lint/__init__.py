"""What is not wrong with a worksheet, but may not be meant: findings, each with its way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from symgrad.arithmetic import Bound, Exact
from symgrad.errors import EvaluationError
from symgrad.exercise.lint.finding import Finding
from symgrad.exercise.lint.graphs import without_effect, zeros
from symgrad.exercise.lint.numbers import numbers
from symgrad.exercise.lint.unseen import unseen
from symgrad.language import LANGUAGES

if TYPE_CHECKING:
    from symgrad.exercise.schema import Worksheet
    from symgrad.exercise.solving import Exercise
    from symgrad.trace import Trace

__all__ = ["Finding", "lint"]


def lint(exercise: Exercise) -> tuple[Finding, ...]:
    r"""Return what may not be meant in a worksheet that can be solved.

    Parameters
    ----------
    exercise : Exercise
        A worksheet that was read.

    Raises
    ------
    SymgradError
        It cannot be solved.

    Examples
    --------
    >>> from symgrad.exercise import load, parse
    >>> lint(load("graph"))
    ()
    >>> text = "title = 'T'\ngraph = 'Y = (a - b)*c'\n[inputs]\na = 2\nb = 2\nc = 3\nk = 1\n"
    >>> for found in lint(parse(text, name="w", file="w.toml")):
    ...     print(found.where, found.code)
    [inputs] k unused_input
    [inputs] c gradient_zero
    """
    trace = exercise.run(exercise.worksheet.calculate())
    reference = _reference(exercise, trace)
    return (
        *_languages(exercise.worksheet),
        *without_effect(trace),
        *zeros(trace, reference),
        *numbers(trace, reference),
        *unseen(exercise, trace),
    )


def _reference(exercise: Exercise, trace: Trace) -> Trace:
    """Return the run whose numbers are not rounded."""
    if isinstance(trace.arithmetic, Exact):
        return trace
    try:
        return exercise.run(Exact())
    except EvaluationError:
        return exercise.run(Bound())


def _languages(sheet: Worksheet) -> Iterator[Finding]:
    """Yield the texts that one language has and another has not."""
    texts: dict[str, Any] = {key: getattr(sheet, key) for key in ("title", "statement", "source")}
    for number, text in enumerate(sheet.assumptions, 1):
        texts[f"assumptions {number}"] = text
    for number, part in enumerate(sheet.parts, 1):
        texts[f"[[parts]] {number}, title"] = part.title
    for where, text in texts.items():
        for code in LANGUAGES:
            if isinstance(text, dict) and code not in text:
                yield Finding("one_language", where, {"code": code})
