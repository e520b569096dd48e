"""Key lines whose words are of another form: a sign behind the key type, the base64 of a PEM public key.

``ssh-rsa MIIBIjANBgkq...`` is the body of a PEM file behind the word that a line begins with: the numbers of
the key are all there, and written as SSH writes them they make the line that was meant.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from ..encoding import pem
from ..errors import KeyOpsError
from ..formats.contract import STUMBLES
from ..patterns import compiled
from . import identity
from .base import EVERYWHERE, DamageKind, Reading
from .proof import read_piece
from .text import TYPE, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGN: Final = compiled(rb"(?m)^([ \t]*+" + TYPE + rb")(?:[:=,;]|[ \t]++[:=,;-])[ \t]*+(?=AAAA)")
_PEM: Final = compiled(
    rb"(?m)^(?P<before>[^\n]{0,200}?)(?P<type>" + TYPE + rb")[ \t]++(?P<body>M[A-Za-z0-9+/]{60,}={0,2})"
)


def _undo_sign(data: bytes) -> Iterator[Reading]:
    new = _SIGN.sub(rb"\1 ", data)
    if new != data:
        yield Reading(new, "A stray character follows the key type", "write a space in its place")


def _undo_pem(data: bytes) -> Iterator[Reading]:
    if b" M" not in data:
        return
    new = _PEM.sub(lambda match: match["before"] + (_line(match["body"]) or match[0]), data)
    if new != data:
        yield Reading(
            new,
            "The base64 of a PEM public key follows the key type; SSH writes the key differently",
            "write the same key as SSH does",
        )


def _line(packed: bytes) -> bytes | None:
    """Key type and base64 of the key in a DER body; None when it holds none."""
    body = decoded(packed) or b""
    label = identity.label_of(body)
    try:
        public = read_piece(pem.armour(label, body))[0].public if label.endswith("PUBLIC KEY") else None
    except (KeyOpsError, *STUMBLES):
        return None
    return None if public is None else public.algorithm.encode() + b" " + base64.b64encode(public.blob)


_START: Final = compiled(
    rb"(?m)^(?P<type>[ \t]*+" + TYPE + rb"[ \t]++)A{0,8}+(?P<rest>[B-Za-z0-9+/][A-Za-z0-9+/]{40,}+={0,2})"
)
_TORN: Final = compiled(
    rb"\A\s*+(?P<type>"
    + TYPE
    + rb")[ \t]*+\r?\n[ \t]*+(?P<key>AAAA[A-Za-z0-9+/=]{40,}+)(?:[ \t]*+\r?\n(?P<rest>[^\n]{1,100}))?\s*+\Z"
)


def _undo_start(data: bytes) -> Iterator[Reading]:
    new = _START.sub(rb"\g<type>AAAA\g<rest>", data)
    if new != data:
        yield Reading(
            new, "The base64 does not begin with AAAA, as every public key does", "make it begin with AAAA"
        )


def _undo_torn(data: bytes) -> Iterator[Reading]:
    found = _TORN.match(data)
    if found is not None:
        words = [found["type"], found["key"], *filter(None, [(found["rest"] or b"").strip()])]
        yield Reading(
            b" ".join(words) + b"\n",
            "The key type, the key and the comment are on lines of their own",
            "write them on one line",
        )


KEY_START: Final = DamageKind(
    "key-start",
    "The base64 of a public key line has the wrong first letters",
    "more or fewer than four As at the beginning",
    "the AAAA that every public key begins with",
    EVERYWHERE,
    undo=_undo_start,
)
TORN_LINE: Final = DamageKind(
    "torn-line",
    "Key type, key and comment on lines of their own",
    "a key type alone on the first line",
    "one line",
    EVERYWHERE,
    undo=_undo_torn,
)
TYPE_SIGN: Final = DamageKind(
    "type-sign",
    "A stray character after the key type",
    "`ssh-ed25519:` or `ssh-rsa =` before the base64",
    "a space",
    EVERYWHERE,
    undo=_undo_sign,
)
PEM_IN_LINE: Final = DamageKind(
    "pem-in-line",
    "The body of a PEM public key after a key type",
    "`ssh-rsa MII...`",
    "the same key as SSH writes it",
    EVERYWHERE,
    undo=_undo_pem,
)
