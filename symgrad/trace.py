"""The one evaluator, and what it leaves behind: a trace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from math import isfinite
from typing import TYPE_CHECKING, Any

from symgrad.arithmetic import Arithmetic, Bounded, Closed, Exact, Undefined, to_fraction
from symgrad.errors import EvaluationError, GraphError
from symgrad.expr import Call, Expr, Lit, Ref, names, walk
from symgrad.lines import Line, Program, adjoint, tangent
from symgrad.operations import OPERATIONS, Operation, local_derivatives

if TYPE_CHECKING:
    from symgrad.solution import Document

# For messages: far from the end of any exponent.
_FEW_DIGITS = Context(prec=12, Emax=MAX_EMAX, Emin=MIN_EMIN)


@dataclass(frozen=True, slots=True)
class Step:
    """The lines that one frame of the diagram shows; numbered from 1."""

    number: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Trace:
    """A program and the value of each of its lines under one arithmetic.

    Attributes
    ----------
    program : Program
        The lines.
    arithmetic : Arithmetic
        How they were calculated.
    raw : mapping
        The arithmetic's own values by line id; :attr:`values` has numbers for people.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
    >>> trace.values["Y"], trace.adjoints["b"], len(trace.lines), len(trace.steps)
    (6, 5, 16, 7)
    """

    program: Program
    arithmetic: Arithmetic
    raw: Mapping[str, Any]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines, in order."""
        return self.program.lines

    @cached_property
    def by_id(self) -> dict[str, Line]:
        """The lines by their ids."""
        return {line.id: line for line in self.lines}

    @property
    def output(self) -> str:
        """Name of the node that was differentiated."""
        if self.program.output is None:
            raise GraphError("no_backward_pass")
        return self.program.output

    def number(self, line: str) -> Any:
        """Return the value of a line as a number for Python."""
        return self.arithmetic.number(self.raw[line])

    @cached_property
    def values(self) -> dict[str, Any]:
        """Value of every input and node, by name."""
        return {node.name: self.number(node.name) for node in self.program.graph.nodes}

    @cached_property
    def adjoints(self) -> dict[str, Any]:
        """Derivative of the output by every input and node, by name; 0 where no path leads."""
        return {
            node.name: self.number(adjoint(self.output, node.name))
            for node in self.program.graph.nodes
        }

    @cached_property
    def tangents(self) -> dict[str, Any]:
        """Derivative of every node along the seed of the forward mode, by name."""
        return {node.name: self.number(tangent(node.name)) for node in self.program.graph.nodes}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The lines grouped as a page shows them."""
        groups = groupby(self.lines, key=lambda line: line.group)
        return tuple(
            Step(number, tuple(lines)) for number, (_, lines) in enumerate(groups, start=1)
        )

    def to_json(self) -> str:
        """Return lines and values as JSON text; exact numbers as text.

        Examples
        --------
        >>> from symgrad.graph import Graph
        >>> print(Graph.from_text("y = x/3").run({"x": 1}).to_json())
        {
          "arithmetic": "exact",
          "graph": "y = x/3",
          "output": "y",
          "lines": [
            {"id": "x", "kind": "given", "target": "x", "expr": "1", "value": "1"},
            {"id": "y", "kind": "forward", "target": "y", "expr": "x/3", "value": "1/3"},
        ...
        """
        from symgrad.conversion import to_text

        lines = [
            json.dumps(
                {
                    "id": line.id,
                    "kind": line.kind,
                    "target": line.target,
                    **({"edge": [line.edge.head, line.edge.position]} if line.edge else {}),
                    "expr": to_text(line.expr),
                    "value": _plain(self.raw[line.id], self.arithmetic),
                },
                ensure_ascii=False,
            )
            for line in self.lines
        ]
        head = {
            "arithmetic": self.arithmetic.name,
            "graph": self.program.graph.to_text(),
            "output": self.program.output,
        }
        start = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
        body = ",\n    ".join(lines)
        return f'{start},\n  "lines": [\n    {body}\n  ]\n}}'

    def solution(
        self, lang: str | None = None, decimal: str | None = None, title: str | None = None
    ) -> Document:
        """Return the worked solution of this run; a notebook shows it, ``save`` writes it.

        Parameters
        ----------
        lang : {"en", "es"}, optional
            The language of :func:`symgrad.settings`, else the user's.
        decimal : {",", ".", "comma", "point"}, optional
            The decimal mark of :func:`symgrad.settings`, else the language's.
        title : str, optional
            A title of your own.

        Raises
        ------
        GraphError
            The run has no backward pass.
        SymgradError
            Another decimal mark.

        Examples
        --------
        >>> from symgrad.graph import Graph
        >>> trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
        >>> trace.solution(lang="es", decimal=",", title="Ejercicio 1").title
        'Ejercicio 1'
        """
        from symgrad.language import mark_of
        from symgrad.solution.worked import worked

        if self.program.output is None:
            raise GraphError("no_backward_pass")
        return worked(self, lang, mark_of(decimal), title)

    def __repr__(self) -> str:
        return f"<Trace of {self.program.graph!r}, {self.arithmetic.name}>"

    def _repr_svg_(self) -> str | None:
        from symgrad.pictures import notebook_svg

        return notebook_svg(self.program.graph, self)


def _plain(value: Any, arithmetic: Arithmetic) -> Any:
    """Return a value as JSON has it: a float as a number, an exact number as text."""
    if isinstance(value, float):
        return value
    if isinstance(value, Bounded):  # JSON has no infinity, and no bound is what it means
        return {"value": value.value, "error": value.error if isfinite(value.error) else None}
    if isinstance(value, Closed) and value.form is not None:
        return f"{value.form} = {Exact().number(Closed(None, value.enclosure)).n(15)}…"
    return str(arithmetic.number(value))


def evaluate(
    program: Program,
    arithmetic: Arithmetic | None = None,
    start: Mapping[str, Any] | None = None,
) -> Trace:
    """Compute every line, in order, under one arithmetic (``Exact()`` unless given).

    Parameters
    ----------
    program : Program
        The lines.
    arithmetic : Arithmetic, optional
        How to calculate.
    start : mapping, optional
        Values, in the arithmetic's own form, of lines that the program refers to without
        containing them.

    Raises
    ------
    EvaluationError
        Naming the line, the rule and the values.
    """
    chosen = Exact() if arithmetic is None else arithmetic
    values: dict[str, Any] = dict(start or {})
    for line in program:
        try:
            values[line.id] = evaluate_line(line, values, chosen)
        except Undefined as undefined:
            raise _explained(undefined, line, program, values, chosen) from undefined
    return Trace(program, chosen, values)


def evaluate_line(line: Line, values: Mapping[str, Any], arithmetic: Arithmetic) -> Any:
    """Compute one line from the values of earlier ones."""
    expr = chosen_branch(line.expr, values, arithmetic)
    return arithmetic.close(_value(expr, values, arithmetic), line, expr)


def chosen_branch(expr: Expr, values: Mapping[str, Any], arithmetic: Arithmetic) -> Expr:
    """Return the branch that holds, where the whole expression is a choice by sign.

    A slope 0.01 that was chosen is a number that is copied, not a calculation to be rounded.
    """
    while isinstance(expr, Call) and expr.op == "cases":
        sign = arithmetic.sign(_value(expr.args[0], values, arithmetic))
        if sign is None:
            return expr
        expr = _branch(expr, sign)
    return expr


def _branch(call: Call, sign: int) -> Expr:
    above, *at, below = call.args[1:]
    if sign:
        return above if sign > 0 else below
    if not at:
        raise Undefined("kink")
    return at[0]


def _value(expr: Expr, values: Mapping[str, Any], arithmetic: Arithmetic) -> Any:
    """Evaluate an expression without recursion; of a choice only the branch that holds."""
    if isinstance(expr, Ref):
        return values[expr.name]
    if isinstance(expr, Call) and all(isinstance(part, Ref) for part in expr.args):
        # One operation on earlier lines: most of a large graph, so it goes without the stacks.
        args = tuple(values[part.name] for part in expr.args if isinstance(part, Ref))
        return arithmetic.call(OPERATIONS[expr.op], args, expr.params)
    pending: list[tuple[Expr, bool]] = [(expr, False)]
    done: list[Any] = []
    while pending:
        node, ready = pending.pop()
        if isinstance(node, Ref):
            done.append(values[node.name])
        elif isinstance(node, Lit):
            done.append(arithmetic.lit(node))
        elif not ready:
            pending.append((node, True))
            lazy = node.op == "cases"
            pending.extend((part, False) for part in reversed(node.args[: 1 if lazy else None]))
        elif node.op == "cases" and (sign := arithmetic.sign(done[-1])) is not None:
            done.pop()
            pending.append((_branch(node, sign), False))
        elif node.op == "cases":  # symbols have no sign: keep every branch
            branches = (_value(part, values, arithmetic) for part in node.args[1:])
            done.append(arithmetic.call(OPERATIONS["cases"], (done.pop(), *branches), ()))
        else:
            start = len(done) - len(node.args)
            args = tuple(done[start:])
            del done[start:]
            done.append(arithmetic.call(OPERATIONS[node.op], args, node.params))
    return done[0]


def _explained(
    undefined: Undefined,
    line: Line,
    program: Program,
    values: Mapping[str, Any],
    arithmetic: Arithmetic,
) -> EvaluationError:
    """Add to a missing value: which line, by which rule, from which numbers."""
    from symgrad.conversion import to_text

    used = [name for name in names(line.expr) if name in values]
    known = ", ".join(f"{name} = {_short(values[name], arithmetic)}" for name in used)
    # Texts have no notation for a choice by sign.
    chooses = any(isinstance(part, Call) and part.op == "cases" for part in walk(line.expr))
    node = program.graph[line.target]
    row = None if node.expr is None else OPERATIONS[node.expr.op]
    if undefined.code == "kink" and node.expr is not None:
        row = _kinked(node.expr, values, arithmetic)
    jumps = undefined.code == "kink" and row is not None and row.name == "step"
    return EvaluationError(
        "jump" if jumps else undefined.code,
        line=line.label if chooses else f"{line.label} = {to_text(line.expr)}",
        node=line.target,
        rule=row.name if row else "",
        switch=(row.switch if row else None) or "",
        values=f" ({known})" if known else "",
    )


def _kinked(expr: Call, values: Mapping[str, Any], arithmetic: Arithmetic) -> Operation:
    """Return which operation of a node stands at a kink that no convention decides."""
    for part in walk(expr):
        slopes = local_derivatives(part, part) if isinstance(part, Call) else ()
        if isinstance(part, Call) and any(
            _undecided(slope, values, arithmetic) for slope in slopes
        ):
            return OPERATIONS[part.op]
    return OPERATIONS[expr.op]


def _undecided(slope: Expr, values: Mapping[str, Any], arithmetic: Arithmetic) -> bool:
    """Say whether a slope holds a choice by sign, at 0 and without a branch for it."""
    return any(
        arithmetic.sign(_value(part.args[0], values, arithmetic)) == 0
        for part in walk(slope)
        if isinstance(part, Call) and part.op == "cases" and len(part.args) == 3
    )


def _short(value: Any, arithmetic: Arithmetic) -> str:
    """Return a value with few digits, but never without its power of ten."""
    if isinstance(value, complex):
        return f"{value:.9g}"
    plain = _plain(value, arithmetic) if not isinstance(value, Bounded) else value.value
    text = str(plain)
    return text if len(text) <= 24 else f"{_decimal(to_fraction(value)):.9g}…"


def _decimal(value: Fraction) -> Decimal:
    return _FEW_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
