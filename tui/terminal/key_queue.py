"""Keys in order: a key acts on what the key before it has made.

Textual hands each key at once to the widget that has the focus now; the action of the key before may
still be on its way. Over a slow line keys come in bursts, and of ``/build`` the letters would then go to
the list as commands. Here the next key waits until the one before has been handled by every node on its
way up, and until a screen that it opened is there. It waits on while the screen in front says so
(``holds_keys``): the key before leads to a question, as for a passphrase, and this one is for the answer.

What was typed before a question could be seen, or while a passphrase was tried, is dropped where the dialog
says so (``forget_typed``): it was not meant for what is in front now.

A key file that is typed so quickly was pasted into a terminal that does not say so: it is handed on as a
paste, because its letters and line ends would be commands.
"""

from __future__ import annotations

import time
from collections import deque
from enum import Enum
from typing import TYPE_CHECKING, Final, cast

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input

from . import typed_paste

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.message_pump import MessagePump
    from textual.screen import Screen
    from textual.timer import Timer

ROUNDS: Final = 3
"""How often the mark goes up: a key may post a message (Enter: submitted), and that one another (entered)."""

PATIENCE: Final = 0.02
"""Seconds after which the next key is let through when the node it waits for is gone, as after a dialog."""

LIMIT: Final = 100
"""How often that is looked at before the next key is let through in any case: it may load a module first."""

PASTE_ENDS: Final = 0.2
"""Seconds without a key after which a paste that came as keys is over."""

COMMANDS: Final = "use"
"""The group of workers in which a screen does what a letter asks for."""


class _Extended(Enum):
    """Keys that Textual knows only with the kitty protocol, which is never asked for."""

    CONTROL_ENTER = "ctrl+enter"


# As foot, xterm and tmux send it where they are set to; else its rest would be typed into the field.
for _sequence in ("\x1b[13;5u", "\x1b[27;5;13~"):
    cast("dict[str, tuple[Enum, ...]]", ANSI_SEQUENCES_KEYS)[_sequence] = (_Extended.CONTROL_ENTER,)


class Settled(Message):
    """Follows a key through the same queues: when it arrives at the app, the key has been handled."""

    def __init__(self, number: int, rounds: int) -> None:
        super().__init__()
        self.number = number
        self.rounds = rounds


