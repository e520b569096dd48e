"""Standard streams as every verb may count on them: there, with room for any text, and safe to look at."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_MISSING: Final = (
    ("stdin", os.O_WRONLY, "r"),
    ("stdout", os.O_RDONLY, "w"),
    ("stderr", os.O_WRONLY, "w"),
)
"""How the null device stands in for each. Nothing can be read from standard input and written to standard
output then: whoever closed them is told that something was lost, as by ``cat``."""


def settle() -> None:
    """Stand in for streams that were closed, and spell out what an encoding has no room for.

    A number that is free would go to the next file that is opened: a key.
    """
    for name, flags, mode in _MISSING:
        if getattr(sys, name) is None:
            null = os.open(os.devnull, flags)
            setattr(sys, name, open(null, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - as long as we live
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def standard_input() -> bytes:
    """What stands in standard input, up to one byte more than any key file has.

    Raises:
        StorageError: it is closed.
    """
    from ..keyops import limits

    try:
        return sys.stdin.buffer.read(limits.MAX_FILE_BYTES + 1)
    except OSError as error:
        from pathlib import Path

        from ..keyops.errors import StorageError

        raise StorageError(
            Path("-"), f"Standard input cannot be read: {error.strerror}", "Pipe a file in, or name one"
        ) from None


def content(name: str) -> bytes:
    """What a file holds, or standard input for a dash.

    Raises:
        StorageError: it cannot be read.
    """
    if name == "-":
        return standard_input()
    from pathlib import Path

    from ..keyops.files import reading

    return reading.read_key_file(Path(name))


def write(data: bytes) -> None:
    """Write what is for programs: as it is to a file or a pipe, and on a terminal so that nothing in it acts.

    A comment in a public key may hold escape codes: shown as they are, they would write to the clipboard.
    """
    if not sys.stdout.isatty():
        sys.stdout.buffer.write(data)
        return
    from ..visible import visible

    sys.stdout.write("\n".join(map(visible, data.split(b"\n"))))


def is_named_twice(names: Sequence[str]) -> bool:
    """Whether standard input is named again where it has been read, after saying so."""
    if names.count("-") < 2:
        return False
    from .complaints import complain

    complain("standard input can only be read once; use - only once")
    return True
