"""The gradient as short equations: one per adjoint, in terms of nodes and earlier adjoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from symgrad.arithmetic import Symbolic, symbol
from symgrad.arithmetic.closed import sympy_backend
from symgrad.errors import GraphError
from symgrad.lines import Program, adjoint
from symgrad.trace import evaluate

if TYPE_CHECKING:
    from symgrad.graph import Graph


class Gradient(Mapping[str, Any]):
    """Equations of the backward pass; a mapping from a node's name to its right-hand side.

    Because every node and every adjoint keeps its own symbol, the equations stay short however
    deep the graph is. Substituting them into each other is :meth:`expanded`.

    Examples
    --------
    >>> from symgrad.graph import Graph
    >>> gradient = Graph.from_text("d = a + b; e = b - c; Y = d*e").gradient()
    >>> for equation in gradient.equations:
    ...     print(equation.lhs, "=", equation.rhs)
    ∂Y/∂Y = 1
    ∂Y/∂d = e
    ∂Y/∂e = d
    ∂Y/∂c = -∂Y/∂e
    ∂Y/∂a = ∂Y/∂d
    ∂Y/∂b = ∂Y/∂d + ∂Y/∂e
    >>> gradient.expanded("b")
    a + 2*b - c
    """

    def __init__(self, graph: Graph, output: str, definitions: Mapping[str, Any]) -> None:
        self.graph = graph
        self.output = output
        self._adjoints = {
            line: expr for line, expr in definitions.items() if line.startswith(f"∂{output}/∂")
        }

    def __getitem__(self, name: str) -> Any:
        return self._adjoints[adjoint(self.output, self.graph[name].name)]

    def __iter__(self) -> Iterator[str]:
        return (line.partition("/∂")[2] for line in self._adjoints)

    def __len__(self) -> int:
        return len(self._adjoints)

    @property
    def equations(self) -> tuple[Any, ...]:
        """``Eq(adjoint, expression)`` in the order of the backward pass."""
        equality = sympy_backend().module.Eq
        return tuple(
            equality(symbol(line), expr, evaluate=False) for line, expr in self._adjoints.items()
        )

    def expanded(self, name: str) -> Any:
        """Return the derivative by one node in terms of the inputs alone, multiplied out."""
        line = adjoint(self.output, self.graph[name].name)
        program = Program(self.graph).forward(self.output).backward(self.output)
        return sympy_backend().module.expand(_composed(program, line))


def gradient(graph: Graph, output: str | None) -> Gradient:
    """Return the equations of the backward pass; see :meth:`Graph.gradient`."""
    target = graph.output(output)
    arithmetic = Symbolic(named=True)
    evaluate(Program(graph).forward().backward(target), arithmetic, _symbols(graph))
    return Gradient(graph, target, arithmetic.definitions)


def composed(graph: Graph, output: str | None) -> Any:
    """Return the output as one SymPy expression; see :meth:`Graph.to_sympy`."""
    target = graph.output(output)
    return _composed(Program(graph).forward(target), target)


def _composed(program: Program, line: str) -> Any:
    try:
        return evaluate(program, Symbolic(), _symbols(program.graph)).raw[line]
    except (TypeError, ValueError) as error:
        # In elu(log(relu(x))) SymPy compares log(0) with 0, on a branch that nobody takes.
        raise GraphError("sympy_composition", line=line, reason=error) from error


def _symbols(graph: Graph) -> dict[str, Any]:
    return {name: symbol(name) for name in graph.inputs}
