"""A verb at a terminal shows both keys before it overwrites one, and asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.pty.session import Session
from tui.keyops.conversion.conversion import pack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("answer", ["y", "n"])
def test_at_a_terminal_it_asks_before_it_overwrites(tmp_path: Path, answer: str) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "id").write_text("precious")
    argv: list[str | Path]
    argv = ["generate", "-t", "ed25519", "--new-passphrase-file", tmp_path / "empty", "-o", tmp_path / "id"]
    with Session(["python", "-m", "tui", *argv], cols=120) as session:
        session.wait_for("Overwrite id? (the old file will be kept as a backup) [y/N]")
        assert "old    no key" in session.text()
        assert "new    Ed25519 SHA256:" in session.text()
        assert (tmp_path / "id").read_text() == "precious"
        session.send(answer + "\r")
        assert session.wait_exit() == (0 if answer == "y" else 1)
    kept = [path.read_text() for path in tmp_path.iterdir() if path.name.startswith("id")]
    assert "precious" in kept
    assert len(kept) == (3 if answer == "y" else 1)


@pytest.mark.parametrize("name", ["id", "id.pub"])
def test_what_was_put_there_while_it_asked_is_not_overwritten(tmp_path: Path, name: str) -> None:
    """Without a backup it would be lost, and nobody was shown it."""
    (tmp_path / "empty").touch()
    (tmp_path / "id").write_text("precious")
    target, secret = tmp_path / "id", tmp_path / "empty"
    argv: list[str | Path] = ["convert", "-o", target, "--no-backup", "--to", "openssh"]
    source = tmp_path / "source"
    source.write_bytes(pack(make("ed25519"), "pkcs8").data)
    argv += ["--passphrase-file", secret, source]
    with Session(["python", "-m", "tui", *argv], cols=120) as session:
        session.wait_for("Overwrite id?")
        (tmp_path / name).write_text("somebody's new key")
        session.send("y\r")
        assert session.wait_exit() == 1
        assert ("id was changed in the meantime" if name == "id" else "id.pub appeared") in session.text()
    assert (tmp_path / name).read_text() == "somebody's new key"
    assert (tmp_path / "id").read_text() == ("precious" if name != "id" else "somebody's new key")