class KeyQueue:
    """The keys and pastes of an App, one after the other."""

    def __init__(self, app: App[None], hand_on: Callable[[events.Event], Awaitable[None]]) -> None:
        """Begin with none.

        Args:
            app: whose screens they are for.
            hand_on: what Textual does with an event when it is its turn.
        """
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._number = 0
        self._settling = False
        self._was_on: Screen[object] | None = None
        self._patience: Timer | None = None
        self._target: MessagePump = app
        self._burst: deque[events.Key] = deque(maxlen=typed_paste.LOST + 1)
        """The last keys that were taken since none waited: what is pasted as keys has lost them."""
        self._burst_on: Screen[object] | None = None
        self._burst_in_field = False
        """Whether the first of them was typed into a field, and was no command."""
        self._lost: str | None = None
        """What a paste that comes as keys has lost of its beginning; None while there is none."""
        self._paste_ends: Timer | None = None
        self._deaf_until = 0.0
        """Keys from before this moment do nothing."""

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def take(self, event: events.Key | events.Paste) -> None:
        """Handle it at once, or when those before it are handled."""
        if event.time < self._deaf_until:
            return
        if self._must_wait:
            self._waiting.append(event)
            self._watch_for_paste()
            await self._take_next()
        else:
            self._burst.clear()
            self._burst_on = self._app.screen
            self._burst_in_field = isinstance(self._app.focused, Input)
            await self._take(event)

    @property
    def _must_wait(self) -> bool:
        """Whether a key cannot be handled yet, or others are before it."""
        return self._settling or self._lost is not None or bool(self._waiting) or self._is_held

    @property
    def _is_held(self) -> bool:
        """Whether the key before is still on its way to a question, or to slow work."""
        return bool(getattr(self._app.screen, "holds_keys", False))

    def go_on(self) -> None:
        """Take the keys that wait, if nothing holds them any more. Call it when that may be so."""
        self._app.call_later(self._take_next)

    async def _take_next(self) -> None:
        """Take the next key that waits, if it is time."""
        if self._is_held:
            self._let_escape_out()
        if self._settling or self._lost is not None or self._is_held or not self._waiting:
            return
        if self._app.screen is self._was_on:
            await self._take(self._waiting.popleft())
        else:  # a dialog that is not drawn yet
            self._settling, self._was_on = True, self._app.screen
            self._wait_for(self._app.screen)

    def _let_escape_out(self) -> None:
        """Escape holds nothing up: what was typed before it is dropped, and the screen gets it at once."""
        escapes = [at for at, event in enumerate(self._waiting) if getattr(event, "key", "") == "escape"]
        if escapes and not self._settling:
            for _ in range(escapes[-1]):
                self._waiting.popleft()
            if self._app.screen.escape_the_wait():  # type: ignore[attr-defined] # it holds the keys
                self._waiting.popleft()

    def stop_listening(self) -> None:
        """Drop every key from now on: the program is leaving."""
        self._deaf_until = float("inf")
        self._waiting.clear()

    def forget_typed(self, before: float | None = None) -> None:
        """Drop keys and pastes that were typed for what is gone, or was not yet seen.

        Args:
            before: those from before this moment of ``time.monotonic``, but for Escape, which answers a
                question by doing nothing; None for all until now.
        """
        self._deaf_until = time.monotonic() if before is None else before
        if self._lost is None:  # else a paste is under way, whose dialogs will be closed
            self._waiting = deque(
                event
                for event in self._waiting
                if event.time >= self._deaf_until
                or (before is not None and getattr(event, "key", "") == "escape")
            )

    def forget(self, key: str) -> None:
        """Drop this key from those that wait; what else was typed ahead stays."""
        kept = [event for event in self._waiting if getattr(event, "key", "") != key]
        self._waiting = deque(kept) if self._lost is None else self._waiting

    def _watch_for_paste(self) -> None:
        """Keep what waits until it is whole, if it is a key that was pasted as keys."""
        if self._lost is None:
            self._lost = typed_paste.lost_of(self._waiting, tuple(self._burst), in_field=self._burst_in_field)
        if self._lost is None:
            return
        if self._paste_ends is None:
            self._paste_ends = self._app.set_timer(PASTE_ENDS, self._end_paste)
        else:
            self._paste_ends.reset()

    async def _end_paste(self) -> None:
        lost = self._lost or ""
        text = lost + typed_paste.text_of(self._waiting)
        self._lost, self._paste_ends = None, None
        self._waiting.clear()
        if self._burst_in_field:
            self._waiting.extend(events.Key("backspace", None) for _ in lost)
        else:
            self._call_off()
        self._waiting.append(events.Paste(text))
        if not self._settling:
            await self._take(self._waiting.popleft())

    def _call_off(self) -> None:
        """Close what the first letters of a paste have opened as commands, or were about to open."""
        start = self._burst_on
        if start is None:
            return
        self._app.workers.cancel_group(start, COMMANDS)
        while self._app.screen is not start and isinstance(self._app.screen, ModalScreen):
            give_up = getattr(self._app.screen, "action_give_up", None)
            if give_up is None:
                return
            give_up()

    async def _take(self, event: events.Key | events.Paste) -> None:
        if isinstance(event, events.Key) and event.key == "ctrl+j":
            event = events.Key(
                "enter", "\r"
            )  # typed before the terminal was ours, which made a line feed of it
        if isinstance(event, events.Key):
            self._burst.append(event)
        self._settling = True
        self._was_on = self._app.screen
        target: MessagePump = self._app.focused or self._app.screen
        await self._hand_on(event)
        self._wait_for(target)

    def _wait_for(self, target: MessagePump) -> None:
        """Send a mark after the key."""
        self._number += 1
        self._target = target
        self._be_patient(self._number, LIMIT)
        self._mark(target, self._number, ROUNDS)

    def _be_patient(self, number: int, times: int) -> None:
        self._patience = self._app.set_timer(PATIENCE, lambda: self._overdue(number, times - 1))

    async def _overdue(self, number: int, times: int) -> None:
        """Wait on for a node that is there; on a busy machine it was only not its turn yet."""
        if times and number == self._number and self._settling and self._target.is_running:
            self._be_patient(number, times)
        else:
            await self._on(number)

    def _mark(self, target: MessagePump, number: int, rounds: int) -> None:
        if not target.post_message(Settled(number, rounds)):
            self._app.post_message(Settled(number, rounds))

    def settled(self, message: Settled) -> None:
        """The key was handled; a change of focus that it asked for is next in the queue."""
        if message.number != self._number:
            return
        if message.rounds > 1:
            self._mark(self._target, message.number, message.rounds - 1)
        else:
            self._app.call_later(self._on, message.number)

    async def _on(self, number: int) -> None:
        if number != self._number or not self._settling:
            return
        if self._patience is not None:
            self._patience.stop()
        screen = self._app.screen
        if screen is not self._was_on:
            self._was_on = screen
            self._wait_for(screen)
            return
        self._settling = False
        await self._take_next()
