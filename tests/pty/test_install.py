"""A new key is put on a server and proved, by keys alone; the old one opens the door for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import ssh_home
from tests.interop.accounts import account, configuration, make_key
from tests.pty.places import agree, go_back
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.interop
def test_a_key_is_installed_from_its_public_page_and_proved(fence: Path, tmp_path: Path) -> None:
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    make_key(folder / "old")
    make_key(folder / "new")
    with account(tmp_path) as server:
        server.holds((folder / "old.pub").read_text())
        configuration(folder / "config", {"box": server}, f"  IdentityFile {folder}/old\n")
        with Session(["python", "-m", "tui", folder / "new"], env=ssh_home.environment(fence)) as session:
            session.wait_for("SHA256")
            session.send("p")
            session.wait_for("b bare page")
            session.send("C")
            session.wait_for("Host ")
            session.send("bo\t\r")
            session.wait_for("install it on box")
            session.send("T")
            session.wait_for("The server refused every key offered")
            go_back(session)
            session.wait_for("Last login")
            session.send("j\r")
            agree(session, "Install new?")
            session.wait_for("added a line to .ssh/authorized_keys")
            go_back(session)
            session.wait_for("Proved: ")
            go_back(session)
            session.wait_for("Last login  Proved: ")
            session.settle()
            assert session.run_for(1.5) == 0, "nothing is drawn where nothing happens"
            session.send("\x11")
            assert session.wait_exit() == 0
        assert server.lets_in(folder / "new")
        assert server.lets_in(folder / "old")


@pytest.mark.interop
def test_ssh_asks_for_the_passphrase_of_a_locked_key_on_the_terminal(fence: Path, tmp_path: Path) -> None:
    """The old key installs it; the proof needs the new one, and keywright sees no passphrase of it."""
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    make_key(folder / "old")
    make_key(folder / "new", phrase="correct horse")
    with account(tmp_path) as server:
        server.holds((folder / "old.pub").read_text())
        configuration(folder / "config", {"box": server}, f"  IdentityFile {folder}/old\n")
        argv = ["python", "-m", "tui", "install", str(folder / "new"), "box"]
        with Session(argv, env=ssh_home.environment(fence)) as session:
            session.wait_for("Enter passphrase for key")
            assert "added a line to .ssh/authorized_keys" in session.text()
            session.send("correct horse\r")
            assert session.wait_exit() == 0
            shown = " ".join(session.text().split())
            assert "at box logs in with new alone" in shown
            assert b"correct horse" not in session.raw
        assert (folder / "new.pub").read_text().split()[1] in server.authorized.read_text()
