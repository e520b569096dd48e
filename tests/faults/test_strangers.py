"""Other users and programs in a folder: none leads a save astray, or holds it up, or loses what it wrote."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults import killing
from tests.faults.calls import Counter, watched
from tests.faults.killing import Deadly
from tests.faults.stories import NEW, OLD, STAMP, STORIES, content, outcome
from tests.helpers.children import Child
from tui.keyops.editing import repairing
from tui.keyops.errors import StorageError
from tui.keyops.files import listing as browsing
from tui.keyops.files import storage, unfinished
from tui.keyops.files.storage import NewFile
from tui.keyops.inspection import permissions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

root_only = pytest.mark.skipif(os.getuid() != 0, reason="becomes another user")
linux = pytest.mark.skipif(sys.platform != "linux", reason="renameat2 and /proc/locks")
NOBODY = 65534


@pytest.fixture
def root() -> Iterator[Path]:
    yield from killing.fast_folder()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file elsewhere that everybody may read, and must go on to be able to."""
    path = tmp_path / "elsewhere" / "passwd"
    path.parent.mkdir()
    path.write_bytes(b"root")
    path.chmod(0o644)
    return path


def too_open(folder: Path, bits: int = 0o644) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "id").write_bytes(OLD)
    (folder / "id").chmod(bits)
    return folder / "id"


# Links in place of files


@pytest.mark.parametrize("other", ["link", "hard link"])
def test_the_backup_that_becomes_a_link_leaves_the_mode_of_what_it_leads_to(
    tmp_path: Path, victim: Path, other: str
) -> None:
    path = too_open(tmp_path / "shared")
    backup = path.with_name(f"id.backup-{STAMP}")

    def swap(name: str, call: Callable[[], Any]) -> Any:
        done = call()
        if name == "link" and backup.exists() and not backup.is_symlink():
            real["unlink"](backup)
            (real["symlink"] if other == "link" else real["link"])(victim, backup)
        return done

    real = {name: getattr(os, name) for name in ("unlink", "symlink", "link")}
    with watched(swap), pytest.raises(StorageError, match="id was changed in the meantime"):
        storage.save([NewFile(path, NEW, private=True)], overwrite=True, stamp=STAMP)
    assert mode(victim) == 0o644
    assert path.read_bytes() == OLD


def test_what_is_undone_gives_no_mode_through_a_link_and_no_set_id_bits(tmp_path: Path, victim: Path) -> None:
    path = too_open(tmp_path / "shared", 0o4755)
    victim.chmod(0o600)
    real = {name: getattr(os, name) for name in ("unlink", "symlink", "stat")}

    def fail(name: str, call: Callable[[], Any]) -> Any:
        if name in {"exchange", "rename"}:
            raise OSError(errno.EIO, "no")
        return call()

    with watched(fail), pytest.raises(StorageError):
        storage.save([NewFile(path, NEW, private=True)], overwrite=True, stamp=STAMP)
    assert (path.read_bytes(), mode(path)) == (OLD, 0o755)

    path.chmod(0o4755)
    failed = looks = swapped = 0

    def swap(name: str, call: Callable[[], Any]) -> Any:
        nonlocal failed, looks, swapped
        if name in {"exchange", "rename"}:
            failed += 1
        looks += bool(failed) and name == "stat"
        done = fail(name, call)
        if failed and looks and not swapped:  # just after the undoing looked
            swapped = 1
            real["unlink"](path)
            real["symlink"](victim, path)
        return done

    with watched(swap), pytest.raises(StorageError):
        storage.save([NewFile(path, NEW, private=True)], overwrite=True, stamp=STAMP)
    assert (swapped, mode(victim)) == (1, 0o600)


