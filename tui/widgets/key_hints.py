"""The footer: the keys that matter here and now, most important first, help always at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from .. import bindings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.dom import DOMNode
    from textual.screen import Screen

    from ..bindings import ScreenAction


Hint = tuple[str, str, bool]
"""Key, label, whether it is available."""


class KeyHints(Widget):
    """One line that never spills: what does not fit is left to the help."""

    hints: reactive[tuple[Hint, ...]] = reactive(())
    pinned: reactive[str] = reactive("?")
    """The key of the help: another one while letters are typed."""

    def on_mount(self) -> None:
        """Follow the live bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[object]) -> None:
        # Before all of it is there, what answers for an action may not be.
        if screen is self.screen and screen.is_current and screen.is_mounted:
            self.renew()

    def renew(self) -> None:
        """Look again at the bindings, their wording and whether they are available."""
        actions = tuple(bindings.actions(self.screen))
        self.pinned = next((action.keys[0] for action in actions if action.name == bindings.HELP.id), "")
        urgent = getattr(self.screen, "urgent", ())
        shown = [
            (action.name in urgent, self._hint(action))
            for action in actions
            if (action.name in urgent or action.show) and action.name != bindings.HELP.id
        ]
        self.hints = _in_order(shown)

    def _hint(self, action: ScreenAction) -> Hint:
        wording = getattr(self.screen, "wording", None)
        why_not = getattr(self.screen, "why_not", None)
        label = (wording(action.name) if wording else None) or action.label
        return action.keys[0], label, not (why_not and why_not(action.name))

    async def on_click(self, event: events.Click) -> None:
        """Do what the hint under the mouse says, as its key would."""
        key = next((key for start, end, key in self._spans if start <= event.x < end), "")
        for action in bindings.actions(self.screen):
            if key and action.keys[0] == key:
                await self.app.run_action(action.action, cast("DOMNode", action.namespace))
                return

    def render(self) -> Content:
        """The hints that fit, and the key of the help pinned to the right."""
        pinned = Content.assemble((self.pinned, "bold $accent"), " ", ("help", "dim"), " ")
        line = Content(" ")
        self._spans: list[tuple[int, int, str]] = []
        room = self.size.width - pinned.cell_length - 1
        for key, label, available in self.hints:
            style = "bold $accent" if available else "dim"
            hint = Content.assemble((key, style), " ", (label, "" if available else "dim"), "  ")
            if line.cell_length + hint.cell_length > room:
                break
            self._spans.append((line.cell_length, line.cell_length + hint.cell_length - 2, key))
            line = Content.assemble(line, hint)
        gap = self.size.width - line.cell_length - pinned.cell_length
        self._spans.append((self.size.width - pinned.cell_length, self.size.width, self.pinned))
        return Content.assemble(line, " " * max(gap, 0), pinned)


def _in_order(shown: Iterable[tuple[bool, Hint]]) -> tuple[Hint, ...]:
    """The first, then what is urgent, what can be done, what cannot; of two with one label the first.

    Args:
        shown: whether each is urgent, and what the footer tells of it. Within each kind the order stays; the
            first stays the first as long as it can be done, and Enter does in any case.
    """

    def rank(place: int, hint: Hint, *, urgent: bool) -> int:
        key, _, available = hint
        if place == 0 and (available or key == "Enter"):
            return 0
        return 1 if urgent else 2 if available else 3

    ranked = [(rank(place, hint, urgent=urgent), hint) for place, (urgent, hint) in enumerate(shown)]
    ranked.sort(key=lambda one: one[0])
    found: dict[str, Hint] = {}
    for _, hint in ranked:
        found.setdefault(hint[1], hint)
    return tuple(found.values())
