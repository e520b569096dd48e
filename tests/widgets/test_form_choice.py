"""The choices of a form."""

from __future__ import annotations

import pytest

from tests.helpers.form_app import FormApp, form_app
from tests.helpers.snapshot import text
from tui.widgets.choice import Choice, Option
from tui.widgets.form import Row
from tui.widgets.size_choice import SizeChoice

CONTAINERS = [
    Option("openssh", "OpenSSH"),
    Option("pem", "PEM", "Ed25519 has no PEM form"),
    Option("pkcs8", "PKCS#8"),
    Option("ppk3", "PPK 3"),
]
SIZES = ((4096, 2048, 3072, 8192, 16384), (2048, 16384, 8))


def container_app() -> FormApp:
    return FormApp(lambda: Row("container", "Container", Choice(CONTAINERS)))


def size_app() -> FormApp:
    return FormApp(lambda: Row("size", "Size", SizeChoice(*SIZES)))


async def test_all_options_are_in_sight_and_state_shows_without_colour() -> None:
    async with container_app().run_test(size=(80, 24)) as pilot:
        assert "[OpenSSH](PEM) PKCS#8  PPK 3" in text(pilot.app)


async def test_right_passes_over_what_cannot_be_and_says_why() -> None:
    async with container_app().run_test(size=(80, 24)) as pilot:
        await pilot.press("right")
        await pilot.pause()
        assert form_app(pilot).field("container").chosen == "pkcs8"
        assert form_app(pilot).form.row("container").note_text == "- Ed25519 has no PEM form"
        assert form_app(pilot).changed == ["container"]
        await pilot.press("space")
        await pilot.pause()
        assert not form_app(pilot).form.row("container").note_text


async def test_a_click_takes_the_option_under_the_mouse_or_says_why_not() -> None:
    async with container_app().run_test(size=(80, 24)) as pilot:
        field = form_app(pilot).field("container")
        await pilot.click(field, offset=("[OpenSSH](PEM) PKCS#8".index("KCS"), 0))
        assert field.chosen == "pkcs8"
        await pilot.click(field, offset=(" OpenSSH (PEM)".index("PEM"), 0))
        await pilot.pause()
        assert field.chosen == "pkcs8"
        assert form_app(pilot).form.row("container").note_text == "- Ed25519 has no PEM form"
        await pilot.click(field, offset=(2, 0))
        assert field.chosen == "openssh"
        await pilot.click(field, offset=(36, 0))
        assert field.chosen == "openssh"


async def test_a_click_on_the_mark_where_more_are_takes_the_next_one_there() -> None:
    options = [Option(name, name * 6) for name in "abcdefgh"]
    app = FormApp(lambda: Row("x", "X", Choice(options)))
    async with app.run_test(size=(60, 24)) as pilot:
        field = app.field("x")
        line = next(line for line in text(app).splitlines() if "[aaaaaa]" in line)
        start = line.index("[aaaaaa]")
        await pilot.click(field, offset=(line.index(">") - start, 0))
        assert field.chosen == "b"
        for _ in range(6):
            await pilot.press("right")
        assert field.chosen == "h"
        await pilot.pause()
        await pilot.click(field, offset=(0, 0))
        assert field.chosen == "g"


async def test_a_click_takes_a_usual_size_and_leaves_one_of_ones_own() -> None:
    async with size_app().run_test(size=(80, 24)) as pilot:
        field = form_app(pilot).field("size")
        await pilot.click(field, offset=(" 2048  3072".index("3"), 0))
        assert field.bits == 3072
        await pilot.press("5", "1", "2", "0")
        await pilot.click(field, offset=(2, 0))
        assert field.bits == 5120


async def test_left_from_the_first_goes_round_to_the_last() -> None:
    async with container_app().run_test() as pilot:
        await pilot.press("left")
        assert form_app(pilot).field("container").chosen == "ppk3"


async def test_a_letter_jumps_to_the_next_that_begins_with_it_and_can_be() -> None:
    async with container_app().run_test() as pilot:
        for key, chosen in (("p", "pkcs8"), ("p", "ppk3"), ("o", "openssh"), ("x", "openssh")):
            await pilot.press(key)
            assert form_app(pilot).field("container").chosen == chosen


