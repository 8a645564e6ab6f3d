"""Finding and reading worksheets; what is wrong with a file is said in the teacher's words."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from symgrad.characters import printable
from symgrad.errors import WorksheetError
from symgrad.exercise.schema import Worksheet
from symgrad.exercise.solving import Exercise

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
    if path.is_file():
        return parse(_read(path, str(path)), name=path.stem, file=str(path))
    if str(source) in known:
        return parse(
            _read(known[str(source)], f"{source}.toml"), name=str(source), file=f"{source}.toml"
        )
    near = difflib.get_close_matches(path.stem, known, n=3, cutoff=0.4) or list(known)
    raise WorksheetError(
        "worksheet_not_found", file=printable(str(source), 120), known=", ".join(near)
    )


def _read(source: Path | Traversable, file: str) -> str:
    try:
        data = source.read_bytes()
    except OSError as error:
        raise WorksheetError("worksheet_unreadable", file=file, reason=error.strerror) from error
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
        raise _toml_error(text, file, error) from error
    try:
        worksheet = Worksheet.model_validate(content)
    except ValidationError as error:
        raise _schema_error(error, file) from error
    return Exercise(name, file, worksheet)


def _toml_error(text: str, file: str, error: Exception) -> WorksheetError:
    """Explain the traps of TOML: backslashes, line breaks in {…}, keys twice."""
    place = re.search(r"line (\d+), column (\d+)", str(error))
    lines = text.split("\n")
    line = int(place.group(1)) if place else len(lines)
    shown = lines[line - 1].strip() if line <= len(lines) else ""
    reason = str(error).partition(" (at ")[0]
    code = "toml"
    if "'\\\\'" in reason or "escape" in reason.lower():
        code = "toml_backslash"
    elif "inline table" in reason or _open_brace(lines[:line]):
        code = "toml_inline_table"
    elif "overwrite" in reason or "twice" in reason or "already" in reason.lower():
        code = "toml_twice"
    return WorksheetError(code, file=file, line=line, shown=printable(shown), reason=reason)


def _open_brace(lines: list[str]) -> bool:
    """Say whether one of the last two lines opens a table in braces and does not close it."""
    return any(line.count("{") > line.count("}") and "=" in line for line in lines[-2:])


def _schema_error(error: ValidationError, file: str) -> WorksheetError:
    """Explain the first thing that pydantic found."""
    first = error.errors(include_url=False, include_context=True)[0]
    place = [part for part in first["loc"] if not _is_tag(part)]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
    known = sorted(Worksheet.model_fields)
    if first["type"] == "extra_forbidden":
        return _unknown_key(place, key, file, known)
    if first["type"] == "missing":
        return WorksheetError("schema_missing", file=file, key=key)
    if first["type"] == "union_tag_invalid":
        expected = str(first.get("ctx", {}).get("expected_tags", "")).replace("'", "")
        return WorksheetError(
            "schema_kind",
            file=file,
            key=key,
            expected=expected,
            value=printable(str(first["ctx"]["tag"])),
        )
    if first["type"] == "union_tag_not_found":
        return WorksheetError("schema_no_kind", file=file, key=key)
    if "decimals_or_significant" in first["msg"]:
        return WorksheetError("decimals_or_significant")
    return WorksheetError(
        "schema_value",
        file=file,
        key=key,
        expected=_expected(first),
        value=printable(repr(first["input"]), 40),
    )


def _is_tag(part: int | str) -> bool:
    """Say whether pydantic means a branch of a union, which is no key of the file."""
    return isinstance(part, str) and (
        part in ("backward", "finite_differences", "int", "str", "decimal")
        or "[" in part
        or "(" in part
    )


def _unknown_key(place: list[int | str], key: str, file: str, known: list[str]) -> WorksheetError:
    name = str(place[-1])
    if len(place) > 1 and name in known:
        table = "[[parts]]" if place[0] == "parts" else f"[{place[0]}]"
        return WorksheetError("schema_after_table", file=file, key=name, table=table)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return WorksheetError("schema_unknown_key", file=file, key=key, known=", ".join(near or known))


def _expected(error: Any) -> str:
    """Return what would have been right, as briefly as pydantic knows it."""
    context = error.get("ctx", {})
    if "expected" in context:
        return str(context["expected"])
    limits = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    bounds = [f"{sign} {context[name]}" for name, sign in limits.items() if name in context]
    if bounds:
        return ", ".join(bounds)
    kinds = {
        "string": "text",
        "int": "integer",
        "decimal": "number",
        "bool": "true, false",
        "tuple": "[…]",
        "dict": "{…}",
        "model": "[…]",
    }
    return next(
        (word for start, word in kinds.items() if error["type"].startswith(start)),
        str(error["msg"]),
    )


def titles(lang: str) -> Iterator[tuple[str, str]]:
    """Yield name and title of every bundled worksheet."""
    for name in bundled():
        yield name, load(name).title(lang)
