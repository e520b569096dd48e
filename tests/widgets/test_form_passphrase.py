"""The field for passphrases lets nothing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from tests.helpers.form_app import FormApp, form_app
from tests.helpers.snapshot import text
from tui.keyops.secret import Secret
from tui.widgets.form import Row
from tui.widgets.passphrase_input import PassphraseInput
from tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from textual.message import Message

CANARY = "kanarienvogel"


def app() -> FormApp:
    return FormApp(
        lambda: Row("passphrase", "Passphrase", PassphraseInput()), lambda: Row("next", "Next", TextField())
    )


async def test_what_is_typed_is_masked_and_leaves_only_as_a_secret() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await pilot.press(*CANARY)
        field = form_app(pilot).field("passphrase")
        assert CANARY not in text(pilot.app)
        assert CANARY not in repr(field)
        assert field.peek() == Secret(CANARY)
        assert field.take() == Secret(CANARY)
        assert field.value == ""


async def test_no_message_at_any_key_carries_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    original = PassphraseInput.post_message

    def spy(self: PassphraseInput, message: Message) -> bool:
        if not isinstance(message, events.Event):  # key presses come from outside and are never kept
            seen.append(f"{message!r} {vars(message)!r}")
        return original(self, message)

    monkeypatch.setattr(PassphraseInput, "post_message", spy)
    async with app().run_test() as pilot:
        await pilot.press(*CANARY, "f10", "enter", "tab")
        await pilot.pause()
        assert form_app(pilot).submitted == ["passphrase"]
        assert form_app(pilot).changed == ["passphrase"] * len(CANARY)
    assert len(seen) > len(CANARY)
    assert not [line for line in seen if CANARY[:4] in line]


async def test_it_is_neither_copied_nor_cut_nor_selected_by_focus() -> None:
    async with app().run_test() as pilot:
        await pilot.press(*CANARY, "tab", "shift+tab")
        field = form_app(pilot).field("passphrase")
        assert field.selection.is_empty
        await pilot.press("shift+home", "ctrl+c", "ctrl+x", "tab", "ctrl+v")
        await pilot.pause()
        assert field.value == CANARY
        assert CANARY not in pilot.app.clipboard
        assert form_app(pilot).field("next").value == ""


@pytest.mark.parametrize("pasted", ["one\ntwo", "one\r\ntwo\r\n", "one\rtwo", "nul\0", "esc\x1b[A"])
async def test_a_paste_it_cannot_take_whole_is_refused(pasted: str) -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        form_app(pilot).field("passphrase").post_message(events.Paste(pasted))
        await pilot.pause()
        await pilot.pause()
        assert form_app(pilot).field("passphrase").value == ""
        assert "nothing was pasted" in form_app(pilot).form.row("passphrase").note_text


async def test_a_pasted_line_is_never_cut() -> None:
    """Textual's own input keeps what stands before U+2028, U+0085 or a form feed."""
    line = "a\u2028b\x85c " + "x" * 500
    async with app().run_test() as pilot:
        form_app(pilot).field("passphrase").post_message(events.Paste(line + "\n"))
        await pilot.pause()
        assert form_app(pilot).field("passphrase").peek() == Secret(line)
