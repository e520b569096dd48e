"""I tells in the details what uses the chosen key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import desk, ssh_home
from tests.helpers.desk import go_to, keys_app, ready, shows
from tests.helpers.peers import need
from tests.helpers.snapshot import text

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_uses_are_told_when_asked_and_of_the_chosen_key_alone(
    fence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("ssh")
    desk.same_world(monkeypatch)
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    folder = desk.fill(fence / ".ssh", ["id_ed25519", "id_ed25519.pub", "id_rsa", "id_rsa.pub"])
    ssh_home.live_in(fence, monkeypatch)
    (folder / "config").write_text(f"Host box\n  IdentityFile {folder}/id_ed25519\n")
    (folder / "authorized_keys").write_text((folder / "id_ed25519.pub").read_text())
    async with keys_app(folder / "id_ed25519").run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert "Used by" not in text(pilot.app)
        await pilot.press("I")
        await shows(pilot, "IdentityFile of Host box (config line 2)")
        shown = text(pilot.app)
        assert "logs in to this account" in shown
        assert "3 uses of id_ed25519 found" in shown
        await go_to(pilot, "id_rsa")
        await shows(pilot, "RSA 2048")
        assert "Used by" not in text(pilot.app)
        (folder / "config").write_text("Host box\n  IdentityFile none\n")
        await pilot.press("I")
        await shows(pilot, "nothing found on this machine")
