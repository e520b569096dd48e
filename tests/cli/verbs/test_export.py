"""The verb export: what is wrong with the file is told before what is missing in the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tui.cli import main
from tui.keyops.conversion.conversion import pack_public

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("form", ["sql", "user"])
def test_a_file_that_is_not_there_is_told_before_the_missing_user(form: str, tmp_path: Path, capsys) -> None:
    path = tmp_path / "id.pub"
    assert main(["export", str(path), "--as", form]) == 1
    assert "id.pub: no such file" in capsys.readouterr().err
    path.write_bytes(pack_public(make("ed25519").public, "openssh-public", b"x").data)
    assert main(["export", str(path), "--as", form]) == 2
    told = capsys.readouterr()
    assert "add --user USER" in told.err
    assert told.out == ""
