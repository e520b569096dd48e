"""The settings: a row for each; what is chosen counts at once, F10 keeps it, Escape takes it back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from textual import on
from textual.widgets import Static

from .. import settings
from ..keyops.findings import Severity
from ..keyops.keys.algorithms import ALGORITHMS
from ..messages import SettingsChosen
from ..settings import BY_NAME, ROWS, SettingError, SettingRow, Settings
from ..terminal.themes import has_room_for
from ..theme_names import TEXTUAL_THEMES
from ..visible import path_text
from ..widgets.choice import Choice, Option
from ..widgets.form import Form, Row
from ..widgets.panel import ScrolledPanel
from ..widgets.text_field import TextField
from .base import WorkScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.widget import Widget

    from ..settings import Value


_LIGHT: Final = ("light", "latte", "dawn")
"""How the names of light themes end."""
_REMARKS: Final = {
    "theme": {
        "terminal": "the terminal's own colours",
        "dark": "keywright's own, on black",
        "light": "keywright's own, on white",
        "mono": "no colours",
        **{name: "light" if name.endswith(_LIGHT) else "dark" for name in TEXTUAL_THEMES},
    },
    "clipboard": {
        "auto": "picks what works here",
        "tmux": "the tmux buffer",
        "osc52": "through your terminal, also over SSH",
        "screen": "through GNU screen",
        "desktop": "of this machine's desktop",
        "show": "none: shows the key to select",
    },
    "key-type": {row.family: row.advice for row in ALGORITHMS.values()},
}
"""What to know of a choice before it is made, by the name of the setting."""


class SettingsScreen(WorkScreen):
    """A form made of the table of settings."""

    def __init__(self, path: Path) -> None:
        """Args: the file they are kept in."""
        super().__init__()
        self.path = path
        self.before = self.app.chosen
        """What counted when the page was opened."""

    def body(self) -> ComposeResult:
        """The rows."""
        rows = [Row(row.name, row.label, _field(row, self.before.settings)) for row in ROWS]
        with ScrolledPanel("Settings", id="settings"):
            yield Form(*rows, button="Save")
            yield Static("Changes show at once. F10 saves them, Esc undoes them", markup=False)

    def on_mount(self) -> None:
        """Say what each row does."""
        self.where = path_text(self.path)
        for row in ROWS:
            self._note(row)
        self._form.focus_row(ROWS[0].name)
        for problem in self.before.problems[:1]:
            self.tell(problem, Severity.WARNING)

    @property
    def _form(self) -> Form:
        return self.query_one(Form)

    def _typed(self, name: str) -> str:
        """What stands in a row."""
        field = self._form.row(name).field
        return (
            field.value if isinstance(field, TextField) else field.chosen if isinstance(field, Choice) else ""
        )

    def _note(self, row: SettingRow) -> None:
        by_option = self.before.source(row.name) == "option"
        given = f"set by --{row.name} for this run, F10 keeps it; " if by_option else ""
        later = ", from the next start" if row.name in {"mouse", "start-folder"} else ""
        if row.name == "theme" and not has_room_for(self._typed("theme"), self.app.console.color_system):
            later = "; this terminal keeps its own colours: it has only 16"
        self._form.row(row.name).note(f"{given}{row.about}{later}")

    # What counts

    def _chosen(self) -> dict[str, Value]:
        """The values that differ from those before.

        Raises:
            SettingError: a row cannot be so.
        """
        values = {row.name: row.parse(self._typed(row.name)) for row in ROWS}
        return {
            name: value for name, value in values.items() if value != BY_NAME[name].of(self.before.settings)
        }

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        row = BY_NAME[event.row.name or ""]
        try:
            row.parse(self._typed(row.name))
        except SettingError as error:
            event.row.note(error.title, Severity.ERROR)
            return
        self._note(row)
        if row.name == "start-folder":
            self.start(self._look_for_folder(), "folder")
        try:
            self.post_message(SettingsChosen(self.before.override(self._chosen())))
        except SettingError:  # another row is still wrong, and says so
            return

    async def _look_for_folder(self) -> None:
        typed = self._typed("start-folder")
        there = await self.in_process(os.path.isdir, Settings(start_folder=typed).start_path)
        if not there and typed == self._typed("start-folder"):
            self._form.row("start-folder").note("there is no such folder now", Severity.WARNING)

    # Ways out

    def why_not(self, action: str) -> str | None:
        """It is open already."""
        return (
            "The settings are open already; Esc goes back"
            if action == "settings"
            else super().why_not(action)
        )

    def wording(self, action: str) -> str | None:
        """What the button does here."""
        return "save" if action == "finish" else super().wording(action)

    @on(Form.Submitted)
    def _submitted(self) -> None:
        for row in ROWS:
            if self._form.row(row.name).severity is Severity.ERROR:
                self._form.focus_row(row.name)
                return
        options = {name for name, source in self.before.sources.items() if source == "option"}
        given = {name: BY_NAME[name].of(self.before.settings) for name in options}
        self.start(self._save({**given, **self._chosen()}), "save")

    async def _save(self, values: dict[str, Value]) -> None:
        said = "No setting was changed"
        if values:
            backup = await self.in_process(settings.save, values, self.path)
            kept = f"; its old content is in {backup.name}" if backup else ""
            said = f"Saved in {path_text(self.path)}{kept}"
            self.post_message(SettingsChosen(self.before.override(values, "file")))
        self._leave(said)

    def discard(self) -> None:
        """As it was before."""
        self.app.post_message(SettingsChosen(self.before))

    def go_back(self) -> None:
        """Escape: as it was before."""
        changed = self.app.chosen != self.before
        self.discard()
        self._leave("The settings are unchanged" if changed else "")

    def _leave(self, said: str) -> None:
        super().go_back()
        if isinstance(self.app.screen, WorkScreen) and said:
            self.app.screen.tell(said)


def _field(row: SettingRow, chosen: Settings) -> Widget:
    """The field that fits a setting."""
    words = row.words(row.of(chosen))
    if row.choices is None and not row.is_switch:
        return TextField(words)
    names = row.choices() if row.choices else ("off", "on")
    remarks = _REMARKS.get(row.name, {})
    return Choice([Option(name, name, remark=remarks.get(name, "")) for name in names], words)
