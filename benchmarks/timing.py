"""Times that can be compared: subjects take turns, so that a slow moment hits all of them."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the results: what was done, how long it took, and the ratio to the first."""

    what: str
    seconds: float
    ratio: float

    @property
    def cells(self) -> tuple[str, str, str]:
        """The line as text: name, time in a handy unit, ratio."""
        return self.what, _readable(self.seconds), f"{self.ratio:.2g}"


COLUMNS = ["what", "median", "ratio"]
Result = tuple[str, list[str], list[list[str]]]


def table(title: str, rows: list[Row]) -> Result:
    """Return a table of times for the report: its title, columns and rows."""
    return title, COLUMNS, [list(row.cells) for row in rows]


def _readable(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def paired(subjects: Mapping[str, Callable[[], object]], rounds: int) -> list[Row]:
    """Time subjects in turns.

    Parameters
    ----------
    subjects : mapping
        Name and what to call; the first is what the others are compared with.
    rounds : int
        How often each is called, after one call that does not count.

    Returns
    -------
    list of Row
        Medians; the ratio is the median over the rounds of time / time of the first.
    """
    for work in subjects.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, work in subjects.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    base = next(iter(times.values()))
    return [
        Row(
            name,
            statistics.median(found),
            statistics.median(one / first for one, first in zip(found, base, strict=True)),
        )
        for name, found in times.items()
    ]


def process(*arguments: str) -> Callable[[], object]:
    """Return what runs this Python as a new process."""
    command: Sequence[str] = (sys.executable, *arguments)

    def run() -> None:
        subprocess.run(command, check=True, capture_output=True)

    return run
