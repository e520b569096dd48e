"""What every screen is made of: title line, body, status line, footer; and the one way to slow work.

Slow operations run in a child process (``run_op``), light reads in a thread (``in_process``). Both
are awaited in a worker that ``start`` begins, so that keys are answered meanwhile and Escape cancels.
"""

from __future__ import annotations

import asyncio
import functools
import time
import weakref
from typing import TYPE_CHECKING, Any, ClassVar, Final, ParamSpec, TypeVar

from textual.containers import Container
from textual.reactive import var
from textual.screen import Screen

from .. import bindings
from ..keyops.errors import KeyOpsError
from ..keyops.findings import Severity
from ..keyops.secret import Secret
from ..messages import KeyPasted
from ..process import jobs
from ..process.threads import in_thread
from ..terminal.key_queue import COMMANDS
from ..terminal.typed_paste import is_key
from ..widgets import next_steps
from ..widgets.key_hints import KeyHints
from ..widgets.status_line import StatusLine
from ..widgets.title_bar import Tab, TitleBar
from .registry import SCREENS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from pathlib import Path

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget
    from textual.worker import Worker

    from ..terminal.base_app import SafeApp
    from ..widgets.text_field import PasteRefused

P = ParamSpec("P")
T = TypeVar("T")

ASKING: Final = frozenset({COMMANDS, "fix", "convert", "sign", "leave", "make"})
"""Groups of workers that do what a key asks for, and may ask something on the way."""


CANCELLED: Final = "Cancelled; nothing was changed"


