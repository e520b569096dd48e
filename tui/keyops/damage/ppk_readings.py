"""PPK files without their first line, or with wrong counts of lines: the MAC tells what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..formats.ppk import container as ppk
from ..patterns import compiled
from . import identity
from .base import EVERYWHERE, DamageKind, Reading
from .text import PPK, decoded

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_HEADLESS: Final = compiled(
    rb"\s*+Encryption: [^\n]{1,40}\nComment:[^\n]*\nPublic-Lines: [0-9]{1,4}\n(?P<body>[^:]{20,8000}?)\n[A-Z]"
)
_MAC: Final = compiled(rb"\nPrivate-MAC: (?P<hex>[0-9a-f]{40,64})\s*+\Z")
_COUNT: Final = compiled(
    rb"(?m)^(?P<name>Public|Private)-Lines: (?P<count>[0-9]{1,4})\n(?P<rows>(?:[A-Za-z0-9+/=]{1,80}\n)+)"
)
_VERSIONS: Final = {40: b"2", 64: b"3"}
"""By the hexadecimal digits of the MAC."""


def _undo_headless(data: bytes) -> Iterator[Reading]:
    found, mac = _HEADLESS.match(data), _MAC.search(data)
    version = _VERSIONS.get(len(mac["hex"])) if mac else None
    kind = identity.type_of_blob(decoded(b"".join(found["body"].split())) or b"") if found else b""
    if version and kind:
        yield Reading(
            PPK + version + b": " + kind + b"\n" + data.lstrip(),
            "The first line, PuTTY-User-Key-File, is missing",
            "put it back",
        )


def _undo_counts(data: bytes) -> Iterator[Reading]:
    def counted(match: re.Match[bytes]) -> bytes:
        count = match["rows"].count(b"\n")
        return match["name"] + f"-Lines: {count}\n".encode() + match["rows"]

    if PPK not in data:
        return
    new = _COUNT.sub(counted, data)
    if new != data:
        yield Reading(new, "It does not have as many lines as it says", "write the right number of lines")


_NO_COMMENT: Final = compiled(rb"(?m)(?<=^)(?P<before>Encryption: [^\n]{1,40}\n)(?=Public-Lines: )")
_NO_MAC: Final = compiled(
    rb"\nPrivate-Lines: [0-9]{1,4}\n(?:[A-Za-z0-9+/=]{1,80}\n)*[A-Za-z0-9+/=]{1,80}\s*+\Z"
)
_HEAD: Final = compiled(PPK + rb"(?P<version>[23]): ")


def _undo_lost(data: bytes) -> Iterator[Reading]:
    """A line of which the key has no need: the two keys prove each other, and the MAC is rewritten."""
    head = _HEAD.match(data)
    if head is None or b"Encryption: none" not in data:
        return
    digits = b"0" * (64 if head["version"] == b"3" else 40)
    with_comment = _NO_COMMENT.sub(rb"\g<before>Comment: imported\n", data)
    lost = (
        (with_comment != data, with_comment, "The Comment line of the PPK file is missing"),
        (
            _NO_MAC.search(data) is not None,
            data.rstrip() + b"\nPrivate-MAC: " + digits + b"\n",
            "The Private-MAC line of the PPK file is missing; its two keys are intact",
        ),
    )
    for is_lost, new, title in lost:
        if is_lost and (sealed := ppk.resealed(new)) is not None:
            yield Reading(sealed, title, "add the line, and recompute the MAC")


PPK_LOST_LINE: Final = DamageKind(
    "ppk-lost-line",
    "PPK file without its Comment or Private-MAC line",
    "not encrypted, and both keys intact",
    "the missing line, and a recomputed MAC",
    EVERYWHERE,
    undo=_undo_lost,
)
PPK_HEADLESS: Final = DamageKind(
    "ppk-headless",
    "PPK file without its first line",
    "begins with `Encryption:`",
    "`PuTTY-User-Key-File-3:` and the key type, taken from the public key",
    EVERYWHERE,
    undo=_undo_headless,
)
PPK_COUNTS: Final = DamageKind(
    "ppk-counts",
    "Wrong number of lines in a PPK file",
    "`Private-Lines: 13` before 14 lines",
    "the right number",
    EVERYWHERE,
    undo=_undo_counts,
)
