"""known_hosts: the keys of servers, a key in each line.

::

    [@cert-authority |@revoked ]HOSTS TYPE BASE64[ comment]

HOSTS are patterns with commas, ``*``, ``?`` and ``!`` between them; a port is written ``[host]:port``; a
hashed name is ``|1|`` base64 salt ``|`` base64 HMAC-SHA1(salt, name), alone in its line. Marker and hosts
are the options of an entry, as they stand in the file. Lines of SSH version 1 have three numbers instead of
a key: ``HOSTS bits e n``. Source: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..errors import CorruptKeyError, UnsupportedAlgorithmError
from ..patterns import compiled
from . import _key_lines
from .contract import Format

if TYPE_CHECKING:
    from .contract import KeyEntry

LABEL: Final = "known_hosts"

_LINE: Final = compiled(
    rb"(?:(?P<marker>@[^ \t]*+)[ \t]++)?(?P<hosts>[^ \t@][^ \t]*+)[ \t]++"
    rb"(?P<type>[^ \t0-9][^ \t]*+)[ \t]++(?P<body>[^ \t]++)(?P<comment>.*)",
    re.DOTALL,
)
_VERSION_1: Final = compiled(
    rb"(?:@[^ \t]*+[ \t]++)?[^ \t]++[ \t]++[0-9]++[ \t]++[0-9]++[ \t]++[0-9]++(?:[ \t\r].*)?", re.DOTALL
)
_PARTED: Final = compiled(
    rb"(?:@[^ \t]*+[ \t]++)?(?P<names>[^ \t@|]++(?:[ \t]++(?!"
    + _key_lines.TYPE
    + rb"[ \t])[^ \t@|]++){1,7}+)[ \t]++"
    + _key_lines.TYPE
    + rb"[ \t]++AAAA"
)
"""A line with blanks between its names."""
_NO_HOSTS: Final = compiled(rb"@[^ \t]*+[ \t]++" + _key_lines.TYPE + rb"[ \t]++AAAA")
_HASHED: Final = compiled(rb"\|1\|[A-Za-z0-9+/]{27}=\|[A-Za-z0-9+/]{27}=")
_SAID: Final = compiled(
    rb"(?:getaddrinfo|connect|read|write|unknown|no hostkey|\S+: (?:connection|no route|name or service))\b"
    rb"(?!\S*+[ \t]++" + _key_lines.TYPE + rb"[ \t])",
    re.IGNORECASE,
)
"""What ssh-keyscan says on standard error, and ``2>&1`` puts into the file."""
MARKERS: Final = {
    b"@cert-authority": "CA: it signs the keys of these hosts",
    b"@revoked": "revoked: ssh refuses every server that shows this key",
}
"""What the marker of a line means."""


def _sniff(data: bytes) -> bool:
    return _key_lines.kind_of_file(data) is _key_lines.FileKind.KNOWN_HOSTS


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    return _key_lines.entries_of(data.removeprefix(_key_lines.BOM), LABEL, FORMAT.id, _read_line)


def _read_line(text: bytes, number: int) -> KeyEntry:
    container = f"{LABEL} line {number}"
    parted = _PARTED.match(text)
    if parted is not None:
        raise _parted(parted["names"].decode("utf-8", "surrogateescape"), container)
    match = _LINE.fullmatch(text)
    if match is None:
        raise _not_a_line(text, container)
    if _SAID.match(text):
        raise CorruptKeyError(
            container,
            "it is a message from ssh-keyscan, not an entry",
            "Remove the line, and ask that host again",
            field="hosts",
        )
    marker, hosts = match["marker"], match["hosts"]
    if marker and marker not in MARKERS:
        raise CorruptKeyError(
            container,
            "its marker is neither @cert-authority nor @revoked",
            "Write @cert-authority or @revoked, or begin the line with the host names",
            field="marker",
        )
    if marker and _NO_HOSTS.match(text):
        raise CorruptKeyError(
            container,
            "no host names follow its marker, and ssh ignores the line",
            "Write the names between the marker and the key type, such as *.example.com",
            field="hosts",
        )
    if hosts.startswith(b"|") and not _HASHED.fullmatch(hosts):
        raise CorruptKeyError(
            container,
            "its hashed host name is truncated or changed",
            "Remove the line with ssh-keygen -R, or by hand; ssh will ask again when it connects to the "
            "server",
            field="hosts",
        )
    before = b" ".join(filter(None, (marker, hosts)))
    notes = [("Hosts", _shown(hosts)), *([("Marker", MARKERS[marker])] if marker else [])]
    return _key_lines.entry_of(match, FORMAT.id, container, number, before, notes=tuple(notes))


def _shown(hosts: bytes) -> str:
    if hosts.startswith(b"|"):
        return "one host, hashed (ssh-keygen -F NAME finds its line)"
    return hosts.decode("utf-8", "surrogateescape").replace(",", ", ")


def _not_a_line(text: bytes, container: str) -> CorruptKeyError | UnsupportedAlgorithmError:
    if _VERSION_1.fullmatch(text):
        return _key_lines.version_1(container)
    _key_lines.refuse_other(text, container, "ssh")
    return CorruptKeyError(
        container,
        "it must contain host names, a key type and base64, in this order",
        "Remove the line; ssh will ask again when it connects to the server",
        field="key type",
    )


def _parted(words: str, container: str) -> CorruptKeyError:
    """The error for a line with blanks between the words before its key."""
    first, *rest = words.replace(",", " ").split()
    if f"@{first}".encode() in MARKERS:
        what, hint = (
            f"its marker {first} has no @ before it, and ssh ignores the line",
            f"Write @{first} {','.join(rest)}, and then the key",
        )
    else:
        what = "there is a space between its host names, and ssh ignores the line"
        hint = f"Write {','.join((first, *rest))}, with only commas between them"
    return CorruptKeyError(container, what, hint, field="hosts")


FORMAT: Final = Format(
    id="known-hosts",
    label="known_hosts",
    purpose="for ssh clients: trust in a host",
    families=frozenset(),
    sniff=_sniff,
    read=_read,
)
"""Read only: ssh and ssh-keygen -H and -R write it."""
