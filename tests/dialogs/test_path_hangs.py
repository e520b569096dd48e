"""A folder that never answers does not hold the dialog, nor the end of the program."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tests.helpers.children import PATIENCE
from tests.helpers.desk import keys_app, screen_of
from tests.helpers.snapshot import text, until
from tui.dialogs.path import PathDialog
from tui.keyops.files import completion

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_completing_waits_in_a_thread_that_nobody_waits_for(
    fence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answer = threading.Event(), threading.Event()

    def hang(*_: object) -> completion.Completion:
        asked.set()
        answer.wait(PATIENCE)
        return completion.Completion("late")

    monkeypatch.setattr(completion, "complete", hang)
    app = keys_app(fence)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: screen_of(pilot).where)
        await app.push_screen(PathDialog("Where to", fence, "here", "Choose another"))
        assert "! Choose another" in text(app)
        await pilot.press("tab")
        await until(pilot, asked.is_set)
        waiting = [thread for thread in threading.enumerate() if thread.name == "keywright-read"]
        assert waiting
        assert all(thread.daemon for thread in waiting)
        await pilot.press("x")
        await until(pilot, lambda: "herex" in text(app))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, PathDialog))
    answer.set()
