"""JSON as every verb that reports writes it: an array, one object in a line, each with its schema number."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final

from . import complaints, next_steps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..keyops.findings import Finding
    from ..keyops.trust.problems import Problem

SCHEMA: Final = 1
"""It grows when a field goes or changes its meaning; new fields may come without that."""


def write(rows: Iterable[dict[str, Any]]) -> None:
    """Write the objects of a report.

    Indented, the quick encoder of the standard library would not be used.
    """
    write_encoded(map(encoded, rows))


def encoded(row: dict[str, Any]) -> str:
    """An object of a report, as a line without its end."""
    return json.dumps({"schema": SCHEMA, **row})


def write_encoded(rows: Iterable[str]) -> None:
    """As ``write``, of objects that are encoded already."""
    complaints.answered()
    sys.stdout.write("[\n" + ",\n".join(rows) + "\n]\n")


def text(raw: str | bytes) -> str:
    r"""Text for JSON: a byte that is not UTF-8 is given as ``\xNN``."""
    data = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw
    return data.decode("utf-8", "backslashreplace")


def finding(one: Finding | Problem) -> dict[str, Any]:
    """What was found wrong."""
    hint = text(next_steps.hint(one))
    return {"id": one.id, "severity": str(one.severity), "title": text(one.title), "hint": hint}
