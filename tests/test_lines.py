"""Programs: which lines the passes append, in which order and in which groups."""

from fractions import Fraction

import pytest

from symgrad.arithmetic import Exact
from symgrad.conversion import to_text
from symgrad.errors import GraphError, InputError
from symgrad.expr import Ref, number
from symgrad.graph import Graph
from symgrad.lines import Line, Program
from symgrad.trace import evaluate

MAIN = Graph.from_text("d = a + b\ne = b - c\nY = d*e")
POINT = {"a": 1, "b": 2, "c": 3}


def program_of(text: str, output: str | None = None, **inputs: object) -> Program:
    return Program(Graph.from_text(text)).given(inputs).forward().backward(output)


def shown(program: Program) -> list[str]:
    return [f"{line.group} {line.kind}: {line.id} = {to_text(line.expr)}" for line in program]


def test_the_lines_of_the_main_exercise():
    assert shown(Program(MAIN).given(POINT).forward().backward()) == [
        "1 given: a = 1",
        "1 given: b = 2",
        "1 given: c = 3",
        "2 forward: d = a + b",
        "3 forward: e = b - c",
        "4 forward: Y = d*e",
        "5 seed: ∂Y/∂Y = 1",
        "6 local: ∂Y/∂d#0 = e",
        "6 contribution: ∂Y/∂d|Y#0 = ∂Y/∂Y*∂Y/∂d#0",
        "6 local: ∂Y/∂e#1 = d",
        "6 contribution: ∂Y/∂e|Y#1 = ∂Y/∂Y*∂Y/∂e#1",
        "6 total: ∂Y/∂d = ∂Y/∂d|Y#0",
        "6 total: ∂Y/∂e = ∂Y/∂e|Y#1",
        "7 local: ∂e/∂b#0 = 1",
        "7 contribution: ∂Y/∂b|e#0 = ∂Y/∂e*∂e/∂b#0",
        "7 local: ∂e/∂c#1 = -1",
        "7 contribution: ∂Y/∂c|e#1 = ∂Y/∂e*∂e/∂c#1",
        "7 total: ∂Y/∂c = ∂Y/∂c|e#1",
        "8 local: ∂d/∂a#0 = 1",
        "8 contribution: ∂Y/∂a|d#0 = ∂Y/∂d*∂d/∂a#0",
        "8 local: ∂d/∂b#1 = 1",
        "8 contribution: ∂Y/∂b|d#1 = ∂Y/∂d*∂d/∂b#1",
        "8 total: ∂Y/∂a = ∂Y/∂a|d#0",
        "9 sum: ∂Y/∂b = ∂Y/∂b|d#1 + ∂Y/∂b|e#0",
    ]


def test_a_fan_out_sum_is_one_call_in_written_order():
    """The pass reaches b through e first, and the sum is still −1 + 3, in the order of the text."""
    run = evaluate(Program(MAIN).given(POINT).forward().backward())
    (line,) = (line for line in run.lines if line.kind == "sum")
    assert [run.number(part.name) for part in line.expr.args] == [-1, 3]


def test_a_fan_out_of_four_is_not_nested():
    program = program_of("d = a + 1\ne = a + 2\nf = a*a\ng = d + e\nY = g + f", a=1)
    (line,) = (line for line in program if line.id == "∂Y/∂a")
    assert to_text(line.expr) == "∂Y/∂a|d#0 + ∂Y/∂a|e#0 + ∂Y/∂a|f#0 + ∂Y/∂a|f#1"


def test_both_edges_of_a_square_have_lines():
    program = program_of("Y = x*x", x=3)
    assert [line.id for line in program if line.edge] == [
        "∂Y/∂x#0",
        "∂Y/∂x|Y#0",
        "∂Y/∂x#1",
        "∂Y/∂x|Y#1",
    ]


def test_temporaries_share_the_step_of_their_line():
    lines = list(program_of("Y = (a + b)*a\nZ = Y + 1", a=1, b=2))
    assert [(line.id, line.written, line.group) for line in lines[2:5]] == [
        ("v1", False, 2),
        ("Y", True, 2),
        ("Z", True, 3),
    ]


def test_constants_have_no_edges():
    program = program_of("Y = 2*x + pi", x=1)
    edges = [(line.edge.tail, line.edge.head) for line in program if line.kind == "local"]
    assert edges == [("v1", "Y"), ("x", "v1")]


def test_what_does_not_lead_to_the_output_comes_last_with_0():
    program = program_of("dead = exp(b)\nd = a*a\nlater = d*b", output="d", a=1, b=2)
    lines = list(program)
    assert [(line.id, to_text(line.expr)) for line in lines[-3:]] == [
        ("∂d/∂b", "0"),
        ("∂d/∂dead", "0"),
        ("∂d/∂later", "0"),
    ]
    assert not any(line.edge and line.edge.head in ("dead", "later") for line in lines)


def test_every_adjoint_comes_before_it_is_used():
    seen = set()
    for line in program_of("d = a*b\ne = d + a\nf = e*d\nY = f - e*a", a=1, b=2):
        parts = [line.expr]
        while parts:
            part = parts.pop()
            parts.extend(getattr(part, "args", ()))
            assert not isinstance(part, Ref) or part.name in seen
        seen.add(line.id)


