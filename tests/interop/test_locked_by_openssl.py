"""Every lock that OpenSSL can put on a key file is opened, or named with the line that changes it."""

from __future__ import annotations

import hashlib
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import run
from tui.keyops.encoding import pem
from tui.keyops.errors import KeyOpsError, UnsupportedAlgorithmError
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

PHRASE = "correct horse"
LEGACY = ("-provider", "default", "-provider", "legacy")
CURVES = {"rsa": ("RSA", "rsa_keygen_bits:2048"), "ec": ("EC", "ec_paramgen_curve:P-256")}
NO_PRIMITIVE = re.compile(r"ARIA-|CFB1$|CAMELLIA-\d+-(?:CTR|CFB8)|RC2-(?:40|64|CFB|OFB)|DESX|-CTS$|-WRAP")
"""What ``cryptography`` 50 has no cipher for."""
SCHEMES = ("MD5-DES", "SHA1-DES", "SHA1-RC2-64", "MD5-RC2-64", "SHA1-RC4-128", "SHA1-RC4-40", "SHA1-3DES",
           "SHA1-2DES", "SHA1-RC2-128", "SHA1-RC2-40")  # fmt: skip
NO_SCHEME = ("SHA1-RC2-64", "MD5-RC2-64")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name, (kind, option) in CURVES.items():
        run("openssl", "genpkey", "-algorithm", kind, "-pkeyopt", option, "-out", folder / f"{name}.p8")
        verb = ("rsa", "-traditional") if name == "rsa" else ("ec",)
        run("openssl", *verb, "-in", folder / f"{name}.p8", "-out", folder / f"{name}.pem")
    run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1",
        "-out", folder / "brainpool.p8")  # fmt: skip
    return folder


def ciphers() -> list[str]:
    listed = run("openssl", "list", "-cipher-algorithms", *LEGACY).stdout.decode()
    rows = (line.split()[0].lower() for line in listed.splitlines() if line[:2] == "  " and "=>" not in line)
    return sorted({row for row in rows if re.fullmatch(r"[a-z0-9-]+", row)})


def fingerprint(path: Path) -> str | None:
    (report,) = inspect(path.read_bytes(), Secret(PHRASE))
    assert report.error is None or isinstance(report.error, KeyOpsError)
    return report.sha256 if report.error is None else f"{report.error.title}"


def changed_as_told(path: Path, error: UnsupportedAlgorithmError) -> Path | None:
    """The file that the line in the hint makes of another; None when OpenSSL does not read it either."""
    if error.hint.startswith("OpenSSL cannot"):
        read = ("openssl", "pkey", *LEGACY, "-in", path, "-passin", f"pass:{PHRASE}", "-noout")
        assert run(*read, ok=False).returncode != 0, f"{error.title}: OpenSSL reads it"
        return None
    new = path.with_name("changed")
    line = error.hint.partition(": ")[2].replace("FILE", shlex.quote(str(path))).replace("NEW", str(new))
    argv = [*shlex.split(line), "-passin", f"pass:{PHRASE}", "-passout", f"pass:{PHRASE}"]
    assert run(*argv, ok=False).returncode == 0, f"{error.title}: OpenSSL does not read it"
    return new


def verdict(path: Path, name: str, expected: str | None, *, readable: bool) -> str:
    """What is wrong with what is said of a locked file; empty when nothing is."""
    try:
        found = fingerprint(path)
    except UnsupportedAlgorithmError as error:
        if readable:
            return f"not opened: {error.title}"
        if name.upper() not in error.title.upper():
            return f"not named: {error.title}"
        new = changed_as_told(path, error)
        return "" if new is None or fingerprint(new) == expected else "the line makes another key"
    except KeyOpsError as error:
        return f"{type(error).__name__}: {error.title}"
    return "" if found == expected else f"another key, or: {found}"


@pytest.mark.parametrize("kind", CURVES)
def test_every_cipher_of_a_dek_info_line(keys: Path, kind: str) -> None:
    """``openssl rsa -CIPHER`` and ``openssl ec -CIPHER`` write it; the header says its name."""
    expected, wrong, count = fingerprint(keys / f"{kind}.pem"), {}, 0
    for cipher in ciphers():
        path = keys / f"{kind}-{cipher}.pem"
        verb = ("rsa", "-traditional") if kind == "rsa" else ("ec",)
        argv = (*verb, *LEGACY, "-in", keys / f"{kind}.pem", f"-{cipher}", "-passout", f"pass:{PHRASE}")
        if run("openssl", *argv, "-out", path, ok=False).returncode:
            continue
        count += 1
        name = re.search(rb"^DEK-Info: ([^,]+),", path.read_bytes(), re.MULTILINE)
        assert name is not None
        said = name[1].decode()
        if words := verdict(path, said, expected, readable=not NO_PRIMITIVE.search(said)):
            wrong[cipher] = words
    assert wrong == {}
    assert count > 80


