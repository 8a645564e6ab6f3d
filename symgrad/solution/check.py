"""The section that checks a gradient with difference quotients, and says what they show."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from symgrad import decimals
from symgrad.arithmetic import ByHand, Exact, Float, to_fraction
from symgrad.expr import Expr, Lit, Ref, number
from symgrad.finite import SCHEMES, Differences
from symgrad.finite import Row as Difference
from symgrad.formula.numbers import NumberFormat
from symgrad.formula.tree import Id, Num, Op, Partial, Row, Tree, listed
from symgrad.formula.written import Written
from symgrad.lines import Line
from symgrad.rules import times
from symgrad.solution.document import (
    Block,
    Cell,
    Formulas,
    Heading,
    Paragraph,
    Sentence,
    Table,
)

# Digits of the quotients in the table: enough to see the error, few enough for a terminal;
# with floats enough to see the rounding error too.
_DIGITS, _FLOAT_DIGITS = 7, 12
# More digits than this in common, and the subtraction shows nothing any more.
_MOST_LOST = 15


def check(written: Written, found: Sequence[Differences]) -> Iterator[Block]:
    """Yield the numerical check of every input.

    Parameters
    ----------
    written : Written
        The run whose derivatives are checked, as printed.
    found : sequence of Differences
        One per input.
    """
    if not found:
        return
    yield Heading(Sentence("section.check"))
    yield Paragraph(Sentence("check.rule"), "why")
    exact = isinstance(found[0].base.arithmetic, Exact)
    if exact and isinstance(written.trace.arithmetic, ByHand):
        yield Paragraph(Sentence("check.exactly"), "why")
    yield from _example(written, _most_telling(found))
    yield _table(written, found)
    verdicts = [_verdict(written, differences) for differences in found]
    yield from _grouped(verdicts)


def _grouped(verdicts: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield every verdict once; inputs with the same one share a sentence."""
    shared: dict[str, list[Sentence]] = {}
    for verdict in verdicts:
        if isinstance(verdict.content, Sentence) and verdict.content.key in _SHARED:
            shared.setdefault(verdict.content.key, []).append(verdict.content)
        else:
            yield verdict
    for key, sentences in shared.items():
        data = dict(sentences[0].data)
        for name in ("partial", "input"):
            data[name] = listed([sentence.data[name] for sentence in sentences])
        yield Paragraph(Sentence(key, {**data, "count": len(sentences)}))


_SHARED = ("check.affine", "check.agrees", "check.orders", "check.exact", "check.tends")


def _most_telling(found: Sequence[Differences]) -> Differences:
    """Return the first input whose quotient differs from the derivative, else the first."""
    return next((item for item in found if item.remainder("forward") != {}), found[0])


def _example(written: Written, differences: Differences) -> Iterator[Block]:
    """Yield the first quotient of one input as a line, with its numbers."""
    row = differences.rows[0]
    if "forward" in row.quotients:
        numbers = _short(written)
        more = _lost_digits(differences, row)
        if more > _MOST_LOST:
            return
        numbers = dataclasses.replace(
            numbers, digits=numbers.digits + more, longest=numbers.longest + more
        )
        printed = Written(row.trace, written.lang, written.mark, numbers)
        yield Formulas((printed.line(_line(row, "forward")).right_side,))


def _lost_digits(differences: Differences, row: Difference) -> int:
    """Return how many digits the two values have in common, so that the difference is seen."""
    here = to_fraction(differences.base.raw[differences.base.output])
    change = abs((row.exactly("forward") or 0) * row.h.value)
    size = max(abs(here), change)
    lost = 0
    while change and lost <= _MOST_LOST and change * 10 ** (lost + 1) <= size:
        lost += 1
    return lost


def _line(row: Difference, scheme: str) -> Line:
    return next(line for line in row.trace.lines if line.id == row.quotients[scheme])


def _short(written: Written) -> NumberFormat:
    digits = _FLOAT_DIGITS if isinstance(written.trace.arithmetic, Float) else _DIGITS
    return dataclasses.replace(
        written.numbers, digits=digits, longest=digits + 1, decimals_preferred=True
    )


