"""How a run is written down: each line as symbols = numbers = value, from its one expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from symgrad.arithmetic import Bounded, ByHand, Exact, Undefined
from symgrad.characters import pretty_name
from symgrad.expr import Call, Expr, Lit, Ref, fold, is_atom, names, substitute, walk
from symgrad.formula.build import build, name_tree
from symgrad.formula.numbers import NumberFormat, Shown
from symgrad.formula.text import text
from symgrad.formula.tree import Apply, Cases, Id, Num, Op, Role, Row, Tree
from symgrad.language import DecimalMark
from symgrad.lines import Line
from symgrad.trace import Trace, chosen_branch, evaluate_line

_GRADIENTS = ("seed", "contribution", "sum", "total", "tangent")


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line as it is printed.

    Attributes
    ----------
    name, symbolic, substituted, value : Tree
        ``d``, ``a + b``, ``1 + 2``, ``3``.
    relation : str
        Before the value: ``=`` only if the *printed* numbers make it true, else ``≈``.
    cut : str
        Before the numbers: ``≈`` if one of them stands for a number with more digits.
    """

    name: Tree
    symbolic: Tree
    substituted: Tree
    value: Num
    relation: str
    cut: str = "="

    @property
    def _numbers(self) -> tuple[Tree, str]:
        return self.substituted, self.relation

    @property
    def chain(self) -> Tree:
        """The whole line, without the parts that repeat: ``d = a + b = 1 + 2 = 3``."""
        return self._joined((self.name, "="), (self.symbolic, self.cut), self._numbers)

    @property
    def without_numbers(self) -> Tree:
        """Symbols and value: ``d = a + b = 3``; a choice by sign is too long for a table."""
        symbols = () if isinstance(self.symbolic, Cases) else ((self.symbolic, self.relation),)
        return self._joined((self.name, "="), *symbols)

    @property
    def right_side(self) -> Tree:
        """The line without its name: ``a + b = 1 + 2 = 3``."""
        return self._joined((self.symbolic, self.cut), self._numbers)

    @property
    def calculation(self) -> Tree:
        """The numbers and the value: ``1 + 2 = 3``; a copied number stands alone."""
        return self._joined(self._numbers)

    def _joined(self, *parts: tuple[Tree, str]) -> Tree:
        """Join parts, each with the sign behind it, leaving out what would stand twice."""
        shown: list[Tree] = []
        texts = {text(self.value)}
        for part, sign in parts:
            if text(part) not in texts:
                texts.add(text(part))
                shown += [part, Op(sign)]
        if shown:
            shown[-1] = Op(self.relation)
        return Row((*shown, self.value))