@pytest.mark.parametrize("swapped", ["folder", "folder, the same content"])
def test_what_a_link_is_made_to_lead_to_while_it_is_followed_is_not_written(
    tmp_path: Path, swapped: str
) -> None:
    """In a folder that another user may write, the next folder on the way becomes a link to elsewhere."""
    way, elsewhere = tmp_path / "shared" / "way", tmp_path / "elsewhere"
    for folder in (way, elsewhere):
        folder.mkdir(parents=True)
        (folder / "id").write_bytes(OLD if folder == way or "same" in swapped else b"other")
    link = tmp_path / "id"
    link.symlink_to(way / "id")
    real = {name: getattr(os, name) for name in ("rename", "symlink")}
    done: list[str] = []

    def swap(name: str, call: Callable[[], Any]) -> Any:
        if name == "open" and not done:  # of the folder, or of the file to see what it holds
            done.append(name)
            real["rename"](way, way.with_name("aside"))
            real["symlink"](elsewhere, way)
        return call()

    for write in (
        lambda: storage.replace_with_backup(link, NEW, private=True, stamp=STAMP),
        lambda: storage.replace_with_backup(link, NEW, private=True, stamp=STAMP, expected=OLD),
    ):
        done.clear()
        if way.is_symlink():
            way.unlink()
            way.with_name("aside").rename(way)
        with watched(swap), pytest.raises(StorageError, match="id was changed in the meantime"):
            write()
        assert done
        assert [each.name for each in elsewhere.iterdir()] == ["id"]
        assert (elsewhere / "id").read_bytes() != NEW


@pytest.mark.parametrize("kind", ["link", "file"])
def test_what_takes_the_place_of_a_file_that_is_to_be_repaired_keeps_its_mode(
    tmp_path: Path, victim: Path, kind: str
) -> None:
    folder = tmp_path / ".ssh"
    folder.mkdir(mode=0o700)
    path = folder / "id.pub"
    path.write_bytes(b"ssh-ed25519 AAAA someone\n")
    path.chmod(0o666)
    victim.chmod(0o666)
    planned = repairing.plan(folder)
    assert [one.path for one in planned.modes] == [path]
    path.unlink()
    path.symlink_to(victim) if kind == "link" else victim.rename(path)
    with pytest.raises(StorageError, match="was changed in the meantime"):
        repairing.write_in_place(planned, "s")
    assert mode(path) == 0o666


def test_a_file_keeps_no_set_id_bits_when_others_may_not_write_it_any_more(tmp_path: Path) -> None:
    path = tmp_path / ".ssh" / "config"
    path.parent.mkdir(mode=0o700)
    path.touch()
    path.chmod(0o6766)
    (problem,) = permissions.examine(path.parent)
    assert problem.wanted == 0o744


@root_only
def test_the_mode_of_a_file_that_its_owner_may_not_read_is_set(tmp_path: Path) -> None:
    path = tmp_path / "id"
    path.touch(mode=0o066)
    path.chmod(0o066)
    os.chown(path, NOBODY, NOBODY)
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(0o755)

    def act() -> None:
        storage.set_mode(path, 0o600, expected=0o066)

    assert as_nobody(act) == 0
    assert mode(path) == 0o600


# Renames of other programs


@linux
@pytest.mark.parametrize("backup", [True, False])
@pytest.mark.parametrize("count", [1, 2])
def test_what_is_renamed_there_between_the_last_look_and_ours_stays(
    tmp_path: Path, backup: bool, count: int
) -> None:
    (tmp_path / "id").write_bytes(b"old")
    (tmp_path / "theirs").write_bytes(b"theirs")
    real = os.rename

    def replace_late(name: str, call: Callable[[], Any]) -> Any:
        if name in {"exchange", "rename"} and (tmp_path / "theirs").exists():
            real(tmp_path / "theirs", tmp_path / "id")
        return call()

    files = [NewFile(tmp_path / name, b"new", private=True) for name in ("id", "id2")[:count]]
    with watched(replace_late), pytest.raises(StorageError, match="id was changed in the meantime"):
        storage.save(files, overwrite=True, backup=backup)
    assert content(tmp_path) == {"id": b"theirs"}


@linux
def test_what_a_third_program_puts_there_while_it_is_given_back_stays(tmp_path: Path) -> None:
    (tmp_path / "id").write_bytes(b"old")
    real, left = os.rename, [b"second", b"third"]

    def replace_late(name: str, call: Callable[[], Any]) -> Any:
        if name == "exchange" and left:
            (tmp_path / "theirs").write_bytes(left.pop(0))
            real(tmp_path / "theirs", tmp_path / "id")
        return call()

    with watched(replace_late), pytest.raises(StorageError, match="id was changed in the meantime"):
        storage.save([NewFile(tmp_path / "id", b"new", private=True)], overwrite=True)
    assert content(tmp_path) == {"id": b"third"}


