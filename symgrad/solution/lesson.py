"""The lesson on error against h: the measured curves, and what theory says of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from symgrad import plots
from symgrad.curves import EPSILON, Curve
from symgrad.error_models import MODELS
from symgrad.formula.tree import Blank, Op, Row, Tree
from symgrad.language import Language
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
from symgrad.solution.theory import derived, theory

# Slopes that differ by more are not the same.
_SAME = 0.2
_DIGITS = 15
# Powers of ten of the h of the small table, below the largest.
_SHOWN = (1, 3, 5, 8, 11, 14)
Measured = Mapping[str, Sequence[Curve]]


def lesson(
    subject: Subject, measured: Measured, asked: Sequence[str], blank: bool = False
) -> Iterator[Block]:
    """Yield the section on one function.

    Parameters
    ----------
    subject : Subject
        The function at its point.
    measured : mapping
        The curves, by precision.
    asked : sequence of str
        The schemes that were asked for: not all of them have a curve of every function.
    blank : bool
        Whether the numbers are asked instead of shown.
    """
    yield Heading(Sentence("lesson.curve"))
    if subject.statement:
        yield Formulas(subject.statement)
    yield Paragraph(Sentence("lesson.curve_why"), "why")
    yield Paragraph(Sentence("lesson.slopes_why"), "why")
    (usual, first), *_ = measured.items()
    yield Paragraph(Sentence("lesson.reference"))
    yield Formulas(tuple(_references(subject, first)))
    if "complex_step" in asked and "complex_step" not in {each.scheme for each in first}:
        yield Paragraph(Sentence("lesson.not_analytic"), "note")
    for precision, found in measured.items():
        yield _figure(subject, precision, found, blank)
    yield from _slopes(subject, measured, blank)
    yield from _best(subject, measured, blank)
    yield from _small(subject, first, blank)
    yield from theory(subject, first, EPSILON[usual])


def _references(subject: Subject, found: Sequence[Curve]) -> Iterator[Tree]:
    """Yield the exact derivatives, of the orders that the schemes are for."""
    for order in sorted({each.model.target for each in found}):
        value = subject.brief(found[0].exact[order], _DIGITS)
        yield Row((derived(subject, order), Op("≈"), value))


def _figure(subject: Subject, precision: str, found: Sequence[Curve], blank: bool) -> Figure:
    """Return the plot, or its empty axes."""
    words = Language(subject.lang)
    title = f"{subject.title} · {precision}"
    axes = (title, words.text("plot.h"), words.text("plot.error"))
    corners = ("plot.rounding", "plot.truncation")
    lines = () if blank else tuple(map(_line, found))
    shown = plots.Plot(*axes, lines, True, _window(found), corners, "plot.best")
    if blank:
        return Figure(shown, (Sentence("plot.empty_alt", {"title": title}),))
    alt = [Sentence("plot.curves_alt", {"title": title})]
    for each in found:
        alt.append(Sentence(f"scheme.{each.scheme}"))
        h, error = map(subject.size, each.best)
        alt.append(Sentence("plot.best_alt", {"h": h, "error": error}))
    return Figure(shown, tuple(alt))


def _line(curve: Curve) -> plots.Curve:
    """Return a curve as it is drawn; an error of 0 has no place on its axes."""
    look = list(MODELS).index(curve.scheme)
    marked = (curve.best,) if curve.best[1] else ()
    return plots.Curve(f"scheme.{curve.scheme}", look, tuple(curve.points), marked)


def _window(found: Sequence[Curve]) -> tuple[float, float, float, float]:
    """Return the ends of the axes: errors far above the derivative show nothing more."""
    steps = [h for each in found for h in each.steps]
    errors = [error for each in found for _, error in each.points]
    size = max(found[0].sizes.values()) or 1.0
    upper = 10.0 ** (math.ceil(math.log10(size)) + 3)
    lower = 10.0 ** (math.floor(math.log10(min(errors, default=1e-16))) - 1)
    return min(steps), max(steps), lower, upper


def _slopes(subject: Subject, measured: Measured, blank: bool) -> Iterator[Block]:
    """Yield the slopes in all precisions, and whether they are those of theory."""
    yield Heading(Sentence("lesson.slopes"), 3)
    yield Paragraph(Sentence("lesson.slopes_asked" if blank else "lesson.slopes_rule"))
    titles = [Sentence("column.scheme")]
    for precision in measured:
        name = {"name": precision}
        titles += [Sentence("column.large_h", name), Sentence("column.small_h", name)]
    rows = []
    for row in zip(*measured.values(), strict=True):
        cells = [cell for each in row for cell in _beside(subject, each, blank)]
        rows.append((Sentence(f"scheme.{row[0].scheme}"), *cells))
    yield Table(tuple(titles), tuple(rows), frozenset(range(1, len(titles))))
    if not blank:
        yield from _verdict(subject, next(iter(measured.values())))


def _beside(subject: Subject, curve: Curve, blank: bool) -> Iterator[Cell]:
    """Yield both slopes of a curve, each with that of theory behind it."""
    for slope, power in zip(slopes(curve), powers(curve), strict=True):
        shown = "—" if slope is None else subject.fixed(slope).text
        yield Blank() if blank else f"{shown} ({subject.brief(power).text})"


def _best(subject: Subject, measured: Measured, blank: bool) -> Iterator[Block]:
    """Yield the best h and its error, measured and by theory."""
    yield Heading(Sentence("lesson.best"), 3)
    yield Paragraph(Sentence("lesson.best_rule"))
    rows: list[tuple[Cell, ...]] = []
    for precision, found in measured.items():
        for place, each in enumerate(found):
            cells = zip(
                _pair(subject, each, each.best), _pair(subject, each, each.theory), strict=True
            )
            pairs = [(Blank() if blank else shown, theory) for shown, theory in cells]
            first = "" if place else precision
            rows.append((first, Sentence(f"scheme.{each.scheme}"), *pairs[0], *pairs[1]))
    titles = ("precision", "scheme", "best_h", "theory_h", "error", "theory_error")
    columns = tuple(Sentence(f"column.{title}") for title in titles)
    yield Table(columns, tuple(rows), frozenset({2, 3, 4, 5}))


def _pair(subject: Subject, curve: Curve, found: tuple[float, float] | None) -> tuple[Cell, Cell]:
    """Return an h and its error; without a rounding error every smaller h is as good."""
    if found is None:
        return "—", "—"
    h, error = map(subject.size, found)
    return (h if curve.model.noise else Row((Op("≤"), h))), error


def _verdict(subject: Subject, found: Sequence[Curve]) -> Iterator[Block]:
    """Yield whether the slopes are those of theory."""
    wrong = [each for each in found if not agrees(each)]
    if not wrong:
        tolerance = subject.brief(Fraction(str(_SAME)))
        yield Paragraph(Sentence("lesson.slopes_agree", {"tolerance": tolerance}))
    for each in wrong:
        (large, small), (power, below) = slopes(each), powers(each)
        data: dict[str, Tree | str] = {
            "scheme": Language(subject.lang).text(f"scheme.{each.scheme}"),
            "measured": "—" if large is None else subject.fixed(large),
            "theory": subject.brief(power),
            "small": "—" if small is None else subject.fixed(small),
            "small_theory": subject.brief(below),
        }
        yield Paragraph(Sentence("lesson.slopes_differ", data), "warning")


def slopes(curve: Curve) -> tuple[float | None, float | None]:
    """Return the measured slopes, for large h and for small."""
    return curve.truncation, curve.rounding


def powers(curve: Curve) -> tuple[int, int]:
    """Return the slopes that theory expects."""
    return curve.model.power, -curve.model.below


def agrees(curve: Curve) -> bool:
    """Say whether the measured slopes are those of theory, within 0.2."""
    pairs = zip(slopes(curve), powers(curve), strict=True)
    return all(slope is None or abs(slope - power) <= _SAME for slope, power in pairs)


def _small(subject: Subject, found: Sequence[Curve], blank: bool) -> Iterator[Block]:
    """Yield the errors for some h: where "a small h" begins to be too small."""
    top = math.log10(found[0].steps[0])
    rows: list[tuple[Cell, ...]] = []
    for power in _SHOWN:
        place = _place(found[0].steps, 10.0 ** (top - power))
        if place is None:
            continue
        h = subject.power(found[0].steps[place])
        errors = [subject.size(each.errors[place]) for each in found]
        rows.append((h, *([Blank()] * len(found) if blank else errors)))
    if len(rows) < len(_SHOWN):
        return
    yield Heading(Sentence("lesson.small"), 3)
    yield Paragraph(Sentence("lesson.small_rule" if blank else "lesson.small_why"), "why")
    titles = (Sentence("column.h"), *(Sentence(f"scheme.{each.scheme}") for each in found))
    yield Table(titles, tuple(rows), frozenset(range(1, len(titles))))


def _place(steps: Sequence[float], h: float) -> int | None:
    near = [place for place, step in enumerate(steps) if math.isclose(step, h, rel_tol=1e-3)]
    return near[0] if near else None
