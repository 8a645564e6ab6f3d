"""The cards of a run: which there are, what they ask, and what they say often goes wrong."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import random_graphs

from symgrad import ByHand, Exact, Float, Graph
from symgrad.errors import EvaluationError
from symgrad.exercise import load
from symgrad.expr import is_atom
from symgrad.formula import Written, name_tree, text
from symgrad.formula.tree import (
    Apply,
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
)
from symgrad.language import Language
from symgrad.lines import adjoint
from symgrad.mistakes import common_mistakes
from symgrad.solution.document import Card, Sentence
from symgrad.solution.sentences import pieces, said
from symgrad.solution.steps import cards
from symgrad.trace import Step, Trace
from tests.worked import WORKED

ARITHMETICS = [Exact(), ByHand(decimals=3), Float()]
PHASES = ("given", "forward", "backward")


def told(trace: Trace, lang: str = "en") -> tuple[Written, list[Card]]:
    written = Written(trace, lang, "comma" if lang == "es" else "point")
    return written, list(cards(written))


def ran(source: str, values: dict, expand: bool = True, output: str | None = None) -> Trace:
    return Graph.from_text(source, inputs=values, expand=expand).run(values, output=output)


def words(sentence: Sentence, lang: str = "en") -> str:
    return said(sentence, Language(lang), text)


def numbers(tree: Tree) -> Iterator[str]:
    """Yield the numbers of a formula."""
    match tree:
        case Num(digits):
            yield digits
        case Row(parts) | Apply(_, parts):
            for part in parts:
                yield from numbers(part)
        case Frac(first, second) | Sup(first, second):
            yield from numbers(first)
            yield from numbers(second)
        case Brackets(inside) | Under(inside):
            yield from numbers(inside)
        case Cases(branches):
            for value, when in branches:
                yield from numbers(value)
                yield from numbers(when)


def quoted(sentence: Sentence) -> list[str]:
    """Return the numbers that a sentence quotes in formulas."""
    found = pieces(sentence, Language("en"))
    return [number for tree in found if not isinstance(tree, str) for number in numbers(tree)]


def plain(formula: Tree) -> str:
    """Return a formula without the name of its edge, which stands before a colon."""
    return text(formula).rpartition(" : ")[2]


def assert_one_card_per_step(trace: Trace, found: list[Card]) -> None:
    assert [card.number for card in found] == list(range(1, len(trace.steps) + 1))
    places = [PHASES.index(card.phase) for card in found]
    assert places == sorted(places)
    for card, step in zip(found, trace.steps, strict=True):
        kinds = {line.kind for line in step.lines}
        phase = kinds & {"given", "forward"} or {"backward"}
        assert {card.phase} == phase


def assert_lines_are_told(written: Written, card: Card, step: Step) -> None:
    """Every line that is calculated is in the card, with all of its numbers, and no other is."""
    formulas = [plain(formula) for formula in card.formulas]
    whole = ", ".join(formulas)
    for line in step.lines:
        shown = written.line(line)
        match line.kind:
            case "given" | "forward" | "sum":
                assert text(shown.chain) in whole
            case "contribution":
                assert any(formula.endswith(text(shown.calculation)) for formula in formulas)
            case "local":
                told_here = is_atom(line.expr) or text(shown.chain) in formulas
                assert told_here, line.id
            case "seed" | "total":  # a copied total is what its one contribution says
                assert any(formula.endswith(text(shown.value)) for formula in formulas)
    contributions = sum(line.kind == "contribution" for line in step.lines)
    assert len(card.formulas) <= max(len(step.lines), 1)
    assert sum(" · " in text(each) or " : " in text(each) for each in card.formulas) >= min(
        contributions, 1
    )


def assert_questions_keep_their_answers(written: Written, card: Card, step: Step) -> None:
    """A question quotes what is known from earlier steps only: what arrives at a node."""
    known = {
        written.shown(line.id).text
        for each in written.trace.steps[: step.number - 1]
        for line in each.lines
    }
    found = quoted(card.question)
    assert set(found) <= known
    assert len(found) == (card.question.key == "ask.backward")
    assert quoted(card.title) == []
    if found:
        head = next(line.edge.head for line in step.lines if line.edge)
        total = adjoint(written.trace.output, head)
        assert found == [written.shown(total).text]


def assert_mistakes_show(written: Written, card: Card, step: Step) -> None:
    """The number of a mistake is one of the step's, and not the right one of its line."""
    if card.mistake is None:
        return
    wrong = card.mistake.data["wrong"]
    (number,) = numbers(wrong)
    name = card.mistake.data["name"]
    lines = [line for line in step.lines if name_tree(line.id, line.kind) == name]
    assert lines
    found = {
        shown.text
        for line in lines
        for mistake, run in common_mistakes(line, written.trace)
        if f"mistake.{mistake.code}" == card.mistake.key
        for shown in [Written(run, written.lang, written.mark, written.numbers).shown(line.id)]
        if shown.text != written.shown(line.id).text
    }
    assert number in found


