"""What a row of the table of operations is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from symgrad.expr import Expr, Operand

Params: TypeAlias = tuple[Fraction | None, ...]
Local: TypeAlias = Callable[[tuple[Expr, ...], Expr, Params], tuple[Operand, ...]]
Style: TypeAlias = Literal[
    "infix", "prefix", "power", "square", "function", "root", "bars", "part", "cases", "constant"
]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A fixed number of an operation.

    Attributes
    ----------
    name : str
        For a switch, the name that worksheets and messages use (``abs_slope_at_0``).
    default : Fraction or None
        None: undefined unless the user chooses.
    written : bool
        Whether it is written in the text, ``leaky_relu(z, 0.1)``; otherwise it is a convention.
    """

    name: str
    default: Fraction | None
    written: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the table.

    Attributes
    ----------
    name : str
        The name in the text of worksheets.
    arity : tuple
        Least and greatest number of arguments (None: any number).
    value : callable
        ``value(backend, *args, *params)``: the formula over any kind of number.
    local : callable
        ``local(args, out, params)``: one expression per argument, d out / d argument.
    params : tuple of Parameter
        Fixed numbers and conventions.
    domain : callable or None
        ``domain(backend, *args)``: code of the broken condition, or None.
    style, sign, es : str
        How formulas write it, its sign in a diagram, its Spanish name where it differs.
    """

    name: str
    arity: tuple[int, int | None]
    value: Callable[..., Any]
    local: Local
    params: tuple[Parameter, ...] = ()
    domain: Callable[..., str | None] | None = None
    style: Style = "function"
    sign: str = ""
    en: str = ""
    es: str = ""

    def title(self, lang: str) -> str:
        """Return the name that formulas print in a language.

        >>> from symgrad.operations import OPERATIONS
        >>> OPERATIONS["sin"].title("es"), OPERATIONS["log"].title("en")
        ('sen', 'ln')
        """
        return (self.es if lang == "es" else "") or self.en or self.name

    @property
    def usage(self) -> str:
        """How the function is written: ``leaky_relu(x, beta)``."""
        arguments = ["x", "y"][: self.arity[0]] + [p.name for p in self.params if p.written]
        return f"{self.name}({', '.join(arguments)})"

    @property
    def switch(self) -> str | None:
        """Name of the convention that decides a kink, if the row has one."""
        return next((p.name for p in self.params if not p.written and "slope" in p.name), None)
