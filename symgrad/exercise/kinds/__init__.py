"""Part kinds: each file has the schema of one kind and its way from a run to a document."""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import BaseModel, Field

from symgrad.exercise.kinds.backward import Backward
from symgrad.exercise.kinds.base import Outcome
from symgrad.exercise.kinds.difference_errors import DifferenceErrors
from symgrad.exercise.kinds.finite_differences import FiniteDifferences

# The worksheet's schema is the union of the kinds, told apart by `kind`.
Part: TypeAlias = Annotated[
    Backward | FiniteDifferences | DifferenceErrors, Field(discriminator="kind")
]
KINDS: Mapping[str, type[BaseModel]] = {
    "backward": Backward,
    "finite_differences": FiniteDifferences,
    "difference_errors": DifferenceErrors,
}

__all__ = ["KINDS", "Backward", "DifferenceErrors", "FiniteDifferences", "Outcome", "Part"]
