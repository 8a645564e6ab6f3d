"""Graphs that the tests of this folder draw."""

from __future__ import annotations

from hypothesis import strategies as st

from symgrad.diagram import Box, BoxState, Scene, State, Wire, WireState

SIGNS = {"+": "+", "-": "−", "*": "×"}


def scene_of(*lines: str) -> Scene:
    """Read assignments such as "d = a + b" or "f = σ ( z )", one operation each."""
    operations = {}
    for line in lines:
        name, right = line.split(" = ")
        words = right.split()
        unary = "(" in words
        operations[name] = (
            words[0] if unary else SIGNS[words[1]],
            right.replace(" ( ", "(").replace(" )", ")"),
            [words[2]] if unary else [words[0], words[2]],
        )
    used = [name for _, _, names in operations.values() for name in names]
    inputs = [name for name in dict.fromkeys(used) if name not in operations]
    output = next(reversed(operations))
    boxes = [Box(name, name, None, None, "input") for name in inputs]
    boxes += [
        Box(name, name, sign, formula, "output" if name == output else "operation")
        for name, (sign, formula, _) in operations.items()
    ]
    wires = [
        Wire(f"{name}.{position}", argument, name, position)
        for name, (_, _, arguments) in operations.items()
        for position, argument in enumerate(arguments)
    ]
    return Scene("Graph", "; ".join(lines), output, tuple(boxes), tuple(wires))


def filled(scene: Scene, value: str = "−0,400", gradient: str = "−1,111") -> State:
    """Put the same texts everywhere."""
    return State(
        {box.id: BoxState(value, gradient) for box in scene.boxes},
        {wire.id: WireState(value, gradient) for wire in scene.wires},
    )


MAIN = scene_of("d = a + b", "e = b - c", "Y = d * e")
SQUARE = scene_of("Y = a * a")
CHAIN = scene_of("u = σ ( x )", "v = tanh ( u )", "w = σ ( v )", "Y = exp ( w )")
FAN_OUT = scene_of("p = x * y", "q = x * z", "r = x * p", "s = q + r", "Y = s * x")
NEURON = scene_of("p_0 = w_0 * x_0", "p_1 = w_1 * x_1", "s = p_0 + p_1", "z = s + b", "f = σ ( z )")
LONE_BOX = Scene("One", "", "Y", (Box("Y", "Y", None, None, "output"),), ())
UNUSED_INPUT = Scene(
    "Unused", "", "Y", (*SQUARE.boxes, Box("b", "b", None, None, "input")), SQUARE.wires
)
TWO_PARTS = Scene(
    "Two parts",
    "",
    "Y",
    MAIN.boxes
    + tuple(Box(f"other {b.id}", b.name, b.symbol, b.formula, b.kind) for b in MAIN.boxes),
    MAIN.wires
    + tuple(
        Wire(f"other {w.id}", f"other {w.tail}", f"other {w.head}", w.position) for w in MAIN.wires
    ),
)

HOSTILE_NAMES = (
    "node",
    "graph",
    "a:b",
    '"quoted"',
    "back\\slash\\N\\G\\",
    "<b>&amp;</b>",
    "]]>",
    "x_1_2",
    "ŷ",
    "重み",
    "שלום",
    "",
    " ",
    "nul\x00 escape\x1b[2J",
    "two\nlines",
    "emoji🎉",
    "\ud800",
    "right to left \u202e",
    "%1",
    "W" * 40,
)
_HOSTILE_BOXES = [Box(name, name, None, None, "input") for name in HOSTILE_NAMES]
_HOSTILE_BOXES.append(Box("the sum", '<"&\\N>', "<&>", 'sum of "all" <>&\\N', "output"))
HOSTILE = Scene(
    "]]> \x00 <title>",
    "</desc> \\N \ud800",
    "the sum",
    tuple(_HOSTILE_BOXES),
    tuple(Wire(f"w{k}", name, "the sum", k) for k, name in enumerate(HOSTILE_NAMES)),
)

SCENES = {
    "main": MAIN,
    "square": SQUARE,
    "chain": CHAIN,
    "fan-out": FAN_OUT,
    "neuron": NEURON,
    "lone box": LONE_BOX,
    "unused input": UNUSED_INPUT,
    "two parts": TWO_PARTS,
    "hostile": HOSTILE,
}


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Draw a random graph: operations of one to three arguments over whatever came before."""
    names = [f"i{number}" for number in range(draw(st.integers(1, 4)))]
    boxes = [Box(name, name, None, None, "input") for name in names]
    wires: list[Wire] = []
    for number in range(draw(st.integers(1, 12))):
        name = f"v{number}"
        tails = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))
        wires += [Wire(f"{name}.{k}", tail, name, k) for k, tail in enumerate(tails)]
        boxes.append(Box(name, name, "f", f"f({', '.join(tails)})", "operation"))
        names.append(name)
    return Scene("Random", "", names[-1], tuple(boxes), tuple(wires))
