"""keywright edit, run as a user runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import secret_file
from tests.helpers.verbs import keywright
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "correct horse", "another horse"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "id"
    path.write_bytes(pack(make("ed25519"), "openssh", Protection(Secret(OLD), rounds=1)).data)
    path.chmod(0o600)
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_edit_tells_what_changed_and_where_the_backup_is(key: Path) -> None:
    before = key.read_bytes()
    old, new = secret_file(key.parent, OLD, "old"), secret_file(key.parent, NEW, "new")
    result = keywright(
        "edit", key, "-C", "for work", "--public", "--rounds", "2", "--passphrase-file", old,
        "--new-passphrase-file", new,
    )  # fmt: skip
    shown = result.stdout.decode()
    assert result.returncode == 0, result.stderr
    assert 'will be "for work"' in shown
    assert "aes256-ctr, bcrypt 1 rounds, will be aes256-ctr, bcrypt 2 rounds" in shown
    assert "id.pub: written from the private key" in shown
    (backup,) = key.parent.glob("id.backup-*")
    assert f"backup    {backup}" in shown
    assert "delete it when the new file works" in shown
    assert backup.read_bytes() == before
    report = inspect(key.read_bytes(), Secret(NEW))[0]
    assert (report.comment, report.error) == (b"for work", None)
    assert (key.parent / "id.pub").read_bytes().endswith(b" for work\n")


def test_a_dry_run_and_a_refusal_write_nothing_and_ask_for_nothing(key: Path) -> None:
    before = files(key.parent)
    dry = keywright("edit", key, "--dry-run", "-C", "x\x1b[2Jy", "--stronger")
    assert dry.returncode == 0, dry.stderr
    assert b"bcrypt 1 rounds, will be aes256-ctr, bcrypt 100 rounds" in dry.stdout
    assert b"\x1b" not in dry.stdout
    refused = keywright("edit", key, "--memory", "8")
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert b"bcrypt accepts only rounds" in refused.stderr
    nothing = keywright("edit", key)
    assert nothing.returncode == 2
    assert files(key.parent) == before


def test_one_line_of_many_is_edited_and_a_line_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "authorized_keys"
    one, two = (pack_public(make(name).public, "openssh-public", b"x").data for name in ("rsa", "ed25519"))
    path.write_bytes(one + b"# note\n" + two)
    result = keywright("edit", path, "-C", "y")
    assert result.returncode == 1
    assert b"holds 2 keys" in result.stderr
    assert b"--key" in result.stderr
    assert keywright("edit", path, "-C", "y", "--key", "3", "--no-backup").returncode == 0
    assert files(tmp_path) == {path.name: one + b"# note\n" + two.replace(b" x\n", b" y\n")}


def test_out_leaves_the_source_as_it_is(key: Path) -> None:
    before, out = files(key.parent), key.with_name("copy")
    none, old = secret_file(key.parent, "", "none"), secret_file(key.parent, OLD, "old")
    argv = ("edit", key, "--new-passphrase-file", none, "--passphrase-file", old, "--public", "-o", out)
    result = keywright(*argv)
    assert result.returncode == 0, result.stderr
    after = files(key.parent)
    assert after["id"] == before["id"]
    assert inspect(after["copy"])[0].encryption is None
    assert after["copy.pub"].startswith(b"ssh-ed25519 ")
    assert "id.pub" not in after
    assert keywright(*argv).returncode == 1


def test_a_link_is_shown_as_one_when_it_is_edited_and_not_when_it_is_copied(key: Path) -> None:
    link, copy = key.parent / "link", key.parent / "copy"
    link.symlink_to("id")
    old = secret_file(key.parent, OLD, "old")
    shown = keywright("edit", link, "-C", "x", "-o", copy, "--passphrase-file", old).stdout.decode()
    assert "private" in shown
    assert "is a link" not in shown
    shown = keywright("edit", link, "-C", "x", "--passphrase-file", old).stdout.decode()
    assert "note      link is a link: id will be written" in shown
    assert link.is_symlink()
    assert inspect(key.read_bytes(), Secret(OLD))[0].comment == b"x"
