"""Asks for a passphrase and tries it: the dialog stays until the answer is there, and Escape cancels."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import on

from ..keyops.errors import KeyOpsError, LimitError, WrongPassphraseError
from ..keyops.moments import estimate_words
from ..terminal.base_app import SafeApp
from ..widgets import next_steps
from ..widgets.passphrase_input import PassphraseInput
from .base import Words
from .confirm import ConfirmDialog
from .typed import TypedDialog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.widgets import Input

    from ..keyops.secret import Secret

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tried(Generic[T]):
    """What came of it."""

    result: T | None = None
    """None when the user would not wait so long."""
    error: KeyOpsError | None = None
    """Any but a wrong passphrase."""


class PassphraseDialog(TypedDialog[Tried[T]], Generic[T]):
    """What the passphrase opened, or None when the user gave up.

    What is typed while a passphrase is tried goes into the field: it is the next one, should this one be
    wrong. Should it be right, the dialog stays for an Enter, because whoever types on would not know that the
    letters have become commands.
    """

    keys = "Enter unlock   Ctrl+U clear   Esc cancels"

    def __init__(self, name: str, attempt: Callable[[Secret, bool], Awaitable[T]]) -> None:
        """Make the dialog.

        Args:
            name: of the key; raw.
            attempt: tries a passphrase; told whether to do what takes longer than sane. It raises
                WrongPassphraseError, which is shown here, and other KeyOpsErrors, which are answers.
        """
        super().__init__(f"Passphrase of {name}")
        self.key_name = name
        self._attempt = attempt
        self._next: deque[Secret] = deque()
        """Those that were sent off while one was tried."""
        self._is_checking = False
        self._answer: Tried[T] | None = None

    def content(self) -> ComposeResult:
        """What went wrong, the field, and what is being done."""
        yield self.problem_line()
        yield PassphraseInput()
        state = Words()
        state.display = False
        yield state

    @property
    def field(self) -> PassphraseInput:
        """Where it is typed."""
        return self.query_one(PassphraseInput)

    def on_mount(self) -> None:
        """One field, ready to type."""
        self.query(PassphraseInput).focus()  # none is there when it went before it was drawn

    def on_screen_resume(self) -> None:
        """The answer may have come while the help was in front."""
        self._close()

    @on(PassphraseInput.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        if self._answer is not None:
            self._leave(self._answer)
        elif self.field.peek():
            self._next.append(self.field.take())
            if not self._is_checking:
                self._is_checking = True
                self.run_worker(self._try_all(), group="passphrase")
        elif not self._is_checking:
            self.say("Type the passphrase first")

    async def _try_all(self) -> None:
        problem, started = "", time.monotonic()
        self.say("")
        self._tell("Checking... Esc cancels")
        ticker = self.set_interval(
            1.0, lambda: self._tell(f"Checking, {time.monotonic() - started:.0f} s... Esc cancels")
        )
        try:
            while self._next and self._answer is None:
                try:
                    self._answer = Tried(await self._try(self._next.popleft()))
                except WrongPassphraseError as error:
                    problem = next_steps.sentence(error)
                except KeyOpsError as error:
                    self._answer = Tried(error=error)
        finally:
            ticker.stop()
            self._is_checking = False
        self._next.clear()
        self._tell("")
        if self._answer is None:
            self.say(problem)
        self._close()

    async def _try(self, secret: Secret) -> T | None:
        try:
            return await self._attempt(secret, False)
        except LimitError as limit:
            if limit.seconds is None:
                raise
            words = estimate_words(limit.seconds)
            question = LongUnlock(
                f"Unlock {self.key_name} anyway?",
                f"{limit.title}. It would take {words} here; Esc stops it at any time.",
                "Unlock it",
            )
            agreed = await self.app.push_screen_wait(question)
            return await self._attempt(secret, True) if agreed else None

    def _tell(self, words: str) -> None:
        state = self.query(Words).last()
        state.say(words)
        state.display = bool(words)

    def _close(self) -> None:
        """Answer, if there is an answer and nothing is in front; not while something stands in the field."""
        if self._answer is None or not self.is_active:
            return
        if not self.field.peek():
            self._leave(self._answer)
        elif self._answer.error is not None:
            self._tell(f"{self._answer.error.title}. Enter continues")
        else:
            self._tell(f"{self.key_name} is unlocked; what you typed meanwhile was dropped. Enter continues")

    def _leave(self, answer: Tried[T] | None) -> None:
        """Leave, and leave nothing in the field nor among the keys that wait."""
        self._next.clear()
        self.field.forget()
        app: object = self.app
        if isinstance(app, SafeApp):
            app.keys.forget_typed()
        self.dismiss(answer)

    def action_give_up(self) -> None:
        """Cancel what is tried; what is done already is an answer."""
        self.workers.cancel_node(self)
        self._leave(self._answer)

    def drop_secrets(self) -> bool:
        """Cancel what holds a passphrase, or what one opened; whether there was any."""
        held = self._is_checking or self._answer is not None
        if held:
            self.workers.cancel_node(self)
            self._next.clear()
            self.field.forget()
            self._answer = Tried()
            self._close()
        return held


class LongUnlock(ConfirmDialog):
    """Holds a passphrase up: left alone, it is answered with no, and the passphrase is dropped."""

    def drop_secrets(self) -> bool:
        """Give up; true, for there is one."""
        self.action_give_up()
        return True
