"""Throw-away keys for the PPK tests, one of each type that PPK has room for, and files made by hand."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tui.keyops.encoding import wire
from tui.keyops.keys.dsa import DsaPrivateKey, DsaPublicKey
from tui.keyops.keys.ecdsa import CURVES, EcdsaPrivateKey
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.rsa import RsaPrivateKey, RsaPublicKey

if TYPE_CHECKING:
    from tui.keyops.keys.base import PrivateKey, PublicKey

_RSA_P = int(
    "e3bd8dd7e35667d4486c4925a8905673ec9ba3bf7976de098a5a8d16e558a56cce096d10a4d540fe28416258dc782cfd"
    "ef09dbb479c7ed962c5116f9cb101f5020f2df788028824dd2a667b2578e965d92a4003a71a9f742d2a51bad114616b5"
    "035061c8936a093f465f9f279895b5c367c6f94fd8c9855e410c21bc5dbe8051",
    16,
)
_RSA_Q = int(
    "daa55737e940a4fd3c28c58ebf702e092a4952e2d199859d47879ad5a9e66add7a8610892fecf36157157b3f762a609a"
    "51c17471bf0331c62b6e1edd9e03546e62d86dbd60f7ddadb7dce00d9013106c12f93576861468b84e7da3836361fa08"
    "2fa8ee452f679dcb80fb918416034de9b57d3e1508721e362452d8c80471ffbb",
    16,
)
_DSA_P = int(
    "b6050d42ab3466744eef5674453624e8c931cef60679cf217a1e9afbc07ed8a81c1b18c3f718428fd87600c1545dcb58"
    "654aa9a0568e8d873a5303de4fa5b8edd8ca8338ef17a6eec5431bc466e0cfaa9a8cbaf5757b7f56a5ceabb55782d543"
    "506d5815ae659a7f35b39f7f7bd3bffedfe8f0926834aee60999b0fb0405093f",
    16,
)
_DSA_Q = 0xE8974475F0825785C586720341390418CAAF2A47
_DSA_G = int(
    "79a59d9dbfe8c0e0b9e69dcc808162aab840ecb1bf82eebd442e6aaf5a40908c15512ad8b53e7ac21c36cb12fda8967d"
    "57941fbe598df8d45a912dc00d466163f8a9fef2ef54622c2ebe030c822a60f6059e2b650cf391d3fd02b0a4a08c2c4b"
    "d73e9286637d9722739c06f281362a77a341bee87fe271579f1883b9e312f11f",
    16,
)
_DSA_X = 0xE09FA700ED14954DE3E48EF9AAFD3F22F14EF12F


def _rsa(p: int, q: int) -> RsaPrivateKey:
    d = pow(65537, -1, (p - 1) * (q - 1))
    return RsaPrivateKey(RsaPublicKey(p * q, 65537), d=d, p=p, q=q, iqmp=pow(q, -1, p))


RSA: Final = _rsa(_RSA_P, _RSA_Q)
"""2048 bits, the larger prime first."""
RSA_SMALL_PRIME_FIRST: Final = _rsa(_RSA_Q, _RSA_P)
"""The same key with its primes the other way round."""
DSA: Final = DsaPrivateKey(DsaPublicKey(_DSA_P, _DSA_Q, _DSA_G, pow(_DSA_G, _DSA_X, _DSA_P)), _DSA_X)
"""1024 bits."""
ED25519: Final = EddsaPrivateKey.from_seed("ed25519", bytes(range(32)))
ED448: Final = EddsaPrivateKey.from_seed("ed448", bytes(range(57)))

KEYS: Final[dict[str, PrivateKey]] = {
    "rsa": RSA,
    "dsa": DSA,
    "ecdsa-256": EcdsaPrivateKey.from_scalar(CURVES["nistp256"], 3**150),
    "ecdsa-384": EcdsaPrivateKey.from_scalar(CURVES["nistp384"], 3**200),
    "ecdsa-521": EcdsaPrivateKey.from_scalar(CURVES["nistp521"], 3**300),
    "ed25519": ED25519,
    "ed448": ED448,
}


def certificate_blob(public: PublicKey) -> bytes:
    """The wire form of a user certificate. Its signature is none: readers of key files do not check it."""
    return b"".join(
        (
            wire.string(f"{public.algorithm}-cert-v01@openssh.com"),
            wire.string(bytes(32)),
            public.fields(),
            (7).to_bytes(8, "big"),
            wire.u32(1),
            wire.string("a key id"),
            wire.string(wire.string("someone")),
            bytes(8),
            b"\xff" * 8,
            wire.string(b""),
            wire.string(wire.string("permit-pty") + wire.string(b"")),
            wire.string(b""),
            wire.string(ED25519.public.blob),
            wire.string(wire.string("ssh-ed25519") + wire.string(bytes(64))),
        )
    )


def ppk_text(
    version: int,
    algorithm: str,
    comment: bytes,
    public_blob: bytes,
    private_blob: bytes,
    *,
    cipher: str = "none",
    seal: str,
) -> bytes:
    """A PPK file put together by hand, independently of the program's own writer."""

    def body(name: str, blob: bytes) -> list[bytes]:
        text = base64.b64encode(blob)
        lines = [text[at : at + 64] for at in range(0, len(text), 64)]
        return [f"{name}-Lines: {len(lines)}".encode(), *lines]

    lines = [
        f"PuTTY-User-Key-File-{version}: {algorithm}".encode(),
        f"Encryption: {cipher}".encode(),
        b"Comment: " + comment,
        *body("Public", public_blob),
        *body("Private", private_blob),
        seal.encode(),
    ]
    return b"\n".join(lines) + b"\n"


