"""Disks that are full or may not be written, folders that go away, and programs told to end while saving."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults import killing
from tests.faults.calls import Counter, watched
from tests.faults.stories import NEW, OLD, STORIES, content, outcome, wrong
from tests.helpers.children import PATIENCE, Child
from tui.keyops.errors import KeyOpsError, StorageError
from tui.keyops.files import atomic, folder_locks, folders, storage
from tui.keyops.files.storage import NewFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAIR = next(story for story in STORIES if story.name == "overwriting a pair")
_SAVE = """
import os, resource, signal, sys, threading, time
from pathlib import Path
from tests.faults.stories import NEW
from tui.process import shutdown as endings
from tui.keyops.files import storage
from tui.keyops.errors import StorageError
folder = Path(sys.argv[1])
files = [storage.NewFile(folder / "id", NEW, private=True)]
"""
_TRY = """
try:
    storage.save(files, overwrite=True, stamp="s")
except StorageError as error:
    print(error.title)
"""


@pytest.fixture
def root() -> Iterator[Path]:
    yield from killing.fast_folder()


def child(code: str, folder: Path) -> str:
    """What another Python prints; it may do to itself what would harm this one."""
    return subprocess.run(
        [sys.executable, "-c", _SAVE + code, str(folder)],
        cwd=killing.ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout.strip()


def test_on_a_disk_that_takes_no_more_the_old_file_stays(root: Path) -> None:
    (root / "id").write_bytes(OLD)
    limit = "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
    assert child(limit + _TRY, root) == "id could not be written: File too large"
    assert content(root) == {"id": OLD}


def test_in_a_folder_that_may_not_be_written_nothing_changes(root: Path) -> None:
    (root / "id").write_bytes(OLD)
    (root / "id").chmod(0o644)
    root.chmod(0o555)
    drop = "os.setgroups([]); os.setgid(65534); os.setuid(65534)" if os.getuid() == 0 else ""
    assert child(drop + _TRY, root) == f"No permission to write id in {root}"
    assert content(root) == {"id": OLD}
    root.chmod(0o755)


@pytest.mark.parametrize("how", ["moved", "gone"])
def test_a_folder_that_goes_away_in_the_middle_is_told_of(root: Path, how: str) -> None:
    counter = Counter()
    PAIR.set_up(root / "count")
    with watched(counter):
        PAIR.act(root / "count")
    refused = 0
    real = {name: getattr(os, name) for name in ("rename", "listdir", "unlink", "rmdir")}
    for number in range(len(counter.names)):
        folder, elsewhere = root / f"{number}", root / f"{number}-elsewhere"
        PAIR.set_up(folder)
        left = number

        def go(_name: str, call: Callable[[], Any], folder: Path = folder, to: Path = elsewhere) -> Any:
            nonlocal left
            left -= 1
            if left == -1 and how == "moved":
                real["rename"](folder, to)
            elif left == -1:
                for each in real["listdir"](folder):
                    real["unlink"](folder / each)
                real["rmdir"](folder)
            return call()

        try:
            with watched(go):
                PAIR.act(folder)
        except KeyOpsError as error:
            refused += 1
            assert "id" in error.title or str(folder) in error.title  # noqa: PT017 - of one of two outcomes
        if how == "moved":
            where = elsewhere if elsewhere.exists() else folder
            assert outcome(PAIR, where) in {"old", "new"}, number
            assert wrong(PAIR, where, died=False) == "", number
        else:
            assert content(folder) in ({}, PAIR.new), number
    assert refused > (3 if how == "gone" else 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_told_to_end_while_saving_a_verb_saves_first(root: Path, number: signal.Signals) -> None:
    (root / "id").write_bytes(OLD)
    slow = """
real = os.fsync
def slow(handle):
    print("saving", flush=True)
    time.sleep(0.3)
    real(handle)
os.fsync = slow
storage.save(files, overwrite=True, stamp="s")
time.sleep(60)
"""
    with Child(
        [sys.executable, "-c", _SAVE + slow, str(root)],
        cwd=killing.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        assert process.wait(PATIENCE) == -number
    assert content(root) == {"id": NEW, "id.backup-s": OLD}


def test_told_to_end_while_the_disk_hangs_the_screens_take_the_temporary_file_away(root: Path) -> None:
    (root / "id").write_bytes(OLD)
    hangs = """
os.fsync = lambda handle: time.sleep(60)
with endings.Watch(lambda status: None, deadline=0.1):
    threading.Thread(target=lambda: storage.save(files, overwrite=True, stamp="s"), daemon=True).start()
    while len(os.listdir(folder)) < 2:
        time.sleep(0.01)
    print("hangs", flush=True)
    time.sleep(60)
"""
    with Child(
        [sys.executable, "-c", _SAVE + hangs, str(root)], cwd=killing.ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
        assert process.wait(PATIENCE) == 128 + signal.SIGTERM
    assert content(root) == {"id": OLD}


def test_a_temporary_file_that_a_killed_program_left_is_removed_and_no_other(tmp_path: Path) -> None:
    left = tmp_path / ".other.pem.0123456789ab.keywright"
    others = [".id.0123456789ab.keywright.swp", ".id.xyz.keywright", ".id.0123456789ab.tmp", "id.keywright"]
    for name in (left.name, *others):
        (tmp_path / name).write_text("x")
    with left.open() as written:
        fcntl.flock(written, fcntl.LOCK_EX)
        storage.save([NewFile(tmp_path / "id", b"x", private=True)])
        assert left.exists(), "it is being written by another program"
    storage.save([NewFile(tmp_path / "id", b"y", private=True)], overwrite=True, stamp="s")
    assert set(content(tmp_path)) == {"id", "id.backup-s", *others}


def test_a_temporary_file_on_a_file_system_without_locks_is_removed_when_it_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / ".id.0123456789ab.keywright"
    left.touch()

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr(fcntl, "flock", refuse)
    storage.recover(tmp_path)
    assert left.exists(), "it may be another program's that is writing now"
    monkeypatch.setattr(atomic, "STALE", -1.0)
    storage.recover(tmp_path)
    assert not left.exists()


def test_a_lock_that_is_never_given_free_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_locks, "PATIENCE", 0.02)
    handle, _ = folders.open_folder(tmp_path)
    assert folder_locks.lock(handle, tmp_path)
    with pytest.raises(StorageError, match=rf"\(process {os.getpid()}\) holds the lock on"):
        storage.save([NewFile(tmp_path / "id", b"x", private=True)])
    os.close(handle)
    storage.save([NewFile(tmp_path / "id", b"x", private=True)])


def test_nothing_stays_open_or_blocked_after_a_save(tmp_path: Path) -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ()), len([*Path("/proc/self/fd").iterdir()])
    storage.save([NewFile(tmp_path / "id", b"x", private=True)])
    with pytest.raises(StorageError):
        storage.save([NewFile(tmp_path / "id", b"x", private=True)])
    assert (signal.pthread_sigmask(signal.SIG_BLOCK, ()), len([*Path("/proc/self/fd").iterdir()])) == before
