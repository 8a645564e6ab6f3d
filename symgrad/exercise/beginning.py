"""A new worksheet, which solves at once and says what else can be written."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from symgrad.errors import WorksheetError
from symgrad.files import why

SCHEMA_FILE = "worksheet.schema.json"


def begin(name: str, template: str, lang: str) -> Path:
    """Write a new worksheet and return its path.

    Parameters
    ----------
    name : str
        Its file, with or without ``.toml``; a file that exists is left as it is.
    template : {"graph"}
        What the worksheet begins with.
    lang : {"en", "es"}
        The language of its comments.

    Raises
    ------
    WorksheetError
        The file exists, or cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     begin(f"{folder}/guía 1", "graph", "es").name
    'guía 1.toml'
    """
    path = _path(name)
    text = beginning(template, lang)
    try:
        if (path.parent / SCHEMA_FILE).is_file():  # then editors complete and check the keys
            text = f"#:schema {SCHEMA_FILE}\n{text}"
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise WorksheetError("new_exists", file=str(path)) from error
    except OSError as error:
        raise WorksheetError("output", file=str(path), reason=why(error)) from error
    return path


def beginning(template: str, lang: str) -> str:
    """Return the text of a template, with its comments in a language.

    >>> beginning("graph", "es").splitlines()[0]
    '# Guía de ejercicios: el grafo de cómputo de un ejercicio, sus valores y lo que se pide.'
    """
    folder = files("symgrad") / "exercise" / "templates"
    return (folder / f"{template}.{lang}.toml").read_text(encoding="utf-8")


def _path(name: str) -> Path:
    path = Path(name)
    if path.name in ("", ".."):
        raise WorksheetError("new_name", name=name)
    return path if path.suffix.lower() == ".toml" else path.with_name(f"{path.name}.toml")
