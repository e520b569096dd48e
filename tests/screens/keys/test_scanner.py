"""Looking at the files of a folder leaves the interpreter to keys, and not more often than they need it."""

from __future__ import annotations

import asyncio
import itertools
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tests.helpers.children import PATIENCE
from tui.keyops.files.listing import scan
from tui.screens.keys import scanner

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

    from tui.keyops.files.listing import FileSummary

FILES = 60


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
