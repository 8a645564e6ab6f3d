"""Run all benchmarks and write benchmarks/RESULTS.md."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import derivatives, pages
from symgrad import __version__

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = ("sympy", "numpy", "graphviz", "pygraphviz", "handcalcs")
PACKAGES += ("numdifftools", "scipy", "jacobi", "torch")
GROUPS = {"Pages": pages.results, "Numerical derivatives": derivatives.results}


def report() -> Iterator[str]:
    """Yield the lines of the report."""
    yield "# Benchmarks"
    yield ""
    yield "Medians; subjects take turns, and a ratio is the median over the rounds of the time over"
    yield "that of the first line. `make bench` writes this file."
    yield ""
    yield f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {_machine()}"
    yield ""
    yield ", ".join([f"symgrad {__version__}", *(f"{name} {_version(name)}" for name in PACKAGES)])
    for group, results in GROUPS.items():
        yield f"\n## {group}"
        for title, columns, rows in results():
            yield f"\n### {title}\n"
            yield from _table([columns, ["---", *["--:"] * (len(columns) - 1)], *rows])


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{system}, Python {platform.python_version()}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from (f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    text = "\n".join(report()) + "\n"
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
