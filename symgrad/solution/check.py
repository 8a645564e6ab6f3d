"""The section that checks a gradient with difference quotients, and says what they show."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from symgrad.arithmetic import Exact
from symgrad.expr import Expr, Lit, Ref, number
from symgrad.finite import Differences, Row
from symgrad.formula.numbers import NumberFormat
from symgrad.formula.tree import Num, Partial, Tree
from symgrad.formula.written import Written
from symgrad.lines import Line
from symgrad.rules import plus, times
from symgrad.solution.document import (
    Block,
    Cell,
    Formulas,
    Heading,
    Paragraph,
    Sentence,
    Table,
)

# Digits of the quotients in the table: enough to see the error, few enough for a terminal.
_DIGITS = 7


def check(written: Written, found: Sequence[Differences]) -> Iterator[Block]:
    """Yield the numerical check of every input.

    Parameters
    ----------
    written : Written
        The run whose derivatives are checked, as printed.
    found : sequence of Differences
        One per input.
    """
    yield Heading(Sentence("section.check"))
    if not found:
        return
    yield Paragraph(Sentence("check.rule"), "why")
    yield from _example(written, _most_telling(found))
    yield _table(written, found)
    for differences in found:
        yield _verdict(written, differences)


def _most_telling(found: Sequence[Differences]) -> Differences:
    """Return the first input whose quotient differs from the derivative, else the first."""
    return next((item for item in found if item.remainder("forward") != {}), found[0])


def _example(written: Written, differences: Differences) -> Iterator[Block]:
    """Yield the first quotient of one input as a line, with its numbers."""
    row = differences.rows[0]
    if "forward" in row.quotients:
        printed = Written(row.trace, written.lang, written.mark, _short(written))
        yield Formulas((printed.line(_line(row, "forward")).right_side,))


def _line(row: Row, scheme: str) -> Line:
    return next(line for line in row.trace.lines if line.id == row.quotients[scheme])


def _short(written: Written) -> NumberFormat:
    return dataclasses.replace(written.numbers, digits=_DIGITS)


def _table(written: Written, found: Sequence[Differences]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for differences in found:
        label: Cell = Partial(differences.base.output, differences.name)
        for row in differences.rows:
            rows.append((label, *_cells(written, differences, row)))
            label = ""
    titles = ("derivative", "h", "forward_difference", "error", "central_difference", "error")
    columns = tuple(Sentence(f"column.{title}") for title in titles)
    return Table(columns, tuple(rows), frozenset({1, 2, 3, 4, 5}))


def _cells(written: Written, differences: Differences, row: Row) -> Iterator[Cell]:
    numbers = _short(written)
    yield Num(written.numbers.written(row.h))
    for scheme in ("forward", "central"):
        value = row.exactly(scheme)
        if value is None:
            yield from ("—", "—")
            continue
        raw = row.trace.raw[row.quotients[scheme]]
        yield Num(numbers.show(raw, row.trace.arithmetic).text, "gradient")
        yield Num(written.numbers.error(value - differences.derivative))


def _verdict(written: Written, differences: Differences) -> Paragraph:
    """Return what the quotients of one input say, with the reason where there is a formula."""
    status = differences.status
    partial = Partial(differences.base.output, differences.name)
    data = {"partial": partial, "output": differences.base.output, "name": differences.name}
    if status in ("kink", "disagrees", "unknown"):
        last = differences.rows[-1]
        slopes = {
            side: Num(
                _short(written)
                .show(last.trace.raw[last.quotients[side]], last.trace.arithmetic)
                .text
            )
            if side in last.quotients
            else Num("—")
            for side in ("forward", "backward")
        }
        value = Num(_short(written).exactly(differences.derivative))
        kind = "warning" if status == "disagrees" else "why"
        return Paragraph(Sentence(f"check.{status}", {**data, **slopes, "value": value}), kind)  # type: ignore[arg-type]
    remainder = differences.remainder("forward")
    if remainder is None or not isinstance(differences.base.arithmetic, Exact):
        return Paragraph(Sentence("check.agrees", data))
    if not remainder:
        return Paragraph(Sentence("check.affine", data))
    return Paragraph(
        Sentence(
            "check.polynomial",
            {
                **data,
                "quotient": _polynomial(written, differences.derivative, remainder),
                "rest": _polynomial(written, Fraction(0), remainder),
                "second": Num(written.numbers.exactly(2 * remainder.get(1, Fraction(0)))),
                "central": _polynomial(
                    written, differences.derivative, differences.remainder("central") or {}
                ),
            },
        )
    )


def _polynomial(written: Written, start: Fraction, terms: Mapping[int, Fraction]) -> Tree:
    """Return start + c·h + … as a formula."""
    expr: Expr = number(start)
    for power, value in sorted(terms.items()):
        h = Ref("h") if power == 1 else Ref("h") ** number(power)
        if isinstance(expr, Lit) and expr.value == 0:
            expr = times(number(value), h)
        elif value < 0:
            expr = expr - times(number(-value), h)
        else:
            expr = plus(expr, times(number(value), h))
    return written.build(expr)
