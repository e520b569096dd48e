"""Shows what would be written so that a service takes a key, and asks whether to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.widgets import Input

from ..bindings import act
from ..keyops.conversion.conversion import Locking
from ..keyops.secret import Secret
from ..widgets.answers import Answers
from ..widgets.choice import Choice
from ..widgets.passphrase_input import PassphraseInput
from .base import Words
from .typed import TypedDialog

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.services.fixing import Fix


class FixDialog(TypedDialog[Secret]):
    """The new passphrase, which is empty where none is needed; None when the user gave up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("tab", "other(1)", "next", "The next field, or the other answer", show=False, priority=True),
        act("shift+tab", "other(-1)", "before", "The previous field", show=False, priority=True),
        act("down", "scroll(1)", "scroll", "Further down", show=False),
        act("up", "scroll(-1)", "scroll", "Further up", show=False),
    ]

    widths = (70, 70)
    keys = "y yes   n no   Enter next, or the marked answer   Esc no"

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
            yield PassphraseInput("confirm passphrase")
            yield self.problem_line()
        yield Answers("Write it")

    @property
    def _unlocks(self) -> bool:
        return self.fix.locking is Locking.REMOVE

    @property
    def _lock(self) -> str:
        fix = self.fix
        if not fix.plan.target.is_private:
            return "It will hold the public key only"
        if fix.needs_new_passphrase:
            return "It will be encrypted with the passphrase below"
        if self._unlocks:
            return "It will have no passphrase: anyone who can read the file can use the key"
        return (
            "It will keep its passphrase" if fix.needs_passphrase else "It will have no passphrase, as before"
        )

    def on_mount(self) -> None:
        """Keys go to the first field, else to the answers."""
        self._fields()[0].focus()

    def _fields(self) -> list[PassphraseInput | Answers]:
        return [*self.query(PassphraseInput), *self.query(Answers)]

    def action_other(self, by: int) -> None:
        """To another field; where there is none, the other answer."""
        fields = self._fields()
        if len(fields) == 1:
            self.query_one(Answers).action_step(by)
        elif self.focused in fields:
            self.set_focus(fields[(fields.index(self.focused) + by) % len(fields)])

    def action_scroll(self, by: int) -> None:
        """Show more of a long plan."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    @on(Choice.Submitted)
    def _answered(self) -> None:
        if not self.query_one(Answers).agreed:
            self.action_give_up()
        elif not self.fix.needs_new_passphrase:
            self.dismiss(Secret(b""))
        else:
            self._take_passphrase()

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_other(1)

    def _take_passphrase(self) -> None:
        first, again = self.query(PassphraseInput)
        target = self.fix.plan.target
        if not first.peek():
            self.say("Type the passphrase first")
        elif len(first.peek()) < target.min_passphrase:
            self.say(f"{target.label} needs {target.min_passphrase} characters or more: type a longer one")
        elif first.peek() != again.peek():
            self.say("The passphrases do not match")
            again.focus()
            return
        else:
            again.forget()
            self.dismiss(first.take())
            return
        first.focus()

    def action_give_up(self) -> None:
        """Leave, and leave nothing in the fields."""
        for field in self.query(PassphraseInput):
            field.forget()
        super().action_give_up()
