"""The home screen: browsing, details, unlocking, copying."""

from __future__ import annotations

import os
import shutil
import threading
import time
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.helpers import desk, snapshot
from tests.helpers.children import PATIENCE
from tests.helpers.desk import go_to, keys_app, ready, screen_of, shows
from tests.helpers.snapshot import arrived, lines, text, until
from tui import settings
from tui.app import KeywrightApp
from tui.keyops.files import listing as browsing
from tui.keyops.inspection import summary
from tui.messages import ConvertKey, CopyPublicKey
from tui.process import cores
from tui.screens.keys import details
from tui.screens.public_key import PublicKeyScreen
from tui.widgets.key_list import KeyList
from tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from pathlib import Path

    from rich.segment import Segment

LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMJbAKnw4T8kfMfjhpsQ2NEBUMIgEjHpOJHWXp9hxTLo"
SIZE = (80, 24)


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list:
    """The messages that leave the screen, caught before the app gets them."""
    caught = []
    for handler in ("on_copy_public_key", "on_show_public_key", "on_convert_key"):
        monkeypatch.setattr(KeywrightApp, handler, lambda _, message: caught.append(message))
    return caught


async def test_what_is_found_while_the_screen_closes_is_passed_over(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        keys = screen_of(pilot)
    assert not keys.query(KeyList)
    keys._take({}, ())


def names(pilot) -> list[str]:
    return [entry.name for entry in screen_of(pilot).names.entries]


# What is shown


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_a_locked_key_looks_as_approved(folder: Path, cols: int, rows: int) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(cols, rows)) as pilot:
        await ready(pilot)
        snapshot.check(pilot.app, f"keys-locked-{cols}x{rows}")


