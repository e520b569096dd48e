"""PKCS#12: keys are read out of what openssl writes, whichever way it locks, and nothing else is promised."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12

from tests.helpers.keys import make
from tests.helpers.peers import run
from tui.cli import main
from tui.keyops.conversion.conversion import convert
from tui.keyops.crypto import primitives
from tui.keyops.encoding import der
from tui.keyops.errors import (
    CorruptKeyError,
    KeyOpsError,
    LimitError,
    PassphraseRequiredError,
    UnknownFormatError,
    WrongPassphraseError,
)
from tui.keyops.formats import FORMATS
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.secret import Secret

WORDS = Secret("secret")
STORE = (Path(__file__).parents[2] / "corpus/openssl-3.0/store.p12").read_bytes()
WAYS = {
    "as it is": (),
    "legacy": ("-legacy",),
    "no MAC": ("-nomac",),
    "key in clear": ("-keypbe", "NONE"),
    "all in clear": ("-keypbe", "NONE", "-certpbe", "NONE"),
    "3DES": ("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"),
    "many rounds": ("-iter", "10000"),
}


def certificate() -> x509.Certificate:
    """One of X.509."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    key, start = make("ecdsa256").private.crypto(), dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    return x509.CertificateBuilder(name, name, key.public_key(), 7, start, start).sign(key, hashes.SHA256())


def exported(folder: Path, name: str, *flags: str, words: str = "secret") -> bytes:
    """What openssl makes of a key and a certificate of it."""
    key, certificate, store, secret = (folder / part for part in ("key", "crt", "store", "words"))
    key.write_bytes(FORMATS["pkcs8"].write_private(make(name), None))
    secret.write_text(f"{words}\n")
    run("openssl", "req", "-x509", "-key", key, "-subj", "/CN=x", "-days", "30", "-out", certificate)
    run("openssl", "pkcs12", "-export", "-inkey", key, "-in", certificate, "-out", store, *flags,
        "-passout", f"file:{secret}")  # fmt: skip
    return store.read_bytes()


@pytest.mark.interop
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["rsa", "ecdsa256", "ed25519"])
def test_the_key_of_a_store_that_openssl_wrote_is_read(way, name, tmp_path) -> None:
    data = exported(tmp_path, name, *WAYS[way])
    (report,) = inspect(data, WORDS)
    assert (report.container, report.public) == ("pkcs12", make(name).public)
    assert report.error is None
    assert (report.encryption is None) == ("clear" in way)
    (locked,) = inspect(data, Secret("wrong"))
    assert isinstance(locked.error, WrongPassphraseError) == ("clear" not in way)


@pytest.mark.interop
def test_the_friendly_name_is_the_comment_and_goes_along_when_it_is_converted(tmp_path) -> None:
    data = exported(tmp_path, "ed25519", "-name", "Anna \u00e4")
    assert read(data)[0].comment == "Anna \u00e4".encode()
    made = convert(data, "openssh", passphrase=WORDS)
    assert inspect(made.data, WORDS)[0].comment == "Anna \u00e4".encode()


@pytest.mark.interop
def test_an_empty_passphrase_locks_nothing(tmp_path) -> None:
    (report,) = inspect(exported(tmp_path, "ecdsa256", words=""))
    assert (report.encryption, report.public) == (None, make("ecdsa256").public)
    assert "not-locked" in {finding.id for finding in report.findings}


def test_a_store_asks_for_its_passphrase_and_shows_what_stands_in_clear() -> None:
    (entry,) = read(STORE)
    assert (entry.format, entry.public, entry.encryption.cipher) == ("pkcs12", None, "AES-256-CBC")
    assert "encrypted" in dict(entry.notes)["Holds"]
    with pytest.raises(PassphraseRequiredError):
        entry.open(None)


def test_a_store_of_certificates_only_is_no_key_file() -> None:
    kept = pkcs12.serialize_key_and_certificates(None, None, None, [certificate()], NoEncryption())
    with pytest.raises(UnknownFormatError, match="without a private key") as caught:
        read(kept)
    assert caught.value.what == "pkcs12"
    locked = pkcs12.serialize_key_and_certificates(
        None, None, None, [certificate()], BestAvailableEncryption(b"secret")
    )
    (report,) = inspect(locked, WORDS)
    assert "without a private key" in report.error.title


