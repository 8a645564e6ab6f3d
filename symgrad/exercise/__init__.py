"""Exercises: the worksheet files, their schema, their part kinds, and how they are solved."""

from symgrad.exercise.loading import bundled, load, parse, titles
from symgrad.exercise.schema import Worksheet
from symgrad.exercise.solving import Exercise, Sheet, Solution, adhoc

__all__ = [
    "Exercise",
    "Sheet",
    "Solution",
    "Worksheet",
    "adhoc",
    "bundled",
    "load",
    "parse",
    "titles",
]
