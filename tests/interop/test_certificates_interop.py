"""Certificates, signatures, revocation lists and FIDO files, as ssh-keygen makes and reads them."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.certificate_samples import certify, line, signer
from tests.helpers.expect import expect
from tests.helpers.peers import run
from tui.keyops.formats import krl, sshsig
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.openssh import container as openssh
from tui.keyops.inspection.inspection import read
from tui.keyops.keys import fingerprints
from tui.keyops.keys.certificate import Certificate, option_value, read_certificate
from tui.keyops.keys.fido import FidoPrivateKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.verification import SignatureState, signature_state
from tui.keyops.secret import Secret

pytestmark = pytest.mark.interop

CORPUS = Path(__file__).parents[1] / "corpus" / "openssh-10.5"
AUTHORITIES = {
    "rsa-sha1": ("-t", "rsa", "-b", "2048"),
    "rsa-sha2-256": ("-t", "rsa", "-b", "2048"),
    "rsa-sha2-512": ("-t", "rsa", "-b", "2048"),
    "ecdsa-256": ("-t", "ecdsa", "-b", "256"),
    "ecdsa-384": ("-t", "ecdsa", "-b", "384"),
    "ecdsa-521": ("-t", "ecdsa", "-b", "521"),
    "ed25519": ("-t", "ed25519"),
    "dsa": ("-t", "dsa"),
}
SUBJECTS = (
    "id_rsa-2048",
    "id_ecdsa-256",
    "id_ecdsa-384",
    "id_ecdsa-521",
    "id_ed25519",
    "id_ed25519-sk",
    "id_ecdsa-sk",
)
USER_OPTIONS = (
    *("-n", "alice,größe", "-z", "18446744073709551615", "-V", "20200102030405:20250607080910"),
    *("-O", "clear", "-O", "force-command=/bin/date -u", "-O", "source-address=10.0.0.0/8,::1/128"),
    *("-O", "permit-pty", "-O", "permit-port-forwarding", "-O", "extension:team@example.com=blue"),
    *("-O", "critical:new@example.com", "-O", "verify-required", "-O", "no-touch-required"),
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """Makes an authority once, and gives the path of its private key."""
    folder = tmp_path_factory.mktemp("authorities")

    def make(name: str) -> Path:
        path = folder / name
        if not path.exists():
            run("ssh-keygen", "-q", "-N", "", "-f", path, *AUTHORITIES[name])
        return path

    return make


def sign(ca: Path, folder: Path, subject: str, *options: str) -> Path:
    """A certificate file, made by ssh-keygen."""
    public = folder / f"{subject}.pub"
    public.write_bytes((CORPUS / public.name).read_bytes())
    kind = ("-t", {"rsa-sha1": "ssh-rsa"}.get(ca.name, ca.name)) if ca.name.startswith("rsa") else ()
    run("ssh-keygen", "-q", "-s", ca, "-I", "the id", *kind, *options, public, env={"TZ": "UTC"})
    return folder / f"{subject}-cert.pub"


def listed(path: Path) -> dict[str, list[str]]:
    """What ``ssh-keygen -L`` prints, by label."""
    found: dict[str, list[str]] = {}
    label = ""
    text = run("ssh-keygen", "-L", "-f", path, env={"TZ": "UTC"}).stdout.decode()
    for text_line in text.splitlines()[1:]:
        name = re.match(r" {8}(\S[^:]*): ?(.*)", text_line)
        if name:
            label = name[1]
            found[label] = [name[2].strip()] if name[2].strip() else []
        else:
            found[label].append(text_line.strip())
    return {label: [value for value in values if value != "(none)"] for label, values in found.items()}


def told(certificate: Certificate) -> dict[str, list[str]]:
    """The same from our record, in the words of ssh-keygen."""

    def when(seconds: int) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))

    def pairs(options):
        for name, data in options:
            known = name in {b"force-command", b"source-address"} or not data
            value = option_value(data).decode() if known else None
            yield name.decode() + (f" {value}" if value else "") if known else name.decode()

    public, ca = certificate.public, certificate.authority
    kind = {1: "user", 2: "host"}[certificate.kind]
    using = certificate.signature_algorithm
    forever = (certificate.valid_after, certificate.valid_before) == (0, 2**64 - 1)
    return {
        "Type": [f"{certificate.algorithm} {kind} certificate"],
        "Public key": [f"{fingerprints.type_word(public)}-CERT {fingerprints.sha256(public)}"],
        "Signing CA": [f"{fingerprints.type_word(ca)} {fingerprints.sha256(ca)} (using {using})"],
        "Key ID": [f'"{certificate.key_id.decode()}"'],
        "Serial": [str(certificate.serial)],
        "Valid": [
            "forever"
            if forever
            else f"from {when(certificate.valid_after)} to {when(certificate.valid_before)}"
        ],
        "Principals": [name.decode() for name in certificate.principals],
        "Critical Options": list(pairs(certificate.critical_options)),
        "Extensions": list(pairs(certificate.extensions)),
    }


def without_hex(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """ssh-keygen prints the data of options it does not know in hex behind their names."""
    return {
        label: [re.sub(r" UNKNOWN (FLAG )?OPTION.*", "", value) for value in values]
        for label, values in rows.items()
    }


@pytest.mark.parametrize("name", AUTHORITIES)
def test_a_certificate_of_every_authority_says_here_what_ssh_keygen_says(name, authority, tmp_path):
    path = sign(authority(name), tmp_path, "id_ed25519", *USER_OPTIONS)
    certificate = read(path.read_bytes())[0].certificate
    assert told(certificate) == without_hex(listed(path))
    assert signature_state(certificate) is SignatureState.VALID


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_host_certificate_of_every_key_type_says_here_what_ssh_keygen_says(subject, authority, tmp_path):
    path = sign(authority("ed25519"), tmp_path, subject, "-h", "-n", "host.example.org,10.1.2.3")
    certificate = read(path.read_bytes())[0].certificate
    assert told(certificate) == without_hex(listed(path))
    assert signature_state(certificate) is SignatureState.VALID


@pytest.mark.parametrize("name", ["ed25519-sk", "ecdsa-sk", "rsa-sha2-256", "ecdsa521", "dsa"])
def test_a_certificate_made_here_is_verified_by_ssh_keygen_and_a_forged_one_by_neither(name, tmp_path):
    """ssh-keygen checks the signature when it loads a certificate."""
    blob = certify(*signer(name))
    path = tmp_path / "made-cert.pub"
    path.write_bytes(line(blob))
    assert listed(path)["Principals"] == ["alice"]
    assert signature_state(read_certificate(blob)) is SignatureState.VALID
    forged = blob.replace(b"alice", b"mallo")
    path.write_bytes(line(forged))
    assert run("ssh-keygen", "-L", "-f", path, ok=False).returncode
    assert signature_state(read_certificate(forged)) is SignatureState.INVALID


def test_a_revocation_list_holds_what_went_into_it(authority, tmp_path):
    spec = tmp_path / "spec"
    other = (CORPUS / "id_rsa-2048.pub").read_text()
    spec.write_text(
        "serial: 5\nserial: 100-199\nserial: 1001\nserial: 1003\nid: alice\nid: bob\n"
        f"sha1: {other}sha256: {other}key: {other}"
    )
    ca, out = authority("ed25519"), tmp_path / "list.krl"
    run("ssh-keygen", "-q", "-k", "-f", out, "-s", f"{ca}.pub", "-z", "9", spec)
    (entry,) = krl.FORMAT.read(out.read_bytes())
    name = fingerprints.sha256(read(Path(f"{ca}.pub").read_bytes())[0].public)
    assert entry.notes[0] == ("Version", "9")
    assert sorted(value for label, value in entry.notes if label == "Revokes") == [
        "1 SHA-1 fingerprint",
        "1 SHA-256 fingerprint",
        "1 whole key",
        f"certificates of Ed25519 {name}: 103 by serial number, 2 by key id",
    ]


@pytest.mark.parametrize("hash_name", ["sha256", "sha512"])
@pytest.mark.parametrize("name", ["rsa-sha2-512", "ecdsa-384", "ed25519"])
def test_a_signature_shows_who_made_it_and_what_for(name, hash_name, authority, tmp_path):
    text = tmp_path / "text"
    text.write_text("something\n")
    key = authority(name)
    run("ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "git", "-O", f"hashalg={hash_name}", text)
    (entry,) = sshsig.FORMAT.read((tmp_path / "text.sig").read_bytes())
    assert entry.public == read(Path(f"{key}.pub").read_bytes())[0].public
    assert entry.notes[:2] == (("Namespace", "git"), ("Hash", hash_name))


@pytest.mark.parametrize("locked", [False, True], ids=["unlocked", "locked"])
@pytest.mark.parametrize("name", ["id_ed25519-sk", "id_ecdsa-sk"])
def test_a_fido_file_written_here_is_read_and_relocked_by_ssh_keygen(name, locked, tmp_path):
    private = expect(FidoPrivateKey, openssh.FORMAT.read((CORPUS / name).read_bytes())[0].open().private)
    pair = KeyPair(replace(private, flags=0x21), "größe".encode())
    path = tmp_path / "key"
    path.write_bytes(openssh.FORMAT.write_private(pair, Protection(Secret("old horse")) if locked else None))
    path.chmod(0o600)
    old = "old horse" if locked else ""
    shown = run("ssh-keygen", "-y", "-P", old, "-f", path).stdout
    assert read(shown)[0].public == private.public
    assert read(shown)[0].comment == "größe".encode()
    run("ssh-keygen", "-q", "-p", "-P", old, "-N", "new horse", "-f", path)
    assert openssh.FORMAT.read(path.read_bytes())[0].open(Secret("new horse")) == pair
