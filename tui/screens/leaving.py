"""Leaving a screen, and the program: where a form was changed only after a question."""

from __future__ import annotations

from ..terminal.base_app import SafeApp
from .base import WorkScreen


class LeavingApp(SafeApp):
    """An App that asks before it loses what was entered in a form."""

    async def action_show_screen(self, name: str) -> None:
        """Go to a screen of the table; from a form that was changed only after a question."""
        if self._is_unsaved and (name != self.current_mode or len(self.screen_stack) > 1):
            self.run_worker(self._ask_and_show(name), group="leave", exclusive=True)
            return
        while name == self.current_mode and len(self.screen_stack) > 1:
            await self.pop_screen()  # the page over it
        if name != self.current_mode:
            await self.switch_mode(name)

    async def _ask_and_show(self, name: str) -> None:
        if await self._may_discard():
            while len(self.screen_stack) > 1 and self._is_unsaved:
                if isinstance(self.screen, WorkScreen):
                    self.screen.discard()
                await self.pop_screen()
            await self.switch_mode(name)

    def action_leave(self) -> None:
        """Quit; from a form that was changed only after a question, which Ctrl+Q leaves standing."""
        from ..dialogs.discard import DiscardDialog

        if not self._is_unsaved:
            self.exit()
        elif not isinstance(self.screen, DiscardDialog):
            self.run_worker(self._ask_and_exit(), group="leave", exclusive=True)

    async def _ask_and_exit(self) -> None:
        if await self._may_discard():
            self.exit()

    @property
    def _is_unsaved(self) -> bool:
        """Whether a form on the way out was changed. Those of other modes start fresh when they are left."""
        return any(getattr(screen, "is_unsaved", False) for screen in self.screen_stack)

    async def _may_discard(self) -> bool:
        from ..dialogs.discard import DiscardDialog

        return await self.push_screen_wait(DiscardDialog())
