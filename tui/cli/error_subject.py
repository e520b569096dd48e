"""Which file an error is about: the bytes that could not be read do not know their name."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..keyops.errors import (
    CorruptKeyError,
    KeyOpsError,
    StorageError,
    UnknownFormatError,
    UnsupportedAlgorithmError,
    WrongPassphraseError,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_ABOUT_CONTENT: Final = (
    CorruptKeyError,
    UnknownFormatError,
    UnsupportedAlgorithmError,
    WrongPassphraseError,
)
"""The others are about the request, or tell their file themselves."""


@contextmanager
def subject(path: Path | str) -> Iterator[None]:
    """What fails in here is about this file, unless it is known to be about another one already."""
    try:
        yield
    except KeyOpsError as error:
        error.about = error.about or str(path)
        raise


def name_of(error: KeyOpsError, arguments: argparse.Namespace) -> str:
    """The file that an error is about, as it was named; empty where its title tells.

    Args:
        error: of a verb.
        arguments: of that verb; most are about one file.
    """
    if not isinstance(error, _ABOUT_CONTENT) and not (type(error) is KeyOpsError and error.about):
        return ""
    known = (error.about, *(getattr(arguments, name, None) for name in ("source", "file", "key")))
    name = unless_told(next((str(one) for one in known if one), ""), error)
    return "standard input" if name == "-" else name


def unless_told(name: str, error: KeyOpsError) -> str:
    """The name of a file; empty where the title of the error has it already."""
    if isinstance(error, StorageError):
        return ""
    shown = Path(name).name
    if isinstance(error, _ABOUT_CONTENT):  # in whose sentences any word may be a name: "The file is empty"
        told = error.title.startswith(f"{shown} ")
    else:
        told = shown in error.title.split()
    return "" if told else name
