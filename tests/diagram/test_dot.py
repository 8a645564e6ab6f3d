"""DOT: Graphviz reads it, and shows the same texts."""

from __future__ import annotations

import html
import re

import pytest

from symgrad.diagram import BoxState, Scene, State, WireState, to_dot
from symgrad.diagram.captions import SHADE

from .scenes import HOSTILE, HOSTILE_NAMES, MAIN, SCENES, SQUARE, filled

pygraphviz = pytest.importorskip("pygraphviz")


def shown(dot: str) -> list[str]:
    """Lines of text in Graphviz's own picture."""
    picture = pygraphviz.AGraph(string=dot).draw(format="svg", prog="dot").decode()
    pieces = re.findall(r"<text [^>]*>([^<]*)</text>", picture)
    return [html.unescape(piece) for piece in pieces]


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_graphviz_reads_it(scene: Scene, capfd: pytest.CaptureFixture[str]) -> None:
    dot = to_dot(scene, filled(scene))
    graph = pygraphviz.AGraph(string=dot)
    assert graph.directed
    assert len(graph.nodes()) == len(scene.boxes)
    assert len(graph.edges()) == len(scene.wires)
    graph.draw(format="svg", prog="dot")
    assert "rror" not in capfd.readouterr().err


def test_names_values_and_gradients_are_shown() -> None:
    state = State({"b": BoxState("2", "−7")}, {"d.1": WireState("2,5", "−1,5")})
    assert {"b", "= 2", "∂Y/∂b", "= −7", "2,5", "−1,5", "a + b", "+", "= ?"} <= {
        text.strip() for text in shown(to_dot(MAIN, state))
    }


def test_a_tree_has_ellipses_and_grows_upwards() -> None:
    dot = to_dot(MAIN, filled(MAIN), "tree")
    assert "rankdir=BT" in dot
    assert "shape=ellipse" in dot
    assert "= d * e" in {text.strip() for text in shown(dot)}


def test_square_has_two_edges() -> None:
    assert to_dot(SQUARE, State()).count("n0 -> n1") == 2


def test_hostile_names_are_shown_as_they_are() -> None:
    texts = shown(to_dot(HOSTILE, filled(HOSTILE)))
    for name in HOSTILE_NAMES:
        if name.strip() and name.isprintable() and "_" not in name:
            assert name in texts
    assert 'sum of "all" <>&\\N' in texts


def test_what_is_active_is_shaded_and_thick() -> None:
    state = State({"b": BoxState(active=True)}, {"d.1": WireState(active=True)})
    lines = to_dot(MAIN, state).splitlines()
    (active,) = (line for line in lines if f'fillcolor="{SHADE}"' in line)
    assert active.strip().startswith("n1 ")
    assert sum(SHADE in line for line in lines) == sum("penwidth=3" in line for line in lines) == 2


def test_the_same_frame_gives_the_same_text() -> None:
    assert to_dot(MAIN, filled(MAIN)) == to_dot(MAIN, filled(MAIN))
