"""Why a file could not be read or written, in the user's language."""

from __future__ import annotations

import errno

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
