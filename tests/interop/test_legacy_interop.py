"""ssh.com, SSH-1 and Dropbear files of PuTTYgen and Dropbear open here, and ours open there."""

from __future__ import annotations

import pytest

from tests.helpers import ppk_samples as keys
from tests.helpers.expect import expect
from tests.helpers.peers import run, secret_file
from tui.keyops.encoding import pem
from tui.keyops.errors import WrongPassphraseError
from tui.keyops.formats import dropbear, ssh1, ssh1_public, sshcom
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.formats.ppk import container as ppk
from tui.keyops.inspection import inspection
from tui.keyops.keys import fingerprints
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.rsa import RsaPrivateKey, RsaPublicKey
from tui.keyops.keys.rsa1 import Rsa1PrivateKey, Rsa1PublicKey
from tui.keyops.secret import Secret

pytestmark = pytest.mark.interop

WORDS = "käse und brot"
COMMENT = 'naïve "ключ" 鍵: a comment that goes over more than one line, with  blanks and a \\ in it'
EACH_LOCK = pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])


def only(form, path):
    data = path.read_bytes()
    assert form.sniff(data)
    (entry,) = form.read(data)
    return entry


def our_lock(locked):
    return Protection(Secret(WORDS)) if locked else None


def our_line(pair):
    return authorized_line(pair.public, pair.comment).encode("utf-8", "surrogateescape") + b"\n"


# ssh.com

SSHCOM = {"rsa": keys.RSA, "rsa-small-prime-first": keys.RSA_SMALL_PRIME_FIRST, "dsa": keys.DSA}


def theirs(tmp_path, kind, comment=COMMENT, *, locked):
    """A file that PuTTYgen exported, and the key in it."""
    pair = KeyPair(SSHCOM[kind], comment.encode())
    source, path = tmp_path / "source.ppk", tmp_path / "theirs"
    source.write_bytes(ppk.VERSION_2.write_private(pair, None))
    passphrase = secret_file(tmp_path, WORDS if locked else "")
    run("puttygen", source, "--new-passphrase", passphrase, "-O", "private-sshcom", "-o", path)
    return path, pair


@pytest.mark.parametrize("kind", ["rsa", "dsa"])
@EACH_LOCK
def test_an_ssh_com_file_of_puttygen_opens_here(tmp_path, kind, locked):
    path, pair = theirs(tmp_path, kind, locked=locked)
    entry = only(sshcom.FORMAT, path)
    assert entry.comment == COMMENT.encode()
    assert (entry.encryption is not None) is locked
    assert entry.open(Secret(WORDS) if locked else None) == pair
    if locked:
        with pytest.raises(WrongPassphraseError):
            entry.open(Secret("wrong"))


@pytest.mark.parametrize("comment", ["", "x" * 60, "x" * 61, "x" * 131, COMMENT])
@EACH_LOCK
def test_we_write_the_bytes_that_puttygen_writes(tmp_path, comment, locked):
    """All of them, but for the random padding in the last block of a locked file."""
    path, pair = theirs(tmp_path, "rsa", comment, locked=locked)
    data, ours = path.read_bytes(), sshcom.FORMAT.write_private(pair, our_lock(locked))
    if not locked:
        assert ours == data
        return
    (their_block,), (our_block,) = (pem.find(file, (sshcom.LABEL,), "test") for file in (data, ours))
    assert our_block.body[:-8] == their_block.body[:-8]
    assert our_block.headers == their_block.headers
    assert list(map(len, ours.splitlines())) == list(map(len, data.splitlines()))


@pytest.mark.parametrize("kind", SSHCOM)
@EACH_LOCK
def test_an_ssh_com_file_of_ours_opens_in_puttygen(tmp_path, kind, locked):
    pair = KeyPair(SSHCOM[kind], COMMENT.encode())
    path, out = tmp_path / "ours", tmp_path / "out.pem"
    path.write_bytes(sshcom.FORMAT.write_private(pair, our_lock(locked)))
    passphrase = secret_file(tmp_path, WORDS if locked else "")
    none = secret_file(tmp_path, "", "none")
    assert run("puttygen", path, "--old-passphrase", passphrase, "-L").stdout == our_line(pair)
    command = ("--old-passphrase", passphrase, "--new-passphrase", none, "-O", "private-openssh", "-o", out)
    run("puttygen", path, *command)
    if kind == "dsa":
        assert run("ssh-keygen", "-y", "-P", "", "-f", out).stdout.split()[:2] == our_line(pair).split()[:2]
    else:
        assert b"ok" in run("openssl", "rsa", "-check", "-noout", "-in", out).stdout