def test_a_store_that_is_locked_as_a_whole_is_opened() -> None:
    """No safe of it is in clear: its outer parts only say how they are locked."""
    pair = make("ed25519")
    whole = pkcs12.serialize_key_and_certificates(
        b"me", pair.private.crypto(), None, None, BestAvailableEncryption(b"secret")
    )
    (report,) = inspect(whole, WORDS)
    assert report.public == pair.public


DATA = der.oid("1.2.840.113549.1.7.1")


def store_of(*safes: bytes) -> bytes:
    """A store without a MAC."""
    return der.sequence(der.integer(3), der.sequence(DATA, der.explicit(0, der.octets(der.sequence(*safes)))))


def locked_safe(iterations: int) -> bytes:
    scheme = der.sequence(
        der.oid("1.2.840.113549.1.12.1.3"), der.sequence(der.octets(b"saltsalt"), der.integer(iterations))
    )
    inside = der.sequence(DATA, scheme, der.element(0x80, bytes(16)))
    return der.sequence(
        der.oid("1.2.840.113549.1.7.6"), der.explicit(0, der.sequence(der.integer(0), inside))
    )


def safe_with_key(iterations: int) -> bytes:
    """One that is in clear, with a bag in which a key is locked."""
    kdf = der.sequence(
        der.oid("1.2.840.113549.1.5.12"), der.sequence(der.octets(bytes(8)), der.integer(iterations))
    )
    cipher = der.sequence(der.oid("2.16.840.1.101.3.4.1.42"), der.octets(bytes(16)))
    scheme = der.sequence(der.oid("1.2.840.113549.1.5.13"), der.sequence(kdf, cipher))
    bag = der.sequence(
        der.oid("1.2.840.113549.1.12.10.1.2"),
        der.explicit(0, der.sequence(scheme, der.octets(bytes(64)))),
    )
    return der.sequence(DATA, der.explicit(0, der.octets(der.sequence(bag))))


def test_absurd_rounds_are_refused_before_they_are_run() -> None:
    with pytest.raises(LimitError):
        read(store_of(locked_safe(2**40)))


@pytest.mark.parametrize(
    ("safes", "tried"),
    [
        ((safe_with_key(2048),), True),
        ((safe_with_key(2**31 - 1),), False),
        ((safe_with_key(2048), *[locked_safe(100_000)] * 30), False),
    ],
    ids=["few rounds", "many of the key", "some of each of many safes"],
)
def test_looking_at_a_store_tries_no_empty_passphrase_where_that_takes_long(
    safes, tried, monkeypatch
) -> None:
    calls: list[bytes] = []
    monkeypatch.setattr(primitives, "open_pkcs12", lambda data, _words: calls.append(data))
    (report,) = inspect(store_of(*safes))
    assert report.encryption is not None
    assert bool(calls) is tried


def test_a_cut_or_changed_store_says_so_and_never_gives_another_key() -> None:
    for end in range(40, len(STORE), 37):
        with pytest.raises(CorruptKeyError):
            read(STORE[:end])
    draw = random.Random(3)
    right = inspect(STORE, Secret("correct horse"))[0].public
    for _ in range(150):
        changed = bytearray(STORE)
        changed[draw.randrange(len(STORE))] ^= 1 << draw.randrange(8)
        try:
            (report,) = inspect(bytes(changed), Secret("correct horse"))
        except KeyOpsError:
            continue
        assert report.public in {None, right}


def test_a_pfx_is_converted_by_the_verb(tmp_path, capsys) -> None:
    store, words = tmp_path / "anna.pfx", tmp_path / "words"
    store.write_bytes(STORE)
    words.write_text("correct horse\n")
    out = tmp_path / "id_ecdsa"
    argv = ["convert", "--to", "openssh", str(store), "-o", str(out), "--passphrase-file", str(words)]
    assert main(argv) == 0, capsys.readouterr().err
    assert inspect(out.read_bytes(), Secret("correct horse"))[0].label == "ECDSA 256"


def test_nothing_is_written_in_it() -> None:
    assert FORMATS["pkcs12"].write_private is None
    assert all("not written" in FORMATS["pkcs12"].why_not(family) for family in ("rsa", "ed25519", "sk"))


def test_x509_is_not_taken_for_a_store() -> None:
    data = certificate().public_bytes(serialization.Encoding.DER)
    assert not FORMATS["pkcs12"].sniff(data)
