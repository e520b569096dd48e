"""Entries of known_hosts that nearly are those of a host, and why ssh does not take them for it.

ssh looks up ``host``, or ``[host]:port`` where the port is not 22, in lower case, and compares it with each
name between the commas. Source: OpenSSH hostfile.c ``hostkeys_foreach_file``, sshconnect.c
``get_hostfile_hostname_ipaddr``.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from . import known_hosts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .known_hosts import HostLine

_PORT: Final = compiled(r"\[?(?P<host>[^\[\]:,]+)\]?:(?P<port>[0-9]{1,5})")
_USERS: Final = ("git", "root", "admin", "ubuntu", "ec2-user", "user")
"""What people write before the name of a host: tried where the name is hashed."""
_MOST: Final = 3
_ALIKE: Final = 0.8


def near(lines: Collection[HostLine], name: str) -> tuple[tuple[HostLine, str], ...]:
    """The nearest entries, and why ssh does not take each, as half a sentence. Raw.

    Args:
        lines: of a file in which the host was not found.
        name: as people type it.
    """
    wanted = known_hosts.canonical(name)
    typed = name.strip().rpartition("@")[2]
    port = _PORT.fullmatch(wanted)
    host = port["host"] if port else wanted
    found = [(line, why) for line in lines if (why := next(_reasons(line, wanted, host, typed), ""))]
    if not found:
        found = [(line, "it is another name") for line in lines if _is_alike(line, host)]
    return tuple(found[:_MOST])


def _reasons(line: HostLine, wanted: str, host: str, typed: str) -> Iterator[str]:
    if line.is_hashed:
        yield from _reasons_of_hashed(line, wanted, host, typed)
        return
    names = line.hosts.decode("utf-8", "surrogateescape").lower().split(",")
    for one in names:
        user, at, plain = one.rpartition("@")
        port = _PORT.fullmatch(one)
        if at and plain in {wanted, host}:
            yield f"{user}@ is before the name, but ssh looks up names without a user"
        elif port is not None and port["host"] == host and one != wanted and not one.startswith("["):
            yield f"ssh looks for [{host}]:{port['port']}, with brackets, where it says {one}"
        elif port is not None and port["host"] == host:
            yield f"{host} is known there for port {port['port']}"
        elif one == host and wanted != host:
            yield f"{host} is known there without the port"
    rest = line.key.decode("utf-8", "surrogateescape").lower().split(" ")
    if not line.is_sound and host in {part.strip(",") for part in rest[:4]}:
        yield "there is a space between its names, and ssh ignores the line"


def _reasons_of_hashed(line: HostLine, wanted: str, host: str, typed: str) -> Iterator[str]:
    if wanted != host and known_hosts.is_hash_of(line.hosts, host.encode("utf-8", "surrogateescape")):
        yield f"{host} is known there without the port"
    if typed != wanted and known_hosts.is_hash_of(line.hosts, typed.encode("utf-8", "surrogateescape")):
        yield f"it is the hash of {typed} as written here, but ssh looks for {wanted}"
    for user in _USERS:
        if known_hosts.is_hash_of(line.hosts, f"{user}@{wanted}".encode("utf-8", "surrogateescape")):
            yield f"it is the hash of {user}@{wanted}, and ssh looks up names without a user"


def _is_alike(line: HostLine, host: str) -> bool:
    names = line.hosts.decode("utf-8", "surrogateescape").lower().split(",")
    return not line.is_hashed and bool(difflib.get_close_matches(host, names, n=1, cutoff=_ALIKE))
