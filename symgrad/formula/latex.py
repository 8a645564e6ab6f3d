r"""Formulas as LaTeX, for Markdown pages, notebooks and PDF.

The decimal comma stands in braces, so that no space follows it; functions have the names of the
language (``\operatorname{sen}``); a name never becomes a command. Neither a bar nor a backslash
before a punctuation mark is used: Markdown would read them itself, in a table or before TeX does.
"""

from __future__ import annotations

from symgrad.characters import name_parts
from symgrad.formula.tree import (
    Apply,
    Blank,
    Brackets,
    Cases,
    Frac,
    Id,
    Num,
    Op,
    Partial,
    Row,
    Sup,
    Tree,
    Under,
    printed,
)

_SIGNS = {
    "·": r" \cdot ",
    "−": " - ",
    "≈": r" \approx ",
    "→": r" \to ",
    "≤": r" \le ",
    "≥": r" \ge ",
    ",": ",~",
    "neg": "-",
}
_COMMANDS = frozenset(
    {"arccos", "arcsin", "arctan", "cos", "cosh", "exp", "ln", "max", "min", "sin", "sinh", "tan"}
    | {"tanh"}
)
_OPERATORS = {"σ": r"\sigma", "log₁₀": r"\log_{10}", "log₂": r"\log_{2}"}
_ESCAPES = str.maketrans({character: f"\\{character}" for character in "#$%&_{}"})


def latex(tree: Tree, condition: str = "if") -> str:
    r"""Return a formula as LaTeX, without dollar signs.

    Parameters
    ----------
    tree : Tree
        The formula.
    condition : str
        The word between a value and its condition.

    Examples
    --------
    >>> print(latex(Row((Id("z"), Op("="), Num("−0,35"), Op("·"), Frac(Num("1"), Id("x_1"))))))
    z = -0{,}35 \cdot \frac{1}{x_{1}}
    """
    return printed(tree, lambda part: _pieces(part, condition))


def _pieces(tree: Tree, condition: str) -> list[Tree | str]:
    match tree:
        case Num(digits):
            return [_number(digits)]
        case Id(name):
            return [_name(name)]
        case Partial(above, below):
            return [rf"\frac{{\partial {_name(above)}}}{{\partial {_name(below)}}}"]
        case Op(sign):
            return [_SIGNS.get(sign, f" {sign} ")]
        case Row(parts):
            return list(parts)
        case Frac(above, below):
            return [r"\frac{", above, "}{", below, "}"]
        case Sup(base, exponent):
            return ["{", base, "}^{", exponent, "}"]
        case Brackets(inside, linear):
            return [inside] if linear else [r"\left(", inside, r"\right)"]
        case Apply():
            return _application(tree)
        case Cases(branches):
            return _branches(branches, condition)
        case Under(inside, label):
            return [rf"\underset{{\text{{{label.translate(_ESCAPES)}}}}}{{", inside, "}"]
        case Blank():
            return [r"\underline{\hspace{4em}}"]


def _number(digits: str) -> str:
    above, bar, below = digits.partition("/")
    if bar:
        sign = "-" if above.startswith("−") else ""
        return rf"{sign}\frac{{{_number(above.removeprefix('−'))}}}{{{_number(below)}}}"
    mantissa, e, exponent = digits.partition("e")
    body = mantissa.replace("−", "-").replace(",", "{,}").replace("\u202f", r"\thinspace ")
    return body.replace("…", r"\ldots") + (rf" \cdot 10^{{{exponent}}}" if e else "")


def _name(name: str) -> str:
    letter, index = name_parts(name)
    body = letter if len(letter) == 1 else rf"\mathit{{{letter.translate(_ESCAPES)}}}"
    return f"{body}_{{{index}}}" if index else body


def _application(tree: Apply) -> list[Tree | str]:
    if tree.style == "root":
        return [r"\sqrt{", *tree.arguments, "}"]
    if tree.style == "bars":
        return [r"\left\vert ", *tree.arguments, r"\right\vert "]
    pieces: list[Tree | str] = [_function(tree.name), r"\left("]
    for place, argument in enumerate(tree.arguments):
        pieces += [f"{tree.separator}~", argument] if place else [argument]
    return [*pieces, r"\right)"]


def _function(name: str) -> str:
    if name in _COMMANDS:
        return f"\\{name}"
    return _OPERATORS.get(name) or rf"\operatorname{{{name.translate(_ESCAPES)}}}"


def _branches(branches: tuple[tuple[Tree, Tree], ...], condition: str) -> list[Tree | str]:
    pieces: list[Tree | str] = [r"\begin{cases}"]
    for place, (value, when) in enumerate(branches):
        pieces += [r" \cr "] if place else []
        pieces += [value, rf" & \text{{{condition} }} ", when]
    return [*pieces, r"\end{cases}"]
