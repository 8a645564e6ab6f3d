"""What a diagram shows, as plain data: the boxes and wires, and the texts of one frame.

Nothing here knows the engine that computed the numbers, nor where a box will stand. A `Scene` is
the structure, which stays; a `State` holds the texts, which change from frame to frame.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from symgrad.errors import SymgradError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BoxKind = Literal["input", "operation", "output", "group"]

# From left to right with a sign per box, or upwards with the formula in an ellipse.
Style = Literal["circuit", "tree"]


class SceneError(ValueError):
    """A scene, layout and state that do not fit together: the caller's mistake, not a user's."""


class DiagramTooLarge(SymgradError):
    """The graph has more wires than a readable, quickly laid out picture can hold."""


class EngineMissing(SymgradError):
    """A layout engine is not installed, or is not able to run."""


@dataclass(frozen=True, slots=True)
class Box:
    """One node of the graph.

    Parameters
    ----------
    id : str
        Key of the box; any text, shown nowhere.
    name : str
        The node's name as the teacher wrote it, `x_1`; any text.
    symbol : str or None
        Sign of the operation, such as `+`, `−`, `×`, `σ`, `tanh`; None for an input.
    formula : str or None
        Right-hand side of the node's assignment, `a + b`; None for an input.
    kind : {"input", "operation", "output", "group"}
        The part the node plays in the graph; a group stands for several nodes.
    plain : bool
        Whether the box shows name and formula only, because it has no numbers of its own.
    """

    id: str
    name: str
    symbol: str | None
    formula: str | None
    kind: BoxKind
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Wire:
    """One use of a node as an argument: `a * a` has two wires, told apart by `position`.

    Parameters
    ----------
    id : str
        Key of the wire; any text, shown nowhere.
    tail, head : str
        Ids of the box that gives the value and of the box that uses it.
    position : int
        Which argument of the head this is, from 0.
    plain : bool
        Whether the wire has no numbers of its own.
    """

    id: str
    tail: str
    head: str
    position: int
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """The structure of a diagram, the same in all its frames.

    Parameters
    ----------
    title, description : str
        Read aloud by a screen reader instead of the picture.
    output : str
        Id of the box whose derivatives are taken, the Y of ∂Y/∂a.
    boxes : tuple of Box
    wires : tuple of Wire

    Raises
    ------
    SceneError
        If two ids are equal, or a wire or the output names a box that does not exist.
    """

    title: str
    description: str
    output: str
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]

    def __post_init__(self) -> None:
        _refuse_duplicates("boxes", (box.id for box in self.boxes))
        _refuse_duplicates("wires", (wire.id for wire in self.wires))
        known = {box.id for box in self.boxes}
        if self.output not in known:
            raise SceneError(f"the output {self.output!r} is not the id of a box")
        for wire in self.wires:
            for end in (wire.tail, wire.head):
                if end not in known:
                    raise SceneError(f"wire {wire.id!r} ends at {end!r}, which is no box")

    @property
    def output_name(self) -> str:
        """Name of the output, the Y of ∂Y/∂a."""
        return next(box.name for box in self.boxes if box.id == self.output)


def _refuse_duplicates(what: str, ids: Iterable[str]) -> None:
    for id, count in Counter(ids).items():
        if count > 1:
            raise SceneError(f"{count} {what} have the same id {id!r}")


@dataclass(frozen=True, slots=True)
class BoxState:
    """Texts of one box in one frame; None is not known yet and is drawn as "?", never as 0.

    The signs say whether a text is the number (``=``) or stands for one with more digits (``≈``).
    """

    value: str | None = None
    gradient: str | None = None
    active: bool = False
    value_sign: str = "="
    gradient_sign: str = "="


@dataclass(frozen=True, slots=True)
class WireState:
    """Texts of one wire in one frame; None is not known yet and is drawn as "?", never as 0."""

    value: str | None = None
    contribution: str | None = None
    active: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The texts of one frame, by box id and by wire id; what is left out is not known yet."""

    boxes: Mapping[str, BoxState] = field(default_factory=dict)
    wires: Mapping[str, WireState] = field(default_factory=dict)

    def box(self, id: str) -> BoxState:
        """State of one box, unknown where the frame says nothing about it."""
        return self.boxes.get(id, BoxState())

    def wire(self, id: str) -> WireState:
        """State of one wire, unknown where the frame says nothing about it."""
        return self.wires.get(id, WireState())
