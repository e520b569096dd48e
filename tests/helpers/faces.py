"""What both faces say of a file: the verb that inspects it, and the Keys screen with the cursor on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.helpers.desk import keys_app, ready, shows
from tests.helpers.snapshot import text
from tui.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

WIDE = (200, 60)


def words_of(shown: str) -> str:
    """A text as words with one blank between, without frames: lines are folded in other places."""
    return " ".join(re.sub(r"[\u2500-\u259f|]", " ", shown).split())


def verb_says(capsys: pytest.CaptureFixture[str], path: Path, *verb: str) -> str:
    """What a verb says of a file, on both streams."""
    main([*(verb or ("inspect",)), str(path)])
    said = capsys.readouterr()
    return words_of(said.out + said.err)


async def screen_says(path: Path, passphrase: str = "", until_it_shows: str = "unlocked") -> str:
    """What the Keys screen shows with the cursor on a file; with a passphrase, after it was unlocked."""
    async with keys_app(path).run_test(size=WIDE) as pilot:
        await ready(pilot)
        if passphrase:
            await pilot.press("u")
            await shows(pilot, f"Passphrase of {path.name}")
            await pilot.press(*passphrase, "enter")
            await shows(pilot, until_it_shows)
            await ready(pilot)
        return words_of(text(pilot.app))


async def both_say(capsys: pytest.CaptureFixture[str], path: Path, data: bytes) -> tuple[str, str]:
    """What the verb and the screen say of a file that holds these bytes, and that is made for it."""
    path.write_bytes(data)
    path.chmod(0o600)
    return verb_says(capsys, path), await screen_says(path)
