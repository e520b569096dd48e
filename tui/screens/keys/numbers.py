"""Showing the numbers of a chosen key; those of its private half only after a question."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...keyops.files import storage
from ...keyops.inspection import numbers
from ..ask_passphrase import as_needed

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.inspection.numbers import Number
    from ...keyops.inspection.report import FileReport
    from ...keyops.secret import Secret
    from ..base import WorkScreen


def why_not(report: FileReport) -> str | None:
    """Why a file has no numbers to show; None when it has."""
    name = report.path.name
    if not report.keys:
        return f"{name} is not a key file that can be read"
    if len(report.keys) > 1:
        return f"{name} holds {len(report.keys)} keys: keywright inspect --numbers {name} shows all of them"
    if report.keys[0].public is None and not report.keys[0].is_locked:
        return f"{name} holds no key"
    return None


async def run(screen: WorkScreen, path: Path) -> None:
    """Show the public numbers, and the private ones when that is asked for. Await it inside ``start``.

    Raises:
        KeyOpsError: the key cannot be read or opened.
    """
    from ...dialogs.confirm import ConfirmDialog
    from ...dialogs.numbers import NumbersDialog

    private = False
    while True:
        locked = await screen.in_process(_is_hidden, private, path)
        found = await as_needed(screen, path, partial(_read, private), locked=locked)
        if found is None or not await screen.app.push_screen_wait(
            NumbersDialog(path.name, found, private=private)
        ):
            return
        question = ConfirmDialog(
            f"Show the private numbers of {path.name}?",
            "Anyone who sees these numbers, here or in a recording, can use the key.",
            "Show them",
        )
        private = await screen.app.push_screen_wait(question)


def _is_hidden(private: bool, path: Path) -> bool:  # noqa: FBT001
    """Whether the numbers are behind a passphrase."""
    from ...keyops.inspection.files import inspect_file

    return any(key.is_locked and (private or key.public is None) for key in inspect_file(path).keys)


def _read(private: bool, path: Path, passphrase: Secret | None) -> tuple[Number, ...]:  # noqa: FBT001
    from ...keyops.inspection.inspection import read

    return tuple(numbers.of_entry(read(storage.read_key_file(path))[0], passphrase, private=private))
