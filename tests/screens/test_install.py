"""The page that puts a key on a server: the line, ssh, the program of a git host, and the proof."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk, snapshot
from tests.helpers.desk import agree, keys_app, ready, shows
from tests.helpers.snapshot import arrived, text, until
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.install import InstallScreen
from tui.screens.public_key import PublicKeyScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def folder(ssh_folder: Path, fence: Path) -> Path:
    """Keys, a host where nothing listens, and a program of a git host."""
    (ssh_folder / "config").write_text("Host box\n  HostName 127.0.0.1\n  Port 1\n  User me\n")
    gh = fence / "programs" / "gh"
    gh.write_text(f'#!/bin/sh\necho "$@" > {fence}/uploaded\n')
    gh.chmod(0o755)
    return ssh_folder


async def opened(pilot: Pilot, host: str = "box") -> InstallScreen:
    """By p and C, with a host."""
    await ready(pilot)
    await desk.go_to(pilot, "id_ed25519")
    await pilot.press("p")
    await arrived(pilot, PublicKeyScreen)
    await pilot.press("C")
    screen = await arrived(pilot, InstallScreen)
    await until(pilot, lambda: screen.key is not None)
    await until(pilot, lambda: screen.prompt.display)
    await pilot.press(*host, "enter")
    await until(pilot, lambda: screen.way is not None)
    return screen


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (60, 20)])
async def test_the_page_looks_as_approved(folder: Path, cols: int, rows: int) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(cols, rows)) as pilot:
        await opened(pilot)
        await shows(pilot, "Line          copy")
        snapshot.check(app, f"install-{cols}x{rows}")


async def test_enter_copies_the_line_and_t_explains_a_login(
    folder: Path, printed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = keys_app(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        sent: list[str] = []
        monkeypatch.setattr(app, "write_sequence", sent.append)
        await pilot.press("enter")
        await shows(pilot, "server line of id_ed25519")
        line = base64.b64decode(sent[0].split(";")[2].split("\x07")[0].split("\x1b")[0]).decode()
        assert line.startswith("sh -c 'cd && umask 077")
        assert (folder / "id_ed25519.pub").read_text().split()[1] in line
        await pilot.press("T")
        await until(pilot, lambda: screen.answer is not None)
        await shows(pilot, "Nothing is listening on this port")
        assert printed[0].startswith("$ ssh -F none -v -T -o BatchMode=yes -o IdentitiesOnly=yes")
        assert "Nothing is listening" in printed[1]


async def test_an_installation_is_shown_before_it_runs_and_its_failure_told(
    folder: Path, printed: list[str]
) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("j")
        await shows(pilot, "may ask for a password")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        assert "ssh -T -o" in text(pilot.app)
        await agree(pilot)
        await shows(pilot, "ssh ended with status 255; nothing was proved")
        assert printed[-1] == "ssh ended with status 255"


async def test_a_git_host_gets_the_key_by_its_program(folder: Path, fence: Path, printed: list[str]) -> None:
    (folder / "config").write_text("Host hub\n  HostName github.com\n  ProxyCommand false\n")
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "hub")
        await shows(pilot, "git at github.com")
        await shows(pilot, "upload it to github.com")
        assert "ssh-copy" not in text(pilot.app)
        await pilot.press("enter")
        await agree(pilot)
        await until(pilot, lambda: len(printed) == 4)
    words = (fence / "uploaded").read_text().split(" --title ")
    assert words[0] == f"ssh-key add {folder}/id_ed25519.pub"


async def test_without_its_public_file_no_program_uploads_a_key(folder: Path, printed: list[str]) -> None:
    (folder / "config").write_text("Host hub\n  HostName github.com\n  ProxyCommand false\n")
    (folder / "id_ed25519.pub").unlink()
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "hub")
        await shows(pilot, "upload it to github.com")
        await pilot.press("enter")
        await shows(pilot, "there is no id_ed25519.pub; y copies")
    assert printed == []


async def test_works_with_leads_here_and_without_a_host_nothing_is_proved(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await desk.go_to(pilot, "id_ed25519")
        await pilot.press("w")
        await shows(pilot, "accept it")
        await pilot.press("C")
        screen = await arrived(pilot, InstallScreen)
        await until(pilot, lambda: screen.prompt.display)
        await pilot.press("escape", "T")
        await shows(pilot, "No host is chosen; H asks for one")
        await shows(pilot, "upload it to github.com")


async def test_a_key_that_ssh_could_not_prove_is_not_installed(folder: Path, printed: list[str]) -> None:
    (folder / "id_ed25519").chmod(0o644)
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("j", "enter")
        await agree(pilot)
        await shows(pilot, "refuses to use it. Set its mode to 0600. Press m on the Keys screen")
        assert printed == []
