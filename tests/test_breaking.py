"""Formulas in pieces: the same formula, broken only where a line of mathematics may be broken."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import random_graphs

from symgrad import ByHand, Exact, Graph
from symgrad.exercise import load
from symgrad.formula import Written, broken, mathml, text
from symgrad.formula.tree import Apply, Brackets, Frac, Id, Num, Op, Row, Tree
from symgrad.solution.document import Card
from symgrad.solution.steps import cards
from tests.worked import WORKED

FITS = 34  # characters on a phone


def row(*parts: str) -> Row:
    """Return a row of names, numbers and signs."""
    kinds = {"=": Op, "≈": Op, "+": Op, "−": Op, "·": Op, ",": Op}
    return Row(
        tuple((kinds.get(part) or (Num if part[0].isdigit() else Id))(part) for part in parts)
    )


def shown(pieces: tuple[Tree, ...]) -> list[str]:
    return [text(piece).strip() for piece in pieces]


LONG = "a_long_name_indeed"
BROKEN = [
    (row("d"), ["d"]),
    (row("d", "=", "a", "+", "b"), ["d", "= a + b"]),
    (row("d", "=", "a", "=", "1", "≈", "2"), ["d", "= a", "= 1", "≈ 2"]),
    (row("≈", "2"), ["≈ 2"]),
    (row("a", "=", "1", ",", "b", "=", "2"), ["a = 1,", "b = 2"]),
    (row("d", "=", LONG, "+", LONG), ["d", f"= {LONG}", f"+ {LONG}"]),
    (row("d", "=", LONG, "·", "a", "+", LONG), ["d", f"= {LONG} · a", f"+ {LONG}"]),
    (row("d", "=", LONG, "·", LONG), ["d", f"= {LONG}", f"· {LONG}"]),
    # 34 characters fit, with the space before the sign
    (row("=", "a" * 13, "+", "b" * 15), ["= " + "a" * 13 + " + " + "b" * 15]),
    (row("=", "a" * 14, "+", "b" * 15), ["= " + "a" * 14, "+ " + "b" * 15]),
]


@pytest.mark.parametrize(("tree", "pieces"), BROKEN, ids=[text(tree) for tree, _ in BROKEN])
def test_where_a_formula_is_broken(tree, pieces):
    assert shown(broken(tree)) == pieces


def test_rows_inside_rows_are_broken_as_one():
    nested = Row((Row((Id("d"), Op("="))), Row((Row((Id("a"), Op("+"), Id("b"))), Op("=")))))
    assert shown(broken(Row((nested, Num("3"))))) == ["d", "= a + b", "= 3"]


@pytest.mark.parametrize(
    "whole",
    [
        Frac(row(LONG, "+", LONG), row("a", "=", "b")),
        Brackets(row(LONG, "+", LONG, "=", LONG)),
        Apply("max", (row(LONG, "+", LONG), Id("b")), "function", ","),
        Num("12345678901234567890123456789012345678901234567890"),
    ],
)
def test_nothing_inside_brackets_or_fractions_is_broken(whole):
    assert shown(broken(whole)) == [text(whole)]
    assert len(broken(Row((Id("d"), Op("="), whole)))) == 2


def test_a_sign_in_front_is_no_place_to_break():
    """A lone minus would be left at the end of its line."""
    pieces = broken(Row((Op("="), Op("neg"), Id(LONG * 3))))
    assert len(pieces) == 1


def card_formulas(trace, lang: str) -> list[Tree]:
    return [formula for card in made(trace, lang) for formula in (card.short, *card.formulas)]


def made(trace, lang: str) -> list[Card]:
    return list(cards(Written(trace, lang, "comma" if lang == "es" else "point")))


def assert_well_broken(tree: Tree) -> None:
    pieces = broken(tree)
    assert "".join(map(text, pieces)) == text(tree)
    for piece in pieces:
        assert len(text(piece)) <= FITS or not may_be_broken(piece)
    if Op(",") not in flat(tree):
        starts = sum(part in (Op("="), Op("≈")) for part in flat(tree))
        begun = [piece for piece in pieces if flat(piece)[0] in (Op("="), Op("≈"))]
        first = flat(tree)[0] in (Op("="), Op("≈"))
        assert len(begun) == starts
        assert len(pieces) >= starts + (not first)


def flat(tree: Tree) -> list[Tree]:
    return [leaf for part in tree.parts for leaf in flat(part)] if isinstance(tree, Row) else [tree]


def may_be_broken(piece: Tree) -> bool:
    """Say whether a sign stands between two parts of a piece that does not begin with it."""
    signs = {Op(sign) for sign in "+−·"}
    return any(part in signs for part in flat(piece)[1:])


@pytest.mark.parametrize("arithmetic", [Exact(), ByHand(decimals=3)], ids=str)
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", WORKED)
def test_formulas_of_worksheets_are_well_broken(name, lang, arithmetic):
    found = card_formulas(load(name).run(arithmetic), lang)
    assert len(found) > 20
    for tree in found:
        assert_well_broken(tree)


@settings(max_examples=15)
@given(random_graphs(lines=4), st.booleans())
def test_formulas_of_random_graphs_are_well_broken(random, expand):
    trace = random.graph(expand=expand).run(random.inputs, output=random.output)
    for tree in card_formulas(trace, "en"):
        assert_well_broken(tree)


def test_the_pieces_have_the_elements_of_the_whole():
    """Neither a number nor a name is lost, doubled or moved in MathML."""
    trace = Graph.from_text("Y = (a + b)/(1 + a^2)*exp(-a)").run({"a": 2, "b": -3})
    for tree in card_formulas(trace, "en"):
        whole = re.sub("</?(mrow|math)[^>]*>", "", mathml(tree, "en", block=True))
        pieces = "".join(mathml(piece, "en", block=True) for piece in broken(tree))
        assert re.sub("</?(mrow|math)[^>]*>", "", pieces) == whole
