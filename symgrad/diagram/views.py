"""Views of a scene that show a large graph with shorter wires, or with fewer boxes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from symgrad.diagram.grid import box_levels
from symgrad.diagram.scene import Box, BoxState, Scene, State, Wire, WireState


@dataclass(frozen=True, slots=True)
class View:
    """A scene to be drawn, and which boxes and wires of the original each of its parts shows."""

    scene: Scene
    boxes: Mapping[str, tuple[str, ...]]
    wires: Mapping[str, tuple[str, ...]]

    def state(self, state: State) -> State:
        """Return the view of a frame: a part for several is active when any of them is."""
        return State(
            {id: _box_state(state, members) for id, members in self.boxes.items()},
            {id: _wire_state(state, members) for id, members in self.wires.items()},
        )


def _box_state(state: State, members: tuple[str, ...]) -> BoxState:
    states = [state.box(id) for id in members]
    return states[0] if len(states) == 1 else BoxState(active=any(s.active for s in states))


def _wire_state(state: State, members: tuple[str, ...]) -> WireState:
    states = [state.wire(id) for id in members]
    return states[0] if len(states) == 1 else WireState(active=any(s.active for s in states))


def whole(scene: Scene) -> View:
    """Return the scene as it is."""
    boxes = {box.id: (box.id,) for box in scene.boxes}
    return View(scene, boxes, {wire.id: (wire.id,) for wire in scene.wires})


def with_leaf_copies(scene: Scene) -> View:
    """Give each use of an input a box of its own, so that no wire is long because of the others.

    Examples
    --------
    >>> square = Scene("square", "", "Y",
    ...     (Box("a", "a", None, None, "input"), Box("Y", "Y", "×", "a · a", "output")),
    ...     (Wire("first", "a", "Y", 0), Wire("second", "a", "Y", 1)))
    >>> with_leaf_copies(square).boxes
    {'0': ('a',), '1': ('a',), '2': ('Y',)}
    """
    uses: dict[str, list[str | None]] = {box.id: [] for box in scene.boxes if box.kind == "input"}
    for wire in scene.wires:
        uses.get(wire.tail, []).append(wire.id)
    boxes: list[Box] = []
    members: dict[str, tuple[str, ...]] = {}
    copies: dict[str | None, str] = {}  # the new tail of a wire
    places: dict[str, str] = {}  # the new box for an old one
    for box in scene.boxes:
        for wire_id in uses.get(box.id) or [None]:
            places[box.id] = copies[wire_id] = id = str(len(boxes))
            boxes.append(replace(box, id=id))
            members[id] = (box.id,)
    wires = tuple(
        replace(wire, tail=copies.get(wire.id, places[wire.tail]), head=places[wire.head])
        for wire in scene.wires
    )
    copied = replace(scene, output=places[scene.output], boxes=tuple(boxes), wires=wires)
    return View(copied, members, {wire.id: (wire.id,) for wire in wires})


def collapsed(scene: Scene) -> View:
    """Draw one box for all boxes of the same depth and operation, and one wire for all of theirs.

    Depth counts changes of the operation: a sum of many terms, added one by one, is one box.

    Examples
    --------
    >>> layer = Scene("layer", "", "Y",
    ...     (Box("x", "x", None, None, "input"), Box("g", "g", "σ", "σ(x)", "operation"),
    ...      Box("h", "h", "σ", "σ(x)", "operation"), Box("Y", "Y", "+", "g + h", "output")),
    ...     tuple(Wire(f"{tail}{head}", tail, head, 0)
    ...           for tail, head in ["xg", "xh", "gY", "hY"]))
    >>> view = collapsed(layer)
    >>> [(box.name, box.formula) for box in view.scene.boxes]
    [('x', None), ('g, h', '2 × σ'), ('Y', 'g + h')]
    >>> view.wires
    {'xg': ('xg', 'xh'), 'gY': ('gY', 'hY')}
    """
    layers = _layers(scene)
    boxes = tuple(_group(str(number), layer) for number, layer in enumerate(layers))
    places = {box.id: new for new, layer in zip(boxes, layers, strict=True) for box in layer}
    bundles: dict[tuple[str, str], list[Wire]] = {}
    for wire in scene.wires:
        ends = (places[wire.tail].id, places[wire.head].id)
        if ends[0] != ends[1]:
            bundles.setdefault(ends, []).append(wire)
    wires = tuple(
        replace(wires[0], tail=tail, head=head, plain=_plain(wires, places))
        for (tail, head), wires in bundles.items()
    )
    return View(
        replace(scene, output=places[scene.output].id, boxes=boxes, wires=wires),
        {new.id: tuple(box.id for box in layer) for new, layer in zip(boxes, layers, strict=True)},
        {wires[0].id: tuple(wire.id for wire in wires) for wires in bundles.values()},
    )


def _layers(scene: Scene) -> list[list[Box]]:
    depths = _depths(scene)
    layers: dict[Hashable, list[Box]] = {}
    for box in scene.boxes:
        layers.setdefault((depths[box.id], _operation(scene, box)), []).append(box)
    return list(layers.values())


def _operation(scene: Scene, box: Box) -> Hashable:
    """What boxes of a layer have in common; the output has nobody like it."""
    return (box.id,) if box.id == scene.output else box.symbol


def _depths(scene: Scene) -> dict[str, int]:
    """How often the operation changes on the way to each box; an input is right before its use."""
    levels, found = box_levels(scene), {box.id: box for box in scene.boxes}
    depths = dict.fromkeys(found, 0)
    for wire in sorted(scene.wires, key=lambda wire: levels[wire.head]):
        ends = (_operation(scene, found[id]) for id in (wire.tail, wire.head))
        step = len(set(ends)) - 1
        depths[wire.head] = max(depths[wire.head], depths[wire.tail] + step)
    uses: dict[str, int] = {}
    for wire in scene.wires:
        uses[wire.tail] = min(depths[wire.head], uses.get(wire.tail, depths[wire.head]))
    inputs = (box.id for box in scene.boxes if box.symbol is None)
    return depths | {id: uses.get(id, 1) - 1 for id in inputs}


def _group(id: str, layer: list[Box]) -> Box:
    first, last = layer[0], layer[-1]
    if first is last:
        return replace(first, id=id)
    name = f"{first.name}{', ' if len(layer) == 2 else ' … '}{last.name}"
    formula = f"{len(layer)} × {first.symbol}" if first.symbol else f"({len(layer)})"
    return Box(id, name, first.symbol, formula, "group", plain=True)


def _plain(wires: list[Wire], places: Mapping[str, Box]) -> bool:
    """Say whether wires that became one have no number to show."""
    first = wires[0]
    ends = (places[first.tail], places[first.head])
    return len(wires) > 1 or first.plain or any(box.kind == "group" for box in ends)