def test_every_cipher_inside_pkcs8(keys: Path) -> None:
    """``openssl pkcs8 -topk8 -v2 CIPHER`` writes PBES2."""
    expected, wrong, count = fingerprint(keys / "ec.pem"), {}, 0
    for cipher in ciphers():
        path = keys / f"v2-{cipher}.pem"
        argv = ("-topk8", *LEGACY, "-in", keys / "ec.p8", "-v2", cipher, "-passout", f"pass:{PHRASE}")
        if run("openssl", "pkcs8", *argv, "-out", path, ok=False).returncode or "gcm" in cipher:
            continue
        count += 1
        readable = not re.search(r"aria|ecb|wrap|rc2-(?:40|64)|rc4|cast5|ctr|^des-ede$", cipher)
        name = cipher.partition("-")[0] if cipher.startswith(("id-", "rc")) else cipher
        if words := verdict(path, name.removeprefix("id"), expected, readable=readable):
            wrong[cipher] = words
    assert wrong == {}
    assert count > 25


def test_every_scheme_of_pbes1_and_pkcs12(keys: Path) -> None:
    """``openssl pkcs8 -topk8 -v1 PBE-...``."""
    wrong = {}
    for scheme in SCHEMES:
        path = keys / f"v1-{scheme}.pem"
        argv = (
            "-topk8",
            *LEGACY,
            "-in",
            keys / "rsa.p8",
            "-v1",
            f"PBE-{scheme}",
            "-passout",
            f"pass:{PHRASE}",
        )
        run("openssl", "pkcs8", *argv, "-out", path)
        readable = scheme not in NO_SCHEME
        if words := verdict(path, "RC2", fingerprint(keys / "rsa.pem"), readable=readable):
            wrong[scheme] = words
    assert wrong == {}


@pytest.mark.parametrize("scheme", [scheme for scheme in SCHEMES if scheme not in NO_SCHEME])
def test_a_lock_around_a_curve_that_ssh_does_not_have_blames_the_curve(keys: Path, scheme: str) -> None:
    path = keys / f"brainpool-{scheme}.pem"
    argv = ("-topk8", *LEGACY, "-in", keys / "brainpool.p8", "-v1", f"PBE-{scheme}")
    run("openssl", "pkcs8", *argv, "-passout", f"pass:{PHRASE}", "-out", path)
    (report,) = inspect(path.read_bytes(), Secret(PHRASE))
    assert report.error is not None
    assert "curve" in report.error.title or "brainpool" in report.error.title
    assert "locked" not in report.error.title


@pytest.mark.parametrize("cipher", ["AES-128-CBC", "AES-256-CFB", "DES-EDE3-OFB", "CAMELLIA-256-CBC"])
def test_a_private_key_block_with_a_dek_info_line(keys: Path, cipher: str) -> None:
    """OpenSSL decrypts any label by its headers; ``openssl enc`` locks the body here."""
    iv = bytes(range(8 if cipher.startswith("DES") else 16))
    key = digest = b""
    while len(key) < 32:
        digest = hashlib.md5(digest + PHRASE.encode() + iv[:8]).digest()
        key += digest
    size = {"AES-128-CBC": 16, "DES-EDE3-OFB": 24}.get(cipher, 32)
    body = pem.find((keys / "ec.p8").read_bytes(), ("PRIVATE KEY",), "key")[0].body
    locked = run(
        "openssl", "enc", f"-{cipher.lower()}", "-K", key[:size].hex(), "-iv", iv.hex(), data=body
    ).stdout
    headers = {"Proc-Type": "4,ENCRYPTED", "DEK-Info": f"{cipher},{iv.hex().upper()}"}
    path = keys / "headed.pem"
    path.write_bytes(pem.armour("PRIVATE KEY", locked, headers=headers))
    run("openssl", "pkey", "-in", path, "-passin", f"pass:{PHRASE}", "-noout")
    assert fingerprint(path) == fingerprint(keys / "ec.pem")
