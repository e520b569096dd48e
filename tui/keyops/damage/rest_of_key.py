"""The lost end of a private key that is not encrypted, where what is left of it determines the rest.

An RSA key is whole with its modulus and both exponents; an ECDSA key with its private number; an Ed25519 or
Ed448 key of OpenSSH with its seed. What is computed must fit the public key in the same file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .. import mistakes
from ..encoding import der, pem, wire
from ..errors import KeyOpsError
from ..formats._rsa_primes import primes_at_once
from ..formats.contract import STUMBLES
from . import identity

if TYPE_CHECKING:
    from ..keys.base import PrivateKey
    from ..keys.ecdsa import EcdsaPrivateKey
    from ..keys.pair import KeyPair

_RSA: Final = "1.2.840.113549.1.1.1"
_EC: Final = "1.2.840.10045.2.1"
_MOST_BITS: Final = 4096
_MOST_LOST: Final = 16 * 1024
_FEWEST: Final = 8
"""Bytes of the public point of an ECDSA key that must be there to prove its private number."""


def is_known(body: bytes) -> bool:
    """Whether ``completed`` makes a whole key of a body; for RSA, of primes that are found at once."""
    try:
        numbers = _rsa_numbers(body)
        if numbers is not None:
            n, e, d = numbers
            return n.bit_length() <= _MOST_BITS and primes_at_once(n, e, d) is not None
        return _pair(body) is not None
    except (KeyOpsError, *STUMBLES):
        return False


def completed(body: bytes) -> bytes | None:
    """The whole file, in the format of the body, which was cut; None when too much of it is lost."""
    from ..formats import candidates

    try:
        pair = _pair(body)
    except (KeyOpsError, *STUMBLES):
        return None
    if pair is None:
        return None
    text = pem.armour(identity.label_of(body), body)
    writers = (row.write_private for row in candidates(text) if row.sniff(text))
    write = next(filter(None, writers), None)
    return write(pair, None) if write else None


def _pair(body: bytes) -> KeyPair | None:
    from ..keys.pair import KeyPair

    with mistakes.collected():
        if body.startswith(identity.OPENSSH):
            return _of_openssh(body)
        private = _of_der(body)
    if private is None:
        return None
    private.check()
    return KeyPair(private)


def _inside(body: bytes) -> tuple[str, der.Cursor | None, bytes]:
    """The algorithm, what else is said of it, and the PKCS#1 or SEC1 body, of PKCS#8 or alone."""
    if identity.label_of(body) != "PRIVATE KEY":
        return (_EC if identity.label_of(body) == "EC PRIVATE KEY" else _RSA), None, body
    fields = der.Cursor(body, "").sequence("", cut=True)
    fields.small("")
    algorithm = fields.sequence("")
    return algorithm.oid(""), algorithm, fields.octets("", cut=True)


def _rsa_numbers(body: bytes) -> tuple[int, int, int] | None:
    if body.startswith(identity.OPENSSH):
        return None
    oid, _, inner = _inside(body)
    if oid != _RSA:
        return None
    fields = der.Cursor(inner, "").sequence("", cut=True)
    fields.small("")
    return fields.integer(""), fields.integer(""), fields.integer("")


def _of_der(body: bytes) -> PrivateKey | None:
    from ..formats._rsa_proof import proven
    from ..keys.rsa import RsaPrivateKey, RsaPublicKey

    numbers = _rsa_numbers(body)
    if numbers is not None:
        n, e, d = numbers
        return proven(RsaPrivateKey(RsaPublicKey(n, e), d, 0, 0, 0))
    oid, algorithm, inner = _inside(body)
    return _ecdsa(algorithm, inner) if oid == _EC else None


def _ecdsa(algorithm: der.Cursor | None, inner: bytes) -> EcdsaPrivateKey | None:
    from ..formats._asn1_keys import read_curve
    from ..keys.ecdsa import EcdsaPrivateKey

    fields = der.Cursor(inner, "").sequence("", cut=True)
    fields.small("")
    scalar = fields.octets("")
    named = fields.optional(0, "")
    curve_at = named or algorithm
    curve = read_curve(curve_at) if curve_at is not None else None
    if curve is None or fields.peek() != der.context(1):
        return None
    point = fields.inside(fields.element(der.context(1), "", cut=True)).element(der.BIT_STRING, "", cut=True)
    key = EcdsaPrivateKey.from_scalar(curve, int.from_bytes(scalar, "big"))
    return key if len(point) > _FEWEST and (b"\0" + key.public.point).startswith(point) else None


def _of_openssh(body: bytes) -> KeyPair | None:
    from ..formats.openssh.fields import read_private
    from ..keys import certificate as certificates
    from ..keys.pair import KeyPair

    head = wire.Reader(body[len(identity.OPENSSH) :], "")
    if head.text("") != "none" or head.text("") != "none" or head.string("") or head.u32("") != 1:
        return None
    public, certificate = certificates.read_public(head.string(""), "")
    size = head.u32("")
    section = head.rest()
    if not 0 < size - len(section) <= _MOST_LOST or certificate is not None:
        return None
    content = section[8:]
    if public.family in {"ed25519", "ed448"}:
        content = _with_public(content, public.blob)
    if public.family == "rsa" and not _has_primes(content):
        return None
    reader = wire.Reader(content + bytes(_MOST_LOST), "")
    private = read_private(reader, public, None)
    private.check()
    if private.public != public:
        return None
    left = wire.Reader(content[len(content) + _MOST_LOST - reader.left :], "")
    try:
        comment = left.string("")
    except KeyOpsError:
        comment = b""
    return KeyPair(private, comment)


def _has_primes(content: bytes) -> bool:
    """Whether n, e and d of OpenSSH tell primes at once; other ways take too long for each reading."""
    fields = wire.Reader(content, "")
    fields.string("")
    n, e, d = (fields.mpint("") for _ in range(3))
    return primes_at_once(n, e, d) is not None


def _with_public(content: bytes, blob: bytes) -> bytes:
    """The public key behind the seed written whole, where what is left of it is the same."""
    at = len(blob) + 4
    public = wire.Reader(blob, "")
    public.string("")
    key = public.string("")
    have = content[at + len(key) : at + 2 * len(key)]
    return content[: at + len(key)] + key + content[at + 2 * len(key) :] if key.startswith(have) else content
