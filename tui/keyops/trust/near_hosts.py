"""Entries of known_hosts that nearly are those of a host, and why ssh does not take them for it.

ssh looks up ``host``, or ``[host]:port`` where the port is not 22, in lower case, and compares it with each
name between the commas. Source: OpenSSH hostfile.c ``hostkeys_foreach_file``, sshconnect.c
``get_hostfile_hostname_ipaddr``.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from ..crypto import primitives
from ..inspection import line_advice
from ..patterns import compiled
from . import known_hosts, patterns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .known_hosts import HostLine

_PORT: Final = compiled(r"(?:\[(?P<bare>[^\[\],]+)\]|(?P<plain>[^\[\]:,]+)):(?P<port>[0-9]{1,5})")
_USERS: Final = ("git", "root", "admin", "ubuntu", "ec2-user", "user", "deploy", "pi", "debian", "centos")
"""What people write before the name of a host: tried where the name is hashed."""
_PORTS: Final = (2222, 22022, 2200, 2022, 8022, 7999, 7822, 10022, 29418, 443, 222, 2223)
"""On which servers listen besides 22: tried where the name is hashed."""
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
    for one in line.hosts.decode("utf-8", "surrogateescape").lower().split(","):
        why = _why_not(one, wanted, host)
        if why:
            yield why
    rest = line.key.decode("utf-8", "surrogateescape").lower().split(" ")
    if not line.is_sound and host in {part.strip(",") for part in rest[:4]}:
        yield "there is a space between its host names, and ssh ignores the line"
    if host in re.split(r"[\s,]", line.comment.lower()) and " aaaa" in line.comment.lower():
        yield "its line follows on the same line, without a line ending, and ssh reads it as a comment"


def _why_not(one: str, wanted: str, host: str) -> str:
    """Why ssh does not take a name of an entry for that of a host; empty where it is not like it."""
    user, at, plain = one.rpartition("@")
    if one.startswith("!") and patterns.matches(_raw(host), _raw(one[1:])):
        return f"{one} in it excludes the name"
    if at and plain in {wanted, host}:
        return f"{user}@ is before the name, but ssh looks up names without a user"
    return _of_port(one, wanted, host) or _written(one, wanted, host)


def _written(one: str, wanted: str, host: str) -> str:
    """Why a name that is written in another way is another one for ssh; empty where it is another host's."""
    if one != host and one.rstrip(".") == host.rstrip("."):
        return "a dot at the end makes it another name for ssh"
    if _is_short_for(one, host) or _is_short_for(host, one):
        return "one is the other with its domain, and ssh compares names as they are written"
    never = line_advice.never_looked_up(one)
    if never and {wanted, host} & {*never[2].split(",")}:
        return never[1]
    same = _is_same(one, host) or _is_same(one, wanted)
    return "it is the same host, but ssh compares names as they are written" if same else ""


def _of_port(one: str, wanted: str, host: str) -> str:
    port = _PORT.fullmatch(one)
    if port is None:
        return f"{host} is known there without the port" if one == host != wanted else ""
    if _host_of(port) != host:
        return ""
    if one != wanted and not one.startswith("["):
        return f"ssh looks for [{host}]:{port['port']}, with brackets, where it says {one}"
    return f"{host} is known there for port {port['port']}"


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _is_same(one: str, other: str) -> bool:
    """Whether two names are one address or one international name, written in two ways."""
    return one != other and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    port = _PORT.fullmatch(name)
    if port is not None and port["bare"]:
        return f"[{_plain(port['bare'])}]:{port['port']}"
    bare = name.strip("[]")
    try:
        if re.fullmatch(r"[0-9.]+", bare):
            bare = ".".join(str(int(part)) for part in bare.split("."))
        return str(ipaddress.ip_address(bare))
    except ValueError:
        pass
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


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
    reasons |= {name: why for name, why in _otherwise(wanted, host).items() if name not in reasons}
    reasons.pop(wanted, None)
    hashes = [(line, read) for line in lines if (read := known_hosts.read_hash(line.hosts)) is not None]
    names = [(_raw(name), why) for name, why in reasons.items()]
    for (name, why), (line, (salt, digest)) in islice(product(names, hashes), MOST_TRIES):
        if primitives.hmac_sha1(salt, name) == digest:
            yield line, why


def _otherwise(wanted: str, host: str) -> dict[str, str]:
    """Names that scripts hash for a host, each with why ssh does not find it."""
    names = [f"[{host}]:22", f"[{host}]", f"{host}.", f"{host}:22", f"ssh://{host}"]
    if host != wanted:
        names.append(wanted.replace("[", "").replace("]", ""))
    short = host.partition(".")[0]
    found = {one: f"it is the hash of {one}, but ssh looks for {wanted}" for one in names}
    found[f"{wanted}\n"] = "its name was hashed with a line ending after it, as echo writes one"
    if short != host and not short.isdigit():
        found[short] = f"it is the hash of {short}, and ssh compares names as they are written"
    return found | {f"[{host}]:{at}": f"{host} is known there for port {at}" for at in _PORTS}


def _alike(lines: Iterable[HostLine], host: str) -> Iterator[HostLine]:
    """Lines with a name that differs in a letter or two."""
    matcher = difflib.SequenceMatcher(b=host)
    names = ((line, name) for line in lines for name in line.names.lower().split(", "))
    for line, name in islice(names, MOST_TRIES):
        matcher.set_seq1(name)
        if all(ratio() >= _ALIKE for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)):
            yield line
