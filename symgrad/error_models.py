"""What theory says of the error of difference quotients: two terms, and the h that balances them.

The rounding error is that of subtracting two computed values, which are each known to about ε·|f|;
so these are sizes to expect, not bounds that are proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Model:
    """What theory says of a scheme: error ≤ c·h^p·|f⁽ᵏ⁾| + n·ε·|f|/h^q.

    Attributes
    ----------
    power, derivative, factor : number
        p, k and c of the truncation error.
    noise, below : number
        n and q of the rounding error; n = 0 where nothing is subtracted.
    target : int
        Which derivative the scheme is for.
    """

    power: int
    derivative: int
    factor: Fraction
    noise: Fraction
    below: int
    target: int = 1

    @property
    def root(self) -> int:
        """Which root the best h is: p + q; without rounding error only p."""
        return self.power + self.below

    @property
    def ratio(self) -> Fraction:
        """The number K in the best h, (K·ε·|f⁽ᵐ⁾|/|f⁽ᵏ⁾|)^(1/(p + q)); m is the numerator.

        Without a rounding error it is the h from where on the truncation error is below ε/2.
        """
        if not self.noise:
            return 1 / (2 * self.factor)
        return self.below * self.noise / (self.power * self.factor)

    @property
    def orders(self) -> set[int]:
        """Which derivatives the model speaks of."""
        return {0, self.target, self.derivative}

    @property
    def numerator(self) -> int:
        """Which derivative decides, besides ε, how large the rounding error is."""
        return 0 if self.noise else self.target

    def error(self, h: float, epsilon: float, sizes: Mapping[int, float]) -> float:
        """Return the bound of the error for one h; `sizes` has |f⁽ᵏ⁾| by k."""
        truncation = float(self.factor) * h**self.power * sizes[self.derivative]
        growing = float(self.noise or 1) / h**self.below
        return truncation + growing * epsilon * sizes[self.numerator]

    def best(self, epsilon: float, sizes: Mapping[int, float]) -> float | None:
        """Return the h with the smallest bound; without rounding error the largest good one.

        None where one of the two errors is 0, so that every smaller h is better, or every larger.

        >>> sine = {0: 0.841, 1: 0.540, 2: 0.841, 3: 0.540}
        >>> f"{MODELS['central'].best(2.0**-52, sine):.1e}"
        '1.0e-05'
        """
        above, last = sizes[self.numerator], sizes[self.derivative]
        if not above or not last:
            return None
        return float((float(self.ratio) * epsilon * above / last) ** (1 / self.root))


MODELS: Mapping[str, Model] = {
    "forward": Model(1, 2, Fraction(1, 2), Fraction(2), 1),
    "central": Model(2, 3, Fraction(1, 6), Fraction(1), 1),
    "five_point": Model(4, 5, Fraction(1, 30), Fraction(3, 2), 1),
    "complex_step": Model(2, 3, Fraction(1, 6), Fraction(0), 0),
    "second_difference": Model(2, 4, Fraction(1, 12), Fraction(4), 2, 2),
    "backward": Model(1, 2, Fraction(1, 2), Fraction(2), 1),
    "richardson": Model(4, 5, Fraction(1, 480), Fraction(3), 1),
}
