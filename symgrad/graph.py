"""The computational graph that a teacher drew: immutable, in written order, nothing merged."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from symgrad.assignments import ordered, resolve
from symgrad.characters import printable
from symgrad.errors import GraphError
from symgrad.expr import Call, Expr, names
from symgrad.nodes import Edge, Node, fresh_names, nodes_of
from symgrad.parsing import Limits, is_name, parse_assignments

if TYPE_CHECKING:
    from symgrad.arithmetic import Arithmetic
    from symgrad.finite import Differences
    from symgrad.gradient import Gradient
    from symgrad.inputs import Value
    from symgrad.trace import Trace

__all__ = ["Edge", "Graph", "Node"]


@dataclass(frozen=True)
class Graph:
    """A computational graph.

    Make one with :meth:`from_text` or :meth:`from_sympy`.

    Attributes
    ----------
    nodes : tuple of Node
        Inputs first, then the operations in written order (moved only where the text uses a name
        before it defines it).
    constants : tuple of str
        Names that were read as numbers, ``e`` and ``pi``, because nothing defines them.

    Examples
    --------
    >>> graph = Graph.from_text("d = a + b; e = b - c; Y = d*e")
    >>> graph.inputs, graph.outputs
    (('a', 'b', 'c'), ('Y',))
    >>> run = graph.run({"a": 1, "b": 2, "c": 3})
    >>> run.values["Y"], {name: run.adjoints[name] for name in graph.inputs}
    (-3, {'a': -1, 'b': 2, 'c': -3})
    """

    nodes: tuple[Node, ...]
    constants: tuple[str, ...] = ()

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        inputs: Iterable[str] = (),
        expand: bool = True,
        conventions: Mapping[str, Any] | None = None,
        limits: Limits | None = None,
    ) -> Graph:
        """Read assignments, one per line: ``d = a + b``.

        Parameters
        ----------
        text : str
            The lines. One with a single operation is a node as written; a longer one is expanded
            into temporaries v1, v2, …
        inputs : iterable of str, optional
            Declared inputs, in this order; a declared ``e`` or ``pi`` is an input, not a number.
            Names that the text uses without defining them are inputs too.
        expand : bool
            False: a longer line stays one coarse node.
        conventions : mapping, optional
            Values at kinks, such as ``{"abs_slope_at_0": 0}``.
        limits : Limits, optional
            Bounds of the parser; raise them for texts of your own that are very long.

        Raises
        ------
        ParseError, GraphError
            With the line of the text.
        """
        return cls.from_assignments(
            [(line.name, line.expr, line.line) for line in parse_assignments(text, limits)],
            inputs=inputs,
            expand=expand,
            conventions=conventions,
        )

    @classmethod
    def from_sympy(cls, source: Any, *, name: str = "Y", expand: bool = True) -> Graph:
        """Read a SymPy expression, or a list of ``Eq(symbol, expression)``.

        SymPy has already reordered and merged what was typed; the graph shows what SymPy holds.

        Parameters
        ----------
        source : sympy.Expr or iterable of sympy.Eq
            What to read.
        name : str
            Name of the output of a single expression.
        expand : bool
            As in :meth:`from_text`.

        Examples
        --------
        >>> import sympy
        >>> a, b = sympy.symbols("a b")
        >>> print(Graph.from_sympy(a - b/2).to_text())
        v1 = (1/2)*b
        Y = a - v1
        """
        from symgrad.conversion import from_sympy

        found = from_sympy(source, name)
        targets = {target for target, _ in found}
        # A symbol is never a number, not even one that is called e or pi.
        free = dict.fromkeys(used for _, expr in found for used in names(expr))
        return cls.from_assignments(
            [(target, expr, number) for number, (target, expr) in enumerate(found, start=1)],
            inputs=[symbol for symbol in free if symbol not in targets],
            expand=expand,
        )

    @classmethod
    def from_assignments(
        cls,
        lines: Iterable[tuple[str, Expr, int]],
        *,
        inputs: Iterable[str] = (),
        expand: bool = True,
        conventions: Mapping[str, Any] | None = None,
    ) -> Graph:
        """Make a graph of (name, expression, line number); the other ways in end here."""
        resolved = resolve(list(lines), tuple(inputs), conventions or {})
        for name in resolved.inputs:
            if not is_name(name):
                raise GraphError("input_name", name=printable(name))
        nodes = [Node(name, None) for name in resolved.inputs]
        fresh = fresh_names({*resolved.inputs, *(name for name, _, _ in resolved.lines)})
        for name, expr, line in ordered(resolved.lines):
            nodes.extend(nodes_of(name, expr, line, expand=expand, fresh=fresh))
        return cls(tuple(nodes), resolved.constants)

    @cached_property
    def _by_name(self) -> dict[str, Node]:
        return {node.name: node for node in self.nodes}

    def __getitem__(self, name: str) -> Node:
        """Return the node of that name."""
        if name not in self._by_name:
            near = difflib.get_close_matches(name, self._by_name, n=3, cutoff=0.5)
            known = _listed(near or self._by_name)
            raise GraphError("no_such_node", name=printable(name), known=known)
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs."""
        return tuple(node.name for node in self.nodes if node.expr is None)

    @cached_property
    def operations(self) -> tuple[Node, ...]:
        """The nodes that compute something, in order."""
        return tuple(node for node in self.nodes if node.expr is not None)

    @cached_property
    def uses(self) -> dict[str, tuple[Edge, ...]]:
        """The arrows that leave each node, in written order."""
        leaving: dict[str, list[Edge]] = {node.name: [] for node in self.nodes}
        for edge in self.edges:
            leaving[edge.tail].append(edge)
        return {name: tuple(edges) for name, edges in leaving.items()}

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """All arrows, in the order of the nodes where they end."""
        return tuple(edge for node in self.nodes for edge in node.edges)

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """Names of the operations that nothing uses."""
        return tuple(node.name for node in self.operations if not self.uses[node.name])

    @cached_property
    def unused(self) -> tuple[str, ...]:
        """Inputs that nothing uses; their derivative is 0."""
        return tuple(name for name in self.inputs if not self.uses[name])

    def output(self, name: str | None = None) -> str:
        """Return the output to differentiate: the only one, or the one that is named.

        Raises
        ------
        GraphError
            Several outputs and no name, or no such node.
        """
        if name is not None:
            return self[name].name
        if len(self.outputs) != 1:
            lines = [self[output].line for output in self.outputs]
            names = _listed(self.outputs)
            raise GraphError("several_outputs", names=names, lines=_listed(lines))
        return self.outputs[0]

    def ancestors(self, output: str) -> frozenset[str]:
        """Return the names that `output` depends on, itself included."""
        found = {output}
        for node in reversed(self.nodes):
            if node.name in found:
                found.update(edge.tail for edge in node.edges)
        return frozenset(found)

    def run(
        self,
        inputs: Mapping[str, Value],
        arithmetic: Arithmetic | None = None,
        *,
        output: str | None = None,
    ) -> Trace:
        """Run forward and backward.

        Parameters
        ----------
        inputs : mapping
            A value per input: int, Fraction, Decimal, float (taken as the decimal it prints), or
            text such as ``"1/3"`` and ``"sqrt(2)"``.
        arithmetic : Arithmetic, optional
            ``Exact()`` unless given.
        output : str, optional
            What to differentiate, where the graph has several outputs.

        Raises
        ------
        InputError, GraphError, EvaluationError
            Naming the input, the node or the line.
        """
        from symgrad.lines import Program
        from symgrad.trace import evaluate

        return evaluate(Program(self).given(inputs).forward().backward(output), arithmetic)

    def tangents(
        self,
        inputs: Mapping[str, Value],
        seed: Mapping[str, Value],
        arithmetic: Arithmetic | None = None,
    ) -> Trace:
        """Run in forward mode: the derivative of every node along `seed`.

        Parameters
        ----------
        seed : mapping
            Direction, a number per input; inputs that it leaves out have 0.

        Examples
        --------
        >>> graph = Graph.from_text("d = a + b; e = b - c; Y = d*e")
        >>> graph.tangents({"a": 1, "b": 2, "c": 3}, seed={"b": 1}).tangents["Y"]
        2
        """
        from symgrad.lines import Program
        from symgrad.trace import evaluate

        return evaluate(Program(self).given(inputs).forward().tangents(seed), arithmetic)

    def gradient(self, output: str | None = None) -> Gradient:
        """Return one short SymPy equation per adjoint; see :class:`~symgrad.gradient.Gradient`.

        Examples
        --------
        >>> Graph.from_text("d = a + b; e = b - c; Y = d*e").gradient()["b"]
        ∂Y/∂d + ∂Y/∂e
        """
        from symgrad.gradient import gradient

        return gradient(self, output)

    def differences(
        self,
        inputs: Mapping[str, Value],
        name: str,
        *,
        steps: Iterable[Value] = ("0.1", "0.01", "0.001"),
        arithmetic: Arithmetic | None = None,
        output: str | None = None,
        schemes: Iterable[str] = ("forward", "backward", "central"),
    ) -> Differences:
        """Return difference quotients in the direction of `name`; forward, backward and central.

        Parameters
        ----------
        inputs, arithmetic, output
            As in :meth:`run`; the complex step needs ``Float()``.
        name : str
            The input that is shifted.
        steps : iterable
            The step sizes h.
        schemes : iterable of str
            Which quotients: of ``forward``, ``backward``, ``central``, ``five_point``,
            ``richardson``, ``complex_step`` and ``second_difference``.

        Examples
        --------
        >>> graph = Graph.from_text("d = a + b; e = b - c; Y = d*e")
        >>> [row.forward for row in graph.differences({"a": 1, "b": 2, "c": 3}, "b").rows]
        [21/10, 201/100, 2001/1000]
        """
        from symgrad.finite import differences

        return differences(self, inputs, name, steps, arithmetic, output, schemes)

    def to_sympy(self, output: str | None = None) -> Any:
        """Return the composed SymPy expression of an output, in terms of the inputs.

        Its symbols are declared real: for SymPy, ``symbols("a")`` is another symbol.

        Raises
        ------
        GraphError
            SymPy refuses the composition (``elu(log(relu(x)))`` has log(0) on one branch).

        Examples
        --------
        >>> Y = Graph.from_text("d = a + b; e = b - c; Y = d*e").to_sympy()
        >>> import sympy
        >>> Y, Y.diff(sympy.Symbol("a", real=True))
        ((a + b)*(b - c), b - c)
        """
        from symgrad.gradient import composed

        return composed(self, output)

    def to_text(self) -> str:
        """Return assignments that :meth:`from_text` reads back to nodes with the same lines.

        Temporaries become written lines; what is not in the lines (inputs that nothing uses, the
        order of the others, conventions) is declared again.

        Examples
        --------
        >>> print(Graph.from_text("d = a; Y = (d + 1)*d").to_text())
        d = a
        v1 = d + 1
        Y = v1*d
        """
        from symgrad.conversion import to_text

        return "\n".join(
            f"{node.name} = {to_text(_right_side(node.expr))}"
            for node in self.operations
            if node.expr is not None
        )

    def __repr__(self) -> str:
        count = len(self.operations)
        return (
            f"<Graph of {count} operations: {_listed(self.inputs, 6)} → {_listed(self.outputs, 6)}>"
        )

    def _repr_svg_(self) -> str | None:
        from symgrad.pictures import notebook_svg

        return notebook_svg(self)


def _listed(items: Iterable[object], most: int = 8) -> str:
    """Name the first few of what may be a hundred thousand."""
    shown = [str(item) for item in islice(items, most + 1)]
    return ", ".join(shown[:most] + ["…"] * (len(shown) > most))


def _right_side(expr: Call) -> Expr:
    """Return what was written to the right of ``=``: ``Y = x`` is held as an identity."""
    copied = expr.op == "identity" and not isinstance(expr.args[0], Call)
    return expr.args[0] if copied else expr
