"""Which of the bundled worksheets are worked by both passes."""

from symgrad.exercise import bundled, load


def is_worked(name: str) -> bool:
    """Say whether every part is a backward pass or its check: lessons have other tables."""
    kinds = {part.kind for part in load(name).worksheet.parts}
    return kinds == {"backward", "finite_differences"}


WORKED = [*filter(is_worked, bundled())]
