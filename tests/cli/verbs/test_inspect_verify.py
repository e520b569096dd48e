"""``inspect --verify`` on the command line: what people read, what programs read, and the exit code."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.helpers.keys import make
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.inspection.integrity_report import TITLES

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "id"
    path.write_bytes(pack(make("rsa"), "openssh").data)
    path.chmod(0o600)
    path.with_name("id.pub").write_bytes(pack_public(make("rsa").public, "openssh-public").data)
    return path


def test_each_step_is_told_and_a_key_that_works_exits_with_0(key: Path, capsys) -> None:
    assert main(["inspect", "--verify", str(key)]) == 0
    shown = capsys.readouterr().out
    assert "Verify       RSA 2048 works: its private and public key belong together" in shown
    for title in TITLES.values():
        assert title in shown


def test_a_pub_file_of_another_key_is_told_and_exits_with_1(key: Path, capsys) -> None:
    key.with_name("id.pub").write_bytes(pack_public(make("ed25519").public, "openssh-public").data)
    assert main(["inspect", "--verify", str(key)]) == 1
    assert "failed       Public key file: The .pub file holds another key" in capsys.readouterr().out


def test_programs_get_the_steps_of_private_keys_and_null_for_others(key: Path, capsys) -> None:
    assert main(["inspect", "--verify", "--json", str(key), str(key.with_name("id.pub"))]) == 0
    private, public = json.loads(capsys.readouterr().out)
    assert [step["id"] for step in private["integrity"]] == list(TITLES)
    assert {step["state"] for step in private["integrity"]} == {"ok"}
    assert public["integrity"] is None
    assert main(["inspect", "--json", str(key)]) == 0
    assert "integrity" not in json.loads(capsys.readouterr().out)[0]


def test_a_locked_key_without_its_passphrase_is_not_called_verified(capsys, tmp_path: Path) -> None:
    path = tmp_path / "id"
    path.write_bytes((CORPUS / "openssh-10.5" / "id_ed25519-locked").read_bytes())
    path.chmod(0o600)
    assert main(["inspect", "--verify", str(path)]) == 1
    assert "not possible: The key is protected by a passphrase" in capsys.readouterr().out


def test_programs_get_the_reason_why_a_locked_key_was_not_verified(capsys) -> None:
    """Exit code 1, no error and null would leave them to guess."""
    assert main(["inspect", "--verify", "--json", str(CORPUS / "openssh-10.5" / "id_ed25519-locked")]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    (step,) = found["integrity"]
    assert (step["id"], step["state"]) == ("open", "not possible")
    assert step["words"] == "The key is protected by a passphrase"


def test_standard_input_is_verified_as_well(key: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(key.read_bytes())))
    assert main(["inspect", "--verify", "-"]) == 0
    assert "There is no .pub file to compare with" in capsys.readouterr().out


def test_a_file_that_is_no_key_is_told_once(tmp_path: Path, capsys) -> None:
    path = tmp_path / "note"
    path.write_text("hello\n")
    assert main(["inspect", "--verify", str(path)]) == 1
    assert "Verify" not in capsys.readouterr().out
