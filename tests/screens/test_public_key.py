"""The public key page, driven by keys."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk, qr_reader, snapshot
from tests.helpers.expect import expect
from tests.helpers.snapshot import arrived, lines, text, until
from tui import messages
from tui.app import KeywrightApp
from tui.dialogs.qr_code import QrCodeDialog
from tui.screens.public_key import PublicKeyScreen
from tui.terminal.clipboard import CopyWay
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
    return await arrived(pilot, PublicKeyScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
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
    app = KeywrightApp(tmp_path, clipboard_way=CopyWay.OSC52)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_page(app, pilot)
        await pilot.press("y")
        await until(pilot, lambda: "OSC 52" in text(app))
        assert len(written) == 1
        assert str(len(LINE)) in text(app)


async def test_f_goes_through_the_forms_and_back_and_each_is_copied_as_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[messages.PublicKeyText] = []
    monkeypatch.setattr(KeywrightApp, "on_copy_public_key", lambda _, message: asked.append(message.key))
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(app, pilot)
        starts = []
        for _ in range(7):
            starts.append(screen.text.split("\n")[0][:24])
            await pilot.press("y", "f")
        assert [key.line.split("\n")[0][:24] for key in asked] == starts
        assert asked[1].label == "Ed25519, RFC 4716"
        assert starts[0] == starts[6] == LINE[:24]
        assert starts[1].startswith("---- BEGIN SSH2 PUBLIC")
        assert starts[2].startswith("-----BEGIN PUBLIC KEY")
        assert starts[3].startswith("AAAAC3NzaC1lZDI1NTE5")
        digest = hashlib.sha256(base64.b64decode(LINE.split()[1])).digest()
        assert starts[4] == f"SHA256:{base64.b64encode(digest).decode()}"[:24]
        assert starts[5] == "+--[ED25519 256]--+"


async def test_without_a_clipboard_a_copied_fact_is_shown_on_the_page_with_the_ways_that_cannot_fail(
    tmp_path: Path,
) -> None:
    app = KeywrightApp(tmp_path, clipboard_way=CopyWay.SHOW)
    fact = messages.PublicKeyText("SHA256 of id.pub", "Ed25519", KEY.sha256, KEY.sha256)
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(messages.CopyPublicKey(fact))
        await until(pilot, lambda: "b (bare page)" in text(app))
        assert expect(PublicKeyScreen, app.screen).text == KEY.sha256
        await pilot.press("y")
        await pilot.press("f")
        await until(pilot, lambda: "one form only" in text(app))
        assert len(app.screen_stack) == 2


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


async def test_q_draws_a_code_that_another_reader_takes_and_escape_closes_it(tmp_path: Path) -> None:
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(app, pilot, replace(KEY, line=LINE.replace("[bold]kai[/]@", "kai@")))
        await pilot.press("Q")
        dialog = await arrived(pilot, QrCodeDialog)
        await until(pilot, lambda: "Esc closes" in text(app))
        snapshot.check(app, "qr-code-80x24")
        area = dialog.query_one(".code").region
        assert app.screen.region.contains_region(area)
        drawn = [line.ljust(80)[area.x : area.right] for line in lines(app)[area.y : area.bottom]]
        assert qr_reader.read(qr_reader.picture_of(drawn, ink=True)) == screen.text
        await pilot.press("escape")
        await arrived(pilot, PublicKeyScreen)


@pytest.mark.parametrize(("size", "whole"), [((80, 24), False), ((120, 40), True)], ids=str)
async def test_a_long_comment_is_left_out_where_it_has_no_room_and_that_is_told(
    size: tuple[int, int], whole: bool, tmp_path: Path
) -> None:
    long = replace(KEY, line=f"{LINE} {'x' * 30}", comment="x" * 30)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=size) as pilot:
        await open_page(app, pilot, long)
        await pilot.press("Q")
        dialog = await arrived(pilot, QrCodeDialog)
        await until(pilot, lambda: "Esc closes" in text(app))
        assert dialog.code.text == (long.line if whole else " ".join(LINE.split(" ")[:2]))
        assert ("without its comment" in text(app)) is not whole


async def test_a_terminal_that_is_too_small_for_the_code_is_told_so(tmp_path: Path) -> None:
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 22)) as pilot:
        await open_page(app, pilot)
        await pilot.press("Q")
        await until(pilot, lambda: "The QR code needs a terminal of 45x23; this one is 80x22" in text(app))


async def test_with_ascii_alone_there_is_no_code_and_the_reason_is_told(tmp_path: Path) -> None:
    app = KeywrightApp(tmp_path, ascii_terminal=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_page(app, pilot)
        await pilot.press("Q")
        await until(pilot, lambda: "this terminal shows ASCII only" in text(app))


@pytest.mark.parametrize(("name", "private"), [("server_key.txt", ""), ("id.pub", ""), ("id_rsa", "id_rsa")])
async def test_a_key_is_replaced_only_where_its_private_key_is(
    tmp_path: Path, name: str, private: str
) -> None:
    path = tmp_path / name
    path.write_text(LINE) if not private else path.write_bytes((desk.CORPUS / "id_ed25519").read_bytes())
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(app, pilot, replace(KEY, path=path))
        await until(pilot, lambda: not screen.workers)
        assert (screen.why_not("replace") is None) == bool(private)
