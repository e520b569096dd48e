"""What is typed at the moment of leaving, with a real shell behind: the shell gets nothing of it."""

from __future__ import annotations

import signal
import sys
import termios
from typing import TYPE_CHECKING

import pytest

from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path

SHELL = ["bash", "--norc", "-i"]
READY = "demo is ready"


@pytest.mark.parametrize("key", ["q", "\x1a", "c"], ids=["quit", "suspend", "crash"])
@pytest.mark.parametrize("paste", [False, True], ids=["typed", "pasted"])
def test_what_is_typed_while_it_leaves_is_no_command_of_the_shell(
    tmp_path: Path, key: str, paste: bool
) -> None:
    ran = tmp_path / "ran"
    with Session(SHELL, env={"PS1": "PROMPT> "}) as session:
        session.wait_for("PROMPT>")
        session.send(f"{sys.executable} -m tests.pty.demo input\n")
        session.wait_for(READY)
        session.settle()
        command = f"touch {ran}\r"
        session.send(key + (f"\x1b[200~{command}\x1b[201~" if paste else command))
        for _ in range(8):  # a hand that types on
            session.run_for(0.05)
            session.send(command)
        session.wait_for("PROMPT>")
        session.settle(0.5)
        session.send("echo mark$((1+1))\n")
        session.wait_for("mark2")
        assert not ran.exists()
        session.send("kill -9 %1; exit\n" if key == "\x1a" else "exit\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_while_it_drops_what_was_typed_leaves_no_terminal_without_echo(
    tmp_path: Path, number: signal.Signals
) -> None:
    goes_on = tmp_path / "goes on"
    with Session(["python", "-m", "tests.pty.demo"], env={"DEMO_GOES_ON": str(goes_on)}) as session:
        before = session.line_discipline
        session.wait_for(READY)
        session.settle()
        session.send("q")
        session.wait_raw(b"draining")
        assert not session.line_discipline[3] & termios.ECHO
        session.signal(number)
        session.run_for(0.3)
        goes_on.touch()
        session.wait_exit()
        assert session.line_discipline == before
