"""The journal of a rotation is read as it was written, and not at all when it was written otherwise."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tui.keyops.errors import StorageError
from tui.keyops.rotation import journal, steps
from tui.keyops.rotation.journal import OldLine, Rotation, StepKind, StepProgress

if TYPE_CHECKING:
    from pathlib import Path


def begun(folder: Path) -> Rotation:
    """One in the middle of its steps."""
    rotation = steps.begin(folder / "id", ("me@one", "\udcfftwo"), old_line=OldLine.REMOVE)
    for kind, changes in (
        (StepKind.INSTALL, {"state": StepProgress.DONE, "line": "no-pty ssh-ed25519 AAAA \udcff"}),
        (
            StepKind.CONFIG,
            {"state": StepProgress.BEGUN, "moves": (("/c/config", "/c/config.backup-1", "ab"),)},
        ),
        (StepKind.KEEP, {"moves": ((f"{folder}/id", f"{folder}/id.backup-1", ""),)}),
    ):
        host = "me@one" if kind is StepKind.INSTALL else ""
        rotation = rotation.with_step(replace(rotation.step(kind, host), **changes))
    return rotation


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert journal.load(tmp_path / "id") is None
    saved = journal.save(begun(tmp_path))
    assert journal.load(tmp_path / "id") == saved
    assert saved.path.stat().st_mode & 0o777 == 0o600
    again = journal.save(replace(saved, old_line=OldLine.KEEP))
    assert journal.load(tmp_path / "id") == again
    with pytest.raises(StorageError):
        journal.save(saved)  # which knows nothing of the one after it
    assert list(journal.all_in(tmp_path)) == [again]
    journal.forget(again)
    assert list(tmp_path.iterdir()) == []


def test_every_beginning_of_a_journal_is_no_journal(tmp_path: Path) -> None:
    """Whatever a full disk or another program has left."""
    saved = journal.save(begun(tmp_path))
    assert saved.written is not None
    for size in range(0, len(saved.written) - 2, 7):
        saved.path.write_bytes(saved.written[:size])
        with pytest.raises(StorageError, match="is not the journal of a rotation"):
            journal.load(tmp_path / "id")
    assert list(journal.all_in(tmp_path)) == []


@pytest.mark.parametrize(
    "data",
    [b"[" * 100_000, b"\xff\xfe", b"null", b"[]", b"7", b'{"schema": 1}', b'{"schema": [1]}', b"9" * 5000],
    ids=["deep", "bytes", "null", "list", "number", "empty", "schema", "digits"],
)
def test_what_is_no_journal_at_all_is_said(data: bytes, tmp_path: Path) -> None:
    journal.path_for(tmp_path / "id").write_bytes(data)
    with pytest.raises(StorageError, match="is not the journal of a rotation"):
        journal.load(tmp_path / "id")


def test_one_of_another_version_is_left_to_that(tmp_path: Path) -> None:
    journal.path_for(tmp_path / "id").write_text('{"schema": 2, "old": "id"}')
    with pytest.raises(StorageError, match="written by another version of keywright"):
        journal.load(tmp_path / "id")


def _set(*path: str | int, to: object) -> Any:
    def change(found: Any) -> None:
        for name in path[:-1]:
            found = found[name]
        found[path[-1]] = to

    return change


HOSTILE = {
    "new elsewhere": _set("new", to="../authorized_keys"),
    "new without a name": _set("new", to=""),
    "new is a number": _set("new", to=7),
    "of another key": _set("old", to="other"),
    "expiry is a command": _set("expiry", to="1|e touch x"),
    "expiry in other digits": _set("expiry", to="\u0662" * 8),
    "date with an escape": _set("delete_after", to="\x1b[2J"),
    "begun is a list": _set("begun", to=["2026-11-30"]),
    "host is no text": _set("hosts", 0, to=["x"]),
    "hosts twice": _set("hosts", to=["me@one", "me@one"]),
    "more hosts than steps": _set("hosts", to=["me@one", "\udcfftwo", "three"]),
    "a step of no kind": _set("steps", 0, "kind", to="format disk"),
    "a state that is none": _set("steps", 0, "state", to="perhaps"),
    "a line that is a list": _set("steps", 1, "line", to=[]),
    "a checksum that is a number": _set("steps", 5, "moves", to=[["/c/config", "", 7]]),
    "a configuration that is null": _set("config", to=None),
    "no steps": _set("steps", to=[]),
    "steps are a map": _set("steps", to={}),
    "a field more": _set("more", to=1),
    "a backup elsewhere": _set("steps", 5, "moves", to=[["/c/config", "/etc/x.backup-1", ""]]),
    "a backup that is none": _set("steps", 5, "moves", to=[["/c/config", "/c/other", ""]]),
    "a relative file": _set("steps", 5, "moves", to=[["config", "config.backup-1", ""]]),
    "a move of two": _set("steps", 5, "moves", to=[["/c/config", "/c/config.backup-1"]]),
    "the old key is another file": _set("steps", 8, "moves", to=[["/etc/x", "/etc/x.backup-1", ""]]),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_journal_moves_and_runs_nothing(change: Any, tmp_path: Path) -> None:
    saved = journal.save(begun(tmp_path))
    assert saved.written is not None
    found = json.loads(saved.written)
    change(found)
    saved.path.write_text(json.dumps(found))
    with pytest.raises(StorageError, match="is not the journal of a rotation"):
        journal.load(tmp_path / "id")
