"""A graph as a program over truncated power series in one input.

The input becomes x + t. Every node then is a power series in t, and the coefficient k of the output
is f^(k)(x)/k! (Griewank & Walther 2008, chapter 13). Nothing is differentiated beforehand and no
difference quotient is taken: the coefficients are as exact as the numbers are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symgrad.arithmetic import Undefined
from symgrad.conversion import to_text
from symgrad.errors import EvaluationError, InputError
from symgrad.expr import Call, Expr, Lit, Ref, fold, names
from symgrad.inputs import Value, read_value
from symgrad.operations import OPERATIONS, Backend, Floating, Irrational, Kink, Rational, TooLarge
from symgrad.operations.backends import bits
from symgrad.taylor.rules import RULES, Rule
from symgrad.taylor.series import Series, constant

if TYPE_CHECKING:
    from symgrad.graph import Graph

_CODES: dict[type[Exception], str] = {
    OverflowError: "overflow",
    ZeroDivisionError: "divisor",
    Irrational: "no_fraction",
    TooLarge: "too_many_bits",
    Kink: "kink",
}


@dataclass(frozen=True, slots=True)
class _Step:
    """One operation on earlier places; `node` and `call` are for messages."""

    place: int
    rule: Rule
    sources: tuple[int, ...]
    params: tuple[Any, ...]
    domain: Callable[..., str | None] | None
    node: str
    call: Call


class TaylorProgram:
    """The Taylor coefficients of an output by one input, ready to be computed at many points.

    Parameters
    ----------
    graph : Graph
        The graph.
    order : int
        The highest derivative.
    output : str, optional
        What to expand, where the graph has several outputs.
    inputs : mapping, optional
        Values of all inputs but the one that moves.
    numbers : Backend, optional
        What to calculate with: floats unless given. Fractions (``Rational()``) are exact,
        ``Multiprecision(40)`` has 40 digits.

    Raises
    ------
    InputError
        Not exactly one input is left, or the order is no whole number from 0.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> program = TaylorProgram(Graph.from_text("Y = exp(x)"), 3)
    >>> program(0.0)
    (1.0, 1.0, 0.5, 0.16666666666666666)
    >>> program.derivatives(0.0)
    (1.0, 1.0, 1.0, 1.0)
    """

    def __init__(
        self,
        graph: Graph,
        order: int,
        output: str | None = None,
        inputs: Mapping[str, Value] | None = None,
        numbers: Backend | None = None,
    ) -> None:
        if not isinstance(order, int) or order < 0:
            raise InputError("taylor_order", order=order)
        self.order = order
        self.numbers = Floating() if numbers is None else numbers
        self.input = _moving(graph, inputs or {})
        self._values: list[Any] = [None]
        self._places = {self.input: 0}
        self._moving = {0}
        self._steps: list[_Step] = []
        self._check = _check_of(self.numbers)
        self._set_up(graph, graph.output(output), inputs or {})

    def _set_up(self, graph: Graph, output: str, inputs: Mapping[str, Value]) -> None:
        for name, value in inputs.items():
            self._places[name] = self._compiled(name, read_value(name, value))
        live = graph.ancestors(output)
        for node in graph.operations:
            if node.name in live and node.expr is not None:
                self._places[node.name] = self._compiled(node.name, node.expr)
        self._output = self._places[output]

    def _compiled(self, node: str, expr: Expr) -> int:
        """Return the place of an expression; what does not move is computed now."""

        def leaf(part: Ref | Lit) -> int:
            if isinstance(part, Ref):
                return self._places[part.name]
            return self._kept(self.numbers.number(part.value))

        return fold(expr, leaf, lambda call, parts: self._call(node, call, parts))

    def _kept(self, value: Any) -> int:
        self._values.append(value)
        return len(self._values) - 1

    def _call(self, node: str, call: Call, sources: tuple[int, ...]) -> int:
        row = OPERATIONS[call.op]
        params = tuple(None if p is None else self.numbers.number(p) for p in call.params)
        moves = not self._moving.isdisjoint(sources)
        rule = RULES[call.op] if moves else row.value
        step = _Step(self._kept(None), rule, sources, params, row.domain, node, call)
        if moves:
            self._moving.add(step.place)
            self._steps.append(step)
        else:
            self._run(self._values, [step])
        return step.place

    def __call__(self, x: Any) -> tuple[Any, ...]:
        """Return the coefficients f^(k)(x)/k! from k = 0.

        Parameters
        ----------
        x : number
            A number of the kind that the program calculates with.

        Raises
        ------
        EvaluationError
            Where a node has no value, or not so many derivatives.
        """
        values = self._values.copy()
        values[0] = constant(x, self.order + 1)
        if self.order:
            values[0][1] = 1 + values[0][1]
        self._run(values, self._steps)
        found = constant(values[self._output], self.order + 1)
        return tuple(one + 0 for one in found)  # never -0.0

    def point(self, x: Any) -> Any:
        """Return a number that was written as the program's kind of number has it."""
        if not isinstance(x, int | Fraction | Decimal | str | Lit | Call):
            return x
        return self._values[self._compiled(self.input, read_value(self.input, x))]

    def derivatives(self, x: Any) -> tuple[Any, ...]:
        """Return the value and the derivatives themselves: f(x), f'(x), f''(x) and so on.

        With floats up to order 170: the coefficients of higher ones lie below all floats.
        """
        found, factorial = [], 1
        try:
            for k, coefficient in enumerate(self(x)):
                factorial *= max(k, 1)
                found.append(coefficient * factorial)
            self._check(found)
        except ArithmeticError as error:
            raise self._refused(error, self._steps[-1], self._values) from error
        return tuple(found)

    def _run(self, values: list[Any], steps: Iterable[_Step]) -> None:
        numbers, check = self.numbers, self._check
        for step in steps:
            arguments = [values[source] for source in step.sources]
            try:
                if step.domain is not None:
                    _check_domain(step.domain, numbers, arguments)
                values[step.place] = found = step.rule(numbers, *arguments, *step.params)
                check(found)
            except (ArithmeticError, ValueError) as error:  # math.sin(inf) is a ValueError
                raise self._refused(error, step, values) from error

    def _refused(self, error: Exception, step: _Step, values: list[Any]) -> EvaluationError:
        """Say which line has no value or no derivatives, by which rule, from which numbers."""
        code = error.code if isinstance(error, Undefined) else _CODES.get(type(error), "overflow")
        row = OPERATIONS[step.call.op]
        known = {name: _head(values[self._places[name]]) for name in names(step.call)}
        known = {name: value for name, value in known.items() if value is not None}
        shown = ", ".join(f"{name} = {_short(value)}" for name, value in known.items())
        return EvaluationError(
            "jump" if code == "kink" and row.name == "step" else code,
            line=f"{step.node} = {to_text(step.call)}",
            node=step.node,
            rule=row.name,
            switch=row.switch or "",
            values=f" ({shown})" if shown else "",
        )


