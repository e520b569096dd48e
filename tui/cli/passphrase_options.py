"""Where the headless verbs get passphrases: a file's first line, or a prompt on the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..keyops.errors import LimitError, PassphraseError, PassphraseRequiredError, StorageError
from ..keyops.secret import Secret
from ..visible import visible

if TYPE_CHECKING:
    import argparse

_MAX_BYTES: Final = 64 * 1024


def add_old(parser: argparse.ArgumentParser) -> None:
    """Add ``--passphrase-file``."""
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="F",
        help="the key's passphrase: the first line of F; an empty file means none",
    )


def add_new(parser: argparse.ArgumentParser, help_: str) -> None:
    """Add ``--new-passphrase-file``."""
    parser.add_argument("--new-passphrase-file", type=Path, metavar="F", help=help_)


def from_file(path: Path | None) -> Secret | None:
    """The first line of a file, which may be a pipe; None for no file or an empty one.

    Raises:
        StorageError: it cannot be read.
        LimitError: its first line is no passphrase that anyone has.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            line = file.readline(_MAX_BYTES + 1)
    except OSError as error:  # its name is not told: it may be the passphrase itself
        raise StorageError(
            path,
            f"Cannot read the passphrase file: {error.strerror}",
            "Name a file whose first line is the passphrase; the passphrase itself is never an argument",
        ) from None
    if len(line) > _MAX_BYTES:  # cut short it would lock a key with something else than what is in the file
        raise LimitError(
            f"The first line of {path.name} is longer than {_MAX_BYTES // 1024} KiB, too long for a "
            "passphrase",
            "Check that this is the passphrase file",
        )
    return Secret(line.rstrip(b"\r\n")) if line.rstrip(b"\r\n") else None


def can_ask() -> bool:
    """Whether there is a person at a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(name: str) -> Secret:
    """Ask for a key's passphrase on the terminal.

    Raises:
        PassphraseRequiredError: nobody is there to ask, or nothing was typed.
    """
    if not can_ask():
        raise PassphraseRequiredError(f"{name} is protected by a passphrase", "Use --passphrase-file")
    return _typed(f"Passphrase for {visible(name)}: ")


def ask_new() -> Secret | None:
    """Ask twice for a new passphrase; None when it is empty.

    Raises:
        PassphraseError: the two differ.
    """
    first = _typed("New passphrase (empty for none): ")
    if first and _typed("Confirm passphrase: ") != first:
        raise PassphraseError("The passphrases do not match", "Nothing was written; try again")
    return first or None


def _typed(prompt: str) -> Secret:
    """What is typed after a prompt, unseen.

    Raises:
        PassphraseRequiredError: the input ended instead, as Ctrl+D has it.
    """
    import getpass

    try:
        return Secret(getpass.getpass(prompt))
    except EOFError:
        sys.stderr.write("\n")
        raise PassphraseRequiredError(
            "No passphrase was entered", "Nothing was written; press Enter for an empty passphrase"
        ) from None
