"""What the README's table says of programs that can run here, they are asked themselves.

Of step and ssh-audit it says what their documentation does, read on 2026-11-30: smallstep.com/docs/step-cli
and github.com/jtesta/ssh-audit.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.interop.clients.drivers import NODE_LIBRARIES, there
from tests.tables import ROOT
from tui.keyops.conversion.conversion import pack

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMS = ("keywright", "PuTTYgen", "ssh-keygen", "sshpk-conv", "step", "ssh-audit")
ROWS = {
    cells[0]: dict(zip(PROGRAMS, cells[1:], strict=True))
    for line in (ROOT / "README.md").read_text().splitlines()
    if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 7
}
PEM, OPENSSH, PPK = "BEGIN RSA PRIVATE KEY", "BEGIN OPENSSH PRIVATE KEY", "Private-Lines:"
pytestmark = pytest.mark.interop


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_bytes(pack(make("rsa"), "openssh").data)
    path.chmod(0o600)
    return path


def written(program: str, kind: str, key: Path) -> str:
    """What a program makes of a key when it is asked for a kind of private key."""
    out = key.with_name("out")
    out.unlink(missing_ok=True)
    if program == "PuTTYgen":
        name = {PEM: "private-openssh", OPENSSH: "private-openssh-new", PPK: "private"}[kind]
        if kind != PPK:  # what is in the wanted format already it does not write again
            run("puttygen", key, "-o", key.with_name("source.ppk"))
            key = key.with_name("source.ppk")
        run("puttygen", key, "-O", name, "-o", out, ok=False)
    elif program == "ssh-keygen":
        shutil.copy(key, out)
        name = {PEM: "PEM", OPENSSH: "RFC4716", PPK: "PPK"}[kind]
        run("ssh-keygen", "-q", "-p", "-P", "", "-N", "", "-m", name, "-f", out, ok=False)
    else:
        name = {PEM: "pkcs1", OPENSSH: "openssh", PPK: "putty"}[kind]
        script = there(NODE_LIBRARIES / "sshpk/bin/sshpk-conv", "sshpk (make clients)")
        run("node", script, "-p", "-t", name, "-f", key, "-o", out, ok=False)
    return out.read_text(errors="replace") if out.exists() else ""


def reads_ppk3(program: str, path: Path) -> bool:
    """Whether a program tells the public key of a PPK file."""
    script = there(NODE_LIBRARIES / "sshpk/bin/sshpk-conv", "sshpk (make clients)")
    argv = {
        "PuTTYgen": ("puttygen", path, "-L"),
        "ssh-keygen": ("ssh-keygen", "-y", "-P", "", "-f", path),
        "sshpk-conv": ("node", script, "-t", "ssh", "-f", path),
    }[program]
    return run(*argv, ok=False).stdout.startswith(b"ssh-rsa ")


@pytest.mark.parametrize("program", PROGRAMS[1:4])
def test_the_table_says_which_private_keys_a_program_writes(program: str, key: Path) -> None:
    both = all(kind in written(program, kind, key) for kind in (PEM, OPENSSH))
    assert ROWS["writes OpenSSH and PEM private keys"][program] == ("yes" if both else "no")
    ppk = PPK in written(program, PPK, key)
    assert ROWS["writes PPK private keys"][program] == ("yes" if ppk else "no")


@pytest.mark.parametrize("program", PROGRAMS[1:4])
def test_the_table_says_who_reads_a_ppk_file_of_version_3(program: str, key: Path) -> None:
    path = key.with_name("key.ppk")
    path.write_bytes(pack(make("rsa"), "ppk3").data)
    path.chmod(0o600)
    (row,) = (row for name, row in ROWS.items() if re.match("reads PPK version 3", name))
    assert row[program] == ("yes" if reads_ppk3(program, path) else "no")


def test_each_cell_says_yes_or_no() -> None:
    cells = [cell for name, row in ROWS.items() for cell in row.values() if name and "---" not in name]
    assert {cell for cell in cells if len(cell) <= 3} == {"yes", "no"}
    ours = [row["keywright"] for name, row in ROWS.items() if name.startswith(("writes", "reads"))]
    assert ours == ["yes"] * 3
