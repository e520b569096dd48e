"""A choice among a few options: on one line, or as a list with a remark for each while it has the focus."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from ..bindings import act
from ..visible import visible
from .wrapping import MORE_ABOVE, MORE_BELOW, fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual import events
    from textual.binding import BindingType


_LOW: Final = 4
_HIGH: Final = 7
_FEW_ROWS: Final = 30
"""Lines of a list, on a terminal of fewer rows than these and of as many."""
_TALL: Final = 33
"""Rows of a terminal that are not the list, where it may have more lines than that."""
_NAMES: Final = 44
"""Columns of the names at most, where something stands beside them."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen."""

    id: str
    label: str
    reason: str = ""
    """Why it cannot be chosen now; empty when it can."""
    also: tuple[str, ...] = ()
    """Other names that find it."""
    remark: str = ""
    """What to know about it before it is chosen, in a few words; a choice with remarks is a list."""
    is_heading: bool = False
    """Whether it only stands over those that follow in the list."""


class Choice(Widget, can_focus=True):
    """``keep [change] (remove)``: brackets hold the chosen one, parentheses those that cannot be.

    Left, Right and Space go round, passing over what cannot be and telling why; in a form a typed
    character jumps to the next option that begins with it. Options with remarks are a list, one a line, while
    the keys come here; Up and Down go through it, and elsewhere the chosen one alone is shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "submit", "do it", "Submit the form", id="form.submit"),
        act("right,space", "step(1)", "choose", "Choose the next one", id="choice.next"),
        act("left", "step(-1)", "choose", "Choose the previous one", id="choice.before", show=False),
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
        self._first = 0
        """The first option of the list that is seen."""
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

    # The list

    @property
    def is_list(self) -> bool:
        """Whether it opens to a list when the keys come."""
        return any(option.remark for option in self.options)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.has_focus and self.is_list

    @property
    def listed(self) -> Sequence[Option]:
        """What the list is of."""
        return self.options

    @property
    def _lines(self) -> int:
        """How many lines of the list are seen at once."""
        rows = self.app.size.height
        return min(len(self.listed), _LOW if rows < _FEW_ROWS else max(_HIGH, rows - _TALL))

    def on_focus(self) -> None:
        """Open the list."""
        self._unfold()

    def on_blur(self, _: events.Blur) -> None:
        """Close it."""
        self._unfold()

    def _unfold(self) -> None:
        self.set_class(self.is_open, "-open")
        self.refresh(layout=self.is_list)

    def move(self, by: int) -> bool:
        """Choose the option below or above in the open list; False where there is no list."""
        if not self.is_open:
            return False
        ids = [option.id for option in self.listed]
        at = ids.index(self.chosen) if self.chosen in ids else -1 if by > 0 else len(ids)
        self._take(self.listed[at + 1 :] if by > 0 else self.listed[: max(at, 0)][::-1])
        return True

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
        if self.is_open:
            self._take(self.listed[self._first :][event.y : event.y + 1])
        else:
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
        ring = [option for option in ring if not option.is_heading]
        barred = [*itertools.takewhile(lambda option: option.reason, ring)]
        if len(barred) < len(ring):
            self.chosen = ring[len(barred)].id
        if barred:  # told last, so that nothing said about the chosen one hides it
            self.post_message(self.Refused(self, barred[0]))

    # Looks

    def get_content_height(self, *_: object) -> int:
        """One line, or those of the open list."""
        return max(self._lines, 1) if self.is_open else 1

    def render(self) -> Content:
        """All options; where they have no room, those around the chosen one, with marks where more are."""
        if self.is_open:
            return Content("\n").join(self.list_lines())
        if self.is_list and self.option is not None:
            return self._draw(self.option)
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

    def says(self, text: str) -> bool:
        """Whether the open list shows a text beside the chosen option."""
        option = self.option
        return bool(self.is_open and option and text == self._words_beside(option, self._names))

    @property
    def _names(self) -> int:
        """Columns of the names that something stands beside."""
        told = [visible(option.label) for option in self.listed if option.reason or option.remark]
        return min(max(map(cell_len, told), default=0), _NAMES)

    def list_lines(self) -> Iterator[Content]:
        """The lines of the list that are seen, the chosen one among them."""
        ids, lines = [option.id for option in self.listed], self._lines
        at = ids.index(self.chosen) if self.chosen in ids else 0
        headed = at > 0 and self.listed[at - 1].is_heading
        first = min(max(self._first, at - lines + 1), at - headed)
        self._first = first = max(min(first, len(ids) - lines), 0)
        seen = self.listed[first : first + lines]
        for number, option in enumerate(seen):
            more = MORE_ABOVE if number == 0 and first else ""
            more = MORE_BELOW if number == lines - 1 and first + lines < len(ids) else more
            yield self._list_line(option, more)

    def _list_line(self, option: Option, more: str) -> Content:
        if option.is_heading:
            line = f"── {visible(option.label)} ".ljust(self.size.width - 4, "─")
            return Content.assemble((f"  {line}", "dim"), (f" {more}", "bold $accent"))
        chosen = option.id == self.chosen
        style = "bold reverse" if chosen else "dim" if option.reason else ""
        names = self._names
        words = self._words_beside(option, names)
        room = self.size.width - 4
        if words and cell_len(words) > self._beside(names):
            names = room - 2 - cell_len(words)
        label = fit(visible(option.label), names if words else room)
        return Content.assemble(
            ("> " if chosen else "  ", "bold $accent"),
            (label, style),
            (f"  {words}" + " " * max(room - names - 2 - cell_len(words), 0) if words else "", "dim"),
            (f" {more}", "bold $accent"),
        )

    def _words_beside(self, option: Option, names: int) -> str:
        """Why it cannot be chosen, or what to know of it, where that has room in its line.

        It stands in the column behind all names; what is too long for that, at the end of its line.
        """
        words = visible(option.reason or option.remark)
        room = max(self._beside(names), self._beside(cell_len(visible(option.label))))
        return words if cell_len(words) <= room else ""

    def _beside(self, names: int) -> int:
        """Columns behind names of this width."""
        return self.size.width - names - 6

    def _draw(self, option: Option) -> Content:
        label = visible(option.label)
        if option.id == self.chosen:
            return Content.styled(f"[{label}]", "bold reverse" if self.has_focus else "bold $accent")
        if option.reason:
            return Content.styled(f"({label})", "dim")
        return Content(f" {label} ")
