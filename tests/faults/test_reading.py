"""Files that change, shrink, vanish, block or are no files at all while they are read."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.calls import ERRORS, Counter, Faulty, watched
from tui.keyops.errors import KeyOpsError, NotAKeyFileError, StorageError
from tui.keyops.files import listing as browsing
from tui.keyops.files import storage
from tui.keyops.inspection.files import inspect_file

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = b"k" * 4000


def hooked(name: str, action: Callable[[int], object]) -> Callable[[str, Callable[[], Any]], Any]:
    """Do something just before each call of a name; it is given how often that was."""
    count = 0

    def hook(called: str, call: Callable[[], Any]) -> Any:
        nonlocal count
        if called == name:
            count += 1
            action(count)
        return call()

    return hook


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "id"
    path.write_bytes(WHOLE)
    return path


def test_a_file_that_is_cut_short_while_it_is_read_is_read_again(path: Path) -> None:
    def cut(count: int) -> None:
        if count == 1:
            with path.open("r+b") as file:
                file.truncate(100)

    with watched(hooked("read", cut)):
        assert storage.read_key_file(path) == WHOLE[:100]


def test_a_file_that_never_stands_still_is_refused(path: Path) -> None:
    def grow(_: int) -> None:
        with path.open("ab") as file:
            file.write(b"more")

    with watched(hooked("fstat", grow)), pytest.raises(StorageError, match="Another program is changing id"):
        storage.read_key_file(path)


def test_a_file_that_is_rewritten_in_the_same_size_while_it_is_read_is_read_again(path: Path) -> None:
    """Else the two halves could be of two keys."""

    def rewrite(count: int) -> None:
        if count == 2:
            path.write_bytes(b"x" * len(WHOLE))
            os.utime(path, (1, 1))

    with watched(hooked("read", rewrite)):
        assert storage.read_key_file(path) == b"x" * len(WHOLE)


@pytest.mark.parametrize("what", ["fifo", "folder", "nothing", "link to nothing", "link to itself"])
def test_whatever_takes_the_place_of_a_file_is_an_error_and_no_wait(path: Path, what: str) -> None:
    def change(count: int) -> None:
        if count > 1:
            return
        path.unlink()
        if what == "fifo":
            os.mkfifo(path)
        elif what == "folder":
            path.mkdir()
        elif what.startswith("link"):
            path.symlink_to("nothing" if what == "link to nothing" else "id")

    with watched(hooked("open", change)), pytest.raises(StorageError, match="id"):
        storage.read_key_file(path)


def test_a_pipe_and_a_device_are_not_even_opened(tmp_path: Path) -> None:
    """Who waits to write into the pipe would go on, and fail; an opened watchdog restarts the machine."""
    os.mkfifo(tmp_path / "pipe")
    opened = []

    def note(name: str, call: Callable[[], Any]) -> Any:
        opened.append(name)
        return call()

    for path in (tmp_path / "pipe", Path("/dev/null")):
        with watched(note), pytest.raises(NotAKeyFileError):
            storage.read_key_file(path)
        assert inspect_file(path).error is not None
    assert "open" not in opened


def test_a_file_of_the_system_without_a_size_is_read(tmp_path: Path) -> None:
    assert storage.read_key_file(Path("/proc/self/status")).startswith(b"Name:")
    assert inspect_file(tmp_path / "missing" / "id").error is not None


@pytest.mark.parametrize("name", ["zero\0byte", "n" * 300, "no/folder", "id/below"])
def test_a_name_that_no_file_can_have_is_an_error_in_words(path: Path, name: str) -> None:
    with pytest.raises(StorageError) as caught:
        storage.read_key_file(path.parent / name)
    assert caught.value.title
    assert inspect_file(path.parent / name).error is not None
    with pytest.raises(StorageError):
        storage.save([storage.NewFile(path.parent / "id" / name, b"x", private=True)])


def test_whatever_call_fails_while_reading_or_browsing_is_an_error_in_words(path: Path) -> None:
    for work in (
        storage.read_key_file,
        inspect_file,
        lambda path: browsing.scan(path.parent),
        browsing.locate,
    ):
        counter = Counter()
        with watched(counter):
            work(path)
        for number in range(len(counter.names)):
            for code in (*ERRORS.values(), errno.ESTALE, errno.ELOOP, errno.ENAMETOOLONG):
                try:
                    with watched(Faulty({number: code})):
                        work(path)
                except KeyOpsError as error:
                    assert error.title  # noqa: PT017 - all others escape, and fail the test


def test_a_folder_that_vanishes_while_it_is_listed_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir()
    (folder / "id").touch()
    entries = browsing.scan(folder)
    (folder / "id").unlink()
    folder.rmdir()
    with pytest.raises(StorageError, match="does not exist"):
        browsing.scan(folder)
    assert inspect_file(entries[0].path).error is not None
