"""The button below a form: ``[ Generate ]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from ..bindings import act

if TYPE_CHECKING:
    from textual.binding import BindingType


class FormButton(Widget, can_focus=True):
    """Enter, Space and a click press it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter,space", "finish", "do it", "Submit the form", id="form.press"),
    ]

    class Pressed(Message):
        """It was pressed."""

    def __init__(self, label: str) -> None:
        """Args: what it does, in a word or two."""
        super().__init__()
        self.label = label

    def action_finish(self) -> None:
        """Press it."""
        self.post_message(self.Pressed())

    async def on_mouse_down(self) -> None:
        """The same by mouse: where it cannot be done, the reason is told.

        Not on release: the focus comes here first, and an open list that closes then moves the button away.
        """
        await self.app.run_action("finish", self)

    def get_content_height(self, *_: object) -> int:
        """One line."""
        return 1

    def render(self) -> Content:
        """The label, reversed while Enter presses it."""
        return Content.styled(f"[ {self.label} ]", "bold reverse" if self.has_focus else "bold $accent")
