"""Keys as bare DER, without armour: the bodies of PEM, PKCS#8 and SPKI as they stand in a ``.der`` file.

::

    pkcs1-der  RSA   SEQUENCE { 0, n, e, d, p, q, ... }           PKCS#1
               EC    SEQUENCE { 1, OCTET STRING d, ... }          SEC1
               DSA   SEQUENCE { 0, p, q, g, y, x }                read only
    pkcs8-der        SEQUENCE { 0 or 1, SEQUENCE { algorithm }, OCTET STRING, ... }
               locked SEQUENCE { SEQUENCE { scheme }, OCTET STRING }
    spki-der         SEQUENCE { SEQUENCE { algorithm }, BIT STRING }
               RSA   SEQUENCE { n, e }                            PKCS#1, read only

What openssl reads and writes with ``-inform DER`` and ``-outform DER``. The traditional form has no
headers here, so it cannot be locked; none of the three has room for a comment. A file is recognised by
the first elements inside its outer SEQUENCE, so that one that was cut is still named; X.509, PKCS#12 and
parameters begin in other ways. The bodies are told in ``_asn1_keys``, ``pkcs8`` and ``spki``.
"""

from __future__ import annotations

import contextlib
import enum
from typing import TYPE_CHECKING, Final

from .. import mistakes
from ..encoding import der
from ..encoding import pem as armour
from ..errors import CorruptKeyError, UnsupportedConversionError
from ..keys.dsa import DsaPrivateKey
from ..keys.ecdsa import EcdsaPrivateKey
from ..keys.pair import KeyPair
from ..keys.rsa import RsaPrivateKey
from ..records import dataclass, field, replace
from . import _asn1_keys, spki
from .contract import Format, KeyEntry, Protection, Rewrite
from .pem import container as pem
from .pkcs8 import container as pkcs8

if TYPE_CHECKING:
    from ..keys.base import PrivateKey, PublicKey
    from ..secret import Secret

_MIN_MODULUS: Final = 512
"""Bits: two numbers of which the first is shorter are a signature, not an RSA key."""
_LARGEST_E: Final = 64
"""Bits: the third number of an RSA body is the exponent, that of a DSA body is the 160-bit q or longer."""
_PKCS5: Final = bytes.fromhex("2a864886f70d0105")
_PKCS12: Final = bytes.fromhex("2a864886f70d010c01")


class DerShape(enum.Enum):
    """What the first elements of a DER file make of it."""

    RSA = "RSA"
    EC = "EC"
    DSA = "DSA"
    PKCS8 = "PRIVATE KEY"
    PKCS8_LOCKED = "ENCRYPTED PRIVATE KEY"
    SPKI = "PUBLIC KEY"
    RSA_PUBLIC = "RSA PUBLIC KEY"


_TRADITIONAL: Final = {
    DerShape.RSA: "PKCS#1 RSA private key",
    DerShape.EC: "SEC1 EC private key",
    DerShape.DSA: "DSA private key",
}
_PUBLIC_LABEL: Final = "PKCS#1 RSA public key"


def shape_of(data: bytes) -> DerShape | None:
    """What kind of key a DER file is, judged by how it begins; None when it is none. Never raises."""
    if data[:1] != b"\x30":
        return None
    tags = der.tags(data)
    try:
        fields = der.Cursor(data, "").sequence("", cut=True)
        if tags[:1] == [der.SEQUENCE]:
            return _with_algorithm(tags, fields)
        if tags[:1] == [der.INTEGER]:
            return _with_number(tags, fields)
    except CorruptKeyError:
        pass
    return None


def _with_algorithm(tags: list[int], fields: der.Cursor) -> DerShape | None:
    algorithm = fields.sequence("", cut=True)
    if algorithm.peek() != der.OID:
        return None
    if tags[1:] == [der.BIT_STRING]:
        return DerShape.SPKI
    scheme = algorithm.element(der.OID, "", cut=True)
    locked = tags[1:] in ([der.OCTET_STRING], []) and scheme.startswith((_PKCS5, _PKCS12))
    return DerShape.PKCS8_LOCKED if locked else None


