"""Key revocation lists (KRL), as ``ssh-keygen -k`` makes them: recognised and summed up.

Binary::

    u64 "SSHKRL" 0A 00  u32 1  u64 version of the list  u64 date  u64 flags  string reserved  string comment
    then sections: u8 kind, string data
      1    certificates: string authority (empty: any), string reserved, then u8 kind, string data
             0x20  serial numbers, u64 each      0x21  range, u64 first, u64 last
             0x22  bitmap, u64 offset, mpint     0x23  key ids, string each
             0x39  extension
      2    public keys, string each
      3, 5 SHA-1, SHA-256 of public keys, string each
      4    signature: string key (the data), string signature (dropped in OpenSSH 9.4)
      255  extension

The fingerprints in it are of unknown keys, so there is no key to show. Source: OpenSSH PROTOCOL.krl, krl.c.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from typing import TYPE_CHECKING, Final

from .. import limits
from ..encoding.wire import Reader
from ..errors import UnsupportedAlgorithmError
from ..keys import certificate as certificates
from ..keys import fingerprints
from ..keys.algorithms import label_of
from ..moments import moment_words
from ..records import dataclass
from .contract import Format, KeyEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC: Final = b"SSHKRL\n\0"
CONTAINER: Final = "key revocation list"

_CERTIFICATES: Final = 1
_SIGNATURE: Final = 4
_EXTENSION: Final = 255
_KEYS: Final = {2: "whole key", 3: "SHA-1 fingerprint", 5: "SHA-256 fingerprint"}
_HASH_SIZES: Final = {3: 20, 5: 32}
_SERIALS, _RANGE, _BITMAP, _IDS, _EXTENSION_PART = 0x20, 0x21, 0x22, 0x23, 0x39
_MAX_ROWS: Final = 100
_NO_AUTHORITY: Final = frozenset({"unknown", "ed448"})
"""Families of keys that no OpenSSH has code for."""


def _sniff(data: bytes) -> bool:
    return data.startswith(MAGIC)


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    found = _revoked(data)
    rows = tuple(found.rows())
    if len(rows) > _MAX_ROWS:
        rows = (*rows[:_MAX_ROWS], ("And", f"{len(rows) - _MAX_ROWS:,} more"))
    notes = (("Version", str(found.version)), ("Made", moment_words(found.date)), *rows)
    return (KeyEntry(FORMAT.id, comment=found.comment, notes=notes),)


def sections(data: bytes) -> tuple[KrlSection, ...]:
    """What a list revokes.

    Raises:
        CorruptKeyError: it is cut or damaged.
        UnsupportedAlgorithmError: it has a critical extension, which nobody may ignore.
    """
    found = _revoked(data)
    critical = next((words for words in found.others if words.startswith("critical")), None)
    if critical:
        raise UnsupportedAlgorithmError(
            f"The list has a {critical}, which is not supported", "Query it with the program that made it"
        )
    return tuple(found.sections)


class _Revoked:
    """What all sections together revoke."""

    def __init__(self, version: int, date: int, comment: bytes) -> None:
        self.version, self.date, self.comment = version, date, comment
        self.sections: list[KrlSection] = []
        self.serials: Counter[str] = Counter()
        """By authority; so are key ids."""
        self.ids: Counter[str] = Counter()
        self.keys: Counter[str] = Counter()
        self.others: Counter[str] = Counter()

    def rows(self) -> Iterator[tuple[str, str]]:
        """One for each authority, then one for each way in which keys are given."""
        for authority, serials in self.serials.items():
            ids = self.ids[authority]
            words = [f"{serials:,} by serial number"] if serials else []
            words += [f"{ids:,} by key id"] if ids else []
            yield "Revokes", f"certificates of {authority}: {', '.join(words) or 'none'}"
        for what, count in self.keys.items():
            yield "Revokes", f"{count:,} {what}{'' if count == 1 else 's'}"
        if not self.serials and not self.keys:
            yield "Revokes", "nothing"
        for what, count in self.others.items():
            yield "Also contains", f"{count:,} {what}"


def _revoked(data: bytes) -> _Revoked:
    reader = Reader(data[len(MAGIC) :], CONTAINER)
    layout = reader.u32("the version of the format")
    if layout != 1:
        raise UnsupportedAlgorithmError(
            f"Key revocation lists of format {layout} are not supported",
            "OpenSSH only makes format 1",
        )
    number, date = reader.u64("the version"), reader.u64("the date")
    reader.u64("the flags")
    reader.string("the reserved field")
    found = _Revoked(number, date, reader.string("the comment"))
    while reader.left:
        kind = reader.u8("the section type")
        part = Reader(reader.string("a section"), CONTAINER)
        if kind == _CERTIFICATES:
            _take_certificates(part, found)
        elif kind in _KEYS:
            _take_keys(kind, part, found)
        elif kind == _SIGNATURE:
            reader.string("a signature")
            found.others["signature (not verified)"] += 1
        elif kind == _EXTENSION:
            found.others[_extension(part)] += 1
        else:
            raise reader.corrupt(f"there is no section of type {kind}", "section")
    return found


def _take_keys(kind: int, data: Reader, found: _Revoked) -> None:
    values, size = [], _HASH_SIZES.get(kind)
    while data.left:
        value = data.string("a revoked key")
        if size and len(value) != size:
            raise data.corrupt(f"a hash must be {size} bytes and is {len(value)}", "hash")
        values.append(value)
    found.keys[_KEYS[kind]] += len(values)
    alone = frozenset(values)
    found.sections.append(KrlSection(hashes=alone) if size else KrlSection(keys=alone))


def _extension(data: Reader) -> str:
    name = data.string("the name of an extension").decode("utf-8", "surrogateescape")
    critical = data.u8("whether an extension is critical")
    data.string("the content of an extension")
    data.end()
    return f"{'critical ' if critical else ''}extension {name}"


def _take_certificates(data: Reader, found: _Revoked) -> None:
    authority = data.string("the authority")
    name = _name(authority)
    data.string("the reserved field")
    serials: list[tuple[int, int]] = []
    bitmaps: list[tuple[int, int]] = []
    ids: list[bytes] = []
    while data.left:
        kind = data.u8("the part type")
        part = Reader(data.string("a part"), CONTAINER)
        if kind == _IDS:
            while part.left:
                ids.append(part.string("a key id"))
        elif kind == _EXTENSION_PART:
            found.others[_extension(part)] += 1
        elif kind == _BITMAP:
            bitmaps.append((part.u64("the offset"), part.mpint("the bitmap")))
            part.end()
        else:
            serials += _serials(kind, part)
    found.ids[name] += len(ids)
    found.serials[name] += sum(last - first + 1 for first, last in serials)
    found.serials[name] += sum(bits.bit_count() for _, bits in bitmaps)
    found.sections.append(
        KrlSection(authority=authority, serials=tuple(serials), bitmaps=tuple(bitmaps), ids=frozenset(ids))
    )


def _serials(kind: int, part: Reader) -> list[tuple[int, int]]:
    if kind == _SERIALS:
        if part.left % 8:
            raise part.corrupt("the serial numbers are not 8 bytes each", "serial numbers")
        return [(one, one) for (one,) in struct.iter_unpack(">Q", part.take(part.left, "serial numbers"))]
    if kind != _RANGE:
        raise part.corrupt(f"there is no part of kind {kind}", "part")
    first, last = part.u64("the first serial number"), part.u64("the last serial number")
    if last < first:
        raise part.corrupt("a range of serial numbers ends before it begins", "range")
    part.end()
    return [(first, last)]


def _refused(what: str) -> UnsupportedAlgorithmError:
    return UnsupportedAlgorithmError(
        f"A CA in the {CONTAINER} has {what}",
        "ssh-keygen and sshd refuse such a list, and with it every key: make it again",
    )


def _name(authority: bytes) -> str:
    if not authority:
        return "any CA"
    public, _ = certificates.read_public(authority, CONTAINER)
    if public.family in _NO_AUTHORITY:
        raise _refused(f"a key of type {public.algorithm}, which OpenSSH does not know")
    if public.family == "rsa" and public.bits < limits.MIN_OPENSSH_RSA_BITS:
        floor = limits.MIN_OPENSSH_RSA_BITS
        raise _refused(f"an RSA key of {public.bits} bits, but OpenSSH refuses keys under {floor}")
    return f"{label_of(public)} {fingerprints.sha256(public)}"


@dataclass(frozen=True, slots=True)
class KrlSection:
    """One section of a list, for asking it: the certificates of one authority, or keys in one form."""

    keys: frozenset[bytes] = frozenset()
    """Whole keys in wire form."""
    hashes: frozenset[bytes] = frozenset()
    """SHA-1 (20 bytes) or SHA-256 (32 bytes) of wire forms."""
    authority: bytes | None = None
    """Whose certificates it is about: the wire form, empty for any CA; None for no certificates."""
    serials: tuple[tuple[int, int], ...] = ()
    """First and last serial number of each range."""
    bitmaps: tuple[tuple[int, int], ...] = ()
    """Offset, and the number whose bits say which serial numbers behind it are revoked."""
    ids: frozenset[bytes] = frozenset()

    def why_key(self, blob: bytes) -> str:
        """Why a plain key in wire form is revoked; empty when it is not."""
        if blob in self.keys:
            return "the key is in the list"
        if hashlib.sha256(blob).digest() in self.hashes:
            return "its SHA-256 is in the list"
        if hashlib.sha1(blob, usedforsecurity=False).digest() in self.hashes:
            return "its SHA-1 is in the list"
        return ""

    def why_certificate(self, certificate: certificates.Certificate) -> str:
        """Why a certificate is revoked by serial number or key id; empty when it is not.

        Serial number 0 is what an authority writes that does not number them: OpenSSH compares no such.
        """
        if self.authority is None or self.authority not in {b"", certificate.authority.blob}:
            return ""
        if certificate.key_id in self.ids:
            return "its key id is in the list"
        serial = certificate.serial
        if serial and (
            any(first <= serial <= last for first, last in self.serials)
            or any(serial >= start and bits >> (serial - start) & 1 for start, bits in self.bitmaps)
        ):
            return f"its serial number {serial} is in the list"
        return ""


FORMAT: Final = Format(
    id="krl",
    label="OpenSSH key revocation list",
    binary=True,
    families=frozenset(),
    sniff=_sniff,
    read=_read,
    suffix=".krl",
    holds_keys=False,
)
"""What ssh-keygen -k writes and RevokedKeys in sshd_config names."""
