"""A file is read once for each answer: what is told of it is then true of one moment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack
from tui.keyops.editing import files, repairing
from tui.keyops.editing.plan import EditRequest
from tui.keyops.inspection import integrity
from tui.keyops.services import subject

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    "ask",
    [
        repairing.plan,
        integrity.verify_file,
        subject.look,
        lambda path: files.prepare(path, request=EditRequest(comment=b"new")),
    ],
    ids=["repair", "verify", "check", "edit"],
)
def test_a_file_is_read_once(
    ask: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "id"
    path.write_bytes(pack(make("ed25519"), "openssh").data)
    path.chmod(0o600)
    opened: list[object] = []
    really = os.open

    def watched(name: Any, *given: Any, **more: Any) -> int:
        opened.append(name)
        return really(name, *given, **more)

    monkeypatch.setattr(os, "open", watched)
    ask(path)
    assert opened.count(path) == 1
