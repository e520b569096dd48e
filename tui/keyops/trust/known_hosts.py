"""known_hosts as ssh-keygen -F, -R and -H treat it: find a host, remove its keys, hash the names.

Works on lines as they stand, so that all that is not meant stays as it is, byte for byte: comments, blank
lines, what is damaged, bytes that are no text. Only a name that ssh itself would look up is compared: in
lower case, ``host``, or ``[host]:port`` where the port is not 22. A hashed name is ``|1|`` base64 salt ``|``
base64 HMAC-SHA1(salt, name). Source: OpenSSH hostfile.c, match.c and ``do_known_hosts`` of ssh-keygen.c.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

from .. import limits
from ..crypto import primitives
from ..errors import CorruptKeyError, KeyOpsError, UnknownFormatError
from ..files import storage
from ..formats import _key_lines
from ..formats.known_hosts import MARKERS
from ..keys.algorithms import label_of
from ..patterns import compiled
from ..records import dataclass, field
from . import patterns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate

AUTHORITY: Final = b"@cert-authority"
REVOKED: Final = b"@revoked"

_ENTRY: Final = compiled(
    rb"[ \t]*+(?:(?P<marker>@[^ \t]*+)[ \t]++)?(?P<hosts>[^ \t@][^ \t]*+)[ \t]++(?P<key>[^ \t].*+)", re.DOTALL
)
_KEY: Final = compiled(
    rb"(?P<type>" + _key_lines.TYPE + rb")[ \t]++(?P<body>AAAA[^ \t\r]*+)(?P<comment>.*)", re.DOTALL
)
_BRACKETS: Final = compiled(r"\[(?P<host>[^\]]*)\](?::(?P<port>[0-9]{1,5}))?")
_COLON: Final = compiled(r"(?P<host>[^:\[\]]+):(?P<port>[0-9]{1,5})")
_URL: Final = compiled(r"[a-z][a-z0-9+.-]*://(?P<host>[^/?#]*)")
_SCP: Final = compiled(r"(?P<host>[^\[\]:/]+):(?![0-9]*$)[^:]*")
_SALT: Final = 20
_HASHED_BYTES: Final = 62
"""A hashed name and the blank behind it."""
_WILD: Final = compiled(rb"[*?!]")


@dataclass(frozen=True, slots=True)
class HostLine:
    """A line that is more than blank or a comment. All of it is raw."""

    number: int
    """From 1."""
    raw: bytes = field(repr=False)
    """As it stands, with its end."""
    marker: bytes = b""
    """Empty, AUTHORITY or REVOKED; another where the line is damaged."""
    hosts: bytes = b""
    """Empty where the line is damaged."""
    key: bytes = b""
    """What follows the hosts: type, base64 and comment."""

    @property
    def is_hashed(self) -> bool:
        """Whether the name can only be guessed."""
        return self.hosts.startswith(b"|")

    @property
    def names(self) -> str:
        """The names and patterns, for people; empty when they are hashed."""
        return "" if self.is_hashed else self.hosts.decode("utf-8", "surrogateescape").replace(",", ", ")

    def hosts_words(self, found: str = "") -> str:
        """What stands for its hosts, raw.

        Args:
            found: the name behind its hash, where it is known.
        """
        if self.is_hashed:
            return f"{found} (hashed)" if found else "hashed"
        return self.names or self.text.strip()

    @property
    def marker_words(self) -> str:
        """What its marker means; empty where it has none."""
        return MARKERS.get(self.marker, "not one that ssh knows") if self.marker else ""

    @property
    def label(self) -> str:
        """Type and size of the key; ``damaged`` where it cannot be read."""
        public = self.public
        return label_of(public) if public else "damaged"

    @property
    def is_sound(self) -> bool:
        """Whether it has the form of a line with a key; the key itself was not looked at."""
        return self.marker in {b"", AUTHORITY, REVOKED} and _KEY.match(self.key) is not None

    @property
    def can_be_hashed(self) -> bool:
        """Whether it has plain names only: patterns and marked lines must stay readable."""
        plain = not self.marker and not self.is_hashed and _WILD.search(self.hosts) is None
        return plain and self.is_sound

    @property
    def text(self) -> str:
        """The line without its end, raw."""
        return self.raw.rstrip(b"\r\n").decode("utf-8", "surrogateescape")

    def read(self) -> tuple[PublicKey, Certificate | None]:
        """The key.

        Raises:
            KeyOpsError: it is damaged, or of a kind there is no code for.
        """
        where = f"known_hosts line {self.number}"
        found = _KEY.match(self.key)
        if found is None or not self.is_sound:
            raise CorruptKeyError(where, "it contains no readable host key", "Remove the line")
        return _key_lines.read_key(found["type"], found["body"], where)

    @property
    def public(self) -> PublicKey | None:
        """The key; None where it cannot be read."""
        try:
            return self.read()[0]
        except KeyOpsError:
            return None

    @property
    def comment(self) -> str:
        """What follows the key, raw."""
        found = _KEY.match(self.key)
        return found["comment"].strip(b" \t\r").decode("utf-8", "surrogateescape") if found else ""


@dataclass(frozen=True, slots=True)
class HostsFile:
    """A known_hosts file as it was read."""

    path: Path
    data: bytes = field(repr=False)
    lines: tuple[HostLine, ...]


@dataclass(frozen=True, slots=True)
class Hashing:
    """What hashing the names of a file comes to."""

    data: bytes = field(repr=False)
    names: int
    """How many were hashed."""
    kept: tuple[HostLine, ...]
    """Lines that stay readable: patterns, marked ones, and damaged ones."""


def canonical(name: str) -> str:
    """A name as ssh looks it up: ``A:2222`` is ``[a]:2222``; ``[a]:22`` and ``me@a`` are ``a``.

    Of an address as git and sftp take them (``ssh://me@a:2222/path``, ``me@a:path``) it is the host's part.
    """
    text = name.strip().lower()
    url = _URL.match(text)
    text = (url["host"] if url else text).rpartition("@")[2]
    path = _SCP.fullmatch(text)
    text = path["host"] if path else text
    found = _BRACKETS.fullmatch(text) or _COLON.fullmatch(text)
    if found is None:
        return text
    host, port = found["host"], int(found["port"] or 22)
    return host if port == 22 else f"[{host}]:{port}"


def load(path: Path) -> HostsFile:
    """Read a file of up to ``limits.MAX_LIST_BYTES``.

    Raises:
        StorageError, LimitError: as ``storage.read_key_file``.
        UnknownFormatError: there are lines in it, and none is a host's.
    """
    data = limits.of_long_list(storage.read_key_file, path)
    limits.check("lines", data.count(b"\n"), limits.MAX_HOST_LINES)
    lines = tuple(parse(data))
    limits.check("host names", sum(line.hosts.count(b",") + 1 for line in lines), limits.MAX_HOST_NAMES)
    if lines and not any(line.is_sound for line in lines):
        raise _not_read(path.name, data)
    return HostsFile(path, data, lines)


def _not_read(name: str, data: bytes) -> UnknownFormatError:
    """The error for a file of which ssh reads no line: a damaged one, one without a key, or another file."""
    from ..damage import diagnosis  # what is damaged is seldom

    found = diagnosis.examine(data)
    if found.damages and any(line.is_sound for line in parse(found.data)):
        return UnknownFormatError(
            f"ssh cannot read any line of {name}",
            f"{found.damages[0].title}. Repair the file, then look again",
        )
    if _key_lines.kind_of_name(name) is _key_lines.FileKind.KNOWN_HOSTS:
        return UnknownFormatError(
            f"No line of {name} holds a host key",
            "A line is: host names, key type, base64, as ssh-keyscan HOST writes it",
        )
    return UnknownFormatError(
        f"{name} is not a known_hosts file", "Choose another file; it is usually ~/.ssh/known_hosts"
    )


def parse(data: bytes) -> Iterator[HostLine]:
    """The lines that are more than blank or a comment. Never raises."""
    for number, raw in enumerate(_key_lines.split(data), 1):
        line = _line(number, raw)
        if line is not None:
            yield line


def _line(number: int, raw: bytes) -> HostLine | None:
    """A line with its end; None where it is blank or a comment."""
    text = raw.removesuffix(b"\n").partition(b"\0")[0]
    if not text.strip(b" \t\r") or text.lstrip(_key_lines.BLANKS).startswith(b"#"):
        return None
    found = _ENTRY.fullmatch(text)
    if found is None:
        return HostLine(number, raw)
    return HostLine(number, raw, found["marker"] or b"", found["hosts"], found["key"])


def find(lines: Collection[HostLine], name: str) -> tuple[HostLine, ...]:
    """The lines that ssh would look at for a host: patterns and marked lines too.

    Args:
        lines: of a file.
        name: as people type it; see ``canonical``.
    """
    wanted = canonical(name).encode("utf-8", "surrogateescape")
    return tuple(line for line in lines if line.hosts and _matches(line.hosts, wanted))


def _matches(hosts: bytes, name: bytes) -> bool:
    if hosts.startswith(b"|"):
        return is_hash_of(hosts, name)
    return patterns.matches(name, hosts.lower())


def is_hash_of(hosts: bytes, name: bytes) -> bool:
    """Whether a hashed name of an entry is that of a host."""
    read = read_hash(hosts)
    return read is not None and primitives.hmac_sha1(read[0], name) == read[1]


def read_hash(hosts: bytes) -> tuple[bytes, bytes] | None:
    """Salt and HMAC of a hashed name of an entry; None where it is damaged or no hash."""
    parts = hosts.split(b"|")
    if len(parts) != 4 or parts[1] != b"1":
        return None
    try:
        salt, digest = (binascii.a2b_base64(part, strict_mode=True) for part in parts[2:])
    except binascii.Error:
        return None
    return salt, digest


without = _key_lines.without


def removable(lines: Collection[HostLine]) -> tuple[HostLine, ...]:
    """Those of the lines of a host that hold its keys: authorities and revocations are kept."""
    return tuple(line for line in lines if not line.marker)


def hashed(data: bytes) -> Hashing:
    """A file with its plain names hashed, each in a line of its own. Comments and all else stay.

    Raises:
        LimitError: so many names, or lines so long, that the file could not be read again.
    """
    parts: list[bytes] = []
    names, size, kept = 0, 0, []
    for number, raw in enumerate(_key_lines.split(data), 1):
        line = _line(number, raw)
        part = raw
        if line is not None and line.can_be_hashed:
            own = [name for name in line.hosts.lower().split(b",") if name]
            names += len(own)
            limits.check("host names to hash", names, limits.MAX_HOST_LINES)
            size += len(own) * (len(line.key) + _HASHED_BYTES)
            limits.check("bytes after hashing", size, limits.MAX_LIST_BYTES)
            made = b"\n".join(_hash(name) + b" " + line.key for name in own)
            part = made + (b"\n" if raw.endswith(b"\n") else b"")
        elif line is not None and not line.is_hashed:
            kept.append(line)
        parts.append(part)
    return Hashing(b"".join(parts), names, tuple(kept))


def _hash(name: bytes) -> bytes:
    salt = primitives.random_bytes(_SALT)
    return b"|1|%b|%b" % (base64.b64encode(salt), base64.b64encode(primitives.hmac_sha1(salt, name)))


def save(file: HostsFile, data: bytes, stamp: str) -> Path:
    """Replace a file that was read before, with a backup next to it; its mode stays.

    Returns:
        The backup.

    Raises:
        StorageError: it was changed meanwhile, or the file system said no; the file is as it was.
    """
    return limits.of_long_list(
        storage.replace_with_backup, file.path, data, private=False, stamp=stamp, expected=file.data
    )
