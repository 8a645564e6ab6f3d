"""Difference quotients as rows: which shifted values they need, and how they are built from them.

A scheme is a row: where the function is evaluated, in multiples of h; how the quotient is built
from those values; and the power of h with which its error shrinks. Central quotients over more
points follow Fornberg (1988), the complex step Squire and Trapp (1998); how far rounding lets h
shrink is in Higham (2002), section 1.14.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from symgrad.decimals import written
from symgrad.errors import InputError
from symgrad.expr import Expr, Lit, Ref, call, fold, number, substitute
from symgrad.lines import Line
from symgrad.operations import OPERATIONS, Rational

if TYPE_CHECKING:
    from symgrad.graph import Graph

Build: TypeAlias = Callable[..., Expr]
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A difference quotient.

    Attributes
    ----------
    name : str
        Key of its name in the catalogs, and of its line.
    shifts : tuple of Fraction
        Where the function is evaluated: at b + shift·h.
    build : callable
        ``build(h, *values)`` -> expression, with one value per shift.
    order : int
        The truncation error is of the order h**order.
    derivative : int
        1, or 2 for the second derivative.
    imaginary : bool
        Whether h is taken in the direction of i; the values are imaginary parts.
    """

    name: str
    shifts: tuple[Fraction, ...]
    build: Build
    order: int
    derivative: int = 1
    imaginary: bool = False

    def moment(self, power: int) -> Fraction:
        """Return what the quotient makes of x**power at 0 with h = 1.

        With the Taylor coefficients c of the function, the quotient is the sum of
        ``c[k]·moment(k)·h**(k - derivative)``; so a moment that is not 0 is a term of the error.

        Examples
        --------
        >>> [str(SCHEMES["richardson"].moment(power)) for power in range(6)]
        ['0', '1', '0', '0', '0', '-1/4']
        """
        if self.imaginary:
            return Fraction((0, 1, 0, -1)[power % 4])
        values = [number(shift**power) for shift in self.shifts]
        return _rational(self.build(number(1), *values))


def _rational(expr: Expr) -> Fraction:
    """Return the value of an expression of numbers."""
    numbers = Rational()
    return fold(
        expr,
        lambda leaf: leaf.value if isinstance(leaf, Lit) else Fraction(0),
        lambda call, parts: Fraction(OPERATIONS[call.op].value(numbers, *parts)),
    )


def _five_point(h: Expr, far: Expr, above: Expr, below: Expr, across: Expr) -> Expr:
    return (8 * (above - below) - (far - across)) / (12 * h)


def _richardson(h: Expr, above: Expr, below: Expr, near: Expr, across: Expr) -> Expr:
    """Build (4·C(h/2) - C(h))/3 from two central quotients: their errors in h² cancel."""
    return (4 * ((near - across) / h) - (above - below) / (2 * h)) / 3


def _shifts(*multiples: int | Fraction) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, multiples))


SCHEMES: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme("forward", _shifts(1, 0), lambda h, above, here: (above - here) / h, 1),
        Scheme("backward", _shifts(0, -1), lambda h, here, below: (here - below) / h, 1),
        Scheme("central", _shifts(1, -1), lambda h, above, below: (above - below) / (2 * h), 2),
        Scheme("five_point", _shifts(2, 1, -1, -2), _five_point, 4),
        Scheme("richardson", _shifts(1, -1, _HALF, -_HALF), _richardson, 4),
        Scheme("complex_step", _shifts(1), lambda h, part: part / h, 2, imaginary=True),
        Scheme(
            "second_difference",
            _shifts(1, 0, -1),
            lambda h, above, here, below: (above - 2 * here + below) / h ** number(2),
            2,
            derivative=2,
        ),
    )
}
# What is computed unless something else is asked for, and what verdicts rest on.
USUAL = ("forward", "backward", "central")


def chosen(names: Iterable[str]) -> tuple[Scheme, ...]:
    """Return schemes by their names, each once.

    Raises
    ------
    InputError
        No scheme has that name.
    """
    for name in (found := tuple(dict.fromkeys(names))):
        if name not in SCHEMES:
            raise InputError("scheme_unknown", name=name, known=", ".join(SCHEMES))
    return tuple(SCHEMES[name] for name in found)


def multiple(h: Lit, factor: Fraction) -> Lit:
    """Return a multiple of a step, written as the step is.

    >>> [multiple(Lit(Fraction("0.1"), "0.1"), factor).written for factor in (Fraction(2), _HALF)]
    ['0.2', '0.05']
    >>> multiple(Lit(Fraction("1e-9"), "1e-9"), Fraction(2)).written
    '2e-9'
    """
    if factor == 1:
        return h
    value = h.value * factor
    mantissa, mark, exponent = h.written.lower().partition("e")
    return Lit(value, written(Fraction(mantissa) * factor) + mark + exponent)


@dataclass(frozen=True, slots=True)
class Point:
    """A shifted input, b + 0.1 or b + 0.1i.

    Attributes
    ----------
    name : str
        The input.
    step : Lit
        How far it is shifted, a positive number.
    side : str
        ``"+"`` or ``"-"``.
    imaginary : bool
        Whether it is shifted in the direction of i.
    """

    name: str
    step: Lit
    side: str
    imaginary: bool = False

    def of(self, node: str) -> str:
        """Return the id of a node's line at this point.

        >>> Point("b", number(2), "-").of("Y"), Point("b", number(2), "+", True).of("Y")
        ('Y[b-2]', 'Y[b+2i]')
        """
        return f"{node}[{self.name}{self.side}{self.step.written}{'i' * self.imaginary}]"

    def value(self, output: str) -> str:
        """Return the id of what a quotient takes from here: the value, or its imaginary part."""
        return ("Im " if self.imaginary else "") + self.of(output)

    def lines(self, graph: Graph, output: str) -> Iterator[Line]:
        """Yield the forward pass again, of the nodes between the input and the output."""
        live, moved = graph.ancestors(output), {self.name}
        yield Line(self.of(self.name), "check", self.name, self._start(), 1)
        for node in graph.operations:
            reached = node.name in live and any(edge.tail in moved for edge in node.edges)
            if node.expr is None or not reached:
                continue
            moved.add(node.name)
            expr = substitute(
                node.expr, lambda ref: Ref(self.of(ref.name)) if ref.name in moved else ref
            )
            yield Line(self.of(node.name), "check", node.name, expr, 1, written=node.written)
        if self.imaginary:
            value = Ref(self.of(output) if output in moved else output)
            yield Line(self.value(output), "check", output, call("im", value), 1)

    def _start(self) -> Expr:
        step = self.step * call("i") if self.imaginary else self.step
        return Ref(self.name) + step if self.side == "+" else Ref(self.name) - step


def points(scheme: Scheme, name: str, h: Lit) -> tuple[Point | None, ...]:
    """Return where a scheme evaluates the function; None is the input as it is."""
    return tuple(
        Point(name, multiple(h, abs(shift)), "+" if shift > 0 else "-", scheme.imaginary)
        if shift
        else None
        for shift in scheme.shifts
    )
