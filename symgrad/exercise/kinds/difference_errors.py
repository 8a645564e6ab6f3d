"""The part ``difference_errors``: how far off numerical derivatives are, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, field_validator, model_validator

from symgrad.curves import EPSILON, Curve, curves, grid
from symgrad.errors import InputError
from symgrad.exercise.kinds.base import Outcome, PartBase, Words
from symgrad.expr import Ref
from symgrad.inputs import Value
from symgrad.solution.context import Context
from symgrad.solution.document import Block
from symgrad.solution.lesson import lesson
from symgrad.solution.pitfalls import complex_steps, lost_digits, sides
from symgrad.solution.sheet import Asked
from symgrad.solution.subject import Subject

SchemeName: TypeAlias = Literal[
    "forward",
    "backward",
    "central",
    "five_point",
    "richardson",
    "complex_step",
    "second_difference",
]
Point: TypeAlias = (
    Annotated[int, Field(strict=True)] | Annotated[Decimal, Field(allow_inf_nan=False)] | str
)
Step: TypeAlias = Annotated[Decimal, Field(gt=0, ge=Decimal("1e-300"), le=Decimal("1e300"))]
_SECTIONS: Mapping[str, Callable[..., Iterator[Block]]] = {
    "digits": lost_digits,
    "sides": sides,
    "complex_step": complex_steps,
}
# The smallest h of a curve, relative to the point: there nothing is left of the derivative.
_SMALLEST = Decimal("1e-16")


class DifferenceErrors(PartBase):
    """Errors of difference quotients over h, lost digits, kinks, and silent complex steps."""

    kind: Literal["difference_errors"]
    show: Annotated[
        Literal["curve", "digits", "sides", "complex_step"], Field(description="expected_show")
    ] = "curve"
    functions: Annotated[
        tuple[Words, ...], Field(max_length=8, description="expected_functions")
    ] = ()
    points: Annotated[tuple[Point, ...], Field(max_length=8, description="expected_points")] = ()
    h_range: Annotated[tuple[Step, Step] | None, Field(description="expected_h_range")] = None
    schemes: Annotated[
        tuple[SchemeName, ...],
        Field(
            min_length=1,
            description="expected_schemes",
            json_schema_extra={"uniqueItems": True},
        ),
    ] = ("forward", "central", "five_point", "complex_step", "second_difference")

    @field_validator("schemes")
    @classmethod
    def _different(cls, schemes: tuple[SchemeName, ...]) -> tuple[SchemeName, ...]:
        if len(set(schemes)) < len(schemes):
            raise ValueError("equal schemes")
        return schemes

    @field_validator("h_range")
    @classmethod
    def _wide(cls, ends: tuple[Decimal, Decimal] | None) -> tuple[Decimal, Decimal] | None:
        if ends and max(ends) < 10 * min(ends):
            raise ValueError("less than a power of ten")
        return ends

    @model_validator(mode="after")
    def _as_many_points(self) -> DifferenceErrors:
        if len(self.points) not in (0, 1, len(self.functions) or 1):
            raise InputError("points_functions")
        return self

    def solve(self, context: Context) -> Outcome:
        """Return the section that is asked for, with its numbers."""
        return Outcome(tuple(self._blocks(context, blank=False)))

    def ask(self, context: Context, hidden: frozenset[str]) -> Asked:
        """Return the section with room for the numbers, where the check is asked."""
        return Asked(tuple(self._blocks(context, "check" in hidden)), ())

    def _blocks(self, context: Context, blank: bool) -> Iterator[Block]:
        subjects = list(self._subjects(context))
        if self.show != "curve":
            yield from _SECTIONS[self.show](subjects, blank)
            return
        for subject in subjects:
            measured = {precision: self._curves(subject, precision) for precision in EPSILON}
            yield from lesson(subject, measured, self.schemes, blank)

    def _curves(self, subject: Subject, precision: str) -> Sequence[Curve]:
        function = subject.graph, subject.inputs, subject.name
        return curves(*function, self._steps(subject), self.schemes, precision, subject.output)

    def _subjects(self, context: Context) -> Iterator[Subject]:
        """Yield the functions of the part; without any the graph, as a function of its input."""
        written = context.written
        graph, output = written.trace.program.graph, written.trace.output
        lines = (line for line in written.trace.lines if line.kind == "given")
        given = {line.id: line.expr for line in lines if not isinstance(line.expr, Ref)}
        if not graph.inputs:
            raise InputError("no_input_to_move")
        name = graph.inputs[0]
        points: Sequence[Value] = self.points or (given[name],)
        if not self.functions:
            inputs: dict[str, Value] = {**given, name: points[0]}
            told = not self.points
            yield Subject(graph, inputs, name, output, written.lang, written.mark, told)
        for place, formula in enumerate(self.functions):
            point = points[place] if len(points) > 1 else points[0]
            yield Subject.of_text(formula, point, written.lang, written.mark)

    def _steps(self, subject: Subject) -> list[Decimal]:
        """Return the h of the curves: from the size of the point down to where nothing is left."""
        if self.h_range:
            return grid(max(self.h_range), min(self.h_range))
        size = abs(subject.value) or 1.0
        largest = Decimal(1).scaleb(Decimal(size).adjusted())
        return grid(largest, largest * _SMALLEST)
