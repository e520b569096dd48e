"""Fresh key pairs for tests, made once in a process by ``cryptography`` and not by the code under test."""

from __future__ import annotations

import functools

from cryptography.hazmat.primitives.asymmetric import dsa as pyca_dsa
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric import ed448 as pyca_ed448
from cryptography.hazmat.primitives.asymmetric import ed25519 as pyca_ed25519

from tui.keyops.keys.dsa import DsaPrivateKey, DsaPublicKey
from tui.keyops.keys.ecdsa import CURVES, EcdsaPrivateKey
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.rsa import RsaPrivateKey, RsaPublicKey

COMMENT = "größe [bold]x[/] of keys"
NAMES = ("rsa", "ecdsa256", "ecdsa384", "ecdsa521", "ed25519", "ed448")
"""What every private container but PEM has room for."""


@functools.cache
def make(name: str) -> KeyPair:
    """A key pair by name: one of NAMES, or ``dsa``."""
    return KeyPair(_private(name), COMMENT.encode())


def _private(name: str):
    if name == "rsa":
        numbers = rsa.generate_private_key(65537, 2048).private_numbers()
        public = RsaPublicKey(numbers.public_numbers.n, numbers.public_numbers.e)
        return RsaPrivateKey(public, numbers.d, numbers.p, numbers.q, numbers.iqmp)
    if name.startswith("ecdsa"):
        curve = CURVES["nistp" + name.removeprefix("ecdsa")]
        key = ec.generate_private_key({256: ec.SECP256R1, 384: ec.SECP384R1, 521: ec.SECP521R1}[curve.bits]())
        return EcdsaPrivateKey.from_scalar(curve, key.private_numbers().private_value)
    if name == "ed25519":
        return EddsaPrivateKey.from_seed(
            "ed25519", pyca_ed25519.Ed25519PrivateKey.generate().private_bytes_raw()
        )
    if name == "ed448":
        return EddsaPrivateKey.from_seed("ed448", pyca_ed448.Ed448PrivateKey.generate().private_bytes_raw())
    key = pyca_dsa.generate_private_key(1024).private_numbers()
    group = key.public_numbers.parameter_numbers
    return DsaPrivateKey(DsaPublicKey(group.p, group.q, group.g, key.public_numbers.y), key.x)
