"""Text to expressions, safely: a tokenizer and a Pratt parser with its own stack.

The notation of worksheets (the strict mode): ``+ - * · × / ÷ ^ **``, brackets, function calls, no
implicit product. Names are only names: whether ``e`` is Euler's number is decided by the graph.
Numbers keep their digits as written. Everything is bounded *before* any arithmetic happens, and
every refusal is a :class:`~symgrad.errors.ParseError` that points at its column. Nothing is ever
evaluated here.
"""

from symgrad.parsing.reader import Assignment, parse_assignments, parse_expression
from symgrad.parsing.tokens import Limits, is_name

__all__ = ["Assignment", "Limits", "is_name", "parse_assignments", "parse_expression"]
