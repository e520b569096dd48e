"""PEM, PKCS#8 and SPKI files: openssl, ssh-keygen and puttygen decide."""

from __future__ import annotations

import base64

import pytest

from tests.helpers.asn1_samples import (
    DSA,
    EC_256,
    EC_SHORT,
    KEYS,
    OPENSSH,
    OPENSSL,
    PASSPHRASE,
    PEM_KEYS,
    RSA,
    body,
    only,
    with_body,
)
from tests.helpers.expect import expect
from tests.helpers.peers import run, secret_file
from tui.keyops.encoding import der
from tui.keyops.formats import _asn1_algorithms, spki
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.pem import container as pem
from tui.keyops.formats.pkcs8 import container as pkcs8
from tui.keyops.keys.algorithms import read_blob
from tui.keyops.keys.ecdsa import CURVES, EcdsaPrivateKey
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.fingerprints import sha256
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret

pytestmark = pytest.mark.interop

WORDS = "correct horse"
PASS_IN = "-passin"  # codespell:ignore passin
PASS_OUT = "-passout"
LOCKS = pytest.mark.parametrize("locked", [False, True], ids=["unlocked", "locked"])
EACH_KEY = pytest.mark.parametrize("name", KEYS)
EACH_PEM_KEY = pytest.mark.parametrize("name", PEM_KEYS)
EACH_OPENSSH_KEY = pytest.mark.parametrize("name", [name for name in KEYS if not name.startswith("ed")])
"""ssh-keygen 9.2 has no Ed25519 and not support Ed448 in PKCS#8."""


