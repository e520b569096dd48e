"""What ssh makes of a file that IdentityFile or CertificateFile names.

For an offer ssh needs the public key alone. It takes it from the first of these that has one: the file
itself, if a line of it is a public key; ``NAME.pub``; the part of an OpenSSH private key that stands in
clear. The private key is read when a server has accepted the offer, or at once where no public key was found.
Source: OpenSSH 9.2 authfile.c ``sshkey_load_public``, ``sshkey_try_load_public``, ``sshkey_perm_ok``;
sshconnect2.c ``load_identity_file``.
"""

from __future__ import annotations

import enum
import os
import re
from typing import TYPE_CHECKING, Final

from ..errors import KeyOpsError, NextStep, StorageError
from ..files.reading import read_key_file
from ..findings import Finding, Severity
from ..formats import DEFAULT_PRIVATE, FORMATS, _blocks, _key_lines
from ..inspection import inspection, permissions
from ..patterns import compiled
from ..records import dataclass, replace

if TYPE_CHECKING:
    from pathlib import Path

    from ..damage.diagnosis import Damage
    from ..formats.contract import KeyEntry
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate

_LINE: Final = compiled(_key_lines.KEY_WORDS, re.DOTALL)
_OTHERS: Final = 0o077
_ED25519_SINCE: Final = (9, 6)
"""The first ssh that reads Ed25519 in PKCS#8."""


class Private(enum.StrEnum):
    """What ssh can do with the private key of a file."""

    READY = "ready"
    LOCKED = "locked"
    """It asks for the passphrase."""
    ABSENT = "absent"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class IdentityFile:
    """A file, as ssh sees it."""

    path: Path
    public: PublicKey | None = None
    """What is offered; None where ssh sees none before it reads the private key."""
    certificate: Certificate | None = None
    """What is offered in its place, where the public key line is a certificate."""
    private: Private = Private.ABSENT
    inside: PublicKey | None = None
    """The public key of the private key, where it stands in clear."""
    findings: tuple[Finding, ...] = ()
    """Why the private key cannot be used."""


def examine(path: Path, version: tuple[int, int] | None = None) -> IdentityFile:
    """Look at a file as ssh does. Never raises.

    Args:
        path: expanded.
        version: of ssh, such as (9, 2); the oldest that is known when None.
    """
    public, certificate = public_of(path)
    private, inside, findings = _private_of(path, version or (0, 0))
    if public is not None and inside is not None and public != inside and private is not Private.UNUSABLE:
        private = Private.UNUSABLE
        findings = (
            Finding(
                "pair-differs",
                Severity.ERROR,
                f"{path.name}.pub is not the public key of {path.name}",
                "Rewrite it from the private key",
                NextStep.WRITE_PUBLIC,
                path.name,
            ),
        )
    return IdentityFile(path, public, certificate, private, inside, findings)


def public_of(path: Path) -> tuple[PublicKey | None, Certificate | None]:
    """The public key, or the certificate, that ssh finds for a name; None where it finds none."""
    for candidate in (path, path.with_name(f"{path.name}.pub")):
        found = _first_line(candidate)
        if found is not None:
            return found
    try:
        entries, damages = inspection.look(read_key_file(path))
    except KeyOpsError:
        return None, None
    at = _blocks.used_by_ssh(entries)
    if at is None or entries[at].format != DEFAULT_PRIVATE or any("S" in one.refusing for one in damages):
        return None, None
    return entries[at].public, None


def _first_line(path: Path) -> tuple[PublicKey, Certificate | None] | None:
    """The first line that is a plain public key or a certificate, before any BEGIN line."""
    try:
        data = read_key_file(path)
    except KeyOpsError:
        return None
    for line in data.split(b"\n"):
        if line.startswith(b"-----BEGIN"):
            return None
        found = None if line.startswith(b"#") else _LINE.fullmatch(line.rstrip(b"\r").lstrip(b" \t"))
        if found is None:
            continue
        try:
            return _key_lines.read_key(found["type"], found["body"], str(path))
        except KeyOpsError:
            continue
    return None


