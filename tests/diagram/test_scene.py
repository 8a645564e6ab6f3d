"""Scenes refuse what cannot be drawn, and say why."""

from __future__ import annotations

import pytest

from symgrad.diagram import Box, BoxState, Scene, SceneError, State, Wire, WireState

A = Box("a", "a", None, None, "input")
Y = Box("Y", "the output", "σ", "σ(a)", "output")


def test_two_boxes_of_one_id() -> None:
    with pytest.raises(SceneError, match="2 boxes have the same id 'a'"):
        Scene("", "", "Y", (A, A, Y), ())


def test_two_wires_of_one_id() -> None:
    with pytest.raises(SceneError, match="2 wires have the same id 'w'"):
        Scene("", "", "Y", (A, Y), (Wire("w", "a", "Y", 0), Wire("w", "a", "Y", 1)))


@pytest.mark.parametrize("wire", [Wire("w", "b", "Y", 0), Wire("w", "a", "b", 0)])
def test_a_wire_to_nowhere(wire: Wire) -> None:
    with pytest.raises(SceneError, match="wire 'w' ends at 'b'"):
        Scene("", "", "Y", (A, Y), (wire,))


def test_an_output_that_is_no_box() -> None:
    with pytest.raises(SceneError, match="output 'X'"):
        Scene("", "", "X", (A, Y), ())


def test_the_output_is_called_by_its_name() -> None:
    assert Scene("", "", "Y", (A, Y), ()).output_name == "the output"


def test_what_a_state_leaves_out_is_unknown() -> None:
    assert State().box("a") == BoxState(value=None, gradient=None, active=False)
    assert State().wire("w") == WireState(value=None, contribution=None, active=False)
