"""Where the program's own files lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui import settings
from tui.keyops import services
from tui.keyops.files.xdg import configuration_folder, state_folder
from tui.keyops.trust import auditing


@pytest.mark.parametrize("configured", ["", "relative/folder", None])
def test_without_an_absolute_path_the_usual_folders_in_home_are_taken(configured, fence, monkeypatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name) if configured is None else monkeypatch.setenv(name, configured)
    assert configuration_folder() == fence / ".config" / "keywright"
    assert state_folder() == fence / ".local" / "state" / "keywright"


def test_all_that_the_user_sets_lies_in_one_folder(monkeypatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/somewhere")
    whole = {settings.file_path(), services.own_folder(), auditing.own_list()}
    assert {path.parent for path in whole} == {Path("/somewhere/keywright")}
