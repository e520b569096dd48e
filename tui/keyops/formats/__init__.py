"""One file per container format, and FORMATS, the one ordered table of them. Sniffing goes from the top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.keyops.formats import (
    allowed_signers,
    der_files,
    dropbear,
    jwk,
    known_hosts,
    krl,
    openssh,
    openssh_public,
    pem,
    pkcs8,
    ppk,
    rfc4716,
    spki,
    ssh1,
    ssh1_public,
    sshcom,
    sshfp,
    sshsig,
)

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
        sshcom.FORMAT,
        ssh1.FORMAT,
        dropbear.FORMAT,
        rfc4716.FORMAT,
        spki.FORMAT,
        sshsig.FORMAT,
        krl.FORMAT,
        jwk.PRIVATE,
        jwk.PUBLIC,
        der_files.TRADITIONAL,
        der_files.PKCS8,
        der_files.SPKI,
        sshfp.FORMAT,
        known_hosts.FORMAT,
        allowed_signers.FORMAT,
        openssh_public.FORMAT,
        ssh1_public.FORMAT,
    )
}

PRIVATE_FORMATS: Final = tuple(row for row in FORMATS.values() if row.write_private)
"""Those that a private key can be written in."""

PUBLIC_FORMATS: Final = tuple(row for row in FORMATS.values() if row.write_public)
"""Those that a public key can be written in."""
