"""PPK files without their first line, or with wrong counts of lines: the MAC tells what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
        yield Reading(
            new, "Its number of lines is not the number that it says", "write the right number of lines"
        )


PPK_HEADLESS: Final = DamageKind(
    "ppk-headless",
    "PPK file without its first line",
    "begins with `Encryption:`",
    "`PuTTY-User-Key-File-3:` and the key type, which the public key tells",
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
