"""``keywright inspect`` of thousands of key lines: what is told of a plain one is filled into a form.

The form is what ``inspect`` itself tells of such a key, with holes where lines differ, so the words have one
home. Telling each line by itself takes 20 microseconds, filling a form 2. Files of a few lines come not here.
"""

from __future__ import annotations

from binascii import b2a_base64
from hashlib import md5, sha256
from json.encoder import encode_basestring_ascii
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...keyops.errors import KeyOpsError
from ...keyops.files.reading import read_key_file
from ...keyops.formats import DEFAULT_PUBLIC
from ...keyops.inspection import files, line_files
from ...keyops.inspection.report import FileReport, KeyReport, Kind
from ...keyops.keys import algorithms, fingerprints
from ...keyops.records import replace
from ...visible import visible
from .. import json_objects
from . import inspect

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from ...keyops.inspection.plain_lines import Plain, PlainKind

_NUMBER: Final = 987_654_321
_COMMENT: Final = "comment-of-the-form"


def run(
    arguments: argparse.Namespace, name: str, data: bytes | None, rows: list[str], out: TextIO
) -> bool | None:
    """Tell of a long file of good key lines; None for any other file, of which nothing is told.

    Args:
        arguments: of ``inspect``.
        name: the file, or a dash.
        data: what came from standard input; None for a file.
        rows: with ``--json`` the objects are added here.
        out: without, the lines are written there.

    Returns:
        Whether nothing is wrong with it.
    """
    seen = _lines_of(name, data)
    if seen is None:
        return None
    report, found = seen
    if arguments.json:
        rows += told(found, lambda key: json_objects.encoded(inspect.object_of(report, key)), is_json=True)
    else:
        shown = visible(str(report.path))
        lines = told(
            found,
            lambda key: "".join(f"{line}\n" for line in inspect.key_lines(shown, key, arguments)),
            is_json=False,
        )
        out.writelines(lines)
        out.writelines(f"{line}\n" for line in inspect.lines_of(report, arguments))
    others = tuple(key for _, key in found if isinstance(key, KeyReport))
    return not inspect.is_wrong(replace(report, keys=others))


def _lines_of(name: str, data: bytes | None) -> tuple[FileReport, list[tuple[int, Plain | KeyReport]]] | None:
    """The keys of a file of good key lines, and the report of the file without them; None for any other."""
    path = Path(name)
    if str(_NUMBER) in name or _COMMENT in name:
        return None
    try:
        content = read_key_file(path) if data is None else data
    except KeyOpsError:
        return None
    found = line_files.simple_lines(content, path.name if data is None else "")
    if found is None:
        return None
    if data is not None:
        return FileReport(path), found
    several = (KeyReport(Kind.PUBLIC, DEFAULT_PUBLIC, line=1),) * 2
    return replace(files.report_on(path, files.facts_of(path), several), keys=()), found


def told(
    found: list[tuple[int, Plain | KeyReport]], tell: Callable[[KeyReport], str], *, is_json: bool
) -> Iterator[str]:
    """What is told of each key.

    Args:
        found: the lines of a file.
        tell: tells of one.
        is_json: whether that is an object of JSON.
    """
    spelled: Callable[[str], str] = _in_json if is_json else visible
    forms: dict[tuple[PlainKind, bool], Callable[..., str]] = {}
    for number, key in found:
        if isinstance(key, KeyReport):
            yield tell(key)
            continue
        kind, _, blob, comment = key
        form = forms.get((kind, not comment))
        if form is None:
            form = forms[kind, not comment] = _form(blob, comment, tell)
        yield form(
            number,
            comment if comment.isalnum() and comment.isascii() else spelled(comment),
            b2a_base64(sha256(blob).digest(), newline=False)[:-1].decode(),
            md5(blob, usedforsecurity=False).digest().hex(":"),
            b2a_base64(blob, newline=False).decode() if is_json else "",
        )


def _in_json(comment: str) -> str:
    return encode_basestring_ascii(comment)[1:-1]


def _form(blob: bytes, comment: str, tell: Callable[[KeyReport], str]) -> Callable[..., str]:
    """What is told of a key, to be filled with line, comment, SHA256, MD5 and base64."""
    public = algorithms.read_blob(blob)
    sample = KeyReport(
        Kind.PUBLIC, DEFAULT_PUBLIC, public, comment=_COMMENT.encode() if comment else b"", line=_NUMBER
    )
    text = tell(sample).replace("{", "{{").replace("}", "}}")
    for hole, words in enumerate(
        (
            str(_NUMBER),
            _COMMENT,
            fingerprints.sha256(public).removeprefix("SHA256:"),
            fingerprints.md5(public).removeprefix("MD5:"),
            b2a_base64(blob, newline=False).decode(),
        )
    ):
        text = text.replace(words, f"{{{hole}}}")
    return text.format
