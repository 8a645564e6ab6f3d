"""The exceptions of symgrad: a code and data, worded by the language catalogs.

Every mistake that a user can make raises a :class:`SymgradError`. It carries a code (stable, the
same in every language) and the data that the sentence needs; the sentence itself lives in the
catalogs under ``error.<code>``, so that a Spanish-speaking teacher reads Spanish.
"""

from __future__ import annotations

from typing import Any


class SymgradError(Exception):
    """A user's mistake, with what, where and the way out.

    Parameters
    ----------
    code : str
        Key of the sentence in the catalogs, without the leading ``error.``.
    **data
        What the sentence quotes: names, positions, values. Text only, or printable with ``str``.

    Examples
    --------
    >>> error = GraphError("name_defined_twice", name="d", line=3, first=1)
    >>> error.code
    'name_defined_twice'
    >>> print(error.message("en"))
    Line 3 defines 'd' again: line 1 already defines it. Give one of them another name.
    """

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data
        self.place = ""  # the file, where a mistake was found while one was read

    def message(self, lang: str | None = None) -> str:
        """Return the sentence in `lang` (default: the user's language)."""
        from symgrad.language import Language

        return Language.of(lang).text(f"error.{self.code}", **self.data)

    def __str__(self) -> str:
        return self.message()


class ParseError(SymgradError):
    """Text that is not the notation of expressions; ``data`` has ``line`` and ``column``."""

    def message(self, lang: str | None = None) -> str:
        """Return the sentence, with the place in front and the line with a mark under it."""
        from symgrad.language import Language

        place = Language.of(lang).text("error.place", **self.data)
        sentence = super().message(lang)
        return f"{place}: {sentence}\n{self.data['excerpt']}"


class GraphError(SymgradError):
    """Assignments that make no graph (cycle, name defined twice, no output, …)."""


class InputError(SymgradError):
    """Values for the inputs that are missing, unknown or unreadable."""


class EvaluationError(SymgradError):
    """A line without a value: outside the domain, on a kink, too large, not decidable."""


class WorksheetError(SymgradError):
    """A worksheet file that breaks its schema; ``data`` has ``file`` and ``key``."""
