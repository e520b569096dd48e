"""Why a file cannot be written, said of the file: what the system says, and what other programs did."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING, Final, NoReturn

from ..errors import StorageError, TargetExistsError
from . import paths as presence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REASONS: Final = {
    errno.ENOENT: "the folder is gone",
    errno.EXDEV: "it is a mount point, and a mounted file cannot be replaced",
    errno.EBUSY: "it is in use as a mount point, and a mounted file cannot be replaced",
}


def refuse_existing(path: Path, words: str = "already exists") -> NoReturn:
    """Say that a target exists."""
    raise TargetExistsError(
        path, f"{path.name} {words}", "Choose another name, or confirm overwriting it"
    ) from None


def refuse_changed(path: Path) -> NoReturn:
    """Say that another program was quicker."""
    raise StorageError(
        path, f"{path.name} was changed in the meantime", "Nothing was written; look at the file again"
    )


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what the system says into a StorageError that names a file."""
    try:
        yield
    except FileExistsError:
        if not presence.is_folder(path):
            refuse_existing(path, "appeared while it was being written")
        raise StorageError(path, f"{path.name} is a folder", "Choose a file name") from None
    except NotADirectoryError:
        raise StorageError(
            path, f"Part of the path of {path.name} is not a folder", "Check the path"
        ) from None
    except PermissionError as error:
        if error.errno == errno.EPERM and presence.is_taken(path):
            raise StorageError(
                path,
                f"The system does not allow replacing {path.name}, whatever its mode",
                "It may be immutable (lsattr shows this), or belong to another user in a folder like /tmp",
            ) from None
        raise StorageError(
            path, f"No permission to write {path.name} in {path.parent}", "Choose another folder"
        ) from None
    except IsADirectoryError:
        raise StorageError(path, f"{path.name} is a folder", "Choose a file name") from None
    except OSError as error:
        if (
            error.errno == errno.ENAMETOOLONG
        ):  # the reason first: there may be no room for it behind such a name
            words = f"The name is too long for the file system: {path.name}"
            raise StorageError(path, words, "Choose a shorter name") from None
        reason = _REASONS.get(error.errno or 0) or os.strerror(error.errno or 0)
        raise StorageError(
            path, f"{path.name} could not be written: {reason}", "Nothing was changed"
        ) from None
    except ValueError:  # a zero byte in it
        raise StorageError(path, f"{path.name} is not a valid file name", "Choose another name") from None
