"""Shows what would be written so that a service takes a key, and asks whether to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.widgets import Input

from tui.bindings import act
from tui.dialogs.base import Words
from tui.dialogs.typed import TypedDialog
from tui.keyops.conversion import Locking
from tui.keyops.secret import Secret
from tui.widgets.choice import Choice, Option
from tui.widgets.passphrase_input import PassphraseInput

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.keyops.services.fixing import Fix


class FixDialog(TypedDialog[Secret]):
    """The new passphrase, which is empty where none is needed; None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("tab", "other(1)", "next", "The next field or answer", show=False, priority=True),
        act("shift+tab", "other(-1)", "before", "The field before", show=False, priority=True),
        act("down", "scroll(1)", "scroll", "Further down", show=False),
        act("up", "scroll(-1)", "scroll", "Further up", show=False),
    ]

    keys = "Enter write it   Esc leaves all as it is"

    def __init__(self, source: Path, target: Path, fix: Fix) -> None:
        """Make the dialog.

        Args:
            source: the file of the key.
            target: the file to write.
            fix: what is planned.
        """
        super().__init__(f"Make {source.name} work with {fix.profile.label}")
        self.source = source
        self.target = target
        self.fix = fix

    def content(self) -> ComposeResult:
        """What is done, written and lost; and where one is needed, the new passphrase twice."""
        fix = self.fix
        with VerticalScroll(classes="plan", can_focus=False):
            yield Words(
                f"Writes {self.target.name} in {fix.plan.target.label}; {self.source.name} stays as it is"
            )
            for step in fix.steps:
                yield Words(f"- {step}", classes="step")
            for loss in fix.plan.lost:
                yield Words(f"! Lost: {loss}", classes="loss")
            for words in fix.plan.weaker:
                yield Words(f"! Weaker: {words}", classes="loss")
            yield Words(f"  {self._lock}", classes="step")
        if fix.needs_new_passphrase:
            yield PassphraseInput(f"a passphrase, which {fix.profile.label} asks for")
            yield PassphraseInput("again")
            yield self.problem_line()
        else:
            answers = [Option("yes", "Write it"), Option("no", "Leave it")]
            # What unlocks a key is not done by one key press too many.
            yield Choice(answers[::-1] if self._unlocks else answers)

    @property
    def _unlocks(self) -> bool:
        return self.fix.locking is Locking.REMOVE

    @property
    def _lock(self) -> str:
        fix = self.fix
        if not fix.plan.target.is_private:
            return "It holds the public half only"
        if fix.needs_new_passphrase:
            return "It will be locked with the passphrase below"
        if self._unlocks:
            return "It will not be locked: whoever reads the file has the key"
        return "It keeps its passphrase" if fix.needs_passphrase else "It is not locked, as before"

    def on_mount(self) -> None:
        """Keys go to the first field, else to the answers."""
        self._fields()[0].focus()

    def _fields(self) -> list[PassphraseInput | Choice]:
        return [*self.query(PassphraseInput), *self.query(Choice)]

    def action_other(self, by: int) -> None:
        """To another field, or the other answer."""
        fields = self._fields()
        if isinstance(self.focused, Choice):
            self.focused.action_step(by)
        elif self.focused in fields:
            self.set_focus(fields[(fields.index(self.focused) + by) % len(fields)])

    def action_scroll(self, by: int) -> None:
        """Show more of a long plan."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    @on(Choice.Submitted)
    def _answered(self) -> None:
        self.dismiss(Secret(b"") if self.query_one(Choice).chosen == "yes" else None)

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        first, again = self.query(PassphraseInput)
        if not first.peek():
            self.say("Type the passphrase first")
        elif self.focused is first and not again.peek():
            again.focus()
        elif first.peek() != again.peek():
            self.say("The two differ")
        else:
            again.forget()
            self.dismiss(first.take())

    def action_give_up(self) -> None:
        """Leave, and leave nothing in the fields."""
        for field in self.query(PassphraseInput):
            field.forget()
        super().action_give_up()
