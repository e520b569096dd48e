"""The line above the footer: what happened, or what went wrong and what to do next."""

from __future__ import annotations

from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ..keyops.findings import Severity
from ..visible import visible

_MARKS: Final = {
    Severity.INFO: ("", ""),
    Severity.WARNING: ("- Note: ", "bold $warning"),
    Severity.ERROR: ("! Error: ", "bold $error"),
}


class StatusLine(Widget):
    """One line, or up to five when its words need them. Severity shows by mark and word."""

    message: reactive[tuple[str, Severity]] = reactive(("", Severity.INFO), layout=True)

    def say(self, text: str, severity: Severity = Severity.INFO) -> None:
        """Show a sentence; text from files is made safe here."""
        self.message = (visible(text), severity)

    def clear(self) -> None:
        """Show nothing."""
        self.message = ("", Severity.INFO)

    @property
    def text(self) -> str:
        """What is shown, without the mark."""
        return self.message[0]

    def render(self) -> Content:
        """Mark, word and sentence."""
        text, severity = self.message
        return Content.assemble(_MARKS[severity], text)
