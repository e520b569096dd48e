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

from textual import events
from textual.signal import Signal

from .key_queue import OrderedKeys
from .unlocked import Unlocked

if TYPE_CHECKING:
    from textual.timer import Timer

MINUTES: Final = 10
"""Without a key, until what is unlocked is locked again."""

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


class SelfLocking(OrderedKeys):
    """An App that drops what is secret when it is left alone."""

    def __init__(self) -> None:
        super().__init__()
        self._last_input = 0.0
        self._lock_timer: Timer | None = None
        self.unlocked_changed: Signal[None] = Signal(self, "unlocked_changed")
        """Other keys are unlocked than before."""
        self.unlocked = Unlocked(lambda: self.unlocked_changed.publish(None))
        """The keys that are unlocked, for everything that is done with them."""

    @property
    def lock_minutes(self) -> int:
        """Minutes without a key until it locks; 0 for never."""
        return MINUTES

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there."""
        if isinstance(event, (events.Key, events.Paste, events.MouseDown)):
            if self._lock_timer is not None and self._seconds_left <= 0:
                self._look()  # the machine has slept, and another may be here
            self._last_input = now()
            if self._lock_timer is None and self.lock_minutes:
                self._wait(self.lock_minutes * 60)
        await super().on_event(event)

    @property
    def _seconds_left(self) -> float:
        """Seconds until it locks."""
        return self._last_input + self.lock_minutes * 60 - now()

    def _wait(self, seconds: float) -> None:
        self._lock_timer = self.set_timer(min(seconds, _LOOK), self._look)

    def _look(self) -> None:
        """Lock, or wait for what is left since the last key."""
        if self._lock_timer is not None:
            self._lock_timer.stop()
            self._lock_timer = None
        minutes, left = self.lock_minutes, self._seconds_left
        if not minutes:
            return
        if left > 0:
            self._wait(left)
        elif self.lock():
            unit = "minute" if minutes == 1 else "minutes"
            self.locked(f"Locked again after {minutes} {unit} without a key")

    def lock(self) -> bool:
        """Drop all that is secret on every screen, also on those behind; whether there was anything."""
        forgotten = self.unlocked.forget_all()
        dropped = [
            node.drop_secrets()
            for stack in self._screen_stacks.values()
            for screen in tuple(stack)
            for node in (screen, *screen.walk_children(with_self=False))
            if isinstance(node, HoldsSecrets)
        ]
        return forgotten or any(dropped)

    def locked(self, words: str) -> None:
        """Say that it locked itself."""

    def action_lock(self) -> None:
        """Lock now, without waiting."""
        self.locked("Everything is locked again" if self.lock() else "Nothing is unlocked")

    def action_suspend_process(self) -> None:
        """To the shell for a while: whoever comes back may be another."""
        if self.lock():
            self.locked("Locked again, for you were away")
        super().action_suspend_process()
