"""Files to write answers into: what a sheet asks, as TOML or CSV with nothing filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import tomlkit

from symgrad.formula.text import text
from symgrad.language import Language
from symgrad.solution.sheet import Field

COLUMNS = ("field", "meaning", "answer")


def to_toml(fields: Sequence[Field], name: str, version: str, lang: str) -> str:
    """Return an answer file: one key per asked quantity, with its meaning beside it.

    Parameters
    ----------
    fields : sequence of Field
        What is asked.
    name, version : str
        Of the worksheet, so that a checker knows what is answered.
    lang : {"en", "es"}
        Language of the comments.

    Examples
    --------
    >>> from symgrad.exercise import load
    >>> sheet = load("graph").sheet("en")
    >>> print(to_toml(sheet.fields[:2], "graph", "1", "en"))
    # One answer between each pair of quotes, such as "-0.5" or "1/3"; what is left empty counts
    # as not answered.
    worksheet = "graph"
    version = "1"
    student = ""
    <BLANKLINE>
    [forward]
    d = "" # d = a + b
    e = "" # e = b − c
    <BLANKLINE>
    """
    document = tomlkit.document()
    for line in Language(lang).text("answers.how").split("\n"):
        document.add(tomlkit.comment(line))
    head = {"worksheet": name, "version": version, "student": ""}
    for key, value in head.items():
        document.add(key, tomlkit.item(value))
    for field in fields:
        answer = tomlkit.item("")
        answer.comment(text(field.meaning))
        _table(document, field.section.split(".")).add(field.key, answer)
    return tomlkit.dumps(document)


def _table(document: tomlkit.TOMLDocument, parts: Sequence[str]) -> Any:
    """Return the table of a section, made where it is not there yet."""
    table: Any = document
    for part in parts:
        if part not in table:
            table.add(part, tomlkit.table())
        table = table[part]
    return table


def to_csv(fields: Sequence[Field]) -> str:
    """Return an answer file for spreadsheets: field, meaning and an empty answer.

    Examples
    --------
    >>> from symgrad.exercise import load
    >>> print(to_csv(load("graph").sheet("en").fields[3:6]))
    field,meaning,answer
    backward: d -> Y,d → Y,
    backward: e -> Y,e → Y,
    backward: b -> e,b → e,
    <BLANKLINE>
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for field in fields:
        writer.writerow((f"{field.section}: {field.key}", text(field.meaning), ""))
    return stream.getvalue()
