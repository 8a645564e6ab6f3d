"""The worksheet file: one TOML document, described by pydantic models."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from symgrad.arithmetic import Arithmetic, ByHand, Exact, Float
from symgrad.characters import as_name
from symgrad.errors import InputError
from symgrad.exercise.kinds import Backward, FiniteDifferences, Part
from symgrad.exercise.kinds.base import Localized, Words
from symgrad.solution.sheet import SECTIONS, Section

ArithmeticName = Literal["exact", "hand", "float"]
Number: TypeAlias = Annotated[Decimal, Field(allow_inf_nan=False)]
Given: TypeAlias = Annotated[int, Field(strict=True)] | Number | str


# An accent in a name may be typed as a character of its own.
Name: TypeAlias = Annotated[str, AfterValidator(as_name)]


class Rounding(BaseModel):
    """How an exercise is rounded by hand."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"not": {"required": ["decimals", "significant"]}},
    )

    decimals: Annotated[
        int | None, Field(strict=True, ge=0, le=30, description="expected_decimals")
    ] = None
    significant: Annotated[
        int | None, Field(strict=True, ge=1, le=30, description="expected_significant")
    ] = None
    rounding: Annotated[Literal["line", "operation"], Field(description="expected_rounding")] = (
        "line"
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> Rounding:
        if self.decimals is not None and self.significant is not None:
            raise InputError("decimals_or_significant")
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

    title: Annotated[Localized, Field(description="expected_words")]
    source: Annotated[Localized | None, Field(description="expected_words")] = None
    version: Annotated[Words | None, Field(description="expected_version")] = None
    statement: Annotated[Localized | None, Field(description="expected_words")] = None
    assumptions: Annotated[tuple[Localized, ...], Field(description="expected_list")] = ()
    graph: Annotated[str, Field(min_length=1, description="expected_graph")]
    expand: Annotated[bool, Field(strict=True, description="expected_flag")] = True
    output: Annotated[Name | None, Field(description="expected_node")] = None
    arithmetic: Annotated[ArithmeticName | None, Field(description="expected_arithmetic")] = None
    inputs: Annotated[dict[Name, Given], Field(description="expected_inputs")] = {}
    conventions: Annotated[dict[str, Number], Field(description="expected_conventions")] = {}
    rounding: Annotated[Rounding, Field(description="expected_table")] = Rounding()
    hide: Annotated[tuple[Section, ...], Field(description="expected_hide")] = SECTIONS
    parts: Annotated[tuple[Part, ...], Field(description="expected_parts")] = (
        Backward(kind="backward"),
        FiniteDifferences(kind="finite_differences"),
    )

    def calculate(self, name: ArithmeticName | None = None) -> Arithmetic:
        """Return the arithmetic of that name, or the worksheet's own.

        A worksheet that says how to round is worked by hand unless it says otherwise.
        """
        own = "hand" if "rounding" in self.model_fields_set else "exact"
        chosen = name or self.arithmetic or own
        if chosen == "hand":
            rounding = self.rounding
            return ByHand(rounding.decimals, rounding.significant, rounding.rounding)
        return Exact() if chosen == "exact" else Float()
