"""The program ends when it is told to, whatever it waits for, and whatever becomes of its terminal meanwhile.

It is two processes (``tui.process.fresh_memory``), of which the shell knows the first.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.hanging import HangingMount, can_mount
from tests.helpers.children import PATIENCE
from tests.helpers.processes import children, state, until_state
from tests.helpers.samples import one_in
from tests.pty.session import ALTERNATE, CURSOR, ROOT, WRAP, Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc, and a child for the memory")

NAMES = ["id_one", "id_two", "others"]
SLOW = (
    "import sys, time\nfrom tui import __main__ as entry\nfrom tui.keyops.files import reading\n"
    "reading._read_once = lambda *_: time.sleep(600)\nsys.argv = ['keywright', sys.argv[1]]\n"
    "sys.exit(entry.start())"
)
"""The program, where every file takes ten minutes to be read."""


@contextmanager
def waiting_for_a_file(folder: Path, mounts: bool) -> Iterator[tuple[Session, int]]:
    """The program while it reads a file that does not come, and its second process.

    Args:
        folder: an empty one.
        mounts: whether the file system does not answer, so that the thread that reads cannot be killed.
    """
    if not mounts:
        for name in NAMES:
            (folder / name).write_text("no key")
        with Session(["python", "-c", SLOW, folder]) as session:
            yield shown(session)
        return
    if not can_mount():
        pytest.skip("needs /dev/fuse and the right to mount")
    with HangingMount(folder, NAMES) as mount, Session(["python", "-m", "tui", folder]) as session:
        session.wait_for("id_two")
        session.settle()
        mount.hang()
        session.send("\x1b[B")
        yield shown(session)


def shown(session: Session) -> tuple[Session, int]:
    session.wait_for("id_two")
    session.run_for(0.5)  # by then it reads
    (second,) = children(session.pid)
    return session, second


@pytest.mark.parametrize("mounts", [pytest.param(False, id="slow"), pytest.param(True, id="hangs")])
@pytest.mark.parametrize("told", one_in(2, ["q", "q, lost", "lost", "TERM", "HUP", "TERM to the second"]))
def test_it_ends_while_a_file_is_read_that_never_comes(tmp_path: Path, told: str, mounts: bool) -> None:
    with waiting_for_a_file(tmp_path, mounts) as (session, second):
        if "q" in told:
            session.send("q")
        if "lost" in told:
            session.hang_up()
        if "TERM" in told:
            os.kill(second if "second" in told else session.pid, signal.SIGTERM)
        if told == "HUP":
            session.signal(signal.SIGHUP)
        wanted = {"q": {0}, "q, lost": {0, 129}, "lost": {129}, "HUP": {129}}
        assert session.wait_exit() in wanted.get(told, {143})
        until_state(second, "-Z")  # of the second, at most a thread that the system cannot end yet
    until_state(second, "-")


@pytest.mark.parametrize("second_is_killed", [False, True])
def test_killed_either_takes_the_other_along(tmp_path: Path, second_is_killed: bool) -> None:
    with waiting_for_a_file(tmp_path, mounts=False) as (session, second):
        os.kill(second if second_is_killed else session.pid, signal.SIGKILL)
        assert session.wait_exit() == -signal.SIGKILL
        until_state(second, "-Z")


def test_it_does_not_come_back_while_it_leaves() -> None:
    """Whoever loses the terminal is sent SIGCONT: it is not taken for the way back from Ctrl+Z."""
    for _ in range(3):
        with Session(["python", "-m", "tests.pty.demo"]) as session:
            session.wait_for("demo is ready")
            session.settle()
            session.send("q")
            end = time.monotonic() + 1
            while session._process.poll() is None and time.monotonic() < end:
                session.signal(signal.SIGCONT)
                session.run_for(0.001)
            assert session.wait_exit() == 0
            assert session.modes == {CURSOR, WRAP}


def test_woken_without_a_stop_it_is_as_before_and_can_be_left() -> None:
    with Session(["python", "-m", "tests.pty.demo"]) as session:
        session.wait_for("demo is ready")
        session.settle()
        for _ in range(3):
            session.signal(signal.SIGCONT)
        session.settle()
        session.wait_for("demo is ready")
        session.send("n")
        session.wait_for("still here")
        session.send("q")
        assert session.wait_exit() == 0
        assert session.modes == {CURSOR, WRAP}


def test_woken_within_a_write_it_does_not_wait_for_itself() -> None:
    """The signal comes while the queue of what is written to the terminal is locked."""
    with Session(["python", "-m", "tests.pty.demo"]) as session:
        session.wait_for("demo is ready")
        session.send("l")
        session.wait_for("woken within a write")
        session.send("q")
        assert session.wait_exit() == 0


def test_stopped_by_another_hand_it_comes_back_with_its_screen(tmp_path: Path) -> None:
    """SIGSTOP of the process that the shell knows; the second stops when a key is pressed for the shell."""
    (tmp_path / "id_one").write_text("no key")
    with Session(["bash", "--norc", "-i"], env={"PS1": "ready> "}) as session:
        session.wait_for("ready>")
        session.send(f"cd {tmp_path}; PYTHONPATH={ROOT} {sys.executable} -m tui .\r")
        session.wait_for("id_one")
        session.settle()
        (first,) = children(session.pid)
        (second,) = children(first)
        os.kill(first, signal.SIGSTOP)
        session.wait_raw(b"Stopped")
        end = time.monotonic() + PATIENCE
        while state(second) != "T":  # a key that the shell takes first tells it nothing
            assert time.monotonic() < end, state(second)
            session.send("echo to the shell\r")
            session.run_for(0.2)
        at = len(session.raw)
        session.send("fg\r")
        session.wait_until(lambda: b"id_one" in session.raw[at:], "the screen did not come back")
        session.settle()
        assert ALTERNATE in session.modes
        session.send("q")
        session.wait_gone("id_one")
        session.run_for(1)
        session.send("echo left $?\r")
        session.wait_for("left 0")


def test_no_thread_is_waited_for_when_it_leaves() -> None:
    """What is left to be done has been done by then, and a thread may wait for a file forever."""
    code = (
        "import threading, time\nfrom tui.process import shutdown as endings\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "print('said', end='')\nendings.leave(3)"
    )
    with Session(["python", "-c", code]) as session:
        assert session.wait_exit(PATIENCE) == 3
        assert session.text().strip() == "said"