class WorkScreen(Screen[None]):
    """A screen with the frame that all share. Subclasses give ``body`` and their bindings."""

    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012 - as Textual has it
        (0, "-narrow"),
        (70, "-normal"),
        (110, "-wide"),
    ]
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-low"), (22, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [bindings.BACK]

    is_of_services: ClassVar[bool] = False
    """Whether it is about services: their tab is the one that is shown as chosen."""
    focused: var[Widget | None] = var(None)
    """As in ``Screen``, where it is reactive and draws all of the screen at every Tab: 3 KB for nothing."""

    if TYPE_CHECKING:
        app: SafeApp  # every app that shows a screen of ours is one

    where: var[str] = var("")
    """Folder or file in the title line, raw."""
    count: var[str] = var("")
    """How many of what, in the title line."""

    def __init__(self) -> None:
        super().__init__()
        self._operation: asyncio.Future[Any] | None = None
        self._if_cancelled = CANCELLED
        """What is to be said when Escape cancels it."""
        self._asker: Worker[None] | None = None
        """What does what the last key asked for."""
        self._lets_keys_go = False
        """Whether it is past all questions, as far as is known."""
        self._has_asked = False
        """Whether a dialog was in front since it began."""

    # The frame

    def compose(self) -> ComposeResult:
        """Title, body, status, footer."""
        mode = self.app.current_mode
        here = self.is_of_services
        tabs = [
            Tab(
                row.key.partition(",")[0],
                row.label,
                row.name == mode and not here,
                f"show_screen('{row.name}')",
            )
            for row in SCREENS
        ]
        services = bindings.SERVICES
        tabs.append(Tab(services.key, services.description.capitalize(), here, "services"))
        yield TitleBar(tabs)
        with Container(id="body"):
            yield from self.body()
        yield StatusLine()
        yield KeyHints()

    def body(self) -> ComposeResult:
        """What the screen is about."""
        yield from ()

    def watch_where(self, where: str) -> None:
        """Pass it on to the title line."""
        for bar in self.query(TitleBar):
            bar.where = where

    def watch_count(self, count: str) -> None:
        """Pass it on to the title line."""
        for bar in self.query(TitleBar):
            bar.count = count

    def on_mount(self) -> None:
        """Fill the title line with what was set before it was there."""
        self.watch_where(self.where)
        self.watch_count(self.count)
        self.app.autolock.changed.subscribe(self, self.unlocked_changed)

    def unlocked_changed(self, _: None = None) -> None:
        """Other keys are unlocked than before."""
        self.renew_hints()

    def on_screen_resume(self) -> None:
        """The bindings may have changed while another screen was in front."""
        self.renew_hints()

    # What can be done

    def refused(self, action: str) -> None:
        """It was told why an action makes no sense now: go where that is set right."""

    def why_not(self, action: str) -> str | None:  # noqa: ARG002 - subclasses answer
        """Why an action is not available now, as a sentence with the next step; None when it is."""
        return None

    def wording(self, action: str) -> str | None:  # noqa: ARG002 - subclasses answer
        """Another label for an action in the footer just now; None for its usual one."""
        return None

    @property
    def urgent(self) -> tuple[str, ...]:
        """Actions that matter more than usual just now: the footer tells of them first."""
        return ("lock",) if self.app.autolock.unlocked.paths else ()

    def renew_hints(self) -> None:
        """Call it when ``why_not`` or ``wording`` would answer differently than before."""
        for hints in self.query(KeyHints):
            hints.renew()

    # What happened

    def tell(self, text: str, severity: Severity = Severity.INFO) -> None:
        """Say something in the status line. Text from files may be raw: it is made safe."""
        for line in self.query(StatusLine):
            line.say(text, severity)

    @property
    def told(self) -> str:
        """What the status line says, safe to show; empty when nothing."""
        return next((line.text for line in self.query(StatusLine)), "")

    def fail(self, error: KeyOpsError) -> None:
        """Say what went wrong and what to do next."""
        self.tell(next_steps.sentence(error), Severity.ERROR)

    def quiet(self) -> None:
        """Forget the last message. The app calls it at each key that acts."""
        if self._operation is None:
            for line in self.query(StatusLine):
                line.clear()

    # Slow work

    def start(self, work: Coroutine[Any, Any, None], group: str = "work") -> Worker[None]:
        """Do something slow in the background; what it replaces in its group is cancelled.

        A KeyOpsError that the work raises is shown in the status line.
        """
        begin: Callable[[], Coroutine[Any, Any, None]] = functools.partial(self._guarded, work)
        worker: Worker[None] = self.run_worker(begin, group=group, exclusive=True)
        weakref.finalize(worker, work.close)  # one that was replaced before it began
        if group in ASKING:
            self._asker, self._lets_keys_go, self._has_asked = worker, False, False
        return worker

    @property
    def holds_keys(self) -> bool:
        """Whether keys must wait: what the last one asked for may lead to a question, which they answer."""
        return self._asker is not None and not self._asker.is_finished and not self._lets_keys_go

    def let_keys_go(self) -> None:
        """No question follows: keys are for this screen again, until a dialog was in front of it."""
        self._lets_keys_go = True
        self.app.keys.go_on()

    def escape_the_wait(self) -> bool:
        """Escape while keys wait: cancel what is slow, or what has asked nothing yet and so changed nothing.

        Returns:
            False when it goes on, and Escape is a key like any other.
        """
        cancels = self._operation is not None or (self._asker is not None and not self._has_asked)
        if self._operation is not None:
            self._cancel(self._operation)
        elif self._asker is not None and cancels:
            self._asker.cancel()
            self.tell(CANCELLED)
        self.let_keys_go()
        return cancels

    def _cancel(self, operation: asyncio.Future[Any]) -> None:
        operation.cancel()
        self._operation = None
        self.tell(self._if_cancelled)

    def on_screen_suspend(self) -> None:
        """After a dialog there may be another."""
        self._lets_keys_go, self._has_asked = False, True

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What was done is over."""
        if event.worker is self._asker and self._asker.is_finished:
            self._asker = None
            self.let_keys_go()

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except KeyOpsError as error:
            self.fail(error)

    async def run_op(self, operation: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a key operation in a child process. Await it inside ``start``.

        The status line tells the seconds after the first; Escape cancels, and the work ends there.

        Raises:
            KeyOpsError: of the operation. Passphrase errors are there to be caught, and the user asked again.
            asyncio.CancelledError: Escape was pressed.
        """
        return await self.wait_for(jobs.run(operation, *args, **kwargs))

    async def wait_for(
        self,
        work: Awaitable[T],
        words: str = "Working",
        cancelled: str = CANCELLED,
        *,
        holds_keys: bool = False,
    ) -> T:
        """Await something slow: tell the seconds, and let Escape cancel it. See ``run_op``.

        Args:
            work: to wait for.
            words: what is being done.
            cancelled: what is true once it was cancelled.
            holds_keys: whether a question follows, which the keys typed meanwhile answer.
        """
        task = asyncio.ensure_future(work)
        self._operation, self._if_cancelled = task, cancelled
        if not holds_keys:
            self.let_keys_go()
        started = time.monotonic()
        ticker = self.set_interval(
            1.0, lambda: self.tell(f"{words}, {time.monotonic() - started:.0f} s. Esc cancels")
        )
        try:
            return await task
        finally:
            ticker.stop()
            task.cancel()
            if self._operation is task:
                self._operation = None
                self.quiet()

    @staticmethod
    def is_by_escape() -> bool:
        """Whether a CancelledError is that of ``wait_for``: the work may go on, and tell what it has done."""
        task = asyncio.current_task()
        return task is not None and not task.cancelling()

    @property
    def is_busy(self) -> bool:
        """Whether something slow is running."""
        return self._operation is not None

    @staticmethod
    async def in_process(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call something light that reads files, in a thread."""
        return await in_thread(function, *args, **kwargs)

    def on_paste(self, event: events.Paste) -> None:
        """A key that is pasted past the fields is shown; what is no key is not taken, and that is said."""
        event.stop()
        text, event.text = event.text, ""  # the event tells its text to whoever prints it
        if is_key(text):
            self.post_message(KeyPasted(Secret(text)))
        elif text.strip():
            self.tell("Nothing here accepts a paste; Tab goes to a field", Severity.WARNING)

    def on_paste_refused(self, message: PasteRefused) -> None:
        """Say why a field took no paste, where no form says it beside the field."""
        message.stop()
        self.tell(message.reason, Severity.WARNING)

    # Ways out and in

    @property
    def is_unsaved(self) -> bool:
        """Whether a form was changed, which leaving the screen would lose."""
        # By its name: most screens have none, and do not wait for it to be loaded.
        return any(getattr(form, "is_changed", False) and not form.disabled for form in self.query("Form"))

    def action_back(self) -> None:
        """Cancel what is running, else go back."""
        if self._operation is not None:
            self._cancel(self._operation)
        elif self.is_unsaved:
            self.start(self._ask_and_go_back(), "leave")
        else:
            self.go_back()

    def discard(self) -> None:
        """Take back what a form has changed already; the screen is about to be left."""

    async def _ask_and_go_back(self) -> None:
        from ..dialogs.discard import DiscardDialog

        if await self.app.push_screen_wait(DiscardDialog()):
            self.go_back()

    def go_back(self) -> None:
        """To where the user came from: the screen below, or the first screen."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        elif self.app.current_mode != SCREENS[0].name:
            self.app.switch_mode(SCREENS[0].name)

    def open_source(self, path: Path, key: int | None = None) -> None:
        """Take a file or folder that another screen hands over, and which of several keys in it."""
