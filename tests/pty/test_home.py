"""The home screen on a real terminal without colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import desk
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path


def test_without_colours_state_shows_by_marks_and_the_cursor_by_its_sign(fence: Path) -> None:
    folder = desk.fill(fence / ".ssh")
    with Session(["python", "-m", "tui", folder / "id_rsa"], env={"NO_COLOR": "1"}) as session:
        session.wait_for(">   id_rsa ")
        session.wait_for("[Keys]")
        session.settle()
        assert b"\x1b[36m" not in bytes(session.raw)
        session.send("q")
        assert session.wait_exit() == 0


def test_where_no_shell_waits_ctrl_z_says_so_and_the_program_goes_on(fence: Path) -> None:
    """As in ``ssh -t HOST keywright``: a stopped program could never be woken."""
    folder = desk.fill(fence / ".ssh")
    with Session(["python", "-m", "tui", folder / "id_rsa"]) as session:
        session.wait_for("RSA 2048")
        session.send("\x1a")
        session.wait_for("There is no shell to go back to; Ctrl+Q quits")
        session.send("?suspend")
        session.wait_for("Suspend to the shell")
        session.wait_for("Not now: There is no shell to")
        session.wait_for("go back to; Ctrl+Q quits")
        session.send("\x1b")
        session.wait_for("[Keys]")
        session.resize(40, 10)
        session.wait_for("needs")
        session.send("\x1a")
        session.run_for(0.3)
        session.send("\x11")
        assert session.wait_exit() == 0
