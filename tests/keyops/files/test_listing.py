"""Folders, and files at once."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
from pathlib import Path

import pytest

from tests.helpers.desk import CORPUS
from tui.keyops.errors import StorageError
from tui.keyops.files import listing as browsing
from tui.keyops.files.listing import FileSummary, locate, scan
from tui.keyops.inspection import summary
from tui.keyops.inspection.summary import summarize


def put(folder: Path, source: str, name: str, mode: int = 0o600) -> Path:
    shutil.copy(CORPUS / source, folder / name)
    (folder / name).chmod(mode)
    return folder / name


def test_folders_come_first_and_numbers_are_counted(tmp_path: Path) -> None:
    for name in ("key10", "Key2", "archive/", "z/", "key1", "9" * 250):
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).touch()
    assert [entry.name for entry in scan(tmp_path)] == ["archive", "z", "9" * 250, "key1", "Key2", "key10"]


def test_a_dangling_link_and_undecodable_names_are_listed(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to("nowhere")
    (tmp_path / os.fsdecode(b"raw\xff")).touch()
    assert len(scan(tmp_path)) == 2
    assert all(summarize(entry.path) == browsing.NOTHING for entry in scan(tmp_path))


def test_what_cannot_be_listed_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(StorageError) as caught:
            scan(path)
        assert caught.value.step is not None


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("id_ed25519", "id_ed25519", FileSummary("Ed25519", "", is_key=True)),
        ("id_rsa-2048-locked", "id_rsa", FileSummary("RSA 2048", "*", is_key=True)),
        ("id_rsa-2048-pem-locked", "k.pem", FileSummary("private key", "*", is_key=True)),
        ("id_ed25519.pub", "k.pub", FileSummary("public", "", is_key=True)),
        ("id_ed25519-cert.pub", "k-cert.pub", FileSummary("certificate", "", is_key=True)),
        ("id_ed25519.pub", "authorized_keys", FileSummary("1 key", "", is_key=True)),
        ("fingerprints.sha256.txt", "notes", browsing.NOTHING),
    ],
)
def test_a_file_is_known_at_a_summary(tmp_path: Path, source: str, name: str, expected: FileSummary) -> None:
    found = summarize(put(tmp_path, source, name))
    assert (found.words, found.marks, found.is_key) == (expected.words, expected.marks, expected.is_key)


def test_an_agent_would_know_a_key_by_either_half_and_a_locked_one_by_the_public_half(tmp_path: Path) -> None:
    private = summarize(put(tmp_path, "id_rsa-2048-pem-locked", "k"))
    assert private.identity == b""
    public = summarize(put(tmp_path, "id_rsa-2048-pem-locked.pub", "k.pub"))
    blob = base64.b64decode((tmp_path / "k.pub").read_bytes().split()[1])
    assert public.identity == hashlib.sha256(blob).digest()
    assert summarize(tmp_path / "k").identity == public.identity
    certificate = summarize(put(tmp_path, "id_ed25519-cert.pub", "k-cert.pub")).identity
    plain = summarize(put(tmp_path, "id_ed25519.pub", "k2.pub")).identity
    assert certificate != plain
    assert summarize(put(tmp_path, "fingerprints.sha256.txt", "notes")).identity == b""


def test_a_summary_never_opens_a_private_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.keyops.formats.contract import KeyEntry

    monkeypatch.setattr(KeyEntry, "open", lambda *_: pytest.fail("it was opened"))
    assert summarize(put(tmp_path, "id_rsa-2048", "k")).words == "RSA 2048"


def test_a_private_key_that_others_may_read_is_marked(tmp_path: Path) -> None:
    assert summarize(put(tmp_path, "id_ed25519", "k", 0o644)).marks == "!"


def test_hosts_are_counted_as_hosts(tmp_path: Path) -> None:
    line = " ".join((CORPUS / "id_ed25519.pub").read_text().split()[:2])
    (tmp_path / "known_hosts").write_text(f"a.example {line}\n|1|x=|y= {line}\n")
    assert summarize(tmp_path / "known_hosts").words == "2 hosts"


def test_big_files_folders_and_pipes_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(10_000_000)
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(summary, "look", lambda _: pytest.fail("it was read"))
    for name in ("big", "pipe", "missing"):
        assert summarize(tmp_path / name) == browsing.NOTHING


def test_a_path_is_located_by_folder_and_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert locate(tmp_path) == (tmp_path, "")
    assert locate(tmp_path / "file") == (tmp_path, "file")
    assert locate(tmp_path / "x" / ".." / "file") == (tmp_path, "file")
    with pytest.raises(StorageError):
        locate(tmp_path / "missing")
    with pytest.raises(StorageError):
        locate(Path("~nobody-has-this-name/key"))
