"""Plots: the same bytes, both languages, and nothing of matplotlib's state changed."""

import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.colors import to_rgb

import symgrad
from symgrad.plots import LOOKS, Curve, Plot, draw, save, to_bytes, to_svg

WAVE = Curve(
    "scheme.forward", 0, tuple((10.0**-k, 10.0 ** (k - 8)) for k in range(9)), ((1e-4, 1e-4),)
)
FLAT = Curve("scheme.complex_step", 3, ((1e-8, 1e-16), (1.0, 1e-2)), ((1e-8, 1e-16),))
CORNERS = ("plot.rounding", "plot.truncation")
SHOWN = Plot("y = sin(x)", "h", "e", (WAVE, FLAT), True, (1e-8, 1, 1e-17, 1), CORNERS, "plot.best")
LINE = Curve("plot.function", 7, ((-0.5, 0.25), (0.0, 0.0), (0.5, 0.25)))
PLAIN = Plot("y = x^2", "x", "y", (LINE,), False, (-0.5, 0.5, -0.1, 0.3))
FORMS = ("svg", "png", "pdf")


def labels(figure):
    (legend,) = figure.legends
    return [entry.get_text() for entry in legend.get_texts()]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("plot", [SHOWN, PLAIN], ids=["logarithmic", "plain"])
def test_the_same_plot_has_the_same_bytes(form, plot):
    first, second = (to_bytes(draw(plot, "es", "comma"), form) for _ in range(2))
    figure = draw(plot, "es", "comma")
    assert first == second == to_bytes(figure, form) == to_bytes(figure, form)
    assert b"Date" not in first
    assert mpl.__version__.encode() not in first


def test_another_process_makes_the_same_bytes():
    code = (
        "import sys; from symgrad.plots import *;"
        "p = Plot('y', 'h', 'e', (Curve('scheme.forward', 0, ((.1, .2), (1., 2.))),), True,"
        " (.1, 1, .1, 10)); sys.stdout.write(to_svg(p, 'en', 'point'))"
    )
    folder = Path(symgrad.__file__).parents[1]
    runs = [
        subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=True)
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout != b""


def test_the_language_and_the_decimal_mark():
    spanish, english = draw(SHOWN, "es", "comma"), draw(SHOWN, "en", "point")
    assert labels(spanish) == ["progresiva", "incremento complejo", "mejor h"]
    assert labels(english) == ["forward", "complex step", "best h"]
    for mark, ticks in (("comma", "−0,4"), ("point", "−0.4")):
        figure = draw(PLAIN, "en", mark)
        to_bytes(figure)
        assert ticks in [tick.get_text() for tick in figure.axes[0].get_xticklabels()]


def test_what_is_drawn_is_the_data():
    (axes,) = draw(SHOWN, "en", "point").axes
    wave, flat, rings = axes.get_lines()
    assert list(zip(*wave.get_data(), strict=True)) == list(WAVE.points)
    assert list(zip(*flat.get_data(), strict=True)) == list(FLAT.points)
    assert list(zip(*rings.get_data(), strict=True)) == [*WAVE.marked, *FLAT.marked]
    assert (axes.get_xscale(), axes.get_xlim(), axes.get_ylim()) == ("log", (1e-8, 1), (1e-17, 1))


def test_lines_differ_without_their_colours_and_are_dark_enough():
    *looks, below = LOOKS
    assert len({str(look.line) for look in looks}) == len({look.marker for look in looks}) == 7
    for look in looks:
        channels = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(look.colour)
        ]
        light = sum(c * w for c, w in zip(channels, (0.2126, 0.7152, 0.0722), strict=True))
        assert 1.05 / (light + 0.05) >= 3  # as WCAG asks of graphics
    assert below.width > 3


def test_a_user_with_a_style_of_their_own_gets_the_house_style():
    expected = to_svg(SHOWN, "en", "point")
    with mpl.rc_context({"lines.linewidth": 9, "axes.facecolor": "black", "font.size": 30}):
        assert to_svg(SHOWN, "en", "point") == expected
        assert mpl.rcParams["lines.linewidth"] == 9


def test_nothing_of_matplotlib_is_changed_and_pyplot_is_not_loaded():
    code = (
        "import sys, matplotlib as mpl; before = mpl.rcParams.copy();"
        "from symgrad.plots import *;"
        "p = Plot('y', 'h', 'e', (Curve('plot.function', 7, ((0., 0.), (1., 1.))),), False,"
        " (0, 1, 0, 1)); to_svg(p, 'es', 'comma'); assert mpl.rcParams.copy() == before;"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    folder = Path(symgrad.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]


def test_threads_may_draw_at_the_same_time():
    expected = {lang: to_svg(SHOWN, lang, "point") for lang in ("en", "es")}
    found = []
    threads = [
        threading.Thread(
            target=lambda lang=lang: found.append((lang, to_svg(SHOWN, lang, "point")))
        )
        for lang in ("en", "es") * 3
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all(svg == expected[lang] for lang, svg in found)


def test_an_svg_stands_for_itself_on_white():
    root = ET.fromstring(to_svg(SHOWN, "en", "point"))
    assert root.tag.endswith("svg")
    text = to_svg(SHOWN, "en", "point")
    assert "fill: #ffffff" in text
    assert "font-family" not in text
    assert "<image" not in text


@pytest.mark.parametrize("form", FORMS)
def test_a_figure_is_saved_by_its_ending(tmp_path, form):
    path = tmp_path / f"curve.{form.upper()}"
    save(draw(SHOWN, "en", "point"), path)
    assert path.read_bytes() == to_bytes(draw(SHOWN, "en", "point"), form)


def test_paper_to_draw_on_has_no_legend():
    figure = draw(
        Plot("y", "h", "e", (), True, (1e-3, 1, 1e-3, 1), CORNERS, "plot.best"), "en", "point"
    )
    assert figure.legends == []
    assert figure.axes[0].get_lines() == []
    assert to_bytes(figure)
