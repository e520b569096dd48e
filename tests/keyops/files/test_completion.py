"""Typed paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.keyops.files.completion import complete, typed_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("id_rsa", "id_rsa.pub", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "archive").mkdir()
    return tmp_path


def test_what_is_certain_is_added_and_the_ways_on_are_named(folder: Path) -> None:
    found = complete("id", folder)
    assert found.text == "id_rsa"
    assert found.names == ("id_rsa", "id_rsa.pub")
    assert found.words == "id_rsa   id_rsa.pub"
    assert complete("id_rsa.", folder).words == ""


def test_of_many_ways_on_some_are_named_and_the_others_counted(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"key{number:02}").touch()
    found = complete("k", tmp_path)
    assert found.text == "key"
    assert len(found.names) == 30
    assert found.words.startswith("key00   key01")
    assert found.words.endswith("key11   and 18 more")


def test_a_folder_gets_a_slash(folder: Path) -> None:
    assert complete("a", folder).text == "archive/"
    assert complete(f"{folder}/ar", Path("/")).text == f"{folder}/archive/"


def test_dot_files_are_offered_after_a_dot_only(folder: Path) -> None:
    assert ".hidden" not in complete("", folder).names
    assert complete(".h", folder).text == ".hidden"


def test_a_tilde_is_the_home_folder_and_stays_a_tilde(fence: Path) -> None:
    (fence / ".ssh").mkdir()
    assert complete("~", Path("/")).text == "~/"
    assert complete("~/.s", Path("/")).text == "~/.ssh/"
    assert typed_path("~/x", Path("/")) == fence / "x"


def test_a_bare_name_lies_in_the_folder_one_started_from(folder: Path) -> None:
    assert typed_path("key", folder) == folder / "key"
    assert typed_path("/etc/key", folder) == Path("/etc/key")
    assert typed_path("~nobody-has-this-name/key", folder) == folder / "~nobody-has-this-name/key"


def test_nothing_to_add_says_why_and_keeps_what_was_typed(folder: Path) -> None:
    for typed in ("zzz", "nowhere/x", "id_rsa/x", "nul\0/x"):
        found = complete(typed, folder)
        assert found.text == typed
        assert found.problem


def test_all_of_very_many_are_counted_and_some_are_kept(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"key{number:03}").touch()
    found = complete("", tmp_path)
    assert (found.text, found.count, len(found.names)) == ("key", 300, 200)
    assert found.words.endswith("key011   and 288 more")
