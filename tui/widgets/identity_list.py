"""The keys that an agent holds, one a line: its comment, and type and size. ``=``: the chosen file's key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.message import Message

from ..visible import visible
from .cursor_list import BOLD, DIM, MARK, CursorList
from .line_view import PLAIN
from .wrapping import fit, fit_column

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ..keyops.agent.protocol import Identity

_MARGIN: Final = 5
_LABEL: Final = 24


class IdentityList(CursorList):
    """A step of the cursor draws two lines."""

    @dataclass
    class Moved(Message):
        """Another key is chosen, or none."""

        identity: Identity | None

    def __init__(self) -> None:
        super().__init__()
        self.identities: tuple[Identity, ...] = ()
        self.ours: frozenset[bytes] = frozenset()

    def show(self, identities: Sequence[Identity], ours: Collection[bytes] = ()) -> None:
        """Show these, with the cursor in the same row; those with these blobs are the chosen file's."""
        self.identities = tuple(identities)
        self.ours = frozenset(ours)
        self.put_cursor(max(min(self.cursor, len(self.identities) - 1), 0))

    @property
    def identity(self) -> Identity | None:
        """The chosen one."""
        return self.identities[self.cursor] if 0 <= self.cursor < len(self.identities) else None

    @property
    def line_count(self) -> int:
        """One line for each."""
        return len(self.identities)

    def moved(self) -> Moved:
        """Tell which."""
        return self.Moved(self.identity)

    def draw_row(self, at: int, width: int, *, chosen: bool) -> list[Segment]:
        """Mark, comment, type."""
        one = self.identities[at]
        room = width - _MARGIN
        label_room = min(_LABEL, room // 2)
        return [
            Segment(">" if chosen else " ", MARK),
            Segment(" = " if one.blob in self.ours else "   ", MARK),
            Segment(fit_column(visible(one.name), room - label_room), BOLD if chosen else PLAIN),
            Segment(" " + fit(visible(one.label), label_room), BOLD if chosen else DIM),
        ]