def test_the_lines_of_forward_mode():
    assert shown(Program(MAIN).tangents({"b": "1/2"})) == [
        "1 seed: D(a) = 0",
        "1 seed: D(b) = 1/2",
        "1 seed: D(c) = 0",
        "2 local: ∂d/∂a#0 = 1",
        "2 contribution: D(d)#0 = ∂d/∂a#0*D(a)",
        "2 local: ∂d/∂b#1 = 1",
        "2 contribution: D(d)#1 = ∂d/∂b#1*D(b)",
        "2 tangent: D(d) = D(d)#0 + D(d)#1",
        "3 local: ∂e/∂b#0 = 1",
        "3 contribution: D(e)#0 = ∂e/∂b#0*D(b)",
        "3 local: ∂e/∂c#1 = -1",
        "3 contribution: D(e)#1 = ∂e/∂c#1*D(c)",
        "3 tangent: D(e) = D(e)#0 + D(e)#1",
        "4 local: ∂Y/∂d#0 = e",
        "4 contribution: D(Y)#0 = ∂Y/∂d#0*D(d)",
        "4 local: ∂Y/∂e#1 = d",
        "4 contribution: D(Y)#1 = ∂Y/∂e#1*D(e)",
        "4 tangent: D(Y) = D(Y)#0 + D(Y)#1",
    ]


def test_tangents_of_all_nodes():
    run = MAIN.tangents(POINT, seed={"b": 1})
    assert run.tangents == {"a": 0, "b": 1, "c": 0, "d": 1, "e": 1, "Y": 2}


def test_the_tangent_of_a_constant_is_0():
    assert Graph.from_text("d = 2*3\nY = d*x").tangents({"x": 1}, {"x": 1}).tangents["d"] == 0


def test_a_direction_may_name_only_inputs():
    with pytest.raises(InputError, match=r"d is computed"):
        MAIN.tangents(POINT, seed={"d": 1})


def test_programs_are_immutable():
    start = Program(MAIN).given(POINT)
    longer = start.forward()
    assert (len(start.lines), len(longer.lines)) == (3, 6)
    assert list(longer) == list(longer)


def test_lines_are_made_when_they_are_asked_for():
    def endless(group):
        yield Line("first", "check", "Y", number(1), group)
        pytest.fail("nobody asked for a second line")

    assert next(iter(Program(MAIN).append(endless))).id == "first"


def test_a_program_knows_its_output():
    assert Program(MAIN).forward().output is None
    assert Program(MAIN).backward().forward().edit("d", number(0)).output == "Y"


def test_the_forward_pass_of_one_output_leaves_the_rest_out():
    program = Program(Graph.from_text("dead = exp(b)\nd = a*a\nlater = d*b"))
    assert [line.id for line in program.forward("d")] == ["d"]
    assert [line.id for line in program.forward("a")] == []
    assert [line.id for line in program.forward()] == ["dead", "d", "later"]


def test_an_edit_is_carried_on():
    """With only one path, dY/db is -1: the mistake of who forgets the fan-out."""
    program = Program(MAIN).given(POINT).forward().backward()
    wrong = evaluate(program.edit("∂Y/∂b", Ref("∂Y/∂b|d#1")))
    assert wrong.adjoints["b"] == -1
    mistaken = evaluate(program.edit("e", number(1)))
    assert (mistaken.values["Y"], mistaken.adjoints["a"]) == (3, 1)


def test_an_edit_changes_nothing_else_and_not_the_program():
    program = Program(MAIN).given(POINT).forward().backward()
    edited = program.edit("∂e/∂c#1", number(1))
    changed = [new.id for old, new in zip(program, edited, strict=True) if old != new]
    assert changed == ["∂e/∂c#1"]
    assert evaluate(edited).adjoints["c"] == 3
    assert evaluate(program).adjoints["c"] == -3


def test_several_edits():
    program = Program(MAIN).given(POINT).forward().backward()
    run = evaluate(program.edit("a", number(5)).edit("b", number(0)).edit("a", number(7)))
    assert (run.values["d"], run.values["e"]) == (7, -3)


def test_an_edit_of_no_line_is_refused():
    program = Program(MAIN).given(POINT).forward().edit("∂Y/∂b", number(0)).edit("a", number(0))
    with pytest.raises(GraphError, match=r"no line '∂Y/∂b'"):
        evaluate(program)
    assert evaluate(program.backward()).adjoints["b"] == 0


def test_lines_of_another_kind_may_be_appended():
    extra = Line("half", "check", "Y", Ref("Y") / 2, 0)
    program = Program(MAIN).given(POINT).forward().append(lambda group: iter([extra]))
    assert evaluate(program, Exact()).raw["half"] == Fraction(-3, 2)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("d", "d"),
        ("∂Y/∂b", "∂Y/∂b"),
        ("∂d/∂b#1", "∂d/∂b"),
        ("∂Y/∂b|d#1", "∂Y/∂b"),
        ("D(d)#1", "D(d)"),
    ],
)
def test_labels(line, label):
    assert Line(line, "check", "d", number(0), 1).label == label
