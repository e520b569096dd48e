"""What is wrong in a folder, worst first, each told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.files import inspect_file
from tui.keyops.secret import Secret
from tui.keyops.trust import problems

if TYPE_CHECKING:
    from pathlib import Path

BACKUP = "id.backup-20261130-120000"


def told(folder: Path) -> list[tuple[str, str]]:
    return [(one.path.name, one.id) for one in problems.of_folder(folder)]


def write(path: Path, *, locked: bool = False) -> None:
    protection = Protection(Secret("horse"), rounds=1) if locked else None
    path.write_bytes(pack(make("ed25519"), "openssh", protection).data)
    path.chmod(0o600)


def test_the_backup_of_a_key_is_no_second_copy_and_lacks_no_passphrase_that_the_key_lacks(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o700)
    write(tmp_path / "id")
    write(tmp_path / BACKUP)
    assert told(tmp_path) == [("id", "not-locked")]
    write(tmp_path / "copy")
    assert [name for name, what in told(tmp_path) if what == "same-key"] == ["copy", "id"]


def test_a_pub_of_another_key_is_told_once_at_the_private_key(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    write(tmp_path / "id", locked=True)
    (tmp_path / "id.pub").write_bytes(pack_public(make("rsa").public, "openssh-public").data)
    assert [one for one in told(tmp_path) if one[1] == problems.PAIR] == [("id", "pair-differs")]
    found = problems.of_reports([inspect_file(tmp_path / "id.pub")])
    assert [one.id for one in found] == ["pair-differs"]


def test_the_backup_that_is_open_while_the_key_is_locked_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    write(tmp_path / "id", locked=True)
    write(tmp_path / BACKUP)
    assert (BACKUP, "not-locked") in told(tmp_path)
