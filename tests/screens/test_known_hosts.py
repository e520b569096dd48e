"""The page of known_hosts: find, remove, hash."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk, snapshot
from tests.helpers.desk import CORPUS, go_to, keys_app, ready, shows
from tests.helpers.known_hosts_sample import GITHUB, hash_of
from tests.helpers.snapshot import arrived, text, until
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.known_hosts import HostsScreen
from tui.screens.public_key import PublicKeyScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SAMPLE = CORPUS.parent / "ssh-keygen-9.2" / "known_hosts"


@pytest.fixture
def ssh(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    hashed = SAMPLE.with_name("known_hosts-hashed").read_bytes().splitlines(keepends=True)[0]
    (folder / "known_hosts").write_bytes(SAMPLE.read_bytes() + hashed + b"cut.example ssh-rsa AAAAB3\n")
    return folder


async def opened(pilot: Pilot) -> HostsScreen:
    """By Enter on the file."""
    await ready(pilot)
    await go_to(pilot, "known_hosts")
    await pilot.press("enter")
    screen = await arrived(pilot, HostsScreen)
    await until(pilot, lambda: screen.count)
    return screen


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_the_page_looks_as_approved(ssh: Path, cols: int, rows: int) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(cols, rows)) as pilot:
        await opened(pilot)
        await pilot.press("j")
        await shows(pilot, "ECDSA 256")
        await shows(pilot, "(hashed)")
        snapshot.check(app, f"hosts-{cols}x{rows}")


async def test_a_hashed_host_is_found_by_its_name_and_removed_with_all_its_lines(ssh: Path) -> None:
    path = ssh / "known_hosts"
    before = path.read_bytes()
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("D")
        await shows(pilot, "Find a host first")
        await pilot.press("slash", *"host.exampl")
        await until(pilot, lambda: [line.number for line in screen.list.lines] == [1, 2, 4, 5])
        await pilot.press("e")
        await until(pilot, lambda: [line.number for line in screen.list.lines] == [1, 2, 3, 4, 5])
        await pilot.press("enter", "G")
        await shows(pilot, "host.example (hashed)")
        await pilot.press("d")
        await shows(pilot, "Remove host.example from known_hosts?")
        await pilot.press("escape", "D")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        assert "Also removed: 10.1.1.1" in text(app)
        await pilot.press("right", "enter")
        await shows(pilot, "2 lines removed; the old file is kept as")
    rows = before.splitlines(keepends=True)
    assert path.read_bytes() == b"".join([*rows[1:4], *rows[5:]])
    (backup,) = ssh.glob("known_hosts.backup-*")
    assert backup.read_bytes() == before


async def test_p_shows_the_key_of_the_line_that_y_copies(ssh: Path) -> None:
    async with keys_app(ssh).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("y")
        await shows(pilot, "OSC 52")
        await pilot.press("p")
        await until(pilot, lambda: isinstance(pilot.app.screen, PublicKeyScreen))
        assert f"Key on line {screen.list.line.number} of known_hosts" in text(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_damaged_line_is_told_and_removed_and_names_are_hashed_after_asking(ssh: Path) -> None:
    path = ssh / "known_hosts"
    app = keys_app(ssh)
    async with app.run_test(size=(60, 20)) as pilot:
        await opened(pilot)
        await pilot.press("G", "y")
        await shows(pilot, "No key can be read on line 6")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("right", "enter")
        await shows(pilot, "1 line removed")
        assert b"cut.example" not in path.read_bytes()
        kept = path.read_bytes()
        await pilot.press("number_sign")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HostsScreen))
        assert path.read_bytes() == kept
        await pilot.press("number_sign")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("right", "enter")
        await shows(pilot, "3 names hashed")
        assert b"\nhost.example" not in b"\n" + path.read_bytes()
        await pilot.press("number_sign")
        await shows(pilot, "No plain name is left in known_hosts")


async def test_a_file_that_changed_meanwhile_is_not_overwritten(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        shutil.copy(SAMPLE, ssh / "known_hosts")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("right", "enter")
        await shows(pilot, "changed")
    assert (ssh / "known_hosts").read_bytes() == SAMPLE.read_bytes()


async def test_of_a_link_it_is_told_in_which_folder_the_backup_lies(ssh: Path) -> None:
    (ssh.parent / "dots").mkdir()
    (ssh / "known_hosts").rename(ssh.parent / "dots" / "known_hosts")
    (ssh / "known_hosts").symlink_to("../dots/known_hosts")
    app = keys_app(ssh)
    async with app.run_test(size=(200, 40)) as pilot:
        await opened(pilot)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("right", "enter")
        await shows(pilot, f" in {ssh.parent / 'dots'}")
    assert (ssh / "known_hosts").is_symlink()
    assert len([*(ssh.parent / "dots").glob("known_hosts.backup-*")]) == 1


async def test_the_nearest_entries_say_why_ssh_does_not_take_them(ssh: Path) -> None:
    key = b" ".join((CORPUS / "id_ed25519.pub").read_bytes().split()[:2])
    lines = (b"a ", b"git2.example.org ", b"git@svc.example ")
    (ssh / "known_hosts").write_bytes(b"".join(line + key + b"\n" for line in lines))
    async with keys_app(ssh).run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("slash", *"git.example.org", "enter")
        await shows(pilot, "git2.example.org: it is another name")
        await pilot.press("slash", *["backspace"] * 15, *"svc.example", "enter")
        await shows(pilot, "git@ is before the name")


async def test_hashed_names_are_found_and_a_key_that_is_not_published_is_told(ssh: Path, fence: Path) -> None:
    hosts = (b"github.com", b"gitlab.com", b"inner.example")
    (ssh / "known_hosts").write_bytes(b"".join(hash_of(host) + b" " + GITHUB + b"\n" for host in hosts))
    (fence / ".bash_history").write_text("ssh kai@inner.example\n")
    async with keys_app(ssh).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await shows(pilot, "github.com (hashed)")
        await shows(pilot, "GitHub publishes this key")
        await shows(pilot, "3 lines, 1 with a hashed name, 1 not published")
        await pilot.press("j")
        await shows(pilot, "! GitLab.com does not publish this key")
        await pilot.press("G")
        await shows(pilot, "U names from history")
        await pilot.press("U")
        await shows(pilot, "Try the hosts in your shell history?")
        await pilot.press("y")
        await shows(pilot, "1 name found")
        assert screen.list.found[3] == "inner.example"
        await pilot.press("U")
        await shows(pilot, "No name is hashed in known_hosts")
