"""The verb export: what is wrong with the file is told before what is missing in the request."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import CORPUS, PHRASE
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


def test_a_passphrase_from_a_pipe_is_read_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    key = tmp_path / "key.pem"
    key.write_bytes((CORPUS / "id_rsa-2048-pem-locked").read_bytes())
    writer = threading.Thread(target=pipe.write_text, args=(PHRASE,), daemon=True)
    writer.start()
    assert main(["export", str(key), "--for", "github", "--passphrase-file", str(pipe)]) == 0
    assert capsys.readouterr().out.startswith("ssh-rsa AAAA")
