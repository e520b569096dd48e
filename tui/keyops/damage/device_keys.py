"""Public keys that stand as numbers: host keys of PuTTY and WinSCP, keys of Huawei and Cisco devices.

::

    rsa2@22:git.example 0x10001,0xd0b5...            ~/.putty/sshhostkeys: exponent, modulus
    "ssh-ed25519@22:git.example"="0x4c7b...,0x5d8e..."   the registry: x, y
    ecdsa-sha2-nistp256@22:git.example=nistp256,0x...,0x...  WinSCP.ini
    public-key-code begin / 30820109 02820100 ... / public-key-code end   Huawei VRP, also HPE Comware
    Key Data: / 30820122 300D0609 ...                show crypto key mypubkey on Cisco IOS

Devices print the DER of an RSA public key, PKCS#1 or SPKI, in hexadecimal. Source: PuTTY 0.78
``ssh_key_cache_str`` and windows/storage.c; the manuals of the makers.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from ..encoding import der, pem
from ..errors import KeyOpsError
from ..formats.contract import STUMBLES
from ..patterns import compiled
from . import live_lines
from .base import EVERYWHERE, DamageKind, Reading
from .proof import read_piece

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from ..keys.base import PublicKey

_NUMBER: Final = rb"0x[0-9a-fA-F]{1,5000}"
_CACHED: Final = compiled(
    rb"(?m)^\"?(?P<type>rsa2|dss|ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521))@(?P<port>[0-9]{1,5}):"
    rb"(?P<host>[^\s\"=,]{1,253})\"?(?:=| )\"?(?:nistp[0-9]{3},)?(?P<numbers>"
    + _NUMBER
    + rb"(?:,"
    + _NUMBER
    + rb"){1,3})\"?\s*?$"
)
_HEX: Final = compiled(
    rb"(?i)(?:public-key-code begin|Key Data ?:)(?P<hex>(?:[\s]++[0-9a-f]{2,80})++)"
    rb"(?:\s++public-key-code end)?"
)
_PEER: Final = compiled(rb"(?m)(?:peer-public-key|Key name:) ?(?P<name>[A-Za-z0-9_.@-]{1,64})")
_MOST: Final = 500
_P: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _P) % _P


def _undo(data: bytes) -> Iterator[Reading]:
    rows = [_of_cache(*match.group("type", "port", "host", "numbers")) for match in _some(_CACHED, data)]
    if rows and all(rows):
        yield _reading(rows, "PuTTY and WinSCP keep host keys as numbers, which OpenSSH cannot read")
    rows = [_of_device(match["hex"], data[: match.start()]) for match in _some(_HEX, data)]
    if rows and all(rows):
        yield _reading(rows, "A device printed the public key in hexadecimal, which OpenSSH cannot read")


def _some(pattern: re.Pattern[bytes], data: bytes) -> list[re.Match[bytes]]:
    return [match for match, _ in zip(pattern.finditer(data), range(_MOST), strict=False)]


def _reading(rows: list[bytes], title: str) -> Reading:
    what = "it as a key line" if len(rows) == 1 else f"{len(rows)} key lines"
    return Reading(b"".join(rows), title, f"write {what}")


def _line(key: PublicKey, before: bytes, after: bytes) -> bytes:
    word, body = key.algorithm.encode(), base64.b64encode(key.blob)
    parts = (before, word, body, after)
    return b" ".join(filter(None, parts)) + b"\n" if live_lines.is_key(word, body) else b""


def _of_cache(word: bytes, port: bytes, host: bytes, numbers: bytes) -> bytes:
    """A line of known_hosts; empty where the numbers make no key."""
    try:
        key = _key(word, [int(number, 16) for number in numbers.split(b",")])
    except (KeyOpsError, *STUMBLES):
        return b""
    name = host if int(port) == 22 else b"[" + host + b"]:" + port
    return _line(key, name, b"") if key else b""


def _key(word: bytes, numbers: list[int]) -> PublicKey | None:
    from ..keys.dsa import DsaPublicKey
    from ..keys.ecdsa import CURVES, EcdsaPublicKey
    from ..keys.eddsa import Ed25519PublicKey
    from ..keys.rsa import RsaPublicKey

    if word in {b"rsa2", b"ssh-rsa"}:
        e, n = numbers
        return RsaPublicKey(n, e)
    if word in {b"dss", b"ssh-dss"}:
        return DsaPublicKey(*numbers)
    x, y = numbers
    if word == b"ssh-ed25519":
        on_curve = x < _P and y < _P and (y * y - x * x - 1 - _D * x * x * y * y) % _P == 0
        return Ed25519PublicKey((y | (x & 1) << 255).to_bytes(32, "little")) if on_curve else None
    curve = CURVES[word.removeprefix(b"ecdsa-sha2-").decode()]
    return EcdsaPublicKey(curve, b"\4" + x.to_bytes(curve.size, "big") + y.to_bytes(curve.size, "big"))


def _of_device(text: bytes, before: bytes) -> bytes:
    """A key line, with the name of the key as its comment; empty where the bytes are none."""
    packed = b"".join(text.split())
    body = bytes.fromhex(packed[: len(packed) // 2 * 2].decode("ascii"))
    names = _some(_PEER, before)
    for label in ("PUBLIC KEY", "RSA PUBLIC KEY"):
        try:
            size = len(body) - _behind(der.Cursor(body, ""))
            (entry,) = read_piece(pem.armour(label, body[:size]))
        except (KeyOpsError, ValueError, *STUMBLES):
            continue
        if entry.public is not None and entry.error is None:
            return _line(entry.public, b"", names[-1]["name"] if names else b"")
    return b""


def _behind(cursor: der.Cursor) -> int:
    """How many bytes follow the first element."""
    cursor.skip("")
    return cursor.left


DEVICE_KEYS: Final = DamageKind(
    "device-keys",
    "Public keys as numbers",
    "host keys of PuTTY and WinSCP, hexadecimal keys of Huawei and Cisco devices",
    "a key line for each",
    EVERYWHERE,
    undo=_undo,
)