def assert_right_cards(trace: Trace, lang: str) -> int:
    written, found = told(trace, lang)
    assert_one_card_per_step(trace, found)
    for card, step in zip(found, trace.steps, strict=True):
        assert_lines_are_told(written, card, step)
        assert_questions_keep_their_answers(written, card, step)
        assert_mistakes_show(written, card, step)
        sentences = [card.title, card.question, *card.why, *filter(None, [card.mistake])]
        for sentence in sentences:
            assert words(sentence, lang).strip()
    return len(found)


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=str)
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", WORKED)
def test_cards_of_worksheets(name, lang, arithmetic):
    assert assert_right_cards(load(name).run(arithmetic), lang) >= 9


@settings(max_examples=25)
@given(
    random_graphs(lines=4),
    st.sampled_from(["es", "en"]),
    st.sampled_from(ARITHMETICS),
    st.booleans(),
)
def test_cards_of_random_graphs(random, lang, arithmetic, expand):
    try:
        trace = random.graph(expand=expand).run(random.inputs, arithmetic, output=random.output)
    except EvaluationError:  # what is rounded by hand may leave a domain
        assume(False)
    assert_right_cards(trace, lang)


# --- The graph exercise, card by card -----------------------------------------------------------

GRAPH = [
    ("given", "Given values", "Which values are given?"),
    ("forward", "Value of d", "What is the value of d?"),
    ("forward", "Value of e", "What is the value of e?"),
    ("forward", "Value of Y", "What is the value of Y?"),
    (
        "backward",
        "The backward pass starts at Y",
        "What is the derivative of Y with respect to itself?",
    ),
    (
        "backward",
        "Backward through Y",
        "∂Y/∂Y = 1 arrives at Y. What does Y pass on to d and e?",
    ),
    (
        "backward",
        "Backward through e",
        "∂Y/∂e = 3 arrives at e. What does e pass on to b and c?",
    ),
    (
        "backward",
        "Backward through d",
        "∂Y/∂d = −1 arrives at d. What does d pass on to a and b?",
    ),
    ("backward", "Sum at the fan-out of b", "What arrives at b?"),
]
MISTAKES = {
    3: "swapping the operands, c − b, gives 1.",
    5: "starting with the value Y, −3, instead of 1.",
    6: "in d → Y, taking the factor’s own value d as local derivative gives 3.",
    7: "in c → e, forgetting the minus sign of the local derivative gives 3.",
    8: "in a → d, writing the local derivative alone, without what arrives, gives 1.",
    9: "keeping −1, one contribution alone (overwriting instead of adding).",
}


def test_the_cards_of_the_graph_exercise():
    _, found = told(load("graph").run(Exact()))
    assert [(card.phase, words(card.title), words(card.question)) for card in found] == GRAPH
    mistakes = {card.number: words(card.mistake) for card in found if card.mistake}
    assert mistakes == MISTAKES


