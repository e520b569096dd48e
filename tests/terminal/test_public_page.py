"""The public key page in a real terminal: the two ways that cannot fail give one unbroken line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.peers import need, run
from tests.terminal.session import Session

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "openssh-10.5"


@pytest.fixture
def line(tmp_path: Path) -> bytes:
    shutil.copy(CORPUS / "id_rsa-2048.pub", tmp_path / "id_rsa.pub")
    return (tmp_path / "id_rsa.pub").read_bytes().rstrip(b"\n")


def open_page(session: Session) -> None:
    session.wait_for("id_rsa.pub")
    session.send("/rsa\r")
    session.wait_for("RSA 2048")
    session.send("p")
    session.wait_for("authorized_keys line")


def test_the_bare_page_holds_nothing_but_the_key_in_one_piece(tmp_path: Path, line: bytes) -> None:
    with Session(["python", "-m", "tui", tmp_path]) as session:
        open_page(session)
        before = len(session.raw)
        session.send("b")
        session.wait_gone("bare page")
        session.wait_raw(line)
        written = bytes(session.raw[before:])
        after = written.split(line, 1)[1]
        session.settle()
        shown = session.text().replace("\n", "").strip()
        assert shown == line.decode(), "the screen shows the key and nothing else"
        assert b"\x1b[" not in after[:1], "nothing follows the key"
        session.send("x")
        session.wait_for("bare page")
        session.send("q")
        assert session.wait_exit() == 0


def test_the_raw_print_stays_on_the_normal_screen(tmp_path: Path, line: bytes) -> None:
    with Session(["python", "-m", "tui", tmp_path]) as session:
        open_page(session)
        session.send("r")
        session.wait_for("Press a key to go back")
        session.send("\r")
        session.wait_for("bare page")
        session.send("q")
        assert session.wait_exit() == 0
        assert line.decode() in session.normal_text().replace("\n", "")


def test_ctrl_c_on_the_bare_page_goes_back_instead_of_quitting(tmp_path: Path, line: bytes) -> None:
    with Session(["python", "-m", "tui", tmp_path]) as session:
        open_page(session)
        session.send("b")
        session.wait_gone("bare page")
        session.wait_raw(line)
        session.send("\x03")
        session.wait_for("bare page")
        session.send("q")
        assert session.wait_exit() == 0


@pytest.mark.interop
def test_the_forms_are_those_that_ssh_keygen_reads_back(tmp_path: Path, line: bytes) -> None:
    need("ssh-keygen")
    with Session(["python", "-m", "tui", tmp_path], 120, 40) as session:
        open_page(session)
        session.send("f")
        session.wait_for("RFC 4716,")
        assert "---- BEGIN SSH2 PUBLIC KEY ----" in session.text()
        text = "\n".join(session.text().split("\n")[4:])
        body = text[: text.index("---- END SSH2 PUBLIC KEY ----")] + "---- END SSH2 PUBLIC KEY ----\n"
        (tmp_path / "rfc").write_text(body)
        assert run("ssh-keygen", "-i", "-f", tmp_path / "rfc").stdout.split()[1] == line.split()[1]
        session.send("f")
        session.wait_for("SPKI PEM,")
        assert "-----BEGIN PUBLIC KEY-----" in session.text()
        session.send("f")
        session.wait_for("base64 alone,")
        assert "ssh-rsa" not in session.text()
        session.send("q")
        assert session.wait_exit() == 0
