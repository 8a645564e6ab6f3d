"""Diagrams: Graphviz places, we draw.

A `Scene` is laid out once; every frame of it is drawn into that one layout, so that nothing
jumps from frame to frame.
"""

from symgrad.diagram.dot import to_dot
from symgrad.diagram.engines import EngineName
from symgrad.diagram.film import Film, film
from symgrad.diagram.fitting import fit
from symgrad.diagram.geometry import Point, Rect
from symgrad.diagram.layout import WIRE_LIMIT, BoxPlace, Layout, WirePlace, lay_out
from symgrad.diagram.looks import FILM_CSS
from symgrad.diagram.scene import (
    Box,
    BoxKind,
    BoxState,
    DiagramTooLarge,
    EngineMissing,
    Scene,
    SceneError,
    State,
    Style,
    Wire,
    WireState,
)
from symgrad.diagram.svg import draw
from symgrad.diagram.views import View

__all__ = [
    "FILM_CSS",
    "WIRE_LIMIT",
    "Box",
    "BoxKind",
    "BoxPlace",
    "BoxState",
    "DiagramTooLarge",
    "EngineMissing",
    "EngineName",
    "Film",
    "Layout",
    "Point",
    "Rect",
    "Scene",
    "SceneError",
    "State",
    "Style",
    "View",
    "Wire",
    "WirePlace",
    "WireState",
    "draw",
    "film",
    "fit",
    "lay_out",
    "to_dot",
]
