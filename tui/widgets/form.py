"""A form of one-line rows: label, field, and a note that advises or says what is wrong. Last stands a button.

Enter goes from row to row and presses the button; F10 does the same as the button, from anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ..bindings import act
from ..keyops.findings import Severity
from ..visible import visible
from .choice import Choice
from .form_button import FormButton
from .path_field import PathField
from .text_field import PasteRefused

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult, RenderResult
    from textual.binding import BindingType
    from textual.widget import Widget

_STYLES = {Severity.INFO: "dim", Severity.WARNING: "", Severity.ERROR: "bold $error"}
_MARKS = {Severity.INFO: "", Severity.WARNING: "- ", Severity.ERROR: "! "}

F = TypeVar("F", bound="Widget")


class Note(Static):
    """The words at the end of a row, where they have room there."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.said: tuple[str, Severity] = ("", Severity.INFO)
        self.stands_below = False
        """Whether the words are read under the field."""

    def say(self, text: str, severity: Severity) -> None:
        """Show it; nothing is drawn when nothing changed."""
        if (text, severity) != self.said:
            self.said = (text, severity)
            self.update(Content.styled(self.text, _STYLES[severity]))

    @property
    def text(self) -> str:
        """What is to be read, mark included."""
        text, severity = self.said
        return _MARKS[severity] + " ".join(visible(line) for line in text.splitlines())

    @property
    def is_cut(self) -> bool:
        """Whether not all of it can be read in its place."""
        return Content(self.text).cell_length > self.size.width

    def render(self) -> RenderResult:
        """Nothing where not all of it has room: it stands below the field."""
        return Content() if self.stands_below or self.is_cut else super().render()


class Row(Vertical):
    """One row; under its field stands what is wrong and has no room beside it."""

    def __init__(self, name: str, label: str, field: Widget) -> None:
        """Make a row.

        Args:
            name: what the form calls it.
            label: what people call it.
            field: a Choice, a TextField, a PassphraseInput, or anything of one line.
        """
        super().__init__(name=name, id=f"row-{name}")
        self.label = label
        self.field = field
        self._label = Static(label, classes="label", markup=False)
        self._note = Note()
        self._below = Static(classes="below", markup=False)
        self._below.display = False
        self._steady = ("", Severity.INFO)
        self._passing = ""

    def compose(self) -> ComposeResult:
        """Label, field, note; and room below."""
        with Horizontal(classes="line"):
            yield self._label
            yield self.field
            yield self._note
        yield self._below

    # Textual renews ``:focus-within`` only where the widget itself, not what is in it, has such a rule.
    def on_descendant_focus(self) -> None:
        """Mark the label."""
        self._label.add_class("-here")
        self._make_room()

    def on_descendant_blur(self) -> None:
        """Take the mark away."""
        self._label.remove_class("-here")
        self._make_room()

    def _make_room(self) -> None:
        """An open list has the whole line, and the note stands below."""
        is_open = isinstance(self.field, Choice) and self.field.is_open
        self.set_class(is_open, "-open")
        self._place()

    def note(self, text: str, severity: Severity = Severity.INFO) -> None:
        """Say something beside the field. Text from files may be raw."""
        self._steady = (text, severity)
        self._show()

    def interject(self, text: str) -> None:
        """Say why a key or a paste was not taken, in front of the note, until the row changes or is left."""
        self._passing = text
        self._show()

    def _show(self) -> None:
        self._note.say(*((self._passing, Severity.WARNING) if self._passing else self._steady))
        self._place()

    def on_resize(self, _: events.Resize) -> None:
        """What was cut may have room now, and the other way round."""
        self.call_after_refresh(self._place)

    def _place(self) -> None:
        """Without room beside the field a note stands under it, whole: advice while the keys come here."""
        note, field = self._note, self.field
        is_open = isinstance(field, Choice) and field.is_open
        is_said = isinstance(field, Choice) and field.says(note.said[0])
        no_room = is_open or (note.size.width > 0 and note.is_cut)
        is_due = bool(note.said[0]) and not is_said and no_room
        below = is_due and (field.has_focus or self.loudness is not Severity.INFO)
        if below:
            self._below.update(Content.styled(note.text, _STYLES[self.loudness]))
        if below != note.stands_below:
            note.stands_below = self._below.display = below
            note.refresh()

    @property
    def note_text(self) -> str:
        """What the note says."""
        return self._note.text

    @property
    def loudness(self) -> Severity:
        """How much the words that are shown matter."""
        return self._note.said[1]

    @property
    def severity(self) -> Severity:
        """How much the note matters; what was said in passing does not count."""
        return self._steady[1]


