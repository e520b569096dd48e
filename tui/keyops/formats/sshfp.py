r"""SSHFP: the fingerprint of a host key as a record of the DNS.

::

    HOST [TTL] [IN] SSHFP ALGORITHM HASH HEX        as ssh-keygen -r writes it
    HOST [TTL] [IN] TYPE44 \# LENGTH HEX            the same for old name servers, ssh-keygen -r -g

ALGORITHM is 1 RSA, 2 DSA, 3 ECDSA, 4 Ed25519, 6 Ed448; HASH is 1 SHA-1, 2 SHA-256, over the wire form of
the key. The key itself is not in it, so an entry has no public key, only notes of what it tells. Blanks
in the hex are allowed, as ``dig`` writes them; ``;`` begins a comment.

Written are both hashes, as ssh-keygen writes them. The name of the host comes from the comment of the key
if that is a host name, or ``root@`` and a host name, as in the host keys of ssh-keygen -A; else it is
``@``, the name of the zone itself. Source: RFC 4255, RFC 6594, RFC 7479, RFC 8709; RFC 3597 for TYPE44.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Final

from .. import limits
from ..errors import CorruptKeyError, KeyOpsError, UnsupportedConversionError
from ..patterns import compiled
from . import _key_lines
from .contract import Format, KeyEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..keys.base import PublicKey

LABEL: Final = "SSHFP record"

_ALGORITHMS: Final = {"rsa": 1, "dsa": 2, "ecdsa": 3, "ed25519": 4, "ed448": 6}
_NAMES: Final = {1: "an RSA key", 2: "a DSA key", 3: "an ECDSA key", 4: "an Ed25519 key", 6: "an Ed448 key"}
_SHA1, _SHA256 = 1, 2
_HASHES: Final = {_SHA1: ("SHA-1", 20), _SHA256: ("SHA-256", 32)}

_NUMBERS: Final = {"sha1": _SHA1, "sha256": _SHA256}

_LINE: Final = compiled(
    rb"(?P<host>[!-~]*+)(?:[ \t]++(?:[0-9]++[smhdwSMHDW]?|IN|in))*+[ \t]++"
    rb"(?:(?:SSHFP|sshfp)[ \t]++(?P<algorithm>[0-9]{1,3})[ \t]++(?P<hash>[0-9]{1,3})"
    rb"|(?:TYPE44|type44)[ \t]++\\#[ \t]++(?P<length>[0-9]{1,5}))"
    rb"[ \t]++(?P<hex>[0-9A-Fa-f \t()]++)(?:;.*)?",
    re.DOTALL,
)
_FIRST: Final = compiled(rb"(?:\xef\xbb\xbf)?(?:[ \t]*+(?:;[^\r\n]*+)?[\r\n])*+(?P<line>[^\r\n]*+)")
_RECORD: Final = compiled(
    rb"[!-~]*+(?:[ \t]++(?:[0-9]++[smhdwSMHDW]?|IN|in))*+[ \t]++(?:SSHFP|sshfp|TYPE44|type44)[ \t]"
)
_HOST: Final = compiled(
    rb"(?:root@)?(?P<name>(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_-]{1,63})*\.?)"
)


def _sniff(data: bytes) -> bool:
    first = _FIRST.match(data)
    return first is not None and _RECORD.match(first["line"]) is not None


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    """Each record of the file; records of other types are passed over."""
    entries: list[KeyEntry] = []
    for number, line in enumerate(data.removeprefix(_key_lines.BOM).split(b"\n"), 1):
        if not _RECORD.match(line):
            continue
        limits.check("lines", len(entries) + 1, limits.MAX_KEYS_IN_FILE)
        try:
            entries.append(_read_line(line, number))
        except KeyOpsError as error:
            entries.append(KeyEntry(FORMAT.id, line=number, error=error))
    errors = [entry.error for entry in entries if entry.error]
    if len(errors) == len(entries):
        raise errors[0] if errors else CorruptKeyError(LABEL, "there is no record in it")
    return tuple(entries)


def _read_line(line: bytes, number: int) -> KeyEntry:
    container = f"{LABEL} on line {number}"
    match = _LINE.fullmatch(line.rstrip())
    if match is None:
        raise CorruptKeyError(container, "it must contain two numbers and hex digits", field="fingerprint")
    digits = re.sub(rb"[ \t()]", b"", match["hex"])
    if len(digits) % 2:
        raise CorruptKeyError(container, "a hex digit is missing at its end", field="fingerprint")
    raw = bytes.fromhex(digits.decode("ascii"))
    if match["length"] is not None:
        if int(match["length"]) != len(raw) or len(raw) < 2:
            raise CorruptKeyError(
                container,
                f"it should have {int(match['length'])} bytes, but has {len(raw)}",
                field="fingerprint",
            )
        algorithm, hash_id, raw = raw[0], raw[1], raw[2:]
    else:
        algorithm, hash_id = int(match["algorithm"]), int(match["hash"])
    host = match["host"].decode("ascii")
    notes = (("Host", host or "same as the previous record"), *_notes(algorithm, hash_id, raw, container))
    return KeyEntry(FORMAT.id, line=number, options=host, notes=notes)


def _notes(algorithm: int, hash_id: int, digest: bytes, container: str) -> Iterator[tuple[str, str]]:
    name, size = _HASHES.get(hash_id, (f"hash {hash_id}", len(digest)))
    if len(digest) != size:
        raise CorruptKeyError(
            container, f"a {name} has {size} bytes, this one has {len(digest)}", field="fingerprint"
        )
    yield "Of", _NAMES.get(algorithm, f"a key of the unknown type {algorithm}")
    # So written it can be compared with what ssh-keygen -l and every other page shows.
    short = "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
    yield name, short if hash_id == _SHA256 else digest.hex()
    yield "The key", "is not in the record: get it with ssh-keyscan"


def host_of(comment: bytes) -> str:
    """The name of the host that a record is written for: from the comment, or ``@``."""
    match = _HOST.fullmatch(comment.strip())
    return match["name"].decode("ascii") if match else "@"


def _write(public: PublicKey, comment: bytes) -> bytes:
    return records(public, host_of(comment)).encode("ascii")


def records(
    public: PublicKey, host: str, hashes: Iterable[str] = ("sha1", "sha256"), *, generic: bool = False
) -> str:
    """The records of a host key, one in each line.

    Args:
        public: the key of the host.
        host: its name in the DNS, such as ``host.example`` or ``@``.
        hashes: ``sha1``, ``sha256`` or both.
        generic: in the form of RFC 3597, for name servers that do not know the type SSHFP.

    Raises:
        UnsupportedConversionError: the DNS has no number for this key type, or the name is none.
    """
    number = _ALGORITHMS.get(public.family)
    if number is None:
        raise UnsupportedConversionError(
            FORMAT.why_not(public.family) or FORMAT.label, "Choose a host key that is RSA, ECDSA or Ed25519"
        )
    if host != "@" and not _HOST.fullmatch(host.encode("utf-8", "surrogateescape")):
        raise UnsupportedConversionError(f"{host} is not a host name", "Name the host as DNS does")
    lines = []
    for name in hashes:
        raw = hashlib.new(name, public.blob, usedforsecurity=False).digest()
        kind = _NUMBERS[name]
        if generic:
            lines.append(f"{host} IN TYPE44 \\# {len(raw) + 2} {number:02x} {kind:02x} {raw.hex()}\n")
        else:
            lines.append(f"{host} IN SSHFP {number} {kind} {raw.hex()}\n")
    return "".join(lines)


FORMAT: Final = Format(
    id="sshfp",
    label="SSHFP record (DNS)",
    purpose="for the DNS zone of a host",
    families=frozenset(_ALGORITHMS),
    sniff=_sniff,
    read=_read,
    write_public=_write,
    suffix=".sshfp",
    carries_comment=False,
    holds_keys=False,
    no_room={"sk": "DNS has no number for FIDO keys"},
)
"""What ssh-keygen -r writes, and -r -g."""
