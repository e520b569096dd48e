"""A key under a label that is not its own: who reads it so is said rightly, in both faces."""

from __future__ import annotations

import random

import pytest

from tests.helpers.faces import screen_says, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.peers import run
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.damage.diagnosis import diagnose

HARMLESS = "Harmless in a"
SAID = (
    ("pkcs8", "ecdsa256", "EC PRIVATE KEY", HARMLESS),
    ("pkcs8", "rsa", "RSA PUBLIC KEY", HARMLESS),
    ("pkcs8", "ecdsa256", "RSA PRIVATE KEY", "OpenSSH rejects this file; OpenSSL accepts it"),
    ("pkcs8", "ed25519", "OPENSSH PRIVATE KEY", "OpenSSH and OpenSSL reject this file"),
    ("pem", "rsa", "PUBLIC KEY", "OpenSSH and PuTTYgen reject this file; OpenSSL accepts it"),
    ("pem", "rsa", "RSA PUBLIC KEY", "PuTTYgen rejects this file; OpenSSH and OpenSSL accept it"),
    ("pem", "ecdsa256", "RSA PRIVATE KEY", "OpenSSH, PuTTYgen and OpenSSL reject this file"),
    ("pkcs1-public", "rsa", "PUBLIC KEY", "OpenSSH rejects this file; OpenSSL accepts it"),
    ("spki", "ecdsa256", "OPENSSH PRIVATE KEY", "OpenSSH and OpenSSL reject this file"),
    ("openssh", "ed25519", "PRIVATE KEY", "OpenSSH and PuTTYgen reject this file"),
)


def labelled(target: str, name: str, label: str) -> bytes:
    """A file of which BEGIN and END say something else."""
    public = "public" in target or target == "spki"
    data = pack_public(make(name).public, target).data if public else pack(make(name), target).data
    right = data.split(b"-----")[1].removeprefix(b"BEGIN ")
    return data.replace(right, label.encode())


@pytest.mark.parametrize(("target", "name", "label", "said"), SAID)
def test_who_refuses_it_is_said(target, name, label, said) -> None:
    (found,) = diagnose(labelled(target, name, label))
    assert found.id == "wrong-label"
    assert found.hint.startswith(said)


@pytest.mark.interop
def test_what_ssh_keygen_reads_is_not_said_to_be_refused_by_it(tmp_path) -> None:
    """Drawn at random: private keys, types and labels."""
    draw, path = random.Random(9), tmp_path / "key"
    labels = ("RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PUBLIC KEY")
    seen = set()
    for _ in range(24):
        target, name = draw.choice(("pem", "pkcs8")), draw.choice(("rsa", "ecdsa256", "ecdsa384"))
        data = labelled(target, name, draw.choice(labels))
        found = diagnose(data)
        path.write_bytes(data)
        path.chmod(0o600)
        reads = run("ssh-keygen", "-y", "-P", "", "-f", path, ok=False).returncode == 0
        assert reads is not any("S" in one.refusing for one in found), (target, name, data[:40])
        seen.add(reads)
    assert seen == {True, False}


@pytest.mark.interop
@pytest.mark.parametrize(("target", "name"), [("spki", "rsa"), ("spki", "ecdsa256"), ("pkcs1-public", "rsa")])
def test_what_ssh_keygen_makes_of_a_public_key_under_each_label_is_what_is_said(
    target, name, tmp_path
) -> None:
    path = tmp_path / "key"
    for label in PUBLIC_TOO:
        path.write_bytes(labelled(target, name, label))
        path.chmod(0o600)
        read = (run("ssh-keygen", "-i", "-m", form, "-f", path, ok=False) for form in ("PKCS8", "PEM"))
        refused = any("S" in one.refusing for one in diagnose(path.read_bytes()) if one.id == "wrong-label")
        assert any(one.returncode == 0 for one in read) is not refused, label


PUBLIC_TOO = (
    *("RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
    *("RSA PUBLIC KEY", "PUBLIC KEY", "OPENSSH PRIVATE KEY"),
)


@pytest.mark.parametrize("at", [0, 2, 5])
async def test_the_screen_says_the_same(at, fence, capsys) -> None:
    target, name, label, said = SAID[at]
    path = fence / "key.pem"
    path.write_bytes(labelled(target, name, label))
    path.chmod(0o600)
    assert words_of(said) in verb_says(capsys, path)
    assert words_of(said) in await screen_says(path)
