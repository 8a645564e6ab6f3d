"""Numbers as pages print them: the decimal mark, fractions, and how many digits."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from typing import Any

from symgrad.arithmetic import Arithmetic, Bounded, ByHand, Closed
from symgrad.decimals import decimal_of
from symgrad.expr import Lit
from symgrad.language import DecimalMark

_MANY_DIGITS = Context(prec=500, Emax=MAX_EMAX, Emin=MIN_EMIN)
_NARROW_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as printed.

    Attributes
    ----------
    text : str
        With the decimal mark and the minus sign of print.
    value : Fraction
        Exactly the number that the text says.
    cut : bool
        Whether the text ends in "…", because the run carries more digits.
    """

    text: str
    value: Fraction
    cut: bool = False


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How numbers are printed on one page.

    Parameters
    ----------
    mark : {"comma", "point"}
        The decimal mark.
    decimals_preferred : bool
        Whether an exact 1/4 is printed as 0.25: so it is where the givens are decimals.
    digits : int
        Significant digits of a decimal that stands for an exact number with more of them.
    longest : int
        Characters of an exact number; a longer one is shown as such a decimal.
    """

    mark: DecimalMark
    decimals_preferred: bool = False
    digits: int = 9
    longest: int = 24

    def written(self, lit: Lit) -> str:
        """Return a literal with the digits that were written.

        >>> NumberFormat("comma").written(Lit(Fraction(-1, 2), "-0.50"))
        '−0,50'
        """
        return self._marked(lit.written)

    def exactly(self, value: Fraction) -> str:
        """Return an exact number: an integer, a decimal, or else a fraction."""
        decimal = decimal_of(value) if self.decimals_preferred or value.denominator == 1 else None
        return self._marked(str(value) if decimal is None else format(decimal, "f"))

    def show(self, value: Any, arithmetic: Arithmetic) -> Shown:
        """Return a value of a run as it is printed.

        >>> from symgrad.arithmetic import Exact, Float
        >>> NumberFormat("point").show(Fraction(2, 3), Exact()).text
        '2/3'
        >>> NumberFormat("comma", True).show(Fraction(-1, 4), Exact()).text
        '−0,25'
        >>> NumberFormat("point").show(0.1 + 0.2, Float()).text
        '0.30000000000000004'
        """
        if isinstance(value, Bounded):
            text = _plain(Decimal(f"{value.value:.{self.digits}g}"))
            return Shown(self._marked(text), Fraction(Decimal(f"{value.value:.{self.digits}g}")))
        if isinstance(value, float):
            text = _plain(Decimal(repr(value)))
            return Shown(self._marked(text), Fraction(Decimal(repr(value))))
        if isinstance(value, complex):
            return self._complex(value, arithmetic)
        if isinstance(value, Closed):
            return self._rounded(value.nearest(), ByHand(significant=self.digits))
        if self._fits(value):
            return Shown(self.exactly(value), value)
        if isinstance(arithmetic, ByHand):
            return self._with_guard_digits(value, arithmetic)
        return self._rounded(value, ByHand(significant=self.digits))

    def _complex(self, value: complex, arithmetic: Arithmetic) -> Shown:
        """Return a complex number; its value for comparisons is the real part."""
        real, imaginary = (self.show(x, arithmetic) for x in (value.real, abs(value.imag)))
        sign = "−" if value.imag < 0 else "+"
        return Shown(f"{real.text} {sign} {imaginary.text}i", real.value)

    def error(self, value: Fraction) -> str:
        """Return an error with two significant digits: what matters is its size.

        >>> NumberFormat("comma").error(Fraction(-1, 300))
        '−0,0033'
        """
        if (
            decimal_of(value) is not None
            and len(text := self._marked(_plain(decimal_of(value) or Decimal(0)))) <= 8
        ):
            return text
        return self._rounded(value, ByHand(significant=2)).text

    def brief(self, value: Fraction) -> str:
        """Return a number with few digits and no zeros at the end.

        >>> NumberFormat("comma", digits=7).brief(2 - Fraction(1, 10**18))
        '2'
        """
        rounded = ByHand(significant=self.digits).round(value)
        decimal = Decimal(_significant(rounded, self.digits))
        return self._marked(_plain(decimal.normalize(_MANY_DIGITS)))

    def padded(self, value: Fraction, arithmetic: ByHand) -> Shown:
        """Return a rounded number with all the digits that were asked for: 0.400.

        >>> NumberFormat("comma").padded(Fraction(-2, 5), ByHand(decimals=3)).text
        '−0,400'
        """
        if arithmetic.decimals is not None:
            return Shown(self._marked(f"{decimal_of(value):.{arithmetic.decimals}f}"), value)
        if abs(value) >= 10 ** ((arithmetic.significant or 1) - 1):
            return Shown(self._marked(str(value)), value)  # by hand 1234 is 1230, no power of ten
        return self._rounded(value, arithmetic)

    def _fits(self, value: Fraction) -> bool:
        """Say whether an exact number can be printed whole."""
        size = max(abs(value.numerator), value.denominator)
        return size < 10**self.longest and len(self.exactly(value)) <= self.longest

    def _with_guard_digits(self, value: Fraction, arithmetic: ByHand) -> Shown:
        """Return an unrounded temporary: three digits more than lines have, and an ellipsis."""
        digits = arithmetic.decimals if arithmetic.significant is None else arithmetic.significant
        if arithmetic.significant is None:
            guarded = dataclasses.replace(arithmetic, decimals=(digits or 0) + 3)
        else:
            guarded = dataclasses.replace(arithmetic, significant=(digits or 0) + 3)
        shown = self.padded(guarded.round(value), guarded)
        return Shown(shown.text + "…", shown.value, cut=True)

    def _rounded(self, value: Fraction, rounding: ByHand) -> Shown:
        """Return a number of some significant digits, with exactly those digits."""
        rounded = rounding.round(value)
        text = _significant(rounded, rounding.significant or 1)
        return Shown(self._marked(text), rounded)

    def _marked(self, text: str) -> str:
        whole, point, rest = text.removeprefix("-").partition(".")
        sign = "−" if text.startswith("-") else ""
        if whole.isdecimal() and len(whole) > 4:
            whole = _NARROW_SPACE.join(_threes(whole))
        return sign + whole + ("," if point and self.mark == "comma" else point) + rest


def _significant(value: Fraction, digits: int) -> str:
    """Write a number that has at most `digits` significant digits, with all of them.

    Digits that were dropped left of the point would read as zeros: there a power of ten stands.
    """
    exact = _MANY_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
    if not exact:
        return "0"
    places = digits - 1 - exact.adjusted()
    padded = exact.quantize(Decimal(f"1e{-places}"), context=_MANY_DIGITS)
    if places >= 0:
        return _plain(padded)
    mantissa = padded.scaleb(-exact.adjusted(), _MANY_DIGITS)
    return f"{mantissa:.{digits - 1}f}e{exact.adjusted()}"


def _plain(decimal: Decimal) -> str:
    """Write a Decimal without an exponent unless it is very small or very large."""
    if decimal and not -6 <= decimal.adjusted() <= 15:
        mantissa = decimal.scaleb(-decimal.adjusted(), _MANY_DIGITS).normalize(_MANY_DIGITS)
        return f"{mantissa:f}e{decimal.adjusted()}"
    text = f"{decimal:f}"
    return text.removesuffix(".0")


def _threes(digits: str) -> list[str]:
    first = len(digits) % 3 or 3
    return [digits[:first], *(digits[at : at + 3] for at in range(first, len(digits), 3))]