def _table(written: Written, found: Sequence[Differences]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for differences in found:
        label: Cell = _derivative(written, differences)
        for row in differences.rows:
            rows.append((label, *_cells(written, differences, row)))
            label = ""
    titles = ("derivative", "h", "forward_difference", "error", "central_difference", "error")
    columns = tuple(Sentence(f"column.{title}") for title in titles)
    return Table(columns, tuple(rows), frozenset({1, 2, 3, 4, 5}))


def _derivative(written: Written, differences: Differences) -> Tree:
    """Return the derivative that is checked, ∂Y/∂b = 2."""
    base = differences.base
    shown = _short(written).show(base.raw[differences.line], base.arithmetic)
    sign = Op("=" if shown.value == differences.derivative else "≈")
    return Row((Partial(base.output, differences.name), sign, Num(shown.text, "gradient")))


def _cells(written: Written, differences: Differences, row: Difference) -> Iterator[Cell]:
    numbers = _short(written)
    yield Num(written.numbers.written(row.h))
    for scheme in ("forward", "central"):
        error = differences.error(row, scheme)
        if error is None:
            yield from ("—", "—")
            continue
        raw = row.trace.raw[row.quotients[scheme]]
        yield Num(numbers.show(raw, row.trace.arithmetic).text, "gradient")
        yield Num(written.numbers.error(error))


def _verdict(written: Written, differences: Differences) -> Paragraph:
    """Return what the quotients of one input say, with the reason where there is a formula."""
    status = differences.status
    data = {
        "partial": Partial(differences.base.output, differences.name),
        "output": Id(differences.base.output),
        "input": Id(differences.name),
    }
    if status in ("kink", "jump", "disagrees", "unknown"):
        kind: Literal["warning", "why"] = "warning" if status == "disagrees" else "why"
        return Paragraph(Sentence(f"check.{status}", data | _slopes(written, differences)), kind)
    remainder = differences.remainder("forward")
    if remainder:
        formulas = _formulas(written, differences, remainder)
        return Paragraph(Sentence("check.polynomial", data | formulas))
    key = "affine" if remainder is not None else _shown_by_table(differences, status)
    return Paragraph(Sentence(f"check.{key}", data))


def _shown_by_table(differences: Differences, status: str) -> str:
    """Return what the printed errors themselves show: none, the expected orders, or neither."""
    errors = {
        scheme: [differences.error(row, scheme) for row in differences.rows]
        for scheme in ("forward", "central")
    }
    if not any(error != 0 for found in errors.values() for error in found):
        return "exact"
    steps = [row.h.value for row in differences.rows]
    if all(_shrinks(errors[name], steps, SCHEMES[name].order) for name in errors):
        return "orders"
    return "agrees" if status == "exact" else status


def _shrinks(errors: Sequence[Fraction | None], steps: Sequence[Fraction], order: int) -> bool:
    """Say whether errors fall like h**order from row to row, within a factor of two."""
    for (wide, narrow), (h, smaller) in zip(pairwise(errors), pairwise(steps), strict=True):
        if not wide or not narrow:
            return False
        ratio = abs(wide / narrow) / (h / smaller) ** order
        if not Fraction(1, 2) < ratio < 2:
            return False
    return True


def _slopes(written: Written, differences: Differences) -> dict[str, Tree]:
    """Return the slopes of the two sides, in the limit where it is known, and the derivative."""
    limit = differences.closer if differences.status == "kink" else None
    row, numbers = (limit or differences).rows[-1], _short(written)
    slopes = {"value": numbers.brief(differences.derivative)}
    for side in ("forward", "backward"):
        slope = row.exactly(side)
        slopes[side] = "—" if slope is None else numbers.brief(slope)
    return {name: Num(text) for name, text in slopes.items()}


def _formulas(
    written: Written, differences: Differences, remainder: Mapping[int, Fraction]
) -> dict[str, Tree]:
    """Return the quotients as polynomials in h, and the second derivative that they contain."""
    derivative = differences.derivative
    central = differences.remainder("central") or {}
    return {
        "quotient": _polynomial(written, derivative, remainder),
        "rest": _polynomial(written, Fraction(0), remainder),
        "second": Num(written.numbers.exactly(2 * remainder.get(1, Fraction(0)))),
        "central": _polynomial(written, derivative, central),
    }


def _polynomial(written: Written, start: Fraction, terms: Mapping[int, Fraction]) -> Tree:
    """Return start + c·h + … as a formula."""
    expr: Expr = _literal(written, start)
    for power, value in sorted(terms.items()):
        h = Ref("h") if power == 1 else Ref("h") ** number(power)
        if isinstance(expr, Lit) and expr.value == 0:
            expr = times(_literal(written, value), h)
        elif value < 0:
            expr = expr - times(_literal(written, -value), h)
        else:
            expr = expr + times(_literal(written, value), h)
    return written.build(expr)


def _literal(written: Written, value: Fraction) -> Lit:
    return Lit(value, decimals.written(value) if written.numbers.decimals_preferred else str(value))
