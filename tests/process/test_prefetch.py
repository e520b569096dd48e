"""The folder that is shown first, looked at while the screens are still being imported."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk
from tests.helpers.children import PATIENCE
from tests.helpers.desk import ready, screen_of
from tests.helpers.snapshot import text, until
from tui.app import KeywrightApp
from tui.keyops.files import listing as browsing
from tui.keyops.inspection import key_files
from tui.process.prefetch import FirstLook
from tui.screens.keys import problems

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    return desk.fill(fence / ".ssh")


def taken(look: FirstLook):
    """What it finds, as soon as it has found it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look.take():
            return found
        time.sleep(0.01)
    raise AssertionError("nothing was found")


def over(look: FirstLook) -> None:
    """Wait until it has looked."""
    for thread in threading.enumerate():
        if thread.name == "keywright-first-look":
            thread.join(PATIENCE)
    assert look.take() is None


def test_it_knows_the_folder_the_names_and_the_one_to_choose_once(folder: Path) -> None:
    look = FirstLook(folder / "id_rsa")
    found = taken(look)
    entries = browsing.scan(folder)
    assert found == (folder, entries, key_files.group(entries, {}), "id_rsa")
    assert look.take() is None


def test_where_there_is_nothing_it_leaves_it_to_the_screen_to_tell(folder: Path) -> None:
    over(FirstLook(folder / "gone"))


async def test_the_names_are_there_without_another_look(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = FirstLook(folder)
    look._found = taken(look)
    looked: list[object] = []
    monkeypatch.setattr(problems, "_problems", lambda _: ())  # they are looked for later
    monkeypatch.setattr(browsing, "scan", looked.append)
    monkeypatch.setattr(browsing, "locate", looked.append)
    async with KeywrightApp(folder, first_look=look).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "id_ed25519 " in text(pilot.app)
        await until(
            pilot, lambda: screen_of(pilot).names.summaries.get(folder / "id_rsa")
        )  # looked into, too
    assert looked == []


async def test_a_folder_that_does_not_answer_holds_up_neither_the_screen_nor_its_own_look(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan, hangs, free = browsing.scan, threading.Event(), threading.Event()

    def first_hangs(path: Path):
        if not hangs.is_set():
            hangs.set()
            free.wait(PATIENCE)
        return scan(path)

    monkeypatch.setattr(browsing, "scan", first_hangs)
    look = FirstLook(folder)
    assert hangs.wait(PATIENCE)
    async with KeywrightApp(folder, first_look=look).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "id_ed25519 " in text(pilot.app)
    free.set()
