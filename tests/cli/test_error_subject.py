"""An error about what is in a file names that file: a verb may read several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import secret_file
from tests.helpers.verbs import keywright
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

CERTIFY = ("certificate", "sign", "-I", "x", "-n", "y", "-V", "+1h")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "id").write_bytes(pack(make("ed25519"), "openssh").data)
    (tmp_path / "id.pub").write_bytes(pack_public(make("ed25519").public, "openssh-public").data)
    lock = Protection(Secret("correct horse"), memory_kib=64, passes=1)
    (tmp_path / "locked.ppk").write_bytes(pack(make("ed25519"), "ppk3", lock).data)
    (tmp_path / "notes").write_text("no key")
    assert keywright("sign", tmp_path / "notes", "-k", tmp_path / "id").returncode == 0
    (tmp_path / "bad").write_text("neither key nor list\n")
    return tmp_path


@pytest.mark.parametrize(
    "argv",
    [
        ("inspect", "--numbers", "id.pub", "bad"),
        ("convert", "bad", "--to", "pem", "-o", "new"),
        ("convert", "bad", "--for", "github", "-o", "new"),
        ("edit", "bad", "-C", "x"),
        ("public", "bad"),
        ("check", "bad"),
        ("export", "bad", "--as", "raw"),
        ("repair", "bad"),
        ("agent", "add", "bad"),
        ("agent", "remove", "bad"),
        ("sign", "notes", "-k", "bad", "-o", "new"),
        ("verify", "notes", "bad"),
        ("verify", "notes", "--signers", "bad", "--identity", "x"),
        ("verify", "notes", "--revoked", "bad"),
        ("audit", "id.pub", "--revoked", "bad"),
        ("audit", "id.pub", "bad"),
        ("certificate", "show", "bad"),
        ("certificate", "attach", "id", "bad"),
        ("certificate", "remove", "bad"),
        (*CERTIFY, "-s", "bad", "id.pub"),
        (*CERTIFY, "-s", "id", "id.pub", "bad"),
    ],
    ids=" ".join,
)
def test_what_is_no_key_is_named(
    argv: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    result = keywright(*argv)
    assert result.returncode == 1
    told, *hint = result.stderr.decode().splitlines()
    assert told.startswith("keywright: bad: ")
    assert len(hint) == 1, "and the next step follows"
    assert not (folder / "new").exists()


@pytest.mark.parametrize(
    "argv",
    [
        ("inspect", "--private-numbers", "id", "locked.ppk"),
        ("convert", "locked.ppk", "--to", "openssh", "-o", "new"),
        ("edit", "locked.ppk", "-C", "x"),
        ("sign", "notes", "-k", "locked.ppk", "-o", "new"),
        ("agent", "add", "locked.ppk"),
        (*CERTIFY, "-s", "locked.ppk", "id.pub", "-o", "new"),
    ],
    ids=" ".join,
)
def test_the_key_that_a_passphrase_does_not_open_is_named(
    argv: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    result = keywright(*argv, "--passphrase-file", secret_file(folder, "wrong"))
    assert result.returncode == 1
    assert result.stderr.startswith(b"keywright: locked.ppk: This passphrase does not open the key\n")
    assert not (folder / "new").exists()


def test_standard_input_is_named() -> None:
    result = keywright("public", "-", data=b"no key")
    assert result.stderr.startswith(b"keywright: standard input: Not a key file")


def test_a_file_that_the_sentence_names_is_not_named_twice(folder: Path) -> None:
    result = keywright("audit", folder / "missing", folder / "id.pub")
    assert result.returncode == 1
    assert result.stderr.decode().splitlines()[0] == "keywright: missing: no such file"


ONE_FILE = [
    ("inspect", "F"),
    ("inspect", "--numbers", "F"),
    ("convert", "F", "--to", "pem"),
    ("convert", "F", "--for", "github"),
    ("edit", "F"),
    ("edit", "F", "-C", "x"),
    ("edit", "F", "--rounds", "99"),
    ("public", "F"),
    ("check", "F"),
    ("check", "F", "--for", "github"),
    ("export", "F", "--as", "base64"),
    ("repair", "F"),
    ("audit", "F"),
    ("agent", "add", "F"),
    ("agent", "remove", "F"),
    ("sign", "id.pub", "-k", "F"),
    ("sign", "F", "-k", "id"),
    ("verify", "F"),
    ("verify", "id.pub", "F"),
    ("certificate", "show", "F"),
    ("certificate", "attach", "F", "id.pub"),
    ("certificate", "attach", "id", "F"),
    ("certificate", "remove", "F"),
    ("hosts", "find", "x", "-f", "F"),
    ("hosts", "hash", "-f", "F"),
    (*CERTIFY, "-s", "F", "id.pub"),
    (*CERTIFY, "-s", "id", "F"),
]
FOLDERS = {"repair", "audit"}
TEXTS = {"sign F", "verify F", "hosts find", "hosts hash"}
"""A text may be signed, and an empty list of servers is a list."""


@pytest.mark.parametrize("argv", ONE_FILE, ids=" ".join)
def test_the_true_error_comes_first(
    argv: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file that is not there, before an option that is missing and a passphrase that is asked for."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(folder / "nowhere"))
    (folder / "config").write_text("Host x\n")
    (folder / "empty").touch()
    (folder / "folder").mkdir()
    for name, words in (
        ("nosuch", "nosuch: no such file"),
        ("folder", "folder"),
        ("config", "config: This is an ssh configuration, not a key"),
        ("empty", "empty: The file is empty"),
    ):
        if (name == "folder" and argv[0] in FOLDERS) or (
            name in {"config", "empty"} and " ".join(argv[:2]) in TEXTS
        ):
            continue
        if name in {"config", "empty"} and argv == ("verify", "id.pub", "F"):
            words = f"{name}: This is not an SSH signature"  # noqa: PLW2901 - nor is it a key that is wanted
        result = keywright(*(name if word == "F" else word for word in argv))
        shown = (result.stdout if argv == ("inspect", "F") else result.stderr).decode()
        first, *hint = shown.splitlines()
        assert (result.returncode, first.removeprefix("keywright: ").startswith(words)) == (1, True), shown
        assert len(hint) == 1


def test_what_a_key_cannot_become_is_told_before_its_passphrase_is_asked_for(folder: Path) -> None:
    result = keywright("convert", folder / "locked.ppk", "--to", "pem")
    assert result.returncode == 1
    first, hint = result.stderr.decode().splitlines()
    assert "Ed25519 has no PEM form" in first
    assert hint.startswith("  Choose OpenSSH, PKCS#8 or PPK version 3")
    result = keywright("convert", folder / "id.pub", "--to", "pem")
    assert result.stderr.startswith(b"keywright: A public key cannot be written as a private key")
    result = keywright("sign", folder / "notes", "-k", folder / "id.pub", "-o", folder / "out")
    assert f"{folder / 'id.pub'}: There is no private key in the file" in result.stderr.decode()