def _with_number(tags: list[int], fields: der.Cursor) -> DerShape | None:
    first = fields.integer("")
    if first > 1:
        return (
            DerShape.RSA_PUBLIC if tags == [der.INTEGER] * 2 and _is_rsa(first, fields.integer("")) else None
        )
    if tags[1:2] == [der.SEQUENCE]:
        inside = fields.sequence("", cut=True)
        return DerShape.PKCS8 if inside.peek() == der.OID and tags[2:3] in ([der.OCTET_STRING], []) else None
    if tags[1:2] == [der.OCTET_STRING]:
        return DerShape.EC if first == 1 else None
    if tags[1:3] != [der.INTEGER] * 2:
        return None
    fields.skip("")
    third = int.from_bytes(fields.element(der.INTEGER, "", cut=True), "big")
    return DerShape.RSA if third.bit_length() <= _LARGEST_E or len(tags) != 6 else DerShape.DSA


def _is_rsa(n: int, e: int) -> bool:
    """Whether two numbers can be a modulus and its exponent, not a signature or a Diffie-Hellman group."""
    return n.bit_length() >= _MIN_MODULUS and n & e & 1 == 1 and 3 <= e < n


@dataclass(frozen=True, slots=True)
class _Traditional:
    """A traditional private body."""

    shape: DerShape
    data: bytes = field(repr=False)

    @property
    def container(self) -> str:
        return _TRADITIONAL[self.shape]

    def public(self) -> PublicKey:
        """The public key, also of an RSA key that is cut or broken behind it."""
        with mistakes.collected():
            if self.shape is not DerShape.RSA:
                return self._private().public
            with contextlib.suppress(CorruptKeyError):
                return self._private().public
            return _asn1_keys.rsa_public_inside(self.data, self.container)

    def open(self, passphrase: Secret | None) -> KeyPair:  # noqa: ARG002 - it is not locked
        return KeyPair(self._private())

    def _private(self) -> PrivateKey:
        if self.shape is DerShape.RSA:
            return _asn1_keys.read_rsa_private(self.data, self.container).checked()
        if self.shape is DerShape.EC:
            return _asn1_keys.read_ec_private(self.data, self.container)
        return _asn1_keys.read_dsa_private(self.data, self.container)


@dataclass(frozen=True, slots=True)
class _Pkcs8:
    """A PKCS#8 body, read by way of its armoured form."""

    shape: DerShape
    data: bytes = field(repr=False)

    def entry(self) -> KeyEntry:
        return pkcs8.read(armour.armour(self.shape.value, self.data))[0]

    def open(self, passphrase: Secret | None) -> KeyPair:
        opener = self.entry().opener
        assert opener is not None  # noqa: S101 - for the type checker: it is a private key
        return opener(passphrase)


def _read_traditional(data: bytes) -> tuple[KeyEntry, ...]:
    shape = shape_of(data)
    if shape not in _TRADITIONAL:
        raise CorruptKeyError("PKCS#1 key", "it does not begin like a PKCS#1 key")
    body = _Traditional(shape, data)
    return (KeyEntry(TRADITIONAL.id, public=body.public(), opener=body.open),)


def _read_pkcs8(data: bytes) -> tuple[KeyEntry, ...]:
    shape = shape_of(data)
    body = _Pkcs8(shape if shape is DerShape.PKCS8_LOCKED else DerShape.PKCS8, data)
    return (replace(body.entry(), format=PKCS8.id, opener=body.open),)


def _read_public(data: bytes) -> tuple[KeyEntry, ...]:
    if shape_of(data) is DerShape.RSA_PUBLIC:
        return (KeyEntry(SPKI.id, public=_asn1_keys.read_rsa_public(data, _PUBLIC_LABEL)),)
    return (replace(spki.read(armour.armour(DerShape.SPKI.value, data))[0], format=SPKI.id),)


