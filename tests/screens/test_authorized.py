"""The page of authorized_keys: what each line allows; add, disable, enable, remove."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.helpers import desk, snapshot
from tests.helpers.desk import go_to, keys_app, ready, shows
from tests.helpers.expect import expect
from tests.helpers.keys import make
from tests.helpers.snapshot import arrived, text, until
from tui.dialogs.authorized_add import AuthorizedAddDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.keyops.formats.openssh_public import authorized_line
from tui.screens.authorized import AuthorizedScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def path(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    folder = desk.fill(fence / ".ssh", ["id_ed25519", "id_ed25519.pub", "id_rsa.pub"])
    first, second = ((folder / name).read_text() for name in ("id_ed25519.pub", "id_rsa.pub"))
    path = folder / "authorized_keys"
    path.write_text(f'# people\nrestrict,command="ls -l" {first}{first}#{second}frobnicate {second}')
    path.chmod(0o600)
    return path


async def opened(pilot: Pilot) -> AuthorizedScreen:
    """By Enter on the file."""
    await ready(pilot)
    await go_to(pilot, "authorized_keys")
    await pilot.press("enter")
    screen = await arrived(pilot, AuthorizedScreen)
    await until(pilot, lambda: screen.count)
    return screen


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_the_page_looks_as_approved(path: Path, cols: int, rows: int) -> None:
    app = keys_app(path.parent)
    async with app.run_test(size=(cols, rows)) as pilot:
        await opened(pilot)
        await shows(pilot, "always runs ls")
        snapshot.check(app, f"authorized-{cols}x{rows}")


async def test_lines_are_disabled_enabled_and_removed(path: Path) -> None:
    before = path.read_text()
    lines = before.splitlines(keepends=True)
    async with keys_app(path.parent).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("i")
        await shows(pilot, "Line 2 disabled; the old file is kept as")
        assert path.read_text() == "".join([lines[0], "#" + lines[1], *lines[2:]])
        await until(pilot, lambda: screen.list.line is not None and screen.list.line.is_disabled)
        await pilot.press("i")
        await shows(pilot, "Line 2 enabled")
        assert path.read_text() == before
        await pilot.press("G", "d")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert path.read_text() == before
        await pilot.press("d")
        await desk.agree(pilot)
        await shows(pilot, "1 line removed")
        assert path.read_text() == "".join(lines[:-1])


async def test_who_disables_the_last_key_that_can_log_in_is_told(path: Path) -> None:
    path.write_text(path.read_text().splitlines(keepends=True)[1])
    async with keys_app(path.parent).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("i")
        await shows(pilot, "no key in this file can log in any more")


async def test_a_key_is_added_by_a_form_that_says_what_it_may_do(path: Path) -> None:
    before = path.read_text()
    line = authorized_line(make("ecdsa256").public, b"new one")
    async with keys_app(path.parent).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("A")
        dialog = await arrived(pilot, AuthorizedAddDialog)
        await shows(pilot, "It can do everything the account can")
        expect(Input, dialog.form.row("key").field).value = line
        clients = expect(Input, dialog.form.row("from").field)
        clients.value = "10.0.0.1/8"
        await shows(pilot, "after the mask must")
        await pilot.press("f10")
        assert path.read_text() == before, "what lets nobody in is not written"
        clients.value = "10.0.0.0/8"
        await shows(pilot, "only from 10.0.0.0/8")
        await pilot.press("f10")
        await shows(pilot, "1 line added")
        assert path.read_text() == f'{before}from="10.0.0.0/8" {line}\n'
        await pilot.press("A")
        dialog = await arrived(pilot, AuthorizedAddDialog)
        expect(Input, dialog.form.row("key").field).value = str(path.parent / "id_ed25519")
        await pilot.press("f10")
        await shows(pilot, "Line 2 already has this key")
        assert screen.file is not None


OPTIONS = {
    'permitopen="db.example:5432"': "forward only to db.example:5432",
    'permitlisten="8080"': "the server listen on 8080",
    'environment="NAME=value"': "sets NAME=value",
    'tunnel="0"': "uses the tunnel device 0",
    "verify-required": "by PIN or biometrics",
    "no-agent-forwarding": "may not forward the agent",
    'cert-authority,principals="ops,web"': "for certificates that name ops, web",
}


def tells(pilot: Pilot, words: str) -> bool:
    """Whether words are on the screen, in one line or in two."""
    return words in " ".join(text(pilot.app).replace("│", "").split())


async def test_every_option_of_sshd_is_told_in_words_before_it_is_written(path: Path) -> None:
    before = path.read_text()
    line = authorized_line(make("ecdsa256").public, b"new one")
    async with keys_app(path.parent).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("A")
        dialog = await arrived(pilot, AuthorizedAddDialog)
        expect(Input, dialog.form.row("key").field).value = line
        more = expect(Input, dialog.form.row("more").field)
        for option, words in OPTIONS.items():
            more.value = option
            await until(pilot, partial(tells, pilot, words))
        more.value = "verify-required,no-such-option"
        await shows(pilot, "sshd would let nobody in")
        await pilot.press("f10")
        assert path.read_text() == before
        more.value = 'verify-required,environment="A=b"'
        await shows(pilot, "sets A=b")
        await pilot.press("f10")
        await shows(pilot, "1 line added")
    assert path.read_text() == f'{before}verify-required,environment="A=b" {line}\n'


async def test_a_line_without_a_key_says_why_and_is_not_copied(path: Path) -> None:
    path.write_text(path.read_text() + "ssh-rsa cut\n")
    async with keys_app(path.parent).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("G", "y")
        await shows(pilot, "No key can be read on line 6")
        assert "sshd ignores it" in text(pilot.app)
