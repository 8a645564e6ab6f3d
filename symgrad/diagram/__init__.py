"""Diagrams: Graphviz places, we draw.

A `Scene` is laid out once; every frame of it is drawn into that one layout, so that nothing
jumps from frame to frame.
"""

from symgrad.diagram.dot import to_dot
from symgrad.diagram.engines import EngineName
from symgrad.diagram.layout import WIRE_LIMIT, BoxPlace, Layout, Point, Rect, WirePlace, lay_out
from symgrad.diagram.scene import (
    Box,
    BoxKind,
    BoxState,
    DiagramTooLarge,
    EngineMissing,
    Scene,
    SceneError,
    State,
    Wire,
    WireState,
)
from symgrad.diagram.svg import draw

__all__ = [
    "WIRE_LIMIT",
    "Box",
    "BoxKind",
    "BoxPlace",
    "BoxState",
    "DiagramTooLarge",
    "EngineMissing",
    "EngineName",
    "Layout",
    "Point",
    "Rect",
    "Scene",
    "SceneError",
    "State",
    "Wire",
    "WirePlace",
    "WireState",
    "draw",
    "lay_out",
    "to_dot",
]
