"""Which files of a folder belong to one key."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk
from tui.keyops.files import listing
from tui.keyops.inspection import key_files, summary
from tui.keyops.inspection.key_files import Section

if TYPE_CHECKING:
    from pathlib import Path


def rows(folder: Path, *, looked: bool = True) -> dict[str, key_files.KeyFiles]:
    entries = listing.scan(folder)
    summaries = (
        {one.path: summary.summarize(one.path) for one in entries if not one.is_folder} if looked else {}
    )
    return {row.entry.name: row for row in key_files.group(entries, summaries)}


def parts(row: key_files.KeyFiles) -> list[str]:
    return [part.name for part in row.parts]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return desk.fill(tmp_path / "keys")


def test_one_row_a_key_with_its_files_then_what_is_no_single_key(folder: Path) -> None:
    (folder / "known_hosts").write_text("host.example " + (folder / "id_rsa.pub").read_text())
    found = rows(folder)
    kinds = {name: str(row.section) for name, row in found.items()}
    assert kinds == {
        "alone.p8": "keys",
        "id_ed25519": "keys",
        "id_rsa": "keys",
        "old.pem": "keys",
        "wrong": "keys",
        "archive": "files",
        "config": "files",
        "known_hosts": "files",
    }
    assert parts(found["id_ed25519"]) == ["id_ed25519.pub", "id_ed25519-cert.pub"]
    one = found["id_ed25519"].summary
    assert (one.label, one.encryption, one.parts, one.comment) == (
        "Ed25519",
        "none",
        "pub cert",
        "ed25519 plain",
    )
    assert found["id_rsa"].summary.encryption == "aes256-ctr"
    assert found["wrong"].summary.parts == "pub≠"
    assert found["wrong"].summary.is_wrong
    assert key_files.count_keys([*found.values()]) == 5


def test_before_a_file_was_looked_at_names_alone_put_the_same_files_together(folder: Path) -> None:
    looked, named = rows(folder), rows(folder, looked=False)
    for name in ("alone.p8", "id_ed25519", "id_rsa", "old.pem", "wrong"):
        assert (named[name].section, named[name].files) == (looked[name].section, looked[name].files), name


def test_a_copy_in_another_format_is_of_the_same_key_whatever_its_name(folder: Path) -> None:
    shutil.copy(desk.CORPUS / "id_rsa-2048-pem", folder / "deploy.pem")
    shutil.copy(desk.CORPUS / "id_rsa-2048-pem", folder / "elsewhere")
    shutil.copy(desk.CORPUS / "id_rsa-2048-pem.pub", folder / "given-away.pub")
    found = rows(folder)
    assert parts(found["elsewhere"]) == ["deploy.pem", "given-away.pub"]
    assert found["elsewhere"].summary.parts == "pub pem"


def test_files_of_one_stem_that_are_of_two_keys_are_two_rows(folder: Path) -> None:
    shutil.copy(desk.CORPUS / "id_ecdsa-256", folder / "id_ed25519.pem")
    shutil.copy(desk.CORPUS / "id_ecdsa-256.pub", folder / "id_ed25519.pem.pub")
    found = rows(folder)
    assert parts(found["id_ed25519"]) == ["id_ed25519.pub", "id_ed25519-cert.pub"]
    # wrong is a copy of that second key, so that they stand together.
    assert parts(found["wrong"]) == ["id_ed25519.pem", "id_ed25519.pem.pub", "wrong.pub"]
    assert "id_ed25519.pem" not in found


def test_a_locked_key_that_hides_its_public_half_stands_with_its_stem(folder: Path) -> None:
    shutil.copy(desk.CORPUS / "id_rsa-2048-locked", folder / "old")
    assert parts(rows(folder)["id_rsa"]) == ["old", "old.pem", "id_rsa.pub"]


def test_a_public_key_alone_is_a_key_and_says_so(tmp_path: Path) -> None:
    folder = desk.fill(tmp_path / "keys", ["id_rsa.pub"])
    found = rows(folder)["id_rsa.pub"]
    assert (found.section, found.summary.encryption) == (Section.KEYS, "public")


def test_backups_are_one_row_below_and_no_key(folder: Path) -> None:
    (folder / "id_rsa").rename(folder / "id_rsa.backup-20261122-193000")
    (folder / "id_rsa.pub").rename(folder / "id_rsa.pub.backup-20261122-193000_2")
    found = rows(folder)
    assert "id_rsa" not in found
    assert parts(found["backups"]) == ["id_rsa.backup-20261122-193000", "id_rsa.pub.backup-20261122-193000_2"]
    assert [*found][-1] == "backups"


def test_a_damaged_key_stays_with_its_files(folder: Path) -> None:
    data = (folder / "id_rsa").read_bytes()
    (folder / "id_rsa").write_bytes(data[: len(data) // 2])
    found = rows(folder)["id_rsa"]
    assert parts(found) == ["id_rsa.pub"]
    assert found.summary.is_wrong


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("build.pem.pub", "build"),
        ("id_rsa-cert.pub", "id_rsa"),
        ("id_rsa", "id_rsa"),
        (".pub", ".pub"),
        ("host.example", "host.example"),
        ("build.PPK", "build"),
        (".pem", ".pem"),
    ],
)
def test_the_stem_is_what_the_names_have_in_common(name: str, stem: str) -> None:
    assert key_files.stem_of(name) == stem
