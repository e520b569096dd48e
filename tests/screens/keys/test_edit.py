"""The e key edits a key: what changes is told before, the container stays, and both halves are in step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.helpers import desk
from tests.helpers.desk import go_to, keys_app, ready, shows
from tests.helpers.expect import expect
from tests.helpers.keys import make
from tests.helpers.snapshot import check, text, until
from tui.dialogs.edit import EditDialog
from tui.dialogs.passphrase import PassphraseDialog
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)
OLD, NEW = "correct horse", "another horse"


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    folder = desk.fill(fence / ".ssh", ["id_ed25519", "id_ed25519.pub"])
    cheap = Protection(Secret(OLD), kdf="argon2id", memory_kib=64, passes=2, parallelism=1)
    (folder / "deploy.ppk").write_bytes(pack(make("ecdsa256"), "ppk3", cheap).data)
    lines = [pack_public(make(name).public, "openssh-public", b"someone").data for name in ("rsa", "ed25519")]
    (folder / "authorized_keys").write_bytes(b"# who may log in\n" + b"".join(lines))
    (folder / "bare").write_bytes(b"nothing")
    for path in folder.iterdir():
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


async def opened(pilot) -> EditDialog:
    await until(pilot, lambda: isinstance(pilot.app.screen, EditDialog))
    return pilot.app.screen


async def test_a_comment_is_edited_in_both_halves_and_the_backup_is_told(folder: Path) -> None:
    before = (folder / "id_ed25519").read_bytes()
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("e")
        await opened(pilot)
        await pilot.press("f10")
        await shows(pilot, "! No changes yet")
        await pilot.press("end", *" too")
        await shows(pilot, 'comment: was "ed25519 plain", will be "ed25519 plain too"')
        await shows(pilot, 'comment in id_ed25519.pub: was "ed25519 plain"')
        await pilot.press("f10")
        await shows(pilot, "id_ed25519 and id_ed25519.pub are edited; the old file is kept as")
        await ready(pilot)
    assert inspect((folder / "id_ed25519").read_bytes())[0].comment == b"ed25519 plain too"
    assert (folder / "id_ed25519.pub").read_bytes().endswith(b" ed25519 plain too\n")
    (backup,) = folder.glob("id_ed25519.backup-*")
    assert backup.read_bytes() == before


async def test_a_comment_that_hides_something_says_so(folder: Path) -> None:
    public = folder / "id_ed25519.pub"
    hidden = "abc\u202egpj.exe"  # read from right to left, it would end like a picture
    public.write_text(" ".join([*public.read_text().split()[:2], hidden]) + "\n")
    async with keys_app(public).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("e")
        row = (await opened(pilot)).form.row("comment")
        await until(pilot, lambda: "holds characters that are not shown" in row.note_text)
        await pilot.press("ctrl+u", *"plain")
        await until(pilot, lambda: not row.note_text)


async def test_what_is_told_of_the_pub_is_what_the_edit_says_and_does(folder: Path) -> None:
    """For containers without room, without a .pub, with one, and with that of another key."""
    edited = folder / "k.pem"
    edited.write_bytes(pack(make("rsa"), "pem").data)
    edited.chmod(0o600)
    public = folder / "k.pem.pub"
    for line, told in (
        (None, "k.pem.pub: written from the private key"),
        (pack_public(make("rsa").public, "openssh-public", b"old").data, 'k.pem.pub: was "old", will be "x"'),
        (pack_public(make("ed25519").public, "openssh-public", b"old").data, "belongs to another key"),
    ):
        if line is not None:
            public.write_bytes(line)
        async with keys_app(edited).run_test(size=(120, 40)) as pilot:
            await ready(pilot)
            await pilot.press("e")
            await opened(pilot)
            await pilot.press("x")
            await shows(pilot, told)
            assert ("it will be kept in k.pem.pub" in text(pilot.app)) == ("another key" not in told)
            await pilot.press("f10")
            await shows(pilot, "nothing to change" if "another" in told else "k.pem stays as it was")
        assert (public.read_bytes() == line) == ("another" in told)
        public.unlink()


async def test_a_locked_ppk_gets_another_passphrase_and_numbers_of_the_users_own(folder: Path) -> None:
    async with keys_app(folder / "deploy.ppk").run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await pilot.press("e")
        new = expect(Input, (await opened(pilot)).form.row("new").field)
        await pilot.press("tab", "c", "tab", *NEW, "tab", *NEW[:-1])
        await pilot.press("f10")
        await shows(pilot, "! Type the same passphrase twice")
        await pilot.press(NEW[-1], "tab", "c", "tab", "tab", "tab", *"4")
        await pilot.press("f10")
        await shows(pilot, "Argon2 cannot run with 4 KiB")
        await pilot.press(*"8", "tab", *"3")
        await shows(pilot, "was aes256-cbc, argon2id 64 KiB, 2 passes, will be aes256-cbc,")
        await shows(pilot, "argon2id 48 KiB, 3 passes")
        await shows(pilot, "the backup keeps the old protection")
        assert NEW not in text(pilot.app)
        assert isinstance(pilot.app.screen, EditDialog)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, PassphraseDialog))
        assert not new.value
        await pilot.press(*OLD, "enter")
        await shows(pilot, "deploy.ppk is edited; the old file is kept as")
    data = (folder / "deploy.ppk").read_bytes()
    assert data.startswith(b"PuTTY-User-Key-File-3:")
    assert b"Argon2-Memory: 48\nArgon2-Passes: 3\n" in data
    assert inspect(data, Secret(NEW))[0].error is None


async def test_of_several_keys_the_line_is_chosen_and_the_others_stay(folder: Path) -> None:
    before = (folder / "authorized_keys").read_bytes()
    async with keys_app(folder / "authorized_keys").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("e")
        await opened(pilot)
        await pilot.press("backspace", "9")
        await shows(pilot, "! no such key")
        await pilot.press("backspace", "3")
        await shows(pilot, "Ed25519")
        await pilot.press("tab", "ctrl+u", *"Bo", "f10")
        await shows(pilot, "authorized_keys is edited")
    assert (folder / "authorized_keys").read_bytes() == before[::-1].replace(b"enoemos", b"oB", 1)[::-1]


async def test_removing_the_passphrase_asks_and_escape_leaves_all_as_it_is(folder: Path) -> None:
    before = sorted((path.name, path.stat().st_mtime) for path in folder.iterdir())
    async with keys_app(folder / "deploy.ppk").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("e")
        await opened(pilot)
        await pilot.press("tab", "r", "f10")
        await shows(pilot, "Remove the passphrase?")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await go_to(pilot, "bare")
        await pilot.press("e")
        await shows(pilot, "bare is not a key file that can be read")
    assert sorted((path.name, path.stat().st_mtime) for path in folder.iterdir()) == before


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_it_looks_like_its_picture(folder: Path, size: tuple[int, int]) -> None:
    async with keys_app(folder / "deploy.ppk").run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("e")
        await opened(pilot)
        await pilot.press("end", *"!", "tab", "tab", "c")
        await shows(pilot, "[custom]")
        check(pilot.app, f"edit-{size[0]}x{size[1]}")


async def test_a_link_and_other_names_are_shown_before_anything_is_written(folder: Path) -> None:
    (folder / "link").symlink_to("id_ed25519")
    (folder / "other").hardlink_to(folder / "id_ed25519")
    async with keys_app(folder / "link").run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("e")
        await opened(pilot)
        await pilot.press("end", *" too")
        await shows(pilot, "link is a link: id_ed25519 will be written")
        await shows(pilot, "link has another name, a hard link that keeps what it holds now")
