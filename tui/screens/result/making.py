"""What the Generate form asks for, what is written, and what is told of a new or converted key."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...keyops.conversion import conversion
from ...keyops.files import storage
from ...keyops.formats import FORMATS
from ...keyops.formats.contract import Strength
from ...keyops.keys import fingerprints
from ...keyops.keys.algorithms import ALGORITHMS, label_of
from ...keyops.targets import names as targets
from ...messages import KeyGenerated, PublicKeyText, ResultFile

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.conversion.conversion import Conversion
    from ...keyops.formats.contract import Format, Protection
    from ...keyops.generation.generation import KeySpec
    from ...keyops.keys.base import PublicKey
    from ...keyops.keys.pair import KeyPair


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """What is to be made."""

    spec: KeySpec
    format: str
    protection: Protection | None = field(repr=False)
    """How the private key is encrypted; None for no passphrase."""
    path: Path
    """Of the private file, absolute."""
    service: str = ""
    """The id of the service it is for."""


def short_label(row: Format) -> str:
    """A container in a word or two: ``PEM``, ``PPK 3``, ``Dropbear``."""
    return row.label.partition(" (")[0].removesuffix(" private key").replace(" version ", " ")


def kind_words(family: str, bits: int) -> str:
    """``RSA key of 4096 bits``, ``Ed25519 key``."""
    row = ALGORITHMS[family]
    return f"{row.label} key" if len(row.sizes) == 1 else f"{row.label} key of {bits} bits"


def article(family: str) -> str:
    """``an`` before RSA, ECDSA and SSH-1 RSA, as they are spoken; ``a`` before DSA."""
    return "an" if ALGORITHMS[family].label[0] in "AEIORS" else "a"


def legacy_words(family: str, bits: int) -> str:
    """Who still needs such a key, to follow "for"; empty when it is not only for old devices."""
    row = ALGORITHMS[family]
    return row.legacy.needed_by if row.legacy and row.is_legacy(bits) else ""


def summary(family: str, bits: int, target: Format, *, locked: bool) -> str:
    """What will be made, as ``RSA 4096, OpenSSH format, with a passphrase``."""
    row = ALGORITHMS[family]
    what = row.label if len(row.sizes) == 1 else f"{row.label} {bits}"
    lock = "with a passphrase" if locked else "no passphrase"
    return f"{what}, {short_label(target)} format, {lock}."


def save(request: KeyRequest, packed: Conversion, pair: KeyPair) -> KeyGenerated:
    """Write both halves, and tell of it. Never overwrites.

    Raises:
        StorageError: nothing was written.
    """
    line = conversion.pack_public(pair.public, targets.public_line(pair.public.family), pair.comment).data
    public = storage.public_path(request.path)
    storage.save(
        [
            storage.NewFile(request.path, packed.data, private=True),
            storage.NewFile(public, line, private=False),
        ]
    )
    label = label_of(pair.public)
    return KeyGenerated(
        headline=f"{request.path.name} was made",
        container=FORMATS[request.format].label,
        key=PublicKeyText(
            request.path.name,
            label,
            line.decode("utf-8", "surrogateescape").rstrip("\n"),
            fingerprints.usual(pair.public),
            pair.comment.decode("utf-8", "surrogateescape"),
            request.path,
        ),
        randomart=_art(pair.public),
        files=(
            ResultFile(request.path, stat.S_IMODE(os.lstat(request.path).st_mode), private=True),
            ResultFile(public, stat.S_IMODE(os.lstat(public).st_mode), private=False),
        ),
        notes=tuple(_notes(request, packed)),
        service=request.service,
    )


def converted(
    made: Conversion,
    files: list[storage.NewFile],
    source: str,
    *,
    notes: tuple[str, ...] = (),
    service: str = "",
) -> KeyGenerated:
    """Tell of a key that was converted and written.

    Args:
        made: the key.
        files: what was written, the key first.
        source: the name of the file it came from.
        notes: findings worth reading now.
        service: the id of the service it is for.
    """
    name = files[0].path.name
    line = conversion.pack_public(made.public, targets.public_line(made.public.family), made.comment).data
    return KeyGenerated(
        headline=f"{name} was made from {source}",
        container=FORMATS[made.format].label,
        key=PublicKeyText(
            name,
            label_of(made.public),
            line.decode("utf-8", "surrogateescape").rstrip("\n"),
            fingerprints.usual(made.public),
            made.comment.decode("utf-8", "surrogateescape"),
            files[0].path,
        ),
        randomart=_art(made.public),
        files=tuple(
            ResultFile(
                file.path, storage.PRIVATE_MODE if file.private else storage.PUBLIC_MODE, private=file.private
            )
            for file in files
        ),
        notes=(*made.notes, *notes),
        service=service,
    )


def _art(public: PublicKey) -> str:
    """The drawing, from the SHA256 fingerprint; SSH version 1 has none."""
    return "" if public.family == "rsa1" else fingerprints.randomart(public)


def _notes(request: KeyRequest, packed: Conversion) -> list[str]:
    row, target = ALGORITHMS[request.spec.family], FORMATS[request.format]
    notes = []
    if request.service:
        from ...keyops.services import profile
        from ...keyops.services.outcome import outcome

        notes.append(outcome(packed, profile(request.service)))
    if not row.in_openssh:
        notes.append(f"{row.label}: {row.advice}")
    if words := legacy_words(row.family, request.spec.bits):
        notes.append(f"For {words}")
    if request.protection is None:
        notes.append("No passphrase: anyone who can read the private key file can use the key")
    elif target.protection is not None and target.protection.strength is Strength.WEAK:
        notes.append(f"{short_label(target)} encryption is weak: protect the private key file")
    return notes
