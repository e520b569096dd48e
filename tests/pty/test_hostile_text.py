"""Names and comments that try to command the terminal, to be markup, or to break the rows, anywhere."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers import keys
from tests.helpers.children import PATIENCE
from tests.helpers.project import ROOT
from tests.pty.places import F2, F10
from tests.pty.session import Session
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret
from tui.screens.keys.actions import KEY_ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMANDS = "\x1b]52;c;ZXZpbA==\x07\x1b[31mRED\x9b32mGREEN\x1bcNUL"
MARKUP = "[bold]b[/nope][@click=app.quit]q[/] [link=http://x]"
SHAPES = "漢字ワイド e\u0301\u0301\u0301\u0301\u0301 \u202egnp.exe\u2066 \u200b\ufeff\u2028 \U000e0041 \u3164"
COMMENT = COMMANDS + MARKUP + SHAPES + "\t\xff end"
NAME = "k\n\r\t" + COMMANDS + "[@click=app.quit][b]" + "漢\u0301\u0301\u0301\u202e\u200b\udcff"

FORBIDDEN = (
    b"\x1b]52;",
    b"\x1b[31mRED",
    b"\xc2\x9b",
    b"\x1bcNUL",
    b"\x1b]8;",
    *(char.encode() for char in "\u202e\u2066\u200b\ufeff\u2028\U000e0041\u3164"),
)
"""What must not be among the bytes that the terminal gets. Textual sends neither of them itself."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A locked private key and its public half, with a damaged line end, under such a name."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    pair = KeyPair(keys.make("ed25519").private, COMMENT.encode("utf-8", "surrogateescape"))
    locked = pack(pair, "openssh", Protection(Secret(b"right"), rounds=1)).data
    line = pack_public(pair.public, "openssh-public", pair.comment).data
    for name, data in ((NAME, locked.replace(b"\n", b"\r\n")), (f"{NAME}.pub", line)):
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o600)
    (folder / f"dir{NAME}").mkdir()
    return folder


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    with Session(["python", "-m", "tui", folder / NAME], env={"TMUX": "gone,1,1"}) as opened:
        opened.wait_for("[Keys]")
        opened.wait_for("Format")
        yield opened


ESC = "\x1b"
STEPS = (
    ("the name in the list and the card", "", "Format"),
    ("the dialog that asks for the passphrase", ("u",), "Passphrase of"),
    ("the comment in the card, unlocked", ("right\r",), "unlocked"),
    ("the rows of the card", ("\t", "jjjjG"), ">"),
    ("what is copied, and its name", (ESC, "y"), "Copied through your terminal"),
    ("the public key page", ("p",), "authorized_keys line"),
    ("another form of it", ("f",), "RFC 4716,"),
    ("shows what accepts it", (ESC, "w"), "accept it"),
    ("deploying it", ("W",), "after asking"),
    ("back from it", (ESC,), "generate one"),
    ("repairing", (ESC, "m"), "In place, with a backup"),
    ("verifying, locked again", (ESC, "L", "v"), "Passphrase of"),
    ("converting", (ESC, "c"), "available"),
    ("the dialog that asks again", (F10,), "Passphrase of"),
    ("what was converted", ("right\r",), "copies the public key"),
    ("a path that is typed", (ESC, F2, "O"), "Go to"),
    ("a name that is looked for", (ESC, "/[@click"), "/ [@click"),
    ("help", (ESC, "?"), "What can be done here"),
)


def test_hostile_names_and_comments_command_nothing_and_break_no_row(session: Session) -> None:
    for place, pressed, shown in STEPS:
        for key in pressed:
            press(session, key)
        session.wait_for(shown)
        session.settle(0.1)
        check(session, place)
    press(session, ESC)
    for action in KEY_ACTIONS:
        session.send(action.key)
        session.settle(0.1)
        check(session, action.name)
        for _ in range(2):  # from a dialog or a page, and once more
            press(session, ESC)
    session.wait_for("[Keys]")
    assert columns_of(session, "│"), "list and details have edges to look at"
    session.send("\x11")
    assert session.wait_exit() == 0


def press(session: Session, key: str) -> None:
    """Press a key. What follows an Escape at once would make another key of it: wait until it was heard."""
    session.send(key)
    if key == ESC:
        session.settle(0.2)
    else:
        session.run_for(0.02)


def check(session: Session, place: str) -> None:
    """No byte has commanded the terminal, and no row has moved."""
    written = bytes(session.raw)
    assert [bad for bad in FORBIDDEN if bad in written.replace(copied(written), b"")] == [], place
    check_rows(session, place)


def copied(written: bytes) -> bytes:
    """The sequence that copies: the only one of its kind that may be there."""
    start = written.find(b"\x1b]52;c;")
    return written[start : written.find(b"\x07", start) + 1] if start >= 0 else b"\x00"


def check_rows(session: Session, place: str) -> None:
    """Nothing has moved: every edge of a box stands below its corner, and no box lacks one in any row."""
    left, right = columns_of(session, "╭"), columns_of(session, "╮")
    # A dialog may hide a lower corner, on the row where its own border is.
    covered = [columns_of_row(session, y, "─") for y in range(24) if columns_of_row(session, y, "╰")]
    hidden = set.intersection(*covered) if covered else set()
    assert columns_of(session, "╰") | hidden & left == left, (place, session.text())
    assert columns_of(session, "╯") | hidden & right == right, (place, session.text())
    for y in range(24):
        edges = columns_of_row(session, y, "│")
        assert edges <= left | right, (place, y, edges, session.text())
        assert len(edges & left) == len(edges & right), (place, y, edges, session.text())


def columns_of(session: Session, marks: str) -> set[int]:
    """The columns in which some characters are shown, in any row."""
    return {x for y in range(24) for x in columns_of_row(session, y, marks)}


def columns_of_row(session: Session, y: int, marks: str) -> set[int]:
    """The columns in which a row shows some characters: cells, as a wide one takes two."""
    return {x for x in range(80) if session.screen.buffer[y][x].data in set(marks)}


@pytest.mark.parametrize(
    "verb",
    [
        ("public",),
        ("public", "--to", "rfc4716"),
        ("convert", "--to", "openssh-public"),
        ("export", "--as", "raw"),
        ("export", "--as", "user", "--user", "joe"),
    ],
    ids=" ".join,
)
def test_a_verb_shows_a_comment_on_a_terminal_and_hands_it_on_to_a_pipe(
    verb: tuple[str, ...], folder: Path
) -> None:
    argv: list[str | Path] = ["python", "-m", "tui", *verb, folder / f"{NAME}.pub"]
    with Session(argv, cols=240) as session:
        assert session.wait_exit() == 0
        assert "\\x1b[31mRED" in session.text()
        for words in FORBIDDEN:
            assert words not in session.raw
    piped = subprocess.run(
        [sys.executable, *map(str, argv[1:])], cwd=ROOT, capture_output=True, check=True, timeout=PATIENCE
    )
    assert b"\x1b[31mRED" in piped.stdout
