"""Asking for a key's passphrase until it opens the key, and before work that takes longer than sane."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..keyops import limits
from ..keyops.errors import LimitError, PassphraseRequiredError, WrongPassphraseError
from ..keyops.inspection.files import inspect_file
from ..keyops.inspection.report import Kind
from ..process import jobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..keyops.inspection.report import FileReport
    from ..keyops.secret import Secret
    from .base import WorkScreen

T = TypeVar("T")


async def as_needed(
    screen: WorkScreen, path: Path, operation: Callable[[Path, Secret | None], T], *, locked: bool
) -> T | None:
    """Run an operation, and ask for a passphrase only where it takes one; see ``with_passphrase``.

    Who knows that it takes one says so: the dialog is there at once, and has every key that is typed.

    Args:
        screen: asks, and runs it. Await this inside ``start``.
        path: the key file.
        operation: a module-level function that raises what is wrong; None is no passphrase.
        locked: it is known to take one, so that it is not tried without.

    Returns:
        What the operation returned; None when the user gave up.

    Raises:
        KeyOpsError: of the operation, but for a missing or wrong passphrase.
    """
    if not locked:
        try:
            return await screen.run_op(operation, path, None)
        except PassphraseRequiredError:  # another program locked it in this moment
            pass
    return await with_passphrase(screen, path, operation)


async def with_passphrase(screen: WorkScreen, path: Path, operation: Callable[[Path, Secret], T]) -> T | None:
    """Ask for a passphrase and run an operation with it, again and again while it is wrong.

    The dialog stays until the answer is there, so that nothing typed meanwhile reaches the screen behind.
    Work that takes longer than sane is done after the user, told how long, has agreed.

    Args:
        screen: asks. Await this inside ``start``.
        path: the key file.
        operation: a module-level function that raises what is wrong; it runs in a child process.

    Returns:
        What the operation returned; None when the user gave up.

    Raises:
        KeyOpsError: of the operation, but for a wrong passphrase.
    """
    from ..dialogs.passphrase import PassphraseDialog

    async def attempt(secret: Secret, lifted: bool) -> T:  # noqa: FBT001 - the dialog's signature
        if lifted:
            return await jobs.run(limits.lifted, operation, path, secret)
        return await jobs.run(operation, path, secret)

    tried = await screen.app.push_screen_wait(PassphraseDialog(path.name, attempt))
    screen.let_keys_go()
    if tried is None:
        return None
    if tried.error is not None:
        raise tried.error
    return tried.result


def is_locked(path: Path) -> bool:
    """Whether a private key in a file takes a passphrase."""
    return any(key.kind is Kind.PRIVATE and key.is_locked for key in inspect_file(path).keys)


def reveal(path: Path, passphrase: Secret) -> FileReport:
    """Inspect a file with a passphrase; what keeps it from being unlocked is raised.

    Raises:
        WrongPassphraseError, LimitError: of the first key that has one.
    """
    return opened(inspect_file(path, passphrase))


def opened(report: FileReport) -> FileReport:
    """The report on keys that were to be unlocked.

    Raises:
        WrongPassphraseError, LimitError: of the first key that has one.
    """
    for key in report.keys:
        if isinstance(key.error, WrongPassphraseError | LimitError):
            raise key.error
    return report
