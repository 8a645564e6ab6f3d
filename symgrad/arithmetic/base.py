"""What an arithmetic is: how a line's expression becomes a number.

Whatever the arithmetic, one evaluator walks the lines (:mod:`symgrad.trace`). It asks for four
things: the value of a literal, the value of one operation, the sign that chooses a branch, and the
*closing* of a line. ``close`` is the only place that rounds, bounds or names.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from symgrad.expr import Expr, Lit
from symgrad.operations import Operation
from symgrad.operations.operation import Params

if TYPE_CHECKING:
    from symgrad.lines import Line


class Undefined(ArithmeticError):
    """An operation without a value here; the evaluator adds which line it was.

    Parameters
    ----------
    code : str
        ``positive``, ``divisor``, ``kink``, ``overflow``, ``sign_undecided``, ``too_long``, …
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Arithmetic(ABC):
    """A way of calculating. Values are opaque to everyone else."""

    name: ClassVar[str]

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    @abstractmethod
    def lit(self, lit: Lit) -> Any:
        """Return the value of a number as it was written."""

    @abstractmethod
    def call(self, operation: Operation, args: tuple[Any, ...], params: Params) -> Any:
        """Return the value of one operation.

        Raises
        ------
        Undefined
            Outside the domain, or too large.
        """

    @abstractmethod
    def sign(self, value: Any) -> int | None:
        """Return -1, 0 or 1, or None where all branches have to be kept."""

    def close(self, value: Any, line: Line, expr: Expr) -> Any:
        """Finish a line whose value was computed from `expr`."""
        return value

    @abstractmethod
    def number(self, value: Any) -> Any:
        """Return the number that users of Python get."""
