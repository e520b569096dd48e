"""authorized_keys as it is kept: add a line, remove one, disable and enable it again; all other bytes stay.

A disabled line is a comment that keeps it: ``#`` before the line as it was, so that enabling gives the same
bytes. A comment that somebody else has put before a key line is one like any other. Which key a line holds,
and what sshd makes of it, is told by inspection; a key counts by the first line that has it. Source: sshd(8),
AUTHORIZED_KEYS FILE FORMAT; OpenSSH auth2-pubkeyfile.c ``auth_check_authkeys_file``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .. import limits
from ..damage import live_lines
from ..errors import KeyOpsError, NextStep, UnknownFormatError
from ..files import paths as presence
from ..files import storage
from ..findings import Severity
from ..formats import _key_lines
from ..formats._key_lines import FileKind
from ..formats.openssh_public import authorized_line
from ..inspection import inspection
from ..inspection.report import KeyReport, Kind
from ..patterns import compiled
from ..records import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from ..findings import Finding
    from ..keys.base import PublicKey

NAME: Final = "authorized_keys"
_DISABLED: Final = compiled(rb"[ \t]*#+(?P<line>.*)", re.DOTALL)
_LOOKS_LIKE_KEY: Final = compiled(rb"(?:^|[ \t])" + _key_lines.TYPE + rb"[ \t]++AAAA")


@dataclass(frozen=True, slots=True)
class AuthorizedLine:
    """A line with a key, or one that should have one."""

    number: int
    """From 1."""
    raw: bytes = field(repr=False)
    """As it stands, with its end."""
    report: KeyReport
    """What is known of the key and the line."""
    is_disabled: bool = False
    is_read: bool = True
    """Whether sshd reads it; a disabled one as it would be read."""
    first: int = 0
    """The line before it that has the same key; 0 where there is none."""

    @property
    def public(self) -> PublicKey | None:
        """The key; None where it cannot be read."""
        return self.report.public

    @property
    def options(self) -> str:
        """What stands before the key, raw."""
        return self.report.options

    @property
    def comment(self) -> str:
        """What follows the key, raw."""
        return (self.report.comment or b"").decode("utf-8", "surrogateescape")

    @property
    def text(self) -> str:
        """The line without its end, raw."""
        return self.raw.rstrip(b"\r\n").decode("utf-8", "surrogateescape")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with it, worst first."""
        order = [Severity.ERROR, Severity.WARNING, Severity.INFO]
        return tuple(sorted(self.report.findings, key=lambda one: order.index(one.severity)))

    @property
    def lets_in(self) -> bool:
        """Whether somebody may log in by it."""
        wrong = {"options-refused", "options-idle"}
        return (
            self.is_read and not self.is_disabled and wrong.isdisjoint(one.id for one in self.report.findings)
        )

    @property
    def verdict(self) -> str:
        """What comes of it, in a few words."""
        if self.is_disabled:
            return "disabled"
        if self.lets_in:
            return "may log in"
        return "lets nobody in" if self.is_read else "sshd ignores it"


@dataclass(frozen=True, slots=True)
class AuthorizedFile:
    """An authorized_keys file as it was read."""

    path: Path
    data: bytes | None = field(repr=False)
    """None where it is not there yet."""
    lines: tuple[AuthorizedLine, ...]

    def of_key(self, public: PublicKey) -> tuple[AuthorizedLine, ...]:
        """The lines with a key, disabled ones too."""
        return tuple(line for line in self.lines if line.public == public)


def load(path: Path) -> AuthorizedFile:
    """Read a file of up to ``limits.MAX_LIST_BYTES``; one that is not there is empty.

    Raises:
        StorageError, LimitError: as ``storage.read_key_file``.
        UnknownFormatError: it is a text in another encoding, or a binary file.
    """
    if not presence.is_there(path) and not presence.is_link(path):
        return AuthorizedFile(path, None, ())
    data = limits.of_long_list(storage.read_key_file, path)
    limits.check("lines", data.count(b"\n"), limits.MAX_KEYS_IN_FILE)
    if b"\0" in data:
        raise UnknownFormatError(
            f"{path.name} is not text that sshd can read: it contains a zero byte",
            "Repair it",
        ).offering(NextStep.REPAIR, path.name)
    return AuthorizedFile(path, data, tuple(parse(data)))


