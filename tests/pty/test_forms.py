"""Forms on a real terminal: no key acts that was meant for a field, and nothing reaches the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.samples import one_in
from tests.pty.places import ESCAPE, F2, F3, F4, F10, agree
from tests.pty.session import Session
from tui.keyops.conversion.conversion import pack
from tui.keyops.files.xdg import state_folder
from tui.keyops.generation import estimates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUIT = "\x11"


@pytest.fixture
def folder(fence: Path) -> Path:
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    (folder / "id_rsa").write_bytes(pack(make("rsa"), "openssh").data)
    (folder / "id_rsa").chmod(0o600)
    estimates.save_speed(state_folder(), estimates.Speed(1.0, 12))
    return folder


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    with Session(["python", "-m", "tui", folder / "id_rsa"], env={"SSH_TTY": "/dev/pts/9"}) as session:
        session.wait_for("RSA 2048")
        session.settle()
        yield session


def test_enter_alone_walks_to_the_button_and_the_button_makes_the_key(session: Session, folder: Path) -> None:
    session.send(F3)
    session.wait_for("[ Generate ]")
    session.send("\r" * 7)  # every row but the passphrase again, of which there is none
    session.settle()
    assert [path.name for path in folder.iterdir()] == ["id_rsa"]
    assert "Enter generate" in session.text()
    session.send("\r")
    agree(session)
    session.wait_for("id_ed25519 was made")
    assert sorted(path.name for path in folder.iterdir()) == ["id_ed25519", "id_ed25519.pub", "id_rsa"]


@pytest.mark.parametrize("key", [F10, "\x1b[13;5u", "\x1b[27;5;13~"], ids=["F10", "CSI u", "xterm"])
def test_f10_and_ctrl_enter_do_it_from_any_field(session: Session, folder: Path, key: str) -> None:
    session.send(F3)
    session.wait_for("[ Generate ]")
    session.send("\t\t\t\tmine" + key)
    agree(session)
    session.wait_for("id_ed25519 was made")
    assert (folder / "id_ed25519.pub").read_bytes().endswith(b" mine\n")


OPEN = {
    "generate": (F3, "[ Generate ]"),
    "convert": ("c", "[ Convert ]"),
    "certify": ("t", "[ Sign ]"),
    "edit": ("e", "Public key  ["),
    "settings": (",", "[ Save ]"),
}


@pytest.mark.parametrize("form", one_in(2, OPEN))
def test_q_in_a_form_quits_nothing_and_leaving_it_asks(session: Session, folder: Path, form: str) -> None:
    """On every row, with what is typed on; a shell would read what comes after a program is gone."""
    keys, shown = OPEN[form]
    session.send(keys)
    if form == "certify":
        session.wait_for("[Sign a key with it]")
        session.send("\r")
    session.wait_for(shown)
    session.settle()
    for _ in range(5):
        session.send("q\t")
    session.settle()
    assert session.pid
    session.send(QUIT)
    session.wait_for("Leave this form?")
    session.send(ESCAPE)
    session.wait_gone("Leave this form?")
    session.send(ESCAPE)
    agree(session, "Leave this form?")
    session.wait_gone("Leave this form?")
    session.wait_for("[Keys]")
    session.settle()
    session.send(QUIT)
    assert session.wait_exit() == 0
    assert [path.name for path in folder.iterdir()] == ["id_rsa"]


def test_a_function_key_leaves_a_changed_form_after_a_question_and_it_opens_fresh(session: Session) -> None:
    session.send(F3)
    session.wait_for("[ Generate ]")
    session.send("\tr")
    session.wait_for("> RSA")
    session.send("\t\t\tunwanted")
    session.wait_for("unwanted")
    session.send(F4)
    agree(session, "Leave this form?")
    session.wait_for("3 [Convert]")
    session.send(F2)
    session.wait_for("[Keys]")
    session.send(F3)
    session.wait_for("[Ed25519]")
    assert "unwanted" not in session.text()


def test_a_letter_on_another_page_than_the_list_says_how_to_quit(session: Session) -> None:
    session.send("p")
    session.wait_for("authorized_keys line")
    session.send("q")
    session.wait_for("q quits on the Keys screen only; Ctrl+Q quits everywhere")
    session.send(ESCAPE)
    session.wait_for("[Keys]")
    session.settle()
    session.send("q")
    assert session.wait_exit() == 0
