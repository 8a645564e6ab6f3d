"""From a run to a picture: the texts of boxes and wires are those of the lines."""

import xml.etree.ElementTree as ET

import pytest

from symgrad import ByHand, Graph
from symgrad.diagram import DiagramTooLarge
from symgrad.diagram.fitting import COPIES_LIMIT
from symgrad.formula import Written
from symgrad.pictures import (
    dot,
    filmed,
    frame,
    frames,
    graph_dot,
    graph_picture,
    picture,
    trace_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
GRAPH = Graph.from_text("d = a + b; e = b - c; Y = d*e")
VALUES = {"a": 1, "b": 2, "c": 3}


def texts(svg: str) -> list[str]:
    """Texts of a picture; a name and what is said about it are one."""
    shown: list[str] = []
    for element in ET.fromstring(svg).iter(f"{SVG}text"):
        text = element.text or ""
        if text[:2] in ("= ", "≈ "):
            shown[-1] += f" {text}"
        else:
            shown.append(text)
    return shown


def test_every_value_adjoint_and_contribution_is_in_the_picture():
    shown = texts(trace_svg(GRAPH.run(VALUES), "en", "point"))
    for box in ("a = 1", "b = 2", "c = 3", "d = 3", "e = −1", "Y = −3"):
        assert box in shown
    for total in ("∂Y/∂a = −1", "∂Y/∂b = 2", "∂Y/∂c = −3", "∂Y/∂d = −1", "∂Y/∂e = 3", "∂Y/∂Y = 1"):
        assert total in shown
    assert {"a + b", "b − c", "d · e", "+", "−", "×"} <= set(shown)
    # the wires: values of the tails above, contributions below
    assert sorted(
        text for text in shown if "=" not in text and text.strip("−").isdigit()
    ) == sorted(["1", "2", "2", "3", "3", "−1", "−1", "−1", "3", "−3", "−1", "3"])


def test_the_description_says_what_the_picture_shows():
    root = ET.fromstring(trace_svg(GRAPH.run(VALUES), "es", "comma"))
    assert root.find(f"{SVG}title").text == "Grafo de cómputo"
    assert root.find(f"{SVG}desc").text == (
        "a = 1; b = 2; c = 3; d = 3; e = −1; Y = −3; ∂Y/∂Y = 1; "
        "∂Y/∂d = −1; ∂Y/∂e = 3; ∂Y/∂c = −3; ∂Y/∂a = −1; ∂Y/∂b = 2"
    )


def test_numbers_follow_language_and_policy():
    trace = Graph.from_text("f = sigmoid(z)").run({"z": "0.69"}, ByHand(decimals=3))
    assert {"f = 0,666", "∂f/∂z = 0,222", "σ(z)"} <= set(texts(trace_svg(trace, "es", "comma")))


def test_a_rounded_number_is_not_drawn_as_equal():
    shown = texts(trace_svg(Graph.from_text("f = sigmoid(z)").run({"z": "0.69"}), "en", "point"))
    assert {"z = 0.69", "f ≈ 0.665966927", "∂f/∂z ≈ 0.222454979", "∂f/∂f = 1"} <= set(shown)


def test_the_same_run_gives_the_same_bytes():
    assert trace_svg(GRAPH.run(VALUES), "en", "point") == trace_svg(
        GRAPH.run(VALUES), "en", "point"
    )


def test_a_dead_branch_has_contribution_zero_and_a_coarse_node_its_own_sign():
    graph = Graph.from_text("d = a + b; k = a*5; Y = (d - 1)^2", expand=False)
    shown = texts(trace_svg(graph.run({"a": 1, "b": 2}, output="Y"), "en", "point"))
    assert {"ƒ", "∂Y/∂k = 0", "(d − 1)^2"} <= set(shown)


def test_two_uses_in_one_operation_are_two_wires():
    shown = texts(trace_svg(Graph.from_text("Y = a*a").run({"a": 3}), "en", "point"))
    assert shown.count("3") == 4  # value above and contribution below, twice


def test_frames_know_what_their_steps_know():
    written = Written(GRAPH.run(VALUES), "en", "point")
    states = [frame(written, step) for step in range(1, len(written.trace.steps) + 1)]
    assert states[0].box("a").value == "1"
    assert states[0].box("d").value is None
    assert [state.box("Y").value for state in states[2:4]] == [None, "−3"]
    assert [state.box("b").gradient for state in states[-2:]] == [None, "2"]
    assert states[-1].box("b").active
    assert not states[-1].box("a").active
    # a wire is active when the operation uses it, and when its contribution is calculated
    assert [state.wire("d#1").active for state in states] == [
        False,
        True,
        False,
        False,
        False,
        False,
        False,
        True,
        False,
    ]
    assert [state.wire("d#1").contribution for state in states] == [None] * 7 + ["−1"] * 2


def test_the_last_frame_differs_from_the_finished_picture_only_in_its_marks():
    written = Written(GRAPH.run(VALUES), "en", "point")
    last, finished = frame(written, len(written.trace.steps)), frame(written)
    for name in "abcdeY":
        assert last.box(name).value == finished.box(name).value
        assert last.box(name).gradient == finished.box(name).gradient
        assert not finished.box(name).active


def test_notebooks_show_graphs_and_runs():
    plain = ["a", "b", "c", "+", "d", "a + b", "−", "e", "b − c", "×", "Y", "d · e"]
    assert texts(GRAPH._repr_svg_()) == plain
    assert "∂Y/∂b = 2" in texts(GRAPH.run(VALUES)._repr_svg_())
    assert texts(GRAPH.tangents(VALUES, {"b": 1})._repr_svg_()) == plain
    assert Graph.from_text("y = a; z = a")._repr_svg_() is not None


def test_a_picture_of_one_step():
    written = Written(GRAPH.run(VALUES), "en", "point")
    shown = texts(picture(written, step=2))
    assert {"d = 3", "e = ?", "a = 1"} <= set(shown)
    assert texts(picture(written)) == texts(trace_svg(written.trace, "en", "point"))


def test_a_tree_says_the_same():
    written = Written(GRAPH.run(VALUES), "en", "point")
    assert {"a = 1", "Y = d · e = −3", "∂Y/∂b = 2"} <= set(texts(picture(written, style="tree")))
    assert texts(graph_picture(GRAPH, "en", "point", "tree")) == [
        *("a", "b", "c", "d = a + b", "e = b − c", "Y = d · e")
    ]


def test_dot_says_the_same():
    written = Written(GRAPH.run(VALUES), "en", "point")
    assert ">= −3<" in dot(written)
    assert ">= −3<" not in dot(written, step=1)
    assert "rankdir=BT" in dot(written, style="tree")
    assert "?" not in graph_dot(GRAPH, "en", "point")


def test_a_film_has_all_steps():
    written = Written(GRAPH.run(VALUES), "en", "point")
    labels = [f"step {step.number}" for step in written.trace.steps]
    made = filmed(written, "f", labels)
    assert len(made.frames) == len(labels)
    assert active_keys(made.frames[1]) == [made.wires["d#0"], made.wires["d#1"], made.boxes["d"]]
    assert frames(written) == [frame(written, step) for step in range(1, len(labels) + 1)]


def network(*sizes: int) -> Graph:
    """A network of sigmoids as scalars, every weight used once."""
    lines, before = [], [f"x{i}" for i in range(sizes[0])]
    for layer, size in enumerate(sizes[1:], start=1):
        for j in range(size):
            products = (f"w{layer}_{j}_{i}*{name}" for i, name in enumerate(before))
            lines.append(f"h{layer}_{j} = sigmoid({' + '.join(products)})")
        before = [f"h{layer}_{j}" for j in range(size)]
    return Graph.from_text("; ".join([*lines, f"L = {' + '.join(before)}"]))


def values(graph: Graph) -> dict[str, str]:
    return {name: f"0.{number % 9 + 1}" for number, name in enumerate(graph.inputs)}


def active_keys(svg: str) -> list[str]:
    return ET.fromstring(svg).attrib["data-active"].split()


def test_a_large_graph_has_a_box_per_use_of_an_input():
    graph = network(3, 5, 3)
    assert 80 < len(graph.edges) <= COPIES_LIMIT
    written = Written(graph.run(values(graph), ByHand(3)), "en", "point")
    made = filmed(written, "f", [""] * len(written.trace.steps))
    assert len(made.boxes["x0"].split()) == 5
    assert made.drawing.count(">x₀<") == 5
    assert len(made.boxes["h1_0"].split()) == 1
    assert "?" not in texts(picture(written))


def test_a_larger_graph_is_drawn_in_layers():
    graph = network(6, 12, 10, 3)
    assert len(graph.edges) > COPIES_LIMIT
    written = Written(graph.run(values(graph), ByHand(3)), "en", "point")
    shown = texts(picture(written))
    assert {"12 × σ", "10 × σ", "3 × σ"} <= set(shown)
    made = filmed(written, "f", [""] * len(written.trace.steps))
    assert made.boxes["h1_0"] == made.boxes["h1_11"] != made.boxes["h2_0"]
    step = next(
        step.number for step in written.trace.steps if any(line.id == "h1_7" for line in step.lines)
    )
    assert made.boxes["h1_0"] in active_keys(made.frames[step - 1])


def test_a_graph_too_large_to_draw_is_shown_as_text():
    graph = Graph.from_text(
        "; ".join(f"x{i + 1} = {'sin' if i % 2 else 'cos'}(x{i})" for i in range(500))
    )
    trace = graph.run({"x0": 1}, ByHand(3))
    assert graph._repr_svg_() is None
    assert trace._repr_svg_() is None
    with pytest.raises(DiagramTooLarge) as caught:
        trace_svg(trace, "en", "point")
    assert "500 edges" in caught.value.message("en")
    assert "500 aristas" in caught.value.message("es")
    assert len(repr(graph)) < 200
    assert len(repr(trace)) < 200