def plain_ppk(
    version: int, algorithm: str, public_blob: bytes, private_blob: bytes, comment: bytes = b"made by hand"
) -> bytes:
    """A sealed PPK file of version 2 or 3 that is not locked."""
    parts = (algorithm.encode(), b"none", comment, public_blob, private_blob)
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    if version == 3:
        mac = hmac.digest(b"", message, "sha256")
    else:
        mac = hmac.digest(hashlib.sha1(b"putty-private-key-file-mac-key").digest(), message, "sha1")
    return ppk_text(version, algorithm, comment, public_blob, private_blob, seal=f"Private-MAC: {mac.hex()}")


def version_1(
    key: RsaPrivateKey | DsaPrivateKey, passphrase: bytes = b"", comment: bytes = b"old one"
) -> bytes:
    """A PPK file of version 1, which no released program writes."""
    if isinstance(key, RsaPrivateKey):
        private = b"".join(map(wire.mpint, (key.d, key.p, key.q, key.iqmp)))
    else:
        group = b"".join(map(wire.mpint, (key.public.p, key.public.q, key.public.g)))
        private = wire.mpint(key.x) + wire.string(hashlib.sha1(group).digest())
    name, blob = key.public.algorithm, key.public.blob
    if not passphrase:
        seal = f"Private-Hash: {hashlib.sha1(private).hexdigest()}"
        return ppk_text(1, name, comment, blob, private, seal=seal)
    private += hashlib.sha1(private).digest()[: -len(private) % 16]
    mac_key = hashlib.sha1(b"putty-private-key-file-mac-key" + passphrase).digest()
    seal = f"Private-MAC: {hmac.digest(mac_key, private, 'sha1').hex()}"
    cipher_key = b"".join(hashlib.sha1(bytes((0, 0, 0, n)) + passphrase).digest() for n in (0, 1))[:32]
    encryptor = Cipher(algorithms.AES(cipher_key), modes.CBC(bytes(16))).encryptor()
    encrypted = encryptor.update(private) + encryptor.finalize()
    return ppk_text(1, name, comment, blob, encrypted, cipher="aes256-cbc", seal=seal)
