"""Moving in a form, its notes, and text fields."""

from __future__ import annotations

import pytest
from textual import events

from tests.helpers.form_app import FormApp, form_app
from tests.helpers.snapshot import text
from tui.keyops.findings import Severity
from tui.widgets.choice import Choice, Option
from tui.widgets.form import Row
from tui.widgets.text_field import TextField

LONG = "a note that is much too long for the column at the end of its row"


def app() -> FormApp:
    return FormApp(
        lambda: Row("one", "One", TextField("1")),
        lambda: Row("two", "Two", Choice([Option("a", "A"), Option("b", "B")])),
        lambda: Row("three", "Three", TextField("3")),
    )


async def test_up_down_tab_and_shift_tab_move_between_rows() -> None:
    async with app().run_test() as pilot:
        form = form_app(pilot).form
        steps = (
            "down two, down three, up two, tab three, shift+tab two, up one, up one, enter two, enter three"
        )
        for key, name in (step.split() for step in steps.split(", ")):
            await pilot.press(key)
            assert form.current is form.row(name)


async def test_the_label_of_the_row_that_has_the_focus_is_bold_and_no_other() -> None:
    async with app().run_test() as pilot:
        for key, here in (("down", "two"), ("down", "three"), ("up", "two")):
            await pilot.press(key)
            await pilot.pause()
            rows = form_app(pilot).form.rows.items()
            bold = [name for name, row in rows if row.query_one(".label").styles.text_style.bold]
            assert bold == [here]


async def test_rows_that_cannot_be_changed_are_passed_over() -> None:
    async with app().run_test() as pilot:
        form_app(pilot).field("two").disabled = True
        await pilot.press("down")
        assert form_app(pilot).form.current is form_app(pilot).form.row("three")


async def test_the_button_comes_last_and_nothing_goes_beyond_it() -> None:
    async with app().run_test() as pilot:
        form = form_app(pilot).form
        for key in ("enter", "down", "tab"):
            form.focus_row("three")
            await pilot.press(key)
            assert form.button.has_focus
        form.focus_row("three")
        await pilot.press("down", "down")
        assert form.button.has_focus
        for key in ("up", "shift+tab"):
            form.button.focus()
            await pilot.press(key)
            assert form.current is form.row("three")


async def test_enter_in_a_row_does_nothing_but_go_on_and_the_button_does_it() -> None:
    async with app().run_test() as pilot:
        await pilot.press("enter", "enter", "enter")
        await pilot.pause()
        assert form_app(pilot).submitted == []
        await pilot.press("enter", "space")
        await pilot.pause()
        assert form_app(pilot).submitted == ["button", "button"]
        await pilot.click(form_app(pilot).form.button)
        await pilot.pause()
        assert len(form_app(pilot).submitted) == 3


@pytest.mark.parametrize("key", ["f10", "ctrl+enter"])
async def test_f10_and_ctrl_enter_do_it_from_every_row(key: str) -> None:
    async with app().run_test() as pilot:
        await pilot.press(key, "down", key, "down", key, "down", key)
        await pilot.pause()
        assert form_app(pilot).submitted == ["one", "two", "three", "button"]


async def test_what_was_there_before_is_replaced_by_typing_and_what_was_typed_is_not() -> None:
    async with app().run_test() as pilot:
        await pilot.press("x")
        assert form_app(pilot).field("one").value == "x"
        await pilot.press("down", "up", "y")
        assert form_app(pilot).field("one").value == "xy"
        await pilot.press("down", "down", "end", "4")
        assert form_app(pilot).field("three").value == "34"


async def test_a_form_knows_whether_it_was_changed_and_starts_fresh() -> None:
    async with app().run_test() as pilot:
        form = form_app(pilot).form
        await pilot.press("x", "down", "right")
        assert form.is_changed
        form.start_fresh()
        assert (form_app(pilot).field("one").value, form_app(pilot).field("two").chosen) == ("1", "a")
        assert not form.is_changed
        form_app(pilot).field("two").put("b")
        form_app(pilot).field("one").put("of the program")
        assert not form.is_changed


