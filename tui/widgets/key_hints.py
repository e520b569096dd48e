"""The footer: the keys that matter here and now, most important first, help always at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui import bindings

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.bindings import Deed


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
        if screen is self.screen and screen.is_current:
            self.renew()

    def renew(self) -> None:
        """Look again at the bindings, their wording and whether they are available."""
        deeds = tuple(bindings.deeds(self.screen))
        self.pinned = next((deed.keys[0] for deed in deeds if deed.name == bindings.HELP.id), "")
        self.hints = tuple(self._hint(deed) for deed in deeds if deed.show and deed.name != bindings.HELP.id)

    def _hint(self, deed: Deed) -> Hint:
        wording = getattr(self.screen, "wording", None)
        why_not = getattr(self.screen, "why_not", None)
        label = (wording(deed.name) if wording else None) or deed.label
        return deed.keys[0], label, not (why_not and why_not(deed.name))

    def render(self) -> Content:
        """The hints that fit, and the key of the help pinned to the right."""
        pinned = Content.assemble((self.pinned, "bold $accent"), " ", ("help", "dim"), " ")
        line = Content(" ")
        room = self.size.width - pinned.cell_length - 1
        for key, label, available in self.hints:
            style = "bold $accent" if available else "dim"
            hint = Content.assemble((key, style), " ", (label, "" if available else "dim"), "  ")
            if line.cell_length + hint.cell_length > room:
                break
            line = Content.assemble(line, hint)
        gap = self.size.width - line.cell_length - pinned.cell_length
        return Content.assemble(line, " " * max(gap, 0), pinned)
