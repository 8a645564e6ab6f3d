"""``symgrad solve --watch``: the page follows the worksheet, save by save."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from symgrad.cli.complaints import complain
from symgrad.cli.options import Form
from symgrad.cli.output import write
from symgrad.errors import SymgradError

# Some network folders report no changes: then the file itself is looked at, this often.
_MILLISECONDS = 1000


def watch(worksheet: Path, output: Path, work: Callable[[], bool], lang: str | None) -> None:
    """Work now and after each save, until Ctrl-C.

    Parameters
    ----------
    worksheet, output : Path
        What is read and what is written.
    work : callable
        Writes the page; returns whether its numerical checks passed.
    lang : {"en", "es"} or None
        The language of the messages.
    """
    from watchfiles import watch as changes

    # Editors save by renaming another file, which a watch over the file itself would lose.
    saves = changes(
        worksheet.absolute().parent,
        watch_filter=lambda _, changed: Path(changed).name == worksheet.name,
        recursive=False,
        rust_timeout=_MILLISECONDS,
        yield_on_timeout=True,
    )
    _say("watch.begins", lang, file=worksheet)
    with contextlib.suppress(KeyboardInterrupt):
        follow(worksheet, output, work, lang, saves)


def follow(
    worksheet: Path,
    output: Path,
    work: Callable[[], bool],
    lang: str | None,
    saves: Iterable[object],
) -> None:
    """Work now, and at each item of `saves` that finds another text in the file."""
    last = None
    for _ in chain([None], saves):
        text = _text(worksheet)
        if text is None or text == last:  # None: an editor is replacing the file just now
            continue
        last = text
        try:
            said = "watch.written" if work() else "watch.failed"
        except SymgradError as error:
            complain(error)
            continue
        _say(said, lang, time=f"{datetime.now():%H:%M:%S}", file=output)


def _text(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _say(key: str, lang: str | None, **data: Any) -> None:
    from symgrad.language import Language

    write(f"{Language.of(lang).text(key, **data)}\n", Form.terminal, None)
    sys.stdout.flush()  # a pipe passes each line on at once
