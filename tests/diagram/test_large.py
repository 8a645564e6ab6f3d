"""Large graphs: which view of them is drawn, and layouts that take too long."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys

import pytest

from symgrad.diagram import (
    WIRE_LIMIT,
    BoxState,
    DiagramTooLarge,
    Scene,
    State,
    WireState,
    apart,
    engines,
    fit,
    lay_out,
)
from symgrad.diagram.apart import place_apart, to_json
from symgrad.diagram.fitting import COPIES_LIMIT
from symgrad.diagram.grid import Grid, Link, Slot
from symgrad.diagram.views import collapsed, with_leaf_copies
from symgrad.diagram.worker import answer

from .scenes import MAIN, filled, scene_of

GRID = Grid((Slot(0, 50), Slot(1, 40), Slot(1, 40)), (Link(0, 1, 2), Link(0, 2, 2)))


def layers(width: int, depth: int) -> Scene:
    """Columns of σ over one shared input, and a sum of the last of them."""
    lines = [
        f"h{k}_{row} = h{k - 1}_{row} * x" if k else f"h0_{row} = σ ( x )"
        for k in range(depth)
        for row in range(width)
    ]
    last = [f"h{depth - 1}_{row}" for row in range(width)]
    sums = [f"s{n} = {f's{n - 1}' if n > 1 else last[0]} + {last[n]}" for n in range(1, width)]
    return scene_of(*lines, *sums)


def test_a_child_answers_as_the_engines_here_do() -> None:
    assert place_apart(GRID) == engines.place(GRID)
    assert json.loads(answer(to_json(GRID, "grandalf"))) == list(engines.place(GRID, "grandalf"))


def test_a_child_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(DiagramTooLarge, match="3 boxes"):
        place_apart(GRID)


def test_a_child_that_cannot_be_started_counts_as_too_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(DiagramTooLarge):
        place_apart(GRID)


def test_a_child_imports_nothing_from_the_folder_that_it_is_started_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.chdir(str(tmp_path))
    with open("json.py", "w", encoding="utf-8") as trap:  # noqa: PTH123
        trap.write("raise SystemExit('imported')")
    assert len(place_apart(GRID)) == 3


def test_small_scenes_start_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(subprocess, "run", refuse)
    view, layout = fit(MAIN, filled(MAIN), "grandalf")
    assert view.scene is MAIN
    assert view.state(filled(MAIN)) == filled(MAIN)
    assert layout == lay_out(MAIN, filled(MAIN), "grandalf")


@pytest.mark.parametrize("style", ["circuit", "tree"])
def test_above_the_first_limit_each_use_of_an_input_has_a_box(style: str) -> None:
    scene = layers(8, 6)
    assert WIRE_LIMIT < len(scene.wires) <= COPIES_LIMIT
    state = filled(scene)
    view, layout = fit(scene, state, style=style)
    uses = [wire for wire in scene.wires if wire.tail == "x"]
    copies = [id for id, members in view.boxes.items() if members == ("x",)]
    assert len(copies) == len(uses)
    assert layout.boxes.keys() == {box.id for box in view.scene.boxes} == view.boxes.keys()
    assert layout.wires.keys() == {wire.id for wire in scene.wires}
    tails = [wire.tail for wire in view.scene.wires]
    assert all(tails.count(copy) == 1 for copy in copies)


def test_a_copy_has_the_contribution_of_its_own_wire() -> None:
    square = scene_of("Y = a * a")
    state = State(
        {"a": BoxState("3", "6", active=True)},
        {"Y.0": WireState("3", "3"), "Y.1": WireState("3", "3", active=True)},
    )
    view = with_leaf_copies(square)
    shown = view.state(state)
    assert [shown.box(id).gradient for id in ("0", "1", "2")] == ["6", "6", None]
    assert [shown.wire(id).active for id in ("Y.0", "Y.1")] == [False, True]
    assert view.scene.output_name == "Y"


def test_when_the_copies_take_too_long_there_are_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    scene = layers(8, 6)
    view, _ = fit(scene, filled(scene))
    assert "40 × ×" in {box.formula for box in view.scene.boxes}


def test_above_the_second_limit_there_are_layers() -> None:
    scene = layers(30, 8)
    assert len(scene.wires) > COPIES_LIMIT
    state = State({"h2_7": BoxState("1", active=True)}, {"s1.0": WireState("1", active=True)})
    view, layout = fit(scene, state)
    assert [box.formula for box in view.scene.boxes] == [
        *(None, "30 × σ", "210 × ×", "28 × +", "s28 + h7_29")
    ]
    assert [len(view.wires[wire.id]) for wire in view.scene.wires] == [30, 30, 180 + 30, 29, 1, 1]
    shown = view.state(state)
    assert [box.name for box in view.scene.boxes if shown.box(box.id).active] == ["h1_0 … h7_29"]
    (wire,) = (wire for wire in view.scene.wires if shown.wire(wire.id).active)
    assert wire.plain
    assert shown.wire(wire.id).value is None
    assert layout.boxes.keys() == view.boxes.keys()


def test_an_output_in_the_middle_makes_no_cycle_of_layers() -> None:
    scene = scene_of("u = a + b", "Y = u + b", "Z = Y + u")
    view = collapsed(dataclasses.replace(scene, output="Y"))
    lay_out(view.scene, State(), "grandalf")
    assert [box.name for box in view.scene.boxes] == ["a, b", "u", "Y", "Z"]


def test_boxes_of_their_own_keep_their_numbers_in_layers() -> None:
    view = collapsed(MAIN)
    assert [box.name for box in view.scene.boxes] == ["a … c", "d", "e", "Y"]
    shown = view.state(filled(MAIN, "1", "2"))
    assert shown.box("1") == BoxState("1", "2")
    plain = {wire.id: wire.plain for wire in view.scene.wires}
    assert plain == {"d.0": True, "e.0": True, "Y.0": False, "Y.1": False}


def test_layers_that_are_too_large_are_refused_with_number_and_limit() -> None:
    count = COPIES_LIMIT + 1
    scene = scene_of(
        *[f"y{k} = {'σ' if k % 2 else 'exp'} ( y{k - 1} )" for k in range(1, count + 1)]
    )
    with pytest.raises(DiagramTooLarge, match=f"{count} edges.*{WIRE_LIMIT}.*part of it"):
        fit(scene, State())


def test_a_scene_that_is_not_placed_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(DiagramTooLarge, match="not placed in time"):
        lay_out(layers(8, 6), State())
