"""A key is replaced on a real server, every step by keys alone; the old one lets nobody in afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import ssh_home
from tests.interop.accounts import account, configuration, make_key
from tests.pty.places import agree, go_back
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.interop
def test_a_key_is_replaced_from_its_public_page(fence: Path, tmp_path: Path) -> None:
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    old, new = make_key(folder / "id_old"), folder / "id_old_2"
    with account(tmp_path) as server:
        server.holds((folder / "id_old.pub").read_text())
        config = configuration(folder / "config", {"box": server})
        config.write_text(config.read_text().replace("Host box\n", f"Host box\n  IdentityFile {old}\n"))
        with Session(["python", "-m", "tui", old], env=ssh_home.environment(fence)) as session:
            session.wait_for("SHA256")
            session.send("p")
            session.wait_for("b bare page")
            session.send("E")
            session.wait_for("6 of 6 steps left")
            session.send("\r")
            agree(session, "Yes, do it")
            session.wait_for("Passphrase")
            session.send("\t\r")
            session.wait_for("again for none")
            session.send("\r")
            session.wait_for("5 of 6 steps left")
            for left, asked, told in (
                (4, "with id_old, and add", "the new key is in authorized_keys"),
                (3, "with id_old_2 alone?", "the new key logs in alone"),
                (2, "Name id_old_2 in ssh's", ""),
                (1, "with id_old_2, and mark", "the old key can no longer log in"),
                (0, "Make id_old a backup", ""),
            ):
                session.send("\r")
                session.wait_for("Yes, do it")
                assert asked in session.text()
                agree(session, "Yes, do it")
                if told:
                    session.wait_for(f"box: {told}")
                    go_back(session)
                session.wait_for(f"{left} of 6 steps left")
            session.wait_for("id_old_2 replaces id_old")
            session.settle()
            assert session.run_for(1.5) == 0, "nothing is drawn where nothing happens"
            session.send("\x11")
            assert session.wait_exit() == 0
        (kept,) = (one for one in folder.glob("id_old.backup-*") if one.suffix != ".pub")
        assert (server.lets_in(new), server.lets_in(kept)) == (True, False)
        assert not old.exists()
        assert "IdentityFile ~/.ssh/id_old_2\n" in config.read_text()
