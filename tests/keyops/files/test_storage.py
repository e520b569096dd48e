"""Nothing is overwritten, nothing is readable by others, nothing half is left."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import stat
from pathlib import Path
from typing import Any, Final

import pytest

from tui.keyops import limits
from tui.keyops.errors import LimitError, NotAKeyFileError, StorageError, TargetExistsError
from tui.keyops.files import renames, storage
from tui.keyops.files.storage import NewFile

STAMP: Final = "20261122-193000"


def pair(folder: Path, name: str = "id") -> list[NewFile]:
    return [
        NewFile(folder / name, b"private half", private=True),
        NewFile(folder / f"{name}.pub", b"public half", private=False),
    ]


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.mark.parametrize(("umask", "public"), [(0, 0o644), (0o077, 0o600), (0o277, 0o400)])
def test_a_pair_is_written_with_its_modes_whatever_the_umask(tmp_path: Path, umask: int, public: int) -> None:
    old = os.umask(umask)
    try:
        storage.save(pair(tmp_path))
    finally:
        os.umask(old)
    assert modes(tmp_path) == {"id": 0o600, "id.pub": public}
    assert (tmp_path / "id").read_bytes() == b"private half"


def test_a_pair_of_a_long_name_is_written_too(tmp_path: Path) -> None:
    """Of a long name only the beginning goes into that of its temporary file, the same one for both."""
    name = "k" * 200
    storage.save(pair(tmp_path, name))
    assert sorted(modes(tmp_path)) == [name, f"{name}.pub"]


def test_a_private_file_is_0600_from_its_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    real = os.fsync

    def spy(handle: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        real(handle)

    monkeypatch.setattr(os, "fsync", spy)
    storage.save([NewFile(tmp_path / "id", b"x", private=True)])
    assert seen[0] == 0o600


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "id.pub").write_text("somebody's")
    with pytest.raises(TargetExistsError, match="id.pub already exists"):
        storage.save(pair(tmp_path))
    assert modes(tmp_path).keys() == {"id.pub"}
    assert (tmp_path / "id.pub").read_text() == "somebody's"


def test_a_file_that_appears_in_between_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.link

    def late(source: str, target: str, **options: Any) -> None:
        if target == "id.pub":
            (tmp_path / target).write_text("somebody's")
        real(source, target, **options)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(TargetExistsError, match="appeared while"):
        storage.save(pair(tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == {"id.pub"}
    assert (tmp_path / "id.pub").read_text() == "somebody's"


def test_a_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "id").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TargetExistsError):
        storage.save(pair(tmp_path))
    assert not (tmp_path / "elsewhere").exists()


def test_overwriting_on_purpose_replaces_the_whole_file(tmp_path: Path) -> None:
    (tmp_path / "id").write_text("old and longer than the new one")
    (tmp_path / "id").chmod(0o644)
    (kept,) = storage.save(pair(tmp_path), overwrite=True, stamp="then")
    assert (tmp_path / "id").read_bytes() == b"private half"
    assert kept.read_text() == "old and longer than the new one"
    assert modes(tmp_path) == {"id": 0o600, "id.pub": 0o644, "id.backup-then": 0o600}


def test_what_is_overwritten_keeps_its_mode_and_a_private_file_is_never_loosened(tmp_path: Path) -> None:
    for name, mode in (("id", 0o664), ("id.pub", 0o640)):
        (tmp_path / name).write_text("old")
        (tmp_path / name).chmod(mode)
    storage.save(pair(tmp_path), overwrite=True, backup=False)
    assert modes(tmp_path) == {"id": 0o600, "id.pub": 0o640}


def test_owner_times_and_attributes_stay_with_the_file_and_with_its_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, given = tmp_path / "id.pub", []
    path.write_text("old")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    with contextlib.suppress(OSError):  # not every file system has them
        os.setxattr(path, "user.note", b"mine")
    noted = os.listxattr(path)
    real = os.stat

    def strange(name: str, **options: Any) -> os.stat_result:
        fields = list(real(name, **options))
        if name == "id.pub":
            fields[stat.ST_UID] = 12345
        return os.stat_result(fields, {"st_mtime_ns": real(name, **options).st_mtime_ns})

    monkeypatch.setattr(os, "stat", strange)
    monkeypatch.setattr(os, "fchown", lambda _, owner, group: given.append((owner, group)))
    (kept,) = storage.save([NewFile(path, b"new", private=False)], overwrite=True)
    monkeypatch.undo()
    assert given == [(12345, path.stat().st_gid)]
    assert os.listxattr(path) == noted
    assert kept.stat().st_mtime == 1_000_000_000


@pytest.mark.parametrize("private", [True, False])
def test_a_link_is_not_overwritten_but_an_edit_follows_it(tmp_path: Path, private: bool) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "id").symlink_to("real")
    with pytest.raises(StorageError, match="id is a link to real"):
        storage.save([NewFile(tmp_path / "id", b"new", private=private)], overwrite=True)
    assert (tmp_path / "real").read_text() == "old"
    kept = storage.replace_with_backup(tmp_path / "id", b"new", private=private, stamp="s", expected=b"old")
    assert (kept.name, kept.read_text(), (tmp_path / "real").read_text()) == ("real.backup-s", "old", "new")
    assert (tmp_path / "id").is_symlink()


def test_without_hard_links_the_name_is_still_reserved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    storage.save(pair(tmp_path))
    assert modes(tmp_path) == {"id": 0o600, "id.pub": 0o644}


@pytest.mark.parametrize("failing", ["fsync", "link"])
def test_a_failed_save_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    count = 0
    real = getattr(os, failing)

    def full(*arguments: object, **options: object) -> object:
        nonlocal count
        count += 1
        if count == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments, **options)

    monkeypatch.setattr(os, failing, full)
    with pytest.raises(StorageError, match="No space left"):
        storage.save(pair(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_made_for_us_alone(tmp_path: Path) -> None:
    storage.save(pair(tmp_path / ".ssh"))
    assert stat.S_IMODE((tmp_path / ".ssh").stat().st_mode) == 0o700


def test_a_free_name_is_one_whose_public_file_is_free_too(tmp_path: Path) -> None:
    assert storage.free_name(tmp_path / "id_rsa").name == "id_rsa"
    (tmp_path / "id_rsa.pub").touch()
    assert storage.free_name(tmp_path / "id_rsa").name == "id_rsa_2"
    (tmp_path / "id_rsa_2").touch()
    assert storage.free_name(tmp_path / "id_rsa").name == "id_rsa_3"
    (tmp_path / "b.pem").touch()
    assert storage.free_name(tmp_path / "b.pem").name == "b_2.pem"


@pytest.mark.parametrize(
    ("name", "public"),
    [("id_rsa", "id_rsa.pub"), ("a.ppk", "a.pub"), ("a.pem", "a.pem.pub"), ("jira.key2", "jira.key2.pub")],
)
def test_the_public_file_lies_beside_the_private_one(name: str, public: str) -> None:
    assert storage.public_path(Path(name)).name == public


def test_what_is_not_a_regular_file_is_refused_by_kind(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        for name, words in (("fifo", "a named pipe"), ("folder", "an empty folder"), ("s", "a socket")):
            with pytest.raises(NotAKeyFileError, match=words) as caught:
                storage.read_key_file(tmp_path / name)
            assert caught.value.hint
    with pytest.raises(NotAKeyFileError, match="a device"):
        storage.read_key_file(Path("/dev/zero"))


def test_a_dangling_link_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    with pytest.raises(StorageError, match="dangling is a link to a missing file"):
        storage.read_key_file(tmp_path / "dangling")
    with pytest.raises(StorageError, match="gone: no such file"):
        storage.read_key_file(tmp_path / "gone")


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(limits.MAX_FILE_BYTES + 1)
    with pytest.raises(LimitError, match="huge is larger than 1024 KiB"):
        storage.read_key_file(tmp_path / "huge")


def test_an_unreadable_file_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    (tmp_path / "id").write_text("x")
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageError, match="No permission to read id"):
        storage.read_key_file(tmp_path / "id")


def test_new_files_do_not_show_their_content() -> None:
    assert "private half" not in repr(pair(Path()))


@pytest.mark.parametrize("name", ["n" * 255, "ü" * 127])
def test_the_backup_of_a_name_without_room_for_more_has_a_shorter_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for number in range(2):
        path.write_bytes(b"old %d" % number)
        backup = storage.replace_with_backup(path, b"new", private=True, stamp=STAMP)
        assert backup.read_bytes() == b"old %d" % number
        assert backup.name.endswith(f".backup-{STAMP}" + "_2" * number)
        assert backup.name.startswith(name[:100])
        assert len(os.fsencode(backup)) - len(os.fsencode(tmp_path)) - 1 in {254, 255}
    aside = storage.set_aside(path, STAMP)
    assert aside.name.endswith(f".backup-{STAMP}_3")
    assert not path.exists()


@pytest.mark.parametrize("private", [True, False])
def test_a_file_of_another_user_that_may_be_written_is_replaced_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    """In a shared folder: its mode is not ours to set, so that the backup must be a file of our own."""
    path = tmp_path / "known_hosts"
    path.write_bytes(b"old")
    path.chmod(0o666)
    theirs, chmod = path.stat().st_ino, os.chmod
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)

    def guarded(name: str | Path, mode: int, **options: Any) -> None:
        if os.stat(name, dir_fd=options.get("dir_fd")).st_ino == theirs:
            raise PermissionError(1, "Operation not permitted")
        chmod(name, mode, **options)

    monkeypatch.setattr(os, "chmod", guarded)
    backup = storage.replace_with_backup(path, b"new", private=private, stamp=STAMP)
    assert (path.read_bytes(), backup.read_bytes()) == (b"new", b"old")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert sorted(tmp_path.iterdir()) == [path, backup]
    with pytest.raises(StorageError, match="changed in the meantime"):
        storage.replace_with_backup(path, b"newer", private=private, stamp=STAMP, expected=b"other")
    assert (path.read_bytes(), sorted(tmp_path.iterdir())) == (b"new", [path, backup])


def test_an_undo_sets_no_mode_that_stayed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mode that may not be set fails the save, and then must not fail the undoing too."""
    path = tmp_path / "id"
    path.write_bytes(b"old")
    path.chmod(0o644)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chmod", refuse)
    for private in (True, False):
        with pytest.raises(StorageError, match="does not allow") as caught:
            storage.replace_with_backup(path, b"new", private=private, stamp=STAMP)
        assert "Not all" not in caught.value.hint
        assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"id": b"old"}


def test_the_names_of_folders_that_were_made_are_written_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, fsync = [], os.fsync

    def noted(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    storage.save([NewFile(tmp_path / "a" / "b" / "id", b"x", private=True)])
    for folder in (tmp_path, tmp_path / "a", tmp_path / "a" / "b"):
        assert folder.stat().st_ino in synced


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EPERM, "does not allow replacing id"),
        (errno.EACCES, "No permission to write id in"),
        (errno.EXDEV, "it is a mount point"),
        (errno.EBUSY, "in use as a mount"),
        (errno.EROFS, "id could not be written: Read-only file system"),
    ],
)
def test_why_a_file_cannot_be_replaced_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """As with a file that was made immutable, and with one that is mounted into a container."""
    path = tmp_path / "id"
    path.write_bytes(b"old")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "rename", refuse)
    monkeypatch.setattr(renames, "exchange", refuse)
    with pytest.raises(StorageError, match=words):
        storage.replace_with_backup(path, b"new", private=True, stamp=STAMP)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"id": b"old"}