class Form(Vertical):
    """Rows, and below them a button."""

    # With priority, which makes them act before the next key is given to a field: over a slow line Tab and
    # what is typed after it arrive together, and a passphrase must not land in the field before.
    BINDINGS: ClassVar[list[BindingType]] = [
        act(
            "enter",
            "enter_row",
            "next",
            "The next field, and finally the button",
            id="form.enter",
            priority=True,
        ),
        act(
            "f10,ctrl+enter",
            "finish",
            "do it",
            "Submit the form, from any field",
            id="form.finish",
            priority=True,
        ),
        act(
            "down",
            "step_row(1)",
            "down",
            "Down the list, or to the next row",
            id="form.next",
            show=False,
            priority=True,
        ),
        act(
            "up",
            "step_row(-1)",
            "up",
            "Up the list, or to the previous row",
            id="form.before",
            show=False,
            priority=True,
        ),
        act(
            "tab",
            "tab_row(1)",
            "next",
            "Complete a path, or go to the next row",
            id="form.tab",
            show=False,
            priority=True,
        ),
        act(
            "shift+tab",
            "tab_row(-1)",
            "before",
            "The previous row",
            id="form.back",
            show=False,
            priority=True,
        ),
    ]

    class Changed(Message):
        """A field has another value."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class Left(Message):
        """A field lost the focus."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class Submitted(Message):
        """The button was pressed, or F10 in a row."""

        def __init__(self, row: Row | None) -> None:
            super().__init__()
            self.row = row

    def __init__(self, *rows: Row, button: str = "Done") -> None:
        """Make a form.

        Args:
            rows: in the order shown.
            button: what it is for, in a word or two.
        """
        super().__init__()
        self.rows = {row.name or "": row for row in rows}
        self.button = FormButton(button)

    def compose(self) -> ComposeResult:
        """The rows and the button."""
        yield from self.rows.values()
        yield self.button

    def row(self, name: str) -> Row:
        """A row by its name."""
        return self.rows[name]

    def field(self, name: str, kind: type[F]) -> F:
        """The field of a row.

        Raises:
            TypeError: it is of another kind: the form was made otherwise.
        """
        field = self.rows[name].field
        if not isinstance(field, kind):
            raise TypeError(f"the row {name} has a {type(field).__name__} and no {kind.__name__}")
        return field

    def focus_row(self, name: str) -> None:
        """Go to a row."""
        self.rows[name].field.focus()

    @property
    def current(self) -> Row | None:
        """The row that has the focus."""
        focused = self.screen.focused
        return self._row_of(focused) if focused is not None else None

    def _row_of(self, widget: Widget) -> Row | None:
        return next((row for row in self.rows.values() if row.field is widget), None)

    @property
    def is_changed(self) -> bool:
        """Whether the user entered anything that would be lost."""
        return any(getattr(row.field, "is_changed", False) for row in self.rows.values() if row.display)

    def start_fresh(self) -> None:
        """Forget what the user entered."""
        for row in self.rows.values():
            getattr(row.field, "start_fresh", lambda: None)()

    def passes_over(self, row: Row) -> bool:  # noqa: ARG002 - subclasses answer
        """Whether Enter has no business in a row just now."""
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """On the button Enter is the button's."""
        return action != "enter_row" or self.current is not None

    def action_enter_row(self) -> None:
        """Go to the next row, and from the last one to the button."""
        self._step(1, passing=True)

    def action_finish(self) -> None:
        """Submit the form."""
        self.post_message(self.Submitted(self.current))

    def action_step_row(self, by: int) -> None:
        """Through an open list; else to another row that can be changed, or the button, if there is one."""
        focused = self.screen.focused
        if not (isinstance(focused, Choice) and focused.move(by)):
            self._step(by)

    def action_tab_row(self, by: int) -> None:
        """The same, but from the button on to what comes after the form; a path is completed first."""
        focused = self.screen.focused
        if by > 0 and isinstance(focused, PathField) and focused.is_open:
            focused.complete()
        elif not self._step(by):
            _ = self.screen.focus_next() if by > 0 else self.screen.focus_previous()

    def _step(self, by: int, *, passing: bool = False) -> bool:
        current = self.current
        rows = [row for row in self.rows.values() if row.display and row.field.focusable]
        if passing:
            rows = [row for row in rows if row is current or not self.passes_over(row)]
        stops: list[Widget] = [*(row.field for row in rows), self.button]
        focused = self.screen.focused
        at = stops.index(focused) + by if focused in stops else 0
        if not 0 <= at < len(stops):
            return False
        self.screen.set_focus(stops[at])  # at once; ``focus`` would wait its turn
        return True

    # What the fields tell

    @on(FormButton.Pressed)
    def _pressed(self, event: FormButton.Pressed) -> None:
        event.stop()
        self.action_finish()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed(event.input)

    @on(Choice.Changed)
    def _chose(self, event: Choice.Changed) -> None:
        event.stop()
        self._changed(event.choice)

    def _changed(self, field: Widget) -> None:
        row = self._row_of(field)
        if row is not None:
            row.interject("")
            self.post_message(self.Changed(row))

    @on(Choice.Refused)
    def _refused(self, event: Choice.Refused) -> None:
        event.stop()
        row = self._row_of(event.choice)
        if row is not None:
            label, reason = event.option.label, event.option.reason
            row.interject(reason if label in reason else f"{label}: {reason}")

    @on(PathField.Completed)
    def _completed(self, event: PathField.Completed) -> None:
        event.stop()
        row = self._row_of(event.field)
        if row is not None:
            row.interject(event.words)

    @on(PasteRefused)
    def _paste_refused(self, event: PasteRefused) -> None:
        event.stop()
        row = self._row_of(event.field)
        if row is not None:
            row.interject(event.reason)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Tell which row was left."""
        row = self._row_of(event.widget)
        if row is not None:
            row.interject("")
            self.post_message(self.Left(row))
