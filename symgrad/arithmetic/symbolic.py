"""Symbolic arithmetic: a line's value is a SymPy expression."""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING, Any

from symgrad.arithmetic.base import Arithmetic
from symgrad.arithmetic.closed import sympy_backend
from symgrad.arithmetic.exact import check_domain
from symgrad.expr import Expr, Lit
from symgrad.operations import Operation
from symgrad.operations.operation import Params

if TYPE_CHECKING:
    from symgrad.lines import Line


@functools.lru_cache(maxsize=4096)
def symbol(name: str) -> Any:
    """Return the real symbol of a name; any name is only a name, ``S`` and ``lambda`` too."""
    return sympy_backend().module.Symbol(name, real=True)


class Symbolic(Arithmetic):
    """Expressions instead of numbers.

    Parameters
    ----------
    named : bool
        True: every node and every adjoint is replaced by its symbol once its equation is known,
        so that expressions stay short; the equations are in ``definitions`` by line id.
        False: everything is composed down to the inputs.
    """

    name = "symbolic"

    def __init__(self, *, named: bool = False) -> None:
        self.named = named
        self.definitions: dict[str, Any] = {}

    def lit(self, lit: Lit) -> Any:
        """Return SymPy's rational number."""
        return sympy_backend().number(lit.value)

    def call(self, operation: Operation, args: tuple[Any, ...], params: Params) -> Any:
        """Return the expression; what has no value for any number, as x/0, is refused."""
        backend = sympy_backend()
        with contextlib.suppress(TypeError):  # most expressions have no sign
            check_domain(operation, backend, args)
        numbers = (None if value is None else backend.number(value) for value in params)
        return operation.value(backend, *args, *numbers)

    def sign(self, value: Any) -> int | None:
        """Return the sign of a number; of an expression all branches are kept."""
        with contextlib.suppress(TypeError):
            return sympy_backend().sign(value)
        return None

    def close(self, value: Any, line: Line, expr: Expr) -> Any:
        """Name the lines of nodes and of adjoints; leave the others inside their line."""
        if not self.named or line.kind in ("local", "contribution"):
            return value
        self.definitions[line.id] = value
        return value if line.kind == "seed" else symbol(line.label)

    def number(self, value: Any) -> Any:
        """Return the expression."""
        return value
