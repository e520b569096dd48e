"""Auditing a key from the Keys screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import fill, keys_app, ready, same_world, shows
from tests.helpers.snapshot import check, text
from tests.helpers.weak_keys import WEAK
from tui.keyops.conversion.conversion import pack_public

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    same_world(monkeypatch)
    return fill(fence / "keys")


async def test_x_tells_what_is_weak_and_what_was_looked_for(folder: Path) -> None:
    (folder / "token.pub").write_bytes(pack_public(WEAK["rsa-roca"], "openssh-public", b"token").data)
    async with keys_app(folder / "token.pub").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("x")
        await shows(pilot, "token.pub is weak")
        assert "!! The key has the structure of ROCA keys" in text(pilot.app)
        check(pilot.app, "audit-80x24")
        await pilot.press("escape")


async def test_x_says_why_a_key_that_is_locked_away_cannot_be_looked_at(folder: Path) -> None:
    async with keys_app(folder / "alone.p8").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("x")
        await shows(pilot, "The public key of alone.p8 is encrypted")
