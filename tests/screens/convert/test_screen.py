"""The Convert screen, driven by keys."""

from __future__ import annotations

import shutil
import stat
from typing import TYPE_CHECKING

import pytest

from tests.helpers import snapshot
from tests.helpers.desk import CORPUS, ready, screen_of, shows
from tests.helpers.expect import expect
from tests.helpers.keys import make
from tests.helpers.protections import over_the_limit
from tests.helpers.snapshot import arrived, until
from tui import messages
from tui.app import KeywrightApp
from tui.dialogs.confirm import ConfirmDialog
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.keys import fingerprints
from tui.keyops.secret import Secret
from tui.screens.convert.screen import ConvertScreen
from tui.visible import path_text
from tui.widgets.passphrase_input import PassphraseInput

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

PHRASE = "correct horse"


async def open_on(pilot: Pilot, path: Path) -> ConvertScreen:
    """Hand a file over as the Keys screen does."""
    pilot.app.post_message(messages.ConvertKey(path))
    shown = await arrived(pilot, ConvertScreen)
    await until(pilot, lambda: shown.report is not None)
    await pilot.pause()
    return shown


def shown(screen: ConvertScreen) -> str:
    return str(screen.query_one("#convert-preview").render())


def locked_rsa(folder: Path) -> Path:
    path = folder / "id_rsa"
    path.write_bytes(pack(make("rsa"), "openssh", Protection(Secret(PHRASE), rounds=2)).data)
    path.chmod(0o600)
    return path


async def test_an_openssh_rsa_key_becomes_pem_with_enter_and_its_passphrase(tmp_path: Path) -> None:
    source = locked_rsa(tmp_path)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_on(pilot, source)
        assert screen._choice("to").chosen == "pem"
        await until(pilot, lambda: screen.target is not None)
        assert screen.target == tmp_path / "id_rsa.pem"
        assert "Kept" in shown(screen)
        assert "Weaker" in shown(screen)
        await pilot.press("f10")
        await until(pilot, lambda: type(app.screen).__name__ == "PassphraseDialog")
        await pilot.press(*"wrong", "enter")
        await until(
            pilot, lambda: type(app.screen).__name__ == "PassphraseDialog" and "does not open" in text(app)
        )
        await pilot.press(*"correct", "space", *"horse", "enter")
        await until(pilot, lambda: type(app.screen).__name__ == "ResultScreen")
    made = tmp_path / "id_rsa.pem"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert inspect(made.read_bytes(), Secret(PHRASE))[0].public == make("rsa").public
    assert make("rsa").comment in (tmp_path / "id_rsa.pem.pub").read_bytes()


def text(app: KeywrightApp) -> str:
    return "\n".join(str(widget.render()) for widget in app.screen.query("Static"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_the_screen_looks_as_approved(size: tuple[int, int], fence: Path) -> None:
    shutil.copy(CORPUS / "id_rsa-2048-locked", fence / "id_rsa")
    app = KeywrightApp(fence)
    async with app.run_test(size=size) as pilot:
        screen = await open_on(pilot, fence / "id_rsa")
        await until(pilot, lambda: screen.target is not None)
        await until(pilot, lambda: "available" in screen.form.row("file").note_text)
        snapshot.check(app, f"convert-{size[0]}x{size[1]}")


async def test_escape_at_the_passphrase_writes_nothing(tmp_path: Path) -> None:
    source = locked_rsa(tmp_path)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_on(pilot, source)
        await pilot.press("f10")
        await until(pilot, lambda: type(app.screen).__name__ == "PassphraseDialog")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConvertScreen))
    assert [path.name for path in tmp_path.iterdir()] == ["id_rsa"]


async def test_a_key_that_takes_longer_than_sane_is_converted_after_a_question(tmp_path: Path) -> None:
    source = tmp_path / "slow"
    source.write_bytes(over_the_limit())
    source.chmod(0o600)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_on(pilot, source)
        await until(pilot, lambda: screen.target is not None)
        assert screen._choice("to").chosen == "openssh", "it has room for whatever type is locked away"
        for answer in ("escape", "right"):
            await pilot.press("f10")
            await until(pilot, lambda: "Passphrase of slow" in snapshot.text(app))
            await pilot.press(*"correct", "space", *"horse", "enter")
            await until(pilot, lambda: "Unlock slow anyway?" in snapshot.text(app))
            await pilot.press(answer)
            if answer == "escape":
                await until(pilot, lambda: "Nothing was written" in snapshot.text(app))
                assert [path.name for path in tmp_path.iterdir()] == ["slow"]
        await pilot.press("enter")
        await until(pilot, lambda: type(app.screen).__name__ == "ResultScreen")
    made = tmp_path / "slow_2"
    assert inspect(made.read_bytes(), Secret(PHRASE))[0].public == make("ed25519").public


