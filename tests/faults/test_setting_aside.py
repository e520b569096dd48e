"""A file that is set aside has one name at the end, and is never lost."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from tests.faults import killing
from tests.faults.calls import ERRORS, Counter, Faulty, watched
from tests.faults.stories import OLD, without_links
from tui.keyops.errors import StorageError
from tui.keyops.files import storage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

AWAY = "id.backup-s"


@pytest.fixture
def root() -> Iterator[Path]:
    yield from killing.fast_folder()


def begin(root: Path) -> Path:
    folders = (root / f"{number}" for number in itertools.count())
    folder = next(path for path in folders if not path.exists())
    folder.mkdir()
    (folder / "id").write_bytes(OLD)
    return folder


def names(folder: Path) -> set[str]:
    """Each holds what the file held."""
    held = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(held.values()) == {OLD}, held
    return set(held)


def away(folder: Path) -> object:
    return storage.set_aside(folder / "id", "s")


@pytest.mark.parametrize("act", [away, without_links(away)], ids=["links", "no-links"])
def test_whatever_call_fails_it_is_where_it_was_or_aside(act: Callable[[Path], object], root: Path) -> None:
    counter = Counter()
    folder = begin(root)
    with watched(counter):
        act(folder)
    assert names(folder) == {AWAY}
    refused = 0
    for number, (error, code) in itertools.product(range(len(counter.names)), ERRORS.items()):
        folder = begin(root)
        where = f"call {number} {counter.names[number]} {error}"
        try:
            with watched(Faulty({number: code})):
                act(folder)
        except StorageError:
            refused += 1
            assert names(folder) == {"id"}, where
        else:
            assert names(folder) == {AWAY}, where
    assert refused > len(counter.names)


@pytest.mark.parametrize("act", [away, without_links(away)], ids=["links", "no-links"])
def test_when_all_fails_from_one_call_on_it_is_still_there(act: Callable[[Path], object], root: Path) -> None:
    for number in range(12):
        folder = begin(root)
        try:
            with watched(Faulty(dict.fromkeys(range(number, 99), ERRORS["EROFS"]))):
                act(folder)
        except StorageError:
            pass
        assert OLD in [path.read_bytes() for path in folder.iterdir()], number


def test_what_appears_under_the_old_name_meanwhile_is_left_alone(root: Path) -> None:
    folder = begin(root)

    def replaced(name: str, call: Callable[[], object]) -> object:
        if name == "fsync":
            (folder / "id").write_bytes(b"new")
            raise OSError(ERRORS["EIO"], "no")
        return call()

    with watched(replaced), pytest.raises(StorageError):
        away(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"id": b"new", AWAY: OLD}
