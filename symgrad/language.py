"""Languages: the catalogs of sentences, and the settings that choose one.

A sentence is asked for by its key; the catalogs (gettext ``.po`` files, read with Babel) hold the
words. English is a catalog like the others. The decimal mark is a setting of its own.
"""

from __future__ import annotations

import functools
import io
import os
from dataclasses import dataclass
from gettext import GNUTranslations
from importlib.resources import files
from typing import Any, Literal, TypeAlias

DecimalMark: TypeAlias = Literal["comma", "point"]

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Language:
    """A language with its catalog.

    Examples
    --------
    >>> Language.of("es").text("section.forward")
    'Paso hacia adelante (forward)'
    """

    code: str

    @classmethod
    def of(cls, code: str | None = None) -> Language:
        """Return the language of that code; without one, the user's.

        ``SYMGRAD_LANG`` is asked first, then the system's settings; what is not translated yet
        reads English.
        """
        wanted = code or os.environ.get("SYMGRAD_LANG") or _system_locale()
        return cls(next((known for known in LANGUAGES if wanted.startswith(known)), "en"))

    def text(self, key: str, **data: Any) -> str:
        """Return the sentence of `key` with its data filled in.

        A key with plural forms takes ``count``.

        Raises
        ------
        KeyError
            The catalog has no such key: a mistake of ours, which a test finds.
        """
        catalog = _catalog(self.code)
        if "count" in data:
            found = catalog.ngettext(key, key, data["count"])
        else:
            found = catalog.gettext(key)
        if found == key:
            raise KeyError(f"no sentence for {key!r} in {self.code!r}")
        return found.format(**data)

    def decimal_mark(self) -> DecimalMark:
        """Return the decimal mark that the language's readers expect.

        A system set to Mexico or Peru writes the point in Spanish too.
        """
        from babel import Locale, UnknownLocaleError

        system = _system_locale()
        try:
            locale = Locale.parse(system if system.startswith(self.code) else self.code)
        except (UnknownLocaleError, ValueError):
            locale = Locale.parse(self.code)
        mark = locale.number_symbols["latn"]["decimal"]
        return "comma" if mark == "," else "point"


def _system_locale() -> str:
    from babel.core import default_locale

    return default_locale() or "en"


@functools.cache
def _catalog(code: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = files("symgrad") / "catalogs" / f"{code}.po"
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
