"""``keywright list FILE``: a line for each key, as ``ssh-keygen -lf`` prints it, and what that leaves out."""

from __future__ import annotations

import sys
from binascii import b2a_base64
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final

from ...keyops.formats._key_lines import FORMAT_IDS, FileKind
from ...keyops.inspection import line_files
from ...visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ...keyops.inspection.plain_lines import Plain
    from ...keyops.inspection.report import KeyReport

_AT_ONCE: Final = 1000
"""Lines in a write."""
_NAMED_BY_OPTIONS: Final = frozenset(
    FORMAT_IDS[kind] for kind in (FileKind.KNOWN_HOSTS, FileKind.ALLOWED_SIGNERS)
)
"""Formats where hosts or principals say whose key it is, as ssh-keygen tells them too."""


def run(path: Path) -> int:
    """Write a line for each key as it is read; exit code 1 when one cannot be read.

    Raises:
        KeyOpsError: there is no key in the file.
    """
    keys = line_files.of_file(path)
    told = _Told(path, _whole(path) if keys is None else keys)
    lines = iter(told)
    while some := "".join(islice(lines, _AT_ONCE)):
        sys.stdout.write(some)
    sys.stdout.flush()
    if not told.count and not told.is_wrong:
        sys.stderr.write(f"keywright: {visible(path.name)} holds no key\n")
        return 1
    return int(told.is_wrong)


class _Told:
    """The lines to write; what cannot be read goes to standard error at once."""

    def __init__(self, path: Path, keys: Iterable[tuple[int, Plain | KeyReport]]) -> None:
        self._path, self._keys = path, keys
        self.count = 0
        self.is_wrong = False

    def __iter__(self) -> Iterator[str]:
        for number, key in self._keys:
            if isinstance(key, tuple):
                kind, bits, blob, comment = key
                mark = b2a_base64(sha256(blob).digest(), newline=False)[:-1].decode()
                if not comment.isascii():
                    comment = visible(comment)
                yield f"{bits} SHA256:{mark} {comment or 'no comment'} ({kind.word}) line {number}\n"
            elif key.public is None and key.encryption is None:
                self._refuse(key)
                continue
            else:
                yield _line(key)
            self.count += 1

    def _refuse(self, key: KeyReport) -> None:
        self.is_wrong = True
        if key.error is not None:
            where = f", line {key.line}" if key.line else ""
            sys.stderr.write(visible(f"keywright: {self._path}{where}: {key.error.title}") + "\n")


def _whole(path: Path) -> Iterator[tuple[int, KeyReport]]:
    """The keys of a file that is no list of lines.

    Raises:
        KeyOpsError: there is none.
    """
    from ...keyops.inspection.files import inspect_file

    report = inspect_file(path)
    if report.error is not None:
        raise report.error
    return ((key.line, key) for key in report.keys)


def _line(key: KeyReport) -> str:
    from ...keyops.formats import FORMATS
    from ...keyops.keys import fingerprints

    row = FORMATS[key.container or ""]
    named = key.container in _NAMED_BY_OPTIONS
    comment = (key.comment or b"").decode("utf-8", "surrogateescape")
    word, bits, mark = "unknown", "?", "protected"
    if key.public is not None:
        word = fingerprints.type_word(key.public) + ("-CERT" if key.certificate else "")
        bits, mark = str(key.public.bits), fingerprints.usual(key.public)
    more = [f"line {key.line}"] if key.line else [row.label]
    if row.is_private:
        more.append(key.encryption.words if key.encryption else "no passphrase")
    if key.options and not named:
        more.append(key.options)
    who = (key.options if named else comment) or "no comment"
    return visible(f"{bits} {mark} {who} ({word}) {', '.join(more)}") + "\n"
