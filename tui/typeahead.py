"""Keys in order: a key acts on what the key before it has made.

Textual hands each key at once to the widget that has the focus now; the action of the key before may
still be on its way. Over a slow line keys come in bursts, and of ``/build`` the letters would then go to
the list as commands. Here the next key waits until the one before has been handled by every node on its
way up, and until a screen that it opened is there.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import App
from textual.message import Message

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.screen import Screen
    from textual.timer import Timer

ROUNDS: Final = 3
"""How often the mark goes up: a key may post a message (Enter: submitted), and that one another (entered)."""

PATIENCE: Final = 0.25
"""Seconds after which the next key is let through in any case: the node it waits for may be gone."""


class Settled(Message):
    """Follows a key through the same queues: when it arrives at the app, the key has been handled."""

    def __init__(self, number: int, rounds: int) -> None:
        super().__init__()
        self.number = number
        self.rounds = rounds


class OrderedKeys(App[None]):
    """An App that handles one key after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._number = 0
        self._settling = False
        self._was_on: Screen[object] | None = None
        self._patience: Timer | None = None
        self._target: MessagePump = self

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes one by one; all else as it comes."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif self._settling:
            self._waiting.append(event)
        else:
            await self._take(event)

    async def _take(self, event: events.Key | events.Paste) -> None:
        self._settling = True
        self._was_on = self.screen
        target: MessagePump = self.focused or self.screen
        await super().on_event(event)
        self._wait_for(target)

    def _wait_for(self, target: MessagePump) -> None:
        """Send a mark after the key."""
        self._number += 1
        number, self._target = self._number, target
        self._patience = self.set_timer(PATIENCE, lambda: self._on(number))
        self._mark(target, number, ROUNDS)

    def _mark(self, target: MessagePump, number: int, rounds: int) -> None:
        if not target.post_message(Settled(number, rounds)):
            self.post_message(Settled(number, rounds))

    def on_settled(self, message: Settled) -> None:
        """The key was handled; a change of focus that it asked for is next in the queue."""
        if message.number != self._number:
            return
        if message.rounds > 1:
            self._mark(self._target, message.number, message.rounds - 1)
        else:
            self.call_later(self._on, message.number)

    async def _on(self, number: int) -> None:
        if number != self._number or not self._settling:
            return
        if self._patience is not None:
            self._patience.stop()
        screen = self.screen
        if screen is not self._was_on:
            self._was_on = screen
            self._wait_for(screen)
            return
        self._settling = False
        if self._waiting:
            await self._take(self._waiting.popleft())
