"""Locks again by itself: what was unlocked or typed is dropped when nobody is at the keyboard.

Whatever holds something secret, or shows what only a passphrase revealed, has ``drop_secrets``; the app
asks every node of every screen that has it. That is done after ``lock_minutes`` without a key, and when the
program is put to sleep with Ctrl+Z. There is one timer, and none before the first key: waiting draws nothing.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from textual import events

from tui.typeahead import OrderedKeys

if TYPE_CHECKING:
    from textual.timer import Timer

MINUTES: Final = 10
"""Without a key, until what is unlocked is locked again."""


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

    @property
    def lock_minutes(self) -> int:
        """Minutes without a key until it locks; 0 for never."""
        return MINUTES

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there."""
        if isinstance(event, (events.Key, events.Paste, events.MouseDown)):
            self._last_input = time.monotonic()
            if self._lock_timer is None and self.lock_minutes:
                self._lock_timer = self.set_timer(self.lock_minutes * 60, self._look)
        await super().on_event(event)

    def _look(self) -> None:
        """Lock, or wait for what is left since the last key."""
        self._lock_timer = None
        minutes = self.lock_minutes
        left = self._last_input + minutes * 60 - time.monotonic()
        if not minutes:
            return
        if left > 0:
            self._lock_timer = self.set_timer(left, self._look)
        elif self.lock():
            unit = "minute" if minutes == 1 else "minutes"
            self.locked(f"Locked again after {minutes} {unit} without a key")

    def lock(self) -> bool:
        """Drop all that is secret on every screen, also on those behind; whether there was anything."""
        dropped = [
            node.drop_secrets()
            for stack in self._screen_stacks.values()
            for screen in tuple(stack)
            for node in (screen, *screen.walk_children(with_self=False))
            if isinstance(node, HoldsSecrets)
        ]
        return any(dropped)

    def locked(self, words: str) -> None:
        """Say that it locked itself."""

    def action_suspend_process(self) -> None:
        """To the shell for a while: whoever comes back may be another."""
        if self.lock():
            self.locked("Locked again, for you were away")
        super().action_suspend_process()
