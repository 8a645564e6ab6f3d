"""Whether difference quotients confirm a derivative.

No constant serves as the tolerance. It is the truncation error that the quotients themselves show
between two step sizes, ten times over, and a bound of the rounding error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from typing import Any, Literal, TypeAlias

from symgrad.arithmetic import Bounded, Closed, to_fraction

Status: TypeAlias = Literal["exact", "agrees", "tends", "kink", "jump", "disagrees", "unknown"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and a bound of its rounding error."""

    value: Fraction
    error: Fraction


@dataclass(frozen=True, slots=True)
class Pair:
    """The quotients of one scheme for two h, and what they say about their own errors.

    Attributes
    ----------
    wide, narrow : Fraction
        The quotient for the greater and for the smaller h.
    ratio : Fraction
        By how much the truncation error shrinks from one to the other.
    noise : Fraction
        A bound of both rounding errors.
    """

    wide: Fraction
    narrow: Fraction
    ratio: Fraction
    noise: Fraction

    @property
    def change(self) -> Fraction:
        """What the smaller h changes."""
        return abs(self.wide - self.narrow)

    @property
    def tolerance(self) -> Fraction:
        """How far a right derivative may be from the narrow quotient."""
        return 10 * self.change / (self.ratio - 1) + self.noise


# Central, forward and backward quotients; None where the function has no values.
Quotients: TypeAlias = tuple[Pair | None, Pair | None, Pair | None]


def estimate(raw: Any) -> Estimate | None:
    """Return a raw value of an arithmetic that knows its errors; None where there is no bound."""
    if isinstance(raw, Closed):
        error = float(raw.enclosure.delta.b)
    else:
        error = raw.error if isinstance(raw, Bounded) else 0.0
    return Estimate(to_fraction(raw), Fraction(error)) if isfinite(error) else None


def last_pair(samples: Sequence[tuple[Fraction, Estimate]], order: int) -> Pair | None:
    """Return the two smallest h at which rounding errors do not hide what h changes.

    Parameters
    ----------
    samples : sequence of (h, Estimate)
        From the greatest h to the smallest.
    order : int
        The truncation error is of the order h**order.
    """
    pairs = [
        Pair(wide.value, narrow.value, (h / smaller) ** order, wide.error + narrow.error)
        for (h, wide), (smaller, narrow) in pairwise(samples)
    ]
    clear = [pair for pair in pairs if pair.noise <= pair.change]
    return clear[-1] if clear else next(iter(pairs), None)


def judge(
    derivative: Estimate | None, central: Pair | None, right: Pair | None, left: Pair | None
) -> Status:
    """Compare a derivative with the central quotients, else with those of one side.

    Examples
    --------
    >>> from fractions import Fraction as F
    >>> pair = Pair(F("2.01"), F("2.0001"), F(100), F(0))
    >>> [judge(Estimate(F(claim), F(0)), pair, None, None) for claim in (2, 3)]
    ['agrees', 'disagrees']
    """
    pair = central or right or left
    if derivative is None or pair is None:
        return "unknown"
    if right and left and _kink(right, left, derivative.value):
        return "kink"
    off = abs(pair.narrow - derivative.value)
    if off == 0 == pair.change:
        return "exact"
    if abs(derivative.value) > derivative.error and _all_noise(pair, derivative.value):
        return "unknown"
    return "agrees" if off <= pair.tolerance + derivative.error else "disagrees"


def judge_limit(derivative: Estimate, table: Quotients, tiny: Quotients) -> Status:
    """Compare a derivative with quotients for tiny h, exactly calculated.

    Between the h of a table and a tiny h the distance must have fallen a thousandfold, and what is
    left must be less than twice what a tenth of h changed, which holds even where the error shrinks
    no faster than the square root of h. At a jump the quotients of a side grow like 1/h.
    """
    again = judge(derivative, *tiny)
    if again in ("exact", "kink"):
        return "tends" if again == "exact" else again
    pairs = [pair for pair in zip(table, tiny, strict=True) if None not in pair]
    for before, after in pairs[:1]:
        if before is not None and after is not None and _falls(derivative, before, after):
            return "tends"
    if any(side is not None and abs(side.narrow) > 5 * abs(side.wide) for side in tiny[1:]):
        return "jump"
    return "disagrees"


def _falls(derivative: Estimate, before: Pair, after: Pair) -> bool:
    far, near = (abs(pair.narrow - derivative.value) for pair in (before, after))
    return near <= 2 * after.change + after.noise + derivative.error and 1000 * near <= far


def _all_noise(pair: Pair, derivative: Fraction) -> bool:
    """Say whether the quotients would agree with anything: h was too small for the arithmetic."""
    return pair.noise > max(abs(pair.narrow), abs(derivative))


def _kink(right: Pair, left: Pair, derivative: Fraction) -> bool:
    """Say whether the sides' slopes stay apart as h shrinks, with the derivative between them."""
    wide, narrow = abs(right.wide - left.wide), abs(right.narrow - left.narrow)
    # Where there is a derivative, the distance shrinks like h; at a kink it stays.
    stays = wide**2 < narrow**2 * right.ratio and narrow**2 < wide**2 * right.ratio
    low, high = sorted((right, left), key=lambda side: side.narrow)
    between = low.narrow - low.tolerance <= derivative <= high.narrow + high.tolerance
    return stays and between and narrow > right.noise + left.noise
