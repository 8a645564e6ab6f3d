"""The worksheet file: one TOML document, described by pydantic models."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from symgrad.arithmetic import Arithmetic, ByHand, Exact, Float
from symgrad.exercise.kinds import Backward, FiniteDifferences, Part
from symgrad.exercise.kinds.base import Localized

ArithmeticName = Literal["exact", "hand", "float"]
Number = Annotated[Decimal, Field(allow_inf_nan=False)]


class Rounding(BaseModel):
    """How an exercise is rounded by hand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    decimals: Annotated[int, Field(strict=True, ge=0, le=30)] | None = None
    significant: Annotated[int, Field(strict=True, ge=1, le=30)] | None = None
    rounding: Literal["line", "operation"] = "line"

    @model_validator(mode="after")
    def _one_of_two(self) -> Rounding:
        if self.decimals is not None and self.significant is not None:
            raise ValueError("decimals_or_significant")
        return self


class Worksheet(BaseModel):
    """An exercise as a teacher writes it.

    Examples
    --------
    >>> Worksheet.model_validate({"title": "Chain", "graph": "y = x^2", "inputs": {"x": 3}}).parts
    (Backward(title=None, marks=None, kind='backward'),
     FiniteDifferences(title=None, marks=None, kind='finite_differences',
                       steps=(Decimal('0.1'), Decimal('0.01'), Decimal('0.001'))))
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Localized
    source: Localized | None = None
    statement: Localized | None = None
    assumptions: tuple[Localized, ...] = ()
    graph: Annotated[str, Field(min_length=1)]
    expand: Annotated[bool, Field(strict=True)] = True
    output: str | None = None
    arithmetic: ArithmeticName = "exact"
    inputs: dict[str, Annotated[int, Field(strict=True)] | Number | str] = {}
    conventions: dict[str, Number] = {}
    rounding: Rounding = Rounding()
    parts: tuple[Part, ...] = (
        Backward(kind="backward"),
        FiniteDifferences(kind="finite_differences"),
    )

    def calculate(self, name: ArithmeticName | None = None) -> Arithmetic:
        """Return the arithmetic of that name, or the worksheet's own."""
        chosen = name or self.arithmetic
        if chosen == "hand":
            rounding = self.rounding
            return ByHand(rounding.decimals, rounding.significant, rounding.rounding)
        return Exact() if chosen == "exact" else Float()
