"""The page that replaces a key: its steps in a list, done, skipped and taken back, with a real sshd."""

from __future__ import annotations

import getpass
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk, snapshot
from tests.helpers.desk import agree, keys_app, ready, shows
from tests.helpers.keys import make
from tests.helpers.snapshot import arrived, text, until
from tests.interop.accounts import Account, account, configuration, make_key
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.new_passphrase import NewPassphraseDialog
from tui.keyops.conversion.conversion import pack
from tui.keyops.rotation import journal, steps
from tui.keyops.rotation.journal import StepKind, StepProgress
from tui.screens.public_key import PublicKeyScreen
from tui.screens.rotate import RotateScreen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

_USER = getpass.getuser()
"""Before the tests of the screens give the machine another one."""


@pytest.fixture
def folder(ssh_folder: Path) -> Path:
    """Keys; two hosts of the configuration name one of them."""
    blocks = [
        f"Host {name}\n  IdentityFile ~/.ssh/id_ed25519\n  ProxyCommand false\n" for name in ("mail", "web")
    ]
    (ssh_folder / "config").write_text("".join(blocks))
    return ssh_folder


@pytest.fixture
def box(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """A server into which a key without a passphrase logs in, that is named for it alone."""
    monkeypatch.setenv("LOGNAME", _USER)
    old = make_key(folder / "id_old")
    with account(tmp_path) as found:
        found.holds(old.with_suffix(".pub").read_text())
        config = configuration(folder / "config", {"box": found})
        config.write_text(
            config.read_text().replace("Host box\n", "Host box\n  IdentityFile ~/.ssh/id_old\n")
        )
        yield found


async def opened(pilot: Pilot, name: str) -> RotateScreen:
    """By p and E."""
    await ready(pilot)
    await desk.go_to(pilot, name)
    await pilot.press("p")
    await arrived(pilot, PublicKeyScreen)
    await pilot.press("E")
    screen = await arrived(pilot, RotateScreen)
    await until(pilot, lambda: screen.rotation is not None)
    return screen


async def did(pilot: Pilot, key: str = "enter") -> str:
    """Press a key, agree, and answer what was asked."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
    asked = text(pilot.app)
    await agree(pilot)
    return asked


def states(screen: RotateScreen) -> list[str]:
    return [one.label for one in screen.list.rows]


def is_in(screen: RotateScreen, number: int, state: str) -> bool:
    return states(screen)[number] == state


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (60, 20)])
async def test_the_page_looks_as_approved(folder: Path, cols: int, rows: int) -> None:
    rotation = steps.begin(folder / "id_ed25519", ("mail", "web"))
    for kind in (StepKind.MAKE, StepKind.INSTALL):
        step = rotation.step(kind, "mail" if kind is StepKind.INSTALL else "")
        rotation = rotation.with_step(replace(step, state=StepProgress.DONE))
    journal.save(replace(rotation, begun="2026-01-01", delete_after="2026-04-01"))
    app = keys_app(folder)
    async with app.run_test(size=(cols, rows)) as pilot:
        await opened(pilot, "id_ed25519")
        await shows(pilot, "7 of 9 steps left")
        await pilot.press("G")
        await shows(pilot, "To do")
        snapshot.check(app, f"rotate-{cols}x{rows}")


async def test_hosts_whose_configuration_names_the_key_are_found(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "id_ed25519")
        assert screen.rotation is not None
        assert screen.rotation.hosts == ("mail", "web")
        assert not screen.rotation.path.exists(), "a plan writes nothing"


async def test_a_key_is_replaced_step_by_step_and_taken_back(
    folder: Path, box: Account, printed: list[str]
) -> None:
    old, new = folder / "id_old", folder / "id_old_2"
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "id_old")
        await shows(pilot, "6 of 6 steps left")
        assert await did(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, NewPassphraseDialog))
        await pilot.press(*"horse", "enter", *"mule", "enter")
        await shows(pilot, "do not match")
        await pilot.press("escape")
        await arrived(pilot, RotateScreen)
        assert not new.exists(), "who cancels has made nothing"
        await did(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, NewPassphraseDialog))
        await pilot.press("tab", "enter")
        await shows(pilot, "again for none")
        await pilot.press("enter")
        await until(pilot, lambda: states(screen)[0] == "done")
        for number in range(1, 6):
            asked = await did(pilot)
            assert ("ssh -F none" in asked) == (number in {1, 2, 4}), "the command is shown before it runs"
            await until(pilot, partial(is_in, screen, number, "done"))
        await shows(pilot, "replaces")
        assert [one.startswith("$ ssh -F none -v -T") for one in printed] == [True, False] * 3
        assert (box.lets_in(new), old.exists()) == (True, False)
        (kept,) = (one for one in folder.glob("id_old.backup-*"))
        assert not box.lets_in(kept)
        for number in range(5, -1, -1):
            await did(pilot, "z")
            await until(pilot, partial(is_in, screen, number, "to do"))
        assert box.lets_in(old)
        assert not new.exists()
        assert not journal.path_for(old).exists()


async def test_a_step_that_fails_is_told_and_can_be_skipped(folder: Path, printed: list[str]) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "id_ed25519")
        await pilot.press("J")
        await until(pilot, lambda: states(screen)[0] == "skipped")
        make_key(folder / "id_ed25519_2")
        await did(pilot)
        await until(pilot, lambda: len(printed) == 2)
        await until(pilot, lambda: states(screen)[1] == "begun")
        assert screen.outcome is not None
        assert not screen.outcome.done
        await pilot.press("J", "J")
        await until(pilot, lambda: states(screen).count("skipped") == 4)
        await pilot.press("H")
        await until(pilot, lambda: screen.prompt.display)
        await pilot.press(*"third", "enter")
        await until(pilot, lambda: len(states(screen)) == 12)


async def test_a_key_that_ssh_does_not_read_is_refused_at_once_with_what_helps(folder: Path) -> None:
    (folder / "putty.ppk").write_bytes(pack(make("ed25519"), "ppk3").data)
    (folder / "putty.ppk").chmod(0o600)
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await desk.go_to(pilot, "putty.ppk")
        await pilot.press("p")
        await arrived(pilot, PublicKeyScreen)
        await pilot.press("E")
        screen = await arrived(pilot, RotateScreen)
        await shows(pilot, "ssh does not read PPK version 3")
        await shows(pilot, "to OpenSSH format. Press c on the Keys screen")
        assert screen.rotation is None
    assert not journal.path_for(folder / "putty.ppk").exists()
