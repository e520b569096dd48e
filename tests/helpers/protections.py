"""Protections that a test can afford."""

from __future__ import annotations

from tests.helpers.keys import make
from tui.keyops import limits
from tui.keyops.conversion.conversion import pack
from tui.keyops.crypto import body_ciphers
from tui.keyops.encoding import pem as armour
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.pkcs8.kdf import Scrypt
from tui.keyops.formats.pkcs8.lock import Pbes2
from tui.keyops.secret import Secret

PASS = Secret("correct horse")


def cheap(format_id: str, passphrase: Secret = PASS) -> Protection:
    """A lock that a test can afford to open many times."""
    if format_id.startswith("pkcs8"):
        return Protection(passphrase, rounds=1000)
    return Protection(
        passphrase,
        rounds=2 if format_id == "openssh" else None,
        memory_kib=64 if format_id == "ppk3" else None,
    )


PASS = Secret("correct horse")


def over_the_limit() -> bytes:
    """A PKCS#8 file over a limit that can be unlocked in a moment: scrypt with 65 lanes of nothing."""
    (plain,) = armour.find(pack(make("ed25519"), "pkcs8").data, ("PRIVATE KEY",), "PKCS#8")
    scheme = Pbes2(Scrypt(b"saltsalt", 16, 1, 65), body_ciphers.AES_256, bytes(16))
    return armour.armour("ENCRYPTED PRIVATE KEY", limits.lifted(scheme.close, plain.body, PASS))