FORMULAS = {
    1: ["a = 1, b = 2, c = 3"],
    2: ["d = a + b = 1 + 2 = 3"],
    4: ["Y = d · e = 3 · (−1) = −3"],
    5: ["∂Y/∂Y = 1"],
    6: [
        "∂Y/∂d = e = −1",
        "∂Y/∂d = ∂Y/∂Y · ∂Y/∂d = 1 · (−1) = −1",
        "∂Y/∂e = d = 3",
        "∂Y/∂e = ∂Y/∂Y · ∂Y/∂e = 1 · 3 = 3",
    ],
    7: ["b → e : ∂Y/∂e · ∂e/∂b = 3 · 1 = 3", "∂Y/∂c = ∂Y/∂e · ∂e/∂c = 3 · (−1) = −3"],
    9: ["∂Y/∂b = ∂Y/∂d · ∂d/∂b + ∂Y/∂e · ∂e/∂b = −1 + 3 = 2"],
}


@pytest.mark.parametrize("number", FORMULAS)
def test_the_formulas_of_the_graph_exercise(number):
    _, found = told(load("graph").run(Exact()))
    assert [text(formula) for formula in found[number - 1].formulas] == FORMULAS[number]


def test_the_two_factors_of_a_contribution_are_labelled():
    _, found = told(load("graph").run(Exact()), "es")
    (row, _) = found[6].formulas
    labels = [(text(part), part.label) for part in flat(row) if isinstance(part, Under)]
    assert labels == [("∂Y/∂e", "llega"), ("∂e/∂b", "local")]


def flat(tree: Tree) -> list[Tree]:
    return [leaf for part in tree.parts for leaf in flat(part)] if isinstance(tree, Row) else [tree]


def test_the_reason_is_the_rule_of_the_line_that_is_left():
    _, found = told(load("neuron-sigmoid").run(ByHand(decimals=3)), "es")
    keys = [[reason.key for reason in card.why] for card in found]
    assert keys[7] == ["why.sigmoid"]
    assert keys[8:10] == [["why.add"], ["why.add"]]
    assert keys[10:] == [["why.mul"], ["why.mul"]]
    assert words(found[7].why[0], "es") == (
        "La derivada de σ se escribe con su propia salida: f · (1 − f)."
    )


def test_every_rule_has_its_sentence_in_both_languages():
    source = "Y = sin(a) + a^b + exp(a) + max(a, b) + min(a, b) + step(a) + softplus(a)/b - a"
    for lang in ("es", "en"):
        _, found = told(ran(source, {"a": "0.5", "b": 2}), lang)
        assert all(words(reason, lang) for card in found for reason in card.why)
        keys = {reason.key for card in found for reason in card.why}
        assert {"why.chain_rule", "why.pow", "why.exp", "why.max", "why.div", "why.sub"} <= keys


# --- Odd graphs ---------------------------------------------------------------------------------


def test_temporaries_are_told_with_the_line_that_they_belong_to():
    _, found = told(ran("t = (a + b)*(a - b)", {"a": 1, "b": 2}))
    assert [text(formula) for formula in found[1].formulas] == [
        "v₁ = a + b = 1 + 2 = 3",
        "v₂ = a − b = 1 − 2 = −1",
        "t = v₁ · v₂ = 3 · (−1) = −3",
    ]
    assert words(found[1].why[0]) == "a and b are known, so t can be computed."


def test_a_line_of_numbers_alone_waits_for_nothing():
    for source, values in (("Y = 2*3", {}), ("Y = 2", {}), ("c = 2*3; Y = c*x", {"x": 1})):
        trace = ran(source, values)
        assert assert_right_cards(trace, "en") >= 2
        _, found = told(trace)
        first = next(card for card in found if card.phase == "forward")
        assert first.why == ()


def test_a_graph_without_inputs_has_no_given_values():
    _, found = told(ran("Y = 2*3", {}))
    assert [card.phase for card in found] == ["forward", "backward"]


