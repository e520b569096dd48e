"""Asking for a key's passphrase until it opens the key, and before work that takes longer than sane."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from tui.dialogs.confirm import ConfirmDialog
from tui.keyops import limits
from tui.keyops.errors import LimitError, PassphraseRequiredError, WrongPassphraseError
from tui.keyops.neighbours import inspect_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui.keyops.models import FileReport
    from tui.keyops.secret import Secret
    from tui.screens.base import WorkScreen
    from tui.typeahead import OrderedKeys

T = TypeVar("T")


async def as_needed(
    screen: WorkScreen, path: Path, operation: Callable[[Path, Secret | None], T], *, locked: bool = False
) -> T | None:
    """Run an operation, and ask for a passphrase only where it takes one; see ``with_passphrase``.

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
        except PassphraseRequiredError:
            pass
    return await with_passphrase(screen, path, operation)


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

    problem, keyboard = "", cast("OrderedKeys", screen.app)
    while True:
        secret = await screen.app.push_screen_wait(PassphraseDialog(f"Passphrase of {path.name}", problem))
        if secret is None:
            return None
        keyboard.hold_letters()  # until the dialog that asks again is there to take them
        try:
            result = await _patiently(screen, path, operation, secret, keyboard)
        except WrongPassphraseError as error:
            problem = f"{error.title}. {error.hint}"
            del secret  # a wrong one is mostly the right one of another key: not kept while we ask again
        except BaseException:
            keyboard.forget_letters()
            raise
        else:
            await keyboard.release_letters()
            return result


async def _patiently(
    screen: WorkScreen,
    path: Path,
    operation: Callable[[Path, Secret], T],
    secret: Secret,
    keyboard: OrderedKeys,
) -> T | None:
    try:
        return await screen.run_op(operation, path, secret)
    except LimitError as limit:
        if limit.seconds is None:
            raise
        keyboard.forget_letters()
        agreed = await screen.app.push_screen_wait(
            _LongUnlock(
                f"Unlock {path.name} all the same?",
                f"{limit.title}. It would take {limits.words(limit.seconds)} here; Esc stops it at any time.",
                "Unlock it",
            )
        )
        return await screen.run_op(limits.lifted, operation, path, secret) if agreed else None


class _LongUnlock(ConfirmDialog):
    """Holds a passphrase up: left alone, it is answered with no, and the passphrase is dropped."""

    def drop_secrets(self) -> bool:
        """Give up; true, for there is one."""
        if self.is_current:
            self.action_give_up()
        return True


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
