"""Profiles of Hypothesis, and the watch over global state."""

import decimal
import locale
import os
import random
import sys
from pathlib import Path

import mpmath
import numpy
import pytest
import rich.console  # noqa: F401  (its import draws random numbers)
from hypothesis import settings

from symgrad.cli import main

# No deadlines: tests count operations, they never measure time.
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("dev", max_examples=25, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def global_state() -> dict[str, object]:
    """Return what a library must leave as it found it."""
    context = decimal.getcontext()
    return {
        "digits of mpmath": (mpmath.mp.prec, mpmath.iv.prec),
        "decimal context": (context.prec, context.rounding, context.Emin, context.Emax),
        "decimal traps": dict(context.traps),
        "errors of numpy": numpy.geterr(),
        "random numbers": random.getstate(),
        "random numbers of numpy": numpy.random.get_state(legacy=False)["state"]["pos"],
        "recursion limit": sys.getrecursionlimit(),
        "longest integer text": sys.get_int_max_str_digits(),
        "locale": locale.setlocale(locale.LC_ALL),
        "folder": Path.cwd(),
        "environment": {
            name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
        },
    }


@pytest.fixture(autouse=True)
def nothing_leaks():
    """Fail a test that changes global state, instead of a later one."""
    before = global_state()
    yield
    after = global_state()
    assert {name for name in before if before[name] != after[name]} == set()


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the program as it is run from a terminal; return status, output and errors."""

    def program(*arguments):
        monkeypatch.setattr(sys, "argv", ["symgrad", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        return stopped.value.code or 0, *capsys.readouterr()

    return program
