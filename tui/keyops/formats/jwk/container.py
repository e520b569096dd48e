"""JSON Web Keys, and sets of them.

::

    { "kty": "RSA", "n", "e", private: "d", "p", "q", "dp", "dq", "qi" }      RFC 7518, 6.3
    { "kty": "EC",  "crv": "P-256", "P-384" or "P-521", "x", "y", private: "d" }     6.2
    { "kty": "OKP", "crv": "Ed25519" or "Ed448", "x", private: "d" }          RFC 8037
    { "keys": [ key, key ... ] }                                              RFC 7517, 5

Numbers are base64url without padding: those of RSA as short as can be, those of EC and OKP of fixed
length. Other members are passed over, but for one: ``kid`` is the only member that holds what the owner
calls the key, so it carries the comment both ways, and is left out where there is none. JSON is Unicode
text, so bytes of a comment that are not UTF-8 come out as U+FFFD.

A key is private when it has ``d``; one file may hold both sorts. A bad key of a set is an entry with its
error; a file in which no key is good is refused with the first error. An RSA key of n, e and d alone is
given its primes again. There is no encryption here: what JOSE calls an encrypted JWK is a JWE.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from ... import limits
from ...errors import (
    CorruptKeyError,
    KeyOpsError,
    UnsupportedConversionError,
)
from ...patterns import compiled
from ..contract import Format, KeyEntry, Protection, Rewrite
from . import text
from .key import PRIVATE_ID, PUBLIC_ID, Jwk, private_members, public_members

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...keys.base import PublicKey
    from ...keys.pair import KeyPair

LABEL: Final = "JWK"

_START: Final = compiled(rb"(?:\xef\xbb\xbf)?\s*+[{\[]")
_KTY: Final = compiled(rb'["\x27]kty["\x27]\s*+:')
_D: Final = compiled(rb'["\x27]d["\x27]\s*+:')
_MAX_RECOVERED_KEYS: Final = 2
"""In one file."""


def _sniff(data: bytes, *, private: bool) -> bool:
    return (
        _START.match(data) is not None
        and _KTY.search(data) is not None
        and (_D.search(data) is not None) == private
    )


def _sniff_private(data: bytes) -> bool:
    return _sniff(data, private=True)


def _sniff_public(data: bytes) -> bool:
    return _sniff(data, private=False)


def read(data: bytes) -> tuple[KeyEntry, ...]:
    """Read a key, a set of keys, or a bare list of them.

    Raises:
        CorruptKeyError: it is not JSON, or no key of it is good.
        UnsupportedAlgorithmError: none of them is of a type that SSH has.
        LimitError: a number is larger than sane.
    """
    top, noted = text.parsed(data)
    members = _members(top)
    entries: list[KeyEntry] = []
    errors: list[KeyOpsError] = []
    for number, member in enumerate(members, 1):
        key = Jwk(member, LABEL if len(members) == 1 else f"{LABEL} number {number}", noted)
        try:
            entries.append(key.entry())
        except KeyOpsError as error:
            entries.append(KeyEntry(PUBLIC_ID, error=error))
            errors.append(error)
    if len(errors) == len(entries):
        raise errors[0]
    alone = sum(
        entry.is_private and "n" in key and "p" not in key
        for entry, key in zip(entries, members, strict=True)
    )
    limits.check("RSA keys without their primes", alone, _MAX_RECOVERED_KEYS)
    return tuple(entries)


def _members(top: object) -> list[dict[str, Any]]:
    found = top.get("keys") if isinstance(top, dict) and "kty" not in top else top
    rows = found if isinstance(found, list) else [found]
    members = [row for row in rows if isinstance(row, dict)]
    if not members or len(members) != len(rows):
        raise CorruptKeyError(
            LABEL,
            "there is no key where a key or a set of keys should be",
            "Extract the key from the text around it: from the brace before its kty to the matching one",
        )
    limits.check("keys", len(members), limits.MAX_KEYS_IN_FILE)
    return members


def _compose(members: dict[str, str], comment: bytes) -> bytes:
    import json

    if comment:
        members["kid"] = comment.decode("utf-8", "replace")
    return json.dumps(members, indent=2).encode("ascii") + b"\n"


def _write_private(pair: KeyPair, protection: Protection | None) -> bytes:
    if protection is not None:
        raise UnsupportedConversionError(
            "JWK cannot be protected by a passphrase", "Choose PKCS#8 or OpenSSH format for it"
        )
    return _compose(public_members(pair.public) | private_members(pair), pair.comment)


def _write_public(public: PublicKey, comment: bytes) -> bytes:
    return _compose(public_members(public), comment)


def with_comment(data: bytes, index: int, comment: bytes) -> bytes:
    """A file with another ``kid`` of one key; all other members stay, in their order.

    Raises:
        CorruptKeyError: it is not a file of JWK.
    """
    return _changed(data, index, {"kid": comment.decode("utf-8", "replace") if comment else None})


def with_key(data: bytes, index: int, pair: KeyPair) -> bytes:
    """A file with the numbers of one key written properly; all other members stay, in their order.

    Raises:
        CorruptKeyError: it is not a file of JWK.
    """
    return _changed(data, index, {**public_members(pair.public), **private_members(pair)})


def _changed(data: bytes, index: int, new: Mapping[str, str | None]) -> bytes:
    """With other members in one key; what is None is left out."""
    import json
    import secrets

    mark = secrets.token_hex(16)  # no text holds it, so that numbers are known by it, and keep their digits
    top, _ = text.parsed(data, number=lambda digits: mark + digits)
    member = _members(top)[index]
    for name, value in new.items():
        member.pop(name, None) if value is None else member.update({name: value})
    before = data.decode("utf-8-sig")
    indent = re.search(r"\n([ \t]+)", before)
    made = json.dumps(top, indent=indent[1] if indent else None, ensure_ascii=before.isascii())
    made = re.sub(rf'"{mark}([^"]*)"', r"\1", made)
    # Nothing but half a character cannot be encoded: it is written \udXXX, as it must have stood there.
    return made.encode("utf-8", "backslashreplace") + b"\n" * before.endswith("\n")


def _rewrite(data: bytes, index: int, request: Rewrite) -> bytes:
    return data if request.comment is None else with_comment(data, index, request.comment)


_FAMILIES: Final = frozenset({"rsa", "ecdsa", "ed25519", "ed448"})
_NO_ROOM: Final = {
    "dsa": "DSA has no JWK form: JOSE never supported it",
    "sk": "FIDO keys have no JWK form: the private key stays on a hardware token",
}

PRIVATE: Final = Format(
    id=PRIVATE_ID,
    label="JWK",
    purpose="for web services: JSON",
    families=_FAMILIES,
    sniff=_sniff_private,
    read=read,
    write_private=_write_private,
    rewrite=_rewrite,
    rewrite_key=with_key,
    suffix=".jwk",
    no_room=_NO_ROOM,
)
"""With its private key. The comment is the member ``kid``."""

PUBLIC: Final = Format(
    id=PUBLIC_ID,
    label="JWK public key",
    purpose="for web services: JSON",
    families=_FAMILIES,
    sniff=_sniff_public,
    read=read,
    write_public=_write_public,
    suffix=".jwk",
    no_room=_NO_ROOM,
)
"""The public key alone."""