def test_a_graph_of_one_copied_input():
    _, found = told(ran("Y = x", {"x": 5}))
    assert [text(formula) for card in found for formula in card.formulas] == [
        "x = 5",
        "Y = x = 5",
        "∂Y/∂Y = 1",
        "∂Y/∂x = ∂Y/∂Y · ∂Y/∂x = 1 · 1 = 1",
    ]


def test_dead_ends_come_last_and_together():
    trace = ran("u = a*b; w = u + k; Y = u^2", {"a": 2, "b": 3, "k": 4}, output="Y")
    assert assert_right_cards(trace, "es") == len(trace.steps)
    _, found = told(trace)
    assert words(found[-1].title) == "No path leads from k and w to Y"
    assert [text(formula) for formula in found[-1].formulas] == ["∂Y/∂k = 0", "∂Y/∂w = 0"]
    assert words(found[-1].question) == "What are the derivatives with respect to k and w?"


def test_an_unused_input_is_a_dead_end():
    _, found = told(ran("Y = 2*a", {"a": 1, "k": 3}))
    assert words(found[-1].title) == "No path leads from k to Y"
    assert words(found[-1].why[0]) == "Y does not depend on it: its derivative is 0."


def test_no_line_is_a_step_of_its_own_twice():
    trace = ran("d = a*a; Y = d*d + a", {"a": 3})
    ids = [line.id for step in trace.steps for line in step.lines]
    assert len(ids) == len(set(ids)) == len(trace.lines)
    for before, after in pairwise(trace.steps):
        assert after.number == before.number + 1


def test_a_square_as_a_product_passes_on_twice_to_one_name():
    trace = ran("Y = a*a", {"a": 3})
    assert assert_right_cards(trace, "en") == 5
    _, found = told(trace)
    assert words(found[3].question) == "∂Y/∂Y = 1 arrives at Y. What does Y pass on to a?"
    assert sum(" : " in text(formula) for formula in found[3].formulas) == 2
    assert words(found[4].why[0]) == (
        "a is used 2 times (Y): the contributions of all branches are added."
    )


def test_a_mistake_that_prints_the_same_number_is_not_told():
    """Of σ(−z) and σ(z) the first nine digits are the same."""
    trace = ran("Y = sigmoid(z)", {"z": "1e-12"})
    codes = [mistake.code for mistake, _ in common_mistakes(trace.by_id["Y"], trace)]
    assert codes == ["sigmoid_sign"]
    assert told(trace)[1][1].mistake is None
    assert told(ran("Y = sigmoid(z)", {"z": "1e-3"}))[1][1].mistake.key == "mistake.sigmoid_sign"


def test_a_mistake_of_the_rule_comes_before_one_of_any_rule():
    """In c → e the sign is told, although b → e comes first and forgets what arrives."""
    _, found = told(load("graph").run(Exact()))
    assert found[6].mistake.key == "mistake.local_sign"
    assert found[7].mistake.key == "mistake.forgot_upstream"


def test_a_mistake_with_more_digits_is_about_its_number():
    _, found = told(ran("Y = exp(x)", {"x": 2}))
    assert words(found[3].mistake).endswith("gives  ≈ 5.43656366.")


def test_many_inputs_are_named_by_the_first_and_the_last():
    values = {f"x{number}": number for number in range(1, 9)}
    _, found = told(ran(f"Y = {' + '.join(values)}", values))
    names = [part for part in flat(found[0].short) if isinstance(part, Id)]
    assert names[0] == Id("x1")
    assert names[-1] == Id("x8")
    assert all(f"x{'₁₂₃₄₅₆₇₈'[n - 1]} = {n}" in text(found[0].formulas[0]) for n in values.values())


def test_short_names_of_steps():
    _, found = told(load("graph").run(Exact()))
    assert [text(card.short).strip() for card in found] == [
        *("a, b, c", "d = 3", "e = −1", "Y = −3", "∂Y/∂Y = 1", "Y", "e", "d", "Σ b"),
    ]
    assert found[4].short == Row((Partial("Y", "Y"), Op("="), Num("1", "gradient")))