_Judged = tuple[Private, "PublicKey | None", tuple[Finding, ...]]


def _private_of(path: Path, version: tuple[int, int]) -> _Judged:
    try:
        status = path.stat()
        entries, damages = inspection.look(read_key_file(path))
    except (FileNotFoundError, NotADirectoryError):
        return Private.ABSENT, None, (_missing(path),)
    except (OSError, KeyOpsError) as error:
        return Private.UNUSABLE, None, (_unreadable(path, error),)
    at = _blocks.used_by_ssh(entries)
    if at is None:
        return Private.UNUSABLE, None, (_no_private(path, entries),)
    why = _too_open(path, status) or _damaged(path, damages) or _not_read(path, entries[at], version)
    if why is not None:
        return Private.UNUSABLE, entries[at].public, (why,)
    return (Private.LOCKED if entries[at].encryption else Private.READY), entries[at].public, ()


def _damaged(path: Path, damages: tuple[Damage, ...]) -> Finding | None:
    """The first damage for which ssh does not read a file."""
    for one in damages:
        if "S" in one.refusing:
            words = f"ssh cannot read {path.name}: {one.title[:1].lower()}{one.title[1:]}"
            finding = Finding(one.id, Severity.ERROR, words, one.hint, is_lost=bool(one.why_not))
            if one.change:
                return replace(finding, hint="Repair it", step=NextStep.REPAIR, about=path.name)
            return finding
    return None


def _missing(path: Path) -> Finding:
    return Finding(
        "missing", Severity.WARNING, f"{path} does not exist", "Correct IdentityFile, or make the key"
    )


def _unreadable(path: Path, error: OSError | KeyOpsError) -> Finding:
    if not isinstance(error, KeyOpsError):
        return Finding("unreadable", Severity.ERROR, f"No permission to look into the folder of {path.name}")
    kind = "unreadable" if isinstance(error, StorageError) else "damaged"
    title = f"ssh cannot read {path.name}: {error.title}"
    return Finding(kind, Severity.ERROR, title, error.hint, error.step, path.name)


def _too_open(path: Path, status: os.stat_result) -> Finding | None:
    if status.st_uid != os.getuid() or not status.st_mode & _OTHERS:
        return None
    mode = status.st_mode & 0o7777
    finding = permissions.mode_open(mode, f"the private key {path.name}")
    return replace(finding, severity=Severity.ERROR, step=NextStep.SET_MODE, about=path.name)


def _no_private(path: Path, entries: tuple[KeyEntry, ...]) -> Finding:
    """Why a file from which ssh takes no private key has none for it."""
    if not any(entry.is_private for entry in entries):
        private = path.name.removesuffix(".pub")
        return Finding(
            "public-named",
            Severity.ERROR,
            f"{path.name} is a public key: ssh can only use it with the private key in the agent",
            f"Name {private} in IdentityFile, or load it: ssh-add {private}",
        )
    label = FORMATS[entries[_blocks.chosen(entries)].format].label
    return Finding(
        "other-format",
        Severity.ERROR,
        f"ssh does not read {label}, the format of {path.name}",
        "Convert it to OpenSSH format",
        NextStep.CONVERT,
        path.name,
    )


def _not_read(path: Path, entry: KeyEntry, version: tuple[int, int]) -> Finding | None:
    family = entry.public.family if entry.public is not None else ""
    late = family == "ed25519" and version >= _ED25519_SINCE
    row = FORMATS[entry.format]
    if family not in row.not_by_openssh or late:
        return None
    return Finding(
        "other-format",
        Severity.ERROR,
        f"{path.name} is in {row.label} format, which this ssh does not read for this key type",
        "Convert it to OpenSSH format",
        NextStep.CONVERT,
        path.name,
    )
