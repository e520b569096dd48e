"""What every form does: Enter goes on, F10 does it, leaving it changed asks, and it starts fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.helpers import desk
from tests.helpers.desk import agree, keys_app, ready, shows
from tests.helpers.expect import expect, screen
from tests.helpers.samples import one_in
from tests.helpers.snapshot import text, until
from tui.dialogs.agent_add import AgentAddDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.discard import DiscardDialog
from tui.dialogs.edit import EditDialog
from tui.messages import ConvertKey, ShowPage
from tui.screens.convert.screen import ConvertScreen
from tui.screens.keys.screen import KeysScreen
from tui.widgets.choice import Choice
from tui.widgets.form import Form
from tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SIZE = (80, 24)
PAGES = ("generate", "convert", "certify", "settings")
FORMS = (*PAGES, "edit", "agent add")


async def opened(pilot: Pilot, name: str, folder: Path) -> Form:
    """The form of that name, over or beside the Keys screen."""
    app = pilot.app
    await ready(pilot)
    if name == "agent add":
        app.push_screen(AgentAddDialog("id_rsa"))
    elif name == "edit":
        await desk.go_to(pilot, "id_ed25519")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, EditDialog))
    elif name == "convert":
        app.post_message(ConvertKey(folder / "id_ed25519"))
        await until(pilot, lambda: app.current_mode == "convert" and screen(pilot, ConvertScreen).report)
    elif name == "generate":
        await pilot.press("f3")
        await until(pilot, lambda: app.current_mode == "generate")
    else:
        app.post_message(ShowPage(name, folder / "id_ed25519"))
    await until(pilot, lambda: app.screen.query(Form) and app.screen.query_one(Form).current)
    await until(pilot, lambda: name not in {"generate", "convert"} or form_of(pilot).row("file").note_text)
    return form_of(pilot)


def form_of(pilot: Pilot) -> Form:
    return pilot.app.screen.query_one(Form)


def values(form: Form) -> dict[str, str]:
    """What every row holds."""
    fields = ((name, row.field) for name, row in form.rows.items())
    return {
        name: field.value if isinstance(field, Input) else expect(Choice, field).chosen
        for name, field in fields
    }


def last(form: Form) -> str:
    """A row with text, the last that is shown."""
    return [name for name, row in form.rows.items() if row.display and isinstance(row.field, Input)][-1]


async def change(pilot: Pilot, form: Form) -> str:
    """Type something that is not used; the row."""
    name = last(form)
    form.focus_row(name)
    await pilot.press("1")
    await until(pilot, lambda: form.is_changed)
    return name


@pytest.mark.parametrize("name", one_in(2, FORMS))
async def test_a_form_goes_from_row_to_row_and_is_left_on_purpose_only(folder: Path, name: str) -> None:
    before = sorted(folder.rglob("*"))
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        form = await opened(pilot, name, folder)
        await check_enter(pilot, form, name)
        if name in PAGES:
            await check_footer(pilot, form, name)
        await pilot.press("escape")  # untouched: it goes at once
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysScreen))
        await check_letters(pilot, await opened(pilot, name, folder), name)
        await leave(pilot)
        await check_escape(pilot, name, folder)
        if name in PAGES:
            await check_function_key(pilot, name, folder)
        await check_quit(pilot, await opened(pilot, name, folder))
    assert sorted(folder.rglob("*")) == before


async def check_enter(pilot: Pilot, form: Form, name: str) -> None:
    """Enter goes through all rows to the button, and does nothing on the way."""
    screen, seen = pilot.app.screen, []
    form.focus_row(next(row for row in form.rows if form.rows[row].display))
    await pilot.pause()
    while form.current is not None:
        seen.append(form.current.name)
        await pilot.press("enter")
        await pilot.pause()
    rows = [row for row, shown in form.rows.items() if shown.display]
    if name == "generate":
        rows.remove("again")  # nothing was typed that could be typed again
    assert seen == rows
    assert form.button.has_focus
    assert f"[ {form.button.label} ]" in text(pilot.app)
    assert pilot.app.screen is screen
    assert not form.is_changed


async def check_footer(pilot: Pilot, form: Form, name: str) -> None:
    """The footer tells of Enter and F10, and on the button of what it does."""
    does = {"certify": "sign", "settings": "save"}.get(name, name)
    hints = pilot.app.screen.query_one(KeyHints)
    await until(pilot, lambda: ("Enter", does) in [hint[:2] for hint in hints.hints])
    await pilot.press("f1")
    await shows(pilot, "F10 Ctrl+Enter")
    await pilot.press("down")
    await shows(pilot, "Submit the form, from any field")
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen.query(Form))
    form.focus_row(last(form))
    await until(pilot, lambda: ("Enter", "next") in [hint[:2] for hint in hints.hints])
    assert ("F10", does) in [hint[:2] for hint in hints.hints]


async def check_letters(pilot: Pilot, form: Form, name: str) -> None:
    """No letter leaves it, and q quits nothing."""
    screen = pilot.app.screen
    for field in (*[row.field for row in form.rows.values() if row.display], form.button):
        field.focus()
        await pilot.pause()
        await pilot.press("q")
        await pilot.pause()
        assert not pilot.app._exit
        assert pilot.app.screen is screen, field
    await pilot.press("q")
    if name in PAGES:  # dialogs have no status line
        await shows(pilot, "Ctrl+Q quits everywhere")


async def leave(pilot: Pilot) -> None:
    """Lose what was typed."""
    await pilot.press("escape")
    await agree(pilot)
    await until(pilot, lambda: isinstance(pilot.app.screen, KeysScreen))


async def check_escape(pilot: Pilot, name: str, folder: Path) -> None:
    """Escape asks where something was changed, and a form is fresh when it is opened again."""
    form = await opened(pilot, name, folder)
    screen, at_first = pilot.app.screen, values(form)
    row = await change(pilot, form)
    typed = values(form)[row]
    await pilot.press("escape")
    await shows(pilot, "Leave this form?")
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen is screen)
    assert values(form)[row] == typed
    await leave(pilot)
    assert values(await opened(pilot, name, folder)) == at_first
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, KeysScreen))


async def check_function_key(pilot: Pilot, name: str, folder: Path) -> None:
    """A function key asks too."""
    app = pilot.app
    form = await opened(pilot, name, folder)
    screen, at_first, here = app.screen, values(form), app.current_mode
    await change(pilot, form)
    key, there = ("f4", "convert") if name == "generate" else ("f3", "generate")
    await pilot.press(key)
    await shows(pilot, "Leave this form?")
    await pilot.press("escape")
    await until(pilot, lambda: app.screen is screen)
    assert app.current_mode == here
    await pilot.press(key)
    await agree(pilot)
    await until(pilot, lambda: app.current_mode == there)
    await pilot.press("f2")
    await until(pilot, lambda: isinstance(app.screen, KeysScreen))
    assert values(await opened(pilot, name, folder)) == at_first
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(app.screen, KeysScreen))


async def check_quit(pilot: Pilot, form: Form) -> None:
    """Quitting asks once where something was changed."""
    await change(pilot, form)
    await pilot.press("ctrl+q")
    await until(pilot, lambda: isinstance(pilot.app.screen, DiscardDialog))
    await pilot.press("ctrl+q")
    await pilot.pause()
    assert not pilot.app._exit
    assert sum(isinstance(screen, ConfirmDialog) for screen in pilot.app.screen_stack) == 1
    await agree(pilot)
    await until(pilot, lambda: pilot.app._exit)


async def test_typing_replaces_what_was_put_into_a_field(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        form = await opened(pilot, "generate", folder)
        for name in ("comment", "file"):
            field = expect(Input, form.row(name).field)
            assert field.value
            form.focus_row(name)
            await pilot.press("x", "y")
            assert field.value == "xy"
            await pilot.press("shift+tab", "tab", "z")
            assert field.value == "xyz", "what the user typed is not selected"


@pytest.mark.parametrize("agreed", [True, False])
async def test_a_key_without_a_passphrase_is_asked_about_once(folder: Path, *, agreed: bool) -> None:
    before = sorted(folder.iterdir())
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        form = await opened(pilot, "generate", folder)
        await pilot.press("f10")
        await shows(pilot, "Generate without a passphrase?")
        assert sorted(folder.iterdir()) == before
        if agreed:
            await agree(pilot)
            await shows(pilot, "was made")
            await pilot.press("n")
            await until(pilot, lambda: form_of(pilot) is form and not form.disabled)
            assert form.current is form.row("for")
            assert not form.is_changed
        else:
            await pilot.press("escape")
            await until(pilot, lambda: form.current is form.row("passphrase"))
            assert sorted(folder.iterdir()) == before
            await pilot.press("a", "b", "enter", "a", "b", "f10")
            await shows(pilot, "was made")


async def test_a_choice_of_the_form_is_fresh_after_a_key_was_made(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        form = await opened(pilot, "generate", folder)
        at_first = values(form)
        await pilot.press("tab", "e", "e", "enter")
        assert isinstance(form.row("type").field, Choice)
        await desk.generate(pilot)
        await shows(pilot, "was made")
        await pilot.press("n")
        await until(pilot, lambda: form_of(pilot) is form)
        await until(pilot, lambda: values(form) == at_first)


async def test_a_key_that_was_converted_leaves_a_fresh_form(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        form = await opened(pilot, "convert", folder)
        at_first = values(form)
        form.focus_row("to")
        await pilot.press("right")
        await until(pilot, lambda: form.is_changed)
        await pilot.press("f10")
        await shows(pilot, "was made from")
        await pilot.press("escape", "f4")
        await until(pilot, lambda: pilot.app.screen.query(Form))
        await until(pilot, lambda: values(form)["to"] == at_first["to"] and not form.is_changed)
