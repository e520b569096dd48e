"""The ASN.1 bodies of keys, which PEM, PKCS#8 and SPKI have in common.

::

    RSA private (PKCS#1, RFC 8017 A.1.2)  SEQUENCE { 0, n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p }
    RSA public                            SEQUENCE { n, e }
    EC private (SEC1, RFC 5915)           SEQUENCE { 1, OCTET STRING d, [0] curve optional,
                                                     [1] BIT STRING Q optional }
    DSA private (OpenSSL)                 SEQUENCE { 0, p, q, g, y, x }

A curve is the OID of a named one, or all its parameters spelled out (RFC 3279, 2.3.5), as old writers
do; those are taken for a named curve only when every one of them is the same. The private number of an
EC key has the fixed length of the field in RFC 5915; PuTTY writes it as an mpint, with a leading zero
byte or shorter than that, so any length is read. Q may be compressed, or missing.
"""

from __future__ import annotations

from typing import Final

from .. import mistakes
from ..encoding import der
from ..errors import KeyMismatchError, UnsupportedAlgorithmError
from ..keys.dsa import DsaPrivateKey, DsaPublicKey
from ..keys.ecdsa import BY_OID, CURVES, Curve, EcdsaPrivateKey, EcdsaPublicKey
from ..keys.rsa import MultiPrimeError, RsaPrivateKey, RsaPublicKey
from ..records import dataclass, field
from . import _rsa_proof

_OTHER_CURVES: Final = {
    "1.3.132.0.10": "secp256k1",
    "1.3.132.0.33": "secp224r1",
    "1.2.840.10045.3.1.1": "secp192r1",
    "1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1",
    "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1",
    "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
}
_PRIME_FIELD: Final = "1.2.840.10045.1.1"
_PRIMES: Final = {
    "nistp256": 2**256 - 2**224 + 2**192 + 2**96 - 1,
    "nistp384": 2**384 - 2**128 - 2**96 + 2**32 - 1,
    "nistp521": 2**521 - 1,
}
"""Of the fields. Source: FIPS 186-4, appendix D.1.2."""
LARGEST_VERSION: Final = 127
"""What a maker may write by mistake: more is a changed byte."""
_CURVES_KNOWN: Final = "SSH supports ECDSA on nistp256, nistp384 and nistp521 only"


@dataclass(frozen=True, slots=True)
class RsaBody:
    """An RSA private key with the two exponents a PKCS#1 body repeats; not yet checked."""

    private: RsaPrivateKey
    dmp1: int = field(repr=False)
    dmq1: int = field(repr=False)
    is_short: bool = False
    """Whether it ends before the last number, and after d, which determines the rest."""

    def checked(self) -> RsaPrivateKey:
        """The key, when all its numbers belong together.

        Raises:
            KeyMismatchError: names the number that does not.
        """
        if not self.is_short:
            return _rsa_proof.proven(self.private, self.dmp1, self.dmq1)
        with mistakes.collected():  # they all have this one cause
            key = _rsa_proof.proven(self.private, self.dmp1, self.dmq1)
        mistakes.note("rsa-short")
        return key


def rsa_public_inside(body: bytes, container: str) -> RsaPublicKey:
    """The public key of an RSA private body, also of one that is cut or broken after it.

    Raises:
        CorruptKeyError: not even n and e can be read.
        MultiPrimeError: more than two primes.
    """
    return _rsa_public(body, der.Cursor(body, container).sequence("the key", cut=True))


def _rsa_public(body: bytes, fields: der.Cursor) -> RsaPublicKey:
    """The public key behind the version, which is 0, or 1 with more primes behind.

    Another version is a mistake of the maker, and means nothing.
    """
    version = fields.small("the version")
    n = fields.integer("the modulus n")
    public = RsaPublicKey(n, fields.integer("the exponent e"))
    if version == 1 and der.SEQUENCE in der.tags(body):
        raise MultiPrimeError(public)
    _check_version(fields, version, 0)
    return public


