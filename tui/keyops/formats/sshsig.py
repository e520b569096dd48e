"""SSH signatures, as ``ssh-keygen -Y sign`` makes them: recognised and summed up, never verified.

PEM armour ``SSH SIGNATURE`` around::

    "SSHSIG"  u32 1  string public key (or certificate)  string namespace  string reserved
    string hash (sha256, sha512)  string signature (string algorithm, string signature ...)

What was signed is not in the file, so nothing can be verified here. Source: OpenSSH PROTOCOL.sshsig.
"""

from __future__ import annotations

from typing import Final

from tui.keyops import certificates, pem, wire
from tui.keyops.codec import Format, KeyEntry
from tui.keyops.errors import CorruptKeyError, UnsupportedAlgorithmError

LABEL: Final = "SSH SIGNATURE"
MAGIC: Final = b"SSHSIG"
CONTAINER: Final = "SSH signature"


def _sniff(data: bytes) -> bool:
    return pem.has_label(data, LABEL)


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    blocks = pem.find(data, (LABEL,), CONTAINER)
    if not blocks:
        raise CorruptKeyError(
            CONTAINER,
            "its BEGIN line was changed",
            f"The first line must be -----BEGIN {LABEL}----- with five dashes on each side",
            field="BEGIN line",
        )
    return tuple(_entry(block.body) for block in blocks)


def _entry(body: bytes) -> KeyEntry:
    if not body.startswith(MAGIC):
        raise CorruptKeyError(CONTAINER, "it does not begin with SSHSIG", field="magic")
    reader = wire.Reader(body[len(MAGIC) :], CONTAINER)
    version = reader.u32("the version")
    if version != 1:
        raise UnsupportedAlgorithmError(
            f"SSH signatures of version {version} are not known here", "Version 1 is all that OpenSSH makes"
        )
    public, certificate = certificates.read_public(reader.string("the public key"), CONTAINER)
    namespace = reader.string("the namespace")
    reader.string("the reserved field")
    hash_name = reader.text("the hash")
    signature = wire.Reader(reader.string("the signature"), CONTAINER)
    reader.end()
    algorithm = signature.text("the signature algorithm")
    signature.string("the signature itself")
    return KeyEntry(
        FORMAT.id,
        public,
        certificate=certificate,
        notes=(
            ("Namespace", namespace.decode("utf-8", "surrogateescape") or "(none)"),
            ("Hash", hash_name),
            ("Algorithm", algorithm),
            ("Signature", "not verified: that takes the signed file (ssh-keygen -Y verify)"),
        ),
    )


FORMAT: Final = Format(
    id="sshsig",
    label=CONTAINER,
    families=frozenset(),
    sniff=_sniff,
    read=_read,
    suffix=".sig",
    carries_comment=False,
    holds_keys=False,
)
"""What ssh-keygen -Y sign writes; the key shown is the one that signed."""
