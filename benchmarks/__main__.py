"""Run all benchmarks and write benchmarks/RESULTS.md."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import pages
from benchmarks.timing import Row

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = ("symgrad", "sympy", "numpy", "graphviz", "pygraphviz", "handcalcs")
GROUPS = {"Pages": pages.results}


def report() -> Iterator[str]:
    """Yield the lines of the report."""
    yield "# Benchmarks"
    yield ""
    yield "Medians; subjects take turns, and a ratio is the median over the rounds of the time over"
    yield "that of the first line. `make bench` writes this file."
    yield ""
    yield f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {_machine()}"
    yield ""
    yield ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    for group, results in GROUPS.items():
        yield f"\n## {group}"
        for title, rows in results():
            yield f"\n### {title}\n"
            yield from _table(rows)


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{system}, Python {platform.python_version()}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def _table(rows: list[Row]) -> Iterator[str]:
    yield "| what | median | ratio |"
    yield "|---|--:|--:|"
    yield from (f"| {' | '.join(row.cells)} |" for row in rows)


if __name__ == "__main__":
    text = "\n".join(report()) + "\n"
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
