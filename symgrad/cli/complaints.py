"""What the user did wrong, said in one message on the stream of errors."""

from __future__ import annotations

import re
import sys
from typing import Any

from symgrad.cli.options import CHOICES
from symgrad.cli.output import takes_signs
from symgrad.errors import SymgradError


def complain(error: SymgradError) -> None:
    """Print a mistake with its place, in the language that was asked for."""
    from symgrad.characters import to_ascii

    place = f"{error.place}: " if error.place else ""
    text = f"{place}{error.message(_asked_language(sys.argv))}\n"
    sys.stderr.write(text if takes_signs(sys.stderr) else to_ascii(text))


def _asked_language(arguments: list[str]) -> str | None:
    """Return the language of ``--lang``, which a message should speak too."""
    asked = re.findall("(?:^|\n)--lang[=\n](es|en)(?=\n|$)", "\n".join(arguments))
    return asked[-1] if asked else None


def usage_mistake(error: Any) -> SymgradError:
    """Return what typer says about the arguments, as a sentence of the catalogs."""
    shown = {"help": f"{error.ctx.command_path} --help"}
    parameter = getattr(error, "param", None)
    if hasattr(error, "possibilities"):
        return SymgradError("usage_option", option=error.option_name, **shown)
    if hasattr(error, "option_name"):
        return SymgradError("usage_value", option=error.option_name, **shown)
    if parameter and parameter.name in CHOICES:
        known = ", ".join(CHOICES[parameter.name])
        return SymgradError("usage_choice", option=parameter.opts[0], known=known, **shown)
    if parameter:
        return SymgradError("usage_missing", name=parameter.name, **shown)
    if hasattr(error.ctx.command, "commands"):
        known = ", ".join(error.ctx.command.commands)
        return SymgradError("usage_command", known=known, **shown)
    return SymgradError("usage_extra", **shown)