async def test_removing_the_passphrase_asks_first(tmp_path: Path) -> None:
    source = locked_rsa(tmp_path)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_on(pilot, source)
        screen._choice("locked").chosen = "remove"
        await pilot.pause()
        assert "Lost" in shown(screen)
        await pilot.press("f10")
        await until(pilot, lambda: type(app.screen).__name__ == "ConfirmDialog")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConvertScreen))
        await pilot.pause(0.2)
        assert isinstance(app.screen, ConvertScreen), "Escape means no"
        assert not (tmp_path / "id_rsa.pem").exists()


async def test_changing_the_passphrase_wants_it_twice(tmp_path: Path) -> None:
    source = tmp_path / "k"
    source.write_bytes(pack(make("rsa"), "openssh").data)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_on(pilot, source)
        screen._choice("locked").chosen = "change"
        await pilot.pause()
        assert "Type the new passphrase" in (screen.why_not("finish") or "")
        screen.form.row("new").field.focus()
        await pilot.press(*"another")
        assert "do not match" in (screen.why_not("finish") or "")
        screen.form.row("again").field.focus()
        await pilot.press(*"another", "f10")
        await until(pilot, lambda: type(app.screen).__name__ == "ResultScreen")
    assert inspect((tmp_path / "k.pem").read_bytes(), Secret("another"))[0].unlocked


async def test_what_a_key_type_has_no_form_for_is_dimmed_with_the_reason(tmp_path: Path) -> None:
    source = tmp_path / "id_ed25519"
    source.write_bytes(pack(make("ed25519"), "openssh").data)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_on(pilot, source)
        reasons = {option.id: option.reason for option in screen._choice("to").options}
        assert "Ed25519" in reasons["pem"]
        assert reasons["ppk3"] == ""
        assert screen._choice("to").chosen == "ppk3"


async def test_before_a_file_is_overwritten_both_keys_are_shown_and_it_asks(tmp_path: Path) -> None:
    source, old, new = tmp_path / "k", make("ed25519"), make("rsa")
    source.write_bytes(pack(new, "openssh").data)
    precious = pack(old, "openssh").data
    (tmp_path / "k.pem").write_bytes(precious)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_on(pilot, source)
        await until(pilot, lambda: screen.target is not None)
        assert screen.target == tmp_path / "k_2.pem", "a free name is proposed"
        screen.form.row("file").field.focus()
        screen._text("file").put(str(tmp_path / "k.pem"))
        await until(pilot, lambda: "exists: you will be asked first" in snapshot.text(app))
        assert screen.why_not("finish") is None
        await pilot.press("f10")
        await until(pilot, lambda: "Overwrite k.pem?" in snapshot.text(app))
        for pair in (old, new):
            assert fingerprints.sha256(pair.public) in "\n".join(expect(ConfirmDialog, app.screen).lines)
        await pilot.press("enter")
        await until(pilot, lambda: "Nothing was written" in snapshot.text(app))
        assert (tmp_path / "k.pem").read_bytes() == precious
        await pilot.press("f10")
        await until(pilot, lambda: type(app.screen).__name__ == "ConfirmDialog")
        (tmp_path / "k.pem").write_bytes(b"put there while it asked")
        await pilot.press("right", "enter")
        await until(pilot, lambda: "k.pem was changed in the meantime" in snapshot.text(app))
        assert (tmp_path / "k.pem").read_bytes() == b"put there while it asked"
        (tmp_path / "k.pem").write_bytes(precious)
        await pilot.press("f10")
        await until(pilot, lambda: type(app.screen).__name__ == "ConfirmDialog")
        await pilot.press("right", "enter")
        await until(pilot, lambda: type(app.screen).__name__ == "ResultScreen")
        (kept,) = tmp_path.glob("k.pem.backup-*")
        assert kept.name in snapshot.text(app)
    assert kept.read_bytes() == precious
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert inspect((tmp_path / "k.pem").read_bytes())[0].public == new.public


