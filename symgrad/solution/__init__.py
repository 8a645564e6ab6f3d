"""Solutions: the document that a run becomes, and its renderers."""

from symgrad.solution.document import (
    Block,
    Card,
    Divider,
    Document,
    Figure,
    Formulas,
    Heading,
    Paragraph,
    Picture,
    Sentence,
    Storyboard,
    Table,
)

__all__ = [
    "Block",
    "Card",
    "Divider",
    "Document",
    "Figure",
    "Formulas",
    "Heading",
    "Paragraph",
    "Picture",
    "Sentence",
    "Storyboard",
    "Table",
]
