"""Writing a document to files, in any of its forms."""

from __future__ import annotations

import io
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Literal, TypeAlias

from symgrad.errors import SymgradError
from symgrad.files import replace
from symgrad.solution.document import Document

Form: TypeAlias = Literal["html", "md", "txt"]
ENDINGS: Mapping[str, Form] = {".html": "html", ".htm": "html", ".md": "md", ".txt": "txt"}


def save(document: Document, path: str | PathLike[str], form: Form | None = None) -> None:
    """Write a document to a file; Markdown has its pictures in a folder beside it.

    Parameters
    ----------
    document : Document
        A solution or a sheet.
    path : path
        The file; one that is there is replaced as a whole.
    form : {"html", "md", "txt"}, optional
        What the file's name ends in unless given.

    Raises
    ------
    SymgradError
        An ending that names no form, or a file that cannot be written.
    """
    file = Path(path)
    chosen = form or ENDINGS.get(file.suffix.lower())
    if chosen is None:
        raise SymgradError("output_ending", file=str(file), known=", ".join(ENDINGS))
    if chosen == "md":
        _save_markdown(document, file)
    else:
        replace(file, text_of(document, chosen))


def text_of(document: Document, form: Literal["html", "txt"]) -> str:
    """Return a document as the text of one file."""
    if form == "html":
        from symgrad.solution.html import render as page

        return page(document)
    from symgrad.solution.terminal import render

    stream = io.StringIO()
    render(document, stream)
    return stream.getvalue()


def _save_markdown(document: Document, file: Path) -> None:
    from symgrad.solution.markdown import render

    folder = file.with_name(f"{file.stem}-files")
    page = render(document, folder.name)
    for name, picture in page.files.items():
        replace(folder / name, picture, folder=True)
    replace(file, page.text)