async def test_leaving_a_row_is_told() -> None:
    async with app().run_test() as pilot:
        await pilot.press("down", "down")
        await pilot.pause()
        assert form_app(pilot).left == ["one", "two"]


async def test_a_note_stands_beside_its_field_and_its_weight_shows_without_colour() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        form_app(pilot).form.row("one").note("fine")
        form_app(pilot).form.row("two").note("mind", Severity.WARNING)
        form_app(pilot).form.row("three").note("wrong", Severity.ERROR)
        await pilot.pause()
        rows = text(pilot.app).splitlines()
        assert rows[0].endswith(" fine")
        assert rows[1].endswith(" - mind")
        assert rows[2].endswith(" ! wrong")


async def test_a_note_too_long_for_its_column_is_shown_whole_below_while_its_row_is_current() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        form_app(pilot).form.row("one").note(LONG)
        await pilot.pause()
        await pilot.pause()
        assert LONG in text(pilot.app)
        assert "…" not in text(pilot.app)
        await pilot.press("down")
        await pilot.pause()
        assert LONG not in text(pilot.app)


async def test_what_is_wrong_stands_whole_under_its_field_whichever_row_is_current() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        for severity in (Severity.WARNING, Severity.ERROR):
            form_app(pilot).form.row("two").note(LONG, severity)
            await pilot.pause()
            await pilot.pause()
            shown = text(pilot.app)
            assert "…" not in shown
            rows = shown.splitlines()
            at = next(number for number, row in enumerate(rows) if row.strip().startswith("Two"))
            words = " ".join(" ".join(rows[at + 1 : at + 3]).split())
            assert words.startswith(f"{'!' if severity is Severity.ERROR else '-'} {LONG}"), shown
        await pilot.resize_terminal(140, 24)
        await pilot.pause()
        await pilot.pause()
        rows = text(pilot.app).splitlines()
        assert any(row.strip().startswith("Two") and row.endswith(LONG) for row in rows), rows


async def test_a_wide_terminal_shows_a_long_note_in_its_place_only() -> None:
    async with app().run_test(size=(140, 24)) as pilot:
        form_app(pilot).form.row("one").note(LONG)
        await pilot.pause()
        assert text(pilot.app).count(LONG) == 1
        assert "…" not in text(pilot.app)


async def test_notes_are_shown_escaped() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        form_app(pilot).form.row("one").note("[/x]\x1b[2J\u202e")
        await pilot.pause()
        assert r"[/x]\x1b[2J\u202e" in text(pilot.app)


async def test_a_paste_of_several_lines_is_refused_whole_and_said_so() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        form_app(pilot).field("one").post_message(events.Paste("x\ny"))
        await pilot.pause()
        await pilot.pause()
        assert form_app(pilot).field("one").value == "1"
        assert "several lines" in form_app(pilot).form.row("one").note_text
        await pilot.press("end", "z")
        await pilot.pause()
        assert form_app(pilot).field("one").value == "1z"
        assert not form_app(pilot).form.row("one").note_text


async def test_a_paste_of_one_line_loses_only_its_line_end() -> None:
    async with app().run_test() as pilot:
        await pilot.press("end")
        for pasted in ("a b\n", "c\r\n", "d\r", "\u2028e"):
            form_app(pilot).field("one").post_message(events.Paste(pasted))
        await pilot.pause()
        assert form_app(pilot).field("one").value == "1a bcd\u2028e"


async def test_a_paste_with_control_characters_is_refused() -> None:
    async with app().run_test() as pilot:
        form_app(pilot).field("one").post_message(events.Paste("a\x1b[31mb"))
        await pilot.pause()
        assert form_app(pilot).field("one").value == "1"
