"""The names are on the terminal before Textual is imported, in the cells where its first frame has them."""

from __future__ import annotations

import os
import re
import signal
import termios
from pathlib import Path

import pytest

from tests.helpers.processes import linux
from tests.pty.session import ALTERNATE, Session

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "openssh-10.5"
ENTER, DRIVER, LAST = b"\x1b[?1049h", b"\x1b[?1004h", b"help \x1b[0m"
"""What enters the second screen, what Textual's driver writes next, and the end of its first frame."""
PLACE = re.compile(rb"(?=\x1b\[[0-9]+;[0-9]+H)")
NAMES = ("id_ed25519", "id_ed25519.pub", "id_rsa-2048", "id_rsa-2048.pub", "config", "work key.ppk")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """With a .ssh of a few keys."""
    folder = tmp_path / ".ssh"
    folder.mkdir(mode=0o700)
    for name in NAMES:
        source = CORPUS / name
        (folder / name).write_bytes(source.read_bytes() if source.exists() else b"Host *\n")
    (folder / "old").mkdir()
    return tmp_path


GATE = """
import sys
class Gate:
    def find_spec(self, name, *_):
        if name == "textual":
            open(%r).read()
sys.meta_path.insert(0, Gate())
"""


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """A pipe in a folder for PYTHONPATH: Textual is imported when it was opened and closed."""
    pipe = tmp_path / "path" / "gate"
    pipe.parent.mkdir()
    os.mkfifo(pipe)
    (pipe.parent / "sitecustomize.py").write_text(GATE % str(pipe))
    return pipe


def program(home: Path, *words: str | Path, cols: int = 80, rows: int = 24, **env: str | None) -> Session:
    """keywright, as this user has never set it."""
    ours = {"HOME": str(home), "XDG_CONFIG_HOME": None, "XDG_STATE_HOME": None, "SSH_AUTH_SOCK": None}
    return Session(["python", "-m", "tui", *words], cols, rows, env={**ours, **env})


def few(_home: Path) -> None:
    pass


def many(home: Path) -> None:
    for at in range(60):
        (home / ".ssh" / f"id_of_a_machine_with_a_long_name_{at}").write_text("")


@pytest.mark.parametrize(
    ("fill", "cols", "rows", "name"),
    [
        (few, 80, 24, ""),
        (few, 111, 30, "id_rsa-2048.pub"),
        (few, 70, 22, "config"),
        (many, 80, 24, ""),
        (many, 80, 24, "config"),
    ],
)
def test_no_cell_that_was_drawn_early_changes_with_the_first_frame(
    home: Path, fill, cols: int, rows: int, name: str
) -> None:
    fill(home)
    with program(home, home / ".ssh" / name, cols=cols, rows=rows) as session:
        session.wait_raw(LAST)
        raw = bytes(session.raw)
    if name and fill is many:
        assert raw.startswith(ENTER + b"\x1b[?25l" + DRIVER), "the list is scrolled: nothing is drawn early"
        return
    assert raw.count(ENTER) == 1
    begins, ends = raw.index(DRIVER), raw.index(LAST) + len(LAST)
    with Session(["cat"], cols, rows) as terminal:
        terminal._show(raw[:begins])
        drawn = {
            (y, x): cell
            for y, line in terminal.screen.buffer.items()
            for x, cell in line.items()
            if cell.data != " " or cell.reverse
        }
        assert "id_ed25519" in terminal.text()
        for piece in PLACE.split(raw[begins:ends]):
            terminal._show(piece)
            for (y, x), cell in drawn.items():
                assert terminal.screen.buffer[y][x] == cell, (y, x, piece)


def test_keys_that_are_typed_meanwhile_are_kept_and_not_echoed(home: Path, gate: Path) -> None:
    with program(home, PYTHONPATH=str(gate.parent)) as session:
        session.wait_raw(b"id_ed25519")
        assert session.line_discipline[6][termios.VSUSP] == b"\0", "Ctrl+Z is a key like any other"
        session.send("\x1aj")
        gate.write_text("")
        session.wait_for(">   id_rsa-2048")
        assert b"j" not in bytes(session.raw[: session.raw.index(DRIVER)])


@linux
@pytest.mark.parametrize(
    ("key", "status"), [("", 128 + signal.SIGTERM), ("\3", 130)], ids=["signal", "ctrl+c"]
)
def test_a_signal_meanwhile_ends_it_with_the_terminal_as_it_was(
    home: Path, gate: Path, key: str, status: int
) -> None:
    with program(home, PYTHONPATH=str(gate.parent)) as session:
        before = session.line_discipline
        session.wait_raw(b"id_ed25519")
        if key:
            session.send(key)
        else:
            session.signal(signal.SIGTERM)
        assert session.wait_exit() == status
        assert ALTERNATE not in session.modes
        assert session.line_discipline == before


def test_a_failure_meanwhile_gives_the_terminal_back(home: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "textual"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('cut off')\n")
    with program(home, PYTHONPATH=str(broken.parent)) as session:
        session.wait_raw(b"ImportError")
        session.wait_exit()
        assert b"id_ed25519" in session.raw
        assert ALTERNATE not in session.modes
        assert session.line_discipline[3] & termios.ECHO


@pytest.mark.parametrize(
    ("words", "env"),
    [((), {"NO_COLOR": "1"}), (("--theme", "dark"), {}), (("--ascii",), {}), ((), {"TERM": "vt100"})],
    ids=["no colour", "dark", "ascii", "vt100"],
)
def test_where_the_first_frame_may_look_otherwise_nothing_is_drawn_early(home: Path, words, env) -> None:
    with program(home, *words, **env) as session:
        session.wait_raw(DRIVER)
        assert b"id_ed25519" not in bytes(session.raw[: session.raw.index(DRIVER)])