def saved(folder, data, name="key.pem"):
    """A private file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    path.chmod(0o600)
    return path


@pytest.fixture
def unlock(tmp_path):
    """How openssl is told the passphrase of what it reads."""
    return (PASS_IN, f"file:{secret_file(tmp_path, WORDS)}")


@pytest.fixture
def lock(tmp_path):
    """How openssl is told the passphrase of what it writes."""
    return (PASS_OUT, f"file:{secret_file(tmp_path, WORDS)}")


def public_line(output):
    """The key in a line of ssh-keygen -y or puttygen."""
    return read_blob(base64.b64decode(output.split()[1]))


def assert_openssl_takes(path, key, unlock):
    """It loads it, finds it sound, and sees the same public key."""
    run("openssl", "pkey", "-in", path, "-noout", "-check", *unlock)
    public = run("openssl", "pkey", "-in", path, "-pubout", *unlock).stdout
    assert only(spki.FORMAT, public).public == key.public
    assert public == spki.write(key.public, b"")


def assert_ssh_keygen_takes(path, key, passphrase):
    """It prints the same public key, with the same fingerprint."""
    line = run("ssh-keygen", "-y", "-P", passphrase, "-f", path).stdout
    assert public_line(line) == key.public
    beside = saved(path.parent, line, "made.pub")
    assert sha256(key.public).encode() in run("ssh-keygen", "-lf", beside).stdout


def assert_puttygen_takes(path, key, folder):
    """It prints the same public key."""
    secret = secret_file(folder, WORDS, "old")
    line = run("puttygen", path, "-O", "public-openssh", "--old-passphrase", secret).stdout
    assert public_line(line) == key.public


@LOCKS
@EACH_PEM_KEY
def test_all_peers_take_our_pem(name, locked, tmp_path, unlock):
    key = PEM_KEYS[name]
    path = saved(tmp_path, pem.write(KeyPair(key), Protection(PASSPHRASE) if locked else None))
    assert_openssl_takes(path, key, unlock)
    assert_ssh_keygen_takes(path, key, WORDS if locked else "")
    assert_puttygen_takes(path, key, tmp_path)


@pytest.mark.parametrize("cipher", ["AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC"])
@pytest.mark.parametrize("name", ["rsa", "ecdsa-521"])
def test_openssl_and_ssh_keygen_take_our_pem_with_any_cipher(name, cipher, tmp_path, unlock):
    key = PEM_KEYS[name]
    path = saved(tmp_path, pem.write(KeyPair(key), Protection(PASSPHRASE, cipher=cipher)))
    assert_openssl_takes(path, key, unlock)
    assert_ssh_keygen_takes(path, key, WORDS)
    if cipher == "DES-EDE3-CBC":
        assert_puttygen_takes(path, key, tmp_path)


@LOCKS
def test_openssl_rsa_check_is_content_with_our_rsa_pem(locked, tmp_path, unlock):
    path = saved(tmp_path, pem.write(KeyPair(RSA), Protection(PASSPHRASE) if locked else None))
    assert b"RSA key ok" in run("openssl", "rsa", "-in", path, "-check", "-noout", *unlock).stdout


@LOCKS
@EACH_KEY
def test_openssl_takes_our_pkcs8(name, locked, tmp_path, unlock):
    path = saved(tmp_path, pkcs8.write(KeyPair(KEYS[name]), Protection(PASSPHRASE) if locked else None))
    assert_openssl_takes(path, KEYS[name], unlock)


@LOCKS
@EACH_OPENSSH_KEY
def test_ssh_keygen_takes_our_pkcs8(name, locked, tmp_path):
    path = saved(tmp_path, pkcs8.write(KeyPair(KEYS[name]), Protection(PASSPHRASE) if locked else None))
    assert_ssh_keygen_takes(path, KEYS[name], WORDS if locked else "")


@pytest.mark.parametrize(
    "lock_request",
    [
        {"kdf": "scrypt"},
        {"kdf": "pbkdf2-hmac-sha1", "rounds": 1000, "cipher": "DES-EDE3-CBC"},
        {"kdf": "pbkdf2-hmac-sha224", "rounds": 1000, "cipher": "AES-192-CBC"},
        {"kdf": "pbkdf2-hmac-sha384", "rounds": 1000, "cipher": "AES-128-CBC"},
        {"kdf": "pbkdf2-hmac-sha512", "rounds": 1000},
    ],
    ids=lambda request: request["kdf"],
)
def test_openssl_and_ssh_keygen_take_our_pkcs8_locked_in_any_way(lock_request, tmp_path, unlock):
    path = saved(tmp_path, pkcs8.write(KeyPair(EC_256), Protection(PASSPHRASE, **lock_request)))
    assert_openssl_takes(path, EC_256, unlock)
    assert_ssh_keygen_takes(path, EC_256, WORDS)


def test_short_passphrases_are_read_by_the_peers(tmp_path):
    """So PKCS#8 has no shortest passphrase here, though ssh-keygen writes none below five characters."""
    path = saved(tmp_path, pkcs8.write(KeyPair(EC_256), Protection(Secret("a"), rounds=1000)))
    assert_openssl_takes(path, EC_256, (PASS_IN, f"file:{secret_file(tmp_path, 'a')}"))
    assert_ssh_keygen_takes(path, EC_256, "a")


@EACH_KEY
def test_a_plain_pkcs8_of_openssl_is_byte_for_byte_ours(name, tmp_path):
    path = saved(tmp_path, pkcs8.write(KeyPair(KEYS[name]), None))
    assert run("openssl", "pkey", "-in", path).stdout == path.read_bytes()


@EACH_PEM_KEY
def test_a_plain_pem_of_openssl_is_byte_for_byte_ours(name, tmp_path):
    path = saved(tmp_path, pem.write(KeyPair(PEM_KEYS[name]), None))
    assert run("openssl", "pkey", "-in", path, "-traditional").stdout == path.read_bytes()


@pytest.mark.parametrize("cipher", ["-aes128", "-aes192", "-aes256", "-des3", "-des"])
@EACH_PEM_KEY
def test_we_take_the_locked_pem_of_openssl(name, cipher, tmp_path, lock):
    path = saved(tmp_path, pem.write(KeyPair(PEM_KEYS[name]), None))
    legacy = ("-provider", "legacy", "-provider", "default") if cipher == "-des" else ()
    data = run("openssl", "pkey", "-in", path, "-traditional", cipher, *lock, *legacy).stdout
    assert only(pem.FORMAT, data).open(PASSPHRASE).private == PEM_KEYS[name]


