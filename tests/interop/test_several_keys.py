"""Of a file with several keys, agent and authority take the one of ssh-add and ssh-keygen, and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.agents import ssh_agent
from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.helpers.verbs import keywright
from tui.keyops.agent import adding
from tui.keyops.agent import client as agent
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.encoding import pem
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.files import inspect_file
from tui.keyops.inspection.inspection import read
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.interop

RSA = pack(make("rsa"), "pem").data
EC = pack(make("ecdsa256"), "pkcs8").data
ED = pack(make("ed25519"), "openssh").data
LOCKED = pack(make("ed25519"), "openssh", Protection(Secret("correct horse"), rounds=1)).data
LINE = pack_public(make("ed25519").public, "openssh-public", b"x").data
X509 = pem.armour("CERTIFICATE", bytes(100))
FILES = {
    "rsa, ed25519": RSA + ED,
    "ed25519, rsa": ED + RSA,
    "rsa, ecdsa": RSA + EC,
    "ecdsa, rsa": EC + RSA,
    "line, ecdsa": LINE + EC,
    "certificate, rsa": X509 + RSA,
    "rsa, locked": RSA + LOCKED,
}


@pytest.fixture(params=FILES)
def several(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "several"
    path.write_bytes(FILES[request.param])
    path.chmod(0o600)
    return path


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with ssh_agent(tmp_path / "agent") as path:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
        yield


def held() -> list[str]:
    return [" ".join(line.split()[:2]) for line in run("ssh-add", "-L").stdout.decode().splitlines()]


def only_one(path: Path) -> bool:
    """Whether nothing else in the file is a key."""
    return sum(bool(entry.format) for entry in read(path.read_bytes())) == 1


def which(path: Path) -> str:
    report = inspect_file(path)
    return f"number {report.chosen + 1} ({report.key.label}) is used, as by ssh"


@pytest.mark.usefixtures("real")
def test_the_agent_is_given_what_ssh_add_gives_it(several: Path) -> None:
    run("ssh-add", "-q", several)
    theirs = held()
    agent.remove_all()
    assert not adding.needs_passphrase(several)
    told = keywright("agent", "add", several).stderr.decode()
    assert held() == theirs
    assert (
        told == "" if only_one(several) else "several holds 2 keys or other blocks: " + which(several) in told
    )


def test_an_authority_signs_with_the_key_that_ssh_keygen_signs_with(several: Path) -> None:
    """And the verb says which one that is."""
    subject = several.with_name("id.pub")
    subject.write_bytes(pack_public(make("ecdsa384").public, "openssh-public", b"me").data)
    made = several.with_name("id-cert.pub")
    run("ssh-keygen", "-q", "-s", several, "-I", "one", "-n", "me", subject)
    theirs = read(made.read_bytes())[0].certificate
    made.unlink()
    done = keywright("certificate", "sign", "--ca", several, "-I", "one", "-n", "me", "-V", "+1d", subject)
    assert done.returncode == 0, done.stderr
    ours = read(made.read_bytes())[0].certificate
    assert ours.authority == theirs.authority
    assert only_one(several) or which(several) in done.stderr.decode()
