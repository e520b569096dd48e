"""Digests of a few hundred bytes, from the hashes of Python itself.

``hashlib`` loads OpenSSL before the first byte is hashed: 2.4 of the 42 ms that importing took of ``inspect
FILE.pub``, and 3 MiB. Of much data OpenSSL is the quicker by far, and whoever hashes files or thousands of
keys takes it from ``hashlib``. A Python without its own hashes has no other.
"""

# mypy: disable-error-code="import-not-found,no-redef"

from __future__ import annotations

try:
    try:
        from _sha2 import sha256 as _sha256
    except ImportError:  # before Python 3.12
        from _sha256 import sha256 as _sha256
    from _md5 import md5 as _md5
except ImportError:
    from hashlib import md5 as _md5
    from hashlib import sha256 as _sha256


def sha256(data: bytes) -> bytes:
    """32 bytes."""
    return bytes(_sha256(data).digest())


def md5(data: bytes) -> bytes:
    """16 bytes, to name a key as old programs do."""
    return bytes(_md5(data, usedforsecurity=False).digest())
