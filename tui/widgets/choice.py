"""A choice among a few options on one line, all of them in sight."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from ..bindings import act
from ..visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.binding import BindingType


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen."""

    id: str
    label: str
    reason: str = ""
    """Why it cannot be chosen now; empty when it can."""
    also: tuple[str, ...] = ()
    """Other names that find it."""


class Choice(Widget, can_focus=True):
    """``Ed25519 [RSA] ECDSA (Ed448)``: brackets hold the chosen one, parentheses those that cannot be.

    Left, Right and Space go round, passing over what cannot be and telling why; in a form a typed
    character jumps to the next option that begins with it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "submit", "do it", "Do what the form is for", id="form.submit"),
        act("right,space", "step(1)", "choose", "Choose the next one", id="choice.next"),
        act("left", "step(-1)", "choose", "Choose the one before", id="choice.before", show=False),
    ]

    chosen: reactive[str] = reactive("", init=False)
    """The id of the chosen option."""
    options: reactive[tuple[Option, ...]] = reactive((), init=False)

    class Changed(Message):
        """Another option was chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Submitted(Message):
        """Enter was pressed."""

    class Refused(Message):
        """An option that cannot be chosen was passed over, or asked for by its letter."""

        def __init__(self, choice: Choice, option: Option) -> None:
            super().__init__()
            self.choice = choice
            self.option = option

    def __init__(self, options: Sequence[Option], chosen: str = "", *, letters: bool = True) -> None:
        """Make a choice.

        Args:
            options: in the order shown.
            chosen: an id; the first that can be chosen when empty.
            letters: whether a typed character jumps to an option, as it does in a form and not in a question.
        """
        super().__init__()
        self._letters = letters
        self._shown = (0, 0)
        """Which options have room: from, to."""
        self.set_reactive(Choice.options, tuple(options))
        self.set_reactive(Choice.chosen, chosen or self.first_free())
        self.preset = self.chosen
        """What the program chose last; when another is chosen, the user did it."""

    def put(self, chosen: str) -> None:
        """Choose for the user."""
        self.preset = chosen
        self.chosen = chosen

    @property
    def is_changed(self) -> bool:
        """Whether the user chose something else."""
        return self.chosen != self.preset

    def start_fresh(self) -> None:
        """Forget what the user chose."""
        self.put(self.preset)

    def first_free(self) -> str:
        """The id of the first option that can be chosen; empty when there is none."""
        return next((option.id for option in self.options if not option.reason), "")

    @property
    def option(self) -> Option | None:
        """The chosen option."""
        return next((option for option in self.options if option.id == self.chosen), None)

    def bar(self, reasons: Mapping[str, str]) -> None:
        """Say which options cannot be chosen now, and why. The chosen one stays, whatever it is."""
        self.options = tuple(replace(option, reason=reasons.get(option.id, "")) for option in self.options)

    def watch_chosen(self) -> None:
        """Tell of it."""
        self.post_message(self.Changed(self))

    # Keys

    def action_submit(self) -> None:
        """Enter."""
        self.post_message(self.Submitted())

    def action_step(self, by: int) -> None:
        """Go to the next option that can be chosen, and say why those between cannot."""
        ids = [option.id for option in self.options]
        at = ids.index(self.chosen) if self.chosen in ids else 0
        self._take([self.options[(at + by * step) % len(ids)] for step in range(1, len(ids))])

    def on_key(self, event: events.Key) -> None:
        """Jump to an option by its first character."""
        if not self._letters:
            return
        if event.character and event.character.isalnum() and self.jump(event.character):
            event.stop()
            event.prevent_default()

    def jump(self, character: str) -> bool:
        """Go to the next option that begins so; False when none does."""
        ids = [option.id for option in self.options]
        at = ids.index(self.chosen) if self.chosen in ids else -1
        ring = (*self.options[at + 1 :], *self.options[: at + 1])
        found = [option for option in ring if option.label[:1].casefold() == character.casefold()]
        self._take(found)
        return bool(found)

    def on_click(self, event: events.Click) -> None:
        """Take what is under the mouse."""
        self.take_at(event.x)

    def take_at(self, column: int) -> None:
        """Take the option in a column; a mark where more are takes the next one there."""
        first, last = self._shown
        if column < bool(first):
            self.action_step(-1)
            return
        edge = int(bool(first))
        for option in self.options[first:last]:
            edge += self._draw(option).cell_length
            if column < edge:
                self._take([option])
                return
        if column == edge and last < len(self.options):
            self.action_step(1)

    def _take(self, ring: Sequence[Option]) -> None:
        barred = [*itertools.takewhile(lambda option: option.reason, ring)]
        if len(barred) < len(ring):
            self.chosen = ring[len(barred)].id
        if barred:  # told last, so that nothing said about the chosen one hides it
            self.post_message(self.Refused(self, barred[0]))

    # Looks

    def get_content_height(self, *_: object) -> int:
        """One line."""
        return 1

    def render(self) -> Content:
        """All options; where they have no room, those around the chosen one, with marks where more are."""
        drawn = [self._draw(option) for option in self.options]
        ids = [option.id for option in self.options]
        at = ids.index(self.chosen) if self.chosen in ids else 0
        for first in range(at + 1):
            for last in range(len(drawn), at, -1):
                line = Content("").join(
                    ["<" * bool(first), *drawn[first:last], ">" * (last < len(drawn))],
                )
                if line.cell_length <= self.size.width:
                    self._shown = (first, last)
                    return line
        self._shown = (at, at + 1)
        return drawn[at] if drawn else Content("")

    def _draw(self, option: Option) -> Content:
        label = visible(option.label)
        if option.id == self.chosen:
            return Content.styled(f"[{label}]", "bold reverse" if self.has_focus else "bold $accent")
        if option.reason:
            return Content.styled(f"({label})", "dim")
        return Content(f" {label} ")
