"""The options that commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer


class Lang(StrEnum):
    """Languages of a solution."""

    en = "en"
    es = "es"


class Mark(StrEnum):
    """Decimal marks."""

    comma = "comma"
    point = "point"


class Numbers(StrEnum):
    """Arithmetics."""

    exact = "exact"
    hand = "hand"
    float = "float"


class Drawing(StrEnum):
    """Styles of a picture."""

    circuit = "circuit"
    tree = "tree"


class Form(StrEnum):
    """What is written."""

    terminal = "terminal"
    html = "html"
    md = "md"
    json = "json"
    svg = "svg"
    toml = "toml"
    csv = "csv"


ENDINGS = {
    ".html": Form.html,
    ".htm": Form.html,
    ".md": Form.md,
    ".svg": Form.svg,
    ".json": Form.json,
    ".txt": Form.terminal,
    ".toml": Form.toml,
    ".csv": Form.csv,
}
# Of a student's sheet: as a page, or as a file to write answers into.
PAGES = (Form.terminal, Form.html, Form.md)
TEMPLATES = (Form.toml, Form.csv)

# By the name of the option's parameter, for the message that lists them.
CHOICES: dict[str, type[StrEnum]] = {
    "lang": Lang,
    "decimal": Mark,
    "arithmetic": Numbers,
    "to": Form,
    "style": Drawing,
}

LangOption = Annotated[
    Optional[Lang], typer.Option("--lang", help="Language (default: the system's).")  # noqa: UP045
]
MarkOption = Annotated[
    Optional[Mark],  # noqa: UP045
    typer.Option("--decimal", help="Decimal mark (default: the language's)."),
]
NumbersOption = Annotated[
    Optional[Numbers],  # noqa: UP045
    typer.Option("--arithmetic", help="Exact, by hand, or float (default: the worksheet's)."),
]
FormOption = Annotated[
    Optional[Form],  # noqa: UP045
    typer.Option("--to", help="Form of the output (default: by the file's ending)."),
]
OutputOption = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--output", "-o", help="Write to this file."),
]
