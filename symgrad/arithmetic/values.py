"""Values of any arithmetic as exact numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgrad.arithmetic.closed import Closed
from symgrad.arithmetic.floating import Bounded


def to_fraction(raw: Any) -> Fraction:
    """Return a raw value of any numeric arithmetic as a fraction; an irrational one nearly.

    >>> to_fraction(0.5)
    Fraction(1, 2)
    """
    if isinstance(raw, Closed):
        return raw.nearest()
    return Fraction(raw.value if isinstance(raw, Bounded) else raw)
