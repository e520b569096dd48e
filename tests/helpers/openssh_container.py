"""Containers of OpenSSH put together by hand, sound or not."""

from __future__ import annotations

from tui.keyops.encoding import pem, wire
from tui.keyops.formats.openssh import container as openssh


def section(*keys: bytes, check: bytes = b"abcdabcd", padding: bytes | None = None) -> bytes:
    """The private section in clear; keys are type, fields and comment, already encoded."""
    clear = check + b"".join(keys)
    return clear + (bytes(range(1, -len(clear) % 8 + 1)) if padding is None else padding)


def container(
    clear: bytes,
    *blobs: bytes,
    cipher: bytes = b"none",
    kdf: bytes = b"none",
    options: bytes = b"",
    count: int | None = None,
    after: bytes = b"",
) -> bytes:
    """A file of the section and the public keys before it, which is told a ``count`` of keys."""
    head = b"".join(map(wire.string, (cipher, kdf, options)))
    keys = wire.u32(len(blobs) if count is None else count) + b"".join(map(wire.string, blobs))
    return pem.armour(openssh.LABEL, openssh.MAGIC + head + keys + wire.string(clear) + after, width=70)
