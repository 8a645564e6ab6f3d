"""Checking a claimed gradient: right, wrong, or why neither can be said."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from symgrad.decimals import written
from symgrad.errors import InputError
from symgrad.graph import Graph
from symgrad.language import Language
from symgrad.numdiff.derivative import Derivative
from symgrad.numdiff.ladder import Estimate
from symgrad.numdiff.remainder import taylor_order
from symgrad.numdiff.sampling import as_double
from symgrad.numdiff.several import Function, Point, directional, gradient, located
from symgrad.referee import Referee

Verdict: TypeAlias = Literal[
    "correct",
    "accept_at_print_precision",
    "valid_subgradient",
    "indistinguishable",
    "undefined",
    "overflow",
    "outside_domain",
    "wrong",
]
Claim: TypeAlias = float | str

_DECIMAL = re.compile(r"[+-]?\d*(?:\.(\d*))?(?:[eE]([+-]?\d+))?")
# What a gradient that a program computed must agree to, relative to its own size.
TOLERANCE = 1e-6
# From what is no verdict on the claim to what is the worst one.
_ORDER: tuple[Verdict, ...] = (
    "correct",
    "accept_at_print_precision",
    "valid_subgradient",
    "indistinguishable",
    "outside_domain",
    "overflow",
    "undefined",
    "wrong",
)
_MISSING: Mapping[str, Verdict] = {
    "jump": "undefined",
    "vertical": "undefined",
    "pole": "undefined",
    "removable": "undefined",
    "overflow": "overflow",
    "outside_domain": "outside_domain",
}


@dataclass(frozen=True, slots=True)
class PartCheck:
    """The verdict on one number of a claimed gradient.

    Attributes
    ----------
    name : str
        The input, or "direction 1", … for a random direction.
    verdict : str
        ``correct``, ``accept_at_print_precision``, ``valid_subgradient``, ``indistinguishable``,
        ``undefined``, ``overflow``, ``outside_domain`` or ``wrong``.
    claimed : float
        What was claimed.
    expected : float or None
        The derivative, where there is one.
    error : float
        How far `expected` may be off.
    found : Derivative
        What the values of the function show.
    """

    name: str
    verdict: Verdict
    claimed: float
    expected: float | None
    error: float
    found: Derivative

    def reason(self, lang: str | None = None) -> str:
        """Say why, in a language."""
        sides = {"left": self.found.left, "right": self.found.right}
        data = {
            "name": self.name,
            "claimed": _brief(self.claimed),
            "expected": _brief(self.expected),
            "error": _brief(self.error),
            **{side: _brief(found.value if found else None) for side, found in sides.items()},
        }
        kink = self.verdict == "wrong" and self.found.status == "kink"
        key = "wrong_at_kink" if kink else self.verdict
        return Language.of(lang).text(f"verdict.{key}", **data)


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """The verdict on a claimed gradient at one or more points.

    Attributes
    ----------
    verdict : str
        The worst of the parts'.
    parts : tuple of PartCheck
        Per point: every input, then random directions.
    taylor : tuple
        Per point the order of the remainder f(x+td) - f(x) - t·g·d along a random direction: 2
        where the claim is right, 1 where it is wrong, None where rounding hides it.
    """

    verdict: Verdict
    parts: tuple[PartCheck, ...]
    taylor: tuple[float | None, ...]

    def reasons(self, lang: str | None = None) -> list[str]:
        """Say why, one sentence per part that has this verdict."""
        return [part.reason(lang) for part in self.parts if part.verdict == self.verdict]


def check_gradient(
    f: Function,
    claimed: Mapping[str, Claim] | Sequence[Claim] | Callable[..., Any],
    point: Point | Sequence[Point],
) -> GradientCheck:
    """Check a gradient against the values of its function.

    Parameters
    ----------
    f : Graph or callable
        For a graph SymPy's derivative is the referee where it has one.
    claimed : mapping, sequence or callable
        The numbers, by name or in order: floats that a program computed (they must agree to
        1e-6 of their size), or texts such as "0.622", of which the last digit may be rounded. Or
        a function that returns them at a point.
    point : mapping or sequence, or a sequence of these
        Where; only a function can be checked at several points.

    Raises
    ------
    InputError
        Points or claims that do not fit the function.

    Examples
    --------
    >>> graph = Graph.from_text("Y = x^2*y")
    >>> check_gradient(graph, {"x": 6.0, "y": 1.0}, {"x": 1, "y": 3}).verdict
    'correct'
    >>> check = check_gradient(graph, {"x": 6.0, "y": 2.0}, {"x": 1, "y": 3})
    >>> check.verdict, check.reasons("en")
    ('wrong', ['y: 2 is wrong; the derivative is 1.'])
    >>> check_gradient(Graph.from_text("y = relu(x)"), {"x": 0.5}, {"x": 0}).verdict
    'valid_subgradient'
    """
    referee = Referee(f) if isinstance(f, Graph) else None
    parts: list[PartCheck] = []
    orders = []
    for place in _points(point, claimed):
        claims = _claims(f, claimed, place)
        found = _at(f, claims, place, referee)
        parts += found
        orders.append(taylor_order(f, [_number(claim) for claim in claims.values()], place))
    verdict = max((part.verdict for part in parts), key=_ORDER.index)
    return GradientCheck(verdict, tuple(parts), tuple(orders))


def _points(point: Any, claimed: Any) -> list[Point]:
    if isinstance(point, Mapping) or (point and isinstance(point[0], int | float)):
        return [point]
    if len(point) > 1 and not callable(claimed):
        raise InputError("claim_at_points")
    return list(point)


def _claims(f: Function, claimed: Any, point: Point) -> dict[str, Claim]:
    """Return the claimed numbers by name."""
    function, values = located(f, point)
    found = claimed(*values) if callable(claimed) else claimed
    if isinstance(found, Mapping):
        missing = [name for name in function.names if name not in found]
        if missing:
            raise InputError("claim_missing", names=", ".join(missing))
        return {name: found[name] for name in function.names}
    listed = [found] if isinstance(found, int | float | str) else list(found)
    if len(listed) != len(function.names):
        raise InputError("claim_count", count=len(listed), expected=len(function.names))
    return dict(zip(function.names, listed, strict=True))


def _at(
    f: Function, claims: Mapping[str, Claim], point: Point, referee: Referee | None
) -> list[PartCheck]:
    function, values = located(f, point)
    exactly = dict(zip(function.names, values, strict=True))
    parts = []
    for name, found in gradient(f, exactly).items():
        exact = referee.partial(name, exactly) if referee else None
        parts.append(_judge(name, claims[name], found, exact))
    if len(parts) > 1 and all(part.verdict in _ORDER[:2] for part in parts):
        parts += _along(f, exactly, parts)
    return parts


def _judge(name: str, claim: Claim, found: Derivative, exact: Fraction | None) -> PartCheck:
    """Return the verdict on one partial derivative."""
    number, unit = _number(claim), _half_unit(claim)
    known = _known(found, exact)
    if not math.isfinite(number):
        verdict: Verdict = "wrong"
    elif found.status == "kink" and found.left and found.right:
        verdict = "valid_subgradient" if _between(number, found.left, found.right) else "wrong"
    elif found.status in _MISSING and not (found.status == "removable" and exact is not None):
        verdict = _MISSING[found.status]
    elif known is None:
        verdict = "indistinguishable"
    else:
        verdict = _compared(number, unit, known)
    if known is None:
        return PartCheck(name, verdict, number, None, math.inf, found)
    return PartCheck(name, verdict, number, known.value, known.error, found)


def _known(found: Derivative, exact: Fraction | None) -> Estimate | None:
    """Return the derivative: the referee's, else what the quotients show."""
    if found.status in ("ok", "unreliable", "boundary") and exact is not None:
        value = _double(exact)
        return Estimate(value, math.ulp(value) if exact else 0.0)
    if found.value is None or found.error is None:
        return None
    if found.status == "unreliable" and not found.bounded:
        return None  # its error is only what was seen, and here that is known to be little
    return Estimate(found.value, found.error)


