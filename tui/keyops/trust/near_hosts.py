"""Entries of known_hosts that nearly are those of a host, and why ssh does not take them for it.

ssh looks up ``host``, or ``[host]:port`` where the port is not 22, in lower case, and compares it with each
name between the commas. Source: OpenSSH hostfile.c ``hostkeys_foreach_file``, sshconnect.c
``get_hostfile_hostname_ipaddr``.
"""

from __future__ import annotations

import difflib
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from ..crypto import primitives
from ..patterns import compiled
from . import known_hosts, patterns

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterable, Iterator

    from .known_hosts import HostLine

_PORT: Final = compiled(r"(?:\[(?P<bare>[^\[\],]+)\]|(?P<plain>[^\[\]:,]+)):(?P<port>[0-9]{1,5})")
_USERS: Final = ("git", "root", "admin", "ubuntu", "ec2-user", "user")
"""What people write before the name of a host: tried where the name is hashed."""
_MOST: Final = 3
MOST_TRIES: Final = 100_000
"""Hashes computed, a third of a second: the likeliest names come first. So many names are compared, too."""
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
    host = _host_of(port) if port else wanted
    plain = [line for line in lines if not line.is_hashed]
    found = [(line, why) for line in plain if (why := next(_reasons(line, wanted, host), ""))]
    hashed = _hashed([line for line in lines if line.is_hashed], wanted, host, typed)
    found = sorted((*found, *islice(hashed, _MOST)), key=lambda one: one[0].number)
    if not found:
        alike = dict.fromkeys(islice(_alike(plain, host), _MOST))
        found = [(line, "it is another name") for line in alike]
    return tuple(found[:_MOST])


def _reasons(line: HostLine, wanted: str, host: str) -> Iterator[str]:
    names = line.hosts.decode("utf-8", "surrogateescape").lower().split(",")
    for one in names:
        user, at, plain = one.rpartition("@")
        port = _PORT.fullmatch(one)
        if one.startswith("!") and patterns.matches(
            host.encode("utf-8", "surrogateescape"), one[1:].encode("utf-8", "surrogateescape")
        ):
            yield f"{one} in it excludes the name"
        elif at and plain in {wanted, host}:
            yield f"{user}@ is before the name, but ssh looks up names without a user"
        elif port is not None and _host_of(port) == host and one != wanted and not one.startswith("["):
            yield f"ssh looks for [{host}]:{port['port']}, with brackets, where it says {one}"
        elif port is not None and _host_of(port) == host:
            yield f"{host} is known there for port {port['port']}"
        elif one == host and wanted != host:
            yield f"{host} is known there without the port"
        elif one != host and one.rstrip(".") == host.rstrip("."):
            yield "a dot at the end makes it another name for ssh"
        elif _is_short_for(one, host) or _is_short_for(host, one):
            yield "one is the other with its domain, and ssh compares names as they are written"
    rest = line.key.decode("utf-8", "surrogateescape").lower().split(" ")
    if not line.is_sound and host in {part.strip(",") for part in rest[:4]}:
        yield "there is a space between its names, and ssh ignores the line"


def _host_of(port: re.Match[str]) -> str:
    return port["bare"] or port["plain"]


def _is_short_for(one: str, other: str) -> bool:
    """Whether a name is the first word of another, as a host within its own domain is called."""
    return "." not in one and other.startswith(f"{one}.") and not one.isdigit()


def _hashed(lines: Iterable[HostLine], wanted: str, host: str, typed: str) -> Iterator[tuple[HostLine, str]]:
    reasons = {f"{user}@{wanted}": "ssh looks up names without a user" for user in _USERS}
    reasons = {name: f"it is the hash of {name}, and {why}" for name, why in reasons.items()}
    if typed != wanted:
        reasons = {typed: f"it is the hash of {typed} as written here, but ssh looks for {wanted}", **reasons}
    if host != wanted:
        reasons = {host: f"{host} is known there without the port", **reasons}
    hashes = [(line, read) for line in lines if (read := known_hosts.read_hash(line.hosts)) is not None]
    names = [(name.encode("utf-8", "surrogateescape"), why) for name, why in reasons.items()]
    for (name, why), (line, (salt, digest)) in islice(product(names, hashes), MOST_TRIES):
        if primitives.hmac_sha1(salt, name) == digest:
            yield line, why


def _alike(lines: Iterable[HostLine], host: str) -> Iterator[HostLine]:
    """Lines with a name that differs in a letter or two."""
    matcher = difflib.SequenceMatcher(b=host)
    names = ((line, name) for line in lines for name in line.names.lower().split(", "))
    for line, name in islice(names, MOST_TRIES):
        matcher.set_seq1(name)
        if all(ratio() >= _ALIKE for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)):
            yield line
