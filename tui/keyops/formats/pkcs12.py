"""PKCS#12 (.p12, .pfx): a store of certificates and their private keys. Keys are read and never written.

::

    SEQUENCE { 3, contents, SEQUENCE { digest, OCTET STRING salt, iterations } optional }
    contents     SEQUENCE { OID data, [0] OCTET STRING { SEQUENCE OF safe } }
    safe         SEQUENCE { OID data, [0] OCTET STRING { SEQUENCE OF bag } }
                 SEQUENCE { OID encryptedData, [0] SEQUENCE { 0, SEQUENCE { OID, algorithm, [0] bags } } }
    bag          SEQUENCE { OID kind, [0] value, SET OF attribute optional }
    kind         1.2.840.113549.1.12.10.1. 1 a key, 2 a locked key, 3 a certificate
    attribute    SEQUENCE { OID, SET { value } }; friendlyName is a BMPString

The value of a key is a PKCS#8 body, that of a locked one what ENCRYPTED PRIVATE KEY holds: ``pkcs8`` reads
both. A store whose safes are all encrypted, or that is written in BER, is opened whole by ``cryptography``.
Windows and Azure write stores with an empty passphrase, which locks nothing: such a key counts as not locked.
Source: RFC 7292.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from ..crypto import primitives
from ..encoding import der
from ..encoding import pem as armour
from ..errors import (
    CorruptKeyError,
    KeyOpsError,
    PassphraseRequiredError,
    UnknownFormatError,
    UnsupportedAlgorithmError,
    WrongPassphraseError,
)
from ..keys.algorithms import ALGORITHMS
from ..records import dataclass, field, replace
from .contract import Encryption, Format, KeyEntry
from .pkcs8 import container as pkcs8
from .pkcs8 import lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..keys.pair import KeyPair
    from ..secret import Secret

_CONTAINER: Final = "PKCS#12 store"
_DATA: Final = "1.2.840.113549.1.7.1"
_ENCRYPTED: Final = "1.2.840.113549.1.7.6"
_BAGS: Final = "1.2.840.113549.1.12.10.1."
_FRIENDLY_NAME: Final = "1.2.840.113549.1.9.20"
_SET: Final = 0x31
_BMP_STRING: Final = 0x1E
_BER: Final = bytes.fromhex("3080020103")
"""How a store begins that is written with indefinite lengths."""
_SMALL: Final = 8 * 1024
"""Bytes: larger stores are not tried with an empty passphrase, as loading a long RSA key takes seconds."""
_QUICK: Final = 600_000
"""Iterations, half a second: those of stores with more are not run to try it either."""


@dataclass(frozen=True, slots=True)
class _Store:
    """What stands in clear in a store."""

    keys: tuple[tuple[str, bytes, bytes], ...] = field(default=(), repr=False)
    """Label of PEM, body and friendly name of each key that is not in an encrypted safe."""
    certificates: int = 0
    """How many are not in an encrypted safe."""
    locked: tuple[Encryption, ...] = ()
    """Of each encrypted safe."""
    iterations: int = 1
    """How many opening the whole store takes, all together."""


def _sniff(data: bytes) -> bool:
    if data.startswith(_BER):
        return True
    if data[:1] != b"\x30" or der.tags(data)[:2] != [der.INTEGER, der.SEQUENCE]:
        return False
    try:
        fields = der.Cursor(data, _CONTAINER).sequence("", cut=True)
        return fields.small("") == 3 and fields.sequence("", cut=True).oid("") == _DATA
    except CorruptKeyError:
        return False


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    """The private keys of a store.

    Raises:
        CorruptKeyError: it is broken.
        UnknownFormatError: it holds no private key.
        UnsupportedAlgorithmError: a way of locking there is no code for.
    """
    if data.startswith(_BER):
        return (_locked_away(data, Encryption("unknown cipher", "PKCS#12")),)
    store = _take_apart(data)
    notes = _notes(store)
    if store.keys:
        empty = _without_passphrase(data, store) if len(store.keys) == 1 else None
        if empty is not None:
            return (replace(_entry("PRIVATE KEY", empty, store.keys[0][2]), notes=notes),)
        return tuple(replace(_entry(*key), notes=notes) for key in store.keys)
    if not store.locked:
        raise UnknownFormatError(
            "This is a PKCS#12 store without a private key",
            "Choose the store or key file that its certificates were made with",
            what="pkcs12",
        )
    primitives.check_iterations("PKCS#12 iterations", store.iterations)
    return (replace(_locked_away(data, store.locked[0]), notes=notes),)


@contextlib.contextmanager
def _named() -> Iterator[None]:
    """Errors about what a key is encrypted with call its format by its name."""
    try:
        yield
    except UnsupportedAlgorithmError as error:
        if "PKCS#8" not in error.title:
            raise
        raise UnsupportedAlgorithmError(error.title.replace("PKCS#8", "PKCS#12"), error.hint) from error


def _entry(label: str, body: bytes, name: bytes) -> KeyEntry:
    with _named():
        inside = pkcs8.read(armour.armour(label, body))[0]

    def open_it(passphrase: Secret | None) -> KeyPair:
        return replace(inside.open(passphrase), comment=name)

    return replace(inside, format="pkcs12", comment=name, opener=open_it)


def _locked_away(data: bytes, encryption: Encryption) -> KeyEntry:
    """The entry of a store of which only the passphrase shows the keys."""

    def open_it(passphrase: Secret | None) -> KeyPair:
        if passphrase is None:
            raise PassphraseRequiredError
        opened = primitives.open_pkcs12(data, passphrase.reveal())
        if opened is None:
            raise WrongPassphraseError
        if not opened:
            raise UnknownFormatError(
                "This is a PKCS#12 store without a private key", "Choose another one", what="pkcs12"
            )
        return pkcs8.read(armour.armour("PRIVATE KEY", opened))[0].open(None)

    return KeyEntry("pkcs12", encryption=encryption, opener=open_it)


def _without_passphrase(data: bytes, store: _Store) -> bytes | None:
    """The PKCS#8 body of the key of a store that an empty passphrase opens."""
    if store.keys[0][0] == "PRIVATE KEY" or len(data) > _SMALL or store.iterations > _QUICK:
        return None
    try:
        return primitives.open_pkcs12(data, b"") or None
    except KeyOpsError:
        return None


