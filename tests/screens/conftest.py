"""What the tests of screens begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The usual keys in ``~/.ssh``, in a world that is the same on every machine."""
    desk.same_world(monkeypatch)
    return desk.fill(fence / ".ssh")
