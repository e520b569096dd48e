"""A passphrase typed in one go with the key that leads to its dialog, in a real terminal, at every place.

The dialog gets all of it: the wrong one, which would quit, copy and open as commands, and the right one.
"""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.helpers import desk
from tests.helpers.agents import ssh_agent
from tests.helpers.certificate_samples import CORPUS, line, made
from tests.helpers.samples import one_in
from tests.pty.session import Session
from tui.keyops.inspection.inspection import read

if TYPE_CHECKING:
    from pathlib import Path

F10 = "\x1b[21~"
WRONG, RIGHT = "q2n:dx", desk.PHRASE
HIDDEN = "id_rsa-2048-pem-locked"
SEEN = "id_rsa-2048-locked"


class Way(NamedTuple):
    """How to come to the key that leads to the dialog."""

    source: str
    """Of the corpus."""
    steps: tuple[tuple[str, str], ...]
    """What is shown first, and what is pressed then; all but the last in peace."""
    done: str
    """What is shown when it is opened."""


_SIGN = (("MD5", "s"), ("Sign with", f"note{F10}"))
_WHOM = (("Ed25519, ", "\t\tme"), ("me log", F10))
_CERTIFY = (("MD5", "t"), ("[Sign a key with it]", "\r"), ("Not yet", "note.pub\t"), *_WHOM)
WAYS = {
    "unlock": Way(SEEN, (("MD5", "u"),), "slow is unlocked until you press L"),
    "open": Way(SEEN, (("MD5", "\r"),), "slow is unlocked until you press L"),
    "verify": Way(SEEN, (("MD5", "v"),), "Verified slow"),
    "numbers": Way(HIDDEN, (("Type", "N"),), "slow, public numbers"),
    "private numbers": Way(
        SEEN,
        (("MD5", "N"), ("public numbers", "P"), ("Show the private numbers", "y")),
        "and private numbers",
    ),
    "copy": Way(HIDDEN, (("Type", "y"),), "OSC 52"),
    "page": Way(HIDDEN, (("Type", "p"),), "ssh-rsa AAAA"),
    "sign": Way(SEEN, _SIGN, "wrote note.sig"),
    "edit": Way(SEEN, (("MD5", "e"), ("Public key  [", "\x05 new"), (" new", F10)), "slow is edited"),
    "certificate": Way(
        HIDDEN,
        (("Type", "t"), ("Attach one", "\x1b[C\r"), ("The certificate of", "cert\r")),
        "certificate is in",
    ),
    "certify": Way(SEEN, _CERTIFY, "user me"),
    "convert": Way(SEEN, (("MD5", "c"), ("available", F10)), "was made from slow"),
    "agent": Way(SEEN, (("MD5", "a"), ("is not in it", "a"), ("until it is removed", F10)), "slow is loaded"),
    "works with": Way(
        SEEN, (("MD5", "w"), (" accept it", "/jira cloud\r"), ("make it work", "\r"), ("Writes", "y")), "made"
    ),
    "works with, unlock": Way(HIDDEN, (("Type", "w"), (" accept it", "u")), "is unlocked until you press L"),
}


@pytest.mark.parametrize("way", one_in(3, WAYS))
def test_a_passphrase_typed_with_the_key_that_asks_for_it_is_for_the_dialog(fence: Path, way: str) -> None:
    source, steps, done = WAYS[way]
    public = read((CORPUS / f"{HIDDEN}.pub").read_bytes())[0].public
    files = {
        "note": b"to sign",
        "note.pub": (CORPUS / "id_ed25519.pub").read_bytes(),
        "cert": line(made(public=public).blob),
    }
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    shutil.copy(CORPUS / source, folder / "slow")
    (folder / "slow").chmod(0o600)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    socket = fence / "agent"
    with (
        ssh_agent(socket) if way == "agent" else nullcontext(),
        Session(
            ["python", "-m", "tui", folder / "slow"],
            cols=100,
            rows=40,
            env={"SSH_TTY": "/dev/pts/9", "SSH_AUTH_SOCK": str(socket) if way == "agent" else None},
        ) as session,
    ):
        for shown, keys in steps[:-1]:
            session.wait_for(shown)
            session.settle()
            session.send(keys)
        session.wait_for(steps[-1][0])
        session.settle()
        session.send(f"{steps[-1][1]}{WRONG}\r{RIGHT}\r")
        session.wait_for(done)
        session.settle()
        assert done in session.text()
        assert WRONG.encode() not in session.raw
        assert RIGHT.encode() not in session.raw
