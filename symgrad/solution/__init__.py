"""Solutions: the document that a run becomes, and its renderers."""

from symgrad.solution.document import (
    Block,
    Document,
    Formulas,
    Heading,
    Paragraph,
    Sentence,
    Table,
)

__all__ = ["Block", "Document", "Formulas", "Heading", "Paragraph", "Sentence", "Table"]
