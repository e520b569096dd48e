"""The page of a host: what ssh offers and why not, what Enter does about it, and a login."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.helpers import snapshot
from tests.helpers.desk import agree, keys_app, ready, shows
from tests.helpers.expect import expect
from tests.helpers.peers import run
from tests.helpers.snapshot import arrived, text, until
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.repair import RepairDialog
from tui.keyops.conversion.conversion import pack
from tui.keyops.inspection.inspection import read
from tui.screens.agent import AgentScreen
from tui.screens.convert.screen import ConvertScreen
from tui.screens.generate.screen import GenerateScreen
from tui.screens.why import WhyScreen
from tui.terminal import raw_page
from tui.terminal.base_app import SafeApp

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def folder(ssh_folder: Path) -> Path:
    """Keys, and a host that gets three of them."""
    home = "Host box\n  HostName 127.0.0.1\n  Port 1\n  User me\n  StrictHostKeyChecking no\n"
    (ssh_folder / "config").write_text(
        f"{home}  IdentityFile {ssh_folder}/id_ed25519\n  IdentityFile {ssh_folder}/id_rsa\n"
        f"  IdentityFile {ssh_folder}/alone.p8\n  IdentityFile {ssh_folder}/missing\n"
    )
    (ssh_folder / "id_ed25519").chmod(0o644)
    return ssh_folder


async def opened(pilot: Pilot, host: str = "box") -> WhyScreen:
    """By H and the name of a host."""
    await ready(pilot)
    await pilot.press("H")
    screen = await arrived(pilot, WhyScreen)
    await until(pilot, lambda: screen.names == ("box",))
    expect(Input, screen.prompt.input).value = host
    await pilot.press("enter")
    await until(pilot, lambda: screen.plan is not None)
    await shows(pilot, f"ssh {host}")
    return screen


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_the_page_looks_as_approved(folder: Path, cols: int, rows: int) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(cols, rows)) as pilot:
        await opened(pilot)
        await shows(pilot, "Others can read")
        snapshot.check(app, f"why-{cols}x{rows}")


async def test_enter_repairs_loads_and_converts(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await shows(pilot, "repairs id_ed25519")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RepairDialog))
        await pilot.press("enter")
        await until(pilot, lambda: (folder / "id_ed25519").stat().st_mode & 0o777 == 0o600)
        await shows(pilot, "offers it, as number 1")
        await pilot.press("j", "j")
        await shows(pilot, "has a passphrase and is not in the agent")
        await pilot.press("enter")
        await arrived(pilot, AgentScreen)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("G")
        await shows(pilot, "Correct IdentityFile")
        await pilot.press("enter")
        await arrived(pilot, GenerateScreen)


async def test_a_key_in_another_format_goes_to_convert(folder: Path) -> None:
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "made")
    pair = read((folder / "made").read_bytes())[0].open()
    (folder / "made").write_bytes(pack(pair, "ppk3").data)
    (folder / "config").write_text(f"Host box\n  IdentityFile {folder}/made\n")
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await shows(pilot, "converts made to the OpenSSH format")
        await pilot.press("enter")
        await arrived(pilot, ConvertScreen)


async def test_enter_names_a_key_that_comes_too_late(folder: Path) -> None:
    lines = []
    for at in range(7):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / f"k{at}")
        lines.append(f"  IdentityFile {folder}/k{at}\n")
    (folder / "config").write_text(f"Host box\n{''.join(lines)}")
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await shows(pilot, "Nothing is wrong with this key; T tries it")
        await pilot.press("G")
        await shows(pilot, "names k6 first in this host's configuration")
        await pilot.press("enter")
        await agree(pilot)
        await shows(pilot, "ssh offers k6 to box first")
    told = (folder / "config").read_text()
    assert told.startswith("Host box\n  IdentityFile ~/.ssh/k6\n  IdentitiesOnly yes\n"), told
    assert told.endswith("".join(lines))


async def test_a_login_is_shown_before_and_explained_after(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    monkeypatch.setattr(SafeApp, "on_bare_terminal", lambda _: contextlib.nullcontext())
    for name in ("say", "print_and_wait"):
        monkeypatch.setattr(raw_page, name, lambda text, **_: printed.append(text))
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("T")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        assert "-o BatchMode=yes" in text(pilot.app)
        await agree(pilot)
        await shows(pilot, "Nothing is listening on this port of the server")
        assert printed[0].startswith("$ ssh -v -T -o BatchMode=yes")
        assert "Nothing is listening on this port of the server" in printed[1]


async def test_what_ssh_refuses_is_told_and_another_host_can_be_asked_about(folder: Path) -> None:
    (folder / "config").write_text("Nonsense yes\n")
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("H")
        screen = await arrived(pilot, WhyScreen)
        await pilot.press(*"x.example", "enter")
        await shows(pilot, "Correct the line that ssh names")
        (folder / "config").write_text("Host near\n  Port 7\n")
        await pilot.press("r")
        await shows(pilot, "at x.example, port 22")
        await pilot.press("H")
        await until(pilot, lambda: screen.names)
        await pilot.press("ctrl+u", *"nea", "tab")
        await until(pilot, lambda: screen.prompt.input.value == "near")
        await pilot.press("enter")
        await shows(pilot, "port 7")


async def test_the_list_of_actions_takes_the_host(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("colon", *"why box")
        await shows(pilot, "Which keys ssh offers to box")
        await pilot.press("enter")
        await arrived(pilot, WhyScreen)
        await shows(pilot, "me at 127.0.0.1, port 1")