@pytest.mark.parametrize("prf", ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"])
@pytest.mark.parametrize("cipher", ["aes128", "aes192", "aes256", "des3"])
def test_we_take_the_pbkdf2_of_openssl(cipher, prf, tmp_path, lock):
    path = saved(tmp_path, pkcs8.write(KeyPair(EC_256), None))
    options = ("-v2", cipher, "-v2prf", f"hmacWith{prf}", "-iter", "1234")
    entry = only(pkcs8.FORMAT, run("openssl", "pkcs8", "-topk8", "-in", path, *options, *lock).stdout)
    assert entry.encryption is not None
    assert entry.encryption.kdf == f"pbkdf2-hmac-{prf.lower()}"
    assert entry.encryption.parameters == {"iterations": 1234}
    assert entry.open(PASSPHRASE).private == EC_256


@pytest.mark.parametrize("options", [("-v2", "aes256"), ("-scrypt",)], ids=["pbkdf2", "scrypt"])
@EACH_KEY
def test_we_take_every_locked_pkcs8_of_openssl(name, options, tmp_path, lock):
    path = saved(tmp_path, pkcs8.write(KeyPair(KEYS[name]), None))
    data = run("openssl", "pkcs8", "-topk8", "-in", path, *options, *lock).stdout
    assert only(pkcs8.FORMAT, data).open(PASSPHRASE).private == KEYS[name]


@pytest.mark.parametrize(
    "options",
    [
        ("RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
        ("EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
        ("EC", "-pkeyopt", "ec_paramgen_curve:P-384"),
        ("EC", "-pkeyopt", "ec_paramgen_curve:P-521"),
        ("EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"),
        ("ED25519",),
        ("ED448",),
    ],
    ids=lambda options: "-".join((options[0], *(word[-8:] for word in options[2::2]))),
)
def test_we_take_a_fresh_key_of_openssl(options, tmp_path):
    path = saved(tmp_path, run("openssl", "genpkey", "-quiet", "-algorithm", *options).stdout)
    pair = only(pkcs8.FORMAT, path.read_bytes()).open()
    public = run("openssl", "pkey", "-in", path, "-pubout").stdout
    assert only(spki.FORMAT, spki.write(pair.public, b"")).public == pair.public
    if "explicit" not in options[-1]:
        assert spki.write(pair.public, b"") == public


@pytest.mark.parametrize("kind", ["PEM", "PKCS8"])
@LOCKS
@EACH_OPENSSH_KEY
def test_we_take_what_ssh_keygen_writes(name, kind, locked, tmp_path):
    path = saved(tmp_path, pem.write(KeyPair(KEYS[name]), None))
    run("ssh-keygen", "-p", "-m", kind, "-P", "", "-N", WORDS if locked else "", "-f", path)
    entry = only(pem.FORMAT if kind == "PEM" else pkcs8.FORMAT, path.read_bytes())
    assert (entry.encryption is not None) == locked
    assert entry.open(PASSPHRASE).private == KEYS[name]


@pytest.mark.parametrize("kind", ["PEM", "PKCS8"])
@pytest.mark.parametrize("bits", ["256", "384", "521"])
def test_we_take_a_fresh_key_of_ssh_keygen(kind, bits, tmp_path):
    path = tmp_path / "key"
    run("ssh-keygen", "-q", "-t", "ecdsa", "-b", bits, "-m", kind, "-N", WORDS, "-f", path)
    pair = only(pem.FORMAT if kind == "PEM" else pkcs8.FORMAT, path.read_bytes()).open(PASSPHRASE)
    assert pair.public == public_line((tmp_path / "key.pub").read_bytes())
    assert sha256(pair.public).encode() in run("ssh-keygen", "-lf", tmp_path / "key.pub").stdout


def through_puttygen(path, folder, locked):
    """What puttygen exports of a file, by way of a PPK: from PEM to PEM it sees nothing to do."""
    between, target = folder / "between.ppk", folder / "exported"
    new = secret_file(folder, WORDS if locked else "", "new")
    run("puttygen", path, "-O", "private", "-o", between)
    run("puttygen", between, "-O", "private-openssh", "-o", target, "--new-passphrase", new)
    return target.read_bytes()


@LOCKS
@EACH_PEM_KEY
def test_we_take_what_puttygen_exports(name, locked, tmp_path):
    path = saved(tmp_path, pem.write(KeyPair(PEM_KEYS[name]), None))
    entry = only(pem.FORMAT, through_puttygen(path, tmp_path, locked))
    if locked:
        assert entry.encryption is not None
        assert entry.encryption.cipher == "DES-EDE3-CBC"
    assert entry.open(PASSPHRASE).private == PEM_KEYS[name]


@pytest.mark.parametrize(
    ("d", "size"), [(EC_SHORT.d, 28), (CURVES["nistp256"].order - 5, 33), (3 << 250, 32)]
)
def test_we_take_the_odd_private_numbers_of_puttygen(d, size, tmp_path):
    """It writes them as an mpint: longer or shorter than the field by the value of the number."""
    key = EcdsaPrivateKey.from_scalar(CURVES["nistp256"], d)
    data = through_puttygen(saved(tmp_path, pem.write(KeyPair(key), None)), tmp_path, locked=False)
    assert body(data)[:7] == bytes((0x30, len(body(data)) - 2, 2, 1, 1, 4, size))
    assert only(pem.FORMAT, data).open().private == key


def test_we_take_the_dsa_keys_of_the_peers(tmp_path):
    path = OPENSSL / "dsa-1024-pem"
    copy = saved(tmp_path, path.read_bytes())
    assert only(pem.FORMAT, through_puttygen(copy, tmp_path, locked=True)).open(PASSPHRASE).private == DSA
    public = run("openssl", "pkey", "-in", path, "-pubout").stdout
    assert only(spki.FORMAT, public).public == DSA.public


@EACH_OPENSSH_KEY
def test_ssh_keygen_takes_our_public_pem_and_we_take_its(name, tmp_path):
    key = KEYS[name]
    ours = saved(tmp_path, spki.write(key.public, b""))
    line = run("ssh-keygen", "-i", "-m", "PKCS8", "-f", ours).stdout
    assert public_line(line) == key.public
    public = saved(tmp_path, line, "key.pub")
    for kind in ("PKCS8", "PEM"):
        theirs = run("ssh-keygen", "-e", "-m", kind, "-f", public).stdout
        form = spki.PKCS1 if theirs.startswith(b"-----BEGIN RSA") else spki.FORMAT
        assert only(form, theirs).public == key.public


@EACH_KEY
def test_openssl_takes_our_public_pem_and_writes_the_same(name, tmp_path):
    ours = saved(tmp_path, spki.write(KEYS[name].public, b""))
    assert run("openssl", "pkey", "-pubin", "-in", ours, "-pubout").stdout == ours.read_bytes()


def test_version_1_is_refused_by_openssl_so_we_write_version_0(tmp_path):
    key = expect(EddsaPrivateKey, KEYS["ed25519"])
    algorithm = der.sequence(der.oid(next(iter(_asn1_algorithms.EDDSA))))
    tail = der.element(0x81, b"\0" + key.public.pk)
    inner = der.octets(der.octets(key.seed))
    path = saved(tmp_path, with_body("PRIVATE KEY", der.sequence(der.integer(1), algorithm, inner, tail)))
    assert only(pkcs8.FORMAT, path.read_bytes()).open().private == key
    version = run("openssl", "version").stdout
    refused = run("openssl", "pkey", "-in", path, "-noout", ok=False).returncode != 0
    assert refused or not version.startswith(b"OpenSSL 3.0")


def test_the_fingerprints_of_the_corpus_are_those_of_ssh_keygen():
    for name in ("id_rsa-2048-pem", "id_rsa-2048-pem-locked", "id_ecdsa-256-pem-locked"):
        pair = only(pem.FORMAT, (OPENSSH / name).read_bytes()).open(PASSPHRASE)
        told = run("ssh-keygen", "-lf", OPENSSH / f"{name}.pub").stdout
        assert sha256(pair.public).encode() in told
