"""Is this key revoked? Asked of a key revocation list (KRL), or of a text with one key in each line.

The text may hold, in any mixture: authorized_keys lines, ``SHA256:...`` and ``MD5:...`` fingerprints as
ssh-keygen prints them, and the 20 hex digits of Debian's openssh-blacklist (the MD5 without its first
12). Behind a fingerprint, after a blank, may stand a word on why. Empty lines and comments (``#``) are
passed over.

What a KRL revokes follows OpenSSH's krl.c: a plain key by itself, its SHA-1 or its SHA-256; a
certificate also by serial number or key id of its authority, or with its plain key or its authority.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..errors import CorruptKeyError, KeyOpsError
from ..formats import krl
from ..keys import fingerprints
from ..patterns import compiled
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate

CONTAINER: Final = "revocation list"

_FINGERPRINT: Final = compiled(
    r"(?:(?P<sha256>SHA256:[A-Za-z0-9+/]{43}=?)"
    r"|(?:MD5:)?(?P<md5>(?:[0-9a-f]{2}:){15}[0-9a-f]{2}|[0-9a-f]{32})"
    r"|(?P<short>[0-9a-f]{20}))(?:[ \t]+(?P<why>.*))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """What a list revokes. ``why`` asks it."""

    name: str
    """Of the file, raw."""
    sections: tuple[krl.KrlSection, ...] = ()
    """Of a KRL."""
    blobs: frozenset[bytes] = frozenset()
    """Whole keys of a text."""
    fingerprints: frozenset[tuple[str, str]] = frozenset()
    """Kind (``sha256``, ``md5``, ``short``) and value, of a text."""
    reasons: tuple[tuple[str, str], ...] = ()
    """Fingerprint and what stands behind it."""

    def why(self, public: PublicKey, certificate: Certificate | None = None) -> str | None:
        """Why a key is revoked, such as ``its SHA-256 is in the list``; None when it is not.

        Args:
            public: the plain key.
            certificate: that is to be used with it: it can be revoked while the key is not.
        """
        return next(self._reasons(public, certificate), None)

    def _reasons(self, public: PublicKey, certificate: Certificate | None) -> Iterator[str]:
        yield from self._about(public.blob)
        if certificate is None:
            return
        for words in self._about(certificate.authority.blob):
            yield f"the CA that signed it is revoked: {words}"
        for section in self.sections:
            if words := section.why_certificate(certificate):
                yield words

    def _about(self, blob: bytes) -> Iterator[str]:
        """Why a plain key is revoked."""
        if blob in self.blobs:
            yield "the key is in the list"
        for kind, value in _prints(blob).items():
            if (kind, value) in self.fingerprints:
                told = dict(self.reasons).get(value, "")
                yield f"its fingerprint is in the list{': ' + told if told else ''}"
        for section in self.sections:
            if words := section.why_key(blob):
                yield words


def _prints(blob: bytes) -> dict[str, str]:
    digest = fingerprints.md5_of(blob).removeprefix("MD5:").replace(":", "")
    return {"sha256": fingerprints.sha256_of(blob), "md5": digest, "short": digest[12:]}


def read_list(data: bytes, name: str) -> RevocationList:
    """Take a list apart.

    Args:
        data: the whole file.
        name: of the file, for sentences about it.

    Raises:
        CorruptKeyError: a KRL that is cut or damaged; a text with a line that is neither a key nor a
            fingerprint. A list that is read in part would say of a revoked key that it is fine.
        UnsupportedAlgorithmError: a KRL of another version, or with a critical extension.
    """
    if data.startswith(krl.MAGIC):
        return RevocationList(name, sections=krl.sections(data))
    return _read_text(data, name)


def _read_text(data: bytes, name: str) -> RevocationList:
    blobs, prints, reasons = set(), set(), []
    for number, raw in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        line = raw.strip(" \t\r")
        if "\r" in line:
            raise CorruptKeyError(
                f"{CONTAINER}, line {number}",
                "it contains a carriage return, so it is unclear where its lines end",
                "End each line with LF, and use CR nowhere",
            )
        if not line or line.startswith("#"):
            continue
        match = _FINGERPRINT.fullmatch(line)
        if match is None:
            blobs.add(_blob(line, number))
            continue
        kind = next(kind for kind in ("sha256", "md5", "short") if match[kind])
        value = match[kind].rstrip("=") if kind == "sha256" else match[kind].replace(":", "").lower()
        prints.add((kind, value))
        if match["why"]:
            reasons.append((value, match["why"]))
    return RevocationList(
        name, blobs=frozenset(blobs), fingerprints=frozenset(prints), reasons=tuple(reasons)
    )


def _blob(line: str, number: int) -> bytes:
    from ..inspection.inspection import recognise

    try:
        entry = recognise(line.encode("utf-8", "surrogateescape") + b"\n")[0]
    except KeyOpsError:
        entry = None
    if entry is None or entry.public is None or entry.is_private:
        raise CorruptKeyError(
            f"{CONTAINER}, line {number}",
            "it is neither a public key nor a fingerprint",
            "Each line must be a public key, a fingerprint or a comment that begins with #",
        )
    return entry.public.blob
