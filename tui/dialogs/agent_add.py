"""Asks how a key is to be loaded into the agent: for how long, and whether the agent asks before each use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on

from ..keyops.agent.adding import AddRequest
from ..keyops.certificates import validity
from ..keyops.errors import KeyOpsError
from ..keyops.findings import Severity
from ..widgets import next_steps
from ..widgets.choice import Choice, Option
from ..widgets.form import Form, Row
from ..widgets.text_field import TextField
from .base import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult


_USES: Final = (
    Option("no", "Do not ask", remark="anyone who can reach the agent can sign"),
    Option("yes", "Ask each time", remark="needs an askpass program"),
)


class AgentAddDialog(Dialog[AddRequest | None]):
    """How to load a key, or None when the user gave up."""

    keys = "Enter next   F10 add   Esc cancels"
    widths = (70, 70)
    escaped = None

    def __init__(self, name: str) -> None:
        """Args: what is loaded, raw."""
        super().__init__(f"Add {name} to the agent")

    def content(self) -> ComposeResult:
        """The two fields and the button."""
        yield Form(
            Row("lifetime", "For", TextField(placeholder="until it is removed")),
            Row("confirm", "Each use", Choice(_USES)),
            button="Add",
        )

    @property
    def form(self) -> Form:
        """The two rows."""
        return self.query_one(Form)

    def on_mount(self) -> None:
        """Ready to type."""
        if not self.query(Form):
            return  # it went before it was drawn
        self._note()
        self.form.focus_row("lifetime")

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        """Say what is wrong as soon as it is, and no longer."""
        event.stop()
        self._note()

    def _note(self) -> None:
        problem = self._read()[1]
        self.form.row("lifetime").note(
            problem or "such as 1h, 90m or 8h", Severity.ERROR if problem else Severity.INFO
        )

    def _read(self) -> tuple[int, str]:
        """The seconds, 0 for no end; and what is wrong with what was typed."""
        text = self.query_one(TextField).value.strip()
        try:
            seconds = validity.interval(text) if text else 0
        except KeyOpsError as error:
            return 0, next_steps.sentence(error)
        return seconds, "It would expire at once. Write 1h, 90m or 8h" if text and not seconds else ""

    @on(Form.Submitted)
    def _given(self, event: Form.Submitted) -> None:
        event.stop()
        lifetime, problem = self._read()
        if problem:
            self.form.focus_row("lifetime")
        else:
            self.dismiss(AddRequest(lifetime, confirm=self.query_one(Choice).chosen == "yes"))
