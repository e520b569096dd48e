"""Keys that only old devices need, on the Generate screen: offered last, warned of, and asked about once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import snapshot
from tests.helpers.desk import agree
from tests.helpers.generate_form import field, listing, made, note, opened, ssh
from tests.helpers.snapshot import text, until
from tui.app import KeywrightApp
from tui.dialogs.confirm import ConfirmDialog
from tui.keyops.errors import StorageError
from tui.keyops.files import storage
from tui.keyops.inspection.inspection import read
from tui.terminal.clipboard import CopyWay

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ssh"]


@pytest.fixture
def app(ssh: Path) -> KeywrightApp:
    return KeywrightApp(ssh, clipboard_way=CopyWay.OSC52)


async def asked(pilot) -> None:
    await pilot.press("f10")
    await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))


async def test_the_legacy_types_are_last_and_say_who_needs_them(app: KeywrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        options = field(pilot, "type").options
        assert [option.label for option in options][-2:] == ["DSA legacy", "SSH-1 RSA legacy"]
        assert not [option for option in options if option.reason]
        await pilot.press("tab", "d")
        await until(pilot, lambda: "id_dsa.ppk" in field(pilot, "file").value)
        assert note(pilot, "type").startswith("- for devices from before 2010 that only know ssh-dss")
        free = [option.id for option in field(pilot, "container").options if not option.reason]
        assert free == ["pem", "ppk3", "ppk2", "sshcom", "dropbear", "pkcs1-der"]
        snapshot.check(app, "generate-legacy-80x24")


async def test_enter_asks_once_and_no_makes_nothing(app: KeywrightApp, ssh: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("tab", "d")
        await asked(pilot)
        assert "Really make a DSA key of 1024 bits?" in text(app)
        assert "OpenSSH 7 refuses it" in " ".join(text(app).replace("│", "").split())
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        assert listing(ssh) == []
        assert screen.focused is field(pilot, "type")
        await asked(pilot)
        await agree(pilot)
        page = await made(pilot)
        assert any(words.startswith("For devices from before 2010") for words in page.made.notes)
    (entry,) = read(storage.read_key_file(ssh / "id_dsa.ppk"))
    assert (entry.format, entry.open().public.family) == ("ppk3", "dsa")
    assert listing(ssh) == ["id_dsa.ppk", "id_dsa.pub"]


async def test_a_key_of_ssh_version_1_is_made_in_its_own_container_with_its_own_line(
    app: KeywrightApp, ssh: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("tab", "s")
        await until(pilot, lambda: field(pilot, "file").value == "~/.ssh/identity")
        assert field(pilot, "container").chosen == "ssh1"
        await pilot.press("tab", *"1024")
        await asked(pilot)
        assert "Really make an SSH-1 RSA key of 1024 bits?" in text(app)
        await agree(pilot)
        page = await made(pilot)
        assert page.made.key.sha256.startswith("MD5:")
        assert page.made.randomart == ""
        (beside,) = read(storage.read_key_file(ssh / "identity.pub"))
        (entry,) = read(storage.read_key_file(ssh / "identity"))
        assert beside.public == entry.open().public
        assert (beside.format, beside.public.bits) == ("ssh1-public", 1024)
        await pilot.press("n")
        await until(pilot, lambda: app.screen is screen)
        field(pilot, "type").chosen = "ed25519"
        await pilot.pause()
        assert "ssh1" not in [option.id for option in field(pilot, "container").options]
        assert field(pilot, "container").chosen == "openssh"


async def test_a_short_rsa_key_is_called_weak_and_asked_about(app: KeywrightApp, ssh: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("tab", "r", "tab", *"1016")
        await until(pilot, lambda: note(pilot, "size") == "! allowed: 1024 to 16384")
        await pilot.press("backspace", "backspace", *"24")
        await until(pilot, lambda: note(pilot, "size").startswith("- weak: for devices from before 2010"))
        await asked(pilot)
        await agree(pilot)
        await made(pilot)
    assert read(storage.read_key_file(ssh / "id_rsa"))[0].public.bits == 1024


async def test_a_key_that_was_agreed_to_and_could_not_be_saved_is_not_asked_about_again(
    app: KeywrightApp, ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = storage.save

    def full(files, **_: object) -> None:
        raise StorageError(files[0].path, "No space left on device")

    monkeypatch.setattr(storage, "save", full)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("tab", "d")
        await asked(pilot)
        await agree(pilot)
        await until(pilot, lambda: "No space left" in text(app) and not screen.form.disabled)
        monkeypatch.setattr(storage, "save", save)
        await pilot.press("f10")
        await made(pilot)
    assert "id_dsa.ppk" in listing(ssh)
