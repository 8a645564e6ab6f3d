"""The Taylor view of a gradient: how fast the first-order remainder vanishes."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise

from symgrad.numdiff.sampling import Line
from symgrad.numdiff.several import Function, Point, located


def taylor_order(f: Function, claims: Sequence[float], point: Point) -> float | None:
    """Return the order of f(x+td) - f(x) - t·g·d along a random direction d, for t → 0.

    Parameters
    ----------
    f : Graph or callable
    claims : sequence of float
        The claimed gradient g.
    point : mapping or sequence

    Returns
    -------
    float or None
        The median of the orders from one t to half of it: 2 where g is the gradient, 1 where it
        is not (Farrell, Ham, Funke & Rognes 2013, section 5). None where rounding hides it.

    Examples
    --------
    >>> round(taylor_order(lambda x: x**3, [12.0], [2.0]), 1)
    2.0
    >>> round(taylor_order(lambda x: x**3, [11.0], [2.0]), 1)
    1.0
    """
    function, values = located(f, point)
    drawn = random.Random(repr(values))
    direction = tuple(drawn.choice((-1, 1)) * drawn.uniform(0.5, 1.5) for _ in values)
    line = Line(function, values, direction)
    slope = math.fsum(c * d for c, d in zip(claims, direction, strict=True))
    sizes = [_remainder(line, slope, 2.0**-k) for k in range(2, 20)]
    clear = [size for size in sizes if size is not None]
    if len(clear) < 4 or not math.isfinite(slope):
        return None
    orders = [math.log2(wide / narrow) for wide, narrow in pairwise(clear)]
    return sorted(orders)[len(orders) // 2]


def _remainder(line: Line, slope: float, t: float) -> float | None:
    here, there = line(0.0), line(t)
    if not (here.ok and there.ok):
        return None
    rest = abs(there.value - here.value - t * slope)
    noise = here.noise + there.noise + abs(there.value) * 2.0**-52
    return rest if rest > 100 * noise else None
