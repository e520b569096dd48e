"""PPK files of PuTTYgen open here, and ours open in PuTTYgen: same key, same comment, same bytes."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.helpers import ppk_samples as samples
from tests.helpers.peers import run, secret_file
from tui.keyops.encoding import wire
from tui.keyops.errors import WrongPassphraseError
from tui.keyops.formats.contract import Protection, Strength
from tui.keyops.formats.ppk import container as ppk
from tui.keyops.keys import fingerprints
from tui.keyops.keys.certificate import read_certificate
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui.keyops.formats.contract import KeyEntry

pytestmark = pytest.mark.interop

WORDS = "käse und brot"
COMMENT = "naïve ключ 鍵 of mine"
KINDS = {
    "rsa": ("-t", "rsa", "-b", "2048"),
    "dsa": ("-t", "dsa", "-b", "1024"),
    "ecdsa-256": ("-t", "ecdsa", "-b", "256"),
    "ecdsa-384": ("-t", "ecdsa", "-b", "384"),
    "ecdsa-521": ("-t", "ecdsa", "-b", "521"),
    "ed25519": ("-t", "ed25519"),
    "ed448": ("-t", "ed448"),
}
EACH_KIND = pytest.mark.parametrize("kind", KINDS)
EACH_VERSION = pytest.mark.parametrize("version", [2, 3], ids=["v2", "v3"])
EACH_LOCK = pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])


@pytest.fixture(scope="module")
def puttygen_key(tmp_path_factory) -> Callable[[str], Path]:
    """A key that PuTTYgen made, one for each type, version 3 and not locked."""
    folder = tmp_path_factory.mktemp("puttygen")
    none = secret_file(folder, "", "none")

    def make(kind: str) -> Path:
        path = folder / f"{kind}.ppk"
        if not path.exists():
            run("puttygen", *KINDS[kind], "-q", "-C", COMMENT, "--new-passphrase", none, "-o", path)
        return path

    return make


def lock(source: Path, target: Path, passphrase: Path, parameters: str) -> bytes:
    """Let PuTTYgen save a key again with another passphrase and other parameters."""
    command = ("puttygen", source, "--old-passphrase", passphrase, "-P", "--new-passphrase", passphrase)
    run(*command, "--ppk-param", parameters, "-O", "private", "-o", target)
    return target.read_bytes()


def only_entry(data: bytes) -> KeyEntry:
    (entry,) = ppk.read(data)
    return entry


def public_line(path: Path, *more: str | Path) -> bytes:
    return run("puttygen", path, *more, "-L").stdout


def our_line(pair: KeyPair) -> bytes:
    blob = pair.certificate.blob if pair.certificate else pair.public.blob
    name = pair.certificate.algorithm if pair.certificate else pair.public.algorithm
    return b" ".join((name.encode(), base64.b64encode(blob), pair.comment)) + b"\n"


# Theirs, opened here


@EACH_KIND
@EACH_VERSION
@EACH_LOCK
def test_a_file_of_puttygen_opens_here_with_the_same_fingerprint_and_comment(
    tmp_path, puttygen_key, kind, version, locked
):
    passphrase = secret_file(tmp_path, WORDS if locked else "")
    path = tmp_path / "theirs.ppk"
    data = lock(puttygen_key(kind), path, passphrase, f"version={version},memory=64,passes=2")
    entry = only_entry(data)
    assert entry.format == f"ppk{version}"
    assert (entry.encryption is not None) is locked
    assert entry.comment == COMMENT.encode()
    shown = run("puttygen", "-l", path).stdout.decode().split()
    assert shown[0] == entry.public.algorithm
    assert shown[2] == fingerprints.sha256(entry.public)
    pair = entry.open(Secret(WORDS) if locked else None)
    assert our_line(pair) == public_line(path)
    pair.private.crypto()
    if locked:
        with pytest.raises(WrongPassphraseError):
            entry.open(Secret(WORDS + "x"))


@pytest.mark.parametrize("kdf", ["argon2id", "argon2i", "argon2d"])
@pytest.mark.parametrize(("memory", "passes", "lanes"), [(8192, 13, 1), (40, 2, 3)])
def test_every_argon2_of_puttygen_is_understood(tmp_path, puttygen_key, kdf, memory, passes, lanes):
    parameters = f"kdf={kdf},memory={memory},passes={passes},parallelism={lanes}"
    data = lock(puttygen_key("ed25519"), tmp_path / "k.ppk", secret_file(tmp_path, WORDS), parameters)
    entry = only_entry(data)
    assert (entry.encryption.cipher, entry.encryption.kdf) == ("aes256-cbc", kdf)
    assert entry.encryption.parameters == {"memory_kib": memory, "passes": passes, "parallelism": lanes}
    assert entry.encryption.strength is (Strength.STRONG if memory == 8192 else Strength.WEAK)
    assert entry.open(Secret(WORDS)).public == entry.public


def test_our_default_is_at_least_as_strong_as_the_default_of_puttygen(tmp_path, puttygen_key):
    """PuTTYgen runs passes for 100 ms, a Fibonacci number of them: up to 34 where ours take as long."""
    passphrase = secret_file(tmp_path, WORDS)
    theirs = only_entry(lock(puttygen_key("ed25519"), tmp_path / "k.ppk", passphrase, "version=3")).encryption
    ours = ppk.VERSION_3.protection
    assert (ours.cipher, ours.kdf) == (theirs.cipher, theirs.kdf)
    assert int(ours.parameters["memory_kib"]) >= int(theirs.parameters["memory_kib"])
    assert ours.parameters["parallelism"] == theirs.parameters["parallelism"]


@EACH_VERSION
def test_a_passphrase_typed_on_windows_opens_here(tmp_path, puttygen_key, version):
    """The same letters in the Windows code page, as PuTTYgen got them there."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_bytes(WORDS.encode("cp1252") + b"\n")
    parameters = f"version={version},memory=64,passes=1" if version == 3 else "version=2"
    data = lock(puttygen_key("ed25519"), tmp_path / "k.ppk", passphrase, parameters)
    assert only_entry(data).open(Secret(WORDS)).comment == COMMENT.encode()


