"""Asking for a key's passphrase until it opens the key, and before work that takes longer than sane."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, TypeVar

from ..keyops import limits
from ..keyops.errors import KeyOpsError, LimitError, PassphraseRequiredError, WrongPassphraseError
from ..keyops.inspection.files import inspect_file
from ..keyops.inspection.report import Kind
from ..process import jobs
from ..terminal.base_app import SafeApp
from ..widgets.wrapping import NAME_ROOM, cut_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..keyops.inspection.report import FileReport
    from ..keyops.secret import Secret
    from ..terminal.unlocked import Kept, Unlocked
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


async def with_passphrase(
    screen: WorkScreen, path: Path, operation: Callable[[Path, Secret], T], *, remember: bool = True
) -> T | None:
    """Run an operation with the passphrase of a key: asked for again and again while it is wrong.

    What opened the key is remembered until everything is locked again, and nothing is asked meanwhile.
    The dialog stays until the answer is there, so that nothing typed meanwhile reaches the screen behind.
    Work that takes longer than sane is done after the user, told how long, has agreed.

    Args:
        screen: asks. Await this inside ``start``.
        path: the key file.
        operation: a module-level function that raises what is wrong; it runs in a child process.
        remember: not for a key that is in no file.

    Returns:
        What the operation returned; None when the user gave up, or locked everything meanwhile.

    Raises:
        KeyOpsError: of the operation, but for a wrong passphrase.
    """
    from ..dialogs.passphrase import PassphraseDialog

    unlocked = unlocked_of(screen) if remember else None
    kept = what_opens(screen, path) if remember else None
    if kept is not None:
        try:
            done = await screen.run_op(_as_before(kept, operation), path, kept.passphrase)
        except WrongPassphraseError:  # it is another file now
            forget(screen, path)
        else:
            return done if what_opens(screen, path) is not None else None

    async def attempt(secret: Secret, lifted: bool) -> T:  # noqa: FBT001 - the dialog's signature
        if lifted:
            done = await jobs.run(limits.lifted, operation, path, secret)
        else:
            done = await jobs.run(operation, path, secret)
        if unlocked is not None:
            unlocked.keep(path, secret, lifted=lifted)
        return done

    tried = await screen.app.push_screen_wait(PassphraseDialog(path.name, attempt))
    screen.let_keys_go()
    if tried is None:
        return None
    if tried.error is not None:
        raise tried.error
    return tried.result


def _as_before(kept: Kept, operation: Callable[[Path, Secret], T]) -> Callable[[Path, Secret], T]:
    """An operation that may take as long as opening the key took."""
    return functools.partial(_lifted, operation) if kept.lifted else operation


def _lifted(operation: Callable[[Path, Secret], T], path: Path, passphrase: Secret) -> T:
    return limits.lifted(operation, path, passphrase)


def what_opens(screen: WorkScreen, path: Path) -> Kept | None:
    """What opened a file that is unlocked; None while it is locked."""
    unlocked = unlocked_of(screen)
    return unlocked.what_opens(path) if unlocked is not None else None


def unlocked_of(screen: WorkScreen) -> Unlocked | None:
    """The keys that are unlocked; None outside of the program, where nothing is remembered."""
    app: object = screen.app
    return app.autolock.unlocked if isinstance(app, SafeApp) else None


async def revealed(screen: WorkScreen, path: Path) -> FileReport | None:
    """Inspect a file that is unlocked, with what opened it; None when it is locked. Nothing is asked."""
    kept = what_opens(screen, path)
    if kept is None:
        return None
    try:
        return await jobs.run(_as_before(kept, reveal), path, kept.passphrase)
    except WrongPassphraseError:
        forget(screen, path)
    except KeyOpsError:  # who does something with the key is told
        pass
    return None


def forget(screen: WorkScreen, path: Path) -> None:
    """Lock a file again: what opened it does so no more."""
    unlocked = unlocked_of(screen)
    if unlocked is not None:
        unlocked.forget(path)


def told_unlocked(screen: WorkScreen, path: Path) -> str:
    """That a key is unlocked, and for how long. Raw."""
    app: object = screen.app
    minutes = app.lock_minutes if isinstance(app, SafeApp) else 0
    name = cut_name(path.name, NAME_ROOM)
    idle = f"{minutes} minutes pass" if minutes != 1 else "a minute passes"
    return f"{name} is unlocked until you press L" + (f" or {idle} without a key press" if minutes else "")


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
