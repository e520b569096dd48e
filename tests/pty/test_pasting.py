"""A key pasted into a real terminal is shown, and no file appears; also where the terminal types it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.corpus.make_damaged import source
from tests.helpers.peers import need, run
from tests.pty.session import Session
from tui.terminal.key_queue import PASTE_ENDS

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
LOCKED = (CORPUS / "openssh-10.5" / "id_rsa-2048-locked").read_bytes()
LINE = (CORPUS / "openssh-10.5" / "id_ed25519.pub").read_bytes()
KINDS = {
    "a locked private key": (LOCKED, "aes256-ctr, bcrypt 24"),
    "a public key": (LINE, "public key"),
    "a PPK": (source("ppk"), "PPK version 3"),
    "an ssh.com key": (source("sshcom"), "ssh.com"),
    "dashes of a word processor": (source("openssh").replace(b"-----", "\u2013".encode() * 5), "Repair will"),
    "a key that was cut": (source("openssh-rsa")[:900], "Truncated"),
    "CR and LF": (source("pem").replace(b"\n", b"\r\n"), "end in CRLF"),
    "200 lines": (LINE * 200, "200 keys"),
    "200 kB of junk": (b"junk \xc3\xa9 [bold]x[/bold] \t" * 10_000, "a key file of any known kind"),
}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    (tmp_path / "empty").mkdir()
    with Session(["python", "-m", "tui", tmp_path / "empty"], env={"SSH_TTY": "/dev/pts/9"}) as opened:
        opened.wait_for("[Keys]")
        opened.settle()
        yield opened


def paste(session: Session, data: bytes) -> None:
    """Write as a terminal does, that takes what it can when it can."""
    rest = b"\x1b[200~" + data + b"\x1b[201~"
    while rest:
        session.send(rest[:1000])
        rest = rest[1000:]
        session.run_for(0.002)


def secrets_shown(session: Session, data: bytes) -> list[bytes]:
    """Lines of a private key that reached the terminal."""
    return [line for line in data.split(b"\n")[2:-2] if len(line) > 40 and line in session.raw]


def test_each_kind_of_paste_is_shown_and_no_file_appears(session: Session, tmp_path: Path) -> None:
    for kind, (data, words) in KINDS.items():
        paste(session, data)
        session.wait_for("Pasted")
        session.wait_for(words)
        assert session.text().split("\n")[-1].endswith("? help"), kind
        if b"PRIVATE" in data:
            assert secrets_shown(session, data) == [], kind
        session.send("\x1b")
        session.wait_gone("Pasted")
    assert list((tmp_path / "empty").iterdir()) == []
    session.send("q")
    assert session.wait_exit() == 0


def test_a_paste_that_comes_as_keys_is_shown_and_does_nothing_else(session: Session, tmp_path: Path) -> None:
    for data in (LOCKED, source("ppk"), LINE):
        session.send(data.replace(b"\n", b"\r"))
        session.wait_for("Pasted")
        session.settle()
        session.send("\x1b")
        session.wait_gone("Pasted")
    session.send(b"n\rq and quite other things that were on the clipboard\r" * 3)
    session.settle(2 * PASTE_ENDS)  # a key that is pressed before the paste is over belongs to it
    assert list((tmp_path / "empty").iterdir()) == []
    session.send("\x11")
    assert session.wait_exit() == 0


@pytest.mark.parametrize("name", ["id_ed25519", "id_ecdsa-256", "id_rsa-2048"])
def test_a_public_key_that_comes_as_keys_opens_nothing_of_the_chosen_key(tmp_path: Path, name: str) -> None:
    # Its first letter would be a command on the chosen key: s signs with it, e edits it.
    line = (CORPUS / "openssh-10.5" / f"{name}.pub").read_bytes()
    key = tmp_path / "id"
    key.write_bytes((CORPUS / "openssh-10.5" / "id_ed25519").read_bytes())
    key.chmod(0o600)
    before = key.read_bytes()
    with Session(["python", "-m", "tui", tmp_path], env={"SSH_TTY": "/dev/pts/9"}) as session:
        session.wait_for("private key")
        session.settle()
        session.send(line.replace(b"\n", b"\r"))
        session.wait_for("Pasted")
        session.settle()
        assert "public key" in session.text()
        session.send("\x1b")
        session.wait_for("private key")
        session.settle()
        assert "y copy public" in session.text()
        session.send("q")
        assert session.wait_exit() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["id"]
    assert key.read_bytes() == before


def words_in_panel(session: Session) -> str:
    """What is shown, without the frames of panels and the breaks of lines."""
    return " ".join(session.text().replace("│", " ").split())


def test_a_private_key_that_comes_as_keys_is_not_typed_into_a_field(session: Session) -> None:
    session.send("\x1bOS")  # F4
    session.wait_for("path of the key to convert")
    session.send(LOCKED.replace(b"\n", b"\r"))
    refused = "Paste a whole key on the Keys screen (F2), not into a field"
    session.wait_until(lambda: refused in words_in_panel(session), "the key is not refused")
    session.wait_for("path of the key to convert")
    assert secrets_shown(session, LOCKED) == []


def test_a_key_that_is_pasted_past_the_fields_of_a_form_is_shown(session: Session) -> None:
    session.send("\x1bOR")  # F3
    session.wait_for("[Ed25519]")
    paste(session, b"no key")
    session.wait_for("Nothing here accepts a paste")
    paste(session, LOCKED)
    session.wait_for("Pasted")
    session.send("\x1b")
    session.wait_for("[Ed25519]")


def test_a_paste_into_a_line_stays_there(session: Session) -> None:
    session.send("/")
    session.settle()
    paste(session, LINE)
    session.settle()
    assert "Pasted" not in session.text()
    assert "/ ssh-ed25519 AAAA" in session.text()


@pytest.mark.interop
def test_what_tmux_pastes_is_saved_byte_for_byte_for_its_owner_alone(tmp_path: Path) -> None:
    need("tmux")
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    (tmp_path / "key").write_bytes(LOCKED)
    socket = tmp_path / "socket"
    command = f"cd {Path.cwd()} && exec python -m tui {folder}"
    environ = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    argv: list[str | Path] = ["tmux", "-S", socket, "-f", "/dev/null", "new-session", command]
    with Session(argv, env=environ) as session:
        try:
            session.wait_for("[Keys]")
            session.settle()
            run("tmux", "-S", socket, "load-buffer", tmp_path / "key")
            run("tmux", "-S", socket, "paste-buffer", "-p")
            session.wait_for("aes256-ctr, bcrypt 24")
            assert list(folder.iterdir()) == []
            session.send("S")
            session.wait_for("Save the pasted key as")
            session.send("\r")
            session.wait_for("1 key")
        finally:
            run("tmux", "-S", socket, "kill-server", ok=False)
    (written,) = folder.iterdir()
    assert (written.name, written.read_bytes()) == ("id_rsa", LOCKED)
    assert written.stat().st_mode & 0o777 == 0o600
