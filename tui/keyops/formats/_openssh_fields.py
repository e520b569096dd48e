"""The fields of each key type in the private section of an OpenSSH container.

They are not those of the public blob::

    ssh-rsa           mpint n, e, d, iqmp, p, q
    ssh-dss           mpint p, q, g, y, x
    ecdsa-sha2-*      string curve, string Q, mpint d
    ssh-ed25519, -448 string pk, string (seed || pk)
    *-cert-v01        string certificate, then the fields without those the certificate holds already
                      (EdDSA repeats pk)

Source: OpenSSH ``ssh_*_serialize_private``; Ed448 as PuTTY 0.78 writes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tui.keyops import certificates, wire
from tui.keyops.errors import KeyMismatchError, UnsupportedAlgorithmError
from tui.keyops.keytypes.dsa import DsaPrivateKey, DsaPublicKey
from tui.keyops.keytypes.ecdsa import EcdsaPrivateKey, EcdsaPublicKey
from tui.keyops.keytypes.eddsa import Ed448PublicKey, Ed25519PublicKey, EddsaPrivateKey
from tui.keyops.keytypes.rsa import RsaPrivateKey, RsaPublicKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.keyops.certificates import Certificate
    from tui.keyops.keytypes.base import PrivateKey, PublicKey
    from tui.keyops.wire import Reader

CONTAINER: Final = "OpenSSH private key"


class Kind(NamedTuple):
    """How one family stands in the private section."""

    public: Callable[[str, Reader], PublicKey]
    """Reads the public fields that follow the type name."""
    private: Callable[[Any, Reader], PrivateKey]
    """Reads the private fields, given the public half."""
    fields: Callable[[Any], bytes] | None = None
    """Writes both, given the private key; None when the type is only read."""
    repeats_public: bool = False
    """Whether the public fields also follow a certificate, which holds them already."""


def _rsa_public(_name: str, reader: Reader) -> RsaPublicKey:
    n = reader.mpint("the modulus n")
    return RsaPublicKey(n, reader.mpint("the exponent e"))


def _rsa_private(public: RsaPublicKey, reader: Reader) -> RsaPrivateKey:
    d, iqmp, p, q = (reader.mpint(f"the number {name}") for name in ("d", "iqmp", "p", "q"))
    return RsaPrivateKey(public, d=d, p=p, q=q, iqmp=iqmp)


def _rsa_fields(key: RsaPrivateKey) -> bytes:
    return b"".join(map(wire.mpint, (key.public.n, key.public.e, key.d, key.iqmp, key.p, key.q)))


def _dsa_private(public: DsaPublicKey, reader: Reader) -> DsaPrivateKey:
    return DsaPrivateKey(public, reader.mpint("the private number x"))


def _ecdsa_private(public: EcdsaPublicKey, reader: Reader) -> EcdsaPrivateKey:
    return EcdsaPrivateKey(public, reader.mpint("the private number d"))


def _ecdsa_fields(key: EcdsaPrivateKey) -> bytes:
    return key.public.fields() + wire.mpint(key.d)


def _eddsa_private(public: Ed25519PublicKey | Ed448PublicKey, reader: Reader) -> EddsaPrivateKey:
    both = reader.string("the private half")
    if len(both) != 2 * public.size:
        raise reader.corrupt(f"the private half must be {2 * public.size} bytes and is {len(both)}", "seed")
    if both[public.size :] != public.pk:
        raise KeyMismatchError(CONTAINER, "it holds two different public keys beside its seed", field="pk")
    return EddsaPrivateKey(public, both[: public.size])


def _eddsa_fields(key: EddsaPrivateKey) -> bytes:
    return key.public.fields() + wire.string(key.seed + key.public.pk)


KINDS: Final[dict[str, Kind]] = {
    "rsa": Kind(_rsa_public, _rsa_private, _rsa_fields),
    "dsa": Kind(DsaPublicKey.read_fields, _dsa_private),
    "ecdsa": Kind(EcdsaPublicKey.read_fields, _ecdsa_private, _ecdsa_fields),
    "ed25519": Kind(Ed25519PublicKey.read_fields, _eddsa_private, _eddsa_fields, repeats_public=True),
    "ed448": Kind(Ed448PublicKey.read_fields, _eddsa_private, _eddsa_fields, repeats_public=True),
}
"""By family. A key type is added here."""


def kind_of(public: PublicKey) -> Kind:
    """The row of a key.

    Raises:
        UnsupportedAlgorithmError: there is none; says why.
    """
    kind = KINDS.get(public.family)
    if kind:
        return kind
    if public.family == "sk":
        raise UnsupportedAlgorithmError(
            f"{public.algorithm} is a FIDO key: its private half is in the hardware token, not in the file",
            "Use the file as it is, together with the token",
        )
    raise UnsupportedAlgorithmError(
        f"There is no code for the private half of {public.algorithm}", "The public half can be used"
    )


def read_private(reader: Reader, public: PublicKey, certificate: Certificate | None) -> PrivateKey:
    """Read type and fields; the public half comes from there and not from outside.

    Args:
        reader: stands before the type.
        public: the public half outside: the type must be the same.
        certificate: the certificate outside.

    Raises:
        CorruptKeyError, KeyMismatchError: the fields are not those of the type.
        UnsupportedAlgorithmError: there is no code for the type.
    """
    name = reader.text("the key type")
    kind = kind_of(public)
    if certificate is not None and name == certificate.algorithm:
        inner = certificates.read_certificate(reader.string("the certificate")).public
        if kind.repeats_public:
            inner = kind.public(public.algorithm, reader)
    elif name == public.algorithm:
        inner = kind.public(name, reader)
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
    if kind.fields is None:
        raise UnsupportedAlgorithmError(f"{private.public.algorithm} is not written in this container")
    return wire.string(private.public.algorithm) + kind.fields(private)
