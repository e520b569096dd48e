"""ASCII, colours, the mouse and the settings file, on a real terminal: the bytes that arrive there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk
from tests.pty.session import MOUSE, Session
from tui import settings

if TYPE_CHECKING:
    from pathlib import Path

C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
COLOUR = re.compile(rb"\x1b\[(?:[0-9]+;)*(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8;[0-9;]+)(?:;[0-9]+)*m")

LOCKED = re.compile(r"    id_rsa +RSA 2048 +enc +pub\s")
MISMATCHED = re.compile(r"> ! wrong +ECDSA 256 none pub[≠!]\s")


@pytest.fixture
def folder(fence: Path) -> Path:
    made = desk.fill(fence / ".ssh")
    kind, body, *_ = (made / "id_ed25519.pub").read_text().split()
    (made / "zoë-│東.pub").write_text(f"{kind} {body} Zoë Müller 東京\n")
    return made


@pytest.mark.parametrize(("options", "env"), [([], C_LOCALE), (["--ascii"], {})], ids=["C locale", "option"])
def test_nothing_but_ascii_reaches_the_terminal(
    folder: Path, options: list[str], env: dict[str, str]
) -> None:
    with Session(["python", "-m", "tui", *options, folder], env=env) as session:
        session.wait_for("archive")
        session.wait_for("pub!")
        session.send("F")
        session.wait_for("Every file by itself")
        session.send("G")
        session.wait_for("Zoe Muller ????")
        session.wait_for("|  SHA256")
        for keys, words, back in (
            ("p", "comment: Zoe Muller", "\x1b"),
            ("w", "accept it", "\x1b"),
            (",", "Lock after", "\x1b"),
            ("\x1bOP", "Up Down choose", "\x1b"),
            ("\x1bOR", "Passphrase", "\x1bOQ"),
            ("\x1bOS", "path of the key", "\x1bOQ"),
        ):
            session.send(keys)
            session.wait_for(words)
            session.send(back)
            session.wait_gone(words)
        session.send("pb")
        session.wait_raw(b"\x1b[2J\x1b[Hssh-ed25519")
        session.send("x")
        session.wait_for("comment: Zoe Muller")
        session.resize(40, 12)
        session.wait_for("needs 60x16")
        session.send("\x11")
        assert session.wait_exit() == 0
        assert max(session.raw) <= 0x7E


def test_the_mouse_is_the_terminals_own_unless_it_is_asked_for(folder: Path) -> None:
    settings.save({"mouse": True})
    for options, wanted in (([], True), (["--no-mouse"], False)):
        with Session(["python", "-m", "tui", *options, folder]) as session:
            session.wait_for("archive")
            session.settle()
            assert bool(session.modes & MOUSE) is wanted
            session.send("q")
            assert session.wait_exit() == 0
            assert not session.modes & MOUSE


@pytest.mark.parametrize(
    ("options", "env", "coloured"),
    [
        (["--theme", "mono"], {}, False),
        ([], {"TERM": "vt100", "COLORTERM": None}, False),
        (["--theme", "dark"], {"NO_COLOR": "1"}, False),
        (["--theme", "dark"], {"TERM": "linux", "COLORTERM": None}, True),
    ],
    ids=["mono", "vt100", "NO_COLOR", "linux"],
)
def test_state_is_seen_without_colours(
    folder: Path, options: list[str], env: dict[str, str | None], *, coloured: bool
) -> None:
    with Session(["python", "-m", "tui", *options, folder / "wrong"], env=env) as session:
        session.wait_for("[Keys]")
        session.wait_for("> ! wrong ")
        session.settle()
        rows = session.text().splitlines()
        row = next(at for at, line in enumerate(rows) if line[1:].startswith("> ! wrong "))
        assert LOCKED.search(session.text()), "a private key with a passphrase, its public key beside it"
        assert MISMATCHED.search(rows[row]), "no passphrase, and a public key of another"
        assert session.screen.buffer[row][5].reverse
        assert (COLOUR.search(bytes(session.raw)) is not None) is coloured
        assert b";2;" not in session.raw, "no true colours on a terminal of sixteen"
        session.send("q")
        assert session.wait_exit() == 0


def test_a_broken_settings_file_is_told_of_in_the_status_line(fence: Path, folder: Path) -> None:
    path = fence / ".config" / "keywright" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f'start-folder = "{folder}"\ntheme = dark\n')
    with Session(["python", "-m", "tui"]) as session:
        session.wait_for("Note: Line 2 of settings.toml is not TOML and is ignored")
        session.wait_for("archive")
        session.send("q")
        assert session.wait_exit() == 0


@pytest.mark.parametrize("term", ["dumb", None])
def test_a_terminal_without_a_cursor_is_told_of_the_verbs(folder: Path, term: str | None) -> None:
    with Session(["python", "-m", "tui", folder], env={"TERM": term}, cols=200) as session:
        assert session.wait_exit() == 2
        assert "Without a screen, use: keywright inspect, generate, convert or public" in session.text()
        assert b"\x1b" not in session.raw
