"""OpenSSH private files and public key lines, RFC 4716 files: ssh-keygen and puttygen decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.keys import rsa_key
from tests.helpers.peers import run, secret_file
from tui.keyops.encoding import pem, wire
from tui.keyops.formats import openssh_public, rfc4716
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.openssh import container as openssh
from tui.keyops.formats.openssh.ciphers import CIPHERS
from tui.keyops.keys.ecdsa import CURVES, EcdsaPrivateKey
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.fingerprints import sha256
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret

pytestmark = pytest.mark.interop

CORPUS = Path(__file__).parents[1] / "corpus" / "openssh-10.5"
PASSPHRASE = "correct horse"
SECRET = Secret(PASSPHRASE)
COMMENT = 'Jürgen\'s key \\ "home"'
LOCKS = pytest.mark.parametrize("locked", [False, True], ids=["unlocked", "locked"])

RSA = rsa_key(openssh.FORMAT.read((CORPUS / "id_rsa-2048").read_bytes())[0].open())
KEYS = {
    "rsa": RSA,
    "ecdsa-256": EcdsaPrivateKey.from_scalar(CURVES["nistp256"], 0x1234567890ABCDEF << 190),
    "ecdsa-384": EcdsaPrivateKey.from_scalar(CURVES["nistp384"], 0xABCDEF << 350),
    "ecdsa-521": EcdsaPrivateKey.from_scalar(CURVES["nistp521"], 0x1FF << 500),
    # A private number with leading zero bytes; ssh-keygen refuses those of less than half the curve's bits.
    "ecdsa-short": EcdsaPrivateKey.from_scalar(CURVES["nistp256"], 0x1234567890ABCDEF << 160),
    "ed25519": EddsaPrivateKey.from_seed("ed25519", bytes(range(32))),
    "ed448": EddsaPrivateKey.from_seed("ed448", bytes(range(57))),
}
KEYGEN_TYPES = {
    "rsa": ("-t", "rsa", "-b", "2048"),
    "ecdsa-256": ("-t", "ecdsa", "-b", "256"),
    "ecdsa-384": ("-t", "ecdsa", "-b", "384"),
    "ecdsa-521": ("-t", "ecdsa", "-b", "521"),
    "ed25519": ("-t", "ed25519"),
}
PUTTY_TYPES = {
    "rsa": ("-t", "rsa", "-b", "2048"),
    "dsa": ("-t", "dsa", "-b", "1024"),
    "ecdsa-256": ("-t", "ecdsa", "-b", "256"),
    "ecdsa-384": ("-t", "ecdsa", "-b", "384"),
    "ecdsa-521": ("-t", "ecdsa", "-b", "521"),
    "ed25519": ("-t", "ed25519"),
    "ed448": ("-t", "ed448"),
}


def put(folder, data, name="key"):
    path = folder / name
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def one(format_, data):
    assert format_.sniff(data)
    (entry,) = format_.read(data)
    return entry


def keygen_fingerprint(path):
    return run("ssh-keygen", "-lf", path).stdout.decode().split()[1]


def putty_fingerprint(path, *more):
    return run("puttygen", path, "-l", *more).stdout.decode().split()[-1]


@LOCKS
@pytest.mark.parametrize("kind", KEYGEN_TYPES)
def test_a_key_of_ssh_keygen_opens_here(tmp_path, kind, locked):
    key = tmp_path / "key"
    words = KEYGEN_TYPES[kind]
    run("ssh-keygen", "-q", *words, "-f", key, "-C", COMMENT, "-N", PASSPHRASE if locked else "")
    entry = one(openssh.FORMAT, key.read_bytes())
    line = one(openssh_public.FORMAT, key.with_suffix(".pub").read_bytes())
    pair = entry.open(SECRET if locked else None)
    assert (pair.public, pair.comment) == (line.public, COMMENT.encode())
    assert line.comment == COMMENT.encode()
    assert sha256(pair.public) == keygen_fingerprint(key.with_suffix(".pub"))
    assert (entry.encryption is not None) == locked


@pytest.mark.parametrize("cipher", CIPHERS)
def test_every_cipher_and_round_count_of_ssh_keygen_opens_here(tmp_path, cipher):
    key = tmp_path / "key"
    run(
        "ssh-keygen",
        "-q",
        "-t",
        "ed25519",
        "-Z",
        cipher,
        "-a",
        "3",
        "-f",
        key,
        "-N",
        PASSPHRASE,
        "-C",
        "note",
    )
    entry = one(openssh.FORMAT, key.read_bytes())
    assert entry.encryption.words == f"{cipher}, bcrypt 3 rounds"
    pair = entry.open(SECRET)
    assert (sha256(pair.public), pair.comment) == (keygen_fingerprint(key.with_suffix(".pub")), b"note")


@pytest.mark.parametrize("cipher", CIPHERS)
def test_ssh_keygen_opens_every_cipher_written_here(tmp_path, cipher):
    pair = KeyPair(KEYS["ecdsa-256"], COMMENT.encode())
    key = put(tmp_path, openssh.FORMAT.write_private(pair, Protection(SECRET, cipher=cipher, rounds=2)))
    said = run("ssh-keygen", "-y", "-P", PASSPHRASE, "-f", key).stdout
    assert said == openssh_public.FORMAT.write_public(pair.public, pair.comment)


@LOCKS
@pytest.mark.parametrize("kind", [kind for kind in KEYS if kind != "ed448"])
def test_ssh_keygen_opens_what_is_written_here(tmp_path, kind, locked):
    pair = KeyPair(KEYS[kind], COMMENT.encode())
    key = put(tmp_path, openssh.FORMAT.write_private(pair, Protection(SECRET) if locked else None))
    said = run("ssh-keygen", "-y", "-P", PASSPHRASE if locked else "", "-f", key).stdout
    assert said == openssh_public.FORMAT.write_public(pair.public, pair.comment)
    assert keygen_fingerprint(key) == sha256(pair.public)


@LOCKS
@pytest.mark.parametrize("kind", KEYS)
def test_puttygen_opens_what_is_written_here(tmp_path, kind, locked):
    pair = KeyPair(KEYS[kind], COMMENT.encode())
    key = put(tmp_path, openssh.FORMAT.write_private(pair, Protection(SECRET) if locked else None))
    old = ("--old-passphrase", secret_file(tmp_path, PASSPHRASE if locked else ""))
    said = run("puttygen", key, "-O", "public-openssh", *old).stdout
    assert said == openssh_public.FORMAT.write_public(pair.public, pair.comment)
    assert putty_fingerprint(key, *old) == sha256(pair.public)


@pytest.mark.parametrize("cipher", ["aes256-ctr", "aes256-cbc"])
def test_puttygen_opens_the_two_ciphers_it_knows(tmp_path, cipher):
    pair = KeyPair(KEYS["ed25519"], b"note")
    key = put(tmp_path, openssh.FORMAT.write_private(pair, Protection(SECRET, cipher=cipher)))
    old = secret_file(tmp_path, PASSPHRASE)
    assert putty_fingerprint(key, "--old-passphrase", old) == sha256(pair.public)


@LOCKS
@pytest.mark.parametrize("kind", PUTTY_TYPES)
def test_a_key_that_puttygen_exports_opens_here(tmp_path, kind, locked):
    ppk, key = tmp_path / "key.ppk", tmp_path / "key"
    passphrase = secret_file(tmp_path, PASSPHRASE if locked else "")
    run("puttygen", "-q", *PUTTY_TYPES[kind], "-C", COMMENT, "--new-passphrase", passphrase, "-o", ppk)
    old = ("--old-passphrase", passphrase)
    run("puttygen", ppk, *old, "-O", "private-openssh-new", "-o", key)
    entry = one(openssh.FORMAT, key.read_bytes())
    pair = entry.open(SECRET if locked else None)
    assert pair.comment == COMMENT.encode()
    assert sha256(pair.public) == putty_fingerprint(ppk, *old)
    assert entry.public == pair.public
    if locked:
        assert entry.encryption.words == "aes256-ctr, bcrypt 16 rounds"
    else:
        assert entry.comment == COMMENT.encode()


def test_ssh_keygen_reads_a_private_file_that_holds_a_certificate_as_we_do(tmp_path):
    """Proves our reading of the layout: no tool writes such a file by itself."""
    (line,) = openssh_public.FORMAT.read((CORPUS / "id_rsa-2048-cert.pub").read_bytes())
    blob = line.certificate.blob
    fields = b"".join(map(wire.mpint, (RSA.d, RSA.iqmp, RSA.p, RSA.q)))
    clear = (
        bytes(8) + wire.string(line.certificate.algorithm) + wire.string(blob) + fields + wire.string("note")
    )
    clear += bytes(range(1, -len(clear) % 8 + 1))
    head = openssh.MAGIC + wire.string("none") + wire.string("none") + wire.string("") + wire.u32(1)
    data = pem.armour(openssh.LABEL, head + wire.string(blob) + wire.string(clear), width=70)
    said = run("ssh-keygen", "-y", "-f", put(tmp_path, data)).stdout.decode()
    assert said.split()[:2] == openssh_public.line_of(line.certificate.algorithm, blob, b"").split()
    entry = one(openssh.FORMAT, data)
    assert (entry.certificate, entry.open().private) == (line.certificate, RSA)


@pytest.mark.parametrize("kind", [kind for kind in KEYS if kind != "ed448"])
def test_ssh_keygen_imports_the_rfc4716_file_written_here(tmp_path, kind):
    public = KEYS[kind].public
    file = put(tmp_path, rfc4716.FORMAT.write_public(public, COMMENT.encode()))
    said = run("ssh-keygen", "-i", "-f", file).stdout.decode()
    assert said.strip() == openssh_public.authorized_line(public, b"")


@pytest.mark.parametrize("kind", KEYS)
def test_puttygen_reads_the_public_files_written_here(tmp_path, kind):
    public = KEYS[kind].public
    line = openssh_public.FORMAT.write_public(public, COMMENT.encode())
    for format_ in (rfc4716.FORMAT, openssh_public.FORMAT):
        file = put(tmp_path, format_.write_public(public, COMMENT.encode()), "key.pub")
        assert run("puttygen", file, "-O", "public-openssh").stdout == line
        assert putty_fingerprint(file) == sha256(public)


@pytest.mark.parametrize("kind", KEYS)
def test_puttygen_writes_the_same_rfc4716_bytes(tmp_path, kind):
    public = KEYS[kind].public
    file = put(tmp_path, openssh_public.FORMAT.write_public(public, COMMENT.encode()), "key.pub")
    out = tmp_path / "out"
    run("puttygen", file, "-O", "public", "-o", out)
    assert out.read_bytes() == rfc4716.FORMAT.write_public(public, COMMENT.encode())


@pytest.mark.parametrize("kind", [kind for kind in KEYS if kind != "ed448"])
def test_the_rfc4716_file_of_ssh_keygen_is_read_here(tmp_path, kind):
    public = KEYS[kind].public
    file = put(tmp_path, openssh_public.FORMAT.write_public(public, b"note"), "key.pub")
    entry = one(rfc4716.FORMAT, run("ssh-keygen", "-e", "-f", file).stdout)
    assert entry.public == public
    assert b"converted by" in entry.comment
    assert not entry.comment.startswith(b'"')


@pytest.mark.parametrize("piece", ["x", '"', "ä"], ids=["plain", "escaped", "two bytes"])
def test_both_peers_read_an_rfc4716_file_with_the_longest_comment(tmp_path, piece):
    public = RSA.public
    data = rfc4716.FORMAT.write_public(public, (piece * 5000).encode())
    kept = rfc4716.FORMAT.read(data)[0].comment
    file = put(tmp_path, data)
    assert keygen_line(file) == openssh_public.authorized_line(public, b"")
    said = run("puttygen", file, "-O", "public-openssh").stdout
    assert said == openssh_public.FORMAT.write_public(public, kept)


@pytest.mark.parametrize(
    "comment", ["", "THE END OF ALL END", "a: b", "-----", "ends in \\", "---- END SSH2 PUBLIC KEY ----"]
)
def test_both_peers_read_an_rfc4716_file_with_an_odd_comment(tmp_path, comment):
    public = KEYS["ed25519"].public
    data = rfc4716.FORMAT.write_public(public, comment.encode())
    assert rfc4716.FORMAT.read(data)[0].comment == comment.encode()
    file = put(tmp_path, data)
    assert keygen_line(file) == openssh_public.authorized_line(public, b"")
    said = run("puttygen", file, "-O", "public-openssh").stdout.decode().strip()
    assert said == openssh_public.authorized_line(public, comment.encode())


def keygen_line(file):
    return run("ssh-keygen", "-i", "-f", file).stdout.decode().strip()


@pytest.mark.parametrize(
    "name", sorted(path.name for path in CORPUS.glob("*-cert.pub") if "mldsa" not in path.name)
)
def test_certificates_have_the_fingerprint_that_ssh_keygen_prints(name):
    (entry,) = openssh_public.FORMAT.read((CORPUS / name).read_bytes())
    assert sha256(entry.public) == keygen_fingerprint(CORPUS / name)


def test_an_authorized_keys_file_lists_as_ssh_keygen_lists_it(tmp_path):
    lines = ["# keys of the team", ""]
    for index, key in enumerate(KEYS.values()):
        if key.public.family != "ed448":
            options = ('command="echo \\"a b\\"",no-pty ', "", 'from="10.0.0.0/8" ')[index % 3]
            lines.append(options + openssh_public.authorized_line(key.public, f"key {index}".encode()))
    file = put(tmp_path, "\n".join(lines).encode() + b"\n", "authorized_keys")
    listed = [line.split()[1] for line in run("ssh-keygen", "-lf", file).stdout.decode().splitlines()]
    entries = openssh_public.FORMAT.read(file.read_bytes())
    assert [sha256(entry.public) for entry in entries] == listed
    assert [entry.line for entry in entries] == list(range(3, 3 + len(listed)))
