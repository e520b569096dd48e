"""FORMATS: the one ordered table of container formats. Sniffing goes from the top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.keyops.formats import openssh, openssh_public, pem, pkcs8, ppk, rfc4716, spki

if TYPE_CHECKING:
    from tui.keyops.codec import Format

FORMATS: Final[dict[str, Format]] = {
    row.id: row
    for row in (
        openssh.FORMAT,
        pem.FORMAT,
        pkcs8.FORMAT,
        ppk.VERSION_3,
        ppk.VERSION_2,
        rfc4716.FORMAT,
        spki.FORMAT,
        openssh_public.FORMAT,
    )
}

PRIVATE_FORMATS: Final = tuple(row for row in FORMATS.values() if row.is_private)
PUBLIC_FORMATS: Final = tuple(row for row in FORMATS.values() if not row.is_private)
