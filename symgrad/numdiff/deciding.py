"""What the quotients around a point show: a derivative, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias

from symgrad.numdiff.ladder import (
    BEYOND,
    Estimate,
    Ladder,
    Quotient,
    Rung,
    Side,
    extrapolate,
    growth,
)
from symgrad.numdiff.sampling import Sample

Status: TypeAlias = Literal[
    "ok",
    "boundary",
    "kink",
    "jump",
    "vertical",
    "pole",
    "overflow",
    "outside_domain",
    "removable",
    "unreliable",
]

# An error of this size, relative to the value, is too large for "ok".
_RELATIVE = 1e-5
# A derivative of exactly 0 is known if its error is so much smaller than the quotients, one that
# may be 0 only if its error is smaller still: else it may as well be tiny.
_OF_ZERO, _OF_TINY = 1e-12, 1e-20
# One-sided derivatives make a kink if they are known so well, relative to the gap between them.
_OF_GAP = 1e-3
# Values have a limit if it is known up to so much of their size.
_OF_LIMIT = 1e-7
# A quotient has left its limit if it is off by so much of it; and all at once, if it was nearer by
# such a factor at half the step.
_GONE, _ALL_AT_ONCE = 0.1, 1000.0
_SIDES: tuple[Side, Side] = ("right", "left")
# A kink must be seen at steps so small, relative to the number that moves.
_NEAR = 2.0**-10
# Both sides must have a derivative that is known so well, relative to the quotients.
_OF_SIDE = 1e-3
# A change counts if it is so many times its noise.
_SIGNIFICANT = 8.0
# One-sided derivatives differ if they are farther apart than so many times their errors.
_APART = 4.0
# Smallest steps that say what a side is like; largest ones that say how large a slope could be.
_LAST, _LARGE = 6, 20


@dataclass(frozen=True, slots=True)
class Decision:
    """Status, value with its error, and the one-sided derivatives, each where there is one."""

    status: Status
    best: Estimate | None
    left: Estimate | None
    right: Estimate | None


@dataclass(frozen=True, slots=True)
class _SideView:
    """One side of the point.

    Attributes
    ----------
    kind : str
        finite, flat (no change beyond the noise), jump, vertical, pole, outside, overflow, unknown.
    estimate : Estimate or None
        Of the one-sided derivative, however rough.
    """

    kind: str
    estimate: Estimate | None


def decide(ladder: Ladder, bounded: bool) -> Decision:
    """Classify a function at a point from its values around it."""
    if not ladder.here.ok:
        return _undefined_here(ladder)
    right, left = (_view(ladder, side, bounded) for side in _SIDES)
    kinds = {right.kind, left.kind}
    for kind in ("pole", "jump", "vertical"):
        if kind in kinds:
            return Decision(kind, None, left.estimate, right.estimate)
    if kinds & {"outside", "overflow"}:
        return _one_sided(left, right)
    found = _two_sided(ladder, left, right)
    if found.status == "ok" and found.best and not bounded and _breaks_off(ladder, found.best):
        return replace(found, status="unreliable")
    return found


def _breaks_off(ladder: Ladder, best: Estimate) -> bool:
    """Say whether quotients leave an estimate all at once as the step grows, not by and by.

    So does a function of which rounding has made a staircase: (1 - cos x)/x² looks smooth on one
    stair. What bounds the noise of a graph sees that; of a Python function nothing else does.
    """
    off = [abs(one.value - best.value) + one.noise for one in ladder.quotients("central")]
    limit = _GONE * abs(best.value)
    pairs = list(pairwise(reversed(off)))  # from the smallest step on
    leaving = [pair for pair in pairs if pair[1] > limit >= pair[0]][:1] if limit else pairs
    return any(farther > _ALL_AT_ONCE * nearer for nearer, farther in leaving)


def _undefined_here(ladder: Ladder) -> Decision:
    """Say why there is no value at the point itself."""
    if ladder.here.failure == "overflow":
        return Decision("overflow", None, None, None)
    if any(_grows([_sample(rung, side) for rung in ladder.rungs]) for side in _SIDES):
        return Decision("pole", None, None, None)
    limits = [_limit(ladder, side) for side in _SIDES]
    if limits[0] is None or limits[1] is None:
        return Decision("outside_domain", None, None, None)
    gap, error = abs(limits[0].value - limits[1].value), limits[0].error + limits[1].error
    if gap > _APART * error:
        return Decision("jump", None, None, None)
    return _filled(ladder, Sample((limits[0].value + limits[1].value) / 2, gap + error))


def _limit(ladder: Ladder, side: Side) -> Estimate | None:
    """Return what the values of one side tend to."""
    samples = [(rung.h, _sample(rung, side)) for rung in ladder.rungs]
    values = [Quotient(h, sample.value, sample.noise) for h, sample in samples if sample.ok]
    found = extrapolate(values, 1)
    size = max((abs(one.value) for one in values), default=0.0)
    return found if found and found.error <= _OF_LIMIT * size and samples[-1][1].ok else None


def _filled(ladder: Ladder, limit: Sample) -> Decision:
    """Decide where only the point itself has no value: with the limit in its place."""
    filled = decide(replace(ladder, here=limit), True)
    best = filled.best if filled.status == "ok" else None
    return Decision("removable", best, filled.left, filled.right)


def _sample(rung: Rung, side: str) -> Sample:
    return rung.right if side == "right" else rung.left


def _grows(samples: Sequence[Sample]) -> bool:
    """Say whether values grow without end as the step shrinks, down to steps that underflow."""
    defined = [abs(sample.value) for sample in samples if sample.ok]
    if len(samples) - len(defined) > len(BEYOND):
        return False
    return all(after > 1.02 * before for before, after in pairwise(defined[-_LAST:]))


def _view(ladder: Ladder, side: Side, bounded: bool) -> _SideView:
    nearest = [_sample(rung, side) for rung in ladder.rungs[-_LAST:]]
    if not any(sample.ok for sample in nearest):
        return _SideView("overflow" if nearest[-1].failure == "overflow" else "outside", None)
    quotients = ladder.quotients(side)
    if not bounded:
        quotients = _with_seen_noise(quotients)
    estimate = extrapolate(quotients, 1)
    if estimate and _is_sure(estimate, ladder):
        return _SideView("finite", estimate)
    return _SideView(_shape(quotients), estimate)


def _is_sure(estimate: Estimate, ladder: Ladder) -> bool:
    """Say whether an estimate is good enough to be called a derivative."""
    if estimate.error <= _RELATIVE * abs(estimate.value):
        return True
    of_zero = _OF_ZERO if estimate.value == 0 and _vanish(ladder) else _OF_TINY
    return estimate.error <= of_zero * _seen(ladder)


def _vanish(ladder: Ladder) -> bool:
    """Say whether the slopes on both sides shrink by a power of h, as round a turning point.

    A saturated function is flat too; but there they shrink faster than any power.
    """
    powers = [growth(ladder.quotients(side), _is_significant)[-_LAST:] for side in _SIDES]
    return all(
        len(found) == _LAST and min(found) > 1.8 and max(found) - min(found) < 0.2
        for found in powers
    )


def _is_significant(one: Quotient) -> bool:
    return abs(one.value) > _SIGNIFICANT * one.noise


def _seen(ladder: Ladder) -> float:
    """Return the largest quotient that is not noise, over the large steps."""
    quotients = [one for side in _SIDES for one in ladder.quotients(side)[:_LARGE]]
    return max((abs(one.value) for one in quotients if one.noise < abs(one.value)), default=0.0)


def _shape(quotients: Sequence[Quotient]) -> str:
    """Name what the smallest steps look like where they have no limit."""
    powers = growth(quotients, _is_significant)
    smallest = quotients[-1]
    if len(powers) < _LAST or not all(map(_is_significant, quotients[-_LAST:])):
        return "unknown"
    mean = sum(powers) / len(powers)
    if max(abs(power - mean) for power in powers) > 0.1 or not math.isfinite(smallest.value):
        return "unknown"
    if mean < -0.05:
        return "pole"
    if mean < 0.05:
        return "jump"
    return "vertical" if mean < 0.95 else "unknown"


def _with_seen_noise(quotients: Sequence[Quotient]) -> list[Quotient]:
    """Raise the noise of a function of unknown errors to what its smallest steps show."""
    if len(quotients) < 4 * _LAST:
        return list(quotients)
    middle = sorted(one.value for one in quotients[len(quotients) // 3 : -2 * _LAST])
    slope = middle[len(middle) // 2]
    changes = [abs(one.value - slope) * one.h for one in quotients[-2 * _LAST :]]
    if max(changes) <= 1.01 * min(changes):  # the same change at all small steps is a jump
        return list(quotients)
    noise = 2 * max(changes)
    return [Quotient(one.h, one.value, max(one.noise, noise / one.h)) for one in quotients]


def _one_sided(left: _SideView, right: _SideView) -> Decision:
    """Decide where one side has no values."""
    inside = right if left.kind in ("outside", "overflow") else left
    if inside.kind in ("outside", "overflow"):
        return Decision("unreliable", None, None, None)
    outside = left if inside is right else right
    status: Status = "overflow" if outside.kind == "overflow" else "boundary"
    if inside.kind != "finite":
        status = "unreliable"
    return Decision(status, inside.estimate, left.estimate, right.estimate)


def _two_sided(ladder: Ladder, left: _SideView, right: _SideView) -> Decision:
    central = extrapolate(ladder.quotients("central"), 2)
    found = [one for one in (central, left.estimate, right.estimate) if one is not None]
    best = min(found, key=lambda one: one.error, default=None)
    sides = left.estimate, right.estimate
    if sides[0] and sides[1]:
        gap, error = abs(sides[0].value - sides[1].value), sides[0].error + sides[1].error
        if gap > _APART * error and error <= _OF_GAP * gap and _is_resolved(ladder, gap):
            return Decision("kink", None, *sides)
        if gap > error:
            return Decision("unreliable", best, *sides)
    seen = _seen(ladder)
    if best and central and _is_sure(best, ladder) and _consistent(best, sides, seen):
        return Decision("ok", best, *sides)
    return Decision("unreliable", best, *sides)


def _is_resolved(ladder: Ladder, gap: float) -> bool:
    """Say whether small steps show a kink at the point itself, and not one that is near."""
    near = _NEAR * (ladder.size or 1.0)
    seen = [[one for one in ladder.quotients(side) if one.h <= near] for side in _SIDES]
    return all(any(one.noise < gap / _SIGNIFICANT for one in side) for side in seen)


def _consistent(best: Estimate, sides: Sequence[Estimate | None], seen: float) -> bool:
    """Say whether both sides have a derivative, which may be what the best estimate says.

    The central quotients of an even function are 0 whatever it does.
    """
    return all(
        side is not None
        and abs(side.value - best.value) <= side.error + best.error
        and side.error <= _OF_SIDE * max(abs(best.value), seen)
        for side in sides
    )