@linux
def test_what_is_renamed_over_a_file_that_is_set_aside_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "id").write_bytes(b"old")
    (tmp_path / "theirs").write_bytes(b"theirs")
    real = os.rename

    def replace_late(name: str, call: Callable[[], Any]) -> Any:
        done = call()
        if name in {"link", "move_new"} and (tmp_path / "theirs").exists():
            real(tmp_path / "theirs", tmp_path / "id")
        return done

    with watched(replace_late):
        storage.set_aside(tmp_path / "id", "s")
    assert content(tmp_path) == {"id": b"theirs", "id.backup-s": b"old"}


# Locks of other users


def as_nobody(act: Callable[[], object]) -> int:
    """Do it in a child, as a user who owns nothing; tells the exit status."""
    child = os.fork()
    if not child:
        status = 99
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            act()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@linux
@root_only
@pytest.mark.parametrize("kind", [fcntl.LOCK_EX, fcntl.LOCK_SH], ids=["exclusive", "shared"])
def test_a_lock_of_a_user_who_may_not_write_there_holds_nobody_up(root: Path, kind: int) -> None:
    root.chmod(0o755)
    taken, tell = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            fcntl.flock(os.open(root, os.O_RDONLY), kind)
            os.write(tell, b"x")
            time.sleep(60)
        finally:
            os._exit(1)
    try:
        assert os.read(taken, 1) == b"x"
        began = time.monotonic()
        storage.save([NewFile(root / "id", NEW, private=True)])
        assert time.monotonic() - began < 2
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
    assert content(root) == {"id": NEW}


@linux
def test_the_program_that_keeps_a_folder_locked_is_named(root: Path) -> None:
    code = "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], 0), 2); print(flush=True); input()"
    with Child(
        [sys.executable, "-c", code, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(StorageError, match=rf"\(process {process.pid}\) holds the lock on"):
            storage.save([NewFile(root / "id", NEW, private=True)])
        process.communicate(b"\n", timeout=30)
    storage.save([NewFile(root / "id", NEW, private=True)])


# What killed programs leave


@linux
@pytest.mark.parametrize("use", ["save", "look"])
def test_a_pair_that_is_half_written_when_it_is_killed_is_whole_after_the_next_use(
    root: Path, use: str
) -> None:
    story = next(each for each in STORIES if each.name == "overwriting a pair")
    counter, folder = Counter(), root / "count"
    story.set_up(folder)
    with watched(counter):
        story.act(folder)
    seen = []
    for number in range(len(counter.names)):
        shutil.rmtree(folder)
        story.set_up(folder)
        assert killing.kill_once(story, folder, Deadly(number, after=True))
        seen.append(outcome(story, folder))
        if use == "save":
            storage.save([NewFile(folder / "another", b"x", private=True)])
        else:
            names = {entry.name for entry in browsing.scan(folder)}
            assert names == {each.name for each in folder.iterdir()}
        assert outcome(story, folder) in {"old", "new"}, f"{number} {counter.names[number]}"
        assert [each for each in folder.iterdir() if each.name.startswith(".")] == []
    assert "mixed" in seen, "it was never killed between the two"


@root_only
def test_a_note_of_another_user_moves_nothing(tmp_path: Path) -> None:
    for name in ("a", ".b.0123456789ab.keywright", "c"):
        (tmp_path / name).write_text(name)
    marks = {each.name: unfinished.mark(each.stat()) for each in tmp_path.iterdir()}
    steps = [
        unfinished.SaveStep(
            "a", ".b.0123456789ab.keywright", "", marks[".b.0123456789ab.keywright"], marks["a"], ""
        ),
        unfinished.SaveStep("c", "x", "", marks["c"], "", ""),
    ]
    note = tmp_path / unfinished.note_name("0123456789ab")
    note.write_bytes(b"".join(field.encode() + b"\0" for step in steps for field in step.told))
    os.chown(note, NOBODY, NOBODY)
    storage.recover(tmp_path)
    assert (tmp_path / "a").read_text() == "a"


def test_a_file_that_was_changed_since_is_left_as_it_is(root: Path) -> None:
    story = next(each for each in STORIES if each.name == "overwriting a pair")
    for number in range(200):
        story.set_up(root / "s")
        if not killing.kill_once(story, root / "s", Deadly(number, after=True)):
            pytest.fail("it was never killed between the two")
        if outcome(story, root / "s") == "mixed":
            break
        shutil.rmtree(root / "s")
    (root / "s" / "id.pub").write_bytes(b"changed by hand")
    storage.recover(root / "s")
    assert content(root / "s")["id.pub"] == b"changed by hand"
    assert content(root / "s")["id"] == NEW
