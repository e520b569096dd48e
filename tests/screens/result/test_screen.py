"""The result page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.binding import Binding

from tests.helpers import snapshot
from tests.helpers.made import BLOB, message
from tests.helpers.snapshot import text, until
from tui.app import KeywrightApp
from tui.messages import CopyPublicKey, KeyGenerated, OpenPath, ShowPublicKey
from tui.screens.generate.screen import GenerateScreen
from tui.screens.public_key import PublicKeyScreen
from tui.screens.result.screen import _NEXT, ResultScreen
from tui.terminal.clipboard import CopyWay

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def ssh(fence: Path) -> Path:
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    (folder / "id_rsa_jira.pem").touch(mode=0o600)
    return folder


@pytest.fixture
def app(ssh: Path) -> KeywrightApp:
    return KeywrightApp(ssh, clipboard_way=CopyWay.OSC52)


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list:
    caught = []
    for name in ("on_copy_public_key", "on_show_public_key", "on_open_path"):
        monkeypatch.setattr(KeywrightApp, name, lambda _, message: caught.append(message))
    return caught


async def shown(pilot, made: KeyGenerated) -> ResultScreen:
    await pilot.press("f3")
    await until(pilot, lambda: isinstance(pilot.app.screen, GenerateScreen))
    await pilot.app.push_screen(ResultScreen(made))
    await pilot.pause()
    return pilot.app.screen


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_the_page_looks_as_approved(app: KeywrightApp, ssh: Path, cols: int, rows: int) -> None:
    async with app.run_test(size=(cols, rows)) as pilot:
        await shown(pilot, message(ssh))
        snapshot.check(app, f"result-{cols}x{rows}")


async def test_where_there_is_room_the_whole_key_is_shown(app: KeywrightApp, ssh: Path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, message(ssh))
        seen = "".join("".join(line.strip(" │").split()) for line in snapshot.lines(app))
        assert f"ssh-rsa{BLOB}kai@build01" in seen


async def test_y_copies_and_p_shows_the_public_key(app: KeywrightApp, ssh: Path, posted: list) -> None:
    async with app.run_test() as pilot:
        screen = await shown(pilot, message(ssh))
        await pilot.press("y", "p")
        await until(pilot, lambda: len(posted) == 2)
        assert isinstance(posted[0], CopyPublicKey)
        assert isinstance(posted[1], ShowPublicKey)
        assert posted[0].key == posted[1].key == screen.made.key


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_enter_and_escape_go_to_the_new_file(
    app: KeywrightApp, ssh: Path, posted: list, key: str
) -> None:
    async with app.run_test() as pilot:
        await shown(pilot, message(ssh))
        await pilot.press(key)
        await until(pilot, lambda: posted)
        assert posted == [OpenPath(ssh / "id_rsa_jira.pem")]


async def test_after_going_to_the_file_the_form_is_there_again(app: KeywrightApp, ssh: Path) -> None:
    async with app.run_test() as pilot:
        await shown(pilot, message(ssh))
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "keys")
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, GenerateScreen))


@pytest.mark.parametrize("key", ["n", "f3"])
async def test_another_key_is_one_key_away(app: KeywrightApp, ssh: Path, key: str) -> None:
    async with app.run_test() as pilot:
        await shown(pilot, message(ssh))
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, GenerateScreen))


async def test_hostile_comments_and_names_are_shown_escaped(app: KeywrightApp, ssh: Path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, message(ssh, "[/x]\x1b[2J\u202e[@click=app.exit]"))
        assert r"[/x]\x1b[2J\u202e[@click=app.exit]" in text(app)


async def test_enter_that_waited_since_before_the_page_does_not_close_it_and_other_keys_act(
    app: KeywrightApp, ssh: Path, posted: list
) -> None:
    async with app.run_test() as pilot:
        screen = await shown(pilot, message(ssh))
        app.pop_screen()
        await pilot.pause()
        waiting = [events.Key("enter", "\r"), events.Key("y", "y")]
        app.keys._waiting.extend(waiting)
        await app.push_screen(ResultScreen(message(ssh)))
        await until(pilot, lambda: app.screen is not screen and isinstance(app.screen, ResultScreen))
        assert [getattr(event, "key", "") for event in app.keys._waiting] == ["y"]
        app.keys._waiting.clear()


async def test_the_keys_that_the_page_tells_of_are_those_of_the_page_of_the_public_key(
    app: KeywrightApp, ssh: Path
) -> None:
    told = dict(_NEXT)["p"]
    keys = {row.key: row.description for row in PublicKeyScreen.BINDINGS if isinstance(row, Binding)}
    for letter in re.findall(r"\((\w)\)", told):
        assert letter in keys
    assert re.findall(r"(\w+) \((\w)\)", told) == [("selecting", "b"), ("printing", "P")]
    assert keys["P"].startswith("print")
