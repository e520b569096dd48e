"""Whether a text is a whole key file: its lengths fit, and halves that are not locked prove each other.

That is what tells a right reading of a mangled text from a wrong one. No passphrase is needed and no KDF is
run; of a locked key that declares no lengths, as in PEM with DEK-Info, the blocks of its cipher must be whole
and its lines of one width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .. import limits
from ..encoding import pem
from ..errors import KeyOpsError, UnknownFormatError
from ..formats import _blocks, candidates
from ..formats.contract import STUMBLES
from ..patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..formats.contract import KeyEntry

_LOCKED: Final = compiled(rb"DEK-Info:[^\n]*+\n\s*+(?P<body>[A-Za-z0-9+/=\n]++)\n-----END ")


def prove(data: bytes) -> bool:
    """Whether a text, as it is, is a whole key file. Never raises."""
    private, entries = 0, 0
    try:
        for entry in _entries(data):
            entries += 1
            private += entry.is_private
            if entry.error is not None or private > limits.MAX_PRIVATE_KEYS_IN_FILE:  # it is refused anyway
                return False
            if entry.is_private and entry.encryption is None:
                entry.open(None)
    except (KeyOpsError, *STUMBLES):
        return False
    return entries > 0 and _is_even(data)


def _entries(data: bytes) -> Iterator[KeyEntry]:
    text, lines = pem.with_lf(data), _blocks.with_cr(data)
    parts = _blocks.split(text, lines)
    if not parts:
        yield from read_piece(data)
    for part in parts:
        if part.is_ours:
            yield from read_piece((lines if part.of_lines else text)[part.start : part.end])


def read_piece(piece: bytes) -> tuple[KeyEntry, ...]:
    """The keys of a file, or of a part of one, in a single format.

    Raises:
        KeyOpsError: it is no key, or cannot be read.
    """
    for row in candidates(piece):
        if row.holds_keys and row.sniff(piece):
            return row.read(piece)
    raise UnknownFormatError("no key", "")


def _is_even(data: bytes) -> bool:
    """Whether the lines of a locked PEM body have one width, but for the last."""
    for match in _LOCKED.finditer(data):
        rows = match["body"].split()
        if len({len(row) for row in rows[:-1]}) > 1 or (rows[1:] and len(rows[-1]) > len(rows[0])):
            return False
    return True
