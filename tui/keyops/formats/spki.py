"""Public keys in PEM: SPKI, and the older PKCS#1 form of RSA.

::

    PUBLIC KEY      SEQUENCE { SEQUENCE { algorithm }, BIT STRING key }
    RSA PUBLIC KEY  SEQUENCE { n, e }

The key in the bit string is SEQUENCE { n, e } (RSA), a point (ECDSA), an INTEGER y (DSA, read only), or
the 32 or 57 bytes of Ed25519 or Ed448. There is no room for a comment. One reader for both: a file may
hold several keys, and each is called by its own label.
Source: RFC 5280, 4.1; RFC 3279; RFC 5480; RFC 8410; RFC 8017, A.1.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..encoding import der
from ..encoding import pem as armour
from ..errors import UnsupportedConversionError
from ..keys.dsa import DsaPublicKey
from ..keys.ecdsa import EcdsaPublicKey
from ..keys.eddsa import PUBLIC_TYPES, Ed448PublicKey, Ed25519PublicKey
from ..keys.rsa import RsaPublicKey
from . import _asn1_algorithms as algorithms
from . import _asn1_keys
from .contract import Format, KeyEntry

if TYPE_CHECKING:
    from ..keys.base import PublicKey

_SPKI: Final = "PUBLIC KEY"
_PKCS1: Final = "RSA PUBLIC KEY"
_CONTAINERS: Final = {_SPKI: "SPKI public key", _PKCS1: "PEM RSA public key"}


def sniff(data: bytes) -> bool:
    """Whether the label of SPKI is there."""
    return armour.has_label(data, _SPKI)


def sniff_pkcs1(data: bytes) -> bool:
    """Whether the label of the older form is there."""
    return armour.has_label(data, _PKCS1)


def read(data: bytes) -> tuple[KeyEntry, ...]:
    """Read all keys of a file.

    Raises:
        CorruptKeyError: one is broken.
        UnsupportedAlgorithmError: an algorithm or a curve that SSH does not have.
        LimitError: a key is larger than sane.
    """
    entries = []
    for block in armour.find(data, tuple(_CONTAINERS), "PEM public key"):
        container = _CONTAINERS[block.label]
        if block.label == _PKCS1:
            public: PublicKey = _asn1_keys.read_rsa_public(block.body, container)
        else:
            public = _read_spki(block.body, container)
        entries.append(KeyEntry("pkcs1-public" if block.label == _PKCS1 else "spki", public=public))
    return tuple(entries)


def _read_spki(body: bytes, container: str) -> PublicKey:
    outer = der.Cursor(body, container)
    fields = outer.sequence("the key")
    outer.end()
    algorithm = fields.sequence("the algorithm")
    oid = algorithm.oid("the algorithm")
    key = fields.bits("the key inside")
    fields.end()
    if oid == algorithms.RSA:
        algorithms.end_of_rsa(algorithm)
        return _asn1_keys.read_rsa_public(key, container)
    if oid == algorithms.EC:
        curve = _asn1_keys.read_curve(algorithm)
        algorithm.end()
        return EcdsaPublicKey.from_point(curve, key)
    if oid == algorithms.DSA:
        p, q, g = algorithms.dsa_group(algorithm)
        inner = der.Cursor(key, container)
        y = inner.integer("the number y")
        inner.end()
        return DsaPublicKey(p, q, g, y)
    if oid in algorithms.EDDSA:
        algorithm.end()
        return PUBLIC_TYPES[algorithms.EDDSA[oid]](key)
    raise algorithms.not_for_ssh(oid)


def write(public: PublicKey, comment: bytes) -> bytes:  # noqa: ARG001 - there is no room for a comment
    """Write a public key.

    Raises:
        UnsupportedConversionError: another key type.
    """
    if isinstance(public, RsaPublicKey):
        algorithm, key = algorithms.rsa(), _asn1_keys.write_rsa_public(public)
    elif isinstance(public, EcdsaPublicKey):
        algorithm, key = algorithms.ec(public.curve), public.point
    elif isinstance(public, Ed25519PublicKey | Ed448PublicKey):
        algorithm, key = algorithms.eddsa(public.family), public.pk
    else:
        raise UnsupportedConversionError(
            FORMAT.why_not(public.family) or FORMAT.label, "Choose the one-line OpenSSH format"
        )
    return armour.armour(_SPKI, der.sequence(algorithm, der.bits(key)))


def write_pkcs1(public: PublicKey, comment: bytes) -> bytes:  # noqa: ARG001 - there is no room for a comment
    """Write an RSA public key in the older form.

    Raises:
        UnsupportedConversionError: another key type.
    """
    if not isinstance(public, RsaPublicKey):
        raise UnsupportedConversionError(
            PKCS1.why_not(public.family) or PKCS1.label, "Choose SPKI PEM, or the one-line OpenSSH format"
        )
    return armour.armour(_PKCS1, _asn1_keys.write_rsa_public(public))


FORMAT: Final = Format(
    id="spki",
    label="SPKI PEM (PUBLIC KEY)",
    purpose="for OpenSSL and cloud APIs",
    families=frozenset({"rsa", "ecdsa", "ed25519", "ed448"}),
    sniff=sniff,
    read=read,
    write_public=write,
    suffix=".pem",
    carries_comment=False,
    no_room={
        "dsa": "DSA keys can be read, not written: OpenSSH 10 dropped them",
        "sk": "FIDO keys have no SPKI form: the application that the hardware token needs would be lost",
    },
)
"""What openssl pkey -pubout and ssh-keygen -e -m PKCS8 write."""

PKCS1: Final = Format(
    id="pkcs1-public",
    label="PKCS#1 PEM (RSA PUBLIC KEY)",
    purpose="for older OpenSSL and Java programs",
    families=frozenset({"rsa"}),
    sniff=sniff_pkcs1,
    read=read,
    write_public=write_pkcs1,
    suffix=".pem",
    carries_comment=False,
    no_room=dict.fromkeys(("dsa", "ecdsa", "ed25519", "ed448"), "it is for RSA only"),
)
"""What ssh-keygen -e -m PEM and openssl rsa -RSAPublicKey_out write."""
