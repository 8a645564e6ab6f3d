"""Solutions, pictures and pages: of one exercise, and of a class with other numbers for each."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import graphviz
from handcalcs.decorator import handcalc

from benchmarks.timing import Result, paired, process, table
from symgrad.exercise import Exercise, load
from symgrad.formula import Written, latex
from symgrad.graph import Graph
from symgrad.pictures import dot, picture
from symgrad.solution.html import render


@handcalc()
def by_hand(a: int, b: int, c: int) -> int:
    """Write the lines of both passes, for a tool that renders what it is given."""
    d = a + b
    e = b - c
    Y = d * e  # noqa: F841 (rendered)
    Y_d = 1 * e
    Y_e = 1 * d
    Y_a = Y_d * 1  # noqa: F841
    Y_c = Y_e * (-1)  # noqa: F841
    return Y_d * 1 + Y_e * 1


def results() -> Iterator[Result]:
    """Yield the tables of this group: a title and the rows."""
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder) / "page.html")
        yield table(
            "Whole process",
            paired(
                {
                    "python -c 'import sympy'": process("-c", "import sympy"),
                    "symgrad --help": process("-m", "symgrad", "--help"),
                    "symgrad solve graph -o page.html": process(
                        "-m", "symgrad", "solve", "graph", "-o", page
                    ),
                },
                rounds=9,
            ),
        )
    yield table("One more exercise, with other inputs", paired(_exercises(), 100))
    yield table("One diagram of an exercise with other inputs", paired(_diagrams(), 40))
    yield table("The lines of both passes as LaTeX", paired(_lines(), 40))


def variants() -> Iterator[Exercise]:
    """Yield the graph exercise with other inputs each time."""
    exercise = load("graph")
    for k in count():
        inputs = {"a": k % 11 - 5, "b": k % 7 + 2, "c": k % 13 + 3}
        yield replace(exercise, worksheet=exercise.worksheet.model_copy(update={"inputs": inputs}))


def _exercises() -> dict[str, Callable[[], object]]:
    drawn = variants()

    def solution() -> object:
        return next(drawn).solve("es").document

    def with_picture() -> object:
        solved = next(drawn).solve("es")
        return picture(Written(solved.trace, "es", "comma"))

    def with_page() -> object:
        return render(next(drawn).solve("es").document)

    return {"solution": solution, "solution and diagram": with_picture, "HTML page": with_page}


def _diagrams() -> dict[str, Callable[[], object]]:
    drawn = variants()

    def written() -> Written:
        exercise = next(drawn)
        return Written(exercise.run(exercise.worksheet.calculate()), "es", "comma")

    def called() -> object:
        return graphviz.pipe("dot", "svg", dot(written()).encode())

    subjects: dict[str, Callable[[], object]] = {"symgrad": lambda: picture(written())}
    if shutil.which("dot"):
        subjects["dot, one call per diagram"] = called
    return subjects


def _lines() -> dict[str, Callable[[], object]]:
    graph = Graph.from_text("d = a + b; e = b - c; Y = d*e")
    inputs = {"a": 1, "b": 2, "c": 3}

    def ours() -> object:
        written = Written(graph.run(inputs), "en", "point")
        return [latex(written.line(line).chain) for line in written.trace.lines]

    return {
        "symgrad (evaluated by both passes)": ours,
        "handcalcs (given the lines)": lambda: by_hand(**inputs),
    }
