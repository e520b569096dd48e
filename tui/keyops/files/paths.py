"""What there is at a path, asked without raising: what cannot be seen is not there; and how key files end.

``Path.exists`` and its kin raise for a name that is too long and for a folder that may not be looked into.
Whoever reads or writes there next is told why it cannot be done, in words.
"""

# ruff: noqa: PTH110, PTH112, PTH113, PTH114 - Path raises where these say no

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

KEY_SUFFIXES: Final = (".ppk", ".pem", ".key", ".p8", ".der", ".jwk")
"""How the names of private keys end, where they end in anything."""


def is_taken(path: Path) -> bool:
    """Whether anything has this name, a link to nothing too."""
    return os.path.lexists(path)


def is_there(path: Path) -> bool:
    """Whether there is anything; a link to nothing is nothing."""
    return os.path.exists(path)


def is_folder(path: Path) -> bool:
    """Whether it is a folder, or a link to one."""
    return os.path.isdir(path)


def is_file(path: Path) -> bool:
    """Whether it is a regular file, or a link to one."""
    return os.path.isfile(path)


def is_link(path: Path) -> bool:
    """Whether it is a symbolic link, to anything or nothing."""
    return os.path.islink(path)


def why_hidden(path: Path) -> str:
    """Why the system does not even say whether it is there, such as ``File name too long``; else empty."""
    try:
        os.lstat(path)
    except OSError as error:
        seen = error.errno in {errno.ENOENT, errno.ENOTDIR}
        return "" if seen else os.strerror(error.errno or 0)
    except ValueError:  # a zero byte in it
        return "it is not a path"
    return ""
