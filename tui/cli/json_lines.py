"""JSON Lines that stay whole when many processes write into one pipe: each line is one write, below PIPE_BUF.

A write of up to PIPE_BUF bytes (4,096 on Linux) into a pipe is not torn by another process; into a file each
write is whole in any case. So no line is longer: what would make it longer is cut, and named under ``cut``.
Source: pipe(7), write(2).
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, Final

from .json_objects import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST: Final = 4096
"""Bytes of a line, its end included."""
_ROOM: Final = 512
"""Bytes that are left of a text that is cut."""


def write(row: dict[str, Any], cuttable: Iterable[str]) -> None:
    """Write one object.

    Args:
        row: its fields.
        cuttable: the texts and lists of texts that may be cut, the first one first.
    """
    data = encode(row, cuttable)
    try:
        handle = sys.stdout.fileno()
    except (OSError, ValueError):  # it is no file
        sys.stdout.write(data.decode("ascii"))
        return
    sys.stdout.flush()
    while data:
        data = data[os.write(handle, data) :]


def encode(row: dict[str, Any], cuttable: Iterable[str]) -> bytes:
    """The line of an object, with its end."""
    row = {"schema": SCHEMA, **row}
    data = _line(row)
    for name in cuttable:
        if len(data) <= LONGEST:
            break
        value = row[name]
        if isinstance(value, str) and len(value) > _ROOM // 6:  # a character may be six bytes: \uXXXX
            row[name] = value[-(_ROOM // 6) :] if name == "path" else value[: _ROOM // 6]
        elif isinstance(value, list):
            row[name] = [one[: _ROOM // 6] for one in value[:8]]
        else:
            continue
        row["cut"] = [*row.get("cut", ()), name]
        data = _line(row)
    return data


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, separators=(",", ":")).encode("ascii") + b"\n"
