"""Files with a key in each line: of any size, in flat memory; and whole, where nothing is wrong with them."""

from __future__ import annotations

import io
import os
from typing import IO, TYPE_CHECKING, Final

from .. import limits
from ..errors import CorruptKeyError, KeyOpsError, LimitError
from ..files import reading
from ..formats import FORMATS, _key_lines
from ..formats._key_lines import FORMAT_IDS, FileKind
from ..patterns import compiled
from . import plain_lines
from .report import KeyReport, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .plain_lines import Plain

LONGEST_LINE: Final = 64 * 1024
"""Bytes of a key line; a longer one is told of and passed over. The line of an RSA-16384 key has 2,800."""
_HEAD: Final = 64 * 1024
_MORE_TO_TELL: Final = compiled(
    rb"-cert-v01@|[ \t]AAAA[A-Za-z0-9+/]++={0,2}+"
    rb"(?=[^\n]*?(?:=\"|[ \t](?:restrict|no-[a-z0-9-]{3,16})(?=[ \t,\r\n]|\Z)))"
)
"""What a line may have that is told of where the file is known: a certificate, options behind the key."""


def of_file(path: Path) -> Iterator[tuple[int, Plain | KeyReport]] | None:
    """Number and key of each line of a file of any size; None where it is no file of key lines.

    A line that cannot be read is a report with its error.

    Raises:
        StorageError, NotAKeyFileError: it cannot be read.
        LimitError: it is larger than a key file, and no file of key lines.
    """
    try:
        status = path.stat()
        reading.refuse_unless_regular(path, status)
        handle = os.open(path, reading.FLAGS)
    except (OSError, ValueError) as error:
        raise reading.why_unreadable(path, error) from None
    file = io.BufferedReader(io.FileIO(handle), _HEAD)
    try:
        head = file.peek(_HEAD)
    except OSError as error:
        file.close()
        raise reading.why_unreadable(path, error) from None
    kind = kind_of(path.name, head)
    if kind is not None:
        return _of_lines(path, kind, file)
    file.close()
    if status.st_size > limits.MAX_FILE_BYTES:
        raise LimitError(f"{path.name} is larger than any key file", "Choose the key file")
    return None


def kind_of(name: str, head: bytes) -> FileKind | None:
    """What file of key lines this is, by its name and its first whole lines; None where it is none."""
    if b"-BEGIN " in head or b"- BEGIN " in head or b"PuTTY-User-Key-File-" in head:
        return None
    lines = head[: head.rfind(b"\n") + 1]
    if not lines or not _key_lines.has_key(lines):
        return None
    return _key_lines.kind_of_name(name) or _key_lines.kind_of_file(lines)


def _of_lines(path: Path, kind: FileKind, file: IO[bytes]) -> Iterator[tuple[int, Plain | KeyReport]]:
    is_plain = kind is not FileKind.KNOWN_HOSTS
    with file:
        try:
            for number, line in numbered(file):
                found = plain_lines.read(line[:-1] if line.endswith(b"\n") else line) if is_plain else None
                if found is not None:
                    yield number, found
                elif content_of(line):
                    yield number, report_of(line, number, kind, path.name)
        except OSError as error:
            raise reading.why_unreadable(path, error) from None


def content_of(line: bytes) -> bytes:
    """What OpenSSH reads of a line; empty for one that is blank or a comment."""
    text = line.partition(b"\0")[0].strip(_key_lines.BLANKS + b"\r\n")
    return b"" if text.startswith(b"#") else text


def report_of(line: bytes, number: int, kind: FileKind, name: str) -> KeyReport:
    """What a line holds, in clear; or why it cannot be read."""
    from ..records import replace
    from .inspection import in_clear

    try:
        if len(line) > LONGEST_LINE:
            raise CorruptKeyError(f"{name} line {number}", "it is longer than any key line")
        (entry,) = FORMATS[FORMAT_IDS[kind]].read(content_of(line))
    except KeyOpsError as error:
        return KeyReport(Kind.OTHER, line=number, error=error)
    return replace(in_clear(entry), line=number)


def numbered(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line; of one that is too long, its beginning and one byte too many."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        yield number, line
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):
            pass


def simple_lines(data: bytes, name: str) -> list[tuple[int, Plain | KeyReport]] | None:
    """What ``inspection.inspect`` finds in a file of good authorized_keys lines; None where it must be asked.

    Of plain lines there is nothing to tell besides the key; of others the report has its findings.

    Args:
        data: the whole file.
        name: of the file.
    """
    if not _is_simple(data, name):
        return None
    from ..records import replace
    from ..weaknesses import Budget, others
    from . import advice

    doubted = others.small_order_blobs()
    budget = Budget()
    found: list[tuple[int, Plain | KeyReport]] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        plain = plain_lines.read(line)
        if plain is not None and plain[0].is_quiet and plain[2] not in doubted:
            found.append((number, plain))
        elif content_of(line):
            key = report_of(line, number, FileKind.AUTHORIZED_KEYS, name)
            if key.error is not None or len(key.comment or b"") > limits.MAX_COMMENT_BYTES:
                return None
            found.append((number, replace(key, findings=advice.about_key(key, budget))))
    return found if len(found) > 1 else None


def _is_simple(data: bytes, name: str) -> bool:
    """Whether a file is authorized_keys by its name or first line, and nothing is wrong with its bytes."""
    kind = _key_lines.kind_of_name(name) if name else None
    if kind is None:
        kind = FileKind.AUTHORIZED_KEYS if plain_lines.read(data.partition(b"\n")[0]) else None
    if (
        kind is not FileKind.AUTHORIZED_KEYS
        or b"BEGIN " in data
        or b"PuTTY-User-Key-File-" in data
        or not len(data) <= limits.MAX_FILE_BYTES
        or not 1 < data.count(b"\n") < limits.MAX_KEYS_IN_FILE
        or _key_lines.kind_of_file(data) is not FileKind.AUTHORIZED_KEYS
    ):
        return False
    from ..damage import quick_check

    if _MORE_TO_TELL.search(data):
        return False
    if quick_check.is_tidy(data):
        return True
    from ..damage import diagnosis

    return not diagnosis.diagnose(data)
