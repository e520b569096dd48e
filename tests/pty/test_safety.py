"""The safe app in a real terminal: what is left on it, and what never reaches it."""

from __future__ import annotations

import signal
import sys
import termios
from pathlib import Path

import pytest
from PIL import Image

from tests.pty.demo import canary
from tests.pty.picture import draw
from tests.pty.session import ALTERNATE, CURSOR, PASTE, WRAP, Session

DEMO = ["python", "-m", "tests.pty.demo"]
READY = "demo is ready"
AS_BEFORE = {CURSOR, WRAP}


def started(*modes: str, **options) -> Session:
    session = Session([*DEMO, *modes], **options)
    session.wait_for(READY)
    return session


def test_a_quit_leaves_the_terminal_as_it_was() -> None:
    with Session(DEMO) as session:
        before = session.line_discipline
        session.wait_for(READY)
        assert ALTERNATE in session.modes
        session.send("q")
        assert session.wait_exit() == 0
        assert session.modes == AS_BEFORE
        assert session.line_discipline == before
        assert session.normal_text().strip() == ""
        assert session.raw.endswith(b"\x1b[?1016l\x1b[?2048l\x1b[?1004l\x1b[?2004l")


def test_no_mouse_and_no_kitty_keys_are_turned_on() -> None:
    with started() as session:
        session.settle()
        assert session.modes <= {ALTERNATE, PASTE, 1004}
        assert b"\x1b[>" not in session.raw


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("c", id="handler"),
        pytest.param("w", id="worker"),
        pytest.param("t", id="thread worker"),
        pytest.param("r", id="render"),
        pytest.param("b", id="background task"),
        pytest.param("x", id="raw thread"),
    ],
)
def test_a_crash_restores_the_terminal_and_tells_where_but_not_what(key: str) -> None:
    with started("input") as session:
        session.send(key)
        assert session.wait_exit() == 1
        assert session.modes == AS_BEFORE
        assert "keywright stopped: RuntimeError" in session.normal_text()
        assert "tests/pty/demo.py:" in session.normal_text()
        assert canary().encode() not in session.raw
        assert b"raise RuntimeError" not in session.raw


@pytest.mark.parametrize(
    ("key", "number", "status"),
    [
        pytest.param("", signal.SIGTERM, 143, id="TERM"),
        pytest.param("", signal.SIGHUP, 129, id="HUP"),
        pytest.param("", signal.SIGQUIT, 131, id="QUIT"),
        pytest.param("s", signal.SIGTERM, 143, id="TERM, handler stuck"),
        pytest.param("h", signal.SIGTERM, 143, id="TERM, thread stuck"),
    ],
)
def test_a_signal_ends_in_good_order(tmp_path: Path, key: str, number: signal.Signals, status: int) -> None:
    left = tmp_path / "left"
    with started(env={"DEMO_LEFT": str(left)}) as session:
        assert left.exists()
        session.send(key)
        session.settle()
        session.signal(number)
        assert session.wait_exit() == status
        assert session.modes == AS_BEFORE
        assert session.line_discipline[3] & termios.ECHO
        assert session.line_discipline[3] & termios.ICANON
        assert not left.exists()


def test_a_quit_is_not_held_up_by_a_thread_that_hangs() -> None:
    with started() as session:
        session.send("h")
        session.settle()
        session.send("q")
        assert session.wait_exit(30) == 0
        assert session.modes == AS_BEFORE


def test_a_lost_terminal_ends_the_program(tmp_path: Path) -> None:
    left = tmp_path / "left"
    with started(env={"DEMO_LEFT": str(left)}) as session:
        session.hang_up()
        assert session.wait_exit() == 129
        assert not left.exists()


def test_after_ctrl_z_and_fg_everything_is_drawn_again() -> None:
    shell = ["bash", "--norc", "-i"]
    with Session(shell, env={"PS1": "PROMPT> "}) as session:
        session.wait_for("PROMPT>")
        session.send(f"{sys.executable} -m tests.pty.demo\n")
        session.wait_for(READY)
        session.settle()  # what is still to be drawn of the start would hide a missing redraw
        session.send("\x1a")
        session.wait_for("Stopped")
        session.wait_for("PROMPT>")
        assert ALTERNATE not in session.modes
        session.send("fg\n")
        session.wait_for(READY)
        session.send("n")
        session.wait_for("still here")
        session.delay("q", b"PROMPT>")  # a new one: what is typed before the terminal is given back is lost
        assert READY not in session.text()
        session.send("exit\n")
        session.wait_exit()


def test_hostile_text_reaches_the_terminal_only_as_harmless_text() -> None:
    with started("hostile") as session:
        session.wait_for("row")
        session.settle()
        assert session.text().count("A]52;c;aGFja2Vk") == 4
        for sequence in (b"\x1b]52", b"\x1b[2J", b"\xc2\x9b", "\u202e".encode(), "\u200b".encode(), b"\0"):
            assert sequence not in session.raw
        assert "\ufffd" in session.text()


def test_a_last_message_is_made_visible() -> None:
    with started() as session:
        session.send("m")
        assert session.wait_exit() == 0
        assert r"A\x1b]52;c;aGFja2Vk\x07B\x1b[2JC\u009b31mD\u202eE\x00F\xffG\u200bH" in session.normal_text()
        assert b"\x1b]52" not in session.raw


@pytest.mark.parametrize("term", ["dumb", "", None])
def test_a_terminal_without_a_cursor_gets_a_sentence(term: str | None) -> None:
    with Session(DEMO, env={"TERM": term}, cols=200) as session:
        assert session.wait_exit() == 2
        assert "TERM is" in session.text()
        assert "keywright inspect" in session.text()
        assert b"\x1b" not in session.raw


@pytest.mark.parametrize("redirection", ["< /dev/null", "2> error", "<&-", "< /dev/null > out 2> error"])
def test_a_redirected_terminal_gets_a_sentence_and_no_screen(tmp_path: Path, redirection: str) -> None:
    root = Path(__file__).resolve().parents[2]
    command = f"exec {sys.executable} -m tests.pty.demo {redirection}"
    with Session(["sh", "-c", command], env={"PYTHONPATH": str(root)}, cwd=tmp_path, cols=200) as session:
        assert session.wait_exit() == 2
        error = tmp_path / "error"
        said = session.raw.decode() + (error.read_text() if error.exists() else "")
        assert "the screens need a terminal" in said
        assert "\x1b" not in said


def test_an_idle_screen_writes_nothing() -> None:
    with started("hostile") as session:
        session.settle(0.5)
        assert session.run_for(2) == 0


def test_the_smallest_and_a_large_size_are_survived() -> None:
    with started("hostile") as session:
        for cols, rows in ((20, 5), (1, 1), (200, 60), (80, 24)):
            session.resize(cols, rows)
            session.run_for(0.2)
        session.wait_for("row")
        session.send("q")
        assert session.wait_exit() == 0


def test_a_picture_shows_the_size_and_the_colours_of_the_screen(tmp_path: Path) -> None:
    with started("hostile", cols=60, rows=10) as session:
        session.settle()
        draw(session.screen, tmp_path / "screen.png")
        with Image.open(tmp_path / "screen.png") as picture:
            width, height = picture.size
            assert width % 60 == 0
            assert height % 10 == 0
            assert len(picture.getcolors(100_000)) > 5
