"""Whether a new key may be written somewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.keyops.targets.names import examine


def test_a_free_name_has_no_problem_and_its_public_half_beside(tmp_path: Path) -> None:
    target = examine(tmp_path / "id_rsa")
    assert not target.problem
    assert target.public == tmp_path / "id_rsa.pub"
    assert not target.makes_folder


@pytest.mark.parametrize("taken", ["id_rsa", "id_rsa.pub"])
def test_a_file_in_the_way_is_named_and_a_free_name_offered(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).touch()
    target = examine(tmp_path / "id_rsa")
    assert target.problem == f"{taken} already exists"
    assert target.offer == tmp_path / "id_rsa_2"


def test_a_dangling_link_is_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / "id_rsa").symlink_to(tmp_path / "nowhere")
    assert examine(tmp_path / "id_rsa").offer == tmp_path / "id_rsa_2"


def test_a_folder_that_is_not_there_will_be_made(tmp_path: Path) -> None:
    assert examine(tmp_path / "a" / "b" / "key").makes_folder
    assert not (tmp_path / "a").exists()


def test_what_cannot_be_a_private_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "is a folder" in examine(tmp_path).problem
    assert "public key" in examine(tmp_path / "key.pub").problem
    assert examine(tmp_path / "file" / "key").problem
    assert examine(tmp_path / ("x" * 300)).problem or os.pathconf(tmp_path, "PC_NAME_MAX") >= 300
    assert examine(Path("/proc/1/nothing/key")).problem


def test_a_folder_one_may_not_write_in_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, so the answer of the system is made up."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "not have permission to write" in examine(tmp_path / "key").problem
