"""The public key page in a real terminal: the two ways that cannot fail give one unbroken line."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.helpers.peers import need, run
from tests.pty.session import Session
from tui.terminal.clipboard import osc52

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
        session.send("\x11")
        assert session.wait_exit() == 0


def test_the_raw_print_stays_on_the_normal_screen(tmp_path: Path, line: bytes) -> None:
    with Session(["python", "-m", "tui", tmp_path]) as session:
        open_page(session)
        session.send("P")
        session.wait_for("Press a key to go back")
        session.send("\r")
        session.wait_for("bare page")
        session.send("\x11")
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
        session.send("\x11")
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
        session.send("\x11")
        assert session.wait_exit() == 0


def inside(multiplexer: list[str | Path], folder: Path, env: dict[str, str]) -> Session:
    """The program in a multiplexer, started by a shell that stays when it is left."""
    python = Path(sys.executable).parent
    command = f"cd {Path.cwd()}; PATH={python}:$PATH python -m tui {folder}/id_rsa.pub; echo left; read line"
    return Session([*multiplexer, "sh", "-c", command], 80, 24, env=env)


@pytest.mark.interop
def test_in_tmux_copy_fills_the_buffer_and_raw_print_is_one_line_there_and_after_quitting(
    tmp_path: Path, line: bytes
) -> None:
    need("tmux")
    socket = tmp_path / "socket"
    tmux: list[str | Path] = ["tmux", "-S", socket]
    with inside([*tmux, "-f", "/dev/null", "new-session"], tmp_path, {}) as session:
        try:
            session.wait_for("RSA 2048")
            session.send("y")
            session.wait_for("Copied to the tmux buffer: id_rsa.pub, RSA 2048")
            session.wait_for("Paste empty? p, then b (bare page)")
            assert run(*tmux, "show-buffer").stdout == line
            session.send("p")
            session.wait_for("authorized_keys line")
            session.send("y")
            session.wait_for("Paste empty? b (bare page)")
            session.send("P")
            session.wait_for("Press a key to go back")
            assert line in run(*tmux, "capture-pane", "-p", "-J").stdout.split(b"\n")
            session.send("\r")
            session.wait_for("Printed on the terminal")
            session.send("\x11")
            session.wait_for("left")
            assert line in run(*tmux, "capture-pane", "-p", "-J", "-S", "-").stdout.split(b"\n")
        finally:
            run(*tmux, "kill-server", ok=False)


@pytest.mark.interop
def test_in_screen_a_copied_key_reaches_the_terminal_outside_whole(tmp_path: Path, line: bytes) -> None:
    need("screen")
    folder = tmp_path / "sockets"
    folder.mkdir(mode=0o700)
    (tmp_path / "screenrc").write_text("startup_message off\n")
    environ = {"SCREENDIR": str(folder), "DISPLAY": ":97"}
    argv: list[str | Path] = ["screen", "-c", tmp_path / "screenrc", "-S", "keys"]
    with inside(argv, tmp_path, environ) as session:
        try:
            session.wait_for("RSA 2048")
            session.send("y")
            session.wait_raw(osc52(line).encode())
            session.wait_for("OSC 52 through screen")
        finally:
            run("screen", "-S", "keys", "-X", "quit", ok=False, env=environ)


@pytest.mark.interop
def test_in_screen_as_it_comes_the_raw_print_stays_and_the_shell_goes_on_below(
    tmp_path: Path, line: bytes
) -> None:
    """It has no second screen unless altscreen is on: all is drawn where the shell writes."""
    need("screen")
    folder = tmp_path / "sockets"
    folder.mkdir(mode=0o700)
    (tmp_path / "screenrc").write_text("startup_message off\ndefscrollback 500\n")
    environ = {"SCREENDIR": str(folder)}
    argv: list[str | Path] = ["screen", "-c", tmp_path / "screenrc", "-S", "keys"]
    with inside(argv, tmp_path, environ) as session:
        try:
            session.wait_for("RSA 2048")
            session.send("p")
            session.wait_for("authorized_keys line")
            session.send("P")
            session.wait_for("Press a key to go back")
            session.settle()
            rows = session.text().rstrip().split("\n")
            assert rows[-1].rstrip() == "Press a key to go back to keywright"
            session.send("x")
            session.wait_for("it is in its scrollback")
            session.send("\x11")
            session.wait_for("left")
            session.settle()
            rows = session.text().rstrip().split("\n")
            assert rows[-1].strip() == "left"
            assert len(rows) >= 23
            kept = tmp_path / "hardcopy"
            run("screen", "-S", "keys", "-X", "hardcopy", "-h", kept, env=environ)
            session.wait_until(
                lambda: kept.exists() and line in kept.read_bytes().replace(b"\n", b""),
                "the whole line is not in the scrollback",
            )
        finally:
            run("screen", "-S", "keys", "-X", "quit", ok=False, env=environ)
