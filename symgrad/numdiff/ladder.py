"""Difference quotients over a ladder of step sizes, and what they tend to.

The steps are powers of two, so that a step is exactly the difference of its two points. An
estimate comes from a Romberg table (Ridders 1982); its error is what neighbours in the table
disagree by, and the rounding noise of the quotients in it. It is accepted only if every smaller
step agrees with it as far as that step's noise allows: this is what finds aliasing and near kinks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from symgrad.numdiff.sampling import Line, Sample

# From |x|/4 down to where a quotient has two digits left.
_FIRST, _LAST = 2, 45
# Around 0 no size is given, so that some steps go on to the smallest of numbers.
BEYOND = (60, 90, 130, 200, 300, 500, 700, 900, 1000)
_DEPTH = 7
_UNIT = 2.0**-52
LEAST = 5e-324
# Below 1 the ladder also goes up, by at most so many steps: a small number in a smooth function.
_UP = 30
# By how much an accepted estimate may be off at a smaller step, over what the order predicts.
_TRUST = 2.0

Side = Literal["right", "left", "central"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step size, and the values on both sides."""

    h: float
    right: Sample
    left: Sample


@dataclass(frozen=True, slots=True)
class Quotient:
    """A difference quotient and a bound of its rounding error."""

    h: float
    value: float
    noise: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A derivative and how far off it may be."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """A function around a point.

    Attributes
    ----------
    here : Sample
        At the point itself.
    rungs : tuple of Rung
        From the largest step to the smallest.
    size : float
        Of the number that moves.
    """

    here: Sample
    rungs: tuple[Rung, ...]
    size: float

    @classmethod
    def climb(cls, line: Line, size: float) -> Ladder:
        """Sample a function around t = 0; `size` is that of the number that moves, or 0."""
        tail = [math.ldexp(1.0, -k) for k in BEYOND] if not size else []
        ladder = [*steps(size), *tail]
        rungs = tuple(Rung(h, line(h), line(-h)) for h in ladder)
        return cls(line(0.0), rungs, size)

    @property
    def evaluations(self) -> int:
        """How often the function was called."""
        return 1 + 2 * len(self.rungs)

    def quotients(self, side: Side) -> list[Quotient]:
        """Return the quotients of one kind, where both values exist."""
        make = {"right": self._right, "left": self._left, "central": self._central}[side]
        found = (make(rung) for rung in self.rungs)
        return [quotient for quotient in found if quotient is not None]

    def _right(self, rung: Rung) -> Quotient | None:
        return _quotient(rung.right, self.here, rung.h, rung.h)

    def _left(self, rung: Rung) -> Quotient | None:
        return _quotient(self.here, rung.left, rung.h, rung.h)

    def _central(self, rung: Rung) -> Quotient | None:
        return _quotient(rung.right, rung.left, rung.h, 2 * rung.h)


def steps(size: float, last: int = _LAST) -> list[float]:
    """Return the steps for a number of some size (0: none is given), from large to small.

    >>> steps(1.0, 4)
    [0.5, 0.25, 0.125]
    """
    top = math.frexp(size)[1] if size else 1
    up = min(max(-top, 0), _UP)
    powers = range(top - _FIRST + up, top - last - 1, -1)
    return [math.ldexp(1.0, power) for power in powers if power > -1074]


def _quotient(above: Sample, below: Sample, h: float, width: float) -> Quotient | None:
    if not (above.ok and below.ok):
        return None
    change = above.value - below.value
    value = change / width
    if not math.isfinite(value):
        return None
    doubt = above.noise + below.noise
    noise = (doubt + abs(change) * _UNIT) / width + abs(value) * _UNIT
    if doubt and not noise:
        noise = LEAST  # the division lost it
    return Quotient(h, value, noise)


def extrapolate(quotients: Sequence[Quotient], power: int) -> Estimate | None:
    """Return the limit of quotients for h → 0, or None where no estimate can be trusted.

    Parameters
    ----------
    quotients : sequence of Quotient
        From the largest h to the smallest.
    power : int
        1 for one-sided quotients, whose error is a series in h, 2 for central ones (in h²).
    """
    candidates = sorted(_table(quotients, power), key=lambda entry: entry[0].error)
    for estimate, last in candidates:
        if _agrees(estimate, quotients[last], quotients[last + 1 :], power):
            return estimate
    return None


def _table(quotients: Sequence[Quotient], power: int) -> list[tuple[Estimate, int]]:
    """Return the entries of the Romberg table, each with the place of its smallest step."""
    values = [quotient.value for quotient in quotients]
    noises = [quotient.noise for quotient in quotients]
    found: list[tuple[Estimate, int]] = []
    for depth in range(1, _DEPTH + 1):
        factor = 2.0 ** (power * depth)
        next_values, next_noises = [], []
        for place in range(len(values) - 1):
            halved = quotients[place].h == 2**depth * quotients[place + depth].h
            coarse, fine = values[place], values[place + 1]
            value = (factor * fine - coarse) / (factor - 1) if halved else math.nan
            noise = (factor * noises[place + 1] + noises[place]) / (factor - 1)
            next_values.append(value)
            next_noises.append(noise)
            error = max(abs(value - fine), abs(value - coarse)) + noise
            if math.isfinite(error):
                found.append((Estimate(value, error), place + depth))
        values, noises = next_values, next_noises
    return found


def _agrees(estimate: Estimate, at: Quotient, smaller: Sequence[Quotient], power: int) -> bool:
    """Say whether all smaller steps are as near to an estimate as their noise lets them be."""
    off = abs(at.value - estimate.value)
    return all(
        abs(one.value - estimate.value)
        <= one.noise + estimate.error + _TRUST * off * (one.h / at.h) ** power
        for one in smaller
    )


def growth(quotients: Sequence[Quotient], significant: Callable[[Quotient], bool]) -> list[float]:
    """Return the power of h with which changes shrink, from step to step, for the smallest steps.

    1 is a slope, 0 a jump, 1/2 a square root, a negative one a pole.
    """
    told = [quotient for quotient in quotients if significant(quotient)][-12:]
    return [
        math.log2(abs(wide.value * wide.h) / abs(narrow.value * narrow.h))
        / math.log2(wide.h / narrow.h)
        for wide, narrow in pairwise(told)
    ]