class Written:
    """The lines of a trace as they are printed in one language.

    Examples
    --------
    >>> from symgrad.formula.text import text
    >>> from symgrad.graph import Graph
    >>> trace = Graph.from_text("f = sigmoid(z)").run({"z": "0.69"}, ByHand(decimals=3))
    >>> written = Written(trace, "es", "comma")
    >>> for line in trace.lines[1:2] + trace.lines[3:4]:
    ...     print(text(written.line(line).chain))
    f = σ(z) = σ(0,69) ≈ 0,666
    ∂f/∂z = f · (1 − f) = 0,666 · (1 − 0,666) ≈ 0,222
    """

    def __init__(
        self, trace: Trace, lang: str, mark: DecimalMark, numbers: NumberFormat | None = None
    ) -> None:
        self.trace = trace
        self.lang = lang
        self.mark = mark
        self.numbers = numbers or NumberFormat(mark, _prefers_decimals(trace))
        self._shown: dict[str, Shown] = {}

    def shown(self, line: str) -> Shown:
        """Return the value of a line as it is printed, wherever it is printed."""
        if line not in self._shown:
            self._shown[line] = self._show(line)
        return self._shown[line]

    def number(self, line: str) -> Num:
        """Return the value of a line as part of a formula."""
        return Num(self.shown(line).text, self._role(line))

    def line(self, line: Line) -> WrittenLine:
        """Return one line in print."""
        value = self.number(line.id)
        same = isinstance(line.expr, Lit) and line.expr.value == self.shown(line.id).value
        return WrittenLine(
            name=name_tree(line.id, line.kind),
            symbolic=value if same else self._build(self._with_products(line), self._name),
            substituted=value if same else self._build(self._branch(line.expr), self._numbered),
            value=value,
            relation=self._relation(line),
            cut="≈" if any(map(self._approximate, names(line.expr))) else "=",
        )

    def _numbered(self, ref: Ref) -> Tree:
        return self.number(ref.name)

    def equation(self, line: Line) -> Tree:
        """Return name and value alone: ``∂Y/∂b = 2``."""
        sign = Op(self.sign(line.id))
        return Row((name_tree(line.id, line.kind), sign, self.number(line.id)))

    def sign(self, line: str) -> Literal["=", "≈"]:
        """Return ≈ where the printed number stands for one with more digits."""
        return "≈" if self._approximate(line) else "="

    def build(self, expr: Expr) -> Tree:
        """Return an expression over lines with the names of the lines."""
        return self._build(expr, self._name)

    def _approximate(self, line: str) -> bool:
        """Say whether the printed number stands for one with more digits."""
        raw, shown = self.trace.raw[line], self.shown(line)
        if isinstance(raw, float | complex):
            return False  # every digit of a float is shown
        if isinstance(raw, Bounded):
            return Fraction(repr(raw.value)) != shown.value
        return shown.cut or raw != shown.value

    def _build(self, expr: Expr, reference: Any) -> Tree:
        return build(expr, reference, self.numbers, self.lang)

    def _with_products(self, line: Line) -> Expr:
        """Return a line's expression; a sum names its contributions by what they are made of."""
        if line.kind not in ("sum", "tangent"):
            return line.expr
        return substitute(
            line.expr,
            lambda ref: self.trace.by_id[ref.name].expr if ref.name in self.trace.by_id else ref,
        )

    def _branch(self, expr: Expr) -> Expr:
        """Return an expression with the branches that held in place of choices by sign."""

        def combine(node: Call, args: tuple[Expr, ...]) -> Expr:
            known = Call(node.op, args, node.params, node.span)
            return chosen_branch(known, self.trace.raw, self.trace.arithmetic)

        return fold(expr, lambda leaf: leaf, combine)

    def _name(self, ref: Ref) -> Tree:
        line = self.trace.by_id.get(ref.name)
        node, bracket, rest = ref.name.partition("[")
        if bracket:  # the value at a shifted input: Y(b + 0.1)
            name, side, h = re.split(r"([+-])", rest.removesuffix("]"), maxsplit=1)
            shift = Num(self.numbers.written(Lit(Fraction(0), h)))
            sign = Op("+" if side == "+" else "−")
            return Apply(pretty_name(node), (Row((Id(name), sign, shift)),))
        return name_tree(ref.name, line.kind if line else "forward")

    def _role(self, line: str) -> Role:
        kind = self.trace.by_id[line].kind if line in self.trace.by_id else "forward"
        return "local" if kind == "local" else "gradient" if kind in _GRADIENTS else "value"

    def _show(self, line: str) -> Shown:
        arithmetic, value = self.trace.arithmetic, self.trace.raw[line]
        source = self.trace.by_id.get(line)
        literal = source and self._literal(source)
        if literal:
            return Shown(self.numbers.written(literal), literal.value)
        if isinstance(arithmetic, ByHand) and source and self._was_rounded(source, arithmetic):
            return self.numbers.padded(value, arithmetic)
        return self.numbers.show(value, arithmetic)

    def _literal(self, line: Line) -> Lit | None:
        """Return the number that a line copies from the page, with its digits as written."""
        expr = self._branch(line.expr)
        exact = not isinstance(self.trace.raw[line.id], float)
        return expr if isinstance(expr, Lit) and exact else None

    def _was_rounded(self, line: Line, arithmetic: ByHand) -> bool:
        """Say whether a value was shortened, here or where it was copied from."""
        origin = line
        while isinstance(origin.expr, Ref) and origin.expr.name in self.trace.by_id:
            origin = self.trace.by_id[origin.expr.name]
        if is_atom(origin.expr) or not origin.written:
            return False
        inside = ByHand(arithmetic.decimals, arithmetic.significant)
        expr = self._branch(origin.expr)
        unrounded = evaluate_line(
            Line(origin.id, "given", origin.target, expr, 0), self.trace.raw, inside
        )
        return bool(unrounded != self.trace.raw[origin.id])

    def _relation(self, line: Line) -> str:
        """Recompute the line from the printed numbers, exactly; only parts of complex ones."""
        if any(isinstance(self.trace.raw[name], complex) for name in (line.id, *names(line.expr))):
            copied = any(isinstance(x, Call) and x.op in ("i", "im") for x in walk(line.expr))
            return "=" if copied else "≈"
        cut = any(self.shown(name).cut for name in names(line.expr))
        if cut or self._approximate(line.id):
            return "≈"
        printed = {name: self.shown(name).value for name in names(line.expr)}
        try:
            value = evaluate_line(line, printed, Exact())
        except Undefined:
            return "≈"
        return "=" if isinstance(value, Fraction) and value == self.shown(line.id).value else "≈"


def _prefers_decimals(trace: Trace) -> bool:
    """Say whether the exercise is worked or written with decimals rather than with fractions."""
    if isinstance(trace.arithmetic, ByHand):
        return True
    expressions = [line.expr for line in trace.lines if line.kind in ("given", "forward")]
    return any(
        isinstance(part, Lit) and "." in part.written for expr in expressions for part in walk(expr)
    )
