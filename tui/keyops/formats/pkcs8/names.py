"""Names of the schemes and ciphers that a PKCS#8 key may be locked with and that are not read here.

Source: the table of objects of OpenSSL 3.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...crypto import body_ciphers

if TYPE_CHECKING:
    from ...errors import UnsupportedAlgorithmError

_SINGLE: Final = {
    "1.2.840.113549.1.5.1": "PBES1 with MD2 and DES",
    "1.2.840.113549.1.5.4": "PBES1 with MD2 and RC2",
    "1.2.840.113549.1.5.6": "PBES1 with MD5 and RC2",
    "1.2.840.113549.1.5.11": "PBES1 with SHA-1 and RC2",
    "1.2.840.113549.1.5.14": "PBMAC1",
    "1.2.840.113549.3.4": "RC4",
    "1.3.14.3.2.6": "DES-ECB",
    "1.3.14.3.2.17": "DES-EDE",
    "1.2.840.113533.7.66.10": "CAST5-CBC",
    "1.2.410.200004.1.3": "SEED-ECB",
    "1.2.156.10197.1.104.1": "SM4-ECB",
    "1.2.156.10197.1.104.7": "SM4-CTR",
}
_FAMILIES: Final = (
    ("2.16.840.1.101.3.4.1", "AES", 20, {1: "ECB", 6: "GCM", 7: "CCM", 8: "WRAP-PAD"}),
    ("1.2.410.200046.1.1", "ARIA", 5, {1: "ECB", 2: "CBC", 3: "CFB", 4: "OFB", 5: "CTR"}),
    ("0.3.4401.5.3.1.9", "CAMELLIA", 20, {1: "ECB", 6: "GCM", 7: "CCM", 9: "CTR"}),
)
"""Those of 128, 192 and 256 bits: where they stand, how far they are from each other, and their modes."""

_NAMES: Final = _SINGLE | {
    f"{base}.{step * place + number}": f"{family}-{bits}-{mode}"
    for base, family, step, modes in _FAMILIES
    for place, bits in enumerate((128, 192, 256))
    for number, mode in modes.items()
}


def unsupported(oid: str, what: str) -> UnsupportedAlgorithmError:
    """The error for a KDF, cipher or scheme there is no code for, which it names.

    Args:
        oid: its number.
        what: what it is, for one without a name.
    """
    return body_ciphers.unreadable(_NAMES.get(oid, f"{what} {oid}"), "PKCS#8")
