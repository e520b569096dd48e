"""The agent against the real one: what we load, ssh-add shows and signs with."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.agents import ssh_agent
from tests.helpers.children import PATIENCE
from tests.helpers.desk import PHRASE
from tests.helpers.peers import run, secret_file
from tests.helpers.verbs import keywright
from tui.keyops.agent import adding
from tui.keyops.agent import client as agent
from tui.keyops.errors import AgentError, WrongPassphraseError
from tui.keyops.files.storage import read_key_file
from tui.keyops.inspection.inspection import read
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.interop

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FILES = (
    "puttygen-0.78/rsa-2048-locked.ppk",
    "puttygen-0.78/dsa-1024-v2.ppk",
    "puttygen-0.78/ed25519-private-openssh-new-locked",
    "puttygen-0.78/rsa-2048-private-sshcom-locked",
    "openssh-10.5/id_rsa-2048-pkcs8-locked",
    "openssh-10.5/id_ecdsa-256-pem-locked",
    "openssl-3.0/ec-384-no-public",
    "openssl-3.0/ed25519-locked.p8.der",
    "ssh-keygen-9.2/ecdsa-521-pem-locked",
)
"""One of each type, and of each family of containers, locked where there is such a file."""


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with ssh_agent(tmp_path / "agent") as path:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
        yield tmp_path


def passphrase_of(path: Path) -> Secret | None:
    return Secret(PHRASE) if read(read_key_file(path))[0].encryption else None


def shown(form: str = "-L") -> list[str]:
    result = run("ssh-add", form, ok=False).stdout.decode().splitlines()
    return [] if result == ["The agent has no identities."] else result


def copied(folder: Path, *names: str) -> Path:
    for name in names:
        shutil.copy(CORPUS / "openssh-10.5" / name, folder / name)
        (folder / name).chmod(0o600)
    return folder / names[0]


def test_every_type_from_every_container_is_loaded_and_signs(real: Path) -> None:
    for name in FILES:
        path = CORPUS / name
        agent.remove_all()
        done = adding.add(path, passphrase_of(path), adding.AddRequest(certificate=False))
        (line,) = shown()
        assert line.split(" ", 2)[2] == done.keys[0][0], name
        public = real / "loaded.pub"
        public.write_text(line + "\n")
        run("ssh-add", "-T", public)  # has the agent sign, and verifies it
    adding.add(CORPUS / FILES[0], Secret(PHRASE))
    assert keywright("agent", "list").stdout.decode().splitlines() == shown("-l")
    assert keywright("agent", "list", "--public").stdout.decode().splitlines() == shown("-L")
    rows = json.loads(keywright("agent", "list", "--json").stdout)
    assert [row["public_key"] for row in rows] == shown("-L")


def test_a_key_is_loaded_with_its_certificate_and_both_are_removed(real: Path) -> None:
    path = copied(real, "id_ed25519", "id_ed25519-cert.pub", "id_rsa-2048", "id_rsa-2048-cert.pub")
    copied(real, "id_ed25519-sk", "id_ed25519-sk-cert.pub", "id_ecdsa-256", "id_ecdsa-256-cert.pub")
    for name in ("id_ed25519", "id_rsa-2048", "id_ecdsa-256", "id_ed25519-sk"):
        adding.add(real / name)
        certificate = (real / f"{name}-cert.pub").read_text().split()[:2]
        assert certificate in [line.split()[:2] for line in shown()], name
    assert len(shown()) == 8
    ours = keywright("agent", "list").stdout.decode().splitlines()
    assert ours == shown("-l")
    result = keywright("agent", "remove", path)
    assert result.stdout.count(b"removed") == 2
    assert len(shown()) == 6
    assert keywright("agent", "remove", path).returncode == 1
    sha256 = ours[2].split()[1]
    assert keywright("agent", "remove", sha256).stdout.count(b"removed") == 2
    assert keywright("agent", "remove", "--all").returncode == 0
    assert shown() == []


def test_a_certificate_of_another_key_is_left_out_and_named(real: Path) -> None:
    path = copied(real, "id_ed25519")
    shutil.copy(CORPUS / "openssh-10.5" / "id_rsa-2048-cert.pub", real / "id_ed25519-cert.pub")
    done = adding.add(path)
    assert done.notes == ("id_ed25519-cert.pub was left out: it certifies a different key",)
    assert len(shown()) == 1


def test_a_signature_of_the_agent_verifies_with_ssh_keygen(real: Path) -> None:
    path = copied(real, "id_rsa-2048-locked", "id_rsa-2048-locked.pub")
    phrase = secret_file(real, PHRASE)
    result = keywright("agent", "add", path, "--passphrase-file", phrase)
    assert result.returncode == 0, result.stderr
    path.unlink()  # nothing but the agent has the private half now
    message = real / "message"
    message.write_text("hello")
    run("ssh-keygen", "-Y", "sign", "-U", "-n", "file", "-f", f"{path}.pub", message)
    signature = real / "message.sig"
    run("ssh-keygen", "-Y", "check-novalidate", "-n", "file", "-s", signature, data=b"hello")


def test_the_lifetime_ends_and_confirmation_is_asked_for(real: Path) -> None:
    asked = copied(real, "id_ed25519", "id_ed25519.pub")
    short = copied(real, "id_ecdsa-256", "id_ecdsa-256.pub")
    assert keywright("agent", "add", asked, "--confirm", "--no-certificate").returncode == 0
    assert keywright("agent", "add", short, "--lifetime", "1h").returncode == 0
    run("ssh-add", "-T", f"{short}.pub")
    assert keywright("agent", "add", short, "--lifetime", "1s").returncode == 0  # the later word counts
    refused = run("ssh-add", "-T", f"{asked}.pub", ok=False)
    assert refused.returncode != 0  # /bin/false is its askpass program: the answer is no
    assert b"agent refused operation" in refused.stderr
    end = time.monotonic() + PATIENCE
    while len(shown()) == 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert [line.split()[1] for line in shown()] == [(real / "id_ed25519.pub").read_text().split()[1]]


def test_a_locked_agent_and_a_wrong_passphrase_say_what_to_do(real: Path) -> None:
    path = CORPUS / "openssh-10.5" / "id_rsa-2048-locked"
    with pytest.raises(WrongPassphraseError):
        adding.add(path, Secret("wrong"))
    result = keywright("agent", "add", path)
    assert result.returncode == 1
    assert b"--passphrase-file" in result.stderr
    askpass = real / "askpass"
    askpass.write_text("#!/bin/sh\necho locked\n")
    askpass.chmod(0o700)
    run("ssh-add", "-x", env={"SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force"})
    with pytest.raises(AgentError, match="did not accept") as caught:
        adding.add(CORPUS / "openssh-10.5" / "id_ed25519")
    assert "ssh-add -X" in caught.value.hint
    with pytest.raises(AgentError, match="did not remove"):
        agent.remove(b"no key")
