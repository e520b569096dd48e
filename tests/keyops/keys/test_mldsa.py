"""ssh-mldsa44-ed25519@openssh.com, against files and signatures of OpenSSH 10.5."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.expect import expect
from tui.keyops.crypto import primitives
from tui.keyops.encoding import pem
from tui.keyops.encoding.wire import Reader, string
from tui.keyops.errors import (
    CorruptKeyError,
    KeyMismatchError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
)
from tui.keyops.formats import FORMATS, sshsig
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.openssh import container as openssh
from tui.keyops.generation.generation import KeySpec, generate
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.keys import fingerprints
from tui.keyops.keys.algorithms import ALGORITHMS, label_of, read_blob
from tui.keyops.keys.mldsa import MldsaPrivateKey, MldsaPublicKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.verification import SignatureState, verify
from tui.keyops.secret import Secret

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "openssh-10.5"
PASSPHRASE = Secret("correct horse")
NAMES = ("id_mldsa44-ed25519", "id_mldsa44-ed25519-locked")
KEY = MldsaPrivateKey.from_seeds(bytes(range(64)))


def data_of(name: str) -> bytes:
    return (CORPUS / name).read_bytes()


def answers(kind: str) -> dict[str, list[str]]:
    """What ssh-keygen 10.5 says of each public file: bits, fingerprint, comment and type."""
    lines = (CORPUS / f"fingerprints.{kind}.txt").read_text().splitlines()
    return {words[0]: words[1:] for words in map(str.split, lines)}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_openssh_opens_and_its_seeds_make_its_public_key(name):
    (entry,) = read(data_of(name))
    pair = pickle.loads(pickle.dumps(entry)).open(PASSPHRASE)
    assert pair.public == read(data_of(f"{name}.pub"))[0].public
    assert MldsaPrivateKey.from_seeds(pair.private.seeds) == pair.private
    assert pair.comment == b"mldsa44-ed25519 " + (b"locked" if "locked" in name else b"plain")


@pytest.mark.parametrize("name", [f"{name}.pub" for name in NAMES])
def test_both_fingerprints_are_those_of_ssh_keygen(name):
    public = read(data_of(name))[0].public
    bits, sha256, *_ = answers("sha256")[name]
    assert (public.bits, fingerprints.sha256(public)) == (int(bits), sha256)
    assert fingerprints.md5(public) == answers("md5")[name][1]


@pytest.mark.parametrize("kind", ["sha256", "md5", "bubblebabble"])
def test_the_type_word_of_every_key_is_that_of_ssh_keygen(kind):
    for name, words in answers(kind).items():
        (entry,) = read(data_of(name))
        suffix = "-CERT" if entry.certificate else ""
        assert f"({fingerprints.type_word(entry.public)}{suffix})" == words[-1]


def test_the_frame_of_the_randomart_is_cut_as_ssh_keygen_cuts_it():
    art = fingerprints.randomart(KEY.public).splitlines()
    assert art[0] == "+[MLDSA44-ED25519-+"
    assert {len(line) for line in art} == {19}


def signed_by_openssh() -> tuple[MldsaPublicKey, bytes, bytes]:
    """The key, the wire form of its signature, and what ssh-keygen -Y sign signed for ``some message``."""
    block = pem.find(data_of("id_mldsa44-ed25519.sshsig"), (sshsig.LABEL,), "test")[0]
    reader = Reader(block.body[len(sshsig.MAGIC) + 4 :], "test")
    public, namespace, reserved, name, signature = (reader.string("field") for _ in range(5))
    digest = hashlib.new(name.decode(), b"some message\n").digest()
    said = sshsig.MAGIC + b"".join(map(string, (namespace, reserved, name, digest)))
    return expect(MldsaPublicKey, read_blob(public)), signature, said


def test_a_signature_of_openssh_verifies():
    assert verify(*signed_by_openssh()) is SignatureState.VALID


@pytest.mark.parametrize("at", [100, -1], ids=["ML-DSA", "Ed25519"])
def test_a_signature_of_which_either_half_was_changed_does_not_verify(at):
    public, signature, said = signed_by_openssh()
    spoilt = bytearray(signature)
    spoilt[at] ^= 1
    assert verify(public, bytes(spoilt), said) is SignatureState.INVALID
    assert verify(public, signature, said + b"x") is SignatureState.INVALID


def test_a_signature_of_another_length_does_not_verify():
    public, signature, said = signed_by_openssh()
    raw = Reader(signature, "test")
    name, both = raw.string("name"), raw.string("raw")
    assert verify(public, string(name) + string(both[:-1]), said) is SignatureState.INVALID


def test_a_trial_signature_verifies_with_its_own_key_alone():
    signature = primitives.sign(KEY.crypto(), b"trial")
    other = MldsaPrivateKey.from_seeds(bytes(64))
    assert len(signature) == 2484
    assert primitives.verify(KEY.public.crypto(), signature, b"trial")
    assert not primitives.verify(other.public.crypto(), signature, b"trial")


@pytest.mark.parametrize("at", [0, 63], ids=["ML-DSA", "Ed25519"])
def test_a_seed_of_another_key_is_found_out(at):
    seeds = bytearray(KEY.seeds)
    seeds[at] ^= 1
    with pytest.raises(KeyMismatchError):
        replace(KEY, seeds=bytes(seeds)).check()
    with pytest.raises(KeyMismatchError):
        replace(KEY, seeds=bytes(seeds)).crypto()


@pytest.mark.parametrize("protection", [None, Protection(PASSPHRASE, rounds=1)], ids=["unlocked", "locked"])
def test_a_new_key_is_made_written_and_read_back(protection):
    pair = generate(KeySpec("mldsa44-ed25519", 256, b"tomorrow"))
    (entry,) = read(openssh.FORMAT.write_private(pair, protection))
    assert entry.open(PASSPHRASE) == pair
    assert pair.private != generate(KeySpec("mldsa44-ed25519", 256)).private


def test_a_file_written_as_openssh_wrote_it_is_the_same_but_for_its_check_number():
    original = pem.find(data_of(NAMES[0]), (openssh.LABEL,), "test")[0].body
    pair = read(data_of(NAMES[0]))[0].open()
    again = pem.find(openssh.FORMAT.write_private(pair, None), (openssh.LABEL,), "test")[0].body
    section = original.index(b"ssh-mldsa44", original.index(b"ssh-mldsa44") + 1) - 4
    assert again[: section - 8] == original[: section - 8]
    assert again[section:] == original[section:]


@pytest.mark.parametrize("size", [0, 63, 65])
def test_seeds_of_another_length_are_refused(size):
    with pytest.raises(CorruptKeyError, match="must be 64 bytes"):
        MldsaPrivateKey(KEY.public, bytes(size)).check()


@pytest.mark.parametrize("size", [0, 1312, 1343, 1345])
def test_a_public_key_of_another_length_is_refused(size):
    with pytest.raises(CorruptKeyError, match="must be 1344 bytes"):
        read_blob(string("ssh-mldsa44-ed25519@openssh.com") + string(bytes(size)))


@pytest.mark.parametrize("raw", [bytes(1344), b"\xff" * 1344])
def test_any_bytes_of_the_right_length_are_named_and_verify_nothing(raw):
    assert not primitives.verify(MldsaPublicKey(raw).crypto(), bytes(2484), b"data")


@pytest.mark.parametrize("format_id", [row.id for row in FORMATS.values() if row.write_private])
def test_every_private_container_but_openssh_says_why_it_has_no_room(format_id):
    row = FORMATS[format_id]
    if format_id == "openssh":
        assert row.why_not("mldsa44-ed25519") is None
        return
    assert row.why_not("mldsa44-ed25519")
    with pytest.raises(UnsupportedConversionError):
        row.write_private(KeyPair(KEY), None)


@pytest.mark.parametrize("format_id", [row.id for row in FORMATS.values() if row.write_public])
def test_every_public_container_keeps_it_or_says_why_it_has_no_room(format_id):
    row = FORMATS[format_id]
    if row.why_not("mldsa44-ed25519"):
        with pytest.raises(UnsupportedConversionError):
            row.write_public(KEY.public, b"")
    else:
        assert read(row.write_public(KEY.public, b""))[0].public == KEY.public


def test_its_certificate_is_read_with_the_plain_key_in_it():
    (entry,) = read(data_of("id_mldsa44-ed25519-cert.pub"))
    assert entry.certificate.algorithm == "ssh-mldsa44-ed25519-cert-v01@openssh.com"
    assert entry.public == read(data_of("id_mldsa44-ed25519.pub"))[0].public


def test_the_table_and_the_findings_call_it_experimental():
    row = ALGORITHMS["mldsa44-ed25519"]
    (report,) = inspect(data_of("id_mldsa44-ed25519.pub"))
    assert "xperimental" in row.advice
    assert [finding.id for finding in report.findings] == ["experimental"]
    assert (row.default_name, row.sizes) == ("id_mldsa44_ed25519", (256,))
    assert label_of(KEY.public) == "ML-DSA 44 + Ed25519"


def test_no_seed_shows_in_a_repr():
    assert str(KEY.seeds)[2:-1] not in repr(KEY)
    assert "seeds" not in repr(KEY)
    assert "object" not in repr(KEY.crypto())


def test_a_cryptography_library_without_it_is_named_with_the_way_out(monkeypatch):
    """As with cryptography 47, and with one that was built on an OpenSSL before 3.5."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import mldsa

    def missing(_: bytes) -> None:
        raise UnsupportedAlgorithm("ML-DSA-44 is not supported by this backend.")

    monkeypatch.setattr(mldsa.MLDSA44PrivateKey, "from_seed_bytes", missing)
    monkeypatch.setattr(mldsa.MLDSA44PublicKey, "from_public_bytes", missing)
    for work in (lambda: generate(KeySpec("mldsa44-ed25519", 256, b"")), KEY.crypto, KEY.public.crypto):
        with pytest.raises(UnsupportedAlgorithmError, match="does not have ML-DSA") as told:
            work()
        assert "cryptography 48" in told.value.hint
