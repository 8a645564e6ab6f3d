"""Formulas: a small tree, how it is built from expressions, and its printers."""

from symgrad.formula.breaking import broken
from symgrad.formula.build import build, name_tree
from symgrad.formula.latex import latex
from symgrad.formula.mathml import mathml
from symgrad.formula.numbers import NumberFormat, Shown
from symgrad.formula.spoken import spoken
from symgrad.formula.text import Segment, segments, text
from symgrad.formula.tree import Tree
from symgrad.formula.written import Written, WrittenLine

__all__ = [
    "NumberFormat",
    "Segment",
    "Shown",
    "Tree",
    "Written",
    "WrittenLine",
    "broken",
    "build",
    "latex",
    "mathml",
    "name_tree",
    "segments",
    "spoken",
    "text",
]
