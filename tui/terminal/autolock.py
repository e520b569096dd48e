"""Locks again by itself: what was unlocked or typed is dropped when nobody is at the keyboard.

The passphrases that opened keys are kept in ``unlocked``. Whatever else holds something secret, or shows what
only a passphrase revealed, has ``drop_secrets``; the app asks every node of every screen that has it. That is
done after ``lock_minutes`` without a key, at L, and when the program is put to sleep with Ctrl+Z. There is
one timer, and none before the first key: waiting draws nothing.

Timers stand still while the machine sleeps, and so does ``time.monotonic`` on Linux. So a clock is asked that
goes on: at each key, and once a minute, for the lid may be opened by another.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from textual.signal import Signal

from .unlocked import Unlocked

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.timer import Timer

_LOOK: Final = 60.0
"""Seconds from one look at the clock to the next, at most."""


def now() -> float:
    """Seconds on a clock that goes on while the machine sleeps."""
    # Elsewhere than on Linux the monotonic clock of the system does, and that of Python may not.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@runtime_checkable
class HoldsSecrets(Protocol):
    """A widget or screen that may hold what a passphrase opened, or a passphrase."""

    def drop_secrets(self) -> bool:
        """Forget it; whether there was anything."""
        ...


class AutoLock:
    """Drops what is secret when the program is left alone."""

    def __init__(self, app: App[None], minutes: Callable[[], int], say: Callable[[str], None]) -> None:
        """Begin with nothing unlocked, and no clock.

        Args:
            app: whose screens hold what is secret.
            minutes: without a key until it locks; 0 for never.
            say: tells that it locked itself.
        """
        self._app = app
        self._minutes = minutes
        self._say = say
        self._last_input = 0.0
        self._timer: Timer | None = None
        self.changed: Signal[None] = Signal(app, "unlocked_changed")
        """Other keys are unlocked than before."""
        self.unlocked = Unlocked(lambda: self.changed.publish(None))
        """The keys that are unlocked, for everything that is done with them."""

    @property
    def is_waiting(self) -> bool:
        """Whether it looks at the clock."""
        return self._timer is not None

    def note(self) -> None:
        """Somebody is there."""
        if self._timer is not None and self._seconds_left <= 0:
            self.look()  # the machine has slept, and another may be here
        self._last_input = now()
        if self._timer is None and self._minutes():
            self._wait(self._minutes() * 60)

    @property
    def _seconds_left(self) -> float:
        """Seconds until it locks."""
        return self._last_input + self._minutes() * 60 - now()

    def _wait(self, seconds: float) -> None:
        self._timer = self._app.set_timer(min(seconds, _LOOK), self.look)

    def look(self) -> None:
        """Lock, or wait for what is left since the last key."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        minutes, left = self._minutes(), self._seconds_left
        if not minutes:
            return
        if left > 0:
            self._wait(left)
        elif self.lock():
            unit = "minute" if minutes == 1 else "minutes"
            self._say(f"Locked again after {minutes} {unit} without a key press")

    def lock(self) -> bool:
        """Drop all that is secret on every screen, also on those behind; whether there was anything."""
        forgotten = self.unlocked.forget_all()
        dropped = [
            node.drop_secrets()
            for stack in self._app._screen_stacks.values()  # noqa: SLF001 - Textual's, of every mode
            for screen in tuple(stack)
            for node in (screen, *screen.walk_children(with_self=False))
            if isinstance(node, HoldsSecrets)
        ]
        return forgotten or any(dropped)
