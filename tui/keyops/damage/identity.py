"""What a body without its armour is, and how long it says it is: from its magic, its DER, its lengths."""

from __future__ import annotations

from typing import Final

from ..encoding import der

OPENSSH: Final = b"openssh-key-v1\0"
SSHCOM: Final = b"\x3f\x6f\xf9\xeb"

_KEY_STRINGS: Final = {
    b"ssh-rsa": 2,
    b"ssh-dss": 4,
    b"ssh-ed25519": 1,
    b"ssh-ed448": 1,
    b"ecdsa-sha2-nistp256": 2,
    b"ecdsa-sha2-nistp384": 2,
    b"ecdsa-sha2-nistp521": 2,
    b"sk-ecdsa-sha2-nistp256@openssh.com": 3,
    b"sk-ssh-ed25519@openssh.com": 2,
    b"ssh-mldsa44-ed25519@openssh.com": 1,
}
"""How many strings follow the type in the wire form."""
_CERTIFICATE: Final = (8, 4, 0, 0, 8, 8, 0, 0, 0, 0, 0)
"""What follows the key in a certificate: serial, kind, id, principals, validity, options,
extensions, reserved, authority, signature. 0 is a string, another number so many bytes."""


def label_of(body: bytes) -> str:
    """The label that belongs to a body; empty when it is nothing known. A cut body is recognised too."""
    if body.startswith(OPENSSH):
        return "OPENSSH PRIVATE KEY"
    if body.startswith(SSHCOM):
        return "SSH2 ENCRYPTED PRIVATE KEY"
    if not body.startswith(b"\x30"):
        return ""
    return _label_of_der(tuple(der.tags(body)), body)


def _label_of_der(tags: tuple[int, ...], body: bytes) -> str:
    integer, octets, sequence = der.INTEGER, der.OCTET_STRING, der.SEQUENCE
    if tags[:3] == (integer, sequence, octets):
        return "PRIVATE KEY"
    if tags[:2] == (integer, octets):
        return "EC PRIVATE KEY"
    if tags[:1] == (integer,) and set(tags) == {integer}:
        return _label_of_numbers(tags, body)
    if tags == (sequence, octets):
        return "ENCRYPTED PRIVATE KEY"
    if tags == (sequence, der.BIT_STRING):
        return "PUBLIC KEY"
    return ""


def _label_of_numbers(tags: tuple[int, ...], body: bytes) -> str:
    """A SEQUENCE of numbers: private RSA has 9 (or was cut), DSA 6, public RSA 2."""
    version = _first_number(body)
    if version in {0, 1} and len(tags) > 6:
        return "RSA PRIVATE KEY"
    if version == 0:
        return "DSA PRIVATE KEY" if len(tags) == 6 and not _has_exponent(body) else "RSA PRIVATE KEY"
    return "RSA PUBLIC KEY" if len(tags) == 2 else ""


def _has_exponent(body: bytes) -> bool:
    """Whether the third number is as small as the exponent of RSA: that of DSA has 20 bytes or more."""
    outer = der.Cursor(body, "").sequence("", cut=True)
    for _ in range(2):
        outer.integer("")
    return outer.integer("").bit_length() <= 64


def _first_number(body: bytes) -> int | None:
    at = body.find(b"\x02", 1, 8)
    return body[at + 2] if at > 0 and body[at + 1 : at + 2] == b"\x01" and len(body) > at + 2 else None


def type_of_blob(blob: bytes) -> bytes:
    """The type in a public key in wire form; empty when it is none that is known."""
    size = int.from_bytes(blob[:4], "big")
    word = blob[4 : 4 + size]
    return word if len(blob) >= 4 and base_of(word) in _KEY_STRINGS else b""


def base_of(word: bytes) -> bytes:
    """The plain key type of a certificate type."""
    return (
        word.replace(b"-cert-v01", b"")[: -len(b"@openssh.com")]
        if _is_plain_certificate(word)
        else (word.replace(b"-cert-v01", b""))
    )


def _is_plain_certificate(word: bytes) -> bool:
    """Certificates of the old types end in @openssh.com although the types do not."""
    bare = word.removesuffix(b"-cert-v01@openssh.com")
    return bare != word and bare in _KEY_STRINGS


def declared_size(body: bytes) -> int | None:
    """How many bytes a body says it has, as far as its lengths can be read; None when it says nothing.

    A body that is cut within its first fields gives the least that it must have.
    """
    if body.startswith(OPENSSH):
        return _openssh_size(body)
    if body.startswith(SSHCOM):
        return int.from_bytes(body[4:8], "big") if len(body) >= 8 else 8
    if body.startswith(b"\x30"):
        return _der_size(body)
    word = type_of_blob(body)
    return _blob_size(body, word) if word else None


def _der_size(body: bytes) -> int | None:
    first = body[1] if len(body) > 1 else 0
    if first < 0x80:
        return 2 + first
    count = first & 0x7F
    if not 1 <= count <= 4:
        return None
    return 2 + count + int.from_bytes(body[2 : 2 + count].ljust(count, b"\0"), "big")


def _skip(body: bytes, at: int, field: int) -> int:
    """Where a field ends; 0 stands for a string. May be behind the end of the body."""
    if field:
        return at + field
    return at + 4 + (int.from_bytes(body[at : at + 4], "big") if at + 4 <= len(body) else 0)


def _openssh_size(body: bytes) -> int:
    at = len(OPENSSH)
    for _ in range(3):
        at = _skip(body, at, 0)
    count = min(int.from_bytes(body[at : at + 4], "big"), 64)
    at += 4
    for _ in range(count + 1):
        if at > len(body):
            break
        at = _skip(body, at, 0)
    tagged = any(name in body[:64] for name in (b"-gcm@", b"-poly1305@"))
    return at + (16 if tagged else 0)


def _blob_size(blob: bytes, word: bytes) -> int:
    is_certificate = b"-cert-v01" in word
    at = _skip(blob, 0, 0)
    fields = [0] * (_KEY_STRINGS[base_of(word)] + is_certificate)
    for field in (*fields, *(_CERTIFICATE if is_certificate else ())):
        at = _skip(blob, at, field)
        if at > len(blob):
            break
    return at
