"""Weak keys of the other types, told from the public key.

Sources: CVE-2024-31497 (PuTTY 0.68 to 0.80 and NIST P-521); RFC 7748, section 6 and the list of points of
small order in "May the Fourth Be With You" (Genkin et al.) for Ed25519; FIPS 186-4 for DSA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..encoding import wire
from ..findings import Severity
from . import short_sleeve
from .base import NEW_KEY, Weakness

if TYPE_CHECKING:
    from ..keys.dsa import DsaPublicKey
    from ..keys.ecdsa import EcdsaPublicKey
    from ..keys.eddsa import Ed25519PublicKey

_FIELD: Final = 2**255 - 19
_ORDER_EIGHT: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER: Final = frozenset({0, 1, _FIELD - 1, _FIELD, _FIELD + 1, _ORDER_EIGHT, _FIELD - _ORDER_EIGHT})
"""The y coordinates of the points whose order divides eight, also as they can be written beyond the field."""


def p521(public: EcdsaPublicKey) -> str | None:
    """Every P-521 key: where it was used cannot be seen."""
    return "" if public.curve.name == "nistp521" else None


def small_order(public: Ed25519PublicKey) -> str | None:
    """Whether the point is one of the few for which signatures can be made without a key."""
    return "" if int.from_bytes(public.pk, "little") % 2**255 in _SMALL_ORDER else None


def small_order_blobs() -> frozenset[bytes]:
    """The wire forms of all Ed25519 keys that are such a point: the top bit says nothing of y."""
    head = wire.string("ssh-ed25519")
    return frozenset(
        head + wire.string((y | sign << 255).to_bytes(32, "little")) for y in _SMALL_ORDER for sign in (0, 1)
    )


def dsa_numbers(public: DsaPublicKey) -> str | None:
    """Numbers with which every signature, or none, is right."""
    p, q, g, y = public.p, public.q, public.g, public.y
    if not 1 < g < p or pow(g, q, p) != 1:
        return "the generator g does not belong to its group"
    if not 1 < y < p - 1 or pow(y, q, p) != 1:
        return "the public number y does not belong to its group"
    return None


def dsa(public: DsaPublicKey) -> str:  # noqa: ARG001 - every one
    """Every DSA key."""
    return ""


WEAKNESSES: Final = (
    Weakness(
        "ecdsa-p521-putty",
        "P-521 and old PuTTY",
        "ecdsa",
        Severity.INFO,
        "Was this P-521 key ever used with PuTTY before 0.81? Then its private key may be known{}",
        "PuTTY, WinSCP and FileZilla of that time leaked it over some 60 logins (CVE-2024-31497)",
        "Make a new key if it was",
        p521,
    ),
    Weakness(
        "ed25519-small-order",
        "Points of small order",
        "ed25519",
        Severity.ERROR,
        "The public key is a point of small order: anyone can forge its signatures{}",
        "No generator produces one by chance: somebody put it there",
        "Remove it from every authorized_keys at once",
        small_order,
    ),
    Weakness(
        "dsa-numbers",
        "Generator and public number",
        "dsa",
        Severity.ERROR,
        "The key's numbers are wrong: {}",
        "Signatures by such a key prove nothing",
        NEW_KEY,
        dsa_numbers,
    ),
    Weakness(
        "dsa-sparse",
        "Short sleeves (CompleteFTP)",
        "dsa",
        Severity.ERROR,
        "The bits of p have gaps of zeros, as CompleteFTP made them: the private key can be computed{}",
        "CompleteFTP 10.0 to 23.0.4 made such keys, from December 2016 to December 2023",
        NEW_KEY,
        short_sleeve.dsa,
    ),
    Weakness(
        "dsa",
        "Any DSA key",
        "dsa",
        Severity.WARNING,
        "DSA keys are refused by OpenSSH 10 and by most services{}",
        "SSH only supports DSA with 160-bit numbers and SHA-1",
        "Make a new key: Ed25519 or RSA",
        dsa,
    ),
)
