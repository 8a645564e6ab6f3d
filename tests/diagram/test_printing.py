"""PNG and PDF: the same bytes every time, with all signs, and a way out without typst."""

from __future__ import annotations

import struct
import sys

import pytest

from symgrad.diagram import Box, BoxState, Scene, State, draw, lay_out, printing
from symgrad.errors import SymgradError

from .scenes import HOSTILE, MAIN, filled

typst = pytest.importorskip("typst")


def svg_of(scene: Scene, state: State | None = None) -> str:
    shown = filled(scene) if state is None else state
    return draw(scene, lay_out(scene, shown, "grandalf"), shown)


@pytest.mark.parametrize(("form", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF-")])
def test_the_same_picture_gives_the_same_bytes(form: printing.PrintForm, start: bytes) -> None:
    first, second = (printing.printed(svg_of(MAIN), form) for _ in range(2))
    assert first == second
    assert first.startswith(start)
    assert b"CreationDate" not in first


def test_the_page_has_the_size_of_the_picture() -> None:
    layout = lay_out(MAIN, filled(MAIN), "grandalf")
    data = printing.printed(draw(MAIN, layout, filled(MAIN)), "png")
    width, height = struct.unpack(">II", data[16:24])
    assert width == pytest.approx(2 * layout.width, abs=1)
    assert height == pytest.approx(2 * layout.height, abs=1)


def test_every_sign_prints() -> None:
    def lone(text: str) -> bytes:
        scene = Scene("", "", "Y", (Box("Y", "Y", None, None, "output"),), ())
        widest = State({"Y": BoxState("WWW")})
        state = State({"Y": BoxState(text)})
        return printing.printed(draw(scene, lay_out(scene, widest), state), "png")

    signs = "∂σ₁₂·−≈Σφ²"
    assert len({lone(sign) for sign in [*signs, "\U0001f389"]}) == len(signs) + 1


def test_hostile_texts_are_not_read_as_code() -> None:
    assert printing.printed(svg_of(HOSTILE, filled(HOSTILE, '#panic("x")')), "pdf")


def test_without_typst_the_message_gives_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(SymgradError) as caught:
        printing.printed(svg_of(MAIN), "pdf")
    for lang in ("en", "es"):
        assert 'pip install "symgrad[pdf]"' in caught.value.message(lang)
