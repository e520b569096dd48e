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

from ..encoding import der
from ..errors import KeyMismatchError, UnsupportedAlgorithmError
from ..keys.dsa import DsaPrivateKey, DsaPublicKey
from ..keys.ecdsa import BY_OID, CURVES, Curve, EcdsaPrivateKey, EcdsaPublicKey
from ..keys.rsa import RsaPrivateKey, RsaPublicKey
from ..records import dataclass, field

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
_CURVES_KNOWN: Final = "SSH has ECDSA keys on nistp256, nistp384 and nistp521 only"


@dataclass(frozen=True, slots=True)
class RsaBody:
    """An RSA private key with the two exponents a PKCS#1 body repeats; not yet checked."""

    private: RsaPrivateKey
    dmp1: int = field(repr=False)
    dmq1: int = field(repr=False)

    def checked(self) -> RsaPrivateKey:
        """The key, when all its numbers belong together.

        Raises:
            KeyMismatchError: names the number that does not.
        """
        self.private.check()
        for name, found, expected, words in (
            ("dp", self.dmp1, self.private.dmp1, "d mod p-1"),
            ("dq", self.dmq1, self.private.dmq1, "d mod q-1"),
        ):
            if found != expected:
                raise KeyMismatchError(
                    "RSA key", f"the CRT exponent {name} is wrong (it is not {words})", field=name
                )
        return self.private


def rsa_public_inside(body: bytes, container: str) -> RsaPublicKey:
    """The public half of an RSA private body, also of one that is cut or broken after it.

    Raises:
        CorruptKeyError: not even n and e can be read.
        UnsupportedAlgorithmError: more than two primes.
    """
    fields = der.Cursor(body, container).sequence("the key", cut=True)
    _rsa_version(fields)
    n = fields.integer("the modulus n")
    return RsaPublicKey(n, fields.integer("the exponent e"))


def _rsa_version(fields: der.Cursor) -> None:
    version = fields.small("the version")
    if version == 1:
        raise UnsupportedAlgorithmError(
            "The RSA key has more than two primes", "No SSH program uses such keys: make a new one"
        )
    if version:
        raise fields.corrupt(f"it has version {version} and should have 0", "version")


def read_rsa_private(body: bytes, container: str) -> RsaBody:
    """Read a PKCS#1 private body.

    Raises:
        CorruptKeyError: it is not one.
        LimitError: the modulus is larger than sane.
    """
    outer = der.Cursor(body, container)
    fields = outer.sequence("the key")
    outer.end()
    _rsa_version(fields)
    n = fields.integer("the modulus n")
    public = RsaPublicKey(n, fields.integer("the exponent e"))
    numbers = []
    for name in ("the exponent d", "the prime p", "the prime q", "the number dp", "the number dq", "iqmp"):
        number = fields.integer(name)
        if number.bit_length() > n.bit_length():
            raise fields.corrupt(f"{name} is longer than the modulus", name.rpartition(" ")[2])
        numbers.append(number)
    fields.end()
    d, p, q, dmp1, dmq1, iqmp = numbers
    return RsaBody(RsaPrivateKey(public, d, p, q, iqmp), dmp1, dmq1)


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
    prime = kind.integer("the prime of the curve") if kind.oid("the kind of field") == _PRIME_FIELD else 0
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
                return curve
    raise UnsupportedAlgorithmError("This is an EC key on a curve of its own", _CURVES_KNOWN)


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
    outer.end()
    if (version := fields.small("the version")) != 1:
        raise fields.corrupt(f"it has version {version} and should have 1", "version")
    scalar = fields.octets("the private number d")
    inside = fields.optional(0, "the curve")
    curve = _one_curve(curve, read_curve(inside) if inside else None, fields)
    wrapped = fields.optional(1, "the public point Q")
    point = wrapped.bits("the public point Q") if wrapped else None
    fields.end()
    d = int.from_bytes(scalar, "big")
    if not 0 < d < curve.order:
        raise fields.corrupt(f"the private number is out of the range of {curve.name}", "d")
    if point is not None and point[:1] == b"\x04":
        return EcdsaPrivateKey(EcdsaPublicKey(curve, point), d)
    key = EcdsaPrivateKey.from_scalar(curve, d)
    if point is not None and point != _compressed(key.public.point):
        raise KeyMismatchError(container, "the private number makes another public key", field="d")
    return key if point is None else EcdsaPrivateKey(key.public, d)


def _one_curve(around: Curve | None, inside: Curve | None, fields: der.Cursor) -> Curve:
    if around and inside and around != inside:
        raise KeyMismatchError(
            fields.container,
            f"it says {around.name} outside and {inside.name} inside",
            field="curve",
        )
    curve = inside or around
    if curve is None:
        raise fields.corrupt("it does not tell its curve", "curve")
    return curve


def write_ec_private(key: EcdsaPrivateKey, *, name_curve: bool) -> bytes:
    """A SEC1 private body with the public point and, on wish, the name of the curve.

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
    outer.end()
    if version := fields.small("the version"):
        raise fields.corrupt(f"it has version {version} and should have 0", "version")
    public = DsaPublicKey(*(fields.integer(f"the number {letter}") for letter in "pqgy"))
    key = DsaPrivateKey(public, fields.integer("the private number x"))
    fields.end()
    return key
