"""Writing files as a whole, and why one could not be read or written, in the user's language."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from symgrad.errors import SymgradError

_REASONS = {
    errno.EACCES: "file_denied",
    errno.EISDIR: "file_is_folder",
    errno.ENAMETOOLONG: "file_name_too_long",
    errno.ENOENT: "file_no_folder",
    errno.ENOSPC: "file_disk_full",
    errno.ENOTDIR: "file_no_folder",
    errno.EPERM: "file_denied",
    errno.EROFS: "file_denied",
}


def why(error: OSError) -> SymgradError | str:
    """Return the reason as part of a sentence; a rare one in the system's own words.

    >>> print(why(PermissionError(errno.EACCES, "Permission denied")).message("es"))
    no hay permiso
    """
    code = _REASONS.get(error.errno or 0)
    return SymgradError(code) if code else (error.strerror or str(error))


def replace(file: Path, content: str | bytes, *, folder: bool = False) -> None:
    """Write a file so that who reads it meanwhile sees the old text or the new one.

    Parameters
    ----------
    file : Path
        Where; a link goes on leading to its file.
    content : str or bytes
        Text is written as UTF-8.
    folder : bool
        Whether to make its folder, if only that is missing.

    Raises
    ------
    SymgradError
        The file cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        if folder:
            file.parent.mkdir(exist_ok=True)
        if file.exists() and not file.is_file():  # /dev/stdout must not become a file
            file.write_bytes(data)
            return
        target = file.resolve()
        beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            beside.write_bytes(data)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise SymgradError("output", file=str(file), reason=why(error)) from error
