"""From the start of the program to a key that Git Integration for Jira takes, counted in key presses."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from tests.pty.places import F3, F10, YES, agree
from tests.pty.session import Session
from tui.keyops.files.xdg import state_folder
from tui.keyops.generation import estimates
from tui.keyops.inspection.inspection import inspect
from tui.keyops.services import profile
from tui.keyops.services.checking import State, check
from tui.keyops.services.shape import shape_of

if TYPE_CHECKING:
    from pathlib import Path

COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07")


def started(folder: Path) -> Session:
    folder.mkdir(mode=0o700)
    estimates.save_speed(state_folder(), estimates.Speed(1.0, 12))
    return Session(["python", "-m", "tui", folder], env={"SSH_TTY": "/dev/pts/9"})


def accepted(folder: Path) -> None:
    data = (folder / "id_rsa").read_bytes()
    assert data.startswith(b"-----BEGIN RSA PRIVATE KEY-----\n")
    (report,) = inspect(data)
    assert report.bits == 4096
    verdict = check(report, profile("git-integration-for-jira-cloud"), shape_of(data))
    assert verdict.state is State.ACCEPTS


def test_a_key_for_jira_is_made_and_its_public_half_copied_with_at_most_six_keys(fence: Path) -> None:
    folder = fence / ".ssh"
    pressed = 0
    with started(folder) as session:
        session.wait_for("[Keys]")
        session.settle()
        for key, shown in (
            (F3, "> any"),
            ("j", "> Git Integration for Jira Cloud"),
            (F10, "Generate without a passphrase?"),
            (YES, "id_rsa was made"),
            ("y", "Copied through your terminal"),
        ):
            pressed += 1
            session.settle()
            session.send(key)
            session.wait_for(shown, timeout=60)
        assert pressed <= 6
        copied = COPIED.findall(bytes(session.raw))
        assert base64.b64decode(copied[-1]) == (folder / "id_rsa.pub").read_bytes().rstrip(b"\n")
        assert "Git Integration for Jira Cloud accepts it" in session.text()
        accepted(folder)


def test_the_same_keys_in_one_piece_over_a_slow_line_do_the_same(fence: Path) -> None:
    folder = fence / ".ssh"
    with started(folder) as session:
        session.wait_for("[Keys]")
        session.settle()
        session.send(f"{F3}j{F10}")
        agree(session)
        session.wait_for("id_rsa was made", timeout=60)
        accepted(folder)
        assert sorted(path.name for path in folder.iterdir()) == ["id_rsa", "id_rsa.pub"]


def test_going_through_the_services_costs_at_most_two_kilobytes_a_step(fence: Path) -> None:
    folder = fence / ".ssh"
    with started(folder) as session:
        session.wait_for("[Keys]")
        session.settle()
        session.send(f"{F3}{F10}")
        agree(session)
        session.wait_for("id_ed25519 was made")
        session.send("\r")
        session.wait_for("Pair ")
        session.settle()
        session.send("w")
        session.wait_for("accept it")
        session.settle()
        costs = []
        for _ in range(4):
            before = len(session.raw)
            session.send("j")
            session.settle()
            costs.append(len(session.raw) - before)
        assert max(costs) <= 2048, costs
        assert session.run_for(1.5) == 0
