"""The least that a Textual app can be: what is Textual's own in any figure of ours."""

from __future__ import annotations

from typing import Final

ROWS: Final = ("first row", "second row")

BARE: Final = f"""
from textual.app import App
from textual.widgets import Footer, Header, OptionList

class Bare(App):
    def compose(self):
        yield Header()
        yield OptionList(*{[*ROWS, "third row"]!r})
        yield Footer()

Bare().run(mouse=False)
"""
"""With a list, so that it has something to press a key for."""
