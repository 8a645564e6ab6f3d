"""Choice of the engine, and what happens where one is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from symgrad.diagram import DiagramTooLarge, EngineMissing, State, engines, lay_out

from .scenes import MAIN


class TestChoiceOfEngine:
    @pytest.fixture
    def no_pygraphviz(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pygraphviz", None)

    @pytest.fixture
    def no_dot(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.undo()
        monkeypatch.setenv("PATH", "")

    @pytest.fixture
    def no_grandalf(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "grandalf.graphs", None)

    def test_pygraphviz_comes_first(self) -> None:
        used = []

        def spy(grid: engines.Grid) -> engines.Heights:
            used.append(grid)
            return engines._with_pygraphviz(grid)

        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(engines._ENGINES, "pygraphviz", spy)
            lay_out(MAIN, State())
        assert used

    @pytest.mark.usefixtures("no_pygraphviz")
    def test_dot_comes_second(self) -> None:
        assert lay_out(MAIN, State()) == lay_out(MAIN, State(), "dot")

    @pytest.mark.usefixtures("no_dot", "no_pygraphviz")
    def test_grandalf_comes_last(self) -> None:
        assert lay_out(MAIN, State()) == lay_out(MAIN, State(), "grandalf")

    @pytest.mark.usefixtures("no_dot", "no_pygraphviz", "no_grandalf")
    def test_without_any_engine_the_error_tells_the_way_out(self) -> None:
        with pytest.raises(EngineMissing, match=r"pygraphviz: .*dot: .*grandalf: .*pip install"):
            lay_out(MAIN, State())

    @pytest.mark.usefixtures("no_dot")
    def test_an_engine_asked_for_is_not_replaced(self) -> None:
        with pytest.raises(EngineMissing, match="No layout engine loads \\(dot"):
            lay_out(MAIN, State(), "dot")

    @pytest.mark.usefixtures("no_dot")
    def test_a_broken_program_counts_as_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object, **__: object) -> None:
            raise subprocess.CalledProcessError(1, "dot")

        monkeypatch.setattr(subprocess, "run", fail)
        with pytest.raises(EngineMissing):
            lay_out(MAIN, State(), "dot")

    @pytest.mark.usefixtures("no_dot")
    def test_a_program_that_does_not_end_counts_as_missing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limits = []

        def hang(*_: object, timeout: float, **__: object) -> None:
            limits.append(timeout)
            raise subprocess.TimeoutExpired("dot", timeout)

        monkeypatch.setattr(subprocess, "run", hang)
        with pytest.raises(EngineMissing, match="timed out"):
            lay_out(MAIN, State(), "dot")
        assert 0 < limits[0] < 20

    def test_grandalf_running_out_of_stack_is_our_error(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from grandalf.layouts import SugiyamaLayout

        def recurse(*_: object) -> None:
            raise RecursionError

        monkeypatch.setattr(SugiyamaLayout, "draw", recurse)
        with pytest.raises(DiagramTooLarge, match="Install pygraphviz"):
            lay_out(MAIN, State(), "grandalf")