# Ours, opened there


def written(pair: KeyPair, version: int, *, locked: bool) -> bytes:
    form = ppk.VERSION_3 if version == 3 else ppk.VERSION_2
    assert form.write_private is not None
    light = Protection(Secret(WORDS), memory_kib=64, passes=2) if version == 3 else Protection(Secret(WORDS))
    return form.write_private(pair, light if locked else None)


@EACH_KIND
@EACH_VERSION
@EACH_LOCK
def test_a_file_of_ours_opens_in_puttygen_with_the_same_public_key_and_comment(
    tmp_path, kind, version, locked
):
    pair = KeyPair(samples.KEYS[kind], COMMENT.encode())
    path, out = tmp_path / "ours.ppk", tmp_path / "out"
    path.write_bytes(written(pair, version, locked=locked))
    passphrase = secret_file(tmp_path, WORDS if locked else "")
    run("puttygen", path, "--old-passphrase", passphrase, "-O", "private-openssh-new", "-o", out)
    assert our_line(pair) == public_line(out, "--old-passphrase", passphrase)
    if locked:
        wrong = secret_file(tmp_path, "wrong", "wrong")
        command = ("puttygen", path, "--old-passphrase", wrong, "-O", "private-openssh-new", "-o", out)
        assert b"wrong passphrase" in run(*command, ok=False).stderr


@EACH_KIND
@EACH_VERSION
@EACH_LOCK
def test_puttygen_saves_a_file_of_ours_again_in_the_same_bytes(tmp_path, kind, version, locked):
    """All bytes, but for those that follow from the salt of version 3."""
    ours = written(KeyPair(samples.KEYS[kind], COMMENT.encode()), version, locked=locked)
    path = tmp_path / "ours.ppk"
    path.write_bytes(ours)
    parameters = f"version={version},memory=64,passes=2"
    theirs = lock(path, tmp_path / "theirs.ppk", secret_file(tmp_path, WORDS if locked else ""), parameters)
    if locked and version == 3:
        assert without_salt(ours) == without_salt(theirs)
    else:
        assert ours == theirs


def without_salt(data: bytes) -> tuple[bytes, list[int]]:
    """What stands in clear in a file of version 3, and the lengths of the lines that the salt changes."""
    head, private = data.split(b"Private-Lines: ")
    head, salt = head.split(b"Argon2-Salt: ")
    return head, [len(line) for line in (salt + private).split(b"\n")]


def test_our_default_lock_opens_in_puttygen(tmp_path):
    pair = KeyPair(samples.RSA, COMMENT.encode())
    path, out = tmp_path / "ours.ppk", tmp_path / "out"
    path.write_bytes(ppk.VERSION_3.write_private(pair, Protection(Secret(WORDS))))
    command = (
        "--old-passphrase",
        secret_file(tmp_path, WORDS),
        "--new-passphrase",
        secret_file(tmp_path, "", "none"),
    )
    run("puttygen", path, *command, "-O", "private-openssh", "-o", out)
    assert b"ok" in run("openssl", "rsa", "-check", "-noout", "-in", out).stdout


