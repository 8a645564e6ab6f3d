"""Sections on what goes wrong: lost digits, kinks, and the complex step that fails silently."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from symgrad import plots
from symgrad.arithmetic import Complex, Float
from symgrad.characters import pretty_name
from symgrad.curves import derivatives, here
from symgrad.digits import NodeDigits, digits
from symgrad.errors import EvaluationError
from symgrad.finite import shifted
from symgrad.formula import Written
from symgrad.formula.tree import Blank, Id, Num, Op, Row, Tree
from symgrad.numdiff import Derivative, directional
from symgrad.numdiff.ladder import Estimate
from symgrad.solution.document import (
    Block,
    Cell,
    Figure,
    Formulas,
    Heading,
    Paragraph,
    Sentence,
    Table,
)
from symgrad.solution.subject import Subject

# The increments of the central quotients beside a kink, and of the secant in its picture.
_STEPS = (Decimal("0.1"), Decimal("0.001"), Decimal("0.000001"))
_SECANT, _SAMPLES = 0.5, 81
_TINY = Decimal("1e-20")
# Two numbers that differ by more, relative to the larger, are two numbers.
_SAME = 1e-6


def lost_digits(subjects: Sequence[Subject], blank: bool = False) -> Iterator[Block]:
    """Yield for every form of a function what its nodes know, and where digits are lost."""
    yield Heading(Sentence("lesson.digits"))
    yield Paragraph(Sentence("lesson.digits_why"), "why")
    ends: list[tuple[Cell, ...]] = []
    for subject in subjects:
        found = digits(subject.graph, subject.inputs)
        yield Formulas((Row((Id(subject.output), Op("="), subject.rule)), subject.here))
        yield _digits_table(subject, found, blank)
        if not blank:
            yield from _digits_verdict(subject, found)
        last = found[-1]
        known = [Blank()] * 3 if blank else _known(subject, last)
        ends.append((subject.rule, *known))
    if len(subjects) > 1:
        yield Heading(Sentence("lesson.forms"), 3)
        titles = ("form", "value", "exact", "digits")
        columns = tuple(Sentence(f"column.{title}") for title in titles)
        yield Table(columns, tuple(ends), frozenset({1, 2, 3}))


def _known(subject: Subject, node: NodeDigits) -> tuple[Cell, ...]:
    """Return value, exact value and digits of a node."""
    value = subject.numbers.show(node.value, Float()).text
    return Num(value), subject.brief(node.exact), _left(node)


def _left(node: NodeDigits) -> Cell:
    return Sentence("digits.all") if node.left is None else Num(str(node.left))


def _digits_table(subject: Subject, found: Sequence[NodeDigits], blank: bool) -> Table:
    written = Written(here(subject.graph, subject.inputs, Float()), subject.lang, subject.mark)
    rows = []
    for node in found:
        value, exact, left = _known(subject, node)
        bound = subject.size(node.bound) if math.isfinite(node.bound) else "—"
        operation: Tree = written.line(node.line).symbolic
        if node.line.kind == "given":
            operation = subject.point
        if node.loses:
            left = Sentence("digits.lost", {"left": str(node.left)})
        cells = (Blank(), exact, Blank(), Blank()) if blank else (value, exact, bound, left)
        rows.append((Id(node.line.target), operation, *cells))
    titles = ("node", "operation", "value", "exact", "bound", "digits")
    columns = tuple(Sentence(f"column.{title}") for title in titles)
    return Table(columns, tuple(rows), frozenset({2, 3, 4, 5}))


def _digits_verdict(subject: Subject, found: Sequence[NodeDigits]) -> Iterator[Block]:
    lost = [node for node in found if node.loses]
    for node in lost:
        data = {"node": Id(node.line.target), "left": str(node.left)}
        yield Paragraph(Sentence("digits.cancels" if node.cancels else "digits.loses", data), "why")
    if not lost:
        data = {"node": Id(subject.output), "left": str(found[-1].left or 16)}
        yield Paragraph(Sentence("digits.kept", data))


def sides(subjects: Sequence[Subject], blank: bool = False) -> Iterator[Block]:
    """Yield both slopes of functions at a point, and what central quotients make of them."""
    yield Heading(Sentence("lesson.sides"))
    yield Paragraph(Sentence("lesson.sides_why"), "why")
    found = [(each, _both_sides(each)) for each in subjects]
    for subject, known in found:
        yield _sides_figure(subject, known, blank)
    rows = []
    for subject, known in found:
        slopes = [_slope(subject, side) for side in (known.left, known.right)]
        cells = [Blank()] * 5 if blank else [*slopes, *_central(subject)]
        rows.append((subject.rule, *cells))
    titles: list[Sentence | Tree] = [Sentence(f"column.{key}") for key in ("form", "left", "right")]
    titles += [Row((Id("h"), Op("="), found[0][0].power(float(h)))) for h in _STEPS]
    yield Table(tuple(titles), tuple(rows), frozenset(range(1, 6)))
    if not blank:
        yield Paragraph(Sentence("lesson.central_columns"), "note")
        for subject, known in found:
            yield _sides_verdict(subject, known)


def _both_sides(subject: Subject) -> Derivative:
    """Differentiate by the input that moves, from both sides."""
    direction = [float(name == subject.name) for name in subject.graph.inputs]
    return directional(subject.graph, subject.inputs, direction)


def _slope(subject: Subject, side: Estimate | None) -> Cell:
    return "—" if side is None else subject.brief(side.value, 6)


def _quotients(subject: Subject) -> list[float | None]:
    base = here(subject.graph, subject.inputs, Float(), subject.output)
    return [row.number("central") for row in shifted(base, subject.name, _STEPS).rows]


def _central(subject: Subject) -> list[Cell]:
    return ["—" if one is None else subject.brief(one, 6) for one in _quotients(subject)]


def _sides_verdict(subject: Subject, known: Derivative) -> Paragraph:
    """Say what is at the point: a kink, one derivative, or neither."""
    left, right = known.left, known.right
    data: dict[str, Tree] = {"rule": subject.rule, "here": subject.here}
    if known.status == "kink" and left and right:
        slopes = {
            "left": left.value,
            "right": right.value,
            "middle": (left.value + right.value) / 2,
        }
        data |= {name: subject.brief(value, 6) for name, value in slopes.items()}
        same = len(set(_quotients(subject))) == 1
        return Paragraph(Sentence("sides.kink" if same else "sides.tends", data), "why")
    if known.status == "ok" and known.value is not None:
        data["value"] = subject.brief(known.value, 6)
        return Paragraph(Sentence("sides.same", data))
    return Paragraph(Sentence("sides.none", data))


def _sides_figure(subject: Subject, known: Derivative, blank: bool) -> Figure:
    """Return the function with its two tangents and a secant; blank, only the function."""
    base = here(subject.graph, subject.inputs, Float(), subject.output)
    x, y = base.raw[subject.name], base.raw[subject.output]
    curve = _sampled(subject, x)
    lines = [plots.Curve("plot.function", plots.BELOW, curve)]
    if not blank:
        lines += _tangents(known, x, y) + _secant(curve)
    ys = [value for _, value in curve]
    room = 0.25 * (max(ys) - min(ys)) or 1.0
    window = (x - 1, x + 1, min(ys) - room, max(ys) + room)
    names = pretty_name(subject.name), pretty_name(subject.output)
    shown = plots.Plot(subject.title, *names, tuple(lines), False, window)
    alt = {"title": subject.title}
    said = Sentence("plot.plain_alt", alt) if blank else Sentence("plot.sides_alt", alt)
    return Figure(shown, (said,))


def _sampled(subject: Subject, x: float) -> tuple[tuple[float, float], ...]:
    """Return the function around the point, where it has values."""
    found = []
    for place in range(_SAMPLES):
        at = x + 2 * place / (_SAMPLES - 1) - 1
        moved = {**subject.inputs, subject.name: Decimal(repr(at))}
        try:
            base = here(subject.graph, moved, Float(), subject.output)
        except EvaluationError:
            continue
        found.append((at, float(base.raw[subject.output])))
    return tuple(found)


def _tangents(known: Derivative, x: float, y: float) -> list[plots.Curve]:
    sides = (("plot.left", 1, known.left, -0.9), ("plot.right", 2, known.right, 0.9))
    return [
        plots.Curve(key, look, ((x, y), (x + end, y + end * side.value)))
        for key, look, side, end in sides
        if side is not None
    ]


def _secant(curve: Sequence[tuple[float, float]]) -> list[plots.Curve]:
    """Return the line whose slope is a central quotient."""
    ends = curve[_SAMPLES // 4], curve[-1 - _SAMPLES // 4]
    return [plots.Curve("plot.secant", 0, ends)] if len(curve) == _SAMPLES else []


def complex_steps(subjects: Sequence[Subject], blank: bool = False) -> Iterator[Block]:
    """Yield what the complex step gives where an operation is not analytic, and nobody notices."""
    yield Heading(Sentence("lesson.complex"))
    h = Row((Id("h"), Op("="), subjects[0].power(float(_TINY))))
    yield Paragraph(Sentence("lesson.complex_why", {"h": h}), "why")
    found = [(each, _exact(each), _step(each, naive=True)) for each in subjects]
    rows = []
    for subject, exact, step in found:
        cells: list[Cell] = [subject.brief(exact, 6), _number(subject, step)]
        error = "—" if step is None else subject.size(abs(step - float(exact)))
        cells = [Blank()] * 3 if blank else [*cells, error]
        rows.append((subject.rule, subject.here, *cells))
    titles = ("form", "point", "derivative", "complex_step", "error")
    columns = tuple(Sentence(f"column.{title}") for title in titles)
    yield Table(columns, tuple(rows), frozenset({2, 3, 4}))
    if not blank:
        yield from _complex_verdicts(found)


def _complex_verdicts(
    found: Sequence[tuple[Subject, Fraction, float | None]],
) -> Iterator[Block]:
    for subject, exact, step in found:
        if step is None or math.isclose(step, exact, rel_tol=_SAME, abs_tol=_SAME):
            continue
        data = {
            "rule": subject.rule,
            "here": subject.here,
            "step": subject.brief(step, 6),
            "exact": subject.brief(exact, 6),
        }
        refused = _step(subject, naive=False) is None
        yield Paragraph(Sentence("complex.refused" if refused else "complex.wrong", data), "why")


def _exact(subject: Subject) -> Fraction:
    base = here(subject.graph, subject.inputs, Float(), subject.output)
    return derivatives(base, subject.name, [1])[1]


def _step(subject: Subject, naive: bool) -> float | None:
    """Return the complex step, as programs calculate it or as symgrad does."""
    base = here(subject.graph, subject.inputs, Complex(naive=naive), subject.output)
    try:
        (row,) = shifted(base, subject.name, [_TINY], ["complex_step"]).rows
    except EvaluationError:
        return None
    found = row.number("complex_step")
    return None if found is None else float(found)


def _number(subject: Subject, value: float | None) -> Cell:
    return "—" if value is None else subject.brief(value, 6)