async def test_a_public_key_is_offered_public_containers_only(tmp_path: Path) -> None:
    source = tmp_path / "k.pub"
    source.write_bytes(pack_public(make("rsa").public, "openssh-public", b"c").data)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_on(pilot, source)
        offered = {option.id for option in screen._choice("to").options}
        assert "pem" not in offered
        assert {"rfc4716", "spki"} <= offered
        await pilot.press("f10")
        await until(pilot, lambda: type(app.screen).__name__ == "ResultScreen")
    assert len(list(tmp_path.iterdir())) == 2


async def test_a_typed_path_that_is_no_key_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        screen = await arrived(pilot, ConvertScreen)
        await pilot.press(*"./nothing")
        await until(pilot, lambda: screen.report is not None and screen.report.error is not None)
        await until(pilot, lambda: "no such file" in screen.form.row("from").note_text)
        assert "no such file" in (screen.why_not("finish") or "")
        assert screen.form.row("from").note_text.endswith(f"looked in {path_text(tmp_path)}")
        screen._text("from").value = "~nobody-has-this-name/key"
        await until(pilot, lambda: "~nobody" in screen.where)
        await until(pilot, lambda: "key: no such file" in screen.form.row("from").note_text)


async def test_an_emptied_source_is_no_source(tmp_path: Path) -> None:
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        screen = await arrived(pilot, ConvertScreen)
        before = screen.form.row("from").note_text
        await pilot.press("x")
        await until(pilot, lambda: "no such file" in screen.form.row("from").note_text)
        await pilot.press("backspace")
        await until(pilot, lambda: screen.form.row("from").note_text == before)
        assert screen.where == ""


async def test_the_new_passphrase_is_shown_nowhere(tmp_path: Path) -> None:
    source = tmp_path / "k"
    source.write_bytes(pack(make("rsa"), "openssh").data)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_on(pilot, source)
        screen._choice("locked").chosen = "change"
        await pilot.pause()
        screen.form.row("new").field.focus()
        await pilot.press(*"hunter2")
        assert "hunter2" not in app.export_screenshot()
        assert "hunter2" not in repr(screen.query_one(PassphraseInput))


async def test_a_name_that_no_file_can_have_is_told_of_under_the_field(tmp_path: Path) -> None:
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_on(pilot, locked_rsa(tmp_path))
        await until(pilot, lambda: screen.target is not None)
        screen._text("file").value = str(tmp_path / ("n" * 300))
        await until(pilot, lambda: screen.target is not None and screen.target.name.startswith("nnn"))
        await until(pilot, lambda: "too long" in screen.form.row("file").note_text)
        assert "too long" in (screen.why_not("finish") or "")


async def test_a_bare_name_lies_beside_the_key_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    source = tmp_path / "k"
    source.write_bytes(pack(make("rsa"), "openssh").data)
    app = KeywrightApp(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_on(pilot, source)
        screen._text("file").value = "jira.pem"
        await until(pilot, lambda: screen.form.row("file").note_text == f"available in {path_text(tmp_path)}")
        assert screen.target == tmp_path / "jira.pem"


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """Two keys, of which ssh takes the second."""
    path = tmp_path / "two"
    path.write_bytes(
        pack_public(make("ed25519").public, "openssh-public").data + pack(make("rsa"), "pem").data
    )
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(("picked", "family", "number"), [(None, "rsa", 2), (0, "ed25519", 1), (1, "rsa", 2)])
async def test_of_several_keys_that_of_ssh_or_the_picked_one_is_converted(
    several: Path, picked: int | None, family: str, number: int
) -> None:
    async with KeywrightApp(several.parent).run_test(size=(100, 30)) as pilot:
        pilot.app.post_message(messages.ConvertKey(several, picked))
        screen = await arrived(pilot, ConvertScreen)
        await until(pilot, lambda: screen.report)
        await shows(pilot, f"key {number} of 2 in this file")
        screen._choice("to").put("rfc4716")
        screen._text("file").put(str(several.with_name("out")))
        await until(pilot, lambda: not screen.why_not("finish"))
        await pilot.press("f10")
        await until(pilot, lambda: several.with_name("out").exists())
    assert inspect(several.with_name("out").read_bytes())[0].public.family == family


async def test_the_key_that_is_chosen_in_the_details_is_the_one_that_c_converts(several: Path) -> None:
    async with KeywrightApp(several).run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        home = screen_of(pilot)
        await until(pilot, lambda: home.report is not None and len(home.report.keys) == 2)
        await pilot.press("tab")
        await until(pilot, lambda: home.card.has_focus)
        home.card.cursor = next(at for at, row in enumerate(home.card.rows) if row.key == 0)
        await pilot.press("c")
        await shows(pilot, "key 1 of 2 in this file")
