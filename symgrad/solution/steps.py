"""The steps of a run as cards: what is asked, what is written, why, and what often goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from operator import itemgetter
from typing import Any, Literal, TypeAlias

from symgrad.expr import Ref, is_atom, names
from symgrad.formula.build import name_tree
from symgrad.formula.text import text
from symgrad.formula.tree import Id, Op, Row, Tree, Under, listed
from symgrad.formula.written import Written, WrittenLine
from symgrad.language import Language
from symgrad.lines import Line, adjoint, local
from symgrad.mistakes import Mistake, common_mistakes
from symgrad.nodes import Node
from symgrad.solution.document import Card, Sentence, Storyboard
from symgrad.solution.passes import arrow
from symgrad.trace import Step, Trace

Phase: TypeAlias = Literal["given", "forward", "backward"]

# Rules that a sentence explains; any other is explained by the chain rule alone.
_EXPLAINED = frozenset(
    {"add", "sub", "mul", "div", "neg", "pow", "square", "exp", "sigmoid", "tanh"}
    | {"relu", "leaky_relu", "elu", "max", "min", "abs", "log", "step"}
)
# What fits into a list of steps: so many inputs, so many characters of an equation.
_FEW, _SHORT = 6, 14
_OF_ANY_RULE = ("forgot_upstream", "added_along_path")


def storyboard(written: Written) -> Storyboard:
    """Return the steps of a run, for renderers that draw."""
    return Storyboard(written, tuple(cards(written)))


def cards(written: Written) -> Iterator[Card]:
    """Yield one card per step of a run.

    Parameters
    ----------
    written : Written
        The run as printed.

    Examples
    --------
    >>> from symgrad.formula import text
    >>> from symgrad.graph import Graph
    >>> trace = Graph.from_text("d = a + b; Y = d*b").run({"a": 1, "b": 2})
    >>> for card in list(cards(Written(trace, "en", "point")))[1:4]:
    ...     print(card.phase, "|", "; ".join(map(text, card.formulas)))
    forward | d = a + b = 1 + 2 = 3
    forward | Y = d · b = 3 · 2 = 6
    backward | ∂Y/∂Y = 1
    """
    for step in written.trace.steps:
        yield _Teller(written, step).card()


class _Teller:
    """Tells one step of a run."""

    def __init__(self, written: Written, step: Step) -> None:
        self.written = written
        self.trace: Trace = written.trace
        self.step = step
        self.lines = step.lines
        self.last = step.lines[-1]

    def card(self) -> Card:
        tell = {
            "given": self._given,
            "forward": self._forward,
            "seed": self._seed,
            "sum": self._sum,
            "total": self._dead_ends,
        }
        kind = self.lines[0].kind
        return tell.get(kind, self._contributions)()

    def _card(self, phase: Phase, key: str, short: Tree, formulas: list[Tree], **data: Any) -> Card:
        return Card(
            number=self.step.number,
            phase=phase,
            short=short,
            title=Sentence(f"step.{key}", data),
            question=Sentence(f"ask.{key}", data),
            formulas=tuple(formulas),
            why=tuple(self._why(key, data)),
            mistake=self._mistake(),
        )

    def _given(self) -> Card:
        equations = [self.written.line(line).chain for line in self.lines]
        inputs: list[Tree] = [Id(line.target) for line in self.lines]
        if len(inputs) > _FEW:
            inputs[1:-1] = [Op("…")]
        data = {"count": len(self.lines)}
        return self._card("given", "given", listed(inputs), [listed(equations)], **data)

    def _forward(self) -> Card:
        node, line = Id(self.last.target), self.last
        formulas = [self.written.line(one).chain for one in self.lines]
        used = [name for one in self.lines for name in names(one.expr)]
        inside = {one.target for one in self.lines}
        arguments = [Id(name) for name in dict.fromkeys(used) if name not in inside]
        data = {"name": node, "arguments": tuple(arguments), "count": len(arguments)}
        short = self.written.equation(line)
        if len(text(short)) > _SHORT:
            short = node
        return self._card("forward", "forward", short, formulas, **data)

    def _seed(self) -> Card:
        seed = self.written.equation(self.last)
        return self._card("backward", "seed", seed, [seed], name=Id(self.last.target))

    def _sum(self) -> Card:
        name = Id(self.last.target)
        heads = [self.trace.by_id[term].edge for term in names(self.last.expr)]
        uses = listed([Id(name) for name in dict.fromkeys(edge.head for edge in heads if edge)])
        formula = self.written.line(self.last).chain
        short = Row((Op("Σ"), name))
        data = {"name": name, "uses": uses, "count": len(heads)}
        return self._card("backward", "sum", short, [formula], **data)

    def _dead_ends(self) -> Card:
        found = [self.written.equation(line) for line in self.lines]
        nodes = tuple(Id(line.target) for line in self.lines)
        data = {"names": nodes, "output": Id(self.trace.output), "count": len(found)}
        return self._card("backward", "dead_end", listed(nodes), found, **data)

    def _contributions(self) -> Card:
        node = self._node
        edges = [line for line in self.lines if line.kind == "contribution"]
        formulas = list(chain.from_iterable(map(self._edge, edges)))
        tails = [Id(line.target) for line in edges]
        total = adjoint(self.trace.output, node.name)
        data = {
            "name": Id(node.name),
            "upstream": self.written.equation(self.trace.by_id[total]),
            "tails": tuple(dict.fromkeys(tails)),
            "count": len(tails),
        }
        return self._card("backward", "backward", Id(node.name), formulas, **data)

    @property
    def _node(self) -> Node:
        edge = self.lines[0].edge
        return self.trace.program.graph[edge.head if edge else self.last.target]

    def _edge(self, line: Line) -> Iterator[Tree]:
        """Yield the local derivative where it is calculated, and upstream times local."""
        if line.edge is None:
            return
        slope = self.trace.by_id[local(line.edge)]
        if not is_atom(slope.expr) or isinstance(slope.expr, Ref):
            yield self.written.line(slope).chain
        yield self._labelled(line, slope)

    def _labelled(self, line: Line, slope: Line) -> Tree:
        """Return a contribution with words under its two factors."""
        language = Language(self.written.lang)
        printed: WrittenLine = self.written.line(line)
        upstream = next(name for name in names(line.expr) if name != slope.id)
        factors = Row(
            (
                Under(name_tree(upstream, "total"), language.text("label.upstream")),
                Op("·"),
                Under(name_tree(slope.id, "local"), language.text("label.local")),
            )
        )
        total = self.trace.by_id[adjoint(self.trace.output, line.target)]
        alone = total.kind != "sum"
        name = (name_tree(total.id, "total"), Op("=")) if alone else (arrow(line), Op(":"))
        return Row((*name, factors, Op(printed.cut), printed.calculation))

    def _why(self, key: str, data: dict[str, Any]) -> Iterator[Sentence]:
        if key == "forward" and not data["arguments"]:
            return  # numbers alone wait for nothing
        expr = self._node.expr if key == "backward" else None
        if expr is None:
            yield Sentence(f"why.{key}", data)
            return
        known = expr.op in _EXPLAINED and not self._node.coarse
        yield Sentence(f"why.{expr.op if known else 'chain_rule'}", data)

    def _mistake(self) -> Sentence | None:
        """Return the first common mistake that these numbers show, rather one of this rule."""
        found = [
            (mistake.code in _OF_ANY_RULE, said)
            for line in self.lines
            for mistake, wrong in common_mistakes(line, self.trace)
            if (said := self._said(line, mistake, wrong))
        ]
        return min(found, key=itemgetter(0))[1] if found else None

    def _said(self, line: Line, mistake: Mistake, wrong: Trace) -> Sentence | None:
        """Put a mistake into a sentence; None where its printed number is the right one."""
        shown = Written(wrong, self.written.lang, self.written.mark, self.written.numbers)
        if shown.shown(line.id).text == self.written.shown(line.id).text:
            return None
        number = shown.number(line.id)
        about = Row((Op("≈"), number)) if shown.sign(line.id) == "≈" else number
        data = {
            "instead": self.written.build(mistake.instead),
            "name": name_tree(line.id, line.kind),
            "wrong": about,
        }
        return Sentence(f"mistake.{mistake.code}", data)