def test_a_wrong_passphrase_for_a_file_of_ours_is_wrong_in_puttygen_too(tmp_path):
    path = tmp_path / "ours"
    path.write_bytes(sshcom.FORMAT.write_private(KeyPair(keys.RSA), our_lock(locked=True)))
    wrong = secret_file(tmp_path, "wrong")
    assert b"wrong passphrase" in run("puttygen", path, "--old-passphrase", wrong, "-L", ok=False).stderr


# SSH-1

SSH1 = Rsa1PrivateKey(
    Rsa1PublicKey(keys.RSA.public.n, keys.RSA.public.e),
    d=keys.RSA.d,
    p=keys.RSA.p,
    q=keys.RSA.q,
    iqmp=keys.RSA.iqmp,
)


@pytest.fixture(scope="module")
def putty_ssh1(tmp_path_factory):
    """A fresh SSH-1 key of PuTTYgen, not locked."""
    folder = tmp_path_factory.mktemp("ssh1")
    none = secret_file(folder, "")
    command = ("-t", "rsa1", "-b", "2048", "-q", "-C", COMMENT, "--new-passphrase", none)
    run("puttygen", *command, "-o", folder / "key")
    return folder / "key"


@EACH_LOCK
def test_an_ssh_1_file_of_puttygen_opens_here_with_the_same_fingerprint(tmp_path, putty_ssh1, locked):
    path = tmp_path / "theirs"
    passphrase = secret_file(tmp_path, WORDS if locked else "")
    none = secret_file(tmp_path, "", "none")
    command = ("--old-passphrase", none, "--new-passphrase", passphrase, "-O", "private", "-o", path)
    run("puttygen", putty_ssh1, "-P", *command)
    entry = only(ssh1.FORMAT, path)
    assert (entry.encryption is not None) is locked
    shown = run("puttygen", "-l", path).stdout.decode().rstrip("\n")
    md5 = fingerprints.md5(entry.public).removeprefix("MD5:")
    assert shown == f"{entry.public.bits} {md5} {COMMENT}"
    pair = entry.open(Secret(WORDS) if locked else None)
    assert pair == only(ssh1.FORMAT, putty_ssh1).open()
    pair.private.crypto()
    if locked:
        with pytest.raises(WrongPassphraseError):
            entry.open(Secret("wrong"))


@EACH_LOCK
def test_an_ssh_1_file_of_ours_opens_in_puttygen(tmp_path, locked):
    pair = KeyPair(SSH1, COMMENT.encode())
    path, out = tmp_path / "ours", tmp_path / "out"
    path.write_bytes(ssh1.FORMAT.write_private(pair, our_lock(locked)))
    passphrase, none = secret_file(tmp_path, WORDS if locked else ""), secret_file(tmp_path, "", "none")
    command = ("--old-passphrase", passphrase, "--new-passphrase", none, "-O", "private", "-o", out)
    run("puttygen", path, "-P", *command)
    again = only(ssh1.FORMAT, out)
    assert again.encryption is None
    assert again.open() == pair
    line = ssh1_public.line_of(expect(Rsa1PublicKey, pair.public), pair.comment).encode() + b"\n"
    assert run("puttygen", path, "-L").stdout == line
    if locked:
        wrong = secret_file(tmp_path, "wrong", "wrong")
        command = ("--old-passphrase", wrong, "--new-passphrase", none, "-O", "private", "-o", out)
        assert b"wrong passphrase" in run("puttygen", path, "-P", *command, ok=False).stderr


def test_the_public_line_of_puttygen_is_read_and_written_in_the_same_bytes(tmp_path, putty_ssh1):
    path = tmp_path / "key.pub"
    run("puttygen", putty_ssh1, "-O", "public", "-o", path)
    entry = only(ssh1_public.FORMAT, path)
    assert entry.public == only(ssh1.FORMAT, putty_ssh1).public
    assert entry.comment == COMMENT.encode()
    assert ssh1_public.FORMAT.write_public(entry.public, entry.comment) == path.read_bytes()


@pytest.mark.parametrize("comment", ["", COMMENT])
def test_a_public_line_of_ours_has_the_same_fingerprint_in_puttygen(tmp_path, comment):
    path = tmp_path / "ours.pub"
    path.write_bytes(ssh1_public.FORMAT.write_public(SSH1.public, comment.encode()))
    shown = run("puttygen", "-l", path).stdout.decode().rstrip("\n")
    md5 = fingerprints.md5(SSH1.public).removeprefix("MD5:")
    assert shown == f"2048 {md5} {comment}".rstrip()


