"""symgrad: differentiation worked out line by line, the way it is done by hand.

>>> import symgrad
>>> graph = symgrad.Graph.from_text("d = a + b; e = b - c; Y = d*e")
>>> graph.run({"a": 1, "b": 2, "c": 3}).adjoints["b"]
2
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from symgrad.arithmetic import Bound, ByHand, Exact, Float
    from symgrad.errors import SymgradError
    from symgrad.exercise import load
    from symgrad.graph import Graph
    from symgrad.language import settings
    from symgrad.parsing import Limits
    from symgrad.trace import Trace

# Loaded at first use (PEP 562), so that `symgrad --help` loads nothing heavy.
_HOME = {
    "Bound": "arithmetic",
    "ByHand": "arithmetic",
    "Exact": "arithmetic",
    "Float": "arithmetic",
    "Graph": "graph",
    "Limits": "parsing",
    "SymgradError": "errors",
    "Trace": "trace",
    "load": "exercise",
    "settings": "language",
}

__all__ = [
    "Bound",
    "ByHand",
    "Exact",
    "Float",
    "Graph",
    "Limits",
    "SymgradError",
    "Trace",
    "__version__",
    "load",
    "settings",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'symgrad' has no attribute {name!r}")
    value = getattr(import_module(f"symgrad.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
