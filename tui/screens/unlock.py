"""Asking for a key's passphrase until it opens the key, and before work that takes longer than sane."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tui.dialogs.confirm import ConfirmDialog
from tui.keyops import limits
from tui.keyops.errors import LimitError, WrongPassphraseError
from tui.keyops.neighbours import inspect_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui.keyops.models import FileReport
    from tui.keyops.secret import Secret
    from tui.screens.base import WorkScreen

T = TypeVar("T")


async def with_passphrase(screen: WorkScreen, path: Path, operation: Callable[[Path, Secret], T]) -> T | None:
    """Ask for a passphrase and run an operation with it, again and again while it is wrong.

    Work that takes longer than sane is done after the user, told how long, has agreed.

    Args:
        screen: asks, and runs it. Await this inside ``start``.
        path: the key file.
        operation: a module-level function that raises what is wrong.

    Returns:
        What the operation returned; None when the user gave up.

    Raises:
        KeyOpsError: of the operation, but for a wrong passphrase.
    """
    from tui.dialogs.passphrase import PassphraseDialog

    problem = ""
    while True:
        secret = await screen.app.push_screen_wait(PassphraseDialog(f"Passphrase of {path.name}", problem))
        if secret is None:
            return None
        try:
            return await _patiently(screen, path, operation, secret)
        except WrongPassphraseError as error:
            problem = f"{error.title}. {error.hint}"


async def _patiently(
    screen: WorkScreen, path: Path, operation: Callable[[Path, Secret], T], secret: Secret
) -> T | None:
    try:
        return await screen.run_op(operation, path, secret)
    except LimitError as limit:
        if limit.seconds is None:
            raise
        agreed = await screen.app.push_screen_wait(
            ConfirmDialog(
                f"Unlock {path.name} all the same?",
                f"{limit.title}. It would take {limits.words(limit.seconds)} here; Esc stops it at any time.",
                "Unlock it",
            )
        )
        return await screen.run_op(limits.lifted, operation, path, secret) if agreed else None


def reveal(path: Path, passphrase: Secret) -> FileReport:
    """Inspect a file with a passphrase; what keeps it from being unlocked is raised.

    Raises:
        WrongPassphraseError, LimitError: of the first key that has one.
    """
    report = inspect_file(path, passphrase)
    for key in report.keys:
        if isinstance(key.error, WrongPassphraseError | LimitError):
            raise key.error
    return report
