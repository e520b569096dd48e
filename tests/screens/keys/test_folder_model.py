"""A folder as the list shows it, without a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tui.keyops.files import listing
from tui.keyops.inspection import key_files
from tui.screens.keys.folder_model import FolderModel

if TYPE_CHECKING:
    from pathlib import Path


def _names(model: FolderModel, chosen: Path | None = None) -> list[str]:
    return [line.name for line in model.lines("name", chosen) if line.row is not None]


@pytest.fixture
def model(tmp_path: Path) -> FolderModel:
    """Two keys by name, one with its .pub, and a dot file."""
    for name in ("id_rsa", "id_rsa.pub", "id_ed25519", ".hidden", "notes"):
        (tmp_path / name).write_text("x", encoding="ascii")
    return _entered(FolderModel(), tmp_path)


def _entered(model: FolderModel, folder: Path) -> FolderModel:
    entries = listing.scan(folder)
    model.enter(folder, entries, key_files.group(entries, {}))
    return model


def test_keys_come_before_the_folder_above(model: FolderModel) -> None:
    assert _names(model) == ["id_ed25519", "id_rsa", "..", "notes"]
    assert model.keys == 2


def test_dot_files_are_shown_when_asked_for(model: FolderModel) -> None:
    model.shows_hidden = True
    assert ".hidden" in _names(model)


def test_a_filter_hides_the_folder_above_too(model: FolderModel) -> None:
    model.filter = "RSA"
    assert _names(model) == ["id_rsa"]


def test_the_key_of_a_file_that_must_be_seen_is_opened(model: FolderModel) -> None:
    public = model.path / "id_rsa.pub"
    assert public.name not in _names(model)
    assert public.name in _names(model, public)
    assert model.opened == {model.path / "id_rsa"}


def test_a_filter_that_finds_a_file_of_a_key_shows_it(model: FolderModel) -> None:
    model.filter = "rsa.pub"
    assert _names(model) == ["id_rsa", "id_rsa", "id_rsa.pub"]
    model.filter = "id_rsa.pub"
    assert model.best_match("name") == model.path / "id_rsa.pub"
    model.filter = "id_rsa"
    assert model.best_match("name") == model.path / "id_rsa"
    assert _names(model) == ["id_rsa"], "closed again"


def test_plain_files_stand_by_themselves(model: FolderModel) -> None:
    model.is_plain = True
    assert {"id_rsa", "id_rsa.pub"} <= set(_names(model))
    assert model.opened == set()


def test_elsewhere_the_filter_is_gone_and_here_it_stays(model: FolderModel, tmp_path: Path) -> None:
    model.filter = "rsa"
    _entered(model, tmp_path)
    assert model.filter == "rsa"
    (tmp_path / "below").mkdir()
    _entered(model, tmp_path / "below")
    assert model.filter == ""


def test_a_newcomer_begins_at_the_folder_above(model: FolderModel, tmp_path: Path) -> None:
    assert model.first_choice("name", is_new=False) == tmp_path / "id_ed25519"
    (tmp_path / "below").mkdir()
    _entered(model, tmp_path / "below")
    assert model.first_choice("name", is_new=True) == tmp_path
