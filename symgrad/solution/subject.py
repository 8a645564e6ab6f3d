"""Functions of a lesson at their points, and how their numbers are printed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from symgrad.arithmetic import Float
from symgrad.curves import here
from symgrad.errors import InputError
from symgrad.expr import Expr, Lit, Ref, names, substitute
from symgrad.formula import NumberFormat, build, text
from symgrad.formula.tree import Id, Num, Op, Row, Sup, Tree
from symgrad.graph import Graph
from symgrad.inputs import Value, read_value
from symgrad.language import DecimalMark
from symgrad.parsing import parse_expression

# A formula with more characters is replaced by its name in the title of a figure.
_LONGEST = 60
# A number with more characters is written with a power of ten if it is very small or large.
_LONG = 8
# Sizes between these need no power of ten.
_PLAIN = (1e-2, 1e2)


@dataclass(frozen=True)
class Subject:
    """A function at a point.

    Attributes
    ----------
    graph : Graph
        The function.
    inputs : mapping
        A value for each of its inputs.
    name, output : str
        The input that moves, and the output.
    lang, mark : str
        Language and decimal mark of its formulas.
    stated : bool
        Whether the page has said at its beginning which function and point these are.
    """

    graph: Graph
    inputs: Mapping[str, Value]
    name: str
    output: str
    lang: str
    mark: DecimalMark
    stated: bool = False

    @classmethod
    def of_text(cls, formula: str, point: Value, lang: str, mark: DecimalMark) -> Subject:
        """Read a function of one variable, such as ``(1 - cos(x))/x^2``.

        Raises
        ------
        ParseError, InputError
            It cannot be read, or has not one variable.

        >>> Subject.of_text("abs(x)", 0, "en", "point").title
        'f = |x|, x = 0'
        """
        used = {*names(parse_expression(formula))}
        output = next(name for name in ("f", "g", "F", "G") if name not in used)
        graph = Graph.from_text(f"{output} = {formula}")
        if len(graph.inputs) != 1:
            raise InputError("one_variable", text=formula, known=", ".join(graph.inputs))
        (name,) = graph.inputs
        return cls(graph, {name: point}, name, output, lang, mark)

    @property
    def numbers(self) -> NumberFormat:
        """How numbers are printed."""
        return NumberFormat(self.mark, decimals_preferred=True)

    @property
    def rule(self) -> Tree:
        """The function alone: (1 − cos(x))/x²."""
        return self._built(_whole(self.graph, self.output))

    @property
    def here(self) -> Tree:
        """The point: x = 1."""
        return Row((Id(self.name), Op("="), self.point))

    @property
    def point(self) -> Tree:
        """The value of the input, as it was written or with few digits: 1e-8."""
        given = read_value(self.name, self.inputs[self.name])
        if isinstance(given, Lit) and len(given.written) > _LONG:
            return self.brief(given.value)
        return self._built(given)

    @property
    def value(self) -> float:
        """The point as a double."""
        base = here(self.graph, self.inputs, Float(), self.output)
        return float(base.raw[self.name])

    @property
    def statement(self) -> tuple[Tree, ...]:
        """Function and point as formulas, unless the page has said them."""
        return () if self.stated else (Row((Id(self.output), Op("="), self.rule)), self.here)

    @property
    def title(self) -> str:
        """Function and point as text, for a figure."""
        rule = text(self.rule)
        known = f" = {rule}" if len(rule) <= _LONGEST else ""
        return f"{self.output}{known}, {text(self.here)}"

    def brief(self, value: float | Fraction, digits: int = 9) -> Num:
        """Return a number with few digits.

        >>> Subject.of_text("x^2", 1, "es", "comma").brief(2 / 3, 3)
        Num(text='0,667', role='plain')
        """
        format_ = NumberFormat(self.mark, decimals_preferred=True, digits=digits)
        return Num(format_.brief(Fraction(value)))

    def size(self, value: float, digits: int = 2) -> Num:
        """Return a number of which the size matters, by its power of ten.

        >>> Subject.of_text("x^2", 1, "es", "comma").size(1.26e-8)
        Num(text='1,3e-8', role='plain')
        """
        if not value:
            return Num("0")
        if _PLAIN[0] <= abs(value) < _PLAIN[1]:
            return self._marked(f"{value:#.{digits}g}".removesuffix("."))
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return self._marked(f"{mantissa}e{int(exponent)}" if int(exponent) else mantissa)

    def power(self, value: float) -> Tree:
        """Return a power of ten, from a thousandth downwards as such: 10⁻⁶."""
        if value >= 1e-3:
            return self.brief(Fraction(f"{value:.3g}"))
        exponent = str(round(math.log10(value))).replace("-", "−")
        return Sup(Num("10"), Num(exponent))

    def fixed(self, value: float) -> Num:
        """Return a number with two decimals.

        >>> Subject.of_text("x^2", 1, "es", "comma").fixed(-0.996)
        Num(text='−1,00', role='plain')
        """
        written = f"{value:.2f}"
        if float(written) == 0:
            written = "0.00"
        return self._marked(written)

    def _marked(self, written: str) -> Num:
        mantissa, e, exponent = written.partition("e")
        point = "," if self.mark == "comma" else "."
        return Num(mantissa.replace("-", "−").replace(".", point) + e + exponent)

    def _built(self, expr: Expr) -> Tree:
        return build(expr, lambda ref: Id(ref.name), self.numbers, self.lang)


def _whole(graph: Graph, output: str) -> Expr:
    """Return the line of the output with its temporaries put back."""
    inside: dict[str, Expr] = {}
    for node in graph.operations:
        if node.expr is None:
            continue
        expr = substitute(node.expr, lambda ref: inside.get(ref.name, ref))
        if node.name == output:
            return expr
        if not node.written:
            inside[node.name] = expr
    return Ref(output)
