"""The App that every screen of keywright runs in: what may go wrong in a terminal program, kept harmless.

Nothing here is about keys. It sees to it that a crash shows no secrets, that text from a file cannot
command the terminal, that only ``clipboard`` copies, that the screen comes back after Ctrl+Z, and
that the program ends in good order on signals.

Private methods and attributes of Textual 8.2 are relied on; ``tests/terminal/test_base_app.py`` names them.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import termios
import threading
import tty
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.drivers.linux_driver import LinuxDriver

from ..process import crash_report, early_screen, hardening, shutdown
from ..settings import LoadedSettings, Settings
from ..visible import visible
from .autolock import AutoLock
from .changed_cells import ThriftyApp
from .key_queue import KeyQueue, Settled
from .visible_lines import VisibleLines

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Sequence
    from pathlib import Path

    from rich.console import RenderableType
    from textual.app import App
    from textual.driver import Driver
    from textual.filter import LineFilter

    from ..process.prefetch import FirstLook


class TidyDriver(LinuxDriver):
    """Leaves the cursor where a shell can go on: at the end, and while the program is suspended.

    It comes back once for each time it left. Textual comes back on every SIGCONT, which is also sent when the
    terminal is lost: then two threads would read the keys, one of them forever.

    What a signal asks for is done by the loop, between two of its steps. A handler runs in the midst of
    anything, even of a write that holds the lock of the queue to the terminal, and would wait for it forever.
    """

    _pausing = False
    """Whether it leaves the screen while the program goes on."""
    _entered = False
    """Whether the second screen is shown already."""
    _left = False
    """Whether it left the screen for good."""

    def start_application_mode(self) -> None:
        """Take the terminal, which may show the second screen already."""
        self._entered = early_screen.modes_before() is not None
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._entered = False
        self.attrs_before = early_screen.hand_over() or self.attrs_before

    def write(self, data: str) -> None:
        """Write to the terminal; to the second screen goes only who is not there."""
        if not (self._entered and data == early_screen.ENTER):
            super().write(data)

    def stop_application_mode(self) -> None:
        """Go to the last row, and leave the screen: for good, unless it is only suspended.

        The terminal stays without echo until it is given back.
        """
        if not self._pausing:
            self._left = True
            signal.signal(signal.SIGCONT, signal.SIG_DFL)
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        self.write(shutdown.LAST_ROW)
        owed, self.attrs_before = self.attrs_before, None
        super().stop_application_mode()
        app: object = self._app
        if isinstance(app, SafeApp):
            app.modes_owed = owed

    def suspend_application_mode(self) -> None:
        """Leave the screen for a while, and give the terminal back."""
        self._pausing = True
        try:
            super().suspend_application_mode()
        finally:
            self._pausing = False
        app: object = self._app
        if isinstance(app, SafeApp):
            app.give_terminal_back()

    def _sigtstp_application(self, *_: object) -> None:
        """Leave the screen and stop."""
        asyncio.get_running_loop().call_soon_threadsafe(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        """Come back."""
        asyncio.get_running_loop().call_soon_threadsafe(self._come_back)

    def _come_back(self) -> None:
        """Come back, also from a stop that nobody told us of (SIGSTOP), if there is still a terminal."""
        began = self._writer_thread is not None
        if self._left or not (began and self._auto_restart and os.isatty(self.fileno)):
            return
        if self._must_signal_resume:
            self.resume_application_mode()
        else:
            self._take_terminal()

    def _take_terminal(self) -> None:
        """Set the terminal as at the start, without another thread: the one that reads keys goes on."""
        with suppress(termios.error):
            modes = termios.tcgetattr(self.fileno)
            modes[tty.LFLAG] = self._patch_lflag(modes[tty.LFLAG])
            modes[tty.IFLAG] = self._patch_iflag(modes[tty.IFLAG])
            modes[tty.CC][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, modes)
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        self._enable_mouse_support()
        self._app.post_message(self.SignalResume())


class SafeApp(ThriftyApp):
    """The base of the App; no screen goes round it."""

    ENABLE_COMMAND_PALETTE = False  # its screenshot command writes what is shown into a readable file
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, id="app.suspend"),
    ]

    # What this run was started with; screens read it here, of whichever app shows them.
    chosen: LoadedSettings = LoadedSettings()
    """The settings that count now, and where they come from."""
    start_path: Path | None = None
    """The file or folder to show first."""
    first_look: FirstLook | None = None
    """What may be known already of the folder to show first."""

    @property
    def settings(self) -> Settings:
        """What counts now."""
        return self.chosen.settings

    @property
    def ascii_only(self) -> bool:
        """Whether nothing but ASCII goes to the terminal."""
        return self.settings.ascii

    def __init__(self) -> None:
        super().__init__()
        self.keys = KeyQueue(self, super().on_event)
        """What is typed, in order."""
        self.autolock = AutoLock(self, lambda: self.lock_minutes, self.say_locked)
        """What is unlocked, and for how long."""
        self._line_filter = VisibleLines()
        self._last_words: list[str] = []
        self._watch: shutdown.Watch | None = None
        self.modes_owed: list[Any] | None = None
        """What the terminal must be set to when it is given back; None while it is the user's own."""
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"  # each step of an animation is a screenful over SSH

    def _process_messages(self, *args: Any, **kwargs: Any) -> Coroutine[Any, Any, None]:  # noqa: ANN401 - handed on
        """Run with tasks that start in turn, which on Python 3.12 and later Textual starts at once.

        Started at once, the widgets of the first screen ask for ``app.screen`` before one is on the stack,
        and the program ends before it has drawn anything.
        """
        asyncio.get_running_loop().set_task_factory(None)
        return super()._process_messages(*args, **kwargs)

    def get_driver_class(self) -> type[Driver]:
        """Ours, in which the end is tidy."""
        return TidyDriver

    @on(events.Mount)
    def _settle(self) -> None:
        self.app_resume_signal.subscribe(self, self._repaint)
        if self._loop is not None:
            self._loop.set_exception_handler(self._background_failure)
        self.call_after_refresh(_wake_collector)

    def _repaint(self, _: App[Any]) -> None:
        """Draw everything: the terminal was cleared while another program had it."""
        self.forget_cells()
        self.refresh(layout=True)
        for screen in self.screen_stack:
            screen.refresh(layout=True)

    # Events, in the one order in which they are looked at

    async def on_event(self, event: events.Event) -> None:
        """Turn away what cannot be seen, note that somebody is there, put keys in order; hand on all else."""
        if self.turns_away(event):
            return
        if isinstance(event, (events.Key, events.Paste, events.MouseDown)):
            self.autolock.note()
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self.keys.take(event)
        else:
            await super().on_event(event)

    def turns_away(self, event: events.Event) -> bool:  # noqa: ARG002 - for those that do
        """Whether an event goes no further."""
        return False

    def on_settled(self, message: Settled) -> None:
        """A key has been handled."""
        self.keys.settled(message)

    # Locking again

    @property
    def lock_minutes(self) -> int:
        """Minutes without a key until it locks; 0 for never."""
        return self.settings.lock_minutes

    def say_locked(self, words: str) -> None:
        """Say that it locked itself."""

    def action_lock(self) -> None:
        """Lock now, without waiting."""
        self.say_locked("Keys need their passphrase again" if self.autolock.lock() else "Nothing is unlocked")

    # A crash

    def _handle_exception(self, error: Exception) -> None:
        """Take every unhandled exception of handlers, actions, rendering and workers."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._last_words += crash_report.report(error)
            self._exception_event.set()  # Textual's pilot raises it again for the test
        self._close_messages_no_wait()

    def panic(self, *_: RenderableType) -> None:
        """End because the terminal could not be read; what Textual would print is not printed."""
        self._return_code = 1
        if self._watch is not None:
            self._watch.arm(1)
        self._last_words.append("keywright stopped: it could no longer read from the terminal")
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Print our own last words instead of what was collected."""
        self._exit_renderables.clear()
        words, self._last_words = self._last_words, []
        if words and sys.__stderr__ is not None and not self.is_headless:
            sys.__stderr__.write("\n".join(words) + "\n")
            sys.__stderr__.flush()

    def _background_failure(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A task that nobody awaited failed. Asyncio would log its text; we end like on any crash."""
        self._fail_from_outside(context.get("exception"))

    def _fail_from_outside(self, error: BaseException | None) -> None:
        """End for a failure that Textual did not see. A lost terminal or child (OSError) is none."""
        if isinstance(error, Exception) and not isinstance(error, OSError) and self._loop is not None:
            with suppress(RuntimeError):  # the loop closed in this moment
                self._loop.call_soon_threadsafe(self._handle_exception, error)

    # The end

    def action_suspend_process(self) -> None:
        """Back to the shell for a while, where there is one: whoever comes back may be another."""
        if not shutdown.has_shell():
            return
        if self.autolock.lock():
            self.say_locked("Locked again: you were away")
        super().action_suspend_process()

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Close the app, at the latest after ``shutdown.DEADLINE`` seconds.

        Args:
            result: nothing.
            return_code: the exit status of the program.
            message: a sentence for the terminal, shown after the screens are gone.
        """
        if isinstance(message, str):
            self._last_words += [visible(line) for line in message.splitlines()]
        if self._watch is not None:
            self._watch.arm(return_code)
        self.keys.stop_listening()
        super().exit(result, return_code)

    def give_terminal_back(self) -> None:
        """To the shell, with nothing of what was typed while the program was leaving."""
        modes, self.modes_owed = self.modes_owed, None
        if modes is not None and sys.__stdin__ is not None:
            shutdown.give_back(sys.__stdin__.fileno(), modes)

    def end_soon(self, status: int) -> None:
        """Ask from another thread that the app closes with this exit status."""
        for _ in range(20):
            if self._loop is not None and self.has_drawn:
                self._loop.call_soon_threadsafe(self.exit, None, status)
                return
            threading.Event().wait(0.1)  # a screen that is closed while it is being made fails

    # What reaches the terminal

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, then ours: the last thing that sees text before it is written."""
        return [*super().get_line_filters(), self._line_filter]

    def copy_to_clipboard(self, text: str) -> None:  # noqa: ARG002 - refused, whatever it is
        """Refuse: Textual would send any selected text, a passphrase too, to the user's clipboard."""
        self.notify("Not copied: keywright copies public keys, with y", severity="warning", markup=False)

    def write_sequence(self, sequence: str) -> None:
        """Write a control sequence in order with the frames; for ``clipboard.copy_public`` only."""
        if self._driver is not None:
            self._driver.write(sequence)

    @contextmanager
    def on_bare_terminal(self) -> Iterator[None]:
        """Leave the screens for a while, to print and to read a line.

        Raises:
            KeyboardInterrupt: Ctrl+C was pressed inside. (While Textual is suspended asyncio would
                swallow it, and quit at resume.)
        """
        before = signal.getsignal(signal.SIGINT)
        with self.suspend():
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                yield
            finally:
                signal.signal(signal.SIGINT, before)


def run_safely(app: SafeApp, *, mouse: bool = False) -> int:
    """Run the app from the first to the last byte it writes.

    Args:
        app: not yet running.
        mouse: whether the program gets the mouse; the terminal's own selection works without.

    Returns:
        The exit status: 0, 1 after a crash, 128 + n on signal n.
    """
    hardening.settle()
    hook = threading.excepthook
    threading.excepthook = lambda failure: app._fail_from_outside(failure.exc_value)  # noqa: SLF001
    try:
        with shutdown.Watch(app.end_soon, app.give_terminal_back) as app._watch:  # noqa: SLF001 - the two are one
            app.run(mouse=mouse)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    finally:
        threading.excepthook = hook
    return app.return_code or 0


def _wake_collector() -> None:
    """Collect garbage again; what start-up made is there to stay and is not looked at any more."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
