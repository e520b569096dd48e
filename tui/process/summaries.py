"""Summaries of many files, on their way from one process to another.

Nothing is imported before it is needed: whoever asks for them, and is drawing, does not wait for the formats.
"""

from __future__ import annotations

import operator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..keyops.files.listing import FileSummary
from . import worker

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOGETHER: Final = 250
"""Summaries in one piece: whoever unpacks it holds the interpreter for half a millisecond."""

_fields: Final = operator.attrgetter(*FileSummary.__match_args__)


def packed(folder: str, names: Sequence[str]) -> list[bytes]:
    """As ``summary.summarize`` of files of one folder, in pieces for ``unpacked``.

    Args:
        folder: its path.
        names: of the files.
    """
    from ..keyops.inspection import summary

    place = Path(folder)
    rows = [_fields(summary.summarize(place / name)) for name in names]
    pieces = (rows[at : at + _TOGETHER] for at in range(0, len(rows), _TOGETHER))
    return [worker.pack(piece) for piece in pieces]


def unpacked(piece: bytes) -> list[FileSummary]:
    """The summaries of a piece, in the order of the files."""
    rows: list[tuple[Any, ...]] = worker.unpack(piece) or []
    return [FileSummary(*fields) for fields in rows]
