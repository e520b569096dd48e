"""Crashes the program at one step after another of what users do with secrets, and looks for these.

A step is one run of a coroutine of ``tui`` until it waits again: its begin, and each time an ``await`` gives
it back the turn. At the n-th of them an exception is raised inside, in that coroutine's own frame, with the
passphrase for its text: the worst that can happen. ``tests/test_secrets.py`` takes a few of the steps, the
soak as many as there is time for.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import random
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.message_pump import MessagePump
from textual.worker import WorkerFailed

import tui
from tests.helpers.children import PATIENCE
from tests.soak import canary
from tui.app import KeywrightApp
from tui.keyops.generation import generation
from tui.process import jobs
from tui.screens.certify.screen import CertifyScreen
from tui.screens.services.deploy import DeployScreen
from tui.terminal.clipboard import CopyWay
from tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from types import FrameType

PACKAGE = str(Path(tui.__file__).parent)
COROUTINE = 0x80
STUCK = 10.0
"""Seconds without what was waited for, after which a crash that was caught has kept it from coming."""
_OSC52 = re.compile(r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07")


class Boom(RuntimeError):  # noqa: N818 - as it is
    """What goes wrong."""


class Bomb:
    """Counts the steps of the coroutines of ``tui``, from ``arm`` on, and fails in the n-th.

    Args:
        number: of the step that fails; 0 for none.
    """

    def __init__(self, number: int = 0) -> None:
        self.number = number
        self.steps = 0
        self.where = ""

    def arm(self) -> None:
        """From here on secrets are about."""
        sys.settrace(self._called)

    def disarm(self) -> None:
        """Count no more."""
        sys.settrace(None)

    def _called(self, frame: FrameType, event: str, _: object) -> Any:
        code = frame.f_code
        if event != "call" or not code.co_flags & COROUTINE or not code.co_filename.startswith(PACKAGE):
            return None
        self.steps += 1
        return self._line if self.steps == self.number else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> None:
        frame.f_trace = None
        if event == "exception" and issubclass(argument[0], GeneratorExit):
            self.number += 1  # it was thrown away, and what it raises reaches nobody: the next step then
            return
        self.disarm()
        self.where = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}"
        raise Boom(canary.PHRASE)


@dataclass
class Traces:
    """All that a run has left where others could see it."""

    terminal: list[str] = field(default_factory=list)
    """What was written to the terminal, while the screens were up and after."""
    logged: io.StringIO = field(default_factory=io.StringIO)
    reprs: list[str] = field(default_factory=list)
    """Of every message of ours and of every field that changed."""
    shown: list[str] = field(default_factory=list)
    """The actions list, notifications, and the picture of the screen, as SVG, at the end."""
    children: list[str] = field(default_factory=list)
    """Argument lists and environments of programs that were started."""
    words: str = ""
    """The last words on standard error."""

    def leaks(self) -> list[str]:
        """What of the canary is in them."""
        # What the user asked to be copied is meant to go out, and only in this way.
        terminal = _OSC52.sub("", "".join(self.terminal))
        parts = {
            "the terminal": terminal,
            "the log": self.logged.getvalue(),
            "a message": "\n".join(self.reprs),
            "what is shown": "\n".join(self.shown),
            "a child": "\n".join(self.children),
            "the last words": self.words,
        }
        return [
            f"{name} is in {where}"
            for where, text in parts.items()
            for name in canary.found(text.encode("utf-8", "surrogatepass"))
        ]


@contextlib.contextmanager
def watched() -> Iterator[Traces]:
    """Write down everything that leaves the program."""
    traces, errors = Traces(), io.StringIO()
    handler = logging.StreamHandler(traces.logged)
    root = logging.getLogger()
    post = MessagePump.post_message

    def noted(self: MessagePump, message: Any) -> bool:
        if not isinstance(message, events.Paste):  # made by Textual, handled at once, shown nowhere
            traces.reprs.append(repr(message))
        return post(self, message)

    async def at_once(operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """In this process, where the bomb sees more of it; the children have tests of their own."""
        await asyncio.sleep(0)
        return operation(*args, **kwargs)

    async def no_child(*argv: object, **options: object) -> None:
        traces.children.append(f"{argv!r} {options!r}")
        raise FileNotFoundError(2, "no programs here")

    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    try:
        with (
            mock.patch.object(MessagePump, "post_message", noted),
            mock.patch.object(HeadlessDriver, "write", lambda _, data: traces.terminal.append(data)),
            mock.patch.object(KeywrightApp, "is_headless", new=False),
            mock.patch.object(sys, "__stderr__", errors),
            mock.patch.object(jobs, "run", at_once),
            mock.patch.object(jobs, "race", at_once),
            mock.patch.object(asyncio, "create_subprocess_exec", no_child),
        ):
            yield traces
    finally:
        root.level = level
        root.removeHandler(handler)
        traces.words = errors.getvalue()


class Gone(Exception):  # noqa: N818 - an end, not a mistake
    """The program is gone, as it should after a crash."""


class User:
    """Presses keys and waits until things are so; gives up when the program is gone.

    Args:
        pilot: of a running app.
        bomb: armed when the first secret is about to be typed.
    """

    def __init__(self, pilot: Any, bomb: Bomb) -> None:
        self.pilot = pilot
        self.app = pilot.app
        self.bomb = bomb

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        start = time.monotonic()
        while time.monotonic() < start + (PATIENCE if not self.bomb.where else STUCK):
            if self.app._exception is not None or not self.app._running:
                raise Gone
            with contextlib.suppress(LookupError, AttributeError):
                if condition():
                    return
            await asyncio.sleep(0.005)
        if self.bomb.where:  # what failed was caught, and the user would have to try again
            raise Gone
        raise AssertionError(f"it did not come to be; the screen is {self.app.screen}")

    async def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            if self.app._exception is not None or not self.app._running:
                raise Gone
            await self.pilot.press(key)

    async def paste(self, text: str) -> None:
        """Paste into the field that has the focus."""
        self.app.post_message(events.Paste(text))
        await asyncio.sleep(0.01)

    async def screen(self, name: str) -> None:
        """Wait for a screen."""
        await self.until(lambda: type(self.app.screen).__name__ == name)

    async def choose(self, name: str) -> None:
        """Put the cursor on a file."""
        await self.until(lambda: name in {entry.name for entry in self.app.screen.names.entries})
        names = self.app.screen.names
        names.cursor = [entry.name for entry in names.entries].index(name)
        await self.until(lambda: self.app.screen.report.path.name == name)

    async def give_passphrase(self) -> None:
        """Answer the dialog."""
        await self.screen("PassphraseDialog")
        self.bomb.arm()
        await self.paste(canary.PHRASE)
        await self.press("enter")


async def unlock(user: User) -> None:
    """See the rest of a locked key, and leave it."""
    await user.choose("id_locked")
    await user.press("u")
    await user.give_passphrase()
    await user.until(lambda: user.app.screen.report.keys[0].unlocked)
    await user.press("question_mark")
    await user.screen("HelpScreen")
    await user.press("escape")


async def verify(user: User) -> None:
    """See whether a locked key works."""
    await user.choose("id_locked")
    await user.press("v")
    await user.give_passphrase()
    await user.screen("VerifyDialog")
    await user.press("escape")


async def unlocked(user: User) -> None:
    """Unlock a key, use it without being asked, and lock it."""
    await user.choose("id_locked")
    await user.press("u")
    await user.give_passphrase()
    await user.until(lambda: user.app.screen.report.keys[0].unlocked)
    await user.press("v")
    await user.screen("VerifyDialog")
    await user.press("escape")
    await user.press("L")
    await user.until(lambda: not user.app.autolock.unlocked.paths)
    await user.until(lambda: not user.app.screen.report.keys[0].unlocked)


async def convert(user: User) -> None:
    """Convert a locked key, and change its passphrase to the same one."""
    await user.choose("id_locked")
    await user.press("c")
    await user.until(lambda: user.app.screen.report and user.app.screen.target)
    screen = user.app.screen
    user.bomb.arm()
    screen._choice("to").chosen = "pkcs8"
    screen._choice("locked").chosen = "change"
    await user.until(lambda: screen.form.row("new").display)
    for name in ("new", "again"):
        screen._secret(name).focus()
        await asyncio.sleep(0)
        await user.paste(canary.PHRASE)
    await user.until(lambda: screen.why_not("finish") is None)
    await user.press("f10")
    await user.give_passphrase()
    await user.screen("ResultScreen")


async def generate(user: User) -> None:
    """Make a key with a passphrase."""
    await user.press("f3")
    await user.until(lambda: user.app.screen.form.row("file").note_text)
    form = user.app.screen.form
    user.bomb.arm()
    for name in ("passphrase", "again"):
        form.row(name).field.focus()
        await asyncio.sleep(0)
        await user.paste(canary.PHRASE)
    await user.until(lambda: len(form.again.peek()))
    await user.press("f10")
    await user.screen("ResultScreen")


async def repair(user: User) -> None:
    """Repair an unlocked key."""
    await user.choose("id_broken")
    user.bomb.arm()
    await user.press("m")
    await user.screen("RepairDialog")
    await user.press("enter")
    await user.until((user.app.start_path / "id_broken_repaired").exists)


async def deploy(user: User) -> None:
    """Copy a private half, see it, and take it off the clipboard."""
    path = user.app.start_path / "id_open"
    user.bomb.arm()
    await user.app.push_screen(DeployScreen(path, "git-integration-for-jira-cloud", CopyWay.OSC52))
    await user.until(lambda: user.app.screen.deployment)
    screen = user.app.screen
    await user.press("enter")
    await user.screen("ConfirmDialog")
    await user.press("right", "enter")
    await user.until(lambda: screen.leased)
    await user.press("X")
    await user.until(lambda: not screen.leased)


async def edit(user: User) -> None:
    """Give a locked key another passphrase: the same one."""
    await user.choose("id_locked")
    await user.press("e")
    await user.screen("EditDialog")
    user.bomb.arm()
    await user.press("tab", "c")
    for name in ("new", "again"):
        user.app.screen.form.row(name).field.focus()
        await asyncio.sleep(0)
        await user.paste(canary.PHRASE)
    await user.press("f10")
    await user.give_passphrase()
    await user.until(lambda: list(user.app.start_path.glob("id_locked.backup-*")))


async def sign(user: User) -> None:
    """Sign a file with a locked key."""
    (user.app.start_path / "notes").write_text("to be signed")
    await user.choose("id_locked")
    await user.press("s")
    await user.until(lambda: "Sign with" in user.app.screen.heading and user.app.screen.query("Input"))
    await user.press(*"notes", "f10")
    await user.give_passphrase()
    await user.until((user.app.start_path / "notes.sig").exists)


async def paste(user: User) -> None:
    """Paste a locked key, unlock it, and save it."""
    await user.choose("id_open")
    user.bomb.arm()
    await user.paste((user.app.start_path / "id_locked").read_text())
    await user.screen("PastedScreen")
    await user.until(lambda: user.app.screen.report)
    await user.press("u")
    await user.give_passphrase()
    await user.until(lambda: user.app.screen.report.keys[0].unlocked)
    await user.press("S")
    await user.screen("PathDialog")
    await user.press("enter")
    await user.until((user.app.start_path / "id_ed25519").exists)


async def certify(user: User) -> None:
    """Sign a certificate with a locked key."""
    path = user.app.start_path / "id_locked"
    await user.choose("id_locked")
    await user.app.push_screen(CertifyScreen(path))
    await user.until(lambda: user.app.screen.reports)
    screen = user.app.screen
    values = {"ca": path, "key": path.with_name("id_open"), "names": "kai", "valid": "+8h", "id": "x"}
    for name, value in {**values, "file": path.with_name("new-cert.pub")}.items():
        screen.form.field(name, TextField).put(str(value))
    await user.until(lambda: screen.why_not("finish") is None and len(screen.reports) == 2)
    user.bomb.arm()
    await user.press("f10")
    await user.give_passphrase()
    await user.until(path.with_name("new-cert.pub").exists)


FLOWS: dict[str, Callable[[User], Awaitable[None]]] = {
    flow.__name__: flow
    for flow in (unlock, unlocked, verify, convert, generate, repair, deploy, edit, sign, paste, certify)
}


async def crash(name: str, number: int, folder: Path) -> Bomb:
    """Walk through a flow, and fail at its n-th step.

    Args:
        name: a key of FLOWS.
        number: of the step; 0 to see how many there are.
        folder: an empty one, for the keys.

    Raises:
        AssertionError: something secret is where it must not be, or the program did not end well.
    """
    ssh = folder / ".ssh"
    before = canary.plant(ssh)
    bomb = Bomb(number)
    with watched() as traces, mock.patch.object(generation, "default_comment", return_value=b"kai@build01"):
        app = KeywrightApp(ssh, clipboard_way=CopyWay.OSC52)
        with contextlib.suppress(Boom, Gone, WorkerFailed):
            async with app.run_test(size=(80, 24), notifications=True) as pilot:
                try:
                    await FLOWS[name](User(pilot, bomb))
                finally:
                    bomb.disarm()
                traces.shown += [app.export_screenshot(), repr([note.message for note in app._notifications])]
                await pilot.press("ctrl+p")
                traces.shown.append(app.export_screenshot())
    at = f"{name}, step {number} of it, {bomb.where}"
    assert not (leaks := traces.leaks() + canary.in_files([folder], keys=[ssh])), f"{leaks}; {at}"
    for kept, data in before.items():
        copies = [path.read_bytes() for path in ssh.glob(f"{kept}*")]
        assert data in copies, f"{kept} is lost; {at}"
    if isinstance(app._exception, Boom):
        assert traces.words.startswith("keywright stopped: Boom"), f"{traces.words!r}; {at}"
    return bomb


def run(seconds: float, seed: int) -> str:
    """Crash at random steps for a while; one line with figures.

    Raises:
        AssertionError: something leaked.
    """
    random_ = random.Random(seed)
    steps: dict[str, int] = {}
    places: set[str] = set()
    end, rounds, reached = time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        name = list(FLOWS)[rounds % len(FLOWS)]
        with tempfile.TemporaryDirectory(prefix="crash-") as folder:
            if name not in steps:
                steps[name] = asyncio.run(crash(name, 0, Path(folder) / "dry")).steps
            number = random_.randint(1, steps[name])
            bomb = asyncio.run(crash(name, number, Path(folder) / "run"))
            # How often things wait depends on the machine: the last steps may not come this time.
            places |= {bomb.where} - {""}
            reached += bool(bomb.where)
        rounds += 1
    return f"seed {seed}: {reached} crashes at {len(places)} places, of {sum(steps.values())} steps; no leak"


if __name__ == "__main__":
    print(run(float(sys.argv[1]), int(sys.argv[2])))