def test_puttygen_too_keeps_the_keys_of_the_two_versions_apart(tmp_path, putty_ssh1):
    out = tmp_path / "out"
    refused = run("puttygen", putty_ssh1, "-O", "private-openssh", "-o", out, ok=False)
    assert b"not supported" in refused.stderr
    assert not out.exists()


# Dropbear

DROPBEAR = {
    "rsa": ("-t", "rsa", "-s", "2048"),
    "dss": ("-t", "dss"),
    "ecdsa-256": ("-t", "ecdsa", "-s", "256"),
    "ecdsa-384": ("-t", "ecdsa", "-s", "384"),
    "ecdsa-521": ("-t", "ecdsa", "-s", "521"),
    "ed25519": ("-t", "ed25519"),
}


def shown_by_dropbear(path):
    """The type and base64 of the public line, and the fingerprint."""
    lines = run("dropbearkey", "-y", "-f", path).stdout.decode().splitlines()
    (line,) = (line for line in lines if line.startswith(("ssh-", "ecdsa-")))
    (fingerprint,) = (line for line in lines if line.startswith("Fingerprint: "))
    return line.split()[:2], fingerprint.removeprefix("Fingerprint: ")


def agrees(path, public):
    line, fingerprint = shown_by_dropbear(path)
    assert line == authorized_line(public).split()
    # Dropbear up to 2020 shows MD5.
    assert fingerprint in {fingerprints.sha256(public), fingerprints.md5(public).lower()}


@pytest.mark.parametrize("kind", DROPBEAR)
def test_a_file_of_dropbearkey_opens_here_and_is_written_in_the_same_bytes(tmp_path, kind):
    path, out = tmp_path / "theirs", tmp_path / "openssh"
    made = run("dropbearkey", *DROPBEAR[kind], "-f", path, ok=kind != "dss")
    if made.returncode:
        pytest.skip("this dropbearkey makes no DSA keys")
    entry = only(dropbear.FORMAT, path)
    agrees(path, entry.public)
    pair = entry.open()
    pair.private.crypto()
    assert dropbear.FORMAT.write_private(pair, None) == path.read_bytes()
    run("dropbearconvert", "dropbear", "openssh", path, out)
    (converted,) = inspection.read(out.read_bytes())
    assert same(converted.open().private, pair.private)


def same(first, second):
    """Equal, whichever prime is called p."""
    if isinstance(first, RsaPrivateKey) and first.p != second.p:
        assert {first.p, first.q} == {second.p, second.q}
        return (first.public, first.d) == (second.public, second.d)
    return first == second


OURS = {
    **{name: key for name, key in keys.KEYS.items() if name != "ed448"},
    "rsa-small-prime-first": keys.RSA_SMALL_PRIME_FIRST,
}


@pytest.mark.parametrize("name", OURS)
def test_a_file_of_ours_opens_in_dropbear(tmp_path, name):
    path, out = tmp_path / "ours", tmp_path / "openssh"
    path.write_bytes(dropbear.FORMAT.write_private(KeyPair(OURS[name]), None))
    path.chmod(0o600)
    agrees(path, OURS[name].public)
    run("dropbearconvert", "dropbear", "openssh", path, out)
    (converted,) = inspection.read(out.read_bytes())
    assert same(converted.open().private, OURS[name])
    out.chmod(0o600)
    line = run("ssh-keygen", "-y", "-P", "", "-f", out).stdout.decode().split()[:2]
    assert line == authorized_line(OURS[name].public).split()


@pytest.mark.parametrize(
    "arguments",
    [("-t", "rsa", "-b", "2048"), ("-t", "ecdsa", "-b", "384"), ("-t", "ed25519")],
    ids=lambda a: a[1],
)
def test_a_file_of_dropbearconvert_opens_here(tmp_path, arguments):
    source, path = tmp_path / "id", tmp_path / "dropbear"
    run("ssh-keygen", "-q", *arguments, "-N", "", "-f", source)
    run("dropbearconvert", "openssh", "dropbear", source, path)
    (original,) = inspection.read(source.read_bytes())
    assert same(only(dropbear.FORMAT, path).open().private, original.open().private)


def test_dropbear_too_reads_the_oldest_files_that_end_before_the_primes(tmp_path):
    path = tmp_path / "old"
    whole = dropbear.FORMAT.write_private(KeyPair(keys.RSA), None)
    path.write_bytes(whole[: -2 * (4 + 129)])
    assert only(dropbear.FORMAT, path).open().private == keys.RSA
    made = run("dropbearkey", "-y", "-f", path, ok=False)
    if made.returncode:
        pytest.skip("this Dropbear refuses RSA keys without their primes")
    agrees(path, RsaPublicKey(keys.RSA.public.n, keys.RSA.public.e))
