"""The job people come with, by keyboard alone, in a real terminal of 80x24 over SSH."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import run, secret_file
from tests.interop.loopback import Server, sshd
from tests.pty.places import F3, F10, agree
from tests.pty.session import Session
from tests.pty.story import OVER_SSH, PHRASE, a_locked_ppk_becomes_pem, clipboard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.mark.interop
def test_a_locked_ppk_becomes_the_pem_that_the_service_reads(tmp_path: Path, server: Server) -> None:
    copied, written = a_locked_ppk_becomes_pem(["python", "-m", "tui"], tmp_path)
    made = tmp_path / "build.pem"
    assert made.read_bytes().startswith(b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert copied == (tmp_path / "build.pem.pub").read_bytes().rstrip(b"\n")
    assert copied.endswith(b" build@ci")
    secret = secret_file(tmp_path, PHRASE)
    run("openssl", "rsa", "-in", made, "-passin", f"file:{secret}", "-check", "-noout")
    assert run("ssh-keygen", "-y", "-P", PHRASE, "-f", made).stdout.split()[:2] == copied.split()[:2]
    theirs = run("puttygen", tmp_path / "build.ppk", "-L").stdout
    assert theirs.split()[:2] == copied.split()[:2]
    server.let_in(copied)
    assert server.log_in(made, PHRASE).stdout == b"let in\n"
    assert PHRASE.encode() not in written
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["build.pem", "build.pem.pub", "build.ppk", "passphrase"]
    )


@pytest.mark.interop
@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40)])
def test_a_fresh_key_is_made_copied_and_let_in(fence: Path, server: Server, cols: int, rows: int) -> None:
    with Session(["python", "-m", "tui"], cols, rows, env=OVER_SSH) as session:
        session.wait_for("Keys")
        session.send(F3)
        session.wait_for("[Ed25519]")
        session.send(F10)
        agree(session)
        session.wait_for("was made")
        session.send("y")
        session.wait_for("OSC 52")
        copied = clipboard(session)
        session.send("\x1b")
        session.wait_for("Pair")
        session.send("q")
        assert session.wait_exit() == 0
    private = fence / ".ssh" / "id_ed25519"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE((fence / ".ssh").stat().st_mode) == 0o700
    assert run("ssh-keygen", "-y", "-f", private).stdout == copied + b"\n"
    server.let_in(copied)
    assert server.log_in(private).stdout == b"let in\n"


@pytest.mark.interop
def test_an_rsa_pem_key_is_made_with_a_passphrase_by_keyboard(fence: Path) -> None:
    with Session(["python", "-m", "tui"]) as session:
        session.wait_for("Keys")
        session.send(F3)
        session.wait_for("[Ed25519]")
        session.send("\tR")
        session.wait_for("> RSA")
        session.send("\t")
        session.send("2048")
        session.send("\t")
        session.wait_for("Format")
        session.send("P")
        session.wait_for("> PEM")
        session.send("\t\t" + PHRASE)
        session.send("\t" + PHRASE)
        session.send(F10)
        session.wait_for("was made", timeout=60)
        session.send("\x11")
        assert session.wait_exit() == 0
    (made,) = [path for path in (fence / ".ssh").iterdir() if path.suffix != ".pub"]
    secret = secret_file(fence, PHRASE)
    run("openssl", "rsa", "-in", made, "-passin", f"file:{secret}", "-check", "-noout")
    assert b"2048" in run("ssh-keygen", "-lf", made).stdout
