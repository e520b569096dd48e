"""What the tests of screens begin with."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk, ssh_home
from tests.helpers.peers import need
from tui.terminal import raw_page
from tui.terminal.base_app import SafeApp

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The usual keys in ``~/.ssh``, in a world that is the same on every machine."""
    desk.same_world(monkeypatch)
    return desk.fill(fence / ".ssh")


@pytest.fixture
def ssh_folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same keys, where ssh lives in that home too, and no agent is there."""
    need("ssh")
    desk.same_world(monkeypatch)
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    folder = desk.fill(fence / ".ssh")
    ssh_home.live_in(fence, monkeypatch)
    return folder


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is printed on the bare terminal, which a test has not."""
    found: list[str] = []
    monkeypatch.setattr(SafeApp, "on_bare_terminal", lambda _: contextlib.nullcontext())
    for name in ("say", "print_and_wait"):
        monkeypatch.setattr(raw_page, name, lambda text, **_: found.append(text))
    return found