@pytest.mark.parametrize("kdf", ["argon2id", "argon2i", "argon2d"])
def test_every_argon2_of_ours_opens_in_puttygen(tmp_path, kdf):
    pair = KeyPair(samples.ED25519, b"lanes")
    path, out = tmp_path / "ours.ppk", tmp_path / "out"
    request = Protection(Secret(WORDS), kdf=kdf, memory_kib=40, passes=2, parallelism=3)
    path.write_bytes(ppk.VERSION_3.write_private(pair, request))
    passphrase = secret_file(tmp_path, WORDS)
    run("puttygen", path, "--old-passphrase", passphrase, "-O", "private-openssh-new", "-o", out)
    assert our_line(pair) == public_line(out, "--old-passphrase", passphrase)


# Certificates, and files that no current program writes


@pytest.fixture
def certificate(tmp_path) -> Path:
    """A user certificate for the RSA sample key, signed by an authority that ssh-keygen made."""
    authority, public = tmp_path / "ca", tmp_path / "id.pub"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority)
    public.write_bytes(our_line(KeyPair(samples.RSA, b"certified")))
    run("ssh-keygen", "-q", "-s", authority, "-I", "some id", "-n", "someone", "-z", "9", public)
    return tmp_path / "id-cert.pub"


@EACH_VERSION
@EACH_LOCK
def test_a_certificate_goes_both_ways(tmp_path, certificate, version, locked):
    passphrase = secret_file(tmp_path, WORDS if locked else "")
    blob = base64.b64decode(certificate.read_bytes().split()[1])
    pair = KeyPair(samples.RSA, b"certified", read_certificate(blob))
    bare, theirs, ours = tmp_path / "bare.ppk", tmp_path / "theirs.ppk", tmp_path / "ours.ppk"
    bare.write_bytes(written(KeyPair(samples.RSA, b"certified"), version, locked=locked))
    command = ("--old-passphrase", passphrase, "--certificate", certificate, "-O", "private")
    parameters = ("--ppk-param", f"version={version},memory=64,passes=2")
    run("puttygen", bare, *command, *parameters, "-o", theirs)
    opened = only_entry(theirs.read_bytes()).open(Secret(WORDS) if locked else None)
    assert opened == pair
    ours.write_bytes(written(opened, version, locked=locked))
    assert our_line(pair) == public_line(ours)
    assert run("puttygen", "--cert-info", ours).stdout == run("puttygen", "--cert-info", theirs).stdout
    assert lock(ours, tmp_path / "again.ppk", passphrase, parameters[1])
    if not locked or version == 2:
        assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize("key", [samples.RSA, samples.DSA], ids=["rsa", "dsa"])
@EACH_LOCK
def test_puttygen_reads_the_version_1_files_that_we_test_our_reader_with(tmp_path, key, locked):
    path, out = tmp_path / "v1.ppk", tmp_path / "out"
    path.write_bytes(samples.version_1(key, WORDS.encode() if locked else b""))
    passphrase = secret_file(tmp_path, WORDS if locked else "")
    run("puttygen", path, "--old-passphrase", passphrase, "-O", "private-openssh-new", "-o", out)
    assert our_line(KeyPair(key, b"old one")) == public_line(out, "--old-passphrase", passphrase)
    assert only_entry(path.read_bytes()).open(Secret(WORDS)).private == key


def _swapped_primes() -> tuple[KeyPair, bytes]:
    key = samples.RSA_SMALL_PRIME_FIRST
    private = b"".join(map(wire.mpint, (key.d, key.p, key.q, key.iqmp)))
    return KeyPair(samples.RSA, b"made by hand"), private


def _short_seed() -> tuple[KeyPair, bytes]:
    key = EddsaPrivateKey.from_seed("ed25519", b"\x07" * 31 + b"\0")
    return KeyPair(key, b"made by hand"), wire.string(b"\x07" * 31)


@EACH_VERSION
@pytest.mark.parametrize("make", [_swapped_primes, _short_seed])
def test_odd_files_that_puttygen_accepts_are_read_as_the_same_key(tmp_path, version, make):
    pair, private = make()
    path, again = tmp_path / "odd.ppk", tmp_path / "again.ppk"
    path.write_bytes(samples.plain_ppk(version, pair.public.algorithm, pair.public.blob, private))
    theirs = lock(path, again, secret_file(tmp_path, ""), f"version={version}")
    ours = only_entry(path.read_bytes()).open()
    assert ours == pair
    assert written(ours, version, locked=False) == theirs
