"""Every key below a folder, one small record for each, in flat memory: for one machine or ten thousand.

A file of key lines (authorized_keys, known_hosts, allowed_signers, or any file that is larger than a key file
and begins with key lines) is read line by line, whatever its size; so is standard input. Other files are
inspected whole. What is no key is passed over. A link to a folder is not followed; what cannot be read is a
record that says so. Of copies from another host nothing is told that the copying made: mode, owner, time.
"""

from __future__ import annotations

import io
import os
import pwd
import stat
from collections import deque
from typing import IO, TYPE_CHECKING, Any, Final

from .. import limits
from ..errors import KeyOpsError, LimitError, StorageError, UnknownFormatError
from ..files import paths as presence
from ..files.reading import FLAGS, why_unreadable
from ..formats import _key_lines
from ..inspection import advice, line_files, permissions
from ..inspection.files import inspect_file
from ..inspection.inspection import inspect
from ..inspection.report import KeyReport, Kind
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ..findings import Finding
    from ..formats._key_lines import FileKind

MOST_REMEMBERED: Final = 100_000
"""Keys of which the first place is remembered: 20 MB."""
_HEAD: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A key, or why none could be read. Everything is raw."""

    path: Path
    """Of a copy, where the file stands on the host that it was copied from."""
    key: KeyReport
    mode: int
    """Permission bits; -1 where they are not known."""
    owner: str
    modified: float
    """Seconds since 1970."""
    findings: tuple[Finding, ...] = ()
    """About the key and its file."""
    error: KeyOpsError | None = None
    reuse: str = ""
    """Where the same key was met first in this run, ``PATH:LINE``; empty where that is not known."""


class Inventory:
    """One run over files and folders."""

    def __init__(self, *, copied: bool = False) -> None:
        """Make the run.

        Args:
            copied: whether each folder is a copy of the root folder of another host.
        """
        self._copied = copied
        self._root: Path | None = None
        self._places: dict[bytes, str] = {}
        self._owners: dict[int, str] = {}

    def look(
        self, paths: Iterable[Path], *, descend: bool, standard_input: IO[bytes] | None = None
    ) -> Iterator[Found]:
        """Each key, as it is met. Never raises for what is wrong with a file.

        Args:
            paths: files and folders.
            descend: whether folders are looked into; else each is a record that says so.
            standard_input: what a path of one dash stands for.
        """
        for path in paths:
            if standard_input is not None and str(path) == "-":
                yield from self._of_stream(path, standard_input)
                continue
            self._root = path if self._copied and presence.is_folder(path) else None
            for file, named in _files(path, descend=descend):
                yield from self._of_file(file, named=named)

    def _of_stream(self, path: Path, stream: IO[bytes]) -> Iterator[Found]:
        try:
            head = stream.read(_HEAD)  # a pipe may bring less than a line at a time
            kind = line_files.kind_of("", head)
            file = io.BufferedReader(_Joined(head, stream), _HEAD)
            if kind is not None:
                yield from self._of_lines(path, None, kind, file)
                return
            for key in inspect(file.read(limits.MAX_FILE_BYTES + 1)):
                yield self._found(path, None, key, key.findings)
        except OSError as error:
            yield self._wrong(path, None, why_unreadable(path, error))
        except KeyOpsError as error:
            yield self._wrong(path, None, error)

    def _of_file(self, path: Path, *, named: bool) -> Iterator[Found]:
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            yield self._wrong(path, None, why_unreadable(path, error))
            return
        if not stat.S_ISREG(status.st_mode):
            if named:
                yield self._wrong(path, status, StorageError(path, f"{path.name} is not a regular file"))
            return
        kind = _key_lines.kind_of_name(path.name)
        if kind is None and status.st_size <= limits.MAX_FILE_BYTES:
            yield from self._of_key_file(path, status, named=named)
            return
        try:
            with io.BufferedReader(io.FileIO(os.open(path, FLAGS)), _HEAD) as file:
                kind = kind or line_files.kind_of("", file.peek(_HEAD))
                if kind is not None:
                    yield from self._of_lines(path, status, kind, file)
                elif named:
                    too_large = LimitError(f"{path.name} is larger than any key file", "Choose the key file")
                    yield self._wrong(path, status, too_large)
        except OSError as error:
            yield self._wrong(path, status, why_unreadable(path, error))

    def _of_key_file(self, path: Path, status: os.stat_result, *, named: bool) -> Iterator[Found]:
        report = inspect_file(path)
        if report.error is not None:
            if named or not isinstance(report.error, UnknownFormatError):
                yield self._wrong(path, status, report.error, report.findings)
            return
        for key in report.keys:
            yield self._found(path, status, key, (*key.findings, *report.findings))

    def _of_lines(
        self, path: Path, status: os.stat_result | None, kind: FileKind, file: IO[bytes]
    ) -> Iterator[Found]:
        for number, line in line_files.numbered(file):
            if not line_files.content_of(line):
                continue
            key = line_files.report_of(line, number, kind, path.name)
            findings = () if key.error is not None else advice.about_key(key)
            yield self._found(path, status, key, findings)

    def _found(
        self, path: Path, status: os.stat_result | None, key: KeyReport, findings: tuple[Finding, ...]
    ) -> Found:
        shown = self._shown(path)
        reuse = self._reuse(key, f"{shown}:{key.line}" if key.line else str(shown))
        return Found(shown, key, *self._facts(status), self._own(findings), key.error, reuse)

    def _reuse(self, key: KeyReport, place: str) -> str:
        if key.public is None:
            return ""
        mark = os.fsencode((key.sha256 or key.md5 or "")[:29])
        first = self._places.get(mark, "")
        if not first and len(self._places) < MOST_REMEMBERED:
            self._places[mark] = place
        return first

    def _owner(self, number: int) -> str:
        if number not in self._owners:
            try:
                self._owners[number] = pwd.getpwuid(number).pw_name
            except KeyError:
                self._owners[number] = str(number)
        return self._owners[number]

    def _wrong(
        self,
        path: Path,
        status: os.stat_result | None,
        error: KeyOpsError,
        findings: tuple[Finding, ...] = (),
    ) -> Found:
        key = KeyReport(Kind.OTHER, error=error)
        return Found(self._shown(path), key, *self._facts(status), self._own(findings), error)

    def _facts(self, status: os.stat_result | None) -> tuple[int, str, float]:
        if status is None or self._copied:
            return -1, "", 0.0
        return stat.S_IMODE(status.st_mode), self._owner(status.st_uid), status.st_mtime

    def _own(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Without those that are about a copy."""
        if not self._copied:
            return findings
        return tuple(one for one in findings if one.id not in permissions.IDS)

    def _shown(self, path: Path) -> Path:
        return path if self._root is None else type(path)("/", path.relative_to(self._root))


def _files(path: Path, *, descend: bool) -> Iterator[tuple[Path, bool]]:
    """A file itself; of a folder each file below it by name, and whether it was named itself."""
    waiting = deque([(path, True)])
    while waiting:
        place, named = waiting.popleft()
        is_folder = os.path.isdir(place) and (named or not os.path.islink(place))  # noqa: PTH112, PTH114 - never raise
        if not is_folder:
            if named or not os.path.isdir(place):  # noqa: PTH112
                yield place, named
            continue
        if not descend:
            yield place, True
            continue
        try:
            names = sorted(os.listdir(place))  # noqa: PTH208 - names alone are wanted
        except OSError:
            yield place, True
            continue
        waiting.extendleft((place / name, False) for name in reversed(names))


class _Joined(io.RawIOBase):
    """What was read of a stream already, and then the stream."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - a buffer of io
        part = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(part) :]
        buffer[: len(part)] = part
        return len(part)
