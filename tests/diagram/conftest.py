"""Engines that forget, and a `dot` program that is always there."""

from __future__ import annotations

import pytest

from symgrad.diagram import apart, engines

pygraphviz = pytest.importorskip("pygraphviz")


@pytest.fixture(autouse=True)
def fake_dot_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the Graphviz library answer for the program, in the same format."""

    def run(text: str) -> bytes:
        return pygraphviz.AGraph(string=text).draw(format="json0", prog="dot")

    monkeypatch.setattr(engines, "_run_dot", run)


@pytest.fixture(autouse=True)
def no_memory() -> None:
    """Let engines place anew what an earlier test has placed."""
    engines.place.cache_clear()
    apart.place_apart.cache_clear()
