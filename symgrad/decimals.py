"""Fractions that are decimals."""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from fractions import Fraction

# Nobody reads more decimals than this, and 1/2**100000 would have as many.
_MOST_PLACES = 60
# Python turns integers of more than 4300 digits into text only by way of Decimal.
_ALL_DIGITS = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def decimal_of(value: Fraction) -> Decimal | None:
    """Return `value` as a Decimal if it has finitely many digits (at most 60), else None.

    >>> decimal_of(Fraction(-1, 8)), decimal_of(Fraction(1, 3))
    (Decimal('-0.125'), None)
    """
    rest = value.denominator
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    places = max(twos, fives)
    if rest != 1 or places > _MOST_PLACES:
        return None
    return Decimal(int(value * 10**places)).scaleb(-places, _ALL_DIGITS)


def written(value: Fraction) -> str:
    """Write an exact number: as a decimal where it is one, else as a fraction.

    >>> written(Fraction(1, 100)), written(Fraction(-1, 3)), written(Fraction(2))
    ('0.01', '-1/3', '2')
    """
    decimal = decimal_of(value)
    return str(value) if decimal is None else f"{decimal:f}"
