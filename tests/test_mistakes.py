"""Common mistakes: what each of them leads to, worked out by hand and by whole edited runs."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import exp, log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import random_graphs

from symgrad import Bound, ByHand, Exact, Float, Graph
from symgrad.arithmetic import to_fraction
from symgrad.errors import EvaluationError
from symgrad.exercise import load
from symgrad.expr import Call, Lit, Ref, names, number
from symgrad.lines import Program
from symgrad.mistakes import Mistake, common_mistakes
from symgrad.trace import Trace, evaluate
from tests.worked import WORKED

HAND = ByHand(decimals=3)


def ran(text: str, values: Mapping[str, object], arithmetic=None, expand: bool = True) -> Trace:
    return Graph.from_text(text, inputs=values, expand=expand).run(values, arithmetic)


def mistakes(trace: Trace, line: str) -> list[tuple[str, Fraction]]:
    """Return codes and wrong numbers of a line, the likeliest first."""
    found = common_mistakes(trace.by_id[line], trace)
    return [(mistake.code, to_fraction(wrong.raw[line])) for mistake, wrong in found]


def rounded(value: float) -> Fraction:
    """Round to three decimals, half away from zero."""
    return Fraction(Decimal(repr(value)).quantize(Decimal("0.001"), ROUND_HALF_UP))


@pytest.fixture
def graph() -> Trace:
    """Return the graph exercise: d = 3, e = −1, Y = −3; ∂Y/∂d = −1, ∂Y/∂e = 3, ∂Y/∂b = 2."""
    return load("graph").run(Exact())


@pytest.fixture
def neuron() -> Trace:
    """Return the sigmoid neuron by hand: z = 0.69, f = 0.666, ∂f/∂z = 0.222, w₁ = −0.35."""
    return load("neuron-sigmoid").run(HAND)


GRAPH = {
    "d": [],  # a sum has no operands to swap
    "e": [("operands_swapped", 1)],  # 3 − 2
    "Y": [],
    "∂Y/∂Y": [("seed_is_value", -3)],
    # 1 · e = −1: the factor's own value is d = 3; 1 + (−1) = 0; the local slope alone is the same
    "∂Y/∂d|Y#0": [("local_swapped", 3), ("added_along_path", 0)],
    # 1 · d = 3: e = −1; 1 + 3 = 4
    "∂Y/∂e|Y#1": [("local_swapped", -1), ("added_along_path", 4)],
    # 3 · (−1) = −3 without its sign is 3; the slope alone is −1; 3 − 1 = 2
    "∂Y/∂c|e#1": [("local_sign", 3), ("forgot_upstream", -1), ("added_along_path", 2)],
    # (−1) · 1 = −1: 1 alone; −1 + 1 = 0
    "∂Y/∂b|d#1": [("forgot_upstream", 1), ("added_along_path", 0)],
    # 3 through e is found first, −1 through d overwrites it
    "∂Y/∂b": [
        ("missed_fanout", -1),
        ("missed_fanout", 3),
        ("fanout_sign", -4),
        ("fanout_product", -3),
        ("fanout_mean", 1),
    ],
    "a": [],
    "∂Y/∂a": [],
    "∂Y/∂d#0": [],
}


@pytest.mark.parametrize("line", GRAPH)
def test_the_mistakes_of_the_graph_exercise(graph, line):
    assert mistakes(graph, line) == GRAPH[line]


SIGMA = 1 / (1 + exp(-0.69))
NEURON = {
    "f": [("sigmoid_sign", rounded(1 - SIGMA))],  # σ(−z) = 1 − σ(z) = 0.334
    "∂f/∂z|f#0": [
        ("sigma_prime_is_sigma", Fraction("0.666")),
        ("sigma_prime_plus", rounded(0.666 * 1.666)),  # 1.109556, hence 1.110
        # upstream is 1, so that forgetting it shows nothing
        ("added_along_path", Fraction("1.222")),
    ],
    "∂f/∂w1|p1#0": [
        ("local_swapped", Fraction("-0.078")),  # 0.222 · (−0.35) = −0.0777
        ("forgot_upstream", Fraction("-1.8")),
        ("added_along_path", Fraction("-1.578")),  # 0.222 − 1.8
    ],
    "∂f/∂b|z#1": [("forgot_upstream", 1), ("added_along_path", Fraction("1.222"))],
}


@pytest.mark.parametrize("line", NEURON)
def test_the_mistakes_of_the_sigmoid_neuron_by_hand(neuron, line):
    assert [(code, float(value)) for code, value in mistakes(neuron, line)] == [
        (code, float(value)) for code, value in NEURON[line]
    ]


ONE = [
    # graph, values, arithmetic, line, code, wrong number
    ("Y = tanh(x)", {"x": "0.5"}, HAND, "∂Y/∂x|Y#0", "tanh_prime", "0.538"),  # 1 − 0.462
    ("Y = exp(x)", {"x": 2}, HAND, "∂Y/∂x|Y#0", "power_rule_on_exp", rounded(2 * exp(1))),
    ("Y = x^2", {"x": 3}, None, "∂Y/∂x|Y#0", "forgot_factor_2", 3),
    ("Y = x*x^2", {"x": 3}, None, "∂Y/∂x|v1#0", "forgot_factor_2", 9),  # 3 · 3
    ("Y = a/b", {"a": 1, "b": 2}, None, "Y", "operands_swapped", 2),
    ("Y = a/b", {"a": 1, "b": 2}, None, "∂Y/∂b|Y#1", "local_sign", "1/4"),
    ("Y = a - b", {"a": 1, "b": 2}, None, "∂Y/∂b|Y#1", "local_sign", 1),
    ("Y = 5*(-a)", {"a": 3}, None, "∂Y/∂a|v1#0", "local_sign", 5),
    ("Y = 3*relu(z)", {"z": -2}, None, "∂Y/∂z|v1#0", "local_is_one", 3),
    ("Y = 3*leaky_relu(z, 0.1)", {"z": -2}, None, "∂Y/∂z|v1#0", "local_is_one", 3),
    ("Y = elu(z)", {"z": -1}, HAND, "∂Y/∂z|Y#0", "local_is_one", 1),
    ("Y = log(x)", {"x": "0.5"}, HAND, "∂Y/∂x|Y#0", "not_differentiated", rounded(log(0.5))),
    ("Y = sqrt(x)", {"x": 4}, None, "∂Y/∂x|Y#0", "not_differentiated", 2),
    ("Y = cos(x)", {"x": 0}, None, "∂Y/∂x|Y#0", "not_differentiated", 1),
    ("Y = 7*abs(x)", {"x": -2}, None, "∂Y/∂x|v1#0", "not_differentiated", 14),
    ("Y = sigmoid(z)", {"z": 0}, None, "∂Y/∂z|Y#0", "sigma_prime_plus", "3/4"),
    ("Y = sigmoid(z)", {"z": 0}, None, "∂Y/∂z|Y#0", "sigma_prime_is_sigma", "1/2"),
]


@pytest.mark.parametrize(("text", "values", "arithmetic", "line", "code", "wrong"), ONE)
def test_one_mistake_by_hand(text, values, arithmetic, line, code, wrong):
    found = dict(mistakes(ran(text, values, arithmetic), line))
    assert found[code] == Fraction(wrong)


NONE = [
    ("Y = relu(z)", {"z": 2}, "∂Y/∂z|Y#0", "local_is_one"),  # it is 1
    ("Y = x^3", {"x": 2}, "∂Y/∂x|Y#0", "forgot_factor_2"),
    ("Y = 2^x", {"x": 2}, "∂Y/∂x|Y#1", "forgot_factor_2"),
    ("Y = a/b", {"a": 1, "b": 2}, "∂Y/∂a|Y#0", "local_sign"),  # only the second operand has one
    ("Y = a/b", {"a": 2, "b": 2}, "Y", "operands_swapped"),  # 1 both ways
    ("Y = sigmoid(z)", {"z": 0}, "Y", "sigmoid_sign"),  # 1/2 both ways
    ("Y = a*a", {"a": 3}, "∂Y/∂a|Y#0", "local_swapped"),  # both factors are 3
    ("Y = 2*a", {"a": 1}, "∂Y/∂a|Y#1", "forgot_upstream"),  # what arrives is 1
    ("Y = a + b", {"a": 1, "b": 0}, "∂Y/∂Y", "seed_is_value"),  # Y is 1
]


@pytest.mark.parametrize(("text", "values", "line", "code"), NONE)
def test_what_changes_nothing_is_no_mistake(text, values, line, code):
    assert code not in dict(mistakes(ran(text, values), line))


def test_a_mistake_without_a_value_is_left_out():
    assert mistakes(ran("Y = a/b", {"a": 0, "b": 2}), "Y") == []  # 2/0
    trace = ran("Y = a/b", {"a": 0, "b": 2}, Float())
    assert mistakes(trace, "Y") == []


def test_a_fan_out_of_three():
    trace = ran("p = 2*a; q = 3*a; r = 5*a; Y = p + q + r", {"a": 7})
    assert mistakes(trace, "∂Y/∂a") == [
        ("missed_fanout", 2),  # p is the last one of the backward pass
        ("missed_fanout", 3),
        ("missed_fanout", 5),
        ("fanout_product", 30),
        ("fanout_mean", Fraction(10, 3)),
    ]


def test_a_fan_out_of_five():
    lines = "; ".join(f"n{k} = {k}*a" for k in range(2, 7))
    trace = ran(f"{lines}; Y = n2 + n3 + n4 + n5 + n6", {"a": 1})
    found = mistakes(trace, "∂Y/∂a")
    assert [value for code, value in found if code == "missed_fanout"] == [2, 3, 4, 5, 6]
    assert dict(found)["fanout_product"] == 720
    assert dict(found)["fanout_mean"] == 4
    assert "fanout_sign" not in dict(found)


def test_the_square_written_as_a_product_has_two_equal_contributions():
    found = mistakes(ran("Y = a*a", {"a": 3}), "∂Y/∂a")
    assert found == [
        ("missed_fanout", 3),
        ("missed_fanout", 3),
        ("fanout_sign", 0),
        ("fanout_product", 9),
        ("fanout_mean", 3),
    ]


def test_a_sum_of_the_same_name_has_equal_contributions_too():
    found = mistakes(ran("Y = a + a", {"a": 3}), "∂Y/∂a")
    assert [value for _, value in found] == [1, 1, 0, 1, 1]


def test_contributions_that_cancel_still_have_their_mistakes():
    found = mistakes(ran("u = 2*a; Y = u - 2*a", {"a": 3}), "∂Y/∂a")
    values = sorted({value for code, value in found if code == "missed_fanout"})
    assert values == [-2, 2]
    assert dict(found)["fanout_sign"] in (4, -4)
    assert dict(found)["fanout_product"] == -4
    assert "fanout_mean" not in dict(found)  # 0 is right


def test_coarse_lines_have_no_mistakes_of_one_rule():
    trace = ran("l = (f - y)^2", {"f": 3, "y": 1}, expand=False)
    # ∂l/∂f = 2(f − y) = 4, ∂l/∂y = −4, and what arrives is 1
    assert mistakes(trace, "∂l/∂f|l#0") == [("added_along_path", 5)]
    assert mistakes(trace, "∂l/∂y|l#1") == [("added_along_path", -3)]
    trace = ran("Y = (a + b)/b", {"a": 1, "b": 2}, expand=False)
    assert mistakes(trace, "Y") == [("operands_swapped", Fraction(2, 3))]


@pytest.mark.parametrize("arithmetic", [Exact(), HAND, Float(), Bound()], ids=str)
def test_a_mistake_is_made_in_its_own_arithmetic(arithmetic):
    trace = ran("Y = tanh(x)*3", {"x": "0.5"}, arithmetic)
    (wrong,) = (
        run
        for mistake, run in common_mistakes(trace.by_id["∂Y/∂x|v1#0"], trace)
        if mistake.code == "tanh_prime"
    )
    assert wrong.arithmetic is arithmetic
    expected = 3 * (1 - Fraction("0.46211715726000975"))
    close = Fraction("0.002") if arithmetic is HAND else Fraction(1, 10**14)
    assert abs(to_fraction(wrong.raw["∂Y/∂x|v1#0"]) - expected) < close


def test_a_mistake_names_what_was_calculated_instead(graph):
    line = graph.by_id["∂Y/∂d|Y#0"]
    (swapped, wrong), *_ = common_mistakes(line, graph)
    assert swapped == Mistake("local_swapped", line.id, {"∂Y/∂d#0": Ref("d")})
    assert swapped.instead == Ref("d")
    # The product stays a product: its line is calculated from the wrong local derivative.
    assert wrong.by_id["∂Y/∂d#0"].expr == Ref("d")
    assert wrong.by_id[line.id].expr == line.expr
    assert wrong.raw["∂Y/∂d#0"] == 3


def test_the_right_run_stays_as_it_was(graph):
    before = dict(graph.raw), graph.lines
    for line in graph.lines:
        list(common_mistakes(line, graph))
    assert (dict(graph.raw), graph.lines) == before


def test_lines_that_were_edited_have_their_mistakes_too():
    """A run with a mistake in it is a run: following mistakes are asked of it as of any other."""
    trace = load("graph").run(Exact())
    kept = evaluate(trace.program.edit("∂Y/∂b", Ref("∂Y/∂b|e#0")))
    assert mistakes(kept, "∂Y/∂b") == []
    twice = Call("add", (Ref("∂Y/∂b|d#1"), Ref("∂Y/∂b|d#1")))
    repeated = evaluate(trace.program.edit("∂Y/∂b", twice))
    assert repeated.raw["∂Y/∂b"] == -2
    assert all(value != -2 for _, value in mistakes(repeated, "∂Y/∂b"))


@pytest.mark.parametrize(
    ("line", "expr"), [("∂Y/∂b", number(5)), ("∂Y/∂c|e#1", number(5)), ("∂Y/∂c|e#1", Ref("c"))]
)
def test_a_line_that_was_edited_to_something_else_is_no_reason_to_stop(line, expr):
    trace = load("graph").run(Exact())
    edited = evaluate(trace.program.edit(line, expr))
    assert all(value != edited.raw[line] for _, value in mistakes(edited, line))


# --- Any graph ----------------------------------------------------------------------------------


def edited_run(trace: Trace, mistake: Mistake) -> Mapping[str, object]:
    """Run the edited program from its beginning to the line that comes out wrong."""
    program = trace.program
    for line, expr in mistake.edits.items():
        program = program.edit(line, expr)
    lines = list(program)
    last = next(at for at, line in enumerate(lines) if line.id == mistake.line)
    cut = Program(program.graph).append(lambda group: iter(lines[: last + 1]))
    return evaluate(cut, trace.arithmetic).raw


def assert_mistakes_are_edits(trace: Trace) -> int:
    count = 0
    for line in trace.lines:
        for mistake, wrong in common_mistakes(line, trace):
            assert mistake.line == line.id
            assert wrong.raw[line.id] != trace.raw[line.id]
            assert wrong.raw[line.id] == edited_run(trace, mistake)[line.id]
            changed = {name for name, value in wrong.raw.items() if value != trace.raw[name]}
            assert changed <= {line.id, *mistake.edits}
            assert wrong.raw.keys() == trace.raw.keys()
            count += 1
    return count


ARITHMETICS = [Exact(), HAND, ByHand(significant=2, rounding="operation"), Float(), Bound()]


@given(random_graphs(lines=4), st.sampled_from(ARITHMETICS), st.booleans())
def test_wrong_numbers_are_those_of_the_edited_program(random, arithmetic, expand):
    try:
        trace = random.graph(expand=expand).run(random.inputs, arithmetic, output=random.output)
    except EvaluationError:  # what is rounded by hand may leave a domain
        assume(False)
    assert_mistakes_are_edits(trace)


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=str)
@pytest.mark.parametrize("name", WORKED)
def test_wrong_numbers_of_worksheets_are_those_of_the_edited_program(name, arithmetic):
    assert assert_mistakes_are_edits(load(name).run(arithmetic)) >= 12


@given(random_graphs(lines=4))
def test_a_mistake_is_seen_as_a_number(random):
    """Other forms of the same exact number are no mistakes."""
    trace = random.graph().run(random.inputs, output=random.output)
    for line in trace.lines:
        right = to_fraction(trace.raw[line.id])
        for _, value in mistakes(trace, line.id):
            assert abs(value - right) > Fraction(1, 10**30)


def test_every_code_is_tested_here():
    told = {code for row in (*GRAPH.values(), *NEURON.values()) for code, _ in row}
    assert told | {row[4] for row in ONE} == {
        *("operands_swapped", "sigmoid_sign", "seed_is_value", "missed_fanout", "fanout_sign"),
        *("fanout_product", "fanout_mean", "local_swapped", "local_sign", "forgot_upstream"),
        *("sigma_prime_is_sigma", "sigma_prime_plus", "tanh_prime", "forgot_factor_2"),
        *("power_rule_on_exp", "local_is_one", "not_differentiated", "added_along_path"),
    }


def test_mistakes_refer_to_earlier_lines_only():
    for name in WORKED:
        trace = load(name).run(HAND)
        places = {line.id: place for place, line in enumerate(trace.lines)}
        for line in trace.lines:
            for mistake, _ in common_mistakes(line, trace):
                for edited, expr in mistake.edits.items():
                    assert all(places[used] < places[edited] for used in names(expr))
                    assert not isinstance(expr, Lit) or mistake.code == "local_is_one"


def test_forward_mode_has_its_mistakes_too():
    trace = Graph.from_text("Y = a*b").tangents({"a": 2, "b": 3}, {"a": 1, "b": 5})
    # D(Y) = b·1 + a·5; the part of a is 3 · 1, its own value 2 in place of b is 2
    assert mistakes(trace, "D(Y)#0")[0] == ("local_swapped", 2)
    assert mistakes(trace, "D(Y)#1") == [
        ("local_swapped", 15),
        ("forgot_upstream", 2),
        ("added_along_path", 7),
    ]
