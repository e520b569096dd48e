"""Verifying a key from the Keys screen, and unlocking one that asks for more work than sane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import fill, keys_app, ready, same_world, screen_of, shows
from tests.helpers.keys import make
from tests.helpers.protections import over_the_limit
from tests.helpers.snapshot import check, text, until

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    same_world(monkeypatch)
    return fill(fence / "keys")


def closed(pilot) -> bool:
    return pilot.app.screen is pilot.app.screen_stack[0]


async def test_v_shows_each_step_and_escape_closes_it(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("v")
        await shows(pilot, "Verified id_ed25519")
        assert "Ed25519 works: its private and public key belong together" in text(pilot.app)
        assert "ok Trial signature" in text(pilot.app)
        check(pilot.app, "verify-80x24")
        await pilot.press("escape")
        await until(pilot, lambda: closed(pilot))


async def test_a_pub_file_of_another_key_is_shown_as_what_is_wrong(folder: Path) -> None:
    async with keys_app(folder / "wrong").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("v")
        await shows(pilot, "wrong failed verification")
        assert "!! Public key file: The .pub file holds another key" in text(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: closed(pilot))


async def test_a_locked_key_is_verified_after_its_passphrase(folder: Path) -> None:
    async with keys_app(folder / "old.pem").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("v")
        await shows(pilot, "Passphrase of old.pem")
        await pilot.press(*"wrong", "enter")
        await shows(pilot, "does not open the key")
        await pilot.press(*"correct", "space", *"horse", "enter")
        await shows(pilot, "Verified old.pem")
        assert "RSA 2048 works" in text(pilot.app)


async def test_giving_up_the_passphrase_verifies_nothing(folder: Path) -> None:
    async with keys_app(folder / "old.pem").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("v")
        await shows(pilot, "Passphrase of old.pem")
        await pilot.press("escape")
        await until(pilot, lambda: closed(pilot))
        assert "Verified" not in text(pilot.app)


async def test_a_public_file_answers_with_the_reason(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519.pub").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("v")
        assert "id_ed25519.pub has no private key to verify" in text(pilot.app)


async def test_work_beyond_sanity_is_told_with_its_time_and_done_only_when_agreed(folder: Path) -> None:
    (folder / "slow").write_bytes(over_the_limit())
    (folder / "slow").chmod(0o600)
    async with keys_app(folder / "slow").run_test(size=SIZE) as pilot:
        await ready(pilot)
        for answer in ("escape", "yes"):
            await pilot.press("u")
            await shows(pilot, "Passphrase of slow")
            await pilot.press(*"correct", "space", *"horse", "enter")
            await shows(pilot, "Unlock slow anyway?")
            assert "65 scrypt parallelism" in text(pilot.app)
            assert "take about 1 s here" in " ".join(text(pilot.app).replace("│", " ").split())
            if answer == "escape":
                await pilot.press("escape")
                await until(pilot, lambda: closed(pilot))
                assert "unlocked" not in text(pilot.app)
        await pilot.press("right", "enter")
        await until(pilot, lambda: closed(pilot) and "unlocked" in text(pilot.app))
        report = screen_of(pilot).report
        assert report.keys[0].public == make("ed25519").public
