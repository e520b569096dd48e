"""The fields of each key type in the private section of an OpenSSH container.

They are not those of the public blob::

    ssh-rsa           mpint n, e, d, iqmp, p, q
    ssh-dss           mpint p, q, g, y, x
    ecdsa-sha2-*      string curve, string Q, mpint d
    ssh-ed25519, -448 string pk, string (seed || pk)
    sk-ecdsa-*        string curve, string Q, then as the next
    sk-ssh-ed25519    string pk, string application, u8 flags, string handle, string reserved
    ssh-mldsa44-*     string pk, string (ML-DSA seed || Ed25519 seed)
    *-cert-v01        string certificate, then the fields without those the certificate holds already
                      (but EdDSA, sk-ssh-ed25519 too, repeats pk, and all sk- types the application)

Source: OpenSSH ``ssh_*_serialize_private``; Ed448 as PuTTY 0.78 writes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ... import mistakes
from ...encoding import wire
from ...errors import KeyMismatchError, UnsupportedAlgorithmError
from ...keys import certificate as certificates
from ...records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...encoding.wire import Reader
    from ...keys.base import PrivateKey, PublicKey
    from ...keys.certificate import Certificate
    from ...keys.dsa import DsaPrivateKey, DsaPublicKey
    from ...keys.ecdsa import EcdsaPrivateKey, EcdsaPublicKey
    from ...keys.eddsa import Ed448PublicKey, Ed25519PublicKey, EddsaPrivateKey
    from ...keys.fido import FidoPrivateKey, FidoPublicKey
    from ...keys.mldsa import MldsaPrivateKey, MldsaPublicKey
    from ...keys.rsa import RsaPrivateKey, RsaPublicKey

CONTAINER: Final = "OpenSSH private key"


@dataclass(frozen=True, slots=True)
class PrivateFields:
    """How one family stands in the private section."""

    private: Callable[[Any, Reader], PrivateKey]
    """Reads the private fields, given the public key."""
    fields: Callable[[Any], bytes]
    """Writes both, given the private key."""
    public: Callable[[str, Reader], PublicKey] | None = None
    """Reads the public fields that follow the type name, where they are not those of the public blob."""
    repeated: Callable[[Any, Reader], PublicKey] | None = None
    """Reads what follows a certificate although it holds it already, given the public key in it."""
    only_read: bool = False
    """Whether the type is not written in a file."""


def _rsa_public(_name: str, reader: Reader) -> RsaPublicKey:
    from ...keys.rsa import RsaPublicKey

    n = reader.mpint("the modulus n")
    return RsaPublicKey(n, reader.mpint("the exponent e"))


def _rsa_private(public: RsaPublicKey, reader: Reader) -> RsaPrivateKey:
    from ...keys.rsa import RsaPrivateKey
    from .._rsa_proof import proven

    d, iqmp, p, q = (reader.mpint(f"the number {name}") for name in ("d", "iqmp", "p", "q"))
    return proven(RsaPrivateKey(public, d=d, p=p, q=q, iqmp=iqmp))


def _rsa_fields(key: RsaPrivateKey) -> bytes:
    return b"".join(map(wire.mpint, (key.public.n, key.public.e, key.d, key.iqmp, key.p, key.q)))


def _dsa_private(public: DsaPublicKey, reader: Reader) -> DsaPrivateKey:
    from ...keys.dsa import DsaPrivateKey

    return DsaPrivateKey(public, reader.mpint("the private number x"))


def _dsa_fields(key: DsaPrivateKey) -> bytes:
    return key.public.fields() + wire.mpint(key.x)


def _ecdsa_private(public: EcdsaPublicKey, reader: Reader) -> EcdsaPrivateKey:
    from ...keys.ecdsa import EcdsaPrivateKey

    return EcdsaPrivateKey(public, reader.mpint("the private number d"))


def _ecdsa_fields(key: EcdsaPrivateKey) -> bytes:
    return key.public.fields() + wire.mpint(key.d)


def _eddsa_repeated(public: Ed25519PublicKey | Ed448PublicKey, reader: Reader) -> PublicKey:
    return public.read_fields(public.algorithm, reader)


def _eddsa_private(public: Ed25519PublicKey | Ed448PublicKey, reader: Reader) -> EddsaPrivateKey:
    from ...keys.eddsa import EddsaPrivateKey

    both = reader.string("the private key")
    alone = len(both) == public.size or both[public.size :] == bytes(public.size)
    if alone and EddsaPrivateKey.from_seed(public.family, both[: public.size]).public == public:
        mistakes.note("eddsa-seed-alone")
        return EddsaPrivateKey(public, both[: public.size])
    if len(both) != 2 * public.size:
        raise reader.corrupt(f"the private key must be {2 * public.size} bytes, but is {len(both)}", "seed")
    if both[public.size :] != public.pk:
        raise KeyMismatchError(CONTAINER, "it holds two different public keys next to its seed", field="pk")
    return EddsaPrivateKey(public, both[: public.size])


def _eddsa_fields(key: EddsaPrivateKey) -> bytes:
    return key.public.fields() + wire.string(key.seed + key.public.pk)


def _fido_repeated(public: FidoPublicKey, reader: Reader) -> FidoPublicKey:
    from ...keys.eddsa import Ed25519PublicKey
    from ...keys.fido import FidoPublicKey

    if isinstance(public.inner, Ed25519PublicKey):
        return FidoPublicKey.read_fields(public.algorithm, reader)
    return FidoPublicKey(public.inner, reader.string("the application"))


def _fido_private(public: FidoPublicKey, reader: Reader) -> FidoPrivateKey:
    from ...keys.fido import FidoPrivateKey

    flags = reader.u8("the flags")
    handle = reader.string("the key handle")
    return FidoPrivateKey(public, flags, handle, reader.string("the reserved field"))


def _fido_fields(key: FidoPrivateKey) -> bytes:
    tail = bytes((key.flags,)) + wire.string(key.key_handle) + wire.string(key.reserved)
    return key.public.fields() + tail


def _mldsa_private(public: MldsaPublicKey, reader: Reader) -> MldsaPrivateKey:
    from ...keys.mldsa import MldsaPrivateKey

    return MldsaPrivateKey(public, reader.string("the private key"))


def _mldsa_fields(key: MldsaPrivateKey) -> bytes:
    return key.public.fields() + wire.string(key.seeds)


KINDS: Final[dict[str, PrivateFields]] = {
    "rsa": PrivateFields(_rsa_private, _rsa_fields, _rsa_public),
    "dsa": PrivateFields(_dsa_private, _dsa_fields, only_read=True),
    "ecdsa": PrivateFields(_ecdsa_private, _ecdsa_fields),
    "ed25519": PrivateFields(_eddsa_private, _eddsa_fields, repeated=_eddsa_repeated),
    "ed448": PrivateFields(_eddsa_private, _eddsa_fields, repeated=_eddsa_repeated),
    "sk": PrivateFields(_fido_private, _fido_fields, repeated=_fido_repeated),
    "mldsa44-ed25519": PrivateFields(_mldsa_private, _mldsa_fields),
}
"""By family. A key type is added here."""


def kind_of(public: PublicKey) -> PrivateFields:
    """The row of a key.

    Raises:
        UnsupportedAlgorithmError: there is none.
    """
    kind = KINDS.get(public.family)
    if kind:
        return kind
    raise UnsupportedAlgorithmError(
        f"The private key of {public.algorithm} is not supported", "The public key can be used"
    )


def read_private(reader: Reader, public: PublicKey, certificate: Certificate | None) -> PrivateKey:
    """Read type and fields; the public key comes from there and not from outside.

    Args:
        reader: stands before the type.
        public: the public key outside: the type must be the same.
        certificate: the certificate outside.

    Raises:
        CorruptKeyError, KeyMismatchError: the fields are not those of the type.
        UnsupportedAlgorithmError: there is no code for the type.
    """
    name = reader.text("the key type")
    kind = kind_of(public)
    if certificate is not None and name == certificate.algorithm:
        inner = certificates.read_certificate(reader.string("the certificate")).public
        if kind.repeated:
            inner = kind.repeated(inner, reader)
    elif name == public.algorithm:
        inner = (kind.public or public.read_fields)(name, reader)
    else:
        raise KeyMismatchError(
            CONTAINER,
            f"the public key outside is {public.algorithm}, the key inside is not",
            field="key type",
        )
    return kind.private(inner, reader)


def write_private(private: PrivateKey) -> bytes:
    """Type and fields.

    Raises:
        UnsupportedAlgorithmError: the type is not written.
    """
    kind = kind_of(private.public)
    if kind.only_read:
        raise UnsupportedAlgorithmError(f"{private.public.algorithm} cannot be written in this format")
    return wire.string(private.public.algorithm) + kind.fields(private)


def behind_certificate(private: PrivateKey) -> bytes:
    """What follows a certificate: what stands there again of the public key, and the private fields.

    An Ed25519 key has its public key twice, an ECDSA one on an authenticator only its application.
    """
    from ...keys.fido import FidoPrivateKey

    kind, public = kind_of(private.public), private.public.fields()
    again = public if kind.repeated else b""
    if isinstance(private, FidoPrivateKey) and private.public.inner.family != "ed25519":
        again = wire.string(private.public.application)
    return again + kind.fields(private)[len(public) :]
