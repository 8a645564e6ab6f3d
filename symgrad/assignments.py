"""From assignments to a graph's nodes: which names are inputs, which are numbers, in what order."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from symgrad.errors import GraphError
from symgrad.expr import Call, Expr, Ref, fold, names, substitute
from symgrad.operations import OPERATIONS, SWITCHES

Line: TypeAlias = tuple[str, Expr, int]

# Names that are numbers where nothing else defines them.
CONSTANTS = {"e": "e", "pi": "pi", "π": "pi"}


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
    """
    if not lines:
        raise GraphError("empty")
    defined = _defined(lines, declared)
    used = dict.fromkeys(name for _, expr, _ in lines for name in names(expr))
    free = [name for name in used if name not in defined and name not in declared]
    constants = tuple(name for name in free if name in CONSTANTS)
    inputs = (*declared, *(name for name in free if name not in CONSTANTS))
    switches = _switches(conventions)
    settled = tuple((name, _settle(expr, constants, switches), line) for name, expr, line in lines)
    return Resolved(settled, inputs, constants)


def constant(ref: Ref) -> Call:
    """Return the number that an undefined ``e`` or ``pi`` stands for."""
    return Call(CONSTANTS[ref.name], (), (), ref.span)


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
    for name in conventions:
        if name not in SWITCHES:
            raise GraphError("convention_unknown", name=name, known=", ".join(SWITCHES))
    return {name: Fraction(str(value)) for name, value in conventions.items()}


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
    path: list[int] = []
    while position not in path:
        path.append(position)
        position = min(needs[position] - done)
    cycle = path[path.index(position) :]
    steps = [lines[place][0] for place in [*cycle, position]]
    shown = " → ".join(reversed(steps if len(steps) <= 8 else [*steps[:4], "…", *steps[-3:]]))
    return GraphError("cycle", cycle=shown, line=lines[cycle[0]][2])
