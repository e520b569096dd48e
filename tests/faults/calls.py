"""Every system call of a save, one by one: count them, let one fail, or stop at one."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from typing import TYPE_CHECKING, Any, Final

from tui.keyops.files import renames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CALLS: Final = (
    *("open", "close", "dup", "read", "write", "fsync", "fstat", "stat", "lstat", "readlink", "listdir"),
    *("chmod", "fchmod", "fchown", "utime", "link", "rename", "unlink", "mkdir", "rmdir"),
    *("listxattr", "getxattr", "setxattr"),
)
"""Functions of ``os`` that reach the file system. A test proves that the writing code uses no others."""

ERRORS: Final = {
    name: getattr(errno, name) for name in ("ENOSPC", "EIO", "EACCES", "EINTR", "EROFS", "EDQUOT", "ENOENT")
}


@contextlib.contextmanager
def watched(hook: Callable[[str, Callable[[], Any]], Any]) -> Iterator[None]:
    """Have a hook called in place of every system call; it is given the name and the call itself."""

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments, **options: hook(name, lambda: real(*arguments, **options))

    places = [(os, name) for name in CALLS] + [(fcntl, "flock"), (renames, "exchange"), (renames, "move_new")]
    originals = [(module, name, getattr(module, name)) for module, name in places]
    for module, name, real in originals:
        setattr(module, name, wrapped(name, real))
    try:
        yield
    finally:
        for module, name, real in originals:
            setattr(module, name, real)


class Counter:
    """Counts calls."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, name: str, call: Callable[[], Any]) -> Any:
        """Count it, and do it."""
        self.names.append(name)
        return call()


class Faulty:
    """Lets the calls of these numbers fail, each in its way."""

    def __init__(self, faults: dict[int, int]) -> None:
        """Args: the error number for each number of a call, counted from 0."""
        self.faults = faults
        self.count = -1
        self.failed: list[str] = []

    def __call__(self, name: str, call: Callable[[], Any]) -> Any:
        """Do it, or fail."""
        self.count += 1
        if self.count not in self.faults:
            return call()
        if name == "close":  # it is closed, whatever it says
            call()
        self.failed.append(name)
        number = self.faults[self.count]
        raise OSError(number, os.strerror(number))
