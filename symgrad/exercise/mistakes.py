"""What is wrong with a worksheet file, in a teacher's words: the traps of TOML, then the schema."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from symgrad.characters import printable
from symgrad.errors import SymgradError, WorksheetError
from symgrad.exercise.kinds import KINDS
from symgrad.exercise.schema import Rounding, Worksheet
from symgrad.inputs import read_value

# What tomllib says, and what a teacher did.
_TOML = (
    (r"'\\'|hex value|Unicode scalar", "toml_backslash"),
    (r"Duplicate|overwrite|twice|mutate", "toml_twice"),
    (r"inline table", "toml_inline_table"),
    (r"Expected \"'|Unterminated|character '\\n'", "toml_quotes"),
    (r"Invalid value|Expected newline", "toml_value"),
    (r"statement|after a key|key part", "toml_key"),
)
_TOO_LONG = r"[0-9_]{1000}|[eE][+-]?[0-9]{7}"


def toml_mistake(text: str, file: str, error: Exception) -> WorksheetError:
    """Explain why a text is not TOML."""
    lines = text.rstrip().split("\n")
    code = _toml_code(error)
    line = _toml_line(lines, code, error)
    shown = lines[line - 1].strip()
    if code == "toml_key" and any(map(_opens_brace, lines[max(0, line - 2) : line])):
        code = "toml_inline_table"
    if code == "toml_key" and not shown.partition("=")[0].isascii():
        code = "toml_letters"
    return WorksheetError(code, file=file, line=line, shown=printable(shown))


def _toml_code(error: Exception) -> str:
    if not isinstance(error, tomllib.TOMLDecodeError):
        return "toml" if isinstance(error, RecursionError) else "toml_number"
    return next((code for words, code in _TOML if re.search(words, str(error))), "toml")


def _toml_line(lines: list[str], code: str, error: Exception) -> int:
    """Return the line of a mistake; where tomllib stops at the end, the one that began it."""
    place = re.search(r"\(at line (\d+)", str(error))
    if place:
        return min(int(place.group(1)), len(lines))
    begins = {"toml_quotes": "'''|\"\"\"", "toml_number": _TOO_LONG}.get(code, "$")
    found = [number for number, line in enumerate(lines, 1) if re.search(begins, line)]
    return found[-1] if found else len(lines)


def _opens_brace(line: str) -> bool:
    return "=" in line and line.count("{") > line.count("}")


def schema_mistake(error: ValidationError, content: Mapping[str, Any], file: str) -> WorksheetError:
    """Explain the first thing that pydantic found; an unknown key explains a missing one."""
    found = error.errors(include_url=False)
    first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
    place = _Place(first["loc"], content)
    if first["type"] == "extra_forbidden":
        return _unknown_key(place, file)
    if first["type"] == "missing":
        return _missing(place, content, file)
    if first["type"].startswith("union_tag"):
        return _kind(place, first.get("ctx", {}), file)
    if place.table != "" and place.name in Worksheet.model_fields and place.model is None:
        return _after(place.name, place.table, file)
    data = {"file": file, "key": place.key, "value": printable(_shown(first["input"]), 40)}
    if "control character" in first["msg"]:
        return WorksheetError("schema_control", **data)
    return WorksheetError("schema_value", **data, expected=place.expected)


def lost_key(worksheet: Worksheet, file: str) -> WorksheetError | None:
    """Return what is wrong where a key of the worksheet stands among the inputs.

    An input may have such a name; then its value is a number.
    """
    for name, value in worksheet.inputs.items():
        if name in Worksheet.model_fields and not _is_number(name, value):
            return _after(name, "[inputs]", file)
    return None


def _is_number(name: str, value: Any) -> bool:
    try:
        read_value(name, value)
    except SymgradError:
        return False
    return True


class _Place:
    """Where in the file pydantic found something.

    Attributes
    ----------
    table : str
        ``[inputs]``, ``[[parts]] 2``, or nothing for the keys at the top.
    name : str
        The key there.
    model : type or None
        What knows the keys there; None where they are free.
    """

    def __init__(self, loc: tuple[int | str, ...], content: Mapping[str, Any]) -> None:
        top, *rest = map(str, loc)
        self.table, self.name, self.top = "", top, top
        self.model: type[BaseModel] | None = Worksheet
        if top == "parts" and rest:  # then the part's number, its kind, its key
            self.table = f"[[parts]] {int(rest[0]) + 1}"
            self.name = rest[2] if len(rest) > 2 else ""
            self.model = KINDS[rest[1]] if len(rest) > 1 else None
        elif top in ("inputs", "conventions", "rounding") and rest:
            self.table, self.name = f"[{top}]", rest[0]
            self.model = Rounding if top == "rounding" else None

    @property
    def key(self) -> str:
        joined = ", " if self.top == "parts" else " "
        return joined.join(filter(None, (self.table, self.name)))

    @property
    def expected(self) -> WorksheetError:
        """What may stand there: the description of the field is the key of a sentence."""
        fields = (self.model or Worksheet).model_fields
        field = fields.get(self.name) or Worksheet.model_fields[self.top]
        return WorksheetError(field.description or "expected_table", key=self.name)


def _unknown_key(place: _Place, file: str) -> WorksheetError:
    known = sorted(place.model.model_fields if place.model else ())
    if place.table and place.name in Worksheet.model_fields:
        return _after(place.name, place.table, file)
    near = difflib.get_close_matches(place.name, known, n=1, cutoff=0.6)
    if near:
        return WorksheetError("schema_similar_key", file=file, key=place.key, similar=near[0])
    return WorksheetError("schema_unknown_key", file=file, key=place.key, known=", ".join(known))


def _missing(place: _Place, content: Mapping[str, Any], file: str) -> WorksheetError:
    for table in ("inputs", "conventions", "rounding"):
        if place.name in content.get(table, ()):
            return _after(place.name, f"[{table}]", file)
    return WorksheetError("schema_missing", file=file, key=place.key, expected=place.expected)


def _after(name: str, table: str, file: str) -> WorksheetError:
    return WorksheetError("schema_after_table", file=file, key=name, table=table.split(" ")[0])


def _kind(place: _Place, context: Mapping[str, Any], file: str) -> WorksheetError:
    known = ", ".join(KINDS)
    if "tag" not in context:
        return WorksheetError("schema_no_kind", file=file, key=place.key, known=known)
    value = printable(context["tag"])
    return WorksheetError("schema_kind", file=file, key=place.key, value=value, known=known)


def _shown(value: Any) -> str:
    """Return a value as a worksheet writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_shown(part)}" for name, part in value.items()) + "}"
    return format(value, "f") if isinstance(value, Decimal) and _is_short(value) else str(value)


def _is_short(value: Decimal) -> bool:
    return value.is_finite() and abs(value.adjusted()) < 20