def _write_traditional(pair: KeyPair, protection: Protection | None) -> bytes:
    if protection is not None:
        raise UnsupportedConversionError(
            f"{TRADITIONAL.label} cannot be protected by a passphrase", "Choose PKCS#8 DER for it"
        )
    if isinstance(pair.private, RsaPrivateKey):
        return _asn1_keys.write_rsa_private(pair.private)
    if isinstance(pair.private, EcdsaPrivateKey):
        return _asn1_keys.write_ec_private(pair.private, name_curve=True)
    if isinstance(pair.private, DsaPrivateKey):
        return _asn1_keys.write_dsa_private(pair.private)
    raise UnsupportedConversionError(
        TRADITIONAL.why_not(pair.public.family) or TRADITIONAL.label, "Choose PKCS#8 DER for it"
    )


def _rewrite_pkcs8(data: bytes, index: int, request: Rewrite) -> bytes:
    shape = shape_of(data)
    label = shape.value if shape is DerShape.PKCS8_LOCKED else DerShape.PKCS8.value
    return _bare(pkcs8.rewrite(armour.armour(label, data), index, request))


def _write_pkcs8(pair: KeyPair, protection: Protection | None) -> bytes:
    return _bare(pkcs8.write(pair, protection))


def _write_spki(public: PublicKey, comment: bytes) -> bytes:
    return _bare(spki.write(public, comment))


def _bare(text: bytes) -> bytes:
    """What the armour of a file that was just written holds."""
    return armour.find(text, tuple(shape.value for shape in DerShape), "PEM")[0].body


def _sniff_traditional(data: bytes) -> bool:
    return shape_of(data) in _TRADITIONAL


def _sniff_pkcs8(data: bytes) -> bool:
    return shape_of(data) in {DerShape.PKCS8, DerShape.PKCS8_LOCKED}


def _sniff_public(data: bytes) -> bool:
    return shape_of(data) in {DerShape.SPKI, DerShape.RSA_PUBLIC}


TRADITIONAL: Final = Format(
    id="pkcs1-der",
    label="PKCS#1, SEC1 DER",
    purpose="the binary form of PEM",
    binary=True,
    families=pem.FORMAT.families,
    sniff=_sniff_traditional,
    read=_read_traditional,
    write_private=_write_traditional,
    suffix=".der",
    carries_comment=False,
    no_room=pem.no_room("such form"),
)
"""What ``openssl rsa -traditional -outform DER`` and ``openssl ec -outform DER`` write."""

PKCS8: Final = Format(
    id="pkcs8-der",
    label="PKCS#8 DER",
    purpose="the binary form of PKCS#8",
    binary=True,
    families=pkcs8.FORMAT.families,
    sniff=_sniff_pkcs8,
    read=_read_pkcs8,
    write_private=_write_pkcs8,
    rewrite=_rewrite_pkcs8,
    suffix=".der",
    carries_comment=False,
    protection=pkcs8.FORMAT.protection,
    locks=pkcs8.FORMAT.locks,
    protection_advice=pkcs8.FORMAT.protection_advice,
    no_room=pkcs8.FORMAT.no_room,
    min_passphrase=pkcs8.FORMAT.min_passphrase,
)
"""What ``openssl pkcs8 -topk8 -outform DER`` writes, and Java reads."""

SPKI: Final = Format(
    id="spki-der",
    label="SPKI DER",
    purpose="the binary form of SPKI PEM",
    binary=True,
    families=spki.FORMAT.families,
    sniff=_sniff_public,
    read=_read_public,
    write_public=_write_spki,
    suffix=".der",
    carries_comment=False,
    no_room=spki.FORMAT.no_room,
)
"""What ``openssl pkey -pubout -outform DER`` writes."""
