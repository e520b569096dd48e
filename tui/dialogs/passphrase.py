"""Asks for a passphrase: masked, again after a wrong one, and Escape gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from tui.dialogs.typed import TypedDialog
from tui.keyops.secret import Secret
from tui.typeahead import OrderedKeys
from tui.widgets.passphrase_input import PassphraseInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Input


class PassphraseDialog(TypedDialog[Secret]):
    """The passphrase, or None when the user gave up."""

    keys = "Enter unlock   Ctrl+U clear   Esc gives up"

    def __init__(self, title: str, problem: str = "") -> None:
        """Make the dialog.

        Args:
            title: what it is for, such as ``Passphrase of id_rsa``; raw.
            problem: why it is asked again, raw; empty the first time.
        """
        super().__init__(title)
        self.problem = problem

    def content(self) -> ComposeResult:
        """What went wrong, and the field."""
        yield self.problem_line(self.problem)
        yield PassphraseInput()

    def on_mount(self) -> None:
        """One field, ready to type."""
        self.query_one(PassphraseInput).focus()

    async def on_descendant_focus(self) -> None:
        """Take what was typed while the last passphrase was tried."""
        app: object = self.app
        if isinstance(app, OrderedKeys):
            await app.release_letters()

    @on(PassphraseInput.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        field = self.query_one(PassphraseInput)
        if field.peek():
            self.dismiss(field.take())
        else:
            self.say("Type the passphrase first")

    def action_give_up(self) -> None:
        """Leave, and leave nothing in the field."""
        self.query_one(PassphraseInput).forget()
        super().action_give_up()
