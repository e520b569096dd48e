"""Repairing a folder: modes and damage that need no decision, told first, each written with a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.editing import repairing_all
from tui.keyops.formats import DEFAULT_PRIVATE, DEFAULT_PUBLIC
from tui.keyops.inspection.inspection import recognise

if TYPE_CHECKING:
    from pathlib import Path

STAMP = "20261130-043000"
PAIR = make("ed25519")


def folder_of(tmp_path: Path) -> Path:
    """A folder with a whole key that is too open, a damaged one, and one that nothing repairs."""
    folder = tmp_path / ".ssh"
    folder.mkdir(mode=0o700)
    whole = pack(PAIR, DEFAULT_PRIVATE).data
    for name, data, mode in (
        ("open", whole, 0o644),
        ("crlf", whole.replace(b"\n", b"\r\n\r\n"), 0o600),
        ("lost", whole[: len(whole) // 2], 0o600),
    ):
        (folder / name).write_bytes(data)
        (folder / name).chmod(mode)
    return folder


def test_all_is_told_before_anything_is_written(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    before = {path.name: (path.read_bytes(), path.stat().st_mode) for path in folder.iterdir()}
    planned = repairing_all.plan(folder, [folder / "crlf", folder / "lost", folder / "crlf"])
    assert {line[0] for line in planned.lines} == {".ssh", "crlf"}
    assert planned.left == (folder / "lost",)
    assert {path.name: (path.read_bytes(), path.stat().st_mode) for path in folder.iterdir()} == before


def test_what_is_written_is_whole_and_what_was_there_is_kept(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    damaged = (folder / "crlf").read_bytes()
    planned = repairing_all.plan(folder, [folder / "crlf", folder / "lost"])
    assert repairing_all.write(planned, STAMP) == len(planned.lines)
    assert (folder / "open").stat().st_mode & 0o777 == 0o600
    assert recognise((folder / "crlf").read_bytes())[0].open().public == PAIR.public
    assert [path.read_bytes() for path in folder.iterdir() if STAMP in path.name] == [damaged]
    assert repairing_all.plan(folder, [folder / "crlf"]).lines == ()


def test_a_public_key_that_is_whole_needs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "id.pub"
    path.write_bytes(pack_public(PAIR.public, DEFAULT_PUBLIC, b"me").data)
    tmp_path.chmod(0o700)
    planned = repairing_all.plan(tmp_path, [path])
    assert (planned.plans, planned.left) == ((), ())
