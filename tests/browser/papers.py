"""The documents that the tests open: each is solved once in a process."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from symgrad.diagram import DiagramTooLarge
from symgrad.exercise import Exercise, adhoc, load, parse
from symgrad.solution import Document
from symgrad.solution import html as page
from symgrad.solution.document import Storyboard

LONG = "123456789012345678901234567890123456789012345678901234567891"
OTHER = "987654321098765432109876543210987654321098765432109876543211"
NAME = "the_temperature_of_the_water_in_the_tank"
WORD = "W" * 300

# Everything that a careless program would take for something else than text.
HOSTILE = (
    "<script>alert(1)</script> </style> </script> <!-- <img src=x onerror=alert(2)> "
    "\"double\" 'single' `back` $x^2$ &amp; &lt; \\frac{a}{b} {{ 7*7 }} {% raw %} {# no #} "
    "% 100 %s {0} {name} 🧮 שלום עולם مرحبا"
)


def worksheet(head: str, graph: str, values: str, parts: str) -> Exercise:
    text = f"{head}\ngraph = '''\n{graph}\n'''\n[inputs]\n{values}\n{parts}"
    return parse(text, name="guide", file="")


def backward(title: str = "") -> str:
    return "[[parts]]\nkind = 'backward'\n" + (f"title = '''{title}'''\n" if title else "")


def layer(inputs: int, rows: int) -> Exercise:
    """Rows that each add up all inputs and a number, and the product of the rows."""
    added = " + ".join(f"x{column}" for column in range(inputs))
    lines = [f"h{row} = {added} + {row}" for row in range(rows)]
    lines.append("Y = " + " * ".join(f"h{row}" for row in range(rows)))
    values = "\n".join(f"x{column} = {column}" for column in range(inputs))
    return worksheet("title = 'Layer'\nexpand = false", "\n".join(lines), values, backward())


def hostile() -> Exercise:
    words = "\n".join(f"{key} = '''{HOSTILE}'''" for key in ("title", "statement", "source"))
    head = f"{words}\nassumptions = ['''{HOSTILE}''']"
    return worksheet(head, "Y = a*b", "a = 1\nb = 2", backward(HOSTILE))


def long_words() -> Exercise:
    head = f"title = '{WORD}'\nstatement = '{WORD}'"
    return worksheet(head, "Y = a*b", "a = 1\nb = 2", backward(WORD))


EXERCISES: dict[str, Callable[[], Exercise]] = {
    "graph": lambda: load("graph"),
    "neuron": lambda: load("neuron-sigmoid"),
    "ad hoc": lambda: adhoc("sin(a*b) + exp(-a)/(1 + b^2)", ["a=1/3", "b=0.7"]),
    "two": lambda: worksheet(
        "title = 'Two'", "d = a + b\nY = d*b", "a = 1\nb = 2", backward() + backward("Again")
    ),
    "copies": lambda: layer(11, 9),
    "collapsed": lambda: layer(20, 21),
    "fractions": lambda: adhoc(
        f"Y = {NAME}*b + {NAME}", [f"{NAME}={LONG}/{OTHER}", f"b=0.{LONG[1:]}"]
    ),
    "integers": lambda: adhoc("Y = a*b + a", [f"a={LONG}", f"b=-{OTHER}"]),
    "long words": long_words,
    "hostile": hostile,
}


@cache
def document(name: str, lang: str) -> Document:
    """Return a solution; with "sheet" the student's copy, with "floats" one in floats."""
    kind, _, rest = name.rpartition(", ")
    exercise = EXERCISES[kind or rest]()
    if kind and rest == "sheet":
        return exercise.sheet(lang).document
    return exercise.solve(lang, arithmetic="float" if kind else None).document


@cache
def rendered(name: str, lang: str) -> str:
    if name == "no script":  # axe is a script itself, so the browser must run scripts
        return re.sub(r"(?s)<script>.*</script>", "", rendered("graph", lang))
    if name != "no pictures":
        return page.render(document(name, lang))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "filmed", too_large)
        return page.render(document("graph", lang))


def too_large(*_: object) -> None:
    raise DiagramTooLarge("diagram_too_large", count=9000, left=900, limit=80)


def storyboard(name: str, lang: str, number: int = 0) -> Storyboard:
    blocks = document(name, lang).blocks
    return [block for block in blocks if isinstance(block, Storyboard)][number]