def _check_version(fields: der.Cursor, version: int, wanted: int) -> None:
    if version == wanted:
        return
    if version > LARGEST_VERSION or not mistakes.are_collected():
        raise fields.corrupt(f"it should have version {wanted}, but has {version}", "version")
    mistakes.note("rsa-version-1" if (version, wanted) == (1, 0) else "version")


def read_rsa_private(body: bytes, container: str) -> RsaBody:
    """Read a PKCS#1 private body.

    Raises:
        CorruptKeyError: it is not one.
        MultiPrimeError: it has more than two primes.
        LimitError: the modulus is larger than sane.
    """
    outer = der.Cursor(body, container)
    fields = outer.sequence("the key")
    outer.end_of_all()
    public = _rsa_public(body, fields)
    numbers: list[int] = []
    is_short = False
    for name in ("the exponent d", "the prime p", "the prime q", "the number dp", "the number dq", "iqmp"):
        is_short = not fields.left and bool(numbers) and mistakes.are_collected()
        number = 0 if is_short else fields.integer(name)
        if number.bit_length() > public.bits:
            raise fields.corrupt(f"{name} is longer than the modulus", name.rpartition(" ")[2])
        numbers.append(number)
    fields.end()
    d, p, q, dmp1, dmq1, iqmp = numbers
    return RsaBody(RsaPrivateKey(public, d, p, q, iqmp), dmp1, dmq1, is_short)


def write_rsa_private(key: RsaPrivateKey) -> bytes:
    """A PKCS#1 private body."""
    numbers = (key.public.n, key.public.e, key.d, key.p, key.q, key.dmp1, key.dmq1, key.iqmp)
    return der.sequence(der.integer(0), *map(der.integer, numbers))


def read_rsa_public(body: bytes, container: str) -> RsaPublicKey:
    """Read a PKCS#1 public body.

    Raises:
        CorruptKeyError: it is not one.
    """
    outer = der.Cursor(body, container)
    fields = outer.sequence("the key")
    outer.end()
    n = fields.integer("the modulus n")
    public = RsaPublicKey(n, fields.integer("the exponent e"))
    fields.end()
    return public


def write_rsa_public(key: RsaPublicKey) -> bytes:
    """A PKCS#1 public body."""
    return der.sequence(der.integer(key.n), der.integer(key.e))


def read_curve(cursor: der.Cursor) -> Curve:
    """A curve, named or spelled out.

    Raises:
        UnsupportedAlgorithmError: SSH has no such curve.
        CorruptKeyError: it is neither.
    """
    if cursor.peek() == der.SEQUENCE:
        return _spelled_out(cursor.sequence("the curve"))
    oid = cursor.oid("the curve")
    if oid not in BY_OID:
        name = _OTHER_CURVES.get(oid, f"the curve {oid}")
        raise UnsupportedAlgorithmError(f"This is an EC key on {name}", _CURVES_KNOWN)
    return BY_OID[oid]


def _spelled_out(fields: der.Cursor) -> Curve:
    fields.small("the version of the curve")
    kind = fields.sequence("the field of the curve")
    prime = kind.integer("the prime of the curve") if kind.oid("the field type") == _PRIME_FIELD else 0
    numbers = fields.sequence("the coefficients of the curve")
    a = int.from_bytes(numbers.octets("the coefficient a"), "big")
    b = int.from_bytes(numbers.octets("the coefficient b"), "big")
    base = fields.octets("the base point")
    order = fields.integer("the order of the curve")
    for curve in CURVES.values():
        if (prime, a, order) == (_PRIMES[curve.name], _PRIMES[curve.name] - 3, curve.order):
            point = EcdsaPrivateKey.from_scalar(curve, 1).public.point
            x, y = (
                int.from_bytes(half, "big") for half in (point[1 : 1 + curve.size], point[1 + curve.size :])
            )
            if base in {point, _compressed(point)} and b == (y * y - x**3 + 3 * x) % prime:
                mistakes.note("ec-explicit")
                return curve
    raise UnsupportedAlgorithmError("This is an EC key on a custom curve", _CURVES_KNOWN)


