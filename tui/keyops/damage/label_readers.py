"""Who reads a body under which label: a table of what programs do, which a test proves with each of them.

Measured with OpenSSH 9.2 (ssh-keygen -y, and -i for public keys), PuTTYgen 0.78 and OpenSSL 3.0 (pkey). A
label is what stands after BEGIN and after END. What is not in a table is refused. PuTTYgen goes by the BEGIN
line alone, and looks at the END line only for whether it says PUBLIC.
"""

from __future__ import annotations

from typing import Final

TRADITIONAL: Final = {"RSA PRIVATE KEY": "RSA", "EC PRIVATE KEY": "EC", "DSA PRIVATE KEY": "DSA"}
_ANY_OF_OPENSSL: Final = frozenset(
    {
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "DSA PRIVATE KEY",
        "PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "PUBLIC KEY",
        "RSA PUBLIC KEY",
    }
)
_GENERAL: Final = frozenset({"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PUBLIC KEY"})

_OPENSSL: Final = {
    "RSA PRIVATE KEY": _GENERAL | {"RSA PUBLIC KEY"},
    "EC PRIVATE KEY": _GENERAL,
    "DSA PRIVATE KEY": _GENERAL,
    "PRIVATE KEY": _ANY_OF_OPENSSL,
    "ENCRYPTED PRIVATE KEY": _ANY_OF_OPENSSL,
    "PUBLIC KEY": _ANY_OF_OPENSSL,
    "RSA PUBLIC KEY": _GENERAL | {"RSA PRIVATE KEY"},
}
"""By the right label, the others under which OpenSSL reads the body."""

_OPENSSH: Final = {
    ("RSA PRIVATE KEY", "RSA"): frozenset({"RSA PUBLIC KEY"}),
    ("PRIVATE KEY", "RSA"): frozenset({"RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PUBLIC KEY"}),
    ("PRIVATE KEY", "EC"): frozenset({"EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}),
    ("PRIVATE KEY", "DSA"): frozenset({"DSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}),
    ("PUBLIC KEY", "RSA"): frozenset({"RSA PRIVATE KEY", "RSA PUBLIC KEY"}),
    ("PUBLIC KEY", "EC"): frozenset({"EC PRIVATE KEY"}),
    ("PUBLIC KEY", "DSA"): frozenset({"DSA PRIVATE KEY"}),
    ("RSA PUBLIC KEY", "RSA"): frozenset({"RSA PRIVATE KEY"}),
}
"""By the right label and the type of the key, the others under which OpenSSH reads the body."""

_OIDS: Final = (
    (bytes.fromhex("2a864886f70d010101"), "RSA"),
    (bytes.fromhex("2a8648ce3d0201"), "EC"),
    (bytes.fromhex("2a8648ce380401"), "DSA"),
)
_HEAD: Final = 40
"""Bytes in which the algorithm of a PKCS#8 or SPKI body stands."""


def refusing(right: str, begin: str, end: str, body: bytes) -> str:
    """Letters of the PROGRAMS that refuse a body under the labels that it has.

    Args:
        right: the label that the body asks for.
        begin: the label of its BEGIN line.
        end: the label of its END line.
        body: decoded.
    """
    if begin != end:
        of_putty = right not in TRADITIONAL or begin != right or "PUBLIC" in end
        return "SPO" if of_putty else "SO"
    kind = TRADITIONAL.get(right) or ("RSA" if right == "RSA PUBLIC KEY" else _algorithm(body))
    found = "P"
    if begin not in _OPENSSH.get((right, kind), ()):
        found = "S" + found
    if begin not in _OPENSSL.get(right, ()):
        found += "O"
    return found


def _algorithm(body: bytes) -> str:
    return next((name for oid, name in _OIDS if oid in body[:_HEAD]), "")
