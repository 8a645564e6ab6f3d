"""Layout: where things stand, under every engine, and never which coordinates exactly."""

from __future__ import annotations

import dataclasses
import math
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from symgrad.diagram import (
    WIRE_LIMIT,
    Box,
    BoxState,
    EngineName,
    Layout,
    Point,
    Rect,
    Scene,
    SceneError,
    State,
    Style,
    Wire,
    WirePlace,
    engines,
    lay_out,
    layered,
)
from symgrad.diagram.layout import ARROW
from symgrad.diagram.spots import box_texts

from .scenes import (
    FAN_OUT,
    MAIN,
    NEURON,
    SCENES,
    SQUARE,
    UNUSED_INPUT,
    filled,
    scene_of,
    scenes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pygraphviz = pytest.importorskip("pygraphviz")

ENGINES: tuple[EngineName, ...] = ("pygraphviz", "dot", "grandalf")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> EngineName:
    return request.param


@pytest.fixture(params=["circuit", "tree"])
def style(request: pytest.FixtureRequest) -> Style:
    return request.param


@pytest.fixture(params=SCENES.values(), ids=SCENES.keys())
def scene(request: pytest.FixtureRequest) -> Scene:
    return request.param


def rectangles(layout: Layout) -> list[Rect]:
    """All boxes and labels."""
    outlines = [place.outline for place in layout.boxes.values()]
    return outlines + [place.label for place in layout.wires.values()]


def overlap(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def contains(outer: Rect, inner: Rect, slack: float = 0.11) -> bool:
    return (
        outer.x <= inner.x + slack
        and outer.y <= inner.y + slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def points_on(path: tuple[Point, ...], count: int = 20) -> Iterator[Point]:
    """Points along the cubic Bézier segments of a path."""
    for first in range(0, len(path) - 1, 3):
        a, b, c, d = path[first : first + 4]
        for t in (step / count for step in range(count + 1)):
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            yield Point(
                sum(w * p.x for w, p in zip(weights, (a, b, c, d), strict=True)),
                sum(w * p.y for w, p in zip(weights, (a, b, c, d), strict=True)),
            )


def inside(rect: Rect, point: Point) -> bool:
    return rect.x + 0.2 < point.x < rect.right - 0.2 and rect.y < point.y < rect.bottom


def check(scene: Scene, layout: Layout) -> None:
    """Everything has its own place, and wires only meet other wires."""
    assert layout.boxes.keys() == {box.id for box in scene.boxes}
    assert layout.wires.keys() == {wire.id for wire in scene.wires}
    canvas = Rect(0, 0, layout.width, layout.height)
    assert all(contains(canvas, rect, slack=-7) for rect in rectangles(layout))
    assert not any(overlap(*pair) for pair in combinations(rectangles(layout), 2))
    for wire in scene.wires:
        place = layout.wires[wire.id]
        points = list(points_on(place.path))
        for rect in rectangles(layout):
            # A tree's arrows end on the ellipse, inside of its rectangle.
            if rect not in (place.label, layout.boxes[wire.head].outline):
                assert not any(inside(rect, point) for point in points)


def test_grandalf_alone_would_let_boxes_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scene_of("a = x * y", "b = a * a", "c = x * b", "d = x * a", "e = b * b", "f = y * x")
    check(scene, lay_out(scene, filled(scene), "grandalf"))
    monkeypatch.setattr(layered, "move_apart", lambda wished, sizes: wished)
    engines.place.cache_clear()
    with pytest.raises(AssertionError):
        check(scene, lay_out(scene, filled(scene), "grandalf"))


def test_everything_has_its_own_place(scene: Scene, engine: EngineName, style: Style) -> None:
    check(scene, lay_out(scene, filled(scene), engine, style))


@settings(deadline=None)
@given(scene=scenes())
@pytest.mark.parametrize("engine_name", ["pygraphviz", "grandalf"])
def test_random_graphs(engine_name: EngineName, scene: Scene) -> None:
    check(scene, lay_out(scene, filled(scene), engine_name))
    check(scene, lay_out(scene, filled(scene), engine_name, "tree"))


def test_signs_and_texts_stand_in_their_boxes(scene: Scene, engine: EngineName) -> None:
    layout = lay_out(scene, filled(scene), engine)
    for box in scene.boxes:
        place = layout.boxes[box.id]
        assert contains(place.outline, place.text)
        assert (place.sign is None) == (box.symbol is None)
        if place.sign:
            assert contains(place.outline, place.sign)
            assert not overlap(place.sign, place.text)


def test_wires_end_on_the_borders_of_their_boxes(scene: Scene, engine: EngineName) -> None:
    layout = lay_out(scene, filled(scene), engine)
    for wire in scene.wires:
        path = layout.wires[wire.id].path
        tail, head = layout.boxes[wire.tail].outline, layout.boxes[wire.head].outline
        assert path[0].x == pytest.approx(tail.right, abs=0.11)
        assert tail.y < path[0].y < tail.bottom
        assert path[-1].x == pytest.approx(head.x, abs=0.11)
        assert head.y < path[-1].y < head.bottom


def level_at(place: WirePlace) -> list[float]:
    """Heights of a wire along its label."""
    points = points_on(place.path)
    return [p.y for p in points if place.label.x <= p.x <= place.label.right]


def test_wires_are_level_along_their_labels_and_under_the_arrow(
    scene: Scene, engine: EngineName
) -> None:
    for place in lay_out(scene, filled(scene), engine).wires.values():
        assert all(y == pytest.approx(place.label.middle.y, abs=0.11) for y in level_at(place))
        assert place.path[-4].y == place.path[-1].y
        assert place.path[-1].x - place.path[-4].x == pytest.approx(ARROW, abs=0.11)


def test_wires_run_from_left_to_right(scene: Scene, engine: EngineName) -> None:
    for place in lay_out(scene, filled(scene), engine).wires.values():
        assert all(a.x <= b.x for a, b in pairwise(place.path))


def test_a_tree_grows_upwards(scene: Scene, engine: EngineName) -> None:
    layout = lay_out(scene, filled(scene), engine, "tree")
    for wire in scene.wires:
        path = layout.wires[wire.id].path
        tail, head = layout.boxes[wire.tail].outline, layout.boxes[wire.head].outline
        assert head.bottom < tail.y
        assert all(a.y >= b.y for a, b in pairwise(path))
        assert path[0] == pytest.approx((tail.middle.x, tail.y), abs=0.11)
        beside = (path[-1].x - head.middle.x) / (head.width / 2)
        below = (path[-1].y - head.middle.y) / (head.height / 2)
        assert below > 0
        assert beside**2 + below**2 == pytest.approx(1, abs=0.02)  # on the ellipse


def test_texts_stay_inside_of_their_ellipse(scene: Scene) -> None:
    state = filled(scene)
    layout = lay_out(scene, state, "grandalf", "tree")
    for box in scene.boxes:
        outline = layout.boxes[box.id].outline
        for text in box_texts(scene, box, layout, state.box(box.id)):
            width = {"end": -text.run.width, "start": text.run.width}[text.anchor]
            for x in (text.x, text.x + width):
                for y in (text.y, text.y - 11):
                    beside = (x - outline.middle.x) / (outline.width / 2)
                    below = (y - outline.middle.y) / (outline.height / 2)
                    assert beside**2 + below**2 < 1


def test_variants_of_one_graph_ask_an_engine_once(
    monkeypatch: pytest.MonkeyPatch, style: Style
) -> None:
    asked = []

    def spy(grid: engines.Grid) -> engines.Heights:
        asked.append(grid)
        return engines.with_grandalf(grid)

    monkeypatch.setitem(engines._ENGINES, "grandalf", spy)
    for number in range(20):
        lay_out(MAIN, filled(MAIN, str(number % 9 + 1), f"−{9 - number % 9}"), "grandalf", style)
    assert len(asked) == 1


def test_coordinates_are_finite_and_rounded(scene: Scene, engine: EngineName, style: Style) -> None:
    layout = lay_out(scene, filled(scene), engine, style)
    numbers = [layout.width, layout.height]
    numbers += [v for place in layout.wires.values() for point in place.path for v in point]
    numbers += [v for r in rectangles(layout) for v in (r.x, r.y, r.width, r.height)]
    assert all(math.isfinite(number) and number == round(number, 1) for number in numbers)
    assert min(numbers) > 0


def test_the_same_scene_gives_the_same_layout(scene: Scene, engine: EngineName) -> None:
    assert lay_out(scene, filled(scene), engine) == lay_out(scene, filled(scene), engine)


def test_the_program_and_the_library_agree(scene: Scene) -> None:
    program, library = (lay_out(scene, filled(scene), name) for name in ("dot", "pygraphviz"))
    assert program == library


@pytest.mark.parametrize("engine", ["pygraphviz", "grandalf"])
def test_nothing_is_printed(capfd: pytest.CaptureFixture[str], engine: EngineName) -> None:
    many_bends = scene_of(*[f"y{k} = y{k - 1} * y0" for k in range(1, WIRE_LIMIT // 2 + 1)])
    lay_out(many_bends, State(), engine)
    assert capfd.readouterr() == ("", "")


def test_square_has_two_wires(engine: EngineName) -> None:
    first, second = lay_out(SQUARE, filled(SQUARE), engine).wires.values()
    assert first.path[0] == second.path[0]
    assert first.path[-1].y < second.path[-1].y


def test_arguments_come_in_order_where_no_wire_has_to_cross(engine: EngineName) -> None:
    layout = lay_out(MAIN, filled(MAIN), engine)
    for name in "deY":
        assert layout.wires[f"{name}.0"].path[-1].y < layout.wires[f"{name}.1"].path[-1].y


def test_the_order_of_arguments_comes_from_their_positions(engine: EngineName) -> None:
    shuffled = dataclasses.replace(MAIN, wires=MAIN.wires[::-1])
    assert lay_out(shuffled, filled(MAIN), engine) == lay_out(MAIN, filled(MAIN), engine)


def test_a_crossing_is_worse_than_arguments_out_of_order() -> None:
    scene = scene_of("p = a - b", "q = b - a", "Y = p * q")
    layout = lay_out(scene, filled(scene), "pygraphviz")
    ends = {wire.id: layout.wires[wire.id] for wire in scene.wires}
    assert (ends["p.0"].path[-1].y < ends["p.1"].path[-1].y) != (
        ends["q.0"].path[-1].y < ends["q.1"].path[-1].y
    )


def test_an_input_stands_right_before_its_first_use() -> None:
    layout = lay_out(NEURON, filled(NEURON), "grandalf")
    assert layout.boxes["b"].outline.x == layout.boxes["s"].outline.x
    layout = lay_out(FAN_OUT, filled(FAN_OUT), "grandalf")
    assert layout.boxes["x"].outline.x == layout.boxes["y"].outline.x


def test_an_unused_input_is_drawn(engine: EngineName) -> None:
    assert "b" in lay_out(UNUSED_INPUT, filled(UNUSED_INPUT), engine).boxes


def test_longer_texts_get_more_room(engine: EngineName) -> None:
    short, long = (
        lay_out(MAIN, State({"b": BoxState(value)}), engine) for value in ("1", "1" * 30)
    )
    assert long.boxes["b"].text.width > short.boxes["b"].text.width
    assert long.boxes["a"].outline.width == long.boxes["b"].outline.width
    assert long.boxes["d"].outline.width == short.boxes["d"].outline.width


def test_many_arguments_get_a_high_box(engine: EngineName) -> None:
    inputs = tuple(Box(f"x{k}", f"x{k}", None, None, "input") for k in range(12))
    wires = tuple(Wire(f"w{k}", f"x{k}", "Y", k) for k in range(12))
    scene = Scene("Sum", "", "Y", (*inputs, Box("Y", "Y", "Σ", "sum", "output")), wires)
    layout = lay_out(scene, filled(scene), engine)
    check(scene, layout)
    assert len({place.path[-1] for place in layout.wires.values()}) == 12


def test_the_largest_graph_is_drawn(engine: EngineName) -> None:
    scene = scene_of(*[f"y{k} = σ ( y{k - 1} )" for k in range(1, WIRE_LIMIT + 1)])
    check(scene, lay_out(scene, State(), engine))


def test_a_cycle_is_refused() -> None:
    boxes = tuple(Box(name, name, "f", f"f({name})", "operation") for name in "ab")
    scene = Scene("Cycle", "", "a", boxes, (Wire("1", "a", "b", 0), Wire("2", "b", "a", 0)))
    with pytest.raises(SceneError, match=r"form a cycle: . to . to ."):
        lay_out(scene, State())