async def test_a_letter_that_means_no_option_is_left_to_others() -> None:
    async with container_app().run_test() as pilot:
        await pilot.press("x")
        assert form_app(pilot).unused == ["x"]
        await pilot.press("o")
        assert form_app(pilot).unused == ["x"]


async def test_when_nothing_else_can_be_chosen_the_reason_is_all_that_changes() -> None:
    async with FormApp(lambda: Row("c", "C", Choice(CONTAINERS[:2]))).run_test(size=(80, 24)) as pilot:
        await pilot.press("right")
        await pilot.pause()
        assert form_app(pilot).field("c").chosen == "openssh"
        assert "no PEM form" in form_app(pilot).form.row("c").note_text


async def test_many_options_show_those_around_the_chosen_one() -> None:
    options = [Option(str(number), f"option {number}") for number in range(9)]
    async with FormApp(lambda: Row("c", "C", Choice(options, "0"))).run_test(size=(80, 24)) as pilot:
        assert "[option 0] option 1  option 2 >" in text(pilot.app)
        await pilot.press("left")
        await pilot.pause()
        assert "< option 6  option 7 [option 8]" in text(pilot.app)


async def test_hostile_labels_are_shown_escaped() -> None:
    options = [Option("a", "[red]a"), Option("b", "b\x1b]52;c;x\x07")]
    async with FormApp(lambda: Row("c", "[/x]", Choice(options))).run_test(size=(80, 24)) as pilot:
        shown = text(pilot.app)
        assert "[[red]a]" in shown
        assert r"b\x1b]52;c;x\x07" in shown
        assert "[/x]" in shown


# Sizes


@pytest.mark.parametrize(
    ("keys", "bits"),
    [
        (["8"], 8192),
        (["1"], 16384),
        (["left"], 3072),
        (["right"], 8192),
        (["2", "5", "6", "0"], 2560),
        (["2", "0", "5", "6", "right"], 3072),
        (["2", "0", "5", "6", "left"], 2048),
        (["5", "0", "0", "0", "backspace", "backspace", "4", "8"], 5048),
        (["9", "9", "9", "9", "9", "9", "9"], 999999),
    ],
)  # fmt: skip
async def test_a_usual_size_is_one_key_away_and_any_other_can_be_typed(keys: list[str], bits: int) -> None:
    async with size_app().run_test() as pilot:
        await pilot.press(*keys)
        assert form_app(pilot).field("size").bits == bits


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("4096", ""),
        ("2560", ""),
        ("2049", "steps of 8: 2048 or 2056"),
        ("25", "allowed: 2048 to 16384"),
        ("16392", "allowed: 2048 to 16384"),
        ("0", "allowed: 2048 to 16384"),
    ],
)
async def test_a_wrong_size_says_what_is_allowed(keys: str, problem: str) -> None:
    async with size_app().run_test() as pilot:
        await pilot.press(*keys)
        assert form_app(pilot).field("size").problem == problem


async def test_deleting_all_digits_is_a_wrong_size_and_no_crash() -> None:
    async with size_app().run_test(size=(80, 24)) as pilot:
        await pilot.press(*["backspace"] * 6)
        assert form_app(pilot).field("size").bits == 0
        assert form_app(pilot).field("size").problem
        assert "[_]" in text(pilot.app)


async def test_a_size_of_ones_own_shows_where_the_next_digit_goes() -> None:
    async with size_app().run_test(size=(80, 24)) as pilot:
        await pilot.press(*"2560")
        await pilot.pause()
        assert "[2560_]" in text(pilot.app)


async def test_sizes_that_are_fixed_are_chosen_by_their_first_digit() -> None:
    async with FormApp(lambda: Row("size", "Size", SizeChoice((256, 384, 521)))).run_test() as pilot:
        await pilot.press("5", "9", "backspace")
        assert form_app(pilot).field("size").bits == 521
        assert not form_app(pilot).field("size").problem
