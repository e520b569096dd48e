"""One key repairs: what is wrong is listed, the way is chosen, and the file is written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.corpus.make_damaged import source
from tests.helpers import desk
from tests.helpers.desk import go_to, keys_app, ready, shows
from tests.helpers.snapshot import text, until
from tui.dialogs.repair import RepairDialog

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    folder = desk.fill(fence / ".ssh", ["id_ed25519", "id_ed25519.pub"])
    broken = folder / "id_broken"
    broken.write_bytes(source("openssh").replace(b"\n", b"\r\n").replace(b"-----", "\u2013".encode() * 5))
    broken.chmod(0o600)
    (folder / "id_cut").write_bytes(source("openssh-rsa")[:900])
    (folder / "id_cut").chmod(0o600)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def opened(pilot) -> RepairDialog:
    await until(pilot, lambda: isinstance(pilot.app.screen, RepairDialog))
    return pilot.app.screen


async def test_m_lists_what_is_wrong_and_repairs_in_place_with_a_backup(folder: Path) -> None:
    before = (folder / "id_broken").read_bytes()
    async with keys_app(folder / "id_broken").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await opened(pilot)
        shown = text(pilot.app)
        assert "lines end in CRLF" in shown
        assert "from CRLF to LF" in shown
        assert "+ -----BEGIN OPENSSH PRIVATE KEY-----" in shown
        assert "Keeps the old file as id_broken.backup-TIME, readable only by you" in shown
        assert source("openssh").splitlines()[2][:20].decode() not in shown
        await pilot.press("enter")
        await shows(pilot, "id_broken was repaired; the original is kept as")
        await ready(pilot)
    assert (folder / "id_broken").read_bytes() == source("openssh")
    (backup,) = [name for name in names(folder) if name.startswith("id_broken.backup-")]
    assert (folder / backup).read_bytes() == before


async def test_a_new_file_leaves_the_damaged_one_as_it_is(folder: Path) -> None:
    before = (folder / "id_broken").read_bytes()
    async with keys_app(folder / "id_broken").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await opened(pilot)
        await pilot.press("right")
        await shows(pilot, "Writes id_broken_repaired; id_broken stays as it is")
        await pilot.press("enter")
        await shows(pilot, "Wrote id_broken_repaired, the repaired copy")
        await ready(pilot)
    assert (folder / "id_broken_repaired").read_bytes() == source("openssh")
    assert (folder / "id_broken").read_bytes() == before


async def test_escape_leaves_everything_as_it_is(folder: Path) -> None:
    before = names(folder)
    async with keys_app(folder / "id_broken").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await opened(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, RepairDialog))
    assert names(folder) == before


async def test_of_a_key_that_is_fine_itself_m_repairs_the_copy_that_is_not(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await shows(pilot, "m repair")
        await pilot.press("m")
        await shows(pilot, "Repair id_broken")
        await pilot.press("escape")
        await pilot.press("slash", *"id_br", "enter")
        await shows(pilot, "id_broken  private key")


async def test_a_whole_file_and_a_cut_one_say_why_there_is_nothing_to_repair(folder: Path) -> None:
    (folder / "id_broken").unlink()
    async with keys_app(folder / "id_ed25519").run_test(size=(120, 24)) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await shows(pilot, "Nothing is wrong with id_ed25519")
        await go_to(pilot, "id_cut")
        await pilot.press("m")
        await shows(pilot, "Truncated")
        assert not isinstance(pilot.app.screen, RepairDialog)


async def test_a_wrong_mode_alone_is_repaired_in_place(folder: Path) -> None:
    (folder / "id_ed25519").chmod(0o644)
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await opened(pilot)
        assert "[Set the mode]" in text(pilot.app)
        assert "A new file" not in text(pilot.app)
        await pilot.press("enter")
        await shows(pilot, "The mode of id_ed25519 was set")
    assert (folder / "id_ed25519").stat().st_mode & 0o777 == 0o600


async def test_m_on_a_folder_sets_all_modes_that_are_too_open(folder: Path) -> None:
    (folder / "id_ed25519").chmod(0o644)
    folder.chmod(0o770)
    async with keys_app(folder.parent).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("full_stop")
        await go_to(pilot, ".ssh")
        await pilot.press("m")
        await opened(pilot)
        shown = text(pilot.app)
        assert "Others can write in .ssh (mode 0770)" in shown
        assert "set the mode of id_ed25519 to 0600" in shown
        assert "Sets the mode of .ssh and id_ed25519; nothing else changes" in shown
        assert folder.stat().st_mode & 0o777 == 0o770
        await pilot.press("enter")
        await shows(pilot, "The mode of .ssh, id_ed25519 was set")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "id_ed25519").stat().st_mode & 0o777 == 0o600


async def test_a_mode_that_is_not_kept_is_not_said_to_be_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "id_ed25519").chmod(0o644)
    monkeypatch.setattr(os, "chmod", lambda *_, **__: None)
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await opened(pilot)
        await pilot.press("enter")
        await shows(pilot, "id_ed25519 still has mode 0644")
        assert "was set" not in text(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_a_long_list_of_damage_scrolls_and_the_ways_stay_in_sight(folder: Path, size) -> None:
    worst = b"\xef\xbb\xbf" + b"".join(b"> " + line + b"\r\n" for line in source("pem-locked").split(b"\n"))
    (folder / "id_worst").write_bytes(b"mail\n" + worst.replace(b"-----", b"----"))
    (folder / "id_worst").chmod(0o644)
    async with keys_app(folder / "id_worst").run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await opened(pilot)
        assert "A new file" in text(pilot.app)
        await pilot.press("j", "j", "escape")


async def test_a_repair_asks_before_it_lets_a_key_in(fence: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.same_world(monkeypatch)
    keys = [source(name).strip() for name in ("public", "public-rsa")]
    path = fence / "authorized_keys"
    path.write_bytes(b"\\n".join(keys) + b"\n")
    before = path.read_bytes()
    async with keys_app(path).run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await shows(pilot, "OpenSSH would read a new key: line 2: RSA 2048 key")
        await pilot.press("enter")
        await shows(pilot, "Let this key in?")
        await shows(pilot, "SHA256:61wThSx/+xZlDLhPYN9u18EQllDMfAIUhoK3OnobbW0")
        await pilot.press("escape")
        await shows(pilot, "authorized_keys is unchanged")
        assert path.read_bytes() == before
        await pilot.press("m")
        await shows(pilot, "OpenSSH would read a new key")
        await pilot.press("enter")
        await shows(pilot, "Let this key in?")
        await pilot.press("right", "enter")
        await shows(pilot, "authorized_keys was repaired")
    assert path.read_bytes() == b"\n".join(keys) + b"\n"
