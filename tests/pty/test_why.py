"""Why does ssh not use my key? Asked, set right and tried on a real server, by keys alone."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import pytest

from tests.helpers import ssh_home
from tests.helpers.peers import run
from tests.interop.loopback import sshd
from tests.pty.places import agree
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.interop
def test_a_key_that_ssh_passes_over_is_found_repaired_and_tried(fence: Path, tmp_path: Path) -> None:
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "mine", "-f", folder / "id_work")
    (folder / "id_work").chmod(0o644)
    with sshd(tmp_path) as server:
        server.let_in((folder / "id_work.pub").read_bytes())
        (folder / "config").write_text(
            f"Host box\n  HostName 127.0.0.1\n  Port {server.port}\n  User {getpass.getuser()}\n"
            f"  IdentityFile {folder}/id_work\n  StrictHostKeyChecking no\n"
            f"  UserKnownHostsFile {folder}/known_hosts\n"
        )
        with Session(["python", "-m", "tui", folder / "id_work"], env=ssh_home.environment(fence)) as session:
            session.wait_for("SHA256")
            session.send("H")
            session.wait_for("Host ")
            session.send("bo\t\r")
            session.wait_for("cannot log in")
            session.send("\r")
            session.wait_for("[Set the mode]")
            session.send("\r")
            session.wait_for("offers it, as number 1")
            session.send("T")
            session.wait_for("BatchMode=yes")
            agree(session, "Have ssh log in to box once?")
            session.wait_for("The server let")
            assert "logged in" in session.text()
            assert "$ ssh -v -T -o BatchMode=yes" in session.text(), "on the terminal, where ssh may say more"
            session.send(" ")
            session.wait_for("Last login  logged in")
            session.settle()
            assert session.run_for(1.5) == 0, "nothing is drawn where nothing happens"
            session.send("\x11")
            assert session.wait_exit() == 0
    assert (folder / "id_work").stat().st_mode & 0o777 == 0o600
