"""Several programs on one file: none loses what another wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.faults import killing, racing
from tests.faults.calls import watched
from tests.faults.stories import content
from tests.helpers import peers
from tui.keyops.errors import StorageError
from tui.keyops.files import storage
from tui.keyops.files.storage import NewFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def root() -> Iterator[Path]:
    yield from killing.fast_folder()


def test_of_two_edits_at_once_one_is_refused_or_both_are_kept(root: Path) -> None:
    assert "refused" in racing.in_a_child(root, "edits", 40)


def test_of_three_new_pairs_of_one_name_one_is_written_whole(root: Path) -> None:
    assert racing.in_a_child(root, "new_pairs", 20) == "20 won by one"


@pytest.mark.parametrize("backup", [True, False])
def test_a_file_that_is_replaced_just_before_it_would_be_overwritten_is_left_alone(
    tmp_path: Path, backup: bool
) -> None:
    (tmp_path / "id").write_bytes(b"old")
    (tmp_path / "other").write_bytes(b"somebody's")
    files = [NewFile(tmp_path / name, b"new", private=True) for name in ("id", "id2")]

    def replace_late(name: str, call: Callable[[], Any]) -> Any:
        if name == "link" and (tmp_path / "other").exists():
            (tmp_path / "other").replace(tmp_path / "id")
        return call()

    with watched(replace_late), pytest.raises(StorageError, match="id was changed in the meantime"):
        storage.save(files, overwrite=True, backup=backup)
    assert content(tmp_path) == {"id": b"somebody's"}


def test_what_another_program_still_writes_into_the_old_file_is_in_the_backup(tmp_path: Path) -> None:
    path = tmp_path / "id"
    path.write_bytes(b"old")
    with path.open("r+b") as late:
        kept = storage.replace_with_backup(path, b"new", private=True, stamp="s", expected=b"old")
        late.truncate()
        late.write(b"written late")
    assert (path.read_bytes(), kept.read_bytes()) == (b"new", b"written late")


@pytest.mark.interop
def test_what_ssh_keygen_writes_beside_us_is_in_the_file_or_in_a_backup(root: Path) -> None:
    peers.need("ssh-keygen")
    assert "beside 60 of ssh-keygen" in racing.in_a_child(root, "keygen", 60)
