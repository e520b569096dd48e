"""A choice among many: only the chosen one is shown, and typing finds others by any part of their name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from ..bindings import act
from ..visible import visible
from .choice import Choice, Option
from .wrapping import fit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.binding import BindingType


class Finder(Choice):
    """``[Git Integration for Jira Cloud]``: letters find, Left and Right go through what was found.

    The options are asked for when the first key needs them. The first option is the default, which typing
    never finds: Backspace over the last letter goes back to it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        act("backspace", "delete_letter", "delete", "Delete the last letter that was typed", show=False),
    ]

    takes_letters = True
    """Letters are typed here, and do not act."""

    typed: reactive[str] = reactive("", init=False)
    """What is looked for; empty goes through all options."""

    class Searched(Message):
        """Something else is looked for."""

        def __init__(self, finder: Finder) -> None:
            super().__init__()
            self.finder = finder

    def __init__(self, default: Option, load: Callable[[], Sequence[Option]]) -> None:
        """Make a finder.

        Args:
            default: chosen at first.
            load: gives the others; called in each fresh form at the first key that needs them.
        """
        super().__init__((default,))
        self._load = load

    def need(self) -> None:
        """Have all options."""
        if len(self.options) == 1:
            self.options = (*self.options, *self._load())

    def start_fresh(self) -> None:
        """Forget what was chosen, and the options: others may come first by now."""
        self.options = self.options[:1]
        self.put(self.options[0].id)

    @property
    def is_list(self) -> bool:
        """Always: there are many."""
        return True

    @property
    def listed(self) -> Sequence[Option]:
        """What was found."""
        self.need()
        return self.found

    @property
    def found(self) -> tuple[Option, ...]:
        """The options whose names hold all that was typed, first those with words that begin so."""
        parts = self.typed.casefold().split()
        if not parts:
            return self.options
        named = [option for option in self.options[1:] if not option.is_heading]
        fitting = [option for option in named if all(part in _names(option) for part in parts)]
        return tuple(sorted(fitting, key=lambda option: _rank(option.label.casefold(), parts)))

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Type a letter; a blank or a sign only within a word that was begun."""
        letter = event.character
        if not letter or not letter.isprintable():
            return
        if not letter.isalnum() and (not self.typed or letter in "?:/"):
            return
        event.stop()
        event.prevent_default()
        self.need()
        self._search(self.typed + letter)

    def action_delete_letter(self) -> None:
        """Take the last letter away."""
        self._search(self.typed[:-1])

    def action_step(self, by: int) -> None:
        """To the next of those that were found."""
        self.need()
        ids = [option.id for option in self.found]
        if not ids:
            return
        at = ids.index(self.chosen) if self.chosen in ids else -1 if by > 0 else 0
        ring = self.found
        self._take([ring[(at + by * step) % len(ids)] for step in range(1, len(ids) + 1)])

    def _search(self, typed: str) -> None:
        before = self._lines
        self.typed = typed
        found = self.found
        if found:
            self._take(found)
        self.refresh(layout=self._lines != before)
        self.post_message(self.Searched(self))

    def take(self, name: str) -> bool:
        """Choose an option for the user by its id; False when there is none."""
        self.need()
        self.typed = ""
        if all(option.id != name for option in self.options):
            return False
        self.put(name)
        return True

    def on_blur(self, _: events.Blur) -> None:
        """The next letter begins a new search."""
        self.typed = ""

    # Looks

    @property
    def words(self) -> str:
        """What came of the search, for a note; empty while nothing is typed."""
        if not self.typed:
            return ""
        count = len(self.found)
        if not count:
            return f"nothing is called {self.typed}"
        return f"{self.typed}: {count} found"

    def render(self) -> Content:
        """The list while the keys come here, else the chosen one."""
        if self.is_open and self.listed:
            return super().render()
        label = visible(self.option.label) if self.option else ""
        room = max(self.size.width - 2, 1)
        shown = label if cell_len(label) <= room else fit(label, room)
        return Content.styled(f"[{shown}]", "bold reverse" if self.has_focus else "bold $accent")


def _names(option: Option) -> str:
    return " ".join((option.label, *option.also)).casefold()


def _rank(label: str, parts: list[str]) -> tuple[int, ...]:
    words = label.replace("(", " ").replace("-", " ").split()
    return tuple(0 if any(word.startswith(part) for word in words) else 1 for part in parts)
