"""The verb sign: a signature that is there is overwritten only after a yes."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import CORPUS
from tui.cli import main, passphrase_options

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("\n", 1)])
def test_a_person_is_asked_before_a_signature_is_overwritten(
    answer: str,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "notes").write_text("text")
    (tmp_path / "notes.sig").write_text("old")
    monkeypatch.setattr(passphrase_options, "can_ask", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    assert main(["sign", str(tmp_path / "notes"), "-k", str(CORPUS / "id_ed25519")]) == status
    assert "Overwrite notes.sig?" in capsys.readouterr().err
    assert (tmp_path / "notes.sig").read_text().startswith("old" if status else "-----BEGIN SSH SIGNATURE")
