"""The smallest app with a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.widgets import Static

from tests.helpers.expect import expect
from tui.terminal.base_app import SafeApp
from tui.terminal.stylesheets import sheet
from tui.widgets.form import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.pilot import Pilot

    from tui.widgets.form import Row


class FormApp(SafeApp):
    """Shows rows, and remembers what the form told."""

    CSS_PATH = [sheet("app"), sheet("form")]  # noqa: RUF012

    def __init__(self, *rows: Callable[[], Row]) -> None:
        """Args: makers of rows, because an input with a value can be made in a running app only."""
        super().__init__()
        self.makers = rows
        self.changed: list[str] = []
        self.left: list[str] = []
        self.submitted: list[str] = []
        self.unused: list[str] = []

    def compose(self) -> ComposeResult:
        """Put the widgets on the screen."""
        self.form = Form(*(make() for make in self.makers))
        yield self.form
        yield Static("below", id="below")

    def on_mount(self) -> None:
        """Start."""
        next(iter(self.form.rows.values())).field.focus()

    def field(self, name: str):
        """The field of a row."""
        return self.form.row(name).field

    def on_key(self, event: events.Key) -> None:
        """Remember what nobody took."""
        self.unused.append(event.key)

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        self.changed.append(event.row.name)

    @on(Form.Left)
    def _left(self, event: Form.Left) -> None:
        self.left.append(event.row.name)

    @on(Form.Submitted)
    def _submitted(self, event: Form.Submitted) -> None:
        self.submitted.append(event.row.name if event.row else "button")


def form_app(pilot: Pilot) -> FormApp:
    """The app that a pilot steers."""
    return expect(FormApp, pilot.app)
