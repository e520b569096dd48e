"""What people took for a key file, and files under a name, with a mode or a size of which ssh makes nothing."""

# ruff: noqa: E501 - the troubles are a table

from __future__ import annotations

import base64
import io
import random
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import verb_says
from tests.helpers.keys import make
from tests.helpers.peers import run
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = range(3)


def _openssh(seed: int) -> bytes:
    return pack(make(("ed25519", "rsa", "ecdsa256")[seed]), "openssh").data


# Files that are something else


def _tar(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("id_ed25519")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def _zip(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("id_ed25519", data)
    return out.getvalue()


OTHERS: dict[str, tuple[Callable[[int], bytes], str]] = {
    "tar": (lambda n: _tar(_openssh(n)), "This is a tar archive Unpack it"),
    "zip": (lambda n: _zip(_openssh(n)), "This is a ZIP archive Unpack it"),
    "vim": (lambda n: b"b0VIM 9.0\0" + random.Random(n).randbytes(4000), "a Vim swap file"),
    "AppleDouble": (lambda n: b"\0\5\x16\7\0\2\0\0Mac OS X        " + random.Random(n).randbytes(60), "an AppleDouble file"),
    "PuTTY host keys": (
        lambda n: b"Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\SshHostKeys]\r\n"
        b'"rsa2@22:git%d.example"="0x10001,0xd0b5"\r\n' % n,
        "a list of host keys as PuTTY, KiTTY and WinSCP keep it",
    ),
    "WinSCP host keys": (
        lambda n: b"[SshHostKeys]\nssh-ed25519@22:git%d.example=0x4c7b1f,0x5d8e\n" % n,
        "a list of host keys as PuTTY, KiTTY and WinSCP keep it",
    ),
    "KRL specification": (lambda n: b"serial: %d\nid: anna\n" % n, "a specification of revoked keys"),
    "raw Ed25519": (lambda n: base64.b64encode(random.Random(n).randbytes(64)) + b"\n", "perhaps an Ed25519 key"),
    "raw seed": (lambda n: random.Random(n).randbytes(32).hex().encode() + b"\n", "perhaps an Ed25519 key"),
    "DKIM": (lambda n: b"v=DKIM1; k=rsa; p=MII" + base64.b64encode(random.Random(n).randbytes(200)) + b"\n", "a DKIM record"),
    "Cisco": (
        lambda n: b"% Key pair was generated at: 09:47:48 UTC Jan 1 2020\n Key Data:\n  30820122 300D0609 2A8648"
        + str(n).encode() + b"6\n",
        "the output of show crypto key mypubkey on a Cisco device",
    ),
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_key_file_is_named(name: str, seed: int, tmp_path, capsys) -> None:
    make_it, words = OTHERS[name]
    path = tmp_path / "file"
    path.write_bytes(make_it(seed))
    assert words in verb_says(capsys, path)
    assert words in verb_says(capsys, path, "repair")


@pytest.mark.interop
@pytest.mark.parametrize("kind", ["rsa", "ecdsa256", "ed25519"])
def test_the_numbers_of_a_key_as_openssl_prints_them_are_named(kind: str, tmp_path, capsys) -> None:
    (tmp_path / "key.pem").write_bytes(pack(make(kind), "pkcs8").data)
    path = tmp_path / "text"
    path.write_bytes(run("openssl", "pkey", "-in", tmp_path / "key.pem", "-text", "-noout").stdout)
    assert "the numbers of a key as openssl prints them with -text" in verb_says(capsys, path)


@pytest.mark.parametrize("size", [900, 1024, 1100])
def test_what_is_left_of_a_cut_key_is_called_by_its_name(size: int, tmp_path, capsys) -> None:
    path = tmp_path / "key"
    path.write_bytes(pack(make("rsa"), "pem").data[:size])
    told = verb_says(capsys, path)
    assert "of its RSA private key are missing" in told
    assert "DSA" not in told


@pytest.mark.parametrize(
    ("name", "container", "words"),
    [
        ("id_rsa", "ppk3", "OpenSSH does not read PPK version 3: ssh cannot use id_rsa"),
        ("id_rsa", "jwk", "OpenSSH does not read JWK: ssh cannot use id_rsa"),
        ("ssh_host_rsa_key", "dropbear", "OpenSSH does not read Dropbear private key"),
    ],
)
def test_a_key_under_a_name_of_ssh_that_ssh_cannot_read_is_told_of(
    name, container, words, tmp_path, capsys
) -> None:
    path, out = tmp_path / name, tmp_path / "out"
    path.write_bytes(pack(make("rsa"), container).data)
    path.chmod(0o600)
    assert run("ssh-keygen", "-y", "-P", "", "-f", path, ok=False).returncode
    assert words in verb_says(capsys, path)
    assert main(["convert", str(path), "--to", "openssh", "-o", str(out)]) == 0
    assert run("ssh-keygen", "-y", "-P", "", "-f", out).stdout


@pytest.mark.parametrize("container", ["rfc4716", "spki", "pkcs1-public"])
def test_a_pub_file_that_is_not_one_line_is_told_of(container: str, tmp_path, capsys) -> None:
    path, out = tmp_path / "id_rsa.pub", tmp_path / "out.pub"
    path.write_bytes(pack_public(make("rsa").public, container, b"").data)
    assert "and OpenSSH cannot read a key from such a .pub file" in verb_says(capsys, path)
    assert run("ssh-keygen", "-lf", path, ok=False).returncode
    assert main(["convert", str(path), "--to", "openssh-public", "-o", str(out)]) == 0
    assert run("ssh-keygen", "-lf", out).stdout


# Modes


@pytest.mark.parametrize(
    ("mode", "wanted"), [(0o440, "0400"), (0o644, "0600"), (0o660, "0600"), (0o777, "0600")]
)
def test_the_mode_that_is_told_is_the_mode_that_is_set(mode: int, wanted: str, tmp_path, capsys) -> None:
    path = tmp_path / "id_rsa"
    path.write_bytes(_openssh(1))
    path.chmod(mode)
    assert f"Set its mode to {wanted}" in verb_says(capsys, path)
    assert main(["check", str(path), "--for", "openssh-9.2"]) == 1
    said = capsys.readouterr().out
    assert f"(mode {mode:04o}), and ssh ignores such a key: the mode must be {wanted}" in said
    assert f"keywright repair --permissions {path}" in said
    assert main(["repair", "--permissions", str(path)]) == 0
    assert f"{path.stat().st_mode & 0o777:04o}" == wanted
    capsys.readouterr()
    assert main(["check", str(path), "--for", "openssh-9.2"]) == 0
