"""Deleting keys into backups, and renaming them with all their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk
from tui.keyops.editing import moving
from tui.keyops.errors import StorageError, TargetExistsError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return desk.fill(tmp_path / "keys")


def files(folder: Path, *names: str) -> list[Path]:
    return [folder / name for name in names]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


ED = ("id_ed25519", "id_ed25519.pub", "id_ed25519-cert.pub")


def test_what_is_deleted_stays_as_backups_and_comes_back_as_it_was(folder: Path) -> None:
    before = contents(folder)
    mode = (folder / "id_ed25519").stat().st_mode
    moved = moving.delete(files(folder, *ED))
    assert moved.words == "Deleted id_ed25519, id_ed25519.pub and id_ed25519-cert.pub"
    assert not set(ED) & set(contents(folder))
    assert sorted(contents(folder).values()) == sorted(before.values())
    moving.undo(moved)
    assert contents(folder) == before
    assert (folder / "id_ed25519").stat().st_mode == mode


def test_of_two_folders_all_or_nothing_is_deleted(folder: Path, tmp_path: Path) -> None:
    other = desk.fill(tmp_path / "other")
    before = contents(folder), contents(other)
    with pytest.raises(StorageError, match="gone is gone"):
        moving.delete([folder / "id_rsa", other / "id_rsa", other / "gone"])
    assert (contents(folder), contents(other)) == before


def test_a_folder_is_not_deleted(folder: Path) -> None:
    with pytest.raises(StorageError, match="archive is a folder"):
        moving.delete([folder / "id_rsa", folder / "archive"])
    assert (folder / "id_rsa").exists()


def test_undoing_overwrites_nothing(folder: Path) -> None:
    moved = moving.delete(files(folder, *ED))
    (folder / "id_ed25519.pub").write_text("mine")
    with pytest.raises(TargetExistsError):
        moving.undo(moved)
    assert not (folder / "id_ed25519").exists()
    assert (folder / "id_ed25519.pub").read_text() == "mine"


@pytest.mark.parametrize(
    ("names", "new", "expected"),
    [
        (ED, "work", ["work", "work.pub", "work-cert.pub"]),
        (["build.ppk", "build.pub"], "work.ppk", ["work.ppk", "work.pub"]),
        (["build.pem", "build.pem.pub", "build.ppk"], "new.pem", ["new.pem", "new.pem.pub", "new.ppk"]),
        (["id_rsa", "id_rsa.ppk", "elsewhere.pub"], "work", ["work", "work.ppk", "elsewhere.pub"]),
        (["deploy.pub"], "other.pub", ["other.pub"]),
    ],
)
def test_the_files_of_a_key_are_renamed_together(
    tmp_path: Path, names: list[str], new: str, expected: list[str]
) -> None:
    moves = dict(moving.planned(files(tmp_path, *names), new))
    assert [moves.get(tmp_path / name, tmp_path / name).name for name in names] == expected


@pytest.mark.parametrize("name", ["", " ", ".", "..", "a/b", "new.pub", "id_ed25519"])
def test_what_cannot_be_its_name_is_refused_with_the_next_step(folder: Path, name: str) -> None:
    before = contents(folder)
    with pytest.raises(StorageError) as caught:
        moving.rename_key(files(folder, *ED), name)
    assert caught.value.hint
    assert contents(folder) == before


def test_a_rename_is_undone_and_overwrites_nothing(folder: Path) -> None:
    before = contents(folder)
    moved = moving.rename_key(files(folder, *ED), "work")
    assert {"work", "work.pub", "work-cert.pub"} <= set(contents(folder))
    moving.undo(moved)
    assert contents(folder) == before
    (folder / "taken.pub").write_text("mine")
    with pytest.raises(TargetExistsError, match=r"taken\.pub already exists"):
        moving.rename_key(files(folder, *ED), "taken")
    assert contents(folder) == {**before, "taken.pub": b"mine"}
