"""From assignments to a graph's nodes: which names are inputs, which are numbers, in what order."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from symgrad.characters import as_name, printable
from symgrad.errors import GraphError, InputError
from symgrad.expr import Call, Expr, Lit, fold, names, substitute
from symgrad.inputs import CONSTANTS, constant, read_value
from symgrad.operations import OPERATIONS, SWITCHES

Line: TypeAlias = tuple[str, Expr, int]


@dataclass(frozen=True, slots=True)
class Resolved:
    """Assignments whose names are settled."""

    lines: tuple[Line, ...]
    inputs: tuple[str, ...]
    constants: tuple[str, ...]


def resolve(
    lines: list[Line], declared: tuple[str, ...], conventions: Mapping[str, Any]
) -> Resolved:
    """Decide what every name is, and apply the conventions at kinks.

    Raises
    ------
    GraphError
        A name defined twice, a declared input that is also defined, no line at all, or an unknown
        convention.
    InputError
        The value of a convention is no number.
    """
    if not lines:
        raise GraphError("empty")
    declared = tuple(dict.fromkeys(map(as_name, declared)))
    defined = _defined(lines, declared)
    used = dict.fromkeys(name for _, expr, _ in lines for name in names(expr))
    free = [name for name in used if name not in defined and name not in declared]
    constants = tuple(name for name in free if name in CONSTANTS)
    inputs = (*declared, *(name for name in free if name not in CONSTANTS))
    switches = _switches(conventions)
    settled = tuple((name, _settle(expr, constants, switches), line) for name, expr, line in lines)
    return Resolved(settled, inputs, constants)


def _defined(lines: list[Line], declared: tuple[str, ...]) -> dict[str, int]:
    defined: dict[str, int] = {}
    for name, _, line in lines:
        if name in defined:
            raise GraphError("name_defined_twice", name=name, line=line, first=defined[name])
        if name in declared:
            raise GraphError("input_defined", name=name, line=line)
        defined[name] = line
    return defined


def _switches(conventions: Mapping[str, Any]) -> dict[str, Fraction]:
    switches = {}
    for name, value in conventions.items():
        if name not in SWITCHES:
            raise GraphError("convention_unknown", name=printable(name), known=", ".join(SWITCHES))
        number = read_value(name, value)
        if not isinstance(number, Lit):  # such as sqrt(2)
            raise InputError("input_no_number", name=name, value=printable(str(value)))
        switches[name] = number.value
    return switches


def _settle(expr: Expr, constants: tuple[str, ...], switches: dict[str, Fraction]) -> Expr:
    """Put numbers for constants, exp(x) for e^x, and the chosen conventions into `expr`."""
    known = substitute(expr, lambda ref: constant(ref) if ref.name in constants else ref)

    def combine(node: Call, args: tuple[Expr, ...]) -> Expr:
        if node.op == "pow" and args[0] == Call("e", ()):
            return Call("exp", args[1:], (), node.span)
        return Call(node.op, args, _params(node, switches), node.span)

    return fold(known, lambda leaf: leaf, combine)


def _params(node: Call, switches: dict[str, Fraction]) -> tuple[Fraction | None, ...]:
    """Return the fixed numbers of an operation: written, chosen by a switch, or the default."""
    row = OPERATIONS[node.op]
    given = node.params or tuple(parameter.default for parameter in row.params)
    return tuple(
        switches.get(parameter.name, value)
        for parameter, value in zip(row.params, given, strict=True)
    )


def ordered(lines: tuple[Line, ...]) -> list[Line]:
    """Order lines so that each uses only earlier ones; the written order wins where it can.

    Raises
    ------
    GraphError
        A cycle, with its names and lines.

    Examples
    --------
    >>> from symgrad.expr import Ref
    >>> [name for name, _, _ in ordered((("y", Ref("d"), 1), ("d", Ref("a"), 2)))]
    ['d', 'y']
    """
    place = {name: position for position, (name, _, _) in enumerate(lines)}
    needs = [{place[name] for name in names(expr) if name in place} for _, expr, _ in lines]
    users: list[list[int]] = [[] for _ in lines]
    for position, needed in enumerate(needs):
        for other in needed:
            users[other].append(position)
    missing = [len(needed) for needed in needs]
    ready = [position for position, count in enumerate(missing) if count == 0]
    order: list[int] = []
    while ready:
        position = heapq.heappop(ready)
        order.append(position)
        for user in users[position]:
            missing[user] -= 1
            if missing[user] == 0:
                heapq.heappush(ready, user)
    if len(order) < len(lines):
        raise _cycle(lines, needs, set(order))
    return [lines[position] for position in order]


def _cycle(lines: tuple[Line, ...], needs: list[set[int]], done: set[int]) -> GraphError:
    """Follow the lines that wait for one another until one comes again."""
    position = min(set(range(len(lines))) - done)
    path: dict[int, int] = {}  # the lines passed, and when
    while position not in path:
        path[position] = len(path)
        position = min(needs[position] - done)
    cycle = list(path)[path[position] :]
    steps = [lines[place][0] for place in [*cycle, position]]
    shown = " → ".join(reversed(steps if len(steps) <= 8 else [*steps[:4], "…", *steps[-3:]]))
    return GraphError("cycle", cycle=shown, line=lines[cycle[0]][2])