def parse(data: bytes) -> Iterator[AuthorizedLine]:
    """The lines that are more than blank or a comment, and comments that hold a key line. Never raises."""
    reports = _reports(data)
    read = _read_by_sshd(data)
    seen: dict[PublicKey, int] = {}
    for number, raw in enumerate(_key_lines.split(data), 1):
        text = raw.removesuffix(b"\n").rstrip(b"\r")
        disabled = _DISABLED.fullmatch(text)
        if disabled is not None and _LOOKS_LIKE_KEY.search(disabled["line"]):
            line = _disabled(number, raw, disabled["line"])
            if line is None:
                continue
        elif disabled is not None or not text.strip(_key_lines.BLANKS):
            continue
        else:
            report = reports.get(number) or KeyReport(Kind.OTHER, line=number)
            line = AuthorizedLine(number, raw, report, is_read=number in read)
        first = 0
        if line.public is not None and not line.is_disabled:
            first = seen.setdefault(line.public, number)
        yield replace(line, first=first if first != number else 0)


def _reports(data: bytes) -> dict[int, KeyReport]:
    try:
        return {one.line: one for one in inspection.inspect(data, name=NAME)}
    except KeyOpsError:  # no line of it is a key
        return {}


def _read_by_sshd(data: bytes) -> frozenset[int]:
    """The numbers of the lines that sshd reads, as the file stands."""
    found = (one for one in live_lines.read(data) if one.owner is FileKind.AUTHORIZED_KEYS)
    return frozenset(one.number for one in found if not one.is_passed_over)


def _disabled(number: int, raw: bytes, text: bytes) -> AuthorizedLine | None:
    """The line that a comment keeps; None where it is none."""
    report = _reports(text.strip(_key_lines.BLANKS)).get(1)
    if report is None or report.public is None:
        return None
    read = bool(_read_by_sshd(text))
    return AuthorizedLine(number, raw, replace(report, line=number), is_disabled=True, is_read=read)


# Changes

without = _key_lines.without


def lets_anyone_in(data: bytes) -> bool:
    """Whether a key in the file can log in."""
    return any(line.lets_in for line in parse(data))


def disabled(data: bytes, numbers: Collection[int]) -> bytes:
    """A file with some lines kept as comments."""
    lines = enumerate(_key_lines.split(data), 1)
    return b"".join(b"#" + line if number in numbers else line for number, line in lines)


def enabled(data: bytes, numbers: Collection[int]) -> bytes:
    """A file with some comments made the lines that they keep."""
    parts = []
    for number, line in enumerate(_key_lines.split(data), 1):
        found = _DISABLED.fullmatch(line) if number in numbers else None
        parts.append(found["line"] if found else line)
    return b"".join(parts)


def added(data: bytes | None, public: PublicKey, options: str, comment: bytes) -> bytes:
    """A file with one more line at its end.

    Args:
        data: as it is; None where there is none.
        public: the key.
        options: from ``authorized_options.compose``.
        comment: raw; what cannot stand in a line becomes blanks.
    """
    before = data or b""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    if before and not before.endswith(b"\n"):
        before += end
    words = f"{options} " if options else ""
    return before + (words + authorized_line(public, comment)).encode("utf-8", "surrogateescape") + end


def save(file: AuthorizedFile, data: bytes, stamp: str) -> Path | None:
    """Replace a file that was read before, with a backup next to it; its mode stays. A new one is 0600.

    Returns:
        The backup; None where the file is new.

    Raises:
        StorageError: it was changed meanwhile, or the file system said no; the file is as it was.
    """
    if file.data is None:
        storage.save([storage.NewFile(file.path, data, private=True)])
        return None
    return limits.of_long_list(
        storage.replace_with_backup, file.path, data, private=False, stamp=stamp, expected=file.data
    )
