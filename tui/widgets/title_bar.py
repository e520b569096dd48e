"""The first line: which screen, which folder or file, how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ..keyops.records import dataclass
from ..visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

NAME = "keywright"


@dataclass(frozen=True, slots=True)
class Tab:
    """A screen that can be gone to."""

    key: str
    label: str
    active: bool
    action: str = ""
    """What goes there, for the mouse."""


class TitleBar(Widget):
    """``keywright  1 [Keys]  2 Generate    ~/.ssh   9 keys``; what does not fit gives way in good order."""

    where: reactive[str] = reactive("")
    """Folder or file, raw."""
    count: reactive[str] = reactive("")
    """How many of what."""

    def __init__(self, tabs: Sequence[Tab]) -> None:
        """Args: the screens, in order."""
        super().__init__()
        self.tabs = tuple(tabs)
        self._spans: list[tuple[int, int, str]] = []
        """From which column to which each tab goes, and its action, as it was drawn."""

    def render(self) -> Content:
        """The line, at most as wide as the widget."""
        width = self.size.width
        where = " ".join(visible(self.where).splitlines())
        count = visible(self.count)
        tail = "   ".join(part for part in (where, count) if part)
        whole = Content(tail).cell_length
        # With a count all is told where it fits; a path alone may be cut at its beginning.
        left = shortest = self._tabs(keys=False, name=False)
        least = whole if count and whole <= width - shortest.cell_length - 3 else max(12, width // 4)
        for keys, name in ((True, True), (True, False), (False, False)):
            left = self._tabs(keys=keys, name=name)
            room = width - left.cell_length - 3
            if room >= min(whole, least):
                break
        else:
            return left.truncate(max(width - 1, 1), ellipsis=True)
        right = Content(tail)
        if right.cell_length > room and count:
            kept = room - len(count) - 3
            right = (
                Content(f"{_tail_of(where, kept)}   {count}") if kept >= 6 else Content(_tail_of(where, room))
            )
        elif right.cell_length > room:
            right = Content(_tail_of(where, room))
        gap = width - 1 - left.cell_length - right.cell_length
        return Content.assemble(left, " " * max(gap, 0), right)

    async def on_click(self, event: events.Click) -> None:
        """Go to the screen under the mouse."""
        for start, end, action in self._spans:
            if action and start <= event.x < end:
                await self.app.run_action(action, self.app)

    def _tabs(self, *, keys: bool, name: bool) -> Content:
        parts: list[Content | str | tuple[str, str]] = [" "]
        if name:
            parts += [(NAME, "bold $accent"), "   "]
        self._spans = []
        for tab in self.tabs:
            start = Content.assemble(*parts).cell_length
            end = start + len(f"{tab.key} " * keys + f"[{tab.label}]")
            self._spans.append((start, end, tab.action))
            if keys:
                parts += [(f"{tab.key} ", "dim")]
            parts += [(f"[{tab.label}]", "bold $accent") if tab.active else tab.label, "  "]
        return Content.assemble(*parts)


def _tail_of(text: str, room: int) -> str:
    """The end of a path, which tells more than its beginning."""
    return text if len(text) <= room else "…" + text[-max(room - 1, 0) :] if room > 1 else ""
