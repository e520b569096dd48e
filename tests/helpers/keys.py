"""Fresh key pairs for tests, made once in a process by ``cryptography`` and not by the code under test."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import dsa as pyca_dsa
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric import ed448 as pyca_ed448
from cryptography.hazmat.primitives.asymmetric import ed25519 as pyca_ed25519

from tests.helpers.expect import expect
from tui.keyops.keys.dsa import DsaPrivateKey, DsaPublicKey
from tui.keyops.keys.ecdsa import CURVES, EcdsaPrivateKey
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.rsa import RsaPrivateKey, RsaPublicKey

if TYPE_CHECKING:
    from tui.keyops.keys.base import PrivateKey

COMMENT = "größe [bold]x[/] of keys"
NAMES = ("rsa", "ecdsa256", "ecdsa384", "ecdsa521", "ed25519", "ed448")
"""What every private container but PEM has room for."""


@functools.cache
def make(name: str) -> KeyPair:
    """A key pair by name: one of NAMES, or ``dsa``."""
    return KeyPair(_private(name), COMMENT.encode())


def rsa_key(pair: KeyPair | None = None) -> RsaPrivateKey:
    """The private key of a pair with RSA; that of ``make`` when none is given."""
    return expect(RsaPrivateKey, (pair or make("rsa")).private)


def ecdsa_key(pair: KeyPair) -> EcdsaPrivateKey:
    """The private key of a pair with ECDSA."""
    return expect(EcdsaPrivateKey, pair.private)


def eddsa_key(pair: KeyPair) -> EddsaPrivateKey:
    """The private key of a pair with Ed25519 or Ed448."""
    return expect(EddsaPrivateKey, pair.private)


def _private(name: str) -> PrivateKey:
    if name == "rsa":
        numbers = rsa.generate_private_key(65537, 2048).private_numbers()
        public = RsaPublicKey(numbers.public_numbers.n, numbers.public_numbers.e)
        return RsaPrivateKey(public, numbers.d, numbers.p, numbers.q, numbers.iqmp)
    if name.startswith("ecdsa"):
        curve = CURVES["nistp" + name.removeprefix("ecdsa")]
        sizes: dict[int, ec.EllipticCurve] = {256: ec.SECP256R1(), 384: ec.SECP384R1(), 521: ec.SECP521R1()}
        fresh = ec.generate_private_key(sizes[curve.bits])
        return EcdsaPrivateKey.from_scalar(curve, fresh.private_numbers().private_value)
    if name == "ed25519":
        return EddsaPrivateKey.from_seed(
            "ed25519", pyca_ed25519.Ed25519PrivateKey.generate().private_bytes_raw()
        )
    if name == "ed448":
        return EddsaPrivateKey.from_seed("ed448", pyca_ed448.Ed448PrivateKey.generate().private_bytes_raw())
    key = pyca_dsa.generate_private_key(1024).private_numbers()
    group = key.public_numbers.parameter_numbers
    return DsaPrivateKey(DsaPublicKey(group.p, group.q, group.g, key.public_numbers.y), key.x)
