"""Keys behind ciphers that few programs write: who opens them is measured, never thought out."""

from __future__ import annotations

import os
import random

from tests.helpers.keys import make
from tests.interop.clients.cases import PASSPHRASE, Case
from tui.keyops.conversion.conversion import pack
from tui.keyops.crypto import body_ciphers
from tui.keyops.encoding import pem
from tui.keyops.formats import _dek_info
from tui.keyops.formats.pkcs8 import lock
from tui.keyops.formats.pkcs8.kdf import Pbkdf2
from tui.keyops.secret import Secret

FEW = {
    "pem": ("AES-128-CFB", "AES-192-OFB", "AES-256-CTR", "AES-256-CFB8", "CAMELLIA-128-OFB",
            "CAMELLIA-256-CBC", "DES-EDE3-CFB", "DES-EDE-CBC", "DES-OFB", "SEED-CBC", "BF-CBC",
            "SM4-CBC", "CHACHA20"),
    "pkcs8": ("AES-128-OFB", "AES-256-CFB", "CAMELLIA-192-CBC", "CAMELLIA-256-CFB", "SM4-OFB", "SEED-CBC",
              "BF-CBC", "DES-CBC"),
}  # fmt: skip
"""One of each family and mode."""
ALL = {
    "pem": tuple(sorted(body_ciphers.READ.keys() - body_ciphers.WRITTEN.keys() - {"DES-CBC"})),
    "pkcs8": tuple(
        sorted({one.name for one in lock._CIPHERS.values()} - body_ciphers.WRITTEN.keys() - {"RC2-CBC"})
    ),
}
"""``make fuzz`` tries all of them; those that are written, and DES-CBC, are among the other files."""
CHOSEN = ALL if "KEYWRIGHT_FUZZ_LOCKS" in os.environ else FEW


def locked(kind: str, container: str, cipher: str) -> Case:
    """A key whose body one cipher encrypts."""
    chosen, secret = body_ciphers.READ[cipher], Secret(PASSPHRASE)
    draw = random.Random(f"{kind} {container} {cipher}")
    pair = make(kind)
    plain = pack(pair, container).data
    (span,) = pem.spans(plain)
    (block,) = pem.find(plain, (span.label,), container)
    iv = draw.randbytes(chosen.block)
    if container == "pem":
        headers, body = _dek_info.DekInfo(chosen, iv).close(block.body, secret)
        data = pem.armour(span.label, body, headers=headers)
    else:
        kdf = Pbkdf2("sha256", draw.randbytes(16), 2048)
        data = pem.armour("ENCRYPTED PRIVATE KEY", lock.Pbes2(kdf, chosen, iv).close(block.body, secret))
    return Case(f"{kind} {container} {cipher}", data, pair.public.blob, PASSPHRASE)


def locked_cases(ciphers: dict[str, tuple[str, ...]]) -> tuple[Case, ...]:
    """RSA and ECDSA keys behind each of these ciphers, by format."""
    return tuple(
        locked(kind, container, cipher)
        for container, names in ciphers.items()
        for kind in ("rsa", "ecdsa256")
        for cipher in names
    )
