"""Algorithm identifiers of keys in PKCS#8 and SPKI: an OID and what follows it.

======= ========================= =============================================
RSA     1.2.840.113549.1.1.1      NULL
DSA     1.2.840.10040.4.1         SEQUENCE { p, q, g }
EC      1.2.840.10045.2.1         the curve
Ed25519 1.3.101.112               nothing
Ed448   1.3.101.113               nothing
======= ========================= =============================================

Source: RFC 3279, RFC 5480, RFC 8410.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..encoding import der
from ..errors import CorruptKeyError, UnsupportedAlgorithmError

if TYPE_CHECKING:
    from ..keys.ecdsa import Curve

RSA: Final = "1.2.840.113549.1.1.1"
DSA: Final = "1.2.840.10040.4.1"
EC: Final = "1.2.840.10045.2.1"
EDDSA: Final = {"1.3.101.112": "ed25519", "1.3.101.113": "ed448"}
"""Families by OID."""
_EDDSA_OIDS: Final = {family: oid for oid, family in EDDSA.items()}

_OTHER_FILES: Final = {
    "1.2.840.113549.1.1.10": "an RSA-PSS key",
    "1.3.101.110": "an X25519 key",
    "1.3.101.111": "an X448 key",
    "1.2.840.10046.2.1": "a Diffie-Hellman key",
    "1.2.840.113549.1.3.1": "a Diffie-Hellman key",
    "2.16.840.1.101.3.4.3.17": "an ML-DSA-44 key",
    "2.16.840.1.101.3.4.3.18": "an ML-DSA-65 key",
    "2.16.840.1.101.3.4.3.19": "an ML-DSA-87 key",
}


def not_for_ssh(oid: str) -> UnsupportedAlgorithmError:
    """The error for a key of another algorithm, which it names."""
    name = _OTHER_FILES.get(oid, f"a key of an unknown type ({oid})")
    return UnsupportedAlgorithmError(
        f"This is {name}: SSH does not support such keys", "Choose an RSA, ECDSA, Ed25519 or Ed448 key"
    )


def end_of_rsa(cursor: der.Cursor) -> None:
    """What follows the RSA identifier: NULL, which some writers leave out."""
    if cursor.peek() == der.NULL:
        cursor.null("the RSA parameters")
    cursor.end()


def dsa_group(cursor: der.Cursor) -> tuple[int, int, int]:
    """What follows the DSA identifier: the numbers p, q and g.

    Raises:
        CorruptKeyError: they are missing or out of range.
    """
    if cursor.peek() is None:
        raise cursor.corrupt("it does not name the group of its DSA key", "group")
    fields = cursor.sequence("the DSA group")
    p, q, g = (fields.integer(f"the number {letter}") for letter in "pqg")
    fields.end()
    cursor.end()
    if not 1 < q < p or not 1 < g < p:
        raise CorruptKeyError(
            cursor.container, "the numbers of its DSA group are out of range", field="group"
        )
    return p, q, g


def rsa() -> bytes:
    """The identifier of RSA."""
    return der.sequence(der.oid(RSA), der.null())


def ec(curve: Curve) -> bytes:
    """The identifier of ECDSA on a named curve."""
    return der.sequence(der.oid(EC), der.oid(curve.oid))


def eddsa(family: str) -> bytes:
    """The identifier of Ed25519 or Ed448."""
    return der.sequence(der.oid(_EDDSA_OIDS[family]))
