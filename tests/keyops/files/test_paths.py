"""What cannot be seen is not there, and nothing is raised for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tui.keyops.files import paths as presence

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = (
    presence.is_taken,
    presence.is_there,
    presence.is_folder,
    presence.is_file,
    presence.is_link,
)


def answers(path: Path) -> str:
    return "".join("+" if question(path) else "-" for question in QUESTIONS)


def test_each_kind_of_thing_is_told_from_the_others(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for name in ("file", "folder", "nothing", "itself"):
        (tmp_path / f"to {name}").symlink_to(name if name != "itself" else "to itself")
    assert answers(tmp_path / "file") == "++-+-"
    assert answers(tmp_path / "folder") == "+++--"
    assert answers(tmp_path / "to file") == "++-++"
    assert answers(tmp_path / "to folder") == "+++-+"
    assert answers(tmp_path / "to nothing") == "+---+"
    assert answers(tmp_path / "to itself") == "+---+"


@pytest.mark.parametrize("name", ["nothing", "n" * 300, "file/below", "zero\0byte", "to itself/below"])
def test_what_cannot_be_there_is_not_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "to itself").symlink_to("to itself")
    assert answers(tmp_path / name) == "-----"


def test_why_the_system_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("file", "nothing", "file/below", "nowhere/at/all"):
        assert presence.why_hidden(tmp_path / name) == ""
    assert presence.why_hidden(tmp_path / ("n" * 300)) == "File name too long"
    assert presence.why_hidden(tmp_path / "zero\0byte") == "it is not a path"


def test_what_may_not_be_looked_at_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr("os.stat", refuse)
    monkeypatch.setattr("os.lstat", refuse)
    assert answers(tmp_path) == "-----"
