"""Keys as devices, PuTTY and Google Compute Engine have them; ciphers that nothing here reads; labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import both_say, verb_says
from tests.helpers.keys import make
from tests.helpers.peers import run
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import UnsupportedAlgorithmError
from tui.keyops.inspection.inspection import inspect, recognise

if TYPE_CHECKING:
    from pathlib import Path

RSA = make("rsa").public
BODY = pack_public(RSA, "openssh-public", b"").data.split()[1]


def public_keys(data: bytes) -> list[object]:
    """Those of a file after its repair."""
    return [one.public for one in recognise(repair(data).data)]


# Google Compute Engine


def google(when: str) -> bytes:
    return b'anna:ssh-rsa %s google-ssh {"userName":"anna@example.com","expireOn":"%s"}\n' % (
        BODY,
        when.encode(),
    )


async def test_a_line_of_the_metadata_keeps_its_comment_and_tells_that_it_expired(tmp_path, capsys) -> None:
    for said in await both_say(capsys, tmp_path / "line", google("2020-12-04T20:12:00+0000")):
        assert "as in the metadata of Google Compute Engine" in said
        assert "Google Compute Engine has not let it in since 2020-12-04" in said
    assert b"anna:" + repair(google("2099-12-04T20:12:00+0000")).data == google("2099-12-04T20:12:00+0000")
    assert "expireOn" not in verb_says(capsys, write(tmp_path, google("2099-12-04T20:12:00+0000"))).replace(
        '"expireOn"', ""
    )
    assert "cannot read the expireOn tomorrow" in verb_says(capsys, write(tmp_path, google("tomorrow 10:00")))


def test_its_service_accepts_the_user_before_the_key_and_others_do_not(tmp_path, capsys) -> None:
    path = str(write(tmp_path, google("2099-12-04T20:12:00+0000")))
    assert main(["check", path, "--for", "google-compute-metadata"]) == 0
    assert main(["check", path, "--for", "github"]) == 1


def write(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path


# PuTTY and devices


def test_host_keys_of_putty_become_lines_of_known_hosts(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(pack(make("ed25519"), "openssh").data)
    told = run("puttygen", "--dump", tmp_path / "key").stdout.decode()
    x, y = (re.search(f"public_affine_{name}=(0x[0-9a-f]+)", told)[1] for name in "xy")
    point = make("ecdsa256").public.point  # type: ignore[attr-defined]
    rows = [
        ("rsa2@22:git.example", f"0x{RSA.e:x},0x{RSA.n:x}"),  # type: ignore[attr-defined]
        ("ssh-ed25519@2222:git.example", f"{x},{y}"),
        ("ecdsa-sha2-nistp256@22:10.0.0.1", f"nistp256,0x{point[1:33].hex()},0x{point[33:].hex()}"),
    ]
    wanted = [RSA, make("ed25519").public, make("ecdsa256").public]
    unix = "".join(f"{name} {numbers}\n" for name, numbers in rows)
    registry = (
        "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\X\\SshHostKeys]\r\n"
        + "".join(f'"{name}"="{numbers}"\r\n' for name, numbers in rows)
    )
    winscp = "[SshHostKeys]\n" + "".join(f"{name}={numbers}\n" for name, numbers in rows)
    for data in (unix.encode(), registry.encode("utf-16"), winscp.encode()):
        assert public_keys(data) == wanted
    (tmp_path / "known_hosts").write_bytes(repair(unix.encode()).data)
    assert run("ssh-keygen", "-F", "[git.example]:2222", "-f", tmp_path / "known_hosts").stdout


def test_a_point_beside_the_curve_is_no_key() -> None:
    from tui.keyops.damage.device_keys import DEVICE_KEYS

    assert DEVICE_KEYS.undo is not None
    assert not list(DEVICE_KEYS.undo(b"ssh-ed25519@22:git.example 0x4c7b1f,0x5d8e\n"))


@pytest.mark.parametrize("form", ["spki", "pkcs1-public"])
def test_the_hexadecimal_digits_of_a_device_are_read(form: str) -> None:
    from tui.keyops.encoding import pem

    packed = pack_public(RSA, form, b"").data
    digits = pem.find(packed, ("PUBLIC KEY", "RSA PUBLIC KEY"), "")[0].body.hex().upper()
    rows = "\n".join(
        f"  {digits[at : at + 8]} {digits[at + 8 : at + 16]}" for at in range(0, len(digits), 16)
    )
    huawei = f"rsa peer-public-key anna\n public-key-code begin\n{rows}\n public-key-code end\n"
    cisco = f"% Key pair was generated at: 09:47\nKey name: R1.example\n Key Data:\n{rows}\n"
    for text in (huawei, cisco):
        assert public_keys(text.encode()) == [RSA]


def test_the_md5_of_a_key_in_a_configuration_is_named(tmp_path, capsys) -> None:
    text = (
        b"ip ssh pubkey-chain\n  username anna\n   key-hash ssh-rsa 284E1A1940C2D313BD890BE09AF3C9CD anna\n"
    )
    assert "with the MD5 of a key, from which no key can be recovered" in verb_says(
        capsys, write(tmp_path, text)
    )


# Ciphers and labels


LOCKED = (
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: {},00112233445566778899AABB\n\n"
    "{}\n-----END RSA PRIVATE KEY-----\n"
)


@pytest.mark.parametrize(
    "name", ["AES-256-GCM", "AES-128-CCM", "AES-256-ECB", "CHACHA20-POLY1305", "FOO-CBC"]
)
def test_no_line_of_openssl_is_told_for_what_it_does_not_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedAlgorithmError, match=name) as caught:
        inspect(LOCKED.format(name, "A" * 64).encode())
    assert caught.value.hint == "OpenSSL cannot read it either. Convert it with the program that wrote it"
    plain, out = tmp_path / "plain", tmp_path / "out"
    plain.write_bytes(pack(make("rsa"), "pem").data)
    cipher = f"-{name.lower()}"
    run(
        "openssl", "rsa", "-in", plain, "-traditional", cipher, "-passout", "pass:abcd", "-out", out, ok=False
    )
    assert not out.exists() or b"DEK-Info" not in out.read_bytes()


def test_aria_in_a_store_is_told_of_a_store(tmp_path: Path, capsys) -> None:
    (tmp_path / "key").write_bytes(pack(make("rsa"), "pkcs8").data)
    argv = ("-nocerts", "-inkey", tmp_path / "key", "-keypbe", "ARIA-256-CBC", "-passout", "pass:abcd")
    run("openssl", "pkcs12", "-export", *argv, "-out", tmp_path / "store.pfx")
    assert "ARIA-256-CBC, which is not supported in PKCS#12" in verb_says(capsys, tmp_path / "store.pfx")


@pytest.mark.parametrize("label", ["RSA PIRVATE KEY", "RSA PRIVATE KEYS", "CLE PRIVEE RSA"])
def test_a_misspelled_label_is_one_cause(label: str) -> None:
    rows = pack(make("rsa"), "pem").data.split(b"\n")
    rows[0] = f"-----BEGIN {label}-----".encode()
    (report,) = inspect(b"\n".join(rows))
    assert [one.id for one in report.findings if one.id != "not-locked"] == ["other-edges"]
