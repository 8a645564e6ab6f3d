"""Plots in one house style, which reads the same for the colour-blind and in black and white.

Colours are told apart on white, and each line has its own dashes and its own marker.

What a plot shows is data; matplotlib is only loaded when it is drawn. It is drawn without pyplot,
from matplotlib's own defaults whatever the user's settings are, and leaves them as they were.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from symgrad.files import replace
from symgrad.language import DecimalMark, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Format: TypeAlias = Literal["svg", "png", "pdf"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is drawn."""

    colour: str
    line: str | tuple[int, tuple[float, ...]]
    marker: str
    width: float = 1.4


# From the palettes of Okabe and Ito (2008) and of Tol (2021), what is dark enough on white.
LOOKS: tuple[Look, ...] = (
    Look("#0072b2", "-", "o"),
    Look("#d55e00", "--", "s"),
    Look("#117733", "-.", "^"),
    Look("#000000", ":", "D"),
    Look("#aa4499", (0, (8.0, 2.0)), "v"),
    Look("#997700", (0, (4.0, 1.0, 1.0, 1.0, 1.0, 1.0)), "P"),
    Look("#555555", (0, (1.0, 3.0)), "X"),
    Look("#c4c4c4", "-", "", 7.0),
)
BELOW = len(LOOKS) - 1  # a broad grey line that others are drawn over
_STYLE: Mapping[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 12.0,
    "figure.figsize": (5.6, 5.0),
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "savefig.facecolor": "white",
    "savefig.dpi": 150.0,
    "axes.titlesize": 12.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "lines.markersize": 5.0,
    "legend.frameon": False,
    "legend.fontsize": 11.0,
    "svg.fonttype": "path",  # a reader's machine may not have the font
    "svg.hashsalt": "symgrad",
}
# What belongs to a session rather than to a picture.
_SESSION = ("backend", "date.epoch", "docstring", "figure.raise", "interactive", "savefig.dir")
_SESSION_TOO = ("timezone", "tk.", "toolbar", "webagg")
# Neither the day nor the version: the same plot has the same bytes.
_METADATA: Mapping[Format, Mapping[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_LOCK = threading.RLock()  # matplotlib's settings are one for all threads


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of a plot.

    Attributes
    ----------
    key : str
        The sentence that names it.
    look : int
        Its place in :data:`LOOKS`, so that one thing looks the same in all plots.
    points : tuple of (float, float)
        From left to right or from right to left.
    marked : tuple of (float, float)
        Points that are set off by a ring.
    """

    key: str
    look: int
    points: tuple[tuple[float, float], ...]
    marked: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """What a figure shows.

    Attributes
    ----------
    title, across, up : str
        Function and point, and what the axes show, in the language of the plot.
    curves : tuple of Curve
        The lines; without any the axes are paper to draw on.
    logarithmic : bool
        Whether both axes are.
    window : tuple of float
        Left, right, lower and upper end of the axes.
    corners : tuple of str
        Sentences in the upper corners, left and right.
    ring : str
        The sentence that says what a ring is.
    """

    title: str
    across: str
    up: str
    curves: tuple[Curve, ...]
    logarithmic: bool
    window: tuple[float, float, float, float]
    corners: tuple[str, ...] = ()
    ring: str = ""


def draw(plot: Plot, lang: str, mark: DecimalMark) -> Figure:
    """Draw a plot.

    Parameters
    ----------
    plot : Plot
        What it shows.
    lang, mark : str
        Language and decimal mark of its axes.

    Examples
    --------
    >>> line = Curve("plot.function", 0, ((-1.0, 1.0), (0.0, 0.0), (1.0, 1.0)))
    >>> shown = Plot("y = |x|", "x", "y", (line,), False, (-1, 1, -0.2, 1.2))
    >>> draw(shown, "es", "comma").axes[0].get_title(loc="left")
    'y = |x|'
    """
    language = Language(lang)
    with _style():
        from matplotlib.figure import Figure

        figure = Figure()
        axes = figure.add_subplot()
        _frame(axes, plot, language, mark)
        for curve in plot.curves:
            _line(axes, curve, language)
        if plot.ring and plot.curves:
            _rings(axes, plot, language)
        if plot.curves:
            figure.legend(loc="outside lower center", ncols=2, handlelength=3.6)
    return figure


def to_bytes(figure: Figure, form: Format = "svg") -> bytes:
    """Return a figure as a file; the same figure gives the same bytes.

    >>> line = Curve("plot.function", 0, ((0.0, 0.0), (1.0, 1.0)))
    >>> shown = Plot("y = x", "x", "y", (line,), False, (0, 1, 0, 1))
    >>> to_bytes(draw(shown, "en", "point"), "png")[1:4]
    b'PNG'
    """
    stream = io.BytesIO()
    with _style():
        figure.savefig(stream, format=form, metadata=dict(_METADATA[form]))
    return stream.getvalue()


def to_svg(plot: Plot, lang: str, mark: DecimalMark) -> str:
    """Return a plot as an SVG document that stands for itself."""
    return to_bytes(draw(plot, lang, mark)).decode()


def save(figure: Figure, path: Path) -> None:
    """Write a figure in the form that the file's name ends in: ``.svg``, ``.png`` or ``.pdf``."""
    forms: Mapping[str, Format] = {f".{form}": form for form in _METADATA}
    replace(path, to_bytes(figure, forms[path.suffix.lower()]))


@contextmanager
def _style() -> Iterator[None]:
    """Set the house style for as long as something is drawn."""
    with _LOCK:
        import matplotlib as mpl

        plain: dict[Any, Any] = {
            name: value
            for name, value in mpl.rcParamsDefault.items()
            if not name.startswith(_SESSION + _SESSION_TOO)
        }
        with mpl.rc_context(plain | dict(_STYLE)):
            yield


def _frame(axes: Axes, plot: Plot, language: Language, mark: DecimalMark) -> None:
    """Draw what stands around the lines."""
    left, right, lower, upper = plot.window
    if plot.logarithmic:
        axes.set_xscale("log")
        axes.set_yscale("log")
    else:
        _decimals(axes, mark)
    axes.set_xlim(left, right)
    axes.set_ylim(lower, upper)
    axes.set_title(plot.title, loc="left")
    axes.set_xlabel(plot.across)
    axes.set_ylabel(plot.up)
    for key, (place, side) in zip(plot.corners, _CORNERS, strict=False):
        said = language.text(key)
        # On a ground of its own, so that a line behind it does not strike it out.
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        where = axes.transAxes
        axes.text(place, 0.99, said, ha=side, va="top", transform=where, bbox=ground, zorder=6)


_CORNERS: Sequence[tuple[float, Literal["left", "right"]]] = ((0.01, "left"), (0.99, "right"))


def _decimals(axes: Axes, mark: DecimalMark) -> None:
    """Write the numbers beside the axes with the decimal mark of the page."""

    def written(value: float, place: float) -> str:
        text = f"{value:.6g}".replace("-", "−")
        return text.replace(".", ",") if mark == "comma" else text

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(written)


def _line(axes: Axes, curve: Curve, language: Language) -> None:
    look, name = LOOKS[curve.look], language.text(curve.key)
    xs, ys = zip(*curve.points, strict=True) if curve.points else ((), ())
    axes.plot(
        xs,
        ys,
        color=look.colour,
        linestyle=look.line,
        linewidth=look.width,
        marker=look.marker,
        # Not all at the same places, where they would cover each other.
        markevery=(2 * curve.look, 12) if len(xs) > 24 else 1,
        markerfacecolor="white",
        label=name,
    )


def _rings(axes: Axes, plot: Plot, language: Language) -> None:
    """Set points off, all in the same way, with one name for it."""
    marked = [point for curve in plot.curves for point in curve.marked]
    xs, ys = [x for x, _ in marked], [y for _, y in marked]
    look: dict[str, Any] = {"markersize": 12.0, "markerfacecolor": "none", "markeredgewidth": 1.6}
    name = language.text(plot.ring)
    axes.plot(xs, ys, "o", color="black", linestyle="none", label=name, zorder=5, **look)
