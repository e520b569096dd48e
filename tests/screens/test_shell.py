"""What all screens share: frame, footer, help, answers, and the one way to slow work."""

from __future__ import annotations

import asyncio
import re
import time
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import pytest
from textual import events
from textual.binding import Binding
from textual.widgets import Input, Static

from tests.helpers import desk, snapshot
from tests.helpers.desk import keys_app, ready, screen_of, shows
from tests.helpers.expect import expect
from tests.helpers.snapshot import arrived, lines, text, until
from tui import bindings
from tui.app import KeywrightApp
from tui.bindings import act
from tui.keyops.errors import CorruptKeyError, KeyOpsError, WeakKeyError
from tui.messages import ConvertKey, OpenPath
from tui.screens.base import WorkScreen
from tui.screens.help import HelpLine, HelpScreen
from tui.screens.keys.screen import KeysScreen
from tui.screens.registry import SCREENS
from tui.terminal.clipboard import CopyWay
from tui.widgets.key_card import KeyCard
from tui.widgets.key_hints import KeyHints
from tui.widgets.key_list import KeyList
from tui.widgets.prompt_line import PromptLine
from tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


class Bench(WorkScreen):
    """A screen to try the frame on."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar = [
        act("x", "explode", "explode", "Blow up"),
        act("s", "sleep", "sleep", "Sleep in a child process"),
        act("b", "bad", "bad", "Fail with an error"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[str] = []

    def body(self):
        """Something to see, and something to type in."""
        yield Static("bench", markup=False)
        yield Input()

    def why_not(self, action: str) -> str | None:
        """Never."""
        return "Nothing to explode: put something in first" if action == "explode" else None

    def action_explode(self) -> None:
        """Not to happen."""
        self.slept.append("exploded")

    def action_sleep(self) -> None:
        """A minute in a child process."""
        self.start(self._sleep())

    async def _sleep(self) -> None:
        try:
            await self.run_op(time.sleep, 60)
        except asyncio.CancelledError:
            self.slept.append("cancelled")
            raise

    def action_bad(self) -> None:
        """An error."""
        self.start(self._bad())

    async def _bad(self) -> None:
        raise CorruptKeyError("PPK", "its [MAC] is \x1b[31mred", "Fetch it again")


async def bench(pilot) -> Bench:
    screen = Bench()
    await pilot.app.push_screen(screen)
    await pilot.pause()
    return screen


def status(pilot) -> str:
    return pilot.app.screen.query_one(StatusLine).text


# The frame


async def test_the_title_line_tells_the_screen_the_folder_and_how_many(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        title = lines(pilot.app)[0]
    assert title == " 1 [Keys]  2 Generate  3 Convert  4 Services        ~/.ssh   5 keys, 5 problems"


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_footer_and_title_never_spill(folder: Path, width: int) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(width, 20)) as pilot:
        await ready(pilot)
        shown = lines(pilot.app)
        assert len(shown) == 20
        assert shown[-1].endswith("? help")
        assert all(len(line) <= width for line in shown)
        assert "[Keys]" in shown[0]


@pytest.mark.parametrize("row", SCREENS, ids=lambda row: row.name)
async def test_every_screen_has_a_footer_that_fits_and_a_tab_in_brackets(folder: Path, row) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press(row.key.partition(",")[2])
        await until(pilot, lambda: f"[{row.label}]" in lines(pilot.app)[0])
        await pilot.pause(0.1)
        footer = lines(pilot.app)[-1]
        assert len(footer) <= 80
        assert footer.endswith((" help",))
        assert pilot.app.current_mode == row.name


async def test_letters_act_only_where_no_input_has_the_focus(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        screen = await bench(pilot)
        screen.query_one(Input).focus()
        await pilot.press("x", "q")
        await pilot.pause()
        assert screen.query_one(Input).value == "xq"
        assert "explode" not in lines(pilot.app)[-1]
        assert lines(pilot.app)[-1].endswith("F1 help")


# Answers


async def test_a_press_on_what_is_not_available_is_answered_with_the_reason(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        screen = await bench(pilot)
        await pilot.press("x")
        await pilot.pause()
        assert not screen.slept
        assert " - Note: Nothing to explode: put something in first" in lines(pilot.app)[-2]


async def test_an_error_of_a_key_operation_is_shown_with_its_hint_and_harmless(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await bench(pilot)
        await pilot.press("b")
        await shows(pilot, "! Error: Damaged PPK: its [MAC] is \\x1b[31mred. Fetch it again")


async def test_a_long_error_takes_more_lines_and_the_footer_stays(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        screen = await bench(pilot)
        screen.fail(WeakKeyError("RSA of 512 bits is " + "far " * 20 + "too weak", "Make a key of 3072 bits"))
        await shows(pilot, "Make a key of 3072 bits")
        assert lines(pilot.app)[-1].endswith("? help")


async def test_a_message_goes_with_the_next_key(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        screen_of(pilot).tell("done")
        await pilot.press("j")
        assert status(pilot) == ""


# Slow work


async def test_slow_work_tells_the_seconds_and_escape_ends_it(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        screen = await bench(pilot)
        await pilot.press("s")
        await shows(pilot, "Working, 1 s. Esc cancels")
        assert screen.is_busy
        await pilot.press("escape")
        await until(pilot, lambda: screen.slept == ["cancelled"])
        assert not screen.is_busy
        assert status(pilot) == "Cancelled; nothing was changed"
        assert pilot.app.screen is screen


async def test_an_operation_raises_its_own_error_to_the_one_who_waits(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        screen = await bench(pilot)
        with pytest.raises(KeyOpsError):
            await screen.run_op(int, "no number")


async def test_light_work_raises_its_own_error_and_returns_its_result() -> None:
    assert await WorkScreen.in_process(int, "7") == 7
    with pytest.raises(ValueError, match="invalid"):
        await WorkScreen.in_process(int, "seven")


# Help


async def test_the_help_lists_every_binding_with_its_tooltip_and_the_reasons(folder: Path) -> None:
    async with keys_app(folder / "config").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("f1")
        told = {row.action.tooltip: row for row in (await arrived(pilot, HelpScreen)).rows}
        for owner in (KeyList, KeysScreen, WorkScreen, KeywrightApp):
            for binding in map(partial(expect, Binding), owner.BINDINGS):
                if binding.tooltip and binding.key != "ctrl+q":
                    assert binding.tooltip in told, binding
        assert told["Copy the public key at once"].reason == "config is not a key file that can be read"
        assert len(list(pilot.app.screen.query(HelpLine))) == len(told)
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen, HelpScreen)


async def test_the_help_looks_as_approved(folder: Path) -> None:
    async with keys_app(folder / "config").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("f1")
        await shows(pilot, "now: config is not")
        snapshot.check(pilot.app, "help-80x24")


async def test_the_help_says_what_enter_does_in_a_form(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: pilot.app.current_mode == "generate")
        await pilot.press("f1")
        await until(pilot, lambda: re.search(r"F10 Ctrl\+Enter +generate", text(pilot.app)))
        assert re.search(r"Enter +next", text(pilot.app))
        await pilot.press("escape", "escape", "f1")
        await shows(pilot, "Open a folder, ask")
        assert "public key:" not in text(pilot.app)


async def test_a_dialog_tells_its_keys_and_is_as_it_was_afterwards(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("u")
        await shows(pilot, "Passphrase of id_rsa")
        await pilot.press("x", "f1")
        await shows(pilot, "What can be done here")
        assert re.search(r"Esc +cancel", text(pilot.app))
        await pilot.press("escape")
        await shows(pilot, "Passphrase of id_rsa")
        assert expect(Input, pilot.app.focused).value == "x"
        await pilot.press("f1")
        await shows(pilot, "What can be done here")
        await pilot.press(*"close", "enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_the_line_one_types_in_says_what_enter_does(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("slash")
        await until(pilot, lambda: lines(pilot.app)[-1].startswith(" Enter list  Esc cancel"))
        await pilot.press("escape", "O")
        await until(
            pilot, lambda: lines(pilot.app)[-1].startswith(" Enter go there  Esc cancel  Tab complete")
        )


async def test_a_whole_key_is_not_taken_by_the_line_one_types_in(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("slash")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        pilot.app.post_message(events.Paste((folder / "id_ed25519").read_text()))
        await shows(pilot, "Paste a whole key on the Keys screen")
        assert expect(Input, pilot.app.focused).value == ""


@pytest.mark.parametrize("way", [CopyWay.OSC52, CopyWay.SCREEN, CopyWay.SHOW])
async def test_at_60_columns_the_ways_that_cannot_fail_are_told_whole(folder: Path, way: CopyWay) -> None:
    key = folder / ("a_key_with_a_name_that_is_" + "long_" * 4 + "id")
    key.write_bytes((folder / "id_rsa").read_bytes())
    async with KeywrightApp(key, clipboard_way=way).run_test(size=(60, 20)) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await shows(pilot, "b (bare")
        assert "P (print)" in " ".join(" ".join(lines(pilot.app)[10:19]).split())


async def test_any_action_is_found_by_name_and_done(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("colon", *"dot", "enter")
        await until(pilot, lambda: pilot.app.screen.__class__ is KeysScreen)
        await until(pilot, lambda: screen_of(pilot).here.shows_hidden)


async def test_an_action_that_is_not_available_answers_from_the_help_too(folder: Path) -> None:
    async with keys_app(folder / "config").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("f1", *"unlock a", "down", "down", "up", "up", "enter")
        await until(pilot, lambda: "a key file" in text(pilot.app))


def test_every_binding_has_an_id_a_label_and_a_tooltip() -> None:
    for owner in (KeywrightApp, WorkScreen, KeysScreen, KeyList, KeyCard, PromptLine, HelpScreen):
        for binding in owner.BINDINGS:
            assert isinstance(binding, Binding)
            if binding.key in {"up", "down"} and owner is KeysScreen:
                continue  # the list's own keys, while one types
            assert binding.id, binding
            if binding.id == "quit.not":
                continue  # does nothing but say how to quit
            assert binding.description, binding
            assert binding.tooltip, binding


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("question_mark", "?"),
        ("ctrl+l", "Ctrl+L"),
        ("f2", "F2"),
        ("f12", "F12"),
        ("pageup", "PgUp"),
        ("shift+tab", "Shift+Tab"),
        ("G", "G"),
        ("g", "g"),
        ("full_stop", "."),
    ],
)
def test_keys_are_named_as_people_call_them(key: str, words: str) -> None:
    assert bindings.key_words(key) == words


# Going about


@pytest.mark.parametrize("press", ["q", "ctrl+q"])
async def test_q_and_ctrl_q_quit(folder: Path, press: str) -> None:
    app = keys_app(folder)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press(press)
        await pilot.pause()
        assert app._exit


async def test_a_path_handed_over_is_shown_on_the_first_screen(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        screen = await bench(pilot)
        screen.post_message(OpenPath(folder / "id_rsa.pub"))
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysScreen))
        await ready(pilot)
        assert screen_of(pilot).names.entry.name == "id_rsa.pub"
        assert len(pilot.app.screen_stack) == 1


async def test_a_key_to_convert_is_handed_to_that_screen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.screens.convert.screen import ConvertScreen

    opened = []
    monkeypatch.setattr(ConvertScreen, "open_source", lambda _, path, key: opened.append((path, key)))
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        pilot.app.screen.post_message(ConvertKey(folder / "id_rsa"))
        await until(pilot, lambda: opened == [(folder / "id_rsa", None)])
        assert pilot.app.current_mode == "convert"


async def test_escape_leads_from_a_page_to_the_screen_below_and_then_home(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await bench(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysScreen))
        await pilot.press("f4")
        await until(pilot, lambda: pilot.app.current_mode == "convert")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.current_mode == "keys")


async def test_the_hints_follow_what_is_chosen(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        hints = {label: available for _, label, available in pilot.app.screen.query_one(KeyHints).hints}
        assert hints["unlock"]
        await desk.go_to(pilot, "archive")
        hints = {label: available for _, label, available in pilot.app.screen.query_one(KeyHints).hints}
        assert hints["open"]
        assert not hints["copy public"]
        assert list(hints.values()) == sorted(hints.values(), reverse=True)  # what can be done comes first
        await desk.go_to(pilot, "id_ed25519")
        labels = [label for _, label, _ in pilot.app.screen.query_one(KeyHints).hints]
        assert labels[:4] == ["page", "copy public", "convert", "edit"]
        assert labels.count("page") == 1  # Enter shows it already
