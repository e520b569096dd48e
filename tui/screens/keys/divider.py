"""How list and details share the width, and what of the Keys screen is kept for the next time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from ...bindings import act
from ..base import WorkScreen

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from ...settings import Settings, Value

_LEAST: Final = 26
"""Columns that each side keeps."""
_STEP: Final = 4
"""So many in a hundred at each press."""
_SHARES: Final = ((110, 50), (0, 55))
"""Columns in a hundred for the list where nothing was chosen, from which width on."""
_MOST: Final = 62
"""Columns in a hundred at most for a list whose names need them, where nothing was chosen."""
_FRAME: Final = 2
_REST: Final = 0.5
"""Seconds without another press until it is written down."""


class DividedScreen(WorkScreen):
    """Subclasses have ``#names``, the list with what is above and below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("less_than_sign", "divide(-1)", "narrower", "A narrower list", id="keys.narrower", show=False),
        act("greater_than_sign", "divide(1)", "wider", "A wider list", id="keys.wider", show=False),
    ]

    @property
    def kept(self) -> Settings:
        """What was chosen, here or in the settings."""
        return self.app.settings

    def on_resize(self, event: events.Resize) -> None:
        """Share the new width."""
        self._share(event.size.width)

    def on_screen_resume(self) -> None:
        """It may have been chosen in the settings."""
        super().on_screen_resume()
        self._share(self.size.width)

    def wanted_room(self) -> int:
        """The columns that the list needs within its frame, so that no name is cut."""
        return 0

    def share_again(self) -> None:
        """Other names are shown."""
        self._share(self.size.width)

    def _share(self, width: int) -> None:
        for names in self.query("#names"):
            wanted = width if self.has_class("-narrow") else width * self._percent(width) // 100
            if names.styles.width is None or names.styles.width.value != wanted:
                names.styles.width = wanted

    def _percent(self, width: int, by: int = 0) -> int:
        share = (self.kept.list_width or self._usual(width)) + by
        least = min(-(-_LEAST * 100 // width), 50)
        return max(least, min(share, 100 - least))

    def _usual(self, width: int) -> int:
        """Where nothing was chosen: more than half where the names need it."""
        share = next(share for least, share in _SHARES if width >= least)
        needed = -(-(self.wanted_room() + _FRAME) * 100 // width) if width else 0
        return max(share, min(needed, _MOST))

    def action_divide(self, by: int) -> None:
        """Move the line between list and details."""
        width = self.size.width
        self.keep({"list-width": self._percent(width, by * _STEP)})
        self._share(width)

    def keep(self, values: dict[str, Value]) -> None:
        """From now on it is so, and the next time too.

        Args:
            values: of settings, by name.
        """
        self.app.chosen = self.app.chosen.override(values)
        self.start(self._write(values), f"keep {' '.join(values)}")

    async def _write(self, values: dict[str, Value]) -> None:
        from ... import settings

        await asyncio.sleep(_REST)
        await self.in_process(settings.save, values)
