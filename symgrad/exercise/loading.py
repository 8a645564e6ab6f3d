"""Finding and reading worksheets; what is wrong with a file is said in the teacher's words."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from symgrad.characters import printable
from symgrad.errors import SymgradError, WorksheetError
from symgrad.exercise.mistakes import lost_key, schema_mistake, toml_mistake
from symgrad.exercise.schema import Worksheet
from symgrad.exercise.solving import Exercise
from symgrad.files import why

# A worksheet is a page of text; more is a mistake, or an attack.
_MAX_BYTES = 1 << 20


def bundled() -> dict[str, Traversable]:
    """Return the worksheets that come with symgrad, by name.

    >>> "graph" in bundled()
    True
    """
    found = {
        entry.name.removesuffix(".toml"): entry
        for entry in _folder().iterdir()
        if entry.name.endswith(".toml")
    }
    return dict(sorted(found.items()))


def _folder() -> Traversable:
    try:
        return files("symgrad.worksheets")
    except ModuleNotFoundError:  # an editable checkout has the folder beside the package
        return Path(__file__).parents[2] / "worksheets"


def load(source: str | Path) -> Exercise:
    """Read a worksheet.

    Parameters
    ----------
    source : str or Path
        A file, or the name of a worksheet that comes with symgrad.

    Raises
    ------
    WorksheetError
        No such worksheet, or one that breaks the schema; naming file, place and way out.
    SymgradError
        A graph or value in it that cannot be read.

    Examples
    --------
    >>> load("graph").graph.inputs
    ('a', 'b', 'c')
    """
    path = Path(source)
    known = bundled()
    if _is_file(path):
        return parse(_read(path, _called(path)), name=path.stem, file=_called(path))
    if str(source) in known:
        file = f"{source}.toml"
        return parse(_read(known[str(source)], file), name=str(source), file=file)
    if path.is_dir():
        raise WorksheetError("worksheet_is_folder", file=_called(path))
    near = difflib.get_close_matches(path.stem, known, n=3, cutoff=0.4) or list(known)
    raise WorksheetError(
        "worksheet_not_found", file=printable(str(source), 120), known=", ".join(near)
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:  # a folder without permission, a name that is too long
        raise WorksheetError(
            "worksheet_unreadable", file=printable(str(path), 120), reason=why(error)
        ) from error


def _called(path: Path) -> str:
    return printable(str(path), 1000)


def _read(source: Path | Traversable, file: str) -> str:
    try:
        data = source.read_bytes()
    except OSError as error:
        raise WorksheetError("worksheet_unreadable", file=file, reason=why(error)) from error
    if len(data) > _MAX_BYTES:
        raise WorksheetError("worksheet_too_large", file=file, limit=_MAX_BYTES // 1024)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WorksheetError("worksheet_not_utf8", file=file, line=line) from error


def parse(text: str, *, name: str, file: str) -> Exercise:
    """Read the text of a worksheet; `file` is how messages call it."""
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise toml_mistake(text, file, error) from error
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Exercise(name, file, _worksheet(content, file), fingerprint)


def _worksheet(content: dict[str, Any], file: str) -> Worksheet:
    try:
        worksheet = Worksheet.model_validate(content)
    except ValidationError as error:
        raise schema_mistake(error, content, file) from error
    except SymgradError as error:
        error.place = file
        raise
    lost = lost_key(worksheet, file)
    if lost:
        raise lost
    return worksheet


def titles(lang: str) -> Iterator[tuple[str, str]]:
    """Yield name and title of every bundled worksheet."""
    for name in bundled():
        yield name, load(name).title(lang)