async def test_a_certificate_looks_as_approved(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519-cert.pub").run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        snapshot.check(pilot.app, "keys-certificate-120x40")


async def test_the_list_says_of_each_key_what_it_is_how_it_is_encrypted_and_what_else_there_is(
    folder: Path,
) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        shown = {
            row.split()[0]: row for row in (line[2:44].replace("│", " ") for line in lines(pilot.app)[2:7])
        }
        assert screen_of(pilot).count == "5 keys, 5 problems"
    assert shown["id_rsa"].split() == ["id_rsa", "RSA", "2048", "enc", "pub"]
    assert shown["id_ed25519"].split() == ["id_ed25519", "Ed25519", "none", "pub", "cert"]
    assert shown["!"].split() == ["!", "wrong", "ECDSA", "256", "none", "pub≠"]
    assert shown["old.pem"].split() == ["old.pem", "enc"]


async def test_a_locked_pem_with_a_public_file_shows_its_facts_as_not_proved(folder: Path) -> None:
    shutil.copy(desk.CORPUS / "id_rsa-2048-pem-locked.pub", folder / "old.pem.pub")
    async with keys_app(folder / "old.pem").run_test(size=SIZE) as pilot:
        await ready(pilot)
        shown = text(pilot.app)
    card = " ".join(" ".join(line[46:].replace("│", " ") for line in shown.splitlines()).split())
    assert "RSA 2048 (from old.pem.pub, not verified)" in card
    assert "SHA256" in card
    assert "old.pem.pub is there; unlock to prove" in card


async def test_a_public_file_of_another_key_is_told_with_its_remedy(folder: Path) -> None:
    async with keys_app(folder / "wrong").run_test(size=SIZE) as pilot:
        await ready(pilot)
        card = " ".join(" ".join(line[46:].replace("│", " ") for line in lines(pilot.app)).split())
        assert "! wrong.pub belongs to another key" in card


@pytest.mark.parametrize("press", ["p", "enter"])
async def test_of_several_keys_the_page_shows_the_one_that_is_chosen_in_the_details(
    folder: Path, press: str
) -> None:
    lines_of = [(folder / name).read_text() for name in ("id_ed25519.pub", "id_rsa.pub")]
    (folder / "authorized_keys").write_text("".join(lines_of))
    async with keys_app(folder / "authorized_keys").run_test(size=SIZE) as pilot:
        await ready(pilot)
        screen = screen_of(pilot)
        await pilot.press("p")  # Enter on the file itself opens the page of its lines
        await shows(pilot, "authorized_keys holds 2 keys: Tab to the details")
        await pilot.press("tab")
        while screen.card.row.label != "Line 2":
            await pilot.press("j")
        await pilot.press("y")
        await shows(pilot, "Line 2 of authorized_keys")
        await pilot.press(press)
        assert (await arrived(pilot, PublicKeyScreen)).text == lines_of[1].strip()
        await pilot.press("escape", "j", "y")
        await shows(pilot, "fingerprint of authorized_keys")


async def test_several_keys_in_a_file_are_listed(folder: Path) -> None:
    both = (folder / "id_rsa.pub").read_text() + (folder / "id_ed25519.pub").read_text()
    (folder / "authorized_keys").write_text(both)
    async with keys_app(folder / "authorized_keys").run_test(size=SIZE) as pilot:
        await ready(pilot)
        shown = text(pilot.app)
        assert "Line 1     RSA 2048" in shown
        assert "Line 2     Ed25519" in shown
        await pilot.press("y")
        assert "holds 2 keys" in text(pilot.app)


@pytest.mark.parametrize(
    "comment",
    [
        b"[red]boo[/nope]",
        b"\x1b]52;c;cm0=\x07",
        b"rtl \xe2\x80\xae gpj.exe",
        b"raw \xff\xfe bytes",
        b"[link=http..]",
    ],
)
async def test_a_hostile_comment_is_shown_and_does_nothing(folder: Path, comment: bytes) -> None:
    (folder / "evil.pub").write_bytes(LINE.encode() + b" " + comment + b"\n")
    async with keys_app(folder / "evil.pub").run_test(size=SIZE) as pilot:
        await ready(pilot)
        shown = text(pilot.app)
        assert "Comment" in shown
        assert all(char.isprintable() for char in shown.replace("\n", ""))
        await pilot.press("tab", "j", "j", "f1")
        await until(pilot, lambda: "What can be done" in text(pilot.app))


async def test_a_hostile_file_name_is_shown_escaped(folder: Path) -> None:
    (folder / "a\nb\x1b[2J.pub").write_text(LINE + "\n")
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await go_to(pilot, "a\nb\x1b[2J.pub")
        assert "a\\nb\\x1b[2J.pub" in text(pilot.app)


# Places


async def test_a_missing_folder_says_what_to_press(fence: Path) -> None:
    async with keys_app(fence / ".ssh").run_test(size=SIZE) as pilot:
        await shows(pilot, "There is no ~/.ssh yet")
        assert "Press n to make a key" in text(pilot.app)


async def test_an_empty_folder_says_what_to_press(fence: Path) -> None:
    (fence / "empty").mkdir()
    async with keys_app(fence / "empty").run_test(size=SIZE) as pilot:
        await shows(pilot, "Nothing here")
        assert "Press n to make a key" in text(pilot.app)
        assert names(pilot) == [".."]


async def test_an_unreadable_folder_says_how_to_get_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:  # the superuser, who may run the tests, is never refused
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    async with keys_app(folder / "archive").run_test(size=SIZE) as pilot:
        await shows(pilot, "No permission to look into")
        assert "chmod 700" in text(pilot.app)


async def test_a_start_file_is_selected_in_its_folder(folder: Path) -> None:
    async with keys_app(folder / "id_rsa.pub").run_test(size=SIZE) as pilot:
        await ready(pilot)
        assert screen_of(pilot).names.entry.name == "id_rsa.pub"


async def test_enter_goes_into_a_folder_and_backspace_out_of_it(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await go_to(pilot, "archive")
        await pilot.press("enter")
        await until(pilot, lambda: screen_of(pilot).here.path == folder / "archive")
        await pilot.press("backspace")
        await until(pilot, lambda: screen_of(pilot).here.path == folder)
        assert screen_of(pilot).names.entry.name == "archive"


async def test_keys_move_through_the_list_as_in_vi(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        all_names = names(pilot)
        for press, expected in (("G", -1), ("g", 0), ("j", 1), ("down", 2), ("k", 1), ("up", 0), ("end", -1)):
            await pilot.press(press)
            assert screen_of(pilot).names.entry.name == all_names[expected], press
        await pilot.press("pageup")
        assert screen_of(pilot).names.cursor == 0


async def test_typing_filters_and_escape_shows_all_again(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        before = names(pilot)
        await pilot.press("slash", *"RSA")
        await pilot.pause()
        assert names(pilot) == ["id_rsa"]
        await pilot.press("enter", "right", *"jj")
        assert screen_of(pilot).names.entry.name == "id_rsa.pub"
        assert "/ RSA" in text(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert screen_of(pilot).names.entry.name == "id_rsa.pub"
        await pilot.press("left")
        assert names(pilot) == before
        assert screen_of(pilot).names.entry.name == "id_rsa"


async def test_a_filter_that_matches_nothing_says_so(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("slash", *"zzz[/x]")
        await shows(pilot, "No name here contains zzz[/x]")


async def test_a_typed_path_is_completed_and_gone_to(folder: Path, fence: Path) -> None:
    (fence / "elsewhere").mkdir()
    (fence / "elsewhere" / "k.pub").write_text(LINE)
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("O", *"~/else", "tab")  # what is offered gives way
        await until(pilot, lambda: screen_of(pilot).query_one(Input).value == "~/elsewhere/")
        await pilot.press(*"k", "tab")
        await until(pilot, lambda: screen_of(pilot).query_one(Input).value == "~/elsewhere/k.pub")
        await pilot.press("enter")
        await until(pilot, lambda: screen_of(pilot).here.path == fence / "elsewhere")
        await ready(pilot)
        assert screen_of(pilot).names.entry.name == "k.pub"
        assert screen_of(pilot).names.has_focus


async def test_a_typed_path_that_is_not_there_is_told_and_can_be_repaired(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("O", *"nowhere", "enter")
        await shows(pilot, "! Error: ")
        assert screen_of(pilot).query_one(Input).has_focus
        await pilot.press("escape")
        assert screen_of(pilot).here.path == folder


async def test_dot_files_come_and_go(folder: Path) -> None:
    (folder / ".hidden.pub").write_text(LINE)
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        assert ".hidden.pub" not in names(pilot)
        await pilot.press("full_stop")
        assert ".hidden.pub" in names(pilot)
        await pilot.press("full_stop")
        assert ".hidden.pub" not in names(pilot)


async def test_new_files_appear_when_one_comes_back(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("f1")
        (folder / "brand_new.pub").write_text(LINE)
        await pilot.press("escape")
        await until(pilot, lambda: "brand_new.pub" in names(pilot))
        assert screen_of(pilot).names.entry.name == "id_rsa"


# Many files, slow files


async def test_ten_thousand_files_are_looked_at_once_each_and_those_in_sight_first(
    fence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fence / "many"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"k{number:05}").touch()
    looked: list[str] = []
    gate = threading.Event()

    def summarize(path: Path) -> browsing.FileSummary:
        gate.wait(PATIENCE)
        looked.append(path.name)
        return browsing.FileSummary("public", "", is_key=True)

    monkeypatch.setattr(summary, "summarize", summarize)
    monkeypatch.setattr(cores, "usable", lambda: 1)  # children would look with the real one
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: len(names(pilot)) == 10_001)
        await pilot.press("G")
        await pilot.pause(0.1)
        gate.set()
        await until(pilot, lambda: len(looked) == 10_000)
        assert len(set(looked)) == 10_000
        assert "k09999" in looked[:45]
        drawn: list[int] = []
        draw = KeyList.draw_line

        def noted(self: KeyList, at: int, width: int) -> list[Segment]:
            drawn.append(at)
            return draw(self, at, width)

        monkeypatch.setattr(KeyList, "draw_line", noted)
        await pilot.pause(0.2)
        drawn.clear()
        await pilot.press("k")
        await until(pilot, lambda: len(drawn) >= 2)
        assert sorted(set(drawn)) == [9999, 10_000]


async def test_a_file_system_that_hangs_freezes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    real = details.inspect_path

    def slow(path: Path, *rest):
        if path.name == "id_rsa":
            gate.wait(PATIENCE)
        return real(path, *rest)

    monkeypatch.setattr(details, "inspect_path", slow)
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await shows(pilot, "Reading it; the file system")
        await pilot.press("j")
        await ready(pilot)
        assert screen_of(pilot).report.path.name == "old.pem"
        gate.set()
        await pilot.pause(0.2)
        assert screen_of(pilot).report.path.name == "old.pem"


async def test_a_folder_that_hangs_is_not_asked_by_ever_more_threads(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, asked = threading.Event(), []
    real = details.inspect_path

    def slow(path: Path, *rest):
        asked.append(path)
        gate.wait(PATIENCE)
        return real(path, *rest)

    monkeypatch.setattr(details, "inspect_path", slow)
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await until(pilot, lambda: asked)
        await pilot.press(*"jkjkjkjkjkjk", "j")
        await shows(pilot, "Reading it; the file system")
        assert len(asked) == 4
        gate.set()
        await until(pilot, lambda: screen_of(pilot).report)  # the latest is asked for when one came back
        assert screen_of(pilot).report.path.name == "old.pem"
        assert len(asked) == 5


async def test_leaving_a_folder_stops_looking_at_its_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []

    def summarize(path: Path) -> browsing.FileSummary:
        looked.append(path)
        time.sleep(0.05)
        return browsing.NOTHING

    monkeypatch.setattr(summary, "summarize", summarize)
    for number in range(200):
        (folder / f"x{number}").touch()
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: looked)
        screen_of(pilot).open_source(folder / "archive")
        await until(pilot, lambda: screen_of(pilot).here.path == folder / "archive")
        seen = len(looked)
        await pilot.pause(0.3)
        assert len(looked) <= seen + 1


# One row for each key


async def test_right_shows_the_files_of_a_key_each_can_be_chosen_and_left_hides_them(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await go_to(pilot, "id_ed25519")
        before = names(pilot)
        await pilot.press("right")
        assert names(pilot)[2:5] == ["id_ed25519", "id_ed25519.pub", "id_ed25519-cert.pub"]
        await pilot.press(*"jjj")
        await ready(pilot)
        assert screen_of(pilot).report.path.name == "id_ed25519-cert.pub"
        await pilot.press("left")
        assert names(pilot) == before
        assert screen_of(pilot).names.entry.name == "id_ed25519"
        await go_to(pilot, "old.pem")
        await pilot.press("right")
        assert screen_of(pilot).query_one(StatusLine).text == "old.pem has no other files"


async def test_left_on_a_closed_key_stays_in_the_folder_and_on_a_file_goes_up(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await go_to(pilot, "id_ed25519")
        await pilot.press("left")
        assert screen_of(pilot).query_one(StatusLine).text.startswith("The files of id_ed25519 are closed")
        assert screen_of(pilot).here.path == folder
        await go_to(pilot, "config")
        await pilot.press("left")
        await until(pilot, lambda: screen_of(pilot).here.path == folder.parent)


async def test_the_filter_chooses_the_name_that_was_typed_and_not_one_that_only_holds_it(
    folder: Path,
) -> None:
    (folder / "wrong").rename(folder / "id_rsa_2")
    (folder / "wrong.pub").unlink()
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await go_to(pilot, "id_rsa_2")
        await pilot.press("slash", *"id_rsa", "enter")
        await until(pilot, lambda: screen_of(pilot).names.entry.name == "id_rsa")


async def test_a_letter_that_nothing_here_takes_says_so(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("U")
        await shows(pilot, "U does nothing here; ? shows what can be done")


async def test_the_border_tells_how_many_are_marked_until_the_marks_are_gone(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "space", "j")
        await shows(pilot, "Keys  2 marked")
        await pilot.press("escape")
        await until(pilot, lambda: "2 marked" not in text(pilot.app))


async def test_the_details_of_a_key_name_all_its_files(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await shows(pilot, "id_ed25519-cert.pub (certificate)")
        await shows(pilot, "id_ed25519.pub matches")


async def test_what_becomes_known_of_the_other_files_of_a_key_is_shown_in_its_details(folder: Path) -> None:
    """Also where the keys were put together before, as their names told."""
    async with keys_app(folder / "id_ed25519").run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        keys = screen_of(pilot)
        certificate = folder / "id_ed25519-cert.pub"
        known = keys.names.summaries.pop(certificate)
        keys.details.show_again()
        await shows(pilot, "id_ed25519-cert.pub (key file)")
        keys._take({certificate: known}, None)
        await shows(pilot, "id_ed25519-cert.pub (certificate)")


async def test_the_cursor_begins_on_the_first_key_also_when_no_name_tells_it(fence: Path) -> None:
    folder = desk.fill(fence / "keys", ["wrong"])
    (folder / "about.txt").write_text("no key")
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        assert screen_of(pilot).names.entry.name == "wrong"
        assert names(pilot) == ["wrong", "..", "archive", "about.txt", "config"]


async def test_capital_f_shows_every_file_by_itself_and_again_the_keys(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        before = names(pilot)
        await pilot.press("F")
        assert names(pilot) == ["..", *(entry.name for entry in screen_of(pilot).here.entries)]
        assert screen_of(pilot).names.entry.name == "id_rsa"
        await pilot.press("F")
        assert names(pilot) == before


async def test_o_sorts_keys_and_what_belongs_together_stays_together(folder: Path) -> None:
    os.utime(folder / "old.pem", (desk.NOW - 60, desk.NOW - 60))
    async with keys_app(folder / "id_ed25519.pub").run_test(size=SIZE) as pilot:
        await ready(pilot)
        files = ["id_ed25519", "id_ed25519", "id_ed25519.pub", "id_ed25519-cert.pub"]
        for first in (["wrong", *files, "id_rsa"], ["old.pem"], ["wrong", "alone.p8", *files]):
            await pilot.press("o")
            assert names(pilot)[: len(first)] == first
            assert names(pilot)[-3:] == ["..", "archive", "config"]
            assert screen_of(pilot).names.entry.name == "id_ed25519.pub"
        await until(pilot, lambda: settings.load().settings.sort == "problems")


async def test_an_order_is_remembered_by_who_leaves_at_once(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("o")
    assert settings.load().settings.sort == "type"


async def test_the_divider_moves_and_is_remembered(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        width = screen_of(pilot).query_one("#names").region.width
        await pilot.press(*[">"] * 3)
        await until(pilot, lambda: screen_of(pilot).query_one("#names").region.width > width + 6)
        await until(pilot, lambda: settings.load().settings.list_width == 67)
        await pilot.press(*["<"] * 30)
        await until(pilot, lambda: screen_of(pilot).query_one("#names").region.width == 26)
        await until(pilot, lambda: settings.load().settings.list_width == 33)
    async with KeywrightApp(folder, chosen=settings.load()).run_test(size=SIZE) as pilot:
        await ready(pilot)
        assert screen_of(pilot).query_one("#names").region.width == 26


async def test_names_that_need_the_room_have_more_of_it_than_half(folder: Path) -> None:
    """Keys that differ in the middle of their names are not to look alike on 80 columns."""
    long = [f"deploy-{place}-prod" for place in ("frankfurt", "ireland")]
    for old, name in zip(("wrong", "id_rsa"), long, strict=True):
        (folder / old).rename(folder / name)
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await until(pilot, lambda: all(name in text(pilot.app) for name in long))
        assert screen_of(pilot).query_one("#names").size.width <= 50


async def test_wider_lists_tell_more(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=(200, 60)) as pilot:
        await ready(pilot)
        row = next(line for line in lines(pilot.app) if line.startswith("│>"))
    for words in ("id_rsa", "RSA 2048", "aes256-ctr", "pub", "rsa-2048 locked", "3 weeks"):
        assert words in row


async def test_no_step_stops_at_a_heading(folder: Path) -> None:
    async with keys_app(folder / "wrong").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("j")
        assert screen_of(pilot).names.entry.name == ".."
        await pilot.press("k")
        assert screen_of(pilot).names.entry.name == "wrong"


# Unlocking


async def test_the_right_passphrase_reveals_the_rest_until_one_leaves(folder: Path) -> None:
    async with keys_app(folder / "old.pem").run_test(size=SIZE) as pilot:
        await ready(pilot)
        assert "SHA256" not in text(pilot.app)
        await pilot.press("enter")
        await shows(pilot, "Passphrase of old.pem")
        await pilot.press(*"correct", "space", *"horse", "enter")
        await shows(pilot, "SHA256")
        assert "unlocked" in text(pilot.app)
        await pilot.press("k")
        await ready(pilot)
        await pilot.press("j")
        await ready(pilot)
        assert "unlocked" not in text(pilot.app)
        assert "SHA256" not in text(pilot.app)


async def test_a_wrong_passphrase_is_asked_again_and_escape_gives_up(folder: Path) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("u")
        await shows(pilot, "Passphrase of id_rsa")
        await pilot.press(*"wrong", "enter")
        await shows(pilot, "does not open the key")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.screen_stack[0])
        assert "Encryption" in text(pilot.app)
        assert "unlocked" not in text(pilot.app)


async def test_a_key_that_is_not_locked_answers_unlock_with_the_reason(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("u")
        assert "- Note: id_ed25519 has nothing to unlock" in text(pilot.app)


# Deploying


async def test_y_p_and_c_hand_the_key_over(folder: Path, posted: list) -> None:
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        for press in ("y", "p", "c"):
            await pilot.press(press)
            await pilot.pause(0.05)
        await until(pilot, lambda: len(posted) == 3)
    copied = next(message for message in posted if isinstance(message, CopyPublicKey))
    assert copied.key.line.split()[:2] == (folder / "id_rsa.pub").read_text().split()[:2]
    assert copied.key.label == "RSA 2048"
    assert next(message for message in posted if isinstance(message, ConvertKey)).path == folder / "id_rsa"


async def test_with_the_first_key_the_words_for_a_newcomer_are_over(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summarize = summary.summarize

    def later(path: Path) -> object:
        time.sleep(0.5)
        return summarize(path)

    monkeypatch.setattr(summary, "summarize", later)
    empty = tmp_path / "empty"
    empty.mkdir()
    async with keys_app(empty).run_test(size=SIZE) as pilot:
        await shows(pilot, "Five keys to get started")
        shutil.copy(folder / "id_ed25519", empty)
        await pilot.press("r")
        await shows(pilot, "No key here yet")
        await shows(pilot, "1 key")
        await shows(pilot, "Ed25519")  # the cursor went from the folder above to the first key
        assert "Five keys" not in text(pilot.app)
        assert "Enter goes to the folder" not in text(pilot.app)


@pytest.mark.parametrize("name", ["id_rsa", "plain.pem"])
async def test_a_comment_that_the_file_does_not_tell_is_copied_from_its_public_half(
    folder: Path, posted: list, name: str
) -> None:
    if name == "plain.pem":  # PEM has no room for one
        shutil.copy(desk.CORPUS / "id_rsa-2048-pem", folder / name)
        shutil.copy(desk.CORPUS / "id_rsa-2048-pem.pub", folder / f"{name}.pub")
    public = (folder / f"{name}.pub").read_text().strip()
    assert len(public.split()) > 2
    async with keys_app(folder / name).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await until(pilot, lambda: posted)
    assert posted[0].key.line == public
    assert public.endswith(f" {posted[0].key.comment}")


async def test_a_comment_of_another_key_beside_is_not_copied(folder: Path, posted: list) -> None:
    async with keys_app(folder / "wrong").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await until(pilot, lambda: posted)
    theirs = (folder / "wrong.pub").read_text().split()
    assert posted[0].key.line.split()[1] != theirs[1]
    assert posted[0].key.line.split()[2:] != theirs[2:]


async def test_copying_a_key_that_hides_its_public_half_asks_for_the_passphrase(
    folder: Path, posted: list
) -> None:
    async with keys_app(folder / "alone.p8").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await shows(pilot, "Passphrase of alone.p8")
        await pilot.press(*"correct", "space", *"horse", "enter")
        await until(pilot, lambda: posted)
    public = (desk.CORPUS / "id_rsa-2048-pkcs8-locked.pub").read_text()
    assert posted[0].key.line.split()[:2] == public.split()[:2]


async def test_the_status_line_says_which_way_a_copy_went(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519.pub").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await shows(pilot, "OSC 52")
        assert "id_ed25519.pub" in screen_of(pilot).query_one(StatusLine).text


async def test_tab_goes_to_the_details_and_y_copies_the_row(folder: Path, posted: list) -> None:
    async with keys_app(folder / "id_ed25519.pub").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("tab")
        card = screen_of(pilot).card
        while card.row.label != "SHA256":
            await pilot.press("j")
        await pilot.press("y")
        await until(pilot, lambda: posted)
        assert posted[0].key.line.startswith("SHA256:")
        await pilot.press("g", "j", "y")
        assert "Nothing to copy in this row" in text(pilot.app)
        await pilot.press("escape")
        assert screen_of(pilot).names.has_focus


@pytest.mark.parametrize(
    ("name", "press", "answer"),
    [
        ("archive", "y", "archive is a folder; Enter opens it"),
        ("archive", "c", "archive is a folder; Enter opens it"),
        ("config", "p", "config is not a key file that can be read"),
        ("config", "enter", "config is not a key file that can be read"),
    ],
)
async def test_what_cannot_be_done_answers_with_the_reason(
    folder: Path, posted: list, name: str, press: str, answer: str
) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await go_to(pilot, name)
        await pilot.press(press)
        await pilot.pause()
        assert screen_of(pilot).query_one(StatusLine).text == answer
        assert not posted
