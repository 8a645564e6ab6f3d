"""How the parts of a picture look: one table of rules for pages and for pictures that stand alone.

On a page, what changes is a custom property: it reaches the copies that `<use>` makes, where no
selector does, and a page can give other colours. A picture that stands alone has the same rules
with the properties filled in, for programs that read SVG and know no more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symgrad.diagram.captions import FONTS, GREY, INK, PAPER, SHADE, TEAL, VERMILION, Font

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLOURS = {
    PAPER: "paper",
    SHADE: "shade",
    INK: "ink",
    TEAL: "teal",
    VERMILION: "vermilion",
    GREY: "grey",
}


def _var(colour: str) -> str:
    return f"var(--{_COLOURS[colour]},{colour})"


def _font(font: Font) -> str:
    look = f"fill:{_var(font.colour)};font-size:{font.size:g}px"
    return look + ";font-weight:bold" * font.bold + ";font-style:italic" * font.italic


_BORDER = (
    f"fill:var(--box-fill,{_var(PAPER)});stroke:{_var(INK)};"
    "stroke-width:var(--pen,1.5);stroke-dasharray:var(--dash,none)"
)
_RULES = {
    "rect.paper": f"fill:{_var(PAPER)}",
    "rect.shade": "fill:var(--wire-shade,none)",
    "path.line": (
        f"fill:none;stroke:{_var(INK)};stroke-width:var(--pen,1.5);"
        "stroke-dasharray:var(--dash,none)"
    ),
    "path.arrow": (
        f"fill:{_var(INK)};stroke:{_var(INK)};stroke-width:var(--arrow-pen,0);stroke-linejoin:round"
    ),
    "rect.outline": _BORDER,
    "ellipse.outline": _BORDER,
    "rect.inner": f"fill:none;stroke:{_var(INK)}",
    "ellipse.inner": f"fill:none;stroke:{_var(INK)}",
    "rect.disc": f"fill:{_var(PAPER)};stroke:{_var(INK)}",
    **{f"text.{role}": _font(font) for role, font in FONTS.items()},
}
_ACTIVE = {
    "box-fill": _var(SHADE),
    "wire-shade": _var(SHADE),
    "pen": "3.5",
    "arrow-pen": "2",
}
_LIT = {"pen": "4", "arrow-pen": "3", "dash": "10 4"}  # what a reader points at

# A text holds from one step until before another; without a step everything is known.
_STEP = "var(--step,9999999)"
_PIECE = f"clamp(0,min({_STEP} - var(--from,0) + 1,var(--until,99999999) - {_STEP}),1)"


def _properties(values: Mapping[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in values.items())


FILM_CSS = "\n".join(
    f"{what}{{{how}}}"
    for what, how in {
        **_RULES,
        "g.active,use.active": _properties(_ACTIVE),
        "g.lit": _properties(_LIT),
        "text.piece": f"opacity:{_PIECE}",
        "g[data-key] .shade,g[data-key] .outline": "pointer-events:all",
    }.items()
)


def alone(root: str) -> str:
    """Rules of a picture that stands alone: below that class, without custom properties.

    >>> [line for line in alone("picture").splitlines() if "shade" in line]
    ['.picture rect.shade{fill:none}', '.picture .active rect.shade{fill:#fff3c4}']
    """
    lines = []
    for what, how in _RULES.items():
        still, active = _filled(how, {}), _filled(how, _ACTIVE)
        lines.append(f".{root} {what}{{{still}}}")
        if active != still:
            lines.append(f".{root} .active {what}{{{active}}}")
    return "\n".join(lines)


def _filled(rule: str, values: Mapping[str, str]) -> str:
    """Replace custom properties, from the innermost ones outwards."""
    while "var(" in rule:
        rule = re.sub(
            r"var\(--([a-z-]+),([^()]*)\)", lambda found: values.get(found[1], found[2]), rule
        )
    return rule
