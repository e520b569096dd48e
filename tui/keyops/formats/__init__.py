"""One file per container format, and FORMATS, the one ordered table of them. Sniffing goes from the top."""

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
        ppk.VERSION_1,
        rfc4716.FORMAT,
        spki.FORMAT,
        openssh_public.FORMAT,
    )
}

PRIVATE_FORMATS: Final = tuple(row for row in FORMATS.values() if row.write_private)
"""Those that a private key can be written in."""

PUBLIC_FORMATS: Final = tuple(row for row in FORMATS.values() if row.write_public)
"""Those that a public key can be written in."""
