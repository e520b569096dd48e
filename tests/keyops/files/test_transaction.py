"""What a file that takes another's place takes over of it, and what it must not."""

from __future__ import annotations

import errno
import os
import stat
import struct
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.faults.calls import watched
from tui.keyops.errors import StorageError
from tui.keyops.files import atomic, storage
from tui.keyops.files.storage import NewFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STAMP: Final = "20261122-193000"
LIST: Final = "system.posix_acl_access"
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


def access_list(user: int) -> bytes:
    """An access list as Linux keeps it (posix_acl_xattr.h): another user may read and write."""
    rows = [(1, 6, -1), (2, 6, user), (4, 0, -1), (0x10, 6, -1), (0x20, 0, -1)]
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *row) for row in rows)


@pytest.mark.parametrize("private", [True, False])
def test_an_access_list_stays_with_a_public_file_and_never_opens_a_private_one(
    tmp_path: Path, private: bool
) -> None:
    path = tmp_path / "id"
    path.write_bytes(b"old")
    path.chmod(0o600)
    try:
        os.setxattr(path, LIST, access_list(65534))
    except OSError as error:
        pytest.skip(f"no access lists here: {error}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    backup = storage.replace_with_backup(path, b"new", private=private, stamp=STAMP)
    assert (LIST in os.listxattr(path)) != private
    assert stat.S_IMODE(path.stat().st_mode) == (0o600 if private else 0o660)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


@pytest.mark.parametrize("private", [True, False])
def test_another_name_of_the_file_is_left_as_it_was(tmp_path: Path, private: bool) -> None:
    path, other = tmp_path / "id", tmp_path / "other"
    path.write_bytes(b"old")
    path.chmod(0o644)
    other.hardlink_to(path)
    backup = storage.replace_with_backup(path, b"new", private=private, stamp=STAMP)
    assert (path.read_bytes(), backup.read_bytes(), other.read_bytes()) == (b"new", b"old", b"old")
    assert not backup.samefile(other)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (backup, other)] == [0o600, 0o644]


@root
def test_where_the_group_cannot_be_kept_the_new_one_gets_no_more_than_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "known_hosts"
    path.write_bytes(b"old")
    path.chmod(0o664)
    os.chown(path, -1, 12345)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refuse)
    storage.replace_with_backup(path, b"new", private=False, stamp=STAMP)
    assert path.stat().st_gid != 12345
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_what_only_closing_a_file_tells_is_heard(tmp_path: Path) -> None:
    """A quota, or the server of a network file system, may say no as late as that."""
    path = tmp_path / "id"
    path.write_bytes(b"old")
    names: list[str] = []

    def late(name: str, call: Callable[[], Any]) -> Any:
        names.append(name)
        done = call()
        if names[-3:] == ["fsync", "fstat", "close"] and names.count("fsync") == 1:
            raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))
        return done

    with watched(late), pytest.raises(StorageError, match="Disk quota exceeded"):
        storage.replace_with_backup(path, b"new", private=True, stamp=STAMP)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"id": b"old"}


@root
def test_a_temporary_file_of_another_user_is_not_swept_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "STALE", -1.0)
    theirs, ours = tmp_path / ".id.0123456789ab.keywright", tmp_path / ".id.ba9876543210.keywright"
    for path in (theirs, ours):
        path.touch()
    os.chown(theirs, 65534, -1)
    storage.save([NewFile(tmp_path / "id", b"x", private=True)])
    assert {path.name for path in tmp_path.iterdir()} == {"id", theirs.name}


def test_what_is_no_file_is_not_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "STALE", -1.0)
    (tmp_path / ".id.0123456789ab.keywright").symlink_to("somewhere")
    storage.save([NewFile(tmp_path / "id", b"x", private=True)])
    assert {path.name for path in tmp_path.iterdir()} == {"id", ".id.0123456789ab.keywright"}
