"""Each command of the README does what it is there for."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.helpers.agents import ssh_agent
from tests.helpers.children import LIFE
from tests.helpers.keys import make
from tests.pty.session import Session
from tests.tables import ROOT
from tui.cli import VERBS
from tui.keyops.conversion.conversion import pack, pack_public

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

README = (ROOT / "README.md").read_text()
COMMANDS = re.findall(r"^(keywright .*)$", README, re.MULTILINE)
MADE_FOR_EACH = 20
"""Examples that there are at least."""


def test_each_command_works_in_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As they stand, one after the other, in a home folder with a few keys and an agent."""
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True, mode=0o700)
    (home / "etc/ssh").mkdir(parents=True)
    for name, key, format_id in (
        ("build.ppk", "rsa", "ppk3"),
        ("id_rsa", "rsa", "openssh"),
        ("id_ed25519", "ed25519", "openssh"),
        ("ca_key", "ed25519", "openssh"),
    ):
        (home / name).write_bytes(pack(make(key), format_id).data)
        (home / name).chmod(0o600)
    public = pack_public(make("ed25519").public, "openssh-public").data
    (home / "id_ed25519.pub").write_bytes(public)
    (home / "notes.txt").write_text("notes\n")
    (home / "allowed_signers").write_bytes(b"kai@example.com " + public)
    (home / ".ssh/known_hosts").write_bytes(b"[git.example]:2222 " + public)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with ssh_agent(tmp_path / "agent") as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        for command in COMMANDS:
            done = subprocess.run(
                [sys.executable, "-m", "tui", *shlex.split(command)[1:]],
                cwd=home,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=LIFE,
                check=False,
                start_new_session=True,
            )
            assert (done.returncode, done.stderr) == (0, ""), command
            assert done.stdout or " -o " in command or " export " in command, command
    assert (home / "build.pem").read_bytes().startswith(b"-----BEGIN RSA PRIVATE KEY-----\n")


def test_the_job_takes_three_key_presses(tmp_path: Path) -> None:
    assert "`c` opens Convert with PEM chosen, F10 writes `build.pem`, and `y` copies" in README
    key = tmp_path / "build.ppk"
    key.write_bytes(pack(make("rsa"), "ppk3").data)
    key.chmod(0o600)
    with Session(["python", "-m", "tui", key], env={"HOME": str(tmp_path), "SSH_CONNECTION": "1"}) as session:
        session.wait_for("c convert")
        session.send("c")
        session.wait_for("[PEM")
        session.send("\x1b[21~")
        session.wait_for("build.pem was made")
        session.send("y")
        session.wait_raw(b"\x1b]52;c;")
    assert key.with_suffix(".pem").read_bytes().startswith(b"-----BEGIN RSA PRIVATE KEY-----\n")


def test_each_verb_has_an_example() -> None:
    assert len(COMMANDS) >= MADE_FOR_EACH
    assert {shlex.split(command)[1] for command in COMMANDS} == set(VERBS)


def test_commands_in_sentences_and_tables_name_verbs_and_options_that_there_are() -> None:
    from tui.cli.commands import commands

    known = {command.words: {name for one in command.options for name in one.names} for command in commands()}
    found = re.findall(r"`keywright ([^`]+)`", README)
    assert len(found) > 5
    for text in found:
        words = shlex.split(text)
        command = tuple(words[:1]) if words[0] in VERBS else ()
        assert {word for word in words if word.startswith("--")} <= known[command], text


def test_the_targets_of_make_are_there() -> None:
    rules = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`?make (?:[A-Z]+=\S+ )?([a-z]+)", README))
    assert {"run", "test"} <= named <= rules


def test_each_heading_of_the_contents_is_there() -> None:
    headings = {
        re.sub(r"[^a-z -]", "", line.lower()).replace(" ", "-")
        for line in re.findall(r"^## (.*)$", README, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= headings
