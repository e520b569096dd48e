"""A pasted key: looked at, unlocked, repaired, copied and saved, and forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from tests.corpus.make_damaged import source
from tests.helpers import desk, snapshot
from tests.helpers.desk import keys_app, shows
from tests.helpers.expect import expect
from tests.helpers.snapshot import arrived, text, until
from tui.app import KeywrightApp
from tui.keyops.secret import Secret
from tui.screens.base import WorkScreen
from tui.screens.keys.screen import KeysScreen
from tui.screens.pasted import PastedScreen, as_file
from tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SIZE = (80, 24)
LOCKED = (desk.CORPUS / "id_rsa-2048-locked").read_text()
OPEN = (desk.CORPUS / "id_ed25519").read_text()
DAMAGED = source("openssh").decode().replace("-----", "\u2013" * 5)


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    return desk.fill(fence / ".ssh", ["id_ed25519", "id_ed25519.pub"])


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list:
    caught = []
    for handler in ("on_copy_public_key", "on_show_public_key"):
        monkeypatch.setattr(KeywrightApp, handler, lambda _, message: caught.append(message))
    return caught


async def paste(pilot: Pilot, data: str) -> PastedScreen:
    """As the terminal tells it, and wait until it was looked at."""
    await until(pilot, lambda: expect(WorkScreen, pilot.app.screen).where)
    pilot.app.post_message(events.Paste(data))
    screen = await arrived(pilot, PastedScreen)
    await until(pilot, lambda: screen.report)
    return screen


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_the_page_looks_as_approved(folder: Path, size: tuple[int, int]) -> None:
    async with keys_app(folder).run_test(size=size) as pilot:
        await paste(pilot, DAMAGED)
        snapshot.check(pilot.app, f"pasted-{size[0]}x{size[1]}")


async def test_a_locked_key_is_unlocked_and_its_public_half_copied_and_shown(
    folder: Path, posted: list
) -> None:
    pem = (desk.CORPUS / "id_rsa-2048-pem-locked").read_text()
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await paste(pilot, pem)
        await pilot.press("y")
        await shows(pilot, "Passphrase of the pasted key")
        await pilot.press(*"wrong", "enter")
        await shows(pilot, "does not open the key")
        await pilot.press(*desk.PHRASE, "enter")
        await until(pilot, lambda: posted)
        await pilot.press("p")
        await until(pilot, lambda: len(posted) == 2)
    line = (desk.CORPUS / "id_rsa-2048-pem-locked.pub").read_text().split()[1]
    assert [message.key.line.split()[1] for message in posted] == [line, line]


async def test_it_is_saved_as_it_was_pasted_over_no_other_file(folder: Path) -> None:
    before = (folder / "id_ed25519").read_bytes()
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await paste(pilot, OPEN.replace("\n", "\r"))
        await pilot.press("S")
        await shows(pilot, "id_ed25519_2")
        await pilot.press("ctrl+u", *"id_ed25519", "enter")
        await shows(pilot, "id_ed25519 already exists")
        await pilot.press("ctrl+u", *"new/", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysScreen))
        await until(pilot, lambda: "new" in names(folder))
        await desk.ready(pilot)
        assert desk.screen_of(pilot).names.entry.name == "new"
    assert (folder / "new").read_text() == OPEN
    assert (folder / "new").stat().st_mode & 0o777 == 0o600
    assert (folder / "id_ed25519").read_bytes() == before


async def test_a_damaged_one_is_repaired_in_memory_and_then_saved_into_a_folder(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        screen = await paste(pilot, DAMAGED)
        before = names(folder)
        assert "m repair" in snapshot.lines(pilot.app)[-1][:20], "it stands near the front where it matters"
        await pilot.press("m")
        await shows(pilot, "Repaired here")
        assert names(folder) == before
        assert screen.why_not("repair") == "Nothing is wrong with the pasted key"
        await pilot.press("S", "ctrl+u", *"archive", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysScreen))
    assert (folder / "archive" / "id_ed25519").read_bytes() == source("openssh")


async def test_converting_saves_first_and_giving_up_writes_nothing(folder: Path) -> None:
    before = names(folder)
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await paste(pilot, LOCKED)
        await pilot.press("c")
        await shows(pilot, "To convert it, save the pasted key as")
        await pilot.press("escape")
        await shows(pilot, "Nothing was written")
        assert names(folder) == before
        await pilot.press("c", "enter")
        await until(pilot, lambda: pilot.app.current_mode == "convert")
        await shows(pilot, "id_rsa")
    assert (folder / "id_rsa").read_text() == LOCKED


async def test_leaving_forgets_it_and_nothing_that_is_printed_holds_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = events.Paste(OPEN)
    told = []
    monkeypatch.setattr(KeywrightApp, "on_key_pasted", lambda _, message: told.append(message))
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: desk.screen_of(pilot).where)
        pilot.app.post_message(event)
        await until(pilot, lambda: told)
    assert event.text == ""
    assert "PRIVATE" not in repr(told)
    monkeypatch.undo()
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        screen = await paste(pilot, OPEN)
        body = OPEN.splitlines()[1]
        assert body not in repr(vars(screen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysScreen))
        await until(pilot, lambda: not screen.is_attached)
        assert not screen._data
        assert screen.report is None


async def test_several_keys_are_copied_by_row_and_junk_says_what_it_is_not(
    folder: Path, posted: list
) -> None:
    line = (desk.CORPUS / "id_ed25519.pub").read_text()
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        screen = await paste(pilot, line * 2)
        await pilot.press("y")
        await shows(pilot, "holds 2 keys: Tab to the details")
        await pilot.press("tab", "y")
        await until(pilot, lambda: posted)
        assert posted[0].key.line == line.rstrip("\n")
        await pilot.press("escape")
        assert pilot.app.screen is screen
        pilot.app.post_message(events.Paste("junk " * 40_000))
        await shows(pilot, "Not a key file")
        await pilot.press("S")
        await until(pilot, lambda: "Note" in text(pilot.app))
        assert screen.query_one(StatusLine).text.startswith("Not a key file")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a\rb", b"a\nb\n"),
        ("a\nb\n", b"a\nb\n"),
        ("a\r\nb\r\n", b"a\r\nb\r\n"),
        ("a\r\rb\r\r", b"a\nb\n"),
        ("a\rb\r\rc", b"a\nb\n\nc\n"),
    ],
)
def test_line_ends_that_the_terminal_has_made_are_no_damage(text: str, data: bytes) -> None:
    assert as_file(Secret(text)).reveal() == data
