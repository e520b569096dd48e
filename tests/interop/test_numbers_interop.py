"""The dump of a key's numbers is that of ``puttygen -O text``, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.peers import run, secret_file
from tui.cli import main

pytestmark = pytest.mark.interop

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FILES = (
    "puttygen-0.78/rsa-2048.ppk",
    "puttygen-0.78/dsa-1024.ppk",
    "puttygen-0.78/ecdsa-521.ppk",
    "puttygen-0.78/ed25519.ppk",
    "puttygen-0.78/ed448.ppk",
    "openssh-10.5/id_rsa-2048",
    "openssh-10.5/id_ecdsa-384-cert.pub",
    "openssh-10.5/id_ed25519-cert.pub",
    "openssh-10.5/id_rsa-2048-cert.pub",
)


@pytest.mark.parametrize("name", FILES)
def test_every_number_is_that_of_puttygen(name: str, tmp_path: Path, capsys) -> None:
    path = CORPUS / name
    nothing = secret_file(tmp_path, "")
    theirs = run("puttygen", path, "-O", "text", "--old-passphrase", nothing).stdout.decode()
    assert main(["inspect", "--numbers", "--private-numbers", str(path)]) == 0
    ours = capsys.readouterr().out
    assert "".join(line + "\n" for line in ours.splitlines() if "=" in line) == theirs
