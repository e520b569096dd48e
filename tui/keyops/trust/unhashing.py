"""The names behind the hashes of known_hosts: each that may be one is tried, for a hash cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..crypto import primitives
from . import known_hosts, published_hosts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .known_hosts import HostLine

MOST_TRIES: Final = 1_000_000
"""One second of hashes, or two: names beyond are not tried."""


def names_in(lines: Iterable[HostLine]) -> Iterator[str]:
    """The plain names of the other lines: a host often stands there hashed and plain."""
    for line in lines:
        if not line.is_hashed and not line.marker:
            yield from (name for name in line.names.split(", ") if name and not set(name) & set("*?!"))


def unhash(lines: Collection[HostLine], names: Iterable[str]) -> dict[int, str]:
    """The names of hashed lines, by the number of the line, as far as one of these is it.

    Args:
        lines: of a file.
        names: as people type them; those of the other lines and of well-known hosts are tried first.
    """
    hashed = [
        (line.number, read) for line in lines if (read := known_hosts.read_hash(line.hosts)) is not None
    ]
    if not hashed:
        return {}
    most = MOST_TRIES // len(hashed)
    found: dict[int, str] = {}
    for tried, name in enumerate(_each_once((*published_hosts.names(), *names_in(lines)), names)):
        if tried >= most or len(found) == len(hashed):
            break
        raw = name.encode("utf-8", "surrogateescape")
        for number, (salt, digest) in hashed:
            if number not in found and primitives.hmac_sha1(salt, raw) == digest:
                found[number] = name
    return found


def _each_once(*groups: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for group in groups:
        for name in group:
            plain = known_hosts.canonical(name)
            if plain and plain not in seen:
                seen.add(plain)
                yield plain
