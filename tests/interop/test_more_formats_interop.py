"""DER, JWK, SSHFP and whole files of keys: what the real programs write is read, and the other way round."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.helpers.keys import NAMES, make
from tests.helpers.peers import run, secret_file
from tui.keyops.errors import UnknownFormatError
from tui.keyops.formats import FORMATS, allowed_signers, der_files, known_hosts, sshfp
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.jwk import container as jwk
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.inspection.inspection import read
from tui.keyops.keys import fingerprints
from tui.keyops.secret import Secret

pytestmark = pytest.mark.interop

WORDS = "käse und brot"
TRADITIONAL = ("rsa", "ecdsa256", "ecdsa384", "ecdsa521")
TOOL = {"rsa": "rsa", "ecdsa256": "ec", "ecdsa384": "ec", "ecdsa521": "ec"}


def pem(name):
    return FORMATS["pkcs8"].write_private(make(name), None)


@pytest.mark.parametrize("name", TRADITIONAL)
def test_openssl_and_we_write_the_same_traditional_der(name, tmp_path):
    theirs = tmp_path / "theirs.der"
    argv = ("-traditional",) if name == "rsa" else ()
    run("openssl", TOOL[name], *argv, "-outform", "DER", "-out", theirs, data=pem(name))
    ours = der_files.TRADITIONAL.write_private(make(name), None)
    assert theirs.read_bytes() == ours
    assert der_files.TRADITIONAL.read(theirs.read_bytes())[0].open().private == make(name).private
    check = ("-check",) if name == "rsa" else ("-noout", "-check")
    run("openssl", TOOL[name], "-inform", "DER", *check, data=ours)


@pytest.mark.parametrize("name", NAMES)
def test_openssl_and_we_write_the_same_pkcs8_and_spki_der(name, tmp_path):
    theirs = tmp_path / "theirs.der"
    run("openssl", "pkcs8", "-topk8", "-nocrypt", "-outform", "DER", "-out", theirs, data=pem(name))
    ours = der_files.PKCS8.write_private(make(name), None)
    assert theirs.read_bytes() == ours
    run("openssl", "pkey", "-inform", "DER", "-pubout", "-outform", "DER", "-out", theirs, data=ours)
    assert theirs.read_bytes() == der_files.SPKI.write_public(make(name).public, b"")
    assert der_files.SPKI.read(theirs.read_bytes())[0].public == make(name).public


@pytest.mark.parametrize("name", ["rsa", "ecdsa384", "ed25519", "ed448"])
def test_a_locked_pkcs8_der_opens_both_ways(name, tmp_path):
    words = secret_file(tmp_path, WORDS)
    theirs, ours = tmp_path / "theirs.der", tmp_path / "ours.der"
    argv = ("-topk8", "-v2", "aes-256-cbc", "-passout", f"file:{words}", "-outform", "DER", "-out", theirs)
    run("openssl", "pkcs8", *argv, data=pem(name))
    (entry,) = der_files.PKCS8.read(theirs.read_bytes())
    assert entry.open(Secret(WORDS)).private == make(name).private
    ours.write_bytes(der_files.PKCS8.write_private(make(name), Protection(Secret(WORDS))))
    shown = run(
        "openssl", "pkey", "-inform", "DER", "-in", ours, "-passin", f"file:{words}", "-outform", "PEM"
    )
    assert read(shown.stdout)[0].open().private == make(name).private


def test_a_pkcs1_public_key_of_openssl_is_read(tmp_path):
    target = tmp_path / "public.der"
    run("openssl", "rsa", "-RSAPublicKey_out", "-outform", "DER", "-out", target, data=pem("rsa"))
    assert der_files.SPKI.read(target.read_bytes())[0].public == make("rsa").public


if shutil.which("node"):  # node is no peer that every machine must have
    READ_JWK = """
        const c = require('crypto'), fs = require('fs'), jwk = JSON.parse(fs.readFileSync(0));
        const key = jwk.d ? c.createPrivateKey({key: jwk, format: 'jwk'})
                          : c.createPublicKey({key: jwk, format: 'jwk'});
        process.stdout.write(key.export({type: jwk.d ? 'pkcs8' : 'spki', format: 'pem'}));
    """
    WRITE_JWK = """
        const c = require('crypto'), fs = require('fs');
        process.stdout.write(JSON.stringify(c.createPrivateKey(fs.readFileSync(0)).export({format: 'jwk'})));
    """

    @pytest.mark.parametrize("name", NAMES)
    def test_a_jwk_passes_through_node_both_ways(name):
        ours = jwk.PRIVATE.write_private(make(name), None)
        pem_by_node = run("node", "-e", READ_JWK, data=ours).stdout
        assert read(pem_by_node)[0].open().private == make(name).private
        public_by_node = run(
            "node", "-e", READ_JWK, data=jwk.PUBLIC.write_public(make(name).public, b"")
        ).stdout
        assert read(public_by_node)[0].public == make(name).public
        by_node = run("node", "-e", WRITE_JWK, data=pem(name)).stdout
        assert jwk.read(by_node)[0].open().private == make(name).private
        members = json.loads(ours)
        members.pop("kid")
        assert members == json.loads(by_node)


@pytest.mark.parametrize("name", ["rsa", "ecdsa256", "ecdsa384", "ecdsa521", "ed25519"])
def test_sshfp_records_are_those_of_ssh_keygen(name, tmp_path):
    path = tmp_path / "key.pub"
    path.write_text(authorized_line(make(name).public) + "\n")
    theirs = run("ssh-keygen", "-r", "server.example", "-f", path).stdout
    assert sshfp.FORMAT.write_public(make(name).public, b"root@server.example") == theirs
    generic = run("ssh-keygen", "-g", "-r", "server.example", "-f", path).stdout
    for records in (theirs, generic):
        notes = [dict(entry.notes) for entry in sshfp.FORMAT.read(records)]
        assert notes[1]["SHA-256"] == fingerprints.sha256(make(name).public)


def test_a_known_hosts_file_shows_the_fingerprints_of_ssh_keygen_also_when_hashed(tmp_path):
    path = tmp_path / "known_hosts"
    names = ("rsa", "ecdsa256", "ecdsa521", "ed25519")
    path.write_text(
        "".join(
            f"host{at}.example,192.0.2.{at} {authorized_line(make(name).public)}\n"
            for at, name in enumerate(names)
        )
    )
    for hashed in (False, True):
        if hashed:
            run("ssh-keygen", "-H", "-f", path)
        listed = run("ssh-keygen", "-l", "-f", path).stdout.decode().splitlines()
        data = path.read_bytes()
        entries = known_hosts.FORMAT.read(data)
        assert known_hosts.FORMAT.sniff(data)
        assert [entry.options.startswith("|1|") for entry in entries] == [hashed] * len(listed)
        assert [fingerprints.sha256(entry.public) for entry in entries] == [row.split()[1] for row in listed]


@pytest.mark.parametrize(
    "words",
    [
        "me@example.com",
        "*@example.com,!you@example.com",
        'me@example.com namespaces="file,git"',
        '"me@example.com,other" namespaces="file",valid-after="20200101"',
    ],
)
def test_a_line_of_allowed_signers_that_ssh_keygen_accepts_is_read(words, tmp_path):
    key, signers, text = tmp_path / "key", tmp_path / "signers", tmp_path / "text"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    text.write_bytes(b"hello")
    run("ssh-keygen", "-Y", "sign", "-f", key, "-n", "file", text)
    signers.write_text(f"{words} {(tmp_path / 'key.pub').read_text()}")
    argv = ("-f", signers, "-I", "me@example.com", "-n", "file", "-s", tmp_path / "text.sig")
    run("ssh-keygen", "-Y", "verify", *argv, data=b"hello")
    assert allowed_signers.FORMAT.sniff(signers.read_bytes())
    (entry,) = allowed_signers.FORMAT.read(signers.read_bytes())
    assert entry.options == words
    assert entry.public == read((tmp_path / "key.pub").read_bytes())[0].public


def test_an_option_that_we_say_is_refused_is_refused_by_ssh_keygen(tmp_path):
    key, signers = tmp_path / "key", tmp_path / "signers"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    run("ssh-keygen", "-Y", "sign", "-f", key, "-n", "file", (tmp_path / "key.pub"))
    argv = ("-f", signers, "-I", "me", "-n", "file", "-s", tmp_path / "key.pub.sig")
    for words, accepted in (('me namespaces="file"', True), ("me no-pty", False)):
        signers.write_text(f"{words} {(tmp_path / 'key.pub').read_text()}")
        data = (tmp_path / "key.pub").read_bytes()
        assert (run("ssh-keygen", "-Y", "verify", *argv, data=data, ok=False).returncode == 0) == accepted
        (entry,) = allowed_signers.FORMAT.read(signers.read_bytes())
        assert ("Refused" in dict(entry.notes)) != accepted


def test_files_of_openssl_that_are_no_keys_are_named(tmp_path):
    key = tmp_path / "key.pem"
    key.write_bytes(pem("rsa"))
    subject = ("-key", key, "-subj", "/CN=test")
    made = {
        "x509": run("openssl", "req", "-x509", *subject).stdout,
        "x509-request": run("openssl", "req", "-new", *subject, "-outform", "DER").stdout,
        "parameters": run("openssl", "ecparam", "-name", "prime256v1").stdout,
    }
    for what, data in made.items():
        with pytest.raises(UnknownFormatError) as caught:
            read(data)
        assert caught.value.what == what


def test_the_key_in_a_pkcs12_store_of_openssl_opens(tmp_path):
    key, certificate, store = tmp_path / "key.pem", tmp_path / "certificate.pem", tmp_path / "store.p12"
    key.write_bytes(pem("rsa"))
    run("openssl", "req", "-x509", "-key", key, "-subj", "/CN=test", "-out", certificate)
    words = f"file:{secret_file(tmp_path, WORDS)}"
    run("openssl", "pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout", words, "-out", store)
    (entry,) = read(store.read_bytes())
    assert entry.encryption is not None
    assert entry.open(Secret(WORDS)).private == make("rsa").private
