"""Auditing a key from the Keys screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import fill, keys_app, ready, same_world, shows
from tests.helpers.snapshot import check, text, until
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


async def test_b_writes_a_report_of_what_is_shown(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("x")
        await shows(pilot, "B report")
        await pilot.press("B")
        await shows(pilot, "Write a CycloneDX report")
        await pilot.press("enter")
        await shows(pilot, "Wrote keys.cdx.json")
        told = json.loads((folder / "keys.cdx.json").read_bytes())
        assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
        assert str(folder / "id_ed25519") in json.dumps(told)
        assert "id_rsa" not in json.dumps(told)


async def test_b_on_the_problems_writes_a_report_of_the_folder_and_asks_before_it_overwrites(
    folder: Path,
) -> None:
    (folder / "keys.cdx.json").write_text("mine")
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("exclamation_mark")
        await shows(pilot, "B report")
        await pilot.press("B")
        await shows(pilot, "Write a CycloneDX report")
        await pilot.press("enter")
        await shows(pilot, "Overwrite keys.cdx.json?")
        await pilot.press("escape")
        assert (folder / "keys.cdx.json").read_text() == "mine"
        await shows(pilot, "B report")
        await pilot.press("B")
        await shows(pilot, "Write a CycloneDX report")
        await pilot.press("ctrl+u", *"all.cdx.json", "enter")
        await until(pilot, (folder / "all.cdx.json").exists)
        await shows(pilot, "B report")
        told = json.loads((folder / "all.cdx.json").read_bytes())
        assert len(told["components"]) > 5


async def test_b_reports_on_all_that_is_marked_and_shows_the_file(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("space", "space", "x")
        await shows(pilot, "B report")
        await pilot.press("B")
        await shows(pilot, "Write a CycloneDX report")
        await pilot.press("enter")
        await shows(pilot, "Wrote keys.cdx.json")
        told = json.loads((folder / "keys.cdx.json").read_bytes())
        places = {
            place["location"]
            for one in told["components"]
            for place in one.get("evidence", {"occurrences": []})["occurrences"]
        }
        assert len({place.removesuffix(".pub") for place in places}) == 2
