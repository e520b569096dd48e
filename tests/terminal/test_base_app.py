from __future__ import annotations

import asyncio
import inspect
import os
import signal
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import app as textual_app
from textual.app import App
from textual.color import Color
from textual.widgets import Input, Static

from tui.screens.help import HelpScreen
from tui.terminal.base_app import SafeApp
from tui.terminal.visible_lines import VisibleLines

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from textual.app import ComposeResult
    from textual.pilot import Pilot

SECRET = "correct horse battery"


class Form(SafeApp):
    """A passphrase field, and an action that fails with it in its hands."""

    def compose(self) -> ComposeResult:
        """The field and some text."""
        yield Input(SECRET, password=True)
        yield Static("text")

    def action_fail(self) -> None:
        """Fail."""
        passphrase = SECRET
        raise RuntimeError(passphrase)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that a driver is asked to write."""
    from textual.drivers.headless_driver import HeadlessDriver

    written: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: written.append(data))
    return written


# Private parts of Textual


def test_nothing_in_textual_prints_an_error_past_our_overrides() -> None:
    """The crash funnel is whole only while these have one caller or printer each."""
    source = inspect.getsource(textual_app)
    assert source.count("self._fatal_error()") == 1
    assert "self._fatal_error()" in inspect.getsource(App._handle_exception)
    assert source.count("error_console.print(") == inspect.getsource(App._print_error_renderables).count(
        "error_console.print("
    )
    assert source.count("show_locals=True") == 1


def test_textual_still_leaves_animation_and_suspending_to_an_attribute_and_an_action() -> None:
    assert hasattr(App(), "animation_level")
    assert callable(App.action_suspend_process)
    assert "app_resume_signal" in vars(App())


async def test_tasks_start_in_turn_on_every_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual starts them at once where Python can, but not under its pilot; then the first screen fails."""

    def eager(loop: asyncio.AbstractEventLoop, work: Coroutine, **options) -> asyncio.Task:
        return asyncio.Task(work, loop=loop, **options)

    seen = []

    async def look(pilot: Pilot) -> None:
        seen.append(asyncio.get_running_loop().get_task_factory())
        pilot.app.exit()

    monkeypatch.setattr(asyncio, "eager_task_factory", eager, raising=False)
    await Form().run_async(headless=True, auto_pilot=look)
    assert seen == [None]


# Crashes


async def test_a_failing_action_ends_the_app_and_the_test_sees_its_error() -> None:
    app = Form()
    with pytest.raises(RuntimeError, match=SECRET):
        await run_and_fail(app)
    assert app.return_code == 1


async def run_and_fail(app: Form) -> None:
    """Press a key whose action fails."""
    app.bind("f9", "fail")
    async with app.run_test() as pilot:
        await pilot.press("f9")


def test_only_our_own_words_are_left_to_print(capfd: pytest.CaptureFixture[str], monkeypatch) -> None:
    app = Form()
    monkeypatch.setattr(Form, "is_headless", False)
    monkeypatch.setattr(sys, "__stderr__", sys.stderr)
    app._exit_renderables.append(SECRET)
    try:
        app.action_fail()
    except RuntimeError as error:
        app._handle_exception(error)
    app._print_error_renderables()
    printed = capfd.readouterr().err
    assert "keywright stopped: RuntimeError" in printed
    assert "test_base_app.py" in printed
    assert SECRET not in printed
    assert app._exit_renderables == []


def test_a_broken_input_ends_with_a_sentence(monkeypatch) -> None:
    app = Form()
    app.panic(SECRET)
    assert app.return_code == 1
    assert app._last_words == ["keywright stopped: it could no longer read from the terminal"]


async def test_a_help_page_that_is_being_taken_down_draws_nothing() -> None:
    """What it wanted to draw may come after its widgets have gone, when the program is told to end."""
    app = Form()
    async with app.run_test() as pilot:
        page = HelpScreen("What can be done here", [])
        await app.push_screen(page)
        await page.query(Input).remove()
        page._draw()
        await pilot.pause()
    assert app.return_code in {0, None}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT])
