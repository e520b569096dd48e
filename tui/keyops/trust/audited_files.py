"""Which files an audit looks at, and what it says of those that it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import StorageError
from ..files import listing
from ..files import paths as presence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ..errors import KeyOpsError

MOST_FILES: Final = 10_000
_DEEPEST: Final = 32
_STANDARD_INPUT: Final = "-"


def files(
    paths: Iterable[Path], errors: list[tuple[Path, KeyOpsError]], *, descend: bool = False
) -> Iterator[tuple[Path, bool]]:
    """Each file, and whether it was named itself; what is not looked at goes to the errors.

    Args:
        paths: files and folders; a dash stands for standard input.
        errors: what is not looked at is put here.
        descend: whether folders in folders are looked into; links to folders never are.

    Raises:
        StorageError: a folder that was named cannot be read.
    """
    for path in paths:
        if str(path) == _STANDARD_INPUT or not presence.is_folder(path):
            yield path, True
        else:
            yield from _inside(path, listing.scan(path), errors, _DEEPEST if descend else 0)


def _inside(
    folder: Path, entries: tuple[listing.Entry, ...], errors: list[tuple[Path, KeyOpsError]], deeper: int
) -> Iterator[tuple[Path, bool]]:
    inside = [entry.path for entry in entries if not entry.is_folder]
    yield from ((each, False) for each in inside[:MOST_FILES])
    if len(inside) > MOST_FILES:
        title = f"{len(inside) - MOST_FILES:,} of {len(inside):,} files were not checked"
        errors.append((folder, StorageError(folder, title, "Name the files to check, or split the folder")))
    for entry in entries:
        if entry.is_folder:
            yield from _below(entry, errors, deeper)


def _below(
    entry: listing.Entry, errors: list[tuple[Path, KeyOpsError]], deeper: int
) -> Iterator[tuple[Path, bool]]:
    path = entry.path
    if not deeper or presence.is_link(path):
        kind = "a link to a folder" if presence.is_link(path) else "a folder"
        title = f"{entry.name} is {kind} and was not checked"
        errors.append((path, StorageError(path, title, "Name it as well")))
        return
    try:
        entries = listing.scan(path)
    except StorageError as error:
        errors.append((path, error))
        return
    yield from _inside(path, entries, errors, deeper - 1)
