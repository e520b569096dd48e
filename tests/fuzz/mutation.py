"""Damage of every kind, from a seed: what a fuzzer changes in a valid file.

Half of the changes are made below the armour, where the lengths and numbers of a format are: the base64 of
a body is decoded, changed and encoded again, so that a reader gets further than "not base64".
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

MAX_BYTES: Final = 16 * 1024

_BODY: Final = re.compile(rb"(?:^[A-Za-z0-9+/]{24,}={0,2}\n?)+", re.MULTILINE)
_WORD: Final = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")
_NUMBER: Final = re.compile(rb"\d+")
_TOKENS: Final = (
    b"\0",
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\0\0\0\1",
    b"\x80",
    b"\xff",
    b"\n",
    b"\r\n",
    b"\r",
    b" ",
    b"\t",
    b"=",
    b":",
    b"\\\n",
    b'"',
    b"'",
    b",",
    b"-----BEGIN ",
    b"-----END ",
    b"PRIVATE KEY-----\n",
    b"---- BEGIN SSH2 ",
    b"ssh-rsa",
    b"ssh-ed25519",
    b"ecdsa-sha2-nistp256",
    b"sk-ssh-ed25519@openssh.com",
    b"ssh-dss",
    b"-cert-v01@openssh.com",
    b"none",
    b"bcrypt",
    b"aes256-ctr",
    b"PuTTY-User-Key-File-3: ",
    b"Argon2-Memory: ",
    b"Proc-Type: 4,ENCRYPTED\n",
    b"DEK-Info: ",
    b"{",
    b"[",
    b'"kty":"RSA"',
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x30\x82",
    b"\x30\x80",
    b"\x02\x01\x00",
    b"\x04\x84\xff\xff\xff\xff",
    b"\xa0\x03",
    b"|1|",
    b"@cert-authority ",
    b"SSHKRL\n\0",
    b"SSHSIG",
    b"0" * 40,
    b"9" * 5000,
    b"IN SSHFP 4 2 ",
)


class Mutator:
    """Makes new inputs of seeds.

    Args:
        rng: where chance comes from.
        seeds: valid files to begin with.
    """

    def __init__(self, rng: random.Random, seeds: Sequence[bytes]) -> None:
        self.rng = rng
        self.seeds = list(seeds)

    def input(self) -> bytes:
        """A seed with one to eight changes."""
        return self.change(self.rng.choice(self.seeds))

    def change(self, data: bytes) -> bytes:
        """The same bytes with one to eight changes."""
        below = self.rng.random() < 0.5
        for _ in range(min(1 + int(self.rng.expovariate(0.7)), 8)):
            data = self._below_armour(data) if below else self._once(data)
        return data[:MAX_BYTES]

    def _below_armour(self, data: bytes) -> bytes:
        places = list(_BODY.finditer(data)) or list(_WORD.finditer(data))
        if not places:
            return self._once(data)
        place = self.rng.choice(places)
        packed = b"".join(place[0].split())
        try:
            body = base64.b64decode(packed)
        except (binascii.Error, ValueError):
            return self._once(data)
        text = base64.b64encode(self._once(body))
        end = b""
        if place[0].endswith(b"\n"):
            text = b"\n".join(text[at : at + 64] for at in range(0, len(text), 64))
            end = b"\n"
        return data[: place.start()] + text + end + data[place.end() :]

    def _once(self, data: bytes) -> bytes:
        rng = self.rng
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(10)
        changed = bytearray(data)
        if kind == 0 and data:
            changed[at % len(data)] ^= 1 << rng.randrange(8)
        elif kind == 1 and data:
            changed[at % len(data)] = rng.randrange(256)
        elif kind == 2:
            changed[at:at] = rng.choice(_TOKENS)
        elif kind == 3:
            del changed[at : at + rng.choice((1, 2, 4, 64, len(data)))]
        elif kind == 4:
            end = at + rng.choice((1, 4, 32, 256))
            changed[at:at] = data[at:end] * rng.choice((1, 1, 2, 20))
        elif kind == 5 and len(data) >= 4:
            self._length(changed)
        elif kind == 6:
            other = rng.choice(self.seeds)
            start = rng.randrange(len(other) + 1)
            changed[at:] = other[start:]
        elif kind == 7:
            return self._line(data)
        elif kind == 8:
            return self._number(data)
        else:
            changed[at : at + 4] = rng.choice(_TOKENS)
        return bytes(changed)

    def _length(self, changed: bytearray) -> None:
        """Another number in four bytes: a length, a count, a tag."""
        at = self.rng.randrange(len(changed) - 3)
        value = int.from_bytes(changed[at : at + 4], "big")
        new = self.rng.choice((value + 1, value - 1, value * 2, 0, 1, 2**31, 2**32 - 1, len(changed)))
        changed[at : at + 4] = (new % 2**32).to_bytes(4, "big")

    def _line(self, data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        if not lines:
            return data
        at = self.rng.randrange(len(lines))
        kind = self.rng.randrange(4)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, self.rng.choice(lines))
        elif kind == 2:
            lines[at] = self.rng.choice((b" ", b"\t", b"> ")) + lines[at]
        else:
            self.rng.shuffle(lines)
        return b"".join(lines)

    def _number(self, data: bytes) -> bytes:
        places = list(_NUMBER.finditer(data))
        if not places:
            return data
        place = self.rng.choice(places)
        new = self.rng.choice((b"0", b"1", b"-1", b"4294967296", b"99999999999999999999", b"1e9", b""))
        return data[: place.start()] + new + data[place.end() :]