def test_no_signal_at_the_very_end_keeps_us_from_tidying_up(number: signal.Signals) -> None:
    """The terminal is the user's again by then, and their keys are signals; or it is lost just then."""
    code = (
        "import os, types\n"
        "from tui.process import shutdown as endings; from tui.terminal import base_app as safety\n"
        "endings.at_end(lambda: print('tidied up'))\n"
        f"endings.at_end(lambda: os.kill(os.getpid(), {number:d}))\n"
        "duties = {'end_soon': str, 'give_terminal_back': str}\n"
        "app = types.SimpleNamespace(run=lambda mouse: None, return_code=0, **duties)\n"
        "print(safety.run_safely(app))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (told.returncode, told.stdout) == (0, "tidied up\n0\n"), told.stderr


# Copying


async def test_a_masked_passphrase_cannot_be_copied_or_cut(sent: list[str]) -> None:
    app = Form()
    async with app.run_test(notifications=True) as pilot:
        app.query_one(Input).focus()
        await pilot.press("home", "shift+end", "ctrl+c", "ctrl+x", "ctrl+v")
        assert app.clipboard == ""
        assert [note.message for note in app._notifications] == [
            "Not copied: keywright copies public keys, with y"
        ] * 2
    assert not [data for data in sent if "]52" in data]


async def test_a_sequence_of_ours_reaches_the_driver_as_it_is(sent: list[str]) -> None:
    app = Form()
    async with app.run_test():
        app.write_sequence("\x1b]52;c;eA==\x07")
    assert "\x1b]52;c;eA==\x07" in sent


async def test_there_is_no_palette_with_a_screenshot_command() -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        assert len(app.screen_stack) == 1
        assert "command_palette" not in {
            binding.action for *_, binding, _, _ in app.screen.active_bindings.values()
        }


async def test_nothing_moves_by_itself_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Form().animation_level == "none"
    monkeypatch.setitem(os.environ, "TEXTUAL_ANIMATIONS", "full")
    assert Form().animation_level != "none"


# Text on its way to the terminal


def filtered(text: str, style: Style | None = None) -> list[Segment]:
    return VisibleLines().apply([Segment(text, style)], Color.parse("black"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("│ Zoë 東京 ▐●▌", "│ Zoë 東京 ▐●▌"),
        ("a\x1b]52;c;eA==\x07b", "a]52;c;eA==b"),
        ("a\x9b31mb", "a31mb"),
        ("a\u202eb\u2066c\u200e", "abc"),
        ("a\x00\x7fb", "ab"),
        ("a\u2028b\ufeff\u200b", "ab"),
        ("a\U000e0041b", "ab"),
        ("a\udcffb", "a\ufffdb"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_no_line_can_command_the_terminal(text: str, written: str) -> None:
    (segment,) = filtered(text)
    assert segment.text.rstrip(" ") == written
    assert cell_len(segment.text) == cell_len(text)


def test_every_control_and_format_character_is_kept_from_the_terminal() -> None:
    bad = {
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp", "Cs"}
    }
    for char in bad:
        (segment,) = filtered(f"<{char}>")
        assert not bad & set(segment.text)


def test_a_link_hidden_in_a_style_is_dropped() -> None:
    (segment,) = filtered("text", Style(bold=True, link="https://example.org/\x1b[2J"))
    assert segment.style is not None
    assert segment.style.link is None
    assert segment.style.bold


def test_sequences_of_textual_itself_pass() -> None:
    from rich.control import Control

    control = Control.home().segment
    assert VisibleLines().apply([control], Color.parse("black")) == [control]


async def test_the_filter_is_the_last_one_of_the_app() -> None:
    assert isinstance(Form().get_line_filters()[-1], VisibleLines)
