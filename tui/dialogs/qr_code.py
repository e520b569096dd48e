"""Shows a public key as a QR code, and beside it what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ..bindings import act
from .base import Dialog, Words

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.conversion.qr_code import QrCode

FRAME: Final = (4, 2)
"""Columns and lines around the code."""
_BESIDE: Final = 24
"""Columns that the words beside it need; with fewer they are left out."""
_INK: Final = "#000000 on #ffffff"
"""As on paper, whatever colours the terminal and the theme have; without colours it is reversed text."""


class QrCodeDialog(Dialog[None]):
    """One code, on as much of the screen as it needs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "give_up", "close", "Back to the public key", show=False),
    ]

    escaped = None

    def __init__(self, name: str, code: QrCode, *about: str) -> None:
        """Make the dialog.

        Args:
            name: of the key, raw.
            code: that there is room for.
            about: lines beside it, raw.
        """
        super().__init__(f"{name} as a QR code")
        self.code = code
        self.about = about

    def content(self) -> ComposeResult:
        """The code, and the words."""
        with Horizontal(classes="qr"):
            yield Static(
                Content.styled("\n".join(self.code.lines(ink=True)), _INK), classes="code", markup=False
            )
            with Vertical(classes="about"):
                yield Words(*self.about)
                yield Static("Esc closes", classes="dim", markup=False)

    def fit(self) -> None:
        """As large as the code; words beside it where they have room."""
        room = self.size.width - FRAME[0] - self.code.columns
        beside = min(room, 34) if room >= _BESIDE else 0
        for box in self.query(".box"):
            box.styles.width = self.code.columns + FRAME[0] + beside
            box.styles.height = self.code.height + FRAME[1]
        for about in self.query(".about"):
            about.display = beside > 0