def _moving(graph: Graph, inputs: Mapping[str, Value]) -> str:
    """Return the one input without a value."""
    for name in inputs:
        if name not in graph.inputs:
            raise InputError("input_unknown", name=name, known=", ".join(graph.inputs))
    left = [name for name in graph.inputs if name not in inputs]
    if len(left) != 1:
        raise InputError("one_input", known=", ".join(left) or "—")
    return left[0]


def _head(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def _check_domain(
    domain: Callable[..., str | None], numbers: Backend, arguments: list[Any]
) -> None:
    broken = domain(numbers, *map(_head, arguments))
    if broken:
        raise Undefined(broken)


def _check_of(numbers: Backend) -> Callable[[Any], None]:
    """Return what every result has to pass: floats are finite, fractions not endless."""
    if isinstance(numbers, Floating):
        return _check_finite
    return _check_short if isinstance(numbers, Rational) else lambda value: None


def _check_finite(value: Series | float) -> None:
    if not all(map(math.isfinite, value if isinstance(value, list) else (value,))):
        raise Undefined("overflow")


def _check_short(value: Any) -> None:
    longest = max(map(bits, map(Fraction, value if isinstance(value, list) else (value,))))
    if longest > Rational.max_bits:
        raise TooLarge


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 24 else text[:12] + "…"
