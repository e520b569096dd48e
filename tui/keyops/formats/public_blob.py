"""A public key as bare bytes: the wire form alone, which stands in base64 in every other public file.

::

    string algorithm, then the fields of its type          RFC 4253, section 6.6

What ``base64 -d`` makes of the second word of an authorized_keys line; Cisco IOS XR imports it
(``crypto key import authentication rsa``). A file of Dropbear begins the same and goes on with the private
numbers, so a file is recognised only when nothing follows the public ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import KeyOpsError
from ..keys.algorithms import BY_NAME, read_blob
from .contract import Format, KeyEntry

if TYPE_CHECKING:
    from ..keys.base import PublicKey

_LONGEST_NAME: Final = 64
_MOST: Final = 16 * 1024


def _sniff(data: bytes) -> bool:
    size = int.from_bytes(data[:4], "big")
    if not 0 < size <= _LONGEST_NAME or len(data) > _MOST:
        return False
    if data[4 : 4 + size].decode("ascii", "replace") not in BY_NAME:
        return False
    try:
        read_blob(data)
    except KeyOpsError:
        return False
    return True


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    """The key of a file; the errors are those of ``read_blob``."""
    return (KeyEntry("public-blob", public=read_blob(data)),)


def _write(public: PublicKey, comment: bytes) -> bytes:  # noqa: ARG001 - it has no room for one
    return public.blob


FORMAT: Final = Format(
    id="public-blob",
    label="Bare public key (RFC 4253)",
    binary=True,
    families=frozenset({"rsa", "dsa", "ecdsa", "ed25519", "ed448", "sk", "mldsa44-ed25519"}),
    sniff=_sniff,
    read=_read,
    write_public=_write,
    suffix=".bin",
    carries_comment=False,
)
"""What Cisco IOS XR imports."""
