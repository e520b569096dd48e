"""Who may log in, changed by keys alone: each change is seen by a real server at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.interop.accounts import account, make_key
from tests.pty.places import F10, agree
from tests.pty.session import Session

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.interop
def test_a_key_is_added_with_limits_disabled_enabled_and_removed(tmp_path: Path) -> None:
    old, new = make_key(tmp_path / "old"), make_key(tmp_path / "new")
    with account(tmp_path) as server:
        server.holds(old.with_suffix(".pub").read_text())
        with Session(["python", "-m", "tui", server.authorized]) as session:
            session.wait_for("authorized_keys")
            session.settle()
            session.send("\r")
            session.wait_for("1 of 1 may log in")
            session.send("A")
            session.wait_for("It can do everything the account can")
            session.settle()  # what comes at once is a paste, and the field must be there to take it
            session.send(f"{new}.pub")
            session.wait_for("/new.pub")
            session.send("\r\x1b[C")
            session.wait_for("restrict: ")
            session.send("\r")
            session.send("192.0.2.1")
            session.wait_for("only from 192.0.2.1")
            session.send(F10)
            session.wait_for("1 line added")
            session.wait_for("2 of 2 may log in")
            _, line = server.authorized.read_text().splitlines()
            assert line.startswith('restrict,from="192.0.2.1" ssh-ed25519 ')
            assert not server.lets_in(new), "it may, but not from here"
            session.send("G")
            session.wait_for("Line 2")
            session.send("d")
            agree(session, "Remove new from authorized_keys?")
            session.wait_for("1 line removed")
            session.wait_for("1 of 1 may log in")
            session.send("A")
            session.wait_for("It can do everything the account can")
            session.settle()
            session.send(f"{new}.pub")
            session.wait_for("/new.pub")
            session.send("\r\x1b[C")
            session.wait_for("restrict: ")
            session.send(F10)
            session.wait_for("2 of 2 may log in")
            assert server.lets_in(new)
            session.send("G")
            session.wait_for("Line 2")
            session.send("i")
            session.wait_for("Line 2 disabled")
            assert not server.lets_in(new)
            session.send("i")
            session.wait_for("Line 2 enabled")
            assert server.lets_in(new)
            assert server.lets_in(old)
            session.send("d")
            agree(session, "Remove new from authorized_keys?")
            session.wait_for("1 line removed")
            session.send("\x11")
            assert session.wait_exit() == 0
        assert server.authorized.read_text() == old.with_suffix(".pub").read_text()
        assert not server.lets_in(new)
        assert server.lets_in(old)
