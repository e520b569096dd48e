"""The public key page, driven by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.screens import snapshot
from tests.screens.snapshot import lines, text, until
from tui import messages
from tui.app import KeywrightApp
from tui.clipboard import Way
from tui.screens.public_key import PublicKeyScreen
from tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMJbAKnw4T8kfMfjhpsQ2NEBUMIgEjHpOJHWXp9hxTLo [bold]kai[/]@build01"
KEY = messages.PublicKeyText(
    "id_ed25519.pub",
    "Ed25519",
    LINE,
    "SHA256:mVPwvezndPv/ARoIadVY98vAC0g+P/5633yTC4d/wXE",
    "[bold]kai[/]@build01",
)


async def open_page(app: KeywrightApp, pilot: Pilot, key: messages.PublicKeyText = KEY) -> PublicKeyScreen:
    app.post_message(messages.ShowPublicKey(key))
    await until(pilot, lambda: isinstance(app.screen, PublicKeyScreen))
    return app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_page_looks_as_approved(size: tuple[int, int], tmp_path: Path) -> None:
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=size) as pilot:
        await open_page(app, pilot)
        snapshot.check(app, f"public-{size[0]}x{size[1]}")


async def test_the_whole_key_stands_from_the_first_to_the_last_column(tmp_path: Path) -> None:
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_page(app, pilot)
        rows = [line for line in lines(app) if line]
        at = next(number for number, row in enumerate(rows) if row.startswith("ssh-ed25519 AAAA"))
        assert len(rows[at]) == 80
        assert "".join(rows[at : at + 2]) == LINE, "the markup in the comment is shown, not obeyed"


async def test_y_copies_what_is_shown_and_says_which_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(KeywrightApp, "write_sequence", lambda _, sequence: written.append(sequence))
    app = KeywrightApp(tmp_path, clipboard_way=Way.OSC52)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_page(app, pilot)
        await pilot.press("y")
        await until(pilot, lambda: "OSC 52" in text(app))
        assert len(written) == 1
        assert str(len(LINE)) in text(app)


async def test_f_goes_through_the_forms_and_back(tmp_path: Path) -> None:
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(app, pilot)
        starts = []
        for _ in range(5):
            starts.append(screen.text.split("\n")[0][:24])
            await pilot.press("f")
        assert starts[0] == starts[4] == LINE[:24]
        assert starts[1].startswith("---- BEGIN SSH2 PUBLIC")
        assert starts[2].startswith("-----BEGIN PUBLIC KEY")
        assert starts[3].startswith("AAAAC3NzaC1lZDI1NTE5")


async def test_a_comment_with_controls_is_shown_escaped(tmp_path: Path) -> None:
    evil = messages.PublicKeyText(
        "e\x1b[2J.pub", "Ed25519", LINE + "\x1b]52;c;AA\x07\u202e", KEY.sha256, "\x1b[2J"
    )
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_page(app, pilot, evil)
        assert "\\x1b]52" in text(app).replace("\n", "")
        assert "\x1b" not in text(app)


async def test_the_footer_fits_and_escape_goes_back(tmp_path: Path) -> None:
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(app, pilot)
        hints = lines(app)[screen.query_one(KeyHints).region.y]
        for words in ("copy", "form", "bare page", "print raw", "? help"):
            assert words in hints
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, PublicKeyScreen))