def _notes(store: _Store) -> tuple[tuple[str, str], ...]:
    if store.certificates:
        many = "1 certificate" if store.certificates == 1 else f"{store.certificates} certificates"
        return (("Holds", f"X.509 {many}, which SSH does not use"),)
    if store.keys and store.locked:
        return (("Holds", "encrypted X.509 certificates, which SSH does not use"),)
    return ()


def _take_apart(data: bytes) -> _Store:
    outer = der.Cursor(data, _CONTAINER)
    fields = outer.sequence("the store")
    fields.small("the version")
    contents = fields.sequence("its contents")
    contents.oid("the content type")
    wrapped = contents.optional(0, "its contents")
    if wrapped is None:
        raise outer.corrupt("its contents are missing", "contents")
    iterations = _mac_iterations(fields)
    keys: list[tuple[str, bytes, bytes]] = []
    locked: list[Encryption] = []
    certificates = 0
    for kind, content in _safes(wrapped.octets("its contents")):
        if kind == _ENCRYPTED:
            locked.append(_encryption_of(content))
        elif kind == _DATA:
            for bag, value, name in _bags(content.octets("a safe")):
                certificates += bag == 3
                if bag in {1, 2}:
                    keys.append(("PRIVATE KEY" if bag == 1 else "ENCRYPTED PRIVATE KEY", value, name))
    outer.end()
    inner = [_entry(label, body, b"").encryption for label, body, _ in keys if label != "PRIVATE KEY"]
    for one in filter(None, (*locked, *inner)):
        count = one.parameters.get("iterations")
        iterations += count if isinstance(count, int) else _QUICK + 1
    return _Store(tuple(keys), certificates, tuple(locked), iterations)


def _mac_iterations(fields: der.Cursor) -> int:
    if fields.peek() != der.SEQUENCE:
        return 1
    mac = fields.sequence("the check")
    mac.sequence("the digest")
    mac.octets("the salt of the check")
    return mac.small("the iterations of the check") if mac.peek() == der.INTEGER else 1


def _safes(contents: bytes) -> Iterator[tuple[str, der.Cursor]]:
    safes = der.Cursor(contents, _CONTAINER).sequence("its safes")
    while safes.left:
        safe = safes.sequence("a safe")
        kind = safe.oid("the safe type")
        content = safe.optional(0, "a safe")
        if content is not None:
            yield kind, content


def _encryption_of(content: der.Cursor) -> Encryption:
    fields = content.sequence("an encrypted safe")
    fields.small("its version")
    inside = fields.sequence("what is encrypted")
    inside.oid("its kind")
    algorithm = inside.sequence("the scheme")
    tag = der.context(0, constructed=False)
    body = inside.element(tag, "the encrypted part") if inside.peek() == tag else b""
    with _named():
        return lock.read(b"", algorithm, body).encryption


def _bags(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Kind, value and friendly name of each bag; the kind is 0 where it is not known."""
    bags = der.Cursor(content, _CONTAINER).sequence("a safe")
    while bags.left:
        bag = bags.sequence("a bag")
        kind = bag.oid("the bag type")
        value = bag.optional(0, "a bag")
        number = kind.removeprefix(_BAGS) if kind.startswith(_BAGS) else ""
        name = _friendly_name(bag)
        if value is not None:
            yield int(number) if number.isdigit() else 0, value.data, name


def _friendly_name(bag: der.Cursor) -> bytes:
    if bag.peek() != _SET:
        return b""
    attributes = bag.inside(bag.element(_SET, "the attributes"))
    while attributes.left:
        attribute = attributes.sequence("an attribute")
        if attribute.oid("an attribute") != _FRIENDLY_NAME:
            continue
        values = attribute.inside(attribute.element(_SET, "the name"))
        return values.element(_BMP_STRING, "the name").decode("utf-16-be", "replace").encode()
    return b""


FORMAT: Final = Format(
    id="pkcs12",
    label="PKCS#12",
    binary=True,
    families=frozenset(),
    sniff=_sniff,
    read=_read,
    private=True,
    suffix=".p12",
    no_room=dict.fromkeys(ALGORITHMS, "PKCS#12 can be read, not written: it needs an X.509 certificate too"),
)
"""What openssl pkcs12, keytool, Windows and browsers write."""
