"""Deleting, renaming and marking keys on the Keys screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk
from tests.helpers.desk import agree, go_to, keys_app, ready, screen_of, shows
from tests.helpers.snapshot import lines, text, until
from tui.app import KeywrightApp
from tui.dialogs.confirm import ConfirmDialog
from tui.process import jobs
from tui.widgets.choice import Choice
from tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZE = (80, 24)
ED = {"id_ed25519", "id_ed25519.pub", "id_ed25519-cert.pub"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def said(pilot) -> str:
    return screen_of(pilot).query_one(StatusLine).text


async def choose(pilot, target: str) -> None:
    choice = pilot.app.screen.query_one(Choice)
    await until(pilot, lambda: choice.has_focus)
    while choice.chosen != target:
        before = choice.chosen
        await pilot.press("down")
        assert choice.chosen != before


async def test_d_deletes_a_key_with_its_files_after_asking_and_z_brings_it_back(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await go_to(pilot, "id_ed25519")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        assert all(name in text(pilot.app) for name in ED)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmDialog))
        assert names(folder) >= ED
        await pilot.press("d")
        await agree(pilot)
        await shows(pilot, "z brings it back")
        assert not names(folder) & ED
        await until(pilot, lambda: screen_of(pilot).count.startswith("4 keys"))
        assert screen_of(pilot).names.entry.name == "id_rsa"  # the row below, not the first
        assert "3 files" in next(line for line in lines(pilot.app) if "backups" in line)
        await pilot.press("z")
        await shows(pilot, "Restored: id_ed25519")
        await ready(pilot)
        assert screen_of(pilot).names.entry.name == "id_ed25519"
        await pilot.press("z")
        assert said(pilot).startswith("There is nothing to undo")
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


async def test_of_an_opened_key_the_chosen_file_alone_is_deleted(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519-cert.pub").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("d")
        await agree(pilot)
        await shows(pilot, "Deleted id_ed25519-cert.pub")
    assert names(folder) & ED == ED - {"id_ed25519-cert.pub"}


async def test_space_marks_several_and_d_deletes_them_all(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "space")
        assert said(pilot).startswith("2 marked")
        assert [line[1:3] for line in lines(pilot.app)[2:7]] == ["  ", " *", " *", "> ", "  "]
        await pilot.press("d")
        await agree(pilot)
        await shows(pilot, "z brings it back")
        assert names(folder) & (ED | {"id_rsa", "id_rsa.pub"}) == set()
        await until(pilot, lambda: not screen_of(pilot).names.marked)
        await pilot.press("z")
        await shows(pilot, "Restored")
    assert names(folder) >= ED | {"id_rsa", "id_rsa.pub"}


async def test_space_again_and_escape_take_marks_away(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "k", "space")
        assert not screen_of(pilot).names.marked
        await pilot.press("space", "escape")
        assert not screen_of(pilot).names.marked
        await go_to(pilot, "archive")
        await pilot.press("space")
        assert "is a folder" in said(pilot)


async def test_y_copies_the_public_keys_of_all_that_are_marked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = []
    monkeypatch.setattr(KeywrightApp, "on_copy_public_key", lambda _, message: copied.append(message.key))
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "space", "y")
        await until(pilot, lambda: copied)
        assert copied[0].line.splitlines() == [
            (folder / name).read_text().strip() for name in ("id_ed25519.pub", "id_rsa.pub")
        ]
        await pilot.press("space", "y")
        await shows(pilot, "Nothing was copied: unlock old.pem first")
        assert len(copied) == 1


async def test_x_audits_all_that_are_marked(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "space", "x")
        await shows(pilot, "2 keys")


async def test_capital_r_renames_all_files_of_a_key_and_z_takes_it_back(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("R")
        await shows(pilot, "Rename id_ed25519 to")
        await pilot.press("ctrl+u", *"work", "enter")
        await shows(pilot, "z undoes it")
        await ready(pilot)
        assert screen_of(pilot).names.entry.name == "work"
        assert names(folder) >= {"work", "work.pub", "work-cert.pub"}
        await pilot.press("R")
        await shows(pilot, "Rename work to")
        await pilot.press("ctrl+u", *"wrong", "enter")
        await shows(pilot, "wrong already exists")
        assert names(folder) >= {"work", "work.pub", "work-cert.pub"}
        await pilot.press("z")
        await shows(pilot, "Restored")
    assert names(folder) >= ED


async def test_d_on_the_backups_clears_them_for_good_after_asking(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("d")
        await agree(pilot)
        await shows(pilot, "z brings it back")
        await ready(pilot)
        await pilot.press("G")
        await shows(pilot, "Right shows them one by one")
        await pilot.press("d")
        await shows(pilot, "cannot be restored")
        await agree(pilot)
        await shows(pilot, "Deleted 3 backups for good")
        await pilot.press("z")
        assert said(pilot).startswith("There is nothing to undo")
    assert not [name for name in names(folder) if ".backup-" in name]


@pytest.mark.parametrize("press", ["d", "R"])
async def test_a_folder_is_neither_deleted_nor_renamed(folder: Path, press: str) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await go_to(pilot, "archive")
        await pilot.press(press)
        await pilot.pause()
        assert said(pilot).startswith("archive is a folder; only")
    assert (folder / "archive").is_dir()


async def test_c_converts_all_that_are_marked_to_one_format_and_names_what_could_not_be(folder: Path) -> None:
    old = names(folder)
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "space", "c")
        await shows(pilot, "Convert 2 keys")
        await shows(pilot, "id_rsa: will be converted, asks for its passphrase")
        await choose(pilot, "pkcs8")
        await pilot.press("f10")
        await shows(pilot, "Passphrase of id_rsa")
        await pilot.press(*(char if char != " " else "space" for char in desk.PHRASE), "enter")
        await shows(pilot, "Written:")
        await until(pilot, lambda: not screen_of(pilot).names.marked)
    made = names(folder) - old
    assert {name.removesuffix(".pub") for name in made} == {"id_ed25519.pem", "id_rsa.pem"}
    assert b"BEGIN PRIVATE KEY" in (folder / "id_ed25519.pem").read_bytes()
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in (folder / "id_rsa.pem").read_bytes()


async def test_escape_in_the_second_of_two_conversions_tells_what_the_first_wrote(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, second = jobs.run, asyncio.Event()

    async def hangs(operation: Callable[..., object], path: Path, *more: object) -> object:
        if path.name != "id_ed25519":
            second.set()
            await asyncio.sleep(600)
        return await run(operation, path, *more)

    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "down", "down", "space", "c")
        await shows(pilot, "Convert 2 keys")
        await choose(pilot, "pkcs8")
        monkeypatch.setattr(jobs, "run", hangs)
        await pilot.press("f10")
        await until(pilot, second.is_set)
        await pilot.press("escape")
        await shows(pilot, "Cancelled. Written: id_ed25519.")
        await ready(pilot)
        assert "id_ed25519.pem" in {entry.name for entry in screen_of(pilot).here.entries}
