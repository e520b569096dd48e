"""``keywright list FOLDER``: the keys of a folder, a line for each, as the Keys screen shows them."""

from __future__ import annotations

import base64
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from ...keyops.files.listing import NOTHING
from ...keyops.inspection import key_files, key_folder
from ...keyops.moments import age_words
from ...visible import visible
from .. import json_objects, painting

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.inspection.key_files import KeyFiles
    from ...keyops.inspection.key_folder import KeyFolder

_BOLD: Final = "\x1b[1m"
_DIM: Final = "\x1b[2m"
_RED: Final = "\x1b[1;31m"
_YELLOW: Final = "\x1b[33m"
_PLAIN: Final = "\x1b[0m"


def run(folder: Path, order: str, *, as_json: bool) -> int:
    """List the keys of a folder, in one of ``key_files.ORDERS``."""
    found = key_folder.look(folder)
    keys = key_files.ordered(found.keys, order)
    if as_json:
        json_objects.write(_object(row, found) for row in keys)
    elif keys:
        for line in _lines([_cells(row) for row in keys]):
            sys.stdout.write(line + "\n")
    else:
        told = f"keywright: there are no keys in {folder}; create one with keywright generate"
        sys.stderr.write(visible(told) + "\n")
    return 0


def _cells(row: KeyFiles) -> tuple[str, ...]:
    about = row.summary
    return (
        "!" if about.is_wrong else " ",
        visible(row.entry.name),
        about.label or "unknown",
        about.encryption,
        about.parts or "-",
        visible(about.comment) or "-",
        age_words(time.time() - about.modified) if about.modified else "",
    )


def _lines(rows: list[tuple[str, ...]]) -> list[str]:
    """Aligned; in colours where a person reads them."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    paint = painting.is_wanted(sys.stdout)
    looks = (_RED, _BOLD, "", "", "", _DIM, _DIM)
    return [
        "  ".join(
            _painted(text + " " * (width - _width(text)), _YELLOW if text == "none" and not look else look)
            if paint
            else text + " " * (width - _width(text))
            for text, width, look in zip(row, widths, looks, strict=True)
        ).rstrip()
        for row in rows
    ]


def _painted(text: str, look: str) -> str:
    return f"{look}{text}{_PLAIN}" if look and text.strip() else text


def _width(text: str) -> int:
    """Columns on a terminal: wide characters take two."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _object(row: KeyFiles, found: KeyFolder) -> dict[str, Any]:
    about = row.summary
    main = found.summaries.get(row.entry.path, NOTHING)
    return {
        "path": json_objects.text(str(row.entry.path)),
        "type": about.label or None,
        "sha256": _fingerprint(about.identity) if not main.format.startswith("ssh1") else None,
        "encryption": about.encryption,
        "comment": json_objects.text(about.comment) or None,
        "modified": int(about.modified),
        "wrong": about.is_wrong,
        "files": [
            {
                "path": json_objects.text(str(entry.path)),
                "kind": str(key_files.role_of(entry, found.summaries.get(entry.path))),
                "format": found.summaries.get(entry.path, NOTHING).format or None,
                "same_key": _is_same(main.key, found.summaries.get(entry.path, NOTHING).key),
            }
            for entry in row.files
        ],
    }


def _fingerprint(digest: bytes) -> str | None:
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=") if digest else None


def _is_same(main: bytes, other: bytes) -> bool | None:
    """None where one of them hides which key it is."""
    return main == other if main and other else None
