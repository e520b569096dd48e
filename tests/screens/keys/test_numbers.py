"""The numbers of a key, from the Keys screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import PHRASE, fill, keys_app, ready, same_world, shows
from tests.helpers.snapshot import check, text
from tui.keyops.inspection import numbers
from tui.keyops.inspection.inspection import read

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    same_world(monkeypatch)
    return fill(fence / "keys")


async def test_the_private_half_is_shown_only_after_a_question(folder: Path) -> None:
    pair = read((folder / "id_ed25519").read_bytes())[0].open()
    seed = next(numbers.of_private(pair.private)).text
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("N")
        await shows(pilot, "public_affine_x=0x9926e548")
        check(pilot.app, "numbers-80x24")
        assert "private_exponent" not in text(pilot.app)
        await pilot.press("P")
        await shows(pilot, "Show the private numbers of id_ed25519?")
        await pilot.press("escape")
        await shows(pilot, "public numbers")
        assert "private_exponent" not in text(pilot.app)
        await pilot.press("P", "right", "enter")
        await shows(pilot, "private numbers")
        assert f"private_exponent={seed}"[:60] in text(pilot.app)


async def test_a_locked_key_shows_its_public_numbers_and_asks_before_the_others(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("N")
        await shows(pilot, "public_modulus=0x")
        await pilot.press("P", "right", "enter")
        await shows(pilot, "Passphrase of id_rsa")
        await pilot.press(*(char if char != " " else "space" for char in PHRASE), "enter")
        await shows(pilot, "private numbers")


def test_no_private_number_is_in_a_repr(folder: Path) -> None:
    pair = read((folder / "id_ed25519").read_bytes())[0].open()
    for number in numbers.of_private(pair.private):
        assert number.text not in repr(number)
