"""The options of the lock, which each verb has that writes a private file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import secret_file
from tests.parity.tools import keywright, nothing
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

PHRASE = "correct horse"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "id"
    keywright("generate", "-t", "ed25519", "--new-passphrase-file", nothing(tmp_path), "-o", path)
    return path


def words_of(path: Path) -> str:
    """How a file is locked; empty when it is not."""
    lock = inspect(path.read_bytes())[0].encryption
    return lock.words if lock else ""


def test_a_kept_passphrase_gets_the_lock_that_was_asked_for(key: Path, tmp_path: Path) -> None:
    phrase, out = secret_file(tmp_path, PHRASE), tmp_path / "out"
    new = ("--new-passphrase-file", phrase, "--cipher", "aes128-ctr", "--rounds", "2")
    keywright("convert", key, "--to", "openssh", "-o", out, *new)
    assert words_of(out) == "aes128-ctr, bcrypt 2 rounds"
    again = ("-o", tmp_path / "out.ppk", "--passphrase-file", phrase, "--memory", "64", "--passes", "1")
    keywright("convert", out, "--to", "ppk3", *again)
    assert words_of(tmp_path / "out.ppk") == "aes256-cbc, argon2id 64 KiB, 1 passes"
    assert inspect((tmp_path / "out.ppk").read_bytes(), Secret(PHRASE))[0].unlocked


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--to", "openssh", "--rounds", "3"), "Without a passphrase there is nothing to encrypt"),
        (("--to", "ppk3", "--memory", "4"), "8 KiB of memory per lane"),
        (("--to", "openssh", "--cipher", "rot13"), "rot13"),
        (("--to", "rfc4716", "--rounds", "3"), "cannot be protected by a passphrase"),
        (("--to", "ppk2", "--stronger"), "only one kind of encryption"),
        (("--to", "ppk3", "--stronger", "--passes", "3"), "--stronger sets cipher, KDF and numbers itself"),
        (("--to", "ppk2", "--milliseconds", "50"), "no number to tune to a time"),
        (("--for", "jira", "--rounds", "3"), "--for sets the encryption"),
    ],
    ids=["nothing to encrypt", "memory", "cipher", "public", "stronger", "both", "no number", "service"],
)
def test_a_lock_that_cannot_be_is_refused_before_anything_is_written(
    options: tuple[str, ...], reason: str, key: Path, tmp_path: Path
) -> None:
    before = sorted(tmp_path.iterdir())
    assert reason in keywright("convert", key, *options, "-o", tmp_path / "out", code=1)
    assert sorted(tmp_path.iterdir()) == before


def test_a_new_key_is_locked_as_strongly_as_was_asked_for(tmp_path: Path) -> None:
    phrase, out = secret_file(tmp_path, PHRASE), tmp_path / "id"
    made = ("generate", "-t", "ed25519", "-o", out, "--new-passphrase-file", phrase)
    keywright(*made, "--stronger")
    assert words_of(out) == "aes256-ctr, bcrypt 100 rounds"
    refused = keywright("generate", "-t", "ed25519", "-o", tmp_path / "no", "--rounds", "5", code=1)
    assert "nothing to encrypt" in refused
    assert not (tmp_path / "no").exists()
    assert "--for sets the encryption" in keywright("generate", "--for", "jira", "--rounds", "5", code=1)
