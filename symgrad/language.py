"""Languages: the catalogs of sentences, and the settings that choose one.

A sentence is asked for by its key; the catalogs (gettext ``.po`` files, read with Babel) hold the
words. English is a catalog like the others. The decimal mark is a setting of its own.
"""

from __future__ import annotations

import functools
import io
import locale
import os
import re
from dataclasses import dataclass
from gettext import GNUTranslations
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from symgrad.errors import SymgradError

if TYPE_CHECKING:
    from babel import Locale

DecimalMark: TypeAlias = Literal["comma", "point"]

LANGUAGES = ("en", "es")
_MARKS: dict[str, DecimalMark] = {",": "comma", ".": "point", "comma": "comma", "point": "point"}
_chosen: dict[str, str] = {}


def settings(*, lang: str | None = None, decimal: str | None = None) -> None:
    """Set the language and the decimal mark of everything that is not told otherwise.

    What is left out goes back to its default: ``SYMGRAD_LANG``, then the system.

    Parameters
    ----------
    lang : {"en", "es"}, optional
        Also with a country, ``es-AR``.
    decimal : {",", ".", "comma", "point"}, optional
        The decimal mark; the language's unless given.

    Raises
    ------
    SymgradError
        Another language or mark.

    Examples
    --------
    >>> settings(lang="es", decimal=".")
    >>> Language.of().code, Language.of().decimal_mark()
    ('es', 'point')
    >>> settings()
    """
    if lang is not None and _base(lang) not in LANGUAGES:
        raise SymgradError("setting_lang", value=lang, known=", ".join(LANGUAGES))
    mark = mark_of(decimal)
    _chosen.clear()
    _chosen.update({"lang": lang} if lang else {}, **({"mark": mark} if mark else {}))


def mark_of(decimal: str | None) -> DecimalMark | None:
    """Return a decimal mark by its sign or its name.

    Raises
    ------
    SymgradError
        Neither of them.

    >>> mark_of(","), mark_of("point"), mark_of(None)
    ('comma', 'point', None)
    """
    if decimal is None:
        return None
    if decimal not in _MARKS:
        raise SymgradError("setting_decimal", value=decimal)
    return _MARKS[decimal]


def _base(code: str) -> str:
    """Return the language of a locale: es of es_AR.UTF-8."""
    return re.split("[^a-z]", code.lower())[0]


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

        :func:`settings` are asked first, then ``SYMGRAD_LANG``, then the system; what is not
        translated yet reads English.

        >>> Language.of("es-MX").code
        'es'
        """
        wanted = _base(code or _setting())
        return cls(wanted if wanted in LANGUAGES else "en")

    def text(self, key: str, /, **data: Any) -> str:
        """Return the sentence of `key` with its data filled in.

        A key with plural forms takes the number ``count``. An error among the data, such as the
        reason of another one, speaks the same language.

        Raises
        ------
        KeyError
            The catalog has no such key: a mistake of ours, which a test finds.
        """
        template = self.template(key, data.get("count"))
        return template.format(**{name: self._said(value) for name, value in data.items()})

    def template(self, key: str, count: int | None = None) -> str:
        """Return the sentence of `key` with its fields ``{name}`` still open.

        Raises
        ------
        KeyError
            As :meth:`text`.

        >>> Language("en").template("policy.decimals", 1)[:32]
        'Rounded to {count} decimal, half'
        """
        catalog = _catalog(self.code)
        found = catalog.ngettext(key, key, count) if count is not None else key
        if found == key:  # no plural forms, or no number that would choose one
            found = catalog.gettext(key)
        if found == key:
            raise KeyError(f"no sentence for {key!r} in {self.code!r}")
        return found

    def _said(self, value: Any) -> Any:
        return value.message(self.code) if isinstance(value, SymgradError) else value

    def decimal_mark(self) -> DecimalMark:
        """Return the decimal mark that the language's readers expect.

        A system set to Mexico or Peru writes the point in Spanish too.
        """
        from babel import Locale

        if "mark" in _chosen:
            return _MARKS[_chosen["mark"]]
        wishes = (_chosen.get("lang", ""), os.environ.get("SYMGRAD_LANG", ""), _system_locale())
        place = next(filter(self._is_read_in, map(_parsed, wishes)), None)
        symbols = (place or Locale(self.code)).number_symbols
        return "comma" if symbols["latn"]["decimal"] == "," else "point"

    def _is_read_in(self, place: Locale | None) -> bool:
        """Say whether a place is a country with this language."""
        return place is not None and place.language == self.code and bool(place.territory)


def _parsed(setting: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(setting.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


def _setting() -> str:
    """Return the locale that the user asks for, else the system's."""
    return _chosen.get("lang") or os.environ.get("SYMGRAD_LANG") or _system_locale()


def _system_locale() -> str:
    # Not LC_CTYPE: Python itself sets it where the system lacks the locale that LANG asks for.
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = os.environ.get(name, "").split(":")[0]
        if wanted:
            return wanted
    return _windows_locale() or "en"


def _windows_locale() -> str | None:
    """Return the language of the user's Windows, which sets no variable that says so."""
    import ctypes

    windows = getattr(ctypes, "windll", None)
    if windows is None:
        return None
    return locale.windows_locale.get(windows.kernel32.GetUserDefaultUILanguage())


@functools.cache
def _catalog(code: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = files("symgrad") / "catalogs" / f"{code}.po"
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
