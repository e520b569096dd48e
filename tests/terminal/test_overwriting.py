"""A verb at a terminal shows both keys before it overwrites one, and asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.terminal.session import Session

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("answer", ["y", "n"])
def test_at_a_terminal_it_asks_before_it_overwrites(tmp_path: Path, answer: str) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "id").write_text("precious")
    argv = ["generate", "-t", "ed25519", "--new-passphrase-file", tmp_path / "empty", "-o", tmp_path / "id"]
    with Session(["python", "-m", "tui", *argv], cols=120) as session:
        session.wait_for("Overwrite id? (what is there stays in a backup) [y/N]")
        assert "there  no key" in session.text()
        assert "new    Ed25519 SHA256:" in session.text()
        assert (tmp_path / "id").read_text() == "precious"
        session.send(answer + "\r")
        assert session.wait_exit() == (0 if answer == "y" else 1)
    kept = [path.read_text() for path in tmp_path.iterdir() if path.name.startswith("id")]
    assert "precious" in kept
    assert len(kept) == (3 if answer == "y" else 1)
