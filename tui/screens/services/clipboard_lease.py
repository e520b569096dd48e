"""The one private half that may be on a clipboard: taken off it after a minute, and when the program ends."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final

from ...process import shutdown
from ...terminal import clipboard

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer

    from ...terminal.base_app import SafeApp
    from ...terminal.clipboard import Copied, CopyWay

SECONDS: Final = 60
"""Time to paste it."""


class ClipboardLease:
    """Belongs to the app, for the copy outlives the page it was made on.

    Args:
        app: gives the timer, and the way to its terminal.
        say: shows a sentence on whatever screen is in front.
    """

    def __init__(self, app: SafeApp, say: Callable[[str], object]) -> None:
        self._app = app
        self._say = say
        self._timer: Timer | None = None
        self._take_back: Callable[[], None] = _nothing
        self.copied: Copied | None = None
        """What was copied and not yet cleared."""

    async def copy(self, text: str, way: CopyWay) -> Copied:
        """Copy a private half, after the user said yes; what was copied before is no longer anywhere then.

        It is held before it is copied, so that it is also taken off when this is cancelled in between.

        Args:
            text: what to copy, exactly.
            way: from ``clipboard.choose``.
        """
        older = self.copied
        if older is not None:
            await clipboard.drop_buffer(older)
        begun = clipboard.begun(text, way)
        self.hold(begun)
        copied = await clipboard.copy_private(text, way=way, write=self._app.write_sequence)
        if copied.sent:
            self.hold(copied)
        elif older is not None:
            self.hold(older)
        else:
            self._let_go()
        if copied.way is not way or not copied.sent:
            await clipboard.drop_buffer(begun)
        return copied

    def hold(self, copied: Copied) -> None:
        """From now on it is cleared in ``SECONDS``, or at the end, should that come first."""
        self._let_go()
        self.copied = copied
        self._take_back = shutdown.at_end(partial(_clear_at_end, copied))
        self._timer = self._app.set_timer(SECONDS, self._expire)

    async def clear(self) -> Copied | None:
        """Take it off the clipboard now; what came of it, None when there was nothing."""
        copied = self.copied
        if copied is None:
            return None
        cleared = await clipboard.clear(copied, write=self._app.write_sequence)
        if cleared.sent and self.copied is copied:
            self._let_go()
        return cleared

    def _let_go(self) -> None:
        self.copied = None
        self._take_back()
        if self._timer is not None:
            self._timer.stop()

    def _expire(self) -> None:
        self._app.run_worker(self._clear_and_tell(), group="clipboard_lease", exclusive=True)

    async def _clear_and_tell(self) -> None:
        cleared = await self.clear()
        if cleared is not None:
            self._say(f"Private key: {cleared.sentence}")


def _nothing() -> None:
    """Before anything was copied."""


def _clear_at_end(copied: Copied) -> None:
    """After the screens are gone, when nothing runs any more that could be awaited."""
    asyncio.run(clipboard.clear(copied, write=shutdown.write_terminal))
