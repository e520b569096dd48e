"""A passphrase asked for in a real terminal: what is typed while it is tried runs and shows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.helpers.keys import make
from tests.helpers.samples import one_in
from tests.pty.session import Session
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats.contract import Protection
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

PHRASE = "correct horse"


class Way(NamedTuple):
    """How to come to the dialog, from the list of keys."""

    keys: tuple[tuple[str, str], ...]
    """What is shown first, and what is pressed then."""
    done: str
    """What is shown when it is opened."""


WAYS = {
    "keys": Way((("MD5", "u"),), "slow is unlocked until you press L"),
    "verify": Way((("MD5", "v"),), "Verified slow"),
    "convert": Way((("MD5", "c"), ("available", "\x1b[21~")), "was made from slow"),
    "sign": Way((("MD5", "s"), ("Sign with", "note\x1b[21~")), "wrote note.sig"),
}


@pytest.fixture(scope="module")
def slow() -> bytes:
    """A key that takes a second to open."""
    return pack(make("ed25519"), "openssh", Protection(Secret(PHRASE), rounds=100)).data


@pytest.mark.parametrize("right", [False, True], ids=["wrong", "right"])
@pytest.mark.parametrize("way", one_in(3, WAYS))
def test_letters_typed_while_a_passphrase_is_tried_run_nothing(
    fence: Path, slow: bytes, way: str, right: bool
) -> None:
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    (folder / "slow").write_bytes(slow)
    (folder / "slow").chmod(0o600)
    (folder / "note").write_text("signed")
    with Session(["python", "-m", "tui", folder / "slow"]) as session:
        for shown, keys in WAYS[way].keys:
            session.wait_for(shown)
            session.settle()
            session.send(keys)
        session.wait_for("Passphrase of slow")
        session.send((PHRASE if right else "wrong") + "\r")
        session.wait_for("Checking")
        for letter in "hunter2q":
            session.send(letter)
            session.run_for(0.05)
        assert "Passphrase of slow" in session.text()
        session.wait_for("typed meanwhile was dropped" if right else "does not open", 60)
        session.send("q")
        session.settle()
        assert "Passphrase of slow" in session.text()
        assert b"hunter2" not in session.raw
        assert [path.name for path in folder.iterdir() if path.name not in {"slow", "note"}] == []
        if right:
            session.send("\r")
            session.wait_for(WAYS[way].done)
