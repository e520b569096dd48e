"""What a list of revoked keys holds, one line for each entry, as ``ssh-keygen -k`` takes them.

::

    # certificates of ALGORITHM SHA256:...    serial: 5    serial: 1-100    id: TEXT
    key: ALGORITHM BASE64                     hash: SHA256:...              # hash SHA1:HEX

It takes no hashes but SHA-256, so that the others stand in comments, as in its own listing.
Source of the words: ssh-keygen(1), "KEY REVOCATION LISTS"; ssh-keygen.c ``hash_to_blob``, OpenSSH krl.c.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final

from ..encoding.wire import Reader
from ..keys import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..formats.krl import KrlSection
    from .revocation import RevocationList

_SHA1_BYTES: Final = 20


def entries(revoked: RevocationList) -> Iterator[str]:
    """Each entry of a list, raw: key ids are whatever an authority wrote."""
    for section in revoked.sections:
        yield from _certificates(section)
        yield from _keys(section.keys)
        for digest in sorted(section.hashes):
            if len(digest) == _SHA1_BYTES:
                yield f"# hash SHA1:{digest.hex()}"
            else:
                yield f"hash: SHA256:{base64.b64encode(digest).decode().rstrip('=')}"
    yield from _keys(revoked.blobs)
    for kind, value in sorted(revoked.fingerprints):
        yield f"hash: {value}" if kind == "sha256" else f"# hash MD5:{value}"


def _keys(blobs: frozenset[bytes]) -> Iterator[str]:
    for blob in sorted(blobs):
        yield f"key: {_algorithm(blob)} {base64.b64encode(blob).decode()}"


def _algorithm(blob: bytes) -> str:
    return Reader(blob, "key").string("the algorithm").decode("utf-8", "surrogateescape")


def _certificates(section: KrlSection) -> Iterator[str]:
    if section.authority is None:
        return
    blob = section.authority
    yield f"# certificates of {_algorithm(blob)} {fingerprints.sha256_of(blob)}" if blob else "# certificates"
    for first, last in sorted([*section.serials, *_runs(section)]):
        yield f"serial: {first}" if first == last else f"serial: {first}-{last}"
    for key_id in sorted(section.ids):
        yield f"id: {key_id.decode('utf-8', 'surrogateescape')}"


def _runs(section: KrlSection) -> Iterator[tuple[int, int]]:
    """The serial numbers of bitmaps, as first and last of each run."""
    for offset, bits in section.bitmaps:
        for run in re.finditer("1+", bin(bits)[:1:-1]):
            yield offset + run.start(), offset + run.end() - 1
