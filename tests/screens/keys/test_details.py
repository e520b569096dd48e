"""The rows of the details, copied by key; small screens scroll to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk
from tests.helpers.desk import keys_app, ready, screen_of, shows
from tests.helpers.snapshot import lines, until
from tui.app import KeywrightApp
from tui.keyops.keys import fingerprints
from tui.widgets.key_card import KeyCard

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    return desk.fill(fence / ".ssh", ["id_rsa", "id_rsa.pub"])


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40), (200, 60)])
async def test_fingerprints_randomart_and_the_key_itself_are_copied_by_key(
    folder: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    copied = []
    monkeypatch.setattr(KeywrightApp, "on_copy_public_key", lambda _, message: copied.append(message.key))
    async with keys_app(folder / "id_rsa").run_test(size=size) as pilot:
        await ready(pilot)
        public = screen_of(pilot).report.key.public
        await pilot.press("tab", "G", "y", "k", "y")
        await until(pilot, lambda: len(copied) == 2)
        art = fingerprints.randomart(public)
        await shows(pilot, art.splitlines()[5])
        shown = "\n".join(lines(pilot.app))
        assert all(row in shown for row in art.splitlines()[1:]) or size == (60, 20)
        await pilot.press("g", *"jjjj", "y", "j", "y")
        await until(pilot, lambda: len(copied) == 4)
    line = (folder / "id_rsa.pub").read_text().split()[1]
    assert copied[0].line.split()[1] == line
    assert (copied[1].line, copied[1].name, copied[1].label) == (art, "Randomart of id_rsa", "RSA 2048")
    assert {fingerprints.sha256(public), fingerprints.md5(public)} <= {key.line for key in copied}


async def test_repairing_stands_in_the_footer_where_something_can_be_repaired(folder: Path) -> None:
    (folder / "id_rsa").chmod(0o644)
    async with keys_app(folder / "id_rsa.pub").run_test(size=(60, 20)) as pilot:
        await ready(pilot)
        assert "m repair" not in lines(pilot.app)[-1]
        await desk.go_to(pilot, "id_rsa")
        await until(pilot, lambda: lines(pilot.app)[-1].startswith(" Enter unlock  m repair"))
        await pilot.press("tab")
        assert pilot.app.screen.query_one(KeyCard).has_focus
        await until(pilot, lambda: "m repair" in lines(pilot.app)[-1])