def _double(exact: Fraction) -> float:
    try:
        return float(exact)
    except OverflowError:
        return math.inf


def _between(number: float, left: Estimate, right: Estimate) -> bool:
    """Say whether a number is a slope between the two sides, hence a subgradient."""
    low, high = sorted((left, right), key=lambda side: side.value)
    slack = TOLERANCE * max(abs(low.value), abs(high.value))
    return low.value - low.error - slack <= number <= high.value + high.error + slack


def _compared(number: float, unit: float, known: Estimate) -> Verdict:
    off = abs(number - known.value)
    tolerance = TOLERANCE * abs(known.value)
    if known.value == 0 and off <= known.error:
        return "correct"
    if known.error <= max(tolerance, unit / 4):  # known better than the claim must be
        if off <= max(known.error, tolerance):
            return "correct"
        return "accept_at_print_precision" if off <= unit + known.error else "wrong"
    if off > known.error + unit + tolerance:
        return "wrong"
    return "indistinguishable"


def _number(claim: Claim) -> float:
    return as_double("claim", claim) if isinstance(claim, str) else float(claim)


def _half_unit(claim: Claim) -> float:
    """Return half a unit of the last digit of a decimal that was written down, else 0.

    A fraction or a root that was written is exact.
    """
    found = _DECIMAL.fullmatch(claim.strip()) if isinstance(claim, str) else None
    if not found:
        return 0.0
    decimals, exponent = found.groups()
    return 0.5 * 10.0 ** (int(exponent or 0) - len(decimals or ""))


def _along(f: Function, point: Mapping[str, float], parts: Sequence[PartCheck]) -> list[PartCheck]:
    """Check along random directions too: partial derivatives alone do not make a derivative."""
    drawn = random.Random(repr(sorted(point.items())))
    checks = []
    for number in (1, 2):
        direction = [drawn.choice((-1, 1)) * drawn.uniform(0.5, 1.5) for _ in parts]
        found = directional(f, point, direction)
        terms = [part.claimed * d for part, d in zip(parts, direction, strict=True)]
        checks.append(_directed(f"direction {number}", terms, found))
    return checks


def _directed(name: str, terms: Sequence[float], found: Derivative) -> PartCheck:
    claimed = math.fsum(terms)
    slack = TOLERANCE * math.fsum(map(abs, terms))
    verdict: Verdict = "correct"
    if found.status in ("kink", "jump", "vertical", "pole"):
        verdict = "undefined"
    elif found.status == "ok" and found.value is not None and found.error is not None:
        off = abs(claimed - found.value)
        verdict = "wrong" if off > found.error + slack else "correct"
    return PartCheck(name, verdict, claimed, found.value, found.error or math.inf, found)


def _brief(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return "?"
    return written(Fraction(f"{value:.9g}"))