def _compressed(point: bytes) -> bytes:
    return bytes((2 + (point[-1] & 1),)) + point[1 : 1 + (len(point) - 1) // 2]


def read_ec_private(body: bytes, container: str, curve: Curve | None = None) -> EcdsaPrivateKey:
    """Read a SEC1 private body.

    Args:
        body: the DER.
        container: for errors.
        curve: what stands around the body: in PKCS#8 the algorithm, in PEM an EC PARAMETERS block.

    Returns:
        A key whose halves were not compared when the file has both; ``check`` does that.

    Raises:
        CorruptKeyError: it is not one, or names no curve.
        KeyMismatchError: the curves around and inside differ.
        UnsupportedAlgorithmError: SSH has no such curve.
    """
    outer = der.Cursor(body, container)
    fields = outer.sequence("the key")
    outer.end_of_all()
    _check_version(fields, fields.small("the version"), 1)
    scalar = fields.octets("the private number d")
    inside = fields.optional(0, "the curve")
    wrapped_curve = read_curve(inside) if inside else None
    wrapped = fields.optional(1, "the public point Q")
    point = wrapped.bits("the public point Q") if wrapped else None
    fields.end()
    curve = _one_curve(curve, wrapped_curve, fields, point)
    d = int.from_bytes(scalar, "big")
    if not 0 < d < curve.order:
        raise fields.corrupt(f"the private number is out of range for {curve.name}", "d")
    if point is not None and point[:1] == b"\x04":
        return EcdsaPrivateKey(EcdsaPublicKey(curve, point), d)
    key = EcdsaPrivateKey.from_scalar(curve, d)
    if point is None:
        mistakes.note("ec-no-public")
        return key
    mistakes.note("ec-hybrid" if point[:1] in {b"\x06", b"\x07"} else "ec-compressed")
    if point not in {_compressed(key.public.point), _hybrid(key.public.point)}:
        raise KeyMismatchError(container, "the private number produces another public key", field="d")
    return EcdsaPrivateKey(key.public, d)


def _hybrid(point: bytes) -> bytes:
    return bytes((6 + (point[-1] & 1),)) + point[1:]


def _one_curve(around: Curve | None, inside: Curve | None, fields: der.Cursor, point: bytes | None) -> Curve:
    if around and inside and around != inside:
        raise KeyMismatchError(
            fields.container,
            f"it says {around.name} outside, but {inside.name} inside",
            field="curve",
        )
    curve = inside or around
    if curve is None and point is not None and mistakes.are_collected():
        # Whether it is this one is proved by the two halves: no other curve of SSH has points of this length.
        curve = next((one for one in CURVES.values() if len(point) == 1 + 2 * one.size), None)
        mistakes.note("ec-no-curve")
    if curve is None:
        raise fields.corrupt("it does not name its curve", "curve")
    return curve


def write_ec_private(key: EcdsaPrivateKey, *, name_curve: bool) -> bytes:
    """A SEC1 private body with the public point and, on request, the name of the curve.

    PKCS#8 names the curve around the body, so there it is left out, as OpenSSL does.
    """
    curve = der.explicit(0, der.oid(key.public.curve.oid)) if name_curve else b""
    point = der.explicit(1, der.bits(key.public.point))
    return der.sequence(der.integer(1), der.octets(key.scalar), curve, point)


def write_dsa_private(key: DsaPrivateKey) -> bytes:
    """A DSA private body of the traditional kind."""
    public = key.public
    numbers = (0, public.p, public.q, public.g, public.y, key.x)
    return der.sequence(*map(der.integer, numbers))


def read_dsa_private(body: bytes, container: str) -> DsaPrivateKey:
    """Read a DSA private body of the traditional kind.

    Raises:
        CorruptKeyError: it is not one.
    """
    outer = der.Cursor(body, container)
    fields = outer.sequence("the key")
    outer.end_of_all()
    _check_version(fields, fields.small("the version"), 0)
    public = DsaPublicKey(*(fields.integer(f"the number {letter}") for letter in "pqgy"))
    key = DsaPrivateKey(public, fields.integer("the private number x"))
    fields.end()
    return key
