"""Looking at the files of a folder leaves the interpreter to keys, and many are looked at on every core."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import PATIENCE
from tui.keyops.errors import InternalError
from tui.keyops.files.listing import scan
from tui.keyops.inspection import key_files, summary
from tui.process import cores, jobs
from tui.screens.keys import scanner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tui.keyops.files.listing import FileSummary

FILES = 60
CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "ssh-keygen-9.2"


async def test_there_is_a_breath_after_some_work_and_not_after_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(FILES):
        (tmp_path / f"id_{at}").write_text("nothing\n")
    breaths: list[float] = []
    ticks = itertools.count()
    clock = SimpleNamespace(sleep=breaths.append, monotonic=lambda: next(ticks) * scanner._TURN / 4)
    monkeypatch.setattr(scanner, "time", clock)
    seen: dict[Path, FileSummary] = {}
    all_seen = asyncio.Event()

    def deliver(found: Mapping[Path, FileSummary], _rows: object) -> None:
        seen.update(found)
        if len(seen) == FILES:
            all_seen.set()

    scanner.Summarizer(deliver).begin(scan(tmp_path), {})
    await asyncio.wait_for(all_seen.wait(), PATIENCE)
    assert FILES / 10 < len(breaths) < FILES / 2


def folder_of_keys(folder: Path) -> None:
    for source in sorted(CORPUS.iterdir()):
        (folder / source.name).write_bytes(source.read_bytes())


async def looked_at(folder: Path) -> dict[Path, FileSummary]:
    """What is told of all files of a folder."""
    seen: dict[Path, FileSummary] = {}
    all_seen = asyncio.Event()

    def deliver(found: Mapping[Path, FileSummary], _rows: object) -> None:
        seen.update(found)
        if not looking.is_busy:
            all_seen.set()

    looking = scanner.Summarizer(deliver)
    looking.begin(scan(folder), {})
    await asyncio.wait_for(all_seen.wait(), PATIENCE)
    return seen


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that children were given, where a few files are many."""
    names: list[str] = []
    run = jobs.run

    async def noted(operation: Callable[..., object], folder: str, part: Sequence[str]) -> object:
        names.extend(part)
        return await run(operation, folder, part)

    monkeypatch.setattr(scanner, "_MANY", 20)
    monkeypatch.setattr(cores, "usable", lambda: 2)
    monkeypatch.setattr(jobs, "run", noted)
    return names


async def test_children_tell_of_each_file_what_is_told_of_it_here(tmp_path: Path, given: list[str]) -> None:
    folder_of_keys(tmp_path)
    seen = await looked_at(tmp_path)
    assert sorted(given) == sorted(path.name for path in seen)
    assert len(given) > 20
    assert seen == {path: summary.summarize(path) for path in tmp_path.iterdir()}


async def test_what_a_child_does_not_answer_is_looked_at_here(
    tmp_path: Path, given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(_: object, _folder: str, part: Sequence[str]) -> object:
        given.extend(part)
        raise InternalError("killed", "")

    monkeypatch.setattr(jobs, "run", killed)
    folder_of_keys(tmp_path)
    seen = await looked_at(tmp_path)
    assert given
    assert seen.keys() == set(tmp_path.iterdir())


async def test_children_end_when_another_folder_is_shown(
    tmp_path: Path, given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def forever(_: object, _folder: str, part: Sequence[str]) -> object:
        given.extend(part)
        started.set()
        try:
            return await asyncio.Future()
        finally:
            ended.set()

    monkeypatch.setattr(jobs, "run", forever)
    folder_of_keys(tmp_path)
    looking = scanner.Summarizer(lambda *_: None)
    looking.begin(scan(tmp_path), {})
    await asyncio.wait_for(started.wait(), PATIENCE)
    looking.stop()
    await asyncio.wait_for(ended.wait(), PATIENCE)


@pytest.mark.parametrize("is_known", [False, True])
async def test_what_is_found_is_handed_over_in_pieces_and_rows_only_where_they_are_others(
    tmp_path: Path, given: list[str], monkeypatch: pytest.MonkeyPatch, *, is_known: bool
) -> None:
    monkeypatch.setattr(scanner, "_AT_ONCE", 7)
    folder_of_keys(tmp_path)
    entries = scan(tmp_path)
    known = {one.path: summary.summarize(one.path) for one in entries if is_known}
    shown = key_files.group(entries, known)
    told: list[tuple[int, object]] = []
    over = asyncio.Event()

    def deliver(found: Mapping[Path, FileSummary], rows: object) -> None:
        told.append((len(found), rows))
        if not looking.is_busy:
            over.set()

    looking = scanner.Summarizer(deliver)
    looking.begin(entries, known, shown)
    await asyncio.wait_for(over.wait(), PATIENCE)
    assert given
    assert sum(count for count, _ in told) == len(entries)
    assert max(count for count, _ in told) <= 7
    rows = [rows for _, rows in told if rows is not None]
    assert all(one is shown for one in rows) == is_known
