"""A number that may be one of the usual ones, or any other that is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.reactive import reactive

from ..bindings import act
from .choice import Choice, Option

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

_MOST_DIGITS = 6


class SizeChoice(Choice):
    """``2048  3072 [4096] 8192  16384``: Left and Right take the usual ones, digits any other.

    The first digit takes the usual size that begins with it, so that each is one key away; more digits
    make any number.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        act("backspace", "delete_digit", "delete", "Delete the last digit of the size", show=False),
    ]

    typed: reactive[str] = reactive("", init=False)
    """Digits of a size of one's own; empty when a usual one is chosen."""

    def __init__(self, sizes: tuple[int, ...], size_range: tuple[int, int, int] | None = None) -> None:
        """Make a choice of sizes.

        Args:
            sizes: the usual ones, the default first.
            size_range: lowest, highest and step of what is allowed; None when only the usual ones are.
        """
        super().__init__(_options(sizes), str(sizes[0]))
        self.size_range = size_range

    def offer(self, sizes: tuple[int, ...], size_range: tuple[int, int, int] | None) -> None:
        """Take other sizes, and the default among them."""
        self.size_range = size_range
        self.typed = ""
        self.options = _options(sizes)
        self.put(str(sizes[0]))

    @property
    def bits(self) -> int:
        """The size, allowed or not; 0 when all digits were deleted."""
        return int(self.chosen) if self.chosen.isdigit() else 0

    @property
    def problem(self) -> str:
        """What is wrong with the size and what is allowed; empty when nothing is."""
        if self.size_range is None or self.option is not None:
            return ""
        low, high, step = self.size_range
        if not low <= self.bits <= high:
            return f"allowed: {low} to {high}"
        below = self.bits // step * step
        return "" if below == self.bits else f"steps of {step}: {below} or {below + step}"

    def action_step(self, by: int) -> None:
        """To the next usual size, from wherever we are."""
        self.typed = ""
        if self.option is not None:
            super().action_step(by)
            return
        usual = [int(option.id) for option in self.options]
        beyond = [size for size in usual if (size - self.bits) * by > 0]
        self.chosen = str(
            min(beyond, key=lambda size: abs(size - self.bits)) if beyond else usual[0 if by > 0 else -1]
        )

    def jump(self, character: str) -> bool:
        """Take a digit."""
        if self.size_range is None or not character.isdecimal() or not character.isascii():
            return super().jump(character)
        if len(self.typed) >= _MOST_DIGITS:
            return True
        self.typed += character
        usual = [option.id for option in self.options if option.id.startswith(self.typed)]
        self.chosen = usual[0] if usual else self.typed.lstrip("0")
        return True

    def take_at(self, column: int) -> None:
        """A size of one's own stays: no other is in sight."""
        if self.option is not None:
            self.typed = ""
            super().take_at(column)

    def action_delete_digit(self) -> None:
        """Take the last digit away."""
        if self.size_range is not None:
            self.typed = (self.typed or self.chosen)[:-1]
            self.chosen = self.typed

    def on_blur(self, _: events.Blur) -> None:
        """The next digit begins a new number."""
        self.typed = ""

    def render(self) -> Content:
        """The usual sizes; a size of one's own alone, with a place for the next digit."""
        if self.option is not None:
            return super().render()
        style = "bold reverse" if self.has_focus else "bold $accent"
        return Content.assemble((f"[{self.chosen}_]" if self.has_focus else f"[{self.chosen}]", style))


def _options(sizes: tuple[int, ...]) -> tuple[Option, ...]:
    return tuple(Option(str(size), str(size)) for size in sorted(sizes))
