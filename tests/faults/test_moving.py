"""Files that belong together get other names together, and none is lost, whatever fails and whenever."""

from __future__ import annotations

import itertools
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.faults import killing
from tests.faults.calls import ERRORS, Counter, Faulty, watched
from tests.faults.stories import without_links
from tui.keyops.errors import StorageError, TargetExistsError
from tui.keyops.files import storage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HELD = {"id": b"private", "id.pub": b"public", "id-cert.pub": b"certificate"}
NEW = {f"new{name[2:]}": data for name, data in HELD.items()}
AWAY = {f"{name}.backup-20261122-193000": data for name, data in HELD.items()}


@pytest.fixture
def root() -> Iterator[Path]:
    yield from killing.fast_folder()


def begin(root: Path) -> Path:
    folder = next(path for number in itertools.count() if not (path := root / f"{number}").exists())
    folder.mkdir()
    for name, data in HELD.items():
        (folder / name).write_bytes(data)
    return folder


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rename(folder: Path) -> None:
    storage.move([(folder / name, folder / f"new{name[2:]}") for name in HELD])


def away(folder: Path) -> object:
    return storage.set_aside_all([folder / name for name in HELD], "20261122-193000")


ACTS = pytest.mark.parametrize(
    ("act", "after"),
    [(rename, NEW), (away, AWAY), (without_links(rename), NEW), (without_links(away), AWAY)],
    ids=["rename", "away", "rename-no-links", "away-no-links"],
)


@ACTS
def test_whatever_call_fails_all_have_their_old_names_or_all_their_new(
    act: Callable[[Path], object], after: dict[str, bytes], root: Path
) -> None:
    counter = Counter()
    folder = begin(root)
    with watched(counter):
        act(folder)
    assert held(folder) == after
    refused = 0
    for number, (error, code) in itertools.product(range(len(counter.names)), ERRORS.items()):
        folder = begin(root)
        where, before = f"call {number} {counter.names[number]} {error}", refused
        try:
            with watched(Faulty({number: code})):
                act(folder)
        except StorageError:
            refused += 1
        ended = HELD if refused > before else after
        storage.recover(folder)  # a note that could not be taken away
        assert held(folder) == ended, where
    assert refused > len(counter.names)


@ACTS
def test_when_all_fails_from_one_call_on_the_next_program_does_the_rest(
    act: Callable[[Path], object], after: dict[str, bytes], root: Path
) -> None:
    """As after a kill: nothing is undone, for that fails too."""
    ends = set()
    for number in range(40):
        folder = begin(root)
        try:
            with watched(Faulty(dict.fromkeys(range(number, 999), ERRORS["EROFS"]))):
                act(folder)
        except StorageError:
            pass
        assert sorted(set(held(folder).values()) & set(HELD.values())) == sorted(HELD.values()), number
        storage.recover(folder)
        found = held(folder)
        assert found in (HELD, after), (number, found)
        ends.add("old" if found == HELD else "new")
    assert ends == {"old", "new"}


def test_killed_between_two_files_the_next_look_at_the_folder_does_the_rest(root: Path) -> None:
    folder = begin(root)
    code = f"""
import os, signal
from pathlib import Path
from tui.keyops.files import atomic, storage
real, count = atomic.moved_new, []
def moved(*names):
    if len(count) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    count.append(names)
    return real(*names)
atomic.moved_new = moved
folder = Path({str(folder)!r})
storage.move([(folder / name, folder / ("new" + name[2:])) for name in {list(HELD)!r}])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=killing.ROOT, check=False, timeout=60)
    assert done.returncode == -9
    assert held(folder) != NEW
    storage.recover(folder)
    assert held(folder) == NEW


def test_a_name_that_is_taken_refuses_all(root: Path) -> None:
    folder = begin(root)
    (folder / "new-cert.pub").write_bytes(b"another")
    with pytest.raises(TargetExistsError, match="new-cert.pub"):
        rename(folder)
    assert held(folder) == {**HELD, "new-cert.pub": b"another"}


def test_what_takes_a_new_name_meanwhile_is_left_alone(root: Path) -> None:
    folder = begin(root)
    seen = []

    def taken(name: str, call: Callable[[], object]) -> object:
        if name == "move_new":
            seen.append(name)
            if len(seen) == 2:
                (folder / "new.pub").write_bytes(b"another")
        return call()

    with watched(taken), pytest.raises(StorageError):
        rename(folder)
    assert held(folder) == {**HELD, "new.pub": b"another"}


def test_a_file_that_is_gone_refuses_all(root: Path) -> None:
    folder = begin(root)
    (folder / "id.pub").unlink()
    with pytest.raises(StorageError, match=r"id\.pub is gone"):
        rename(folder)
    assert set(held(folder)) == {"id", "id-cert.pub"}


def test_backups_of_one_moment_get_a_number_and_only_backups_are_cleared(root: Path) -> None:
    folder = begin(root)
    away(folder)
    for name, data in HELD.items():
        (folder / name).write_bytes(data)
    moves = storage.set_aside_all([folder / "id", folder / "id.pub"], "20261122-193000")
    assert [new.name for _, new in moves] == [
        "id.backup-20261122-193000_2",
        "id.pub.backup-20261122-193000_2",
    ]
    with pytest.raises(StorageError, match="is not a backup"):
        storage.clear([moves[0][1], folder / "id-cert.pub"])
    assert moves[0][1].read_bytes() == b"private"
    backups = [path for path in folder.iterdir() if ".backup-" in path.name]
    assert storage.clear(backups) == 5
    assert held(folder) == {"id-cert.pub": b"certificate"}
    assert storage.clear(backups) == 0
