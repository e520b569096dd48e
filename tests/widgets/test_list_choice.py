"""A choice whose options have remarks opens to a list when the keys come, and Up and Down go through it."""

from __future__ import annotations

from tests.helpers.form_app import FormApp, form_app
from tests.helpers.snapshot import lines, text
from tui.widgets.choice import Choice, Option
from tui.widgets.form import Row
from tui.widgets.text_field import TextField

OPTIONS = (
    Option("ed25519", "Ed25519", remark="small and fast"),
    Option("rsa", "RSA", remark="read by everything"),
    Option("dsa", "DSA", "gone from OpenSSH 10", remark="for old devices"),
    Option("ed448", "Ed448", remark="PuTTY only"),
)


def app() -> FormApp:
    return FormApp(
        lambda: Row("one", "One", TextField("1")),
        lambda: Row("type", "Type", Choice(OPTIONS)),
        lambda: Row("last", "Last", TextField("3")),
    )


async def test_closed_it_shows_the_chosen_one_and_open_all_with_their_remarks() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        closed = text(pilot.app)
        assert "[Ed25519]" in closed
        assert "RSA" not in closed
        await pilot.press("tab")
        await pilot.pause()
        shown = text(pilot.app)
        for option in OPTIONS:
            assert option.label in shown
            assert (option.reason or option.remark) in shown
        assert "> Ed25519" in shown
        await pilot.press("tab")
        await pilot.pause()
        assert "RSA" not in text(pilot.app)


async def test_up_and_down_choose_within_it_and_stop_at_its_ends() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        form, field = form_app(pilot).form, form_app(pilot).field("type")
        await pilot.press("down")
        assert form.current is form.row("type")
        for key, chosen in (
            ("up", "ed25519"),
            ("down", "rsa"),
            ("down", "ed448"),
            ("down", "ed448"),
            ("up", "rsa"),
        ):
            await pilot.press(key)
            assert (field.chosen, form.current) == (chosen, form.row("type"))
        await pilot.press("enter")
        assert form.current is form.row("last")


async def test_what_cannot_be_says_why_when_it_is_passed_over() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "down")
        await pilot.pause()
        assert "DSA: gone from OpenSSH 10" in text(pilot.app)


async def test_a_long_list_keeps_the_chosen_one_in_sight_and_tells_that_there_are_more() -> None:
    many = [Option(str(n), f"Number {n}", remark=f"remark {n}") for n in range(30)]
    form = FormApp(lambda: Row("many", "Many", Choice(many)), lambda: Row("last", "Last", TextField("3")))
    async with form.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["down"] * 12)
        await pilot.pause()
        shown = [line for line in lines(pilot.app) if "Number" in line]
        assert len(shown) == 4
        assert any("> Number 12" in line for line in shown)
        assert shown[0].endswith("↑")
        assert shown[-1].endswith("↓")


async def test_a_click_takes_the_line_under_the_mouse() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await pilot.press("down")
        await pilot.pause()
        await pilot.click(form_app(pilot).field("type"), offset=(4, 1))
        assert form_app(pilot).field("type").chosen == "rsa"
