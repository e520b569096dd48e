"""Keys and ways to damage them, for the tests of PEM, PKCS#8 and SPKI."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.expect import expect
from tui.keyops.encoding import pem as armour
from tui.keyops.errors import KeyOpsError
from tui.keyops.formats.pem import container as pem
from tui.keyops.keys.dsa import DsaPrivateKey
from tui.keyops.keys.ecdsa import CURVES, EcdsaPrivateKey
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.rsa import RsaPrivateKey
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from tui.keyops.formats.contract import Format, KeyEntry
    from tui.keyops.keys.base import PrivateKey

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
OPENSSH = CORPUS / "openssh-10.5"
OPENSSL = CORPUS / "openssl-3.0"
PASSPHRASE = Secret("correct horse")
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def only(fmt: Format, data: bytes) -> KeyEntry:
    """The one key of a file that the format recognises."""
    assert fmt.sniff(data)
    (entry,) = fmt.read(data)
    return entry


RSA = expect(RsaPrivateKey, only(pem.FORMAT, (OPENSSH / "id_rsa-2048-pem").read_bytes()).open().private)
DSA = expect(DsaPrivateKey, only(pem.FORMAT, (OPENSSL / "dsa-1024-pem").read_bytes()).open().private)
EC_256 = EcdsaPrivateKey.from_scalar(CURVES["nistp256"], 0x1234567890ABCDEF << 190)
EC_384 = EcdsaPrivateKey.from_scalar(CURVES["nistp384"], 0xABCDEF << 350)
EC_521 = EcdsaPrivateKey.from_scalar(CURVES["nistp521"], 0x1FF << 500)
EC_SHORT = EcdsaPrivateKey.from_scalar(CURVES["nistp256"], 0x1234567890ABCDEF << 160)
"""Its private number needs 28 bytes of 32."""
ED25519 = EddsaPrivateKey.from_seed("ed25519", bytes(range(32)))
ED448 = EddsaPrivateKey.from_seed("ed448", bytes(range(57)))
KEYS: dict[str, PrivateKey] = {
    "rsa": RSA,
    "ecdsa-256": EC_256,
    "ecdsa-384": EC_384,
    "ecdsa-521": EC_521,
    "ecdsa-short": EC_SHORT,
    "ed25519": ED25519,
    "ed448": ED448,
}
PEM_KEYS = {name: key for name, key in KEYS.items() if not name.startswith("ed")}


def body(data: bytes) -> bytes:
    """The DER in a PEM file of one block."""
    lines = [line for line in data.splitlines() if line and b"-" not in line and b":" not in line]
    return base64.b64decode(b"".join(lines))


def with_body(label: str, der: bytes) -> bytes:
    """A PEM file of one block."""
    return armour.armour(label, der)


def with_changed_character(data: bytes, position: int, step: int) -> bytes:
    """One base64 character of the last block becomes another.

    Args:
        data: a PEM file.
        position: which character; counted around.
        step: 1 to 63, how far along the alphabet.
    """
    start = data.rindex(b"-----\n", 0, data.rindex(b"-----END")) + 6
    blank = data.find(b"\n\n", start)
    places = [
        at for at in range(blank if blank > 0 else start, data.rindex(b"-----END")) if data[at] in ALPHABET
    ]
    at = places[position % len(places)]
    new = ALPHABET[(ALPHABET.index(data[at]) + step) % 64]
    return data[:at] + bytes([new]) + data[at + 1 :]


def opened_or_refused(fmt: Format, data: bytes, passphrase: Secret | None = None) -> PrivateKey | None:
    """The private key of a file, or None when it is refused as it should be: with a title and a hint."""
    try:
        (entry,) = fmt.read(data)
        return entry.open(passphrase).private
    except KeyOpsError as error:
        refusal = error
    assert refusal.title
    assert refusal.hint
    return None
