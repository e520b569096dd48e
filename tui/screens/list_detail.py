"""Pages with a list, and all about the chosen row beside or below it: what moves between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.getters import query_one

from ..visible import path_text
from ..widgets.cursor_list import CursorList
from ..widgets.fact_lines import FactLines
from ..widgets.prompt_line import PromptLine
from .base import WorkScreen

if TYPE_CHECKING:
    from pathlib import Path


class TwoPanes(WorkScreen):
    """One CursorList and one FactLines; bind ``other_pane`` with ``bindings.other_pane``."""

    rows = query_one(CursorList)
    facts = query_one(FactLines)

    def action_other_pane(self) -> None:
        """To the details and back."""
        (self.facts if self.rows.has_focus else self.rows).focus()

    def go_back(self) -> None:
        """Escape: from the details to the list, and then back."""
        if self.facts.has_focus:
            self.rows.focus()
        else:
            super().go_back()


class FilePanes(TwoPanes):
    """About a file: it is read when the page is shown, and when the user asks for it again."""

    def __init__(self, path: Path) -> None:
        """Args: the file."""
        super().__init__()
        self.path = path

    def on_mount(self) -> None:
        """Read the file."""
        self.where = path_text(self.path)
        self.rows.focus()
        self.action_refresh()

    def action_refresh(self) -> None:
        """Read it again."""
        self.start(self.load(), "load")

    async def load(self) -> None:
        """Read the file and fill the list."""
        raise NotImplementedError


class SearchedPanes(TwoPanes):
    """With one PromptLine, in which one types what the list is to show."""

    prompt = query_one(PromptLine)

    def __init__(self) -> None:
        super().__init__()
        self.sought = ""
        """What was typed, without blanks around it; empty shows all."""

    def show_sought(self) -> None:
        """Fill the list with what is sought."""
        raise NotImplementedError

    def on_prompt_line_changed(self, message: PromptLine.Changed) -> None:
        """Narrow the list as one types."""
        self.sought = message.text.strip()
        self.show_sought()

    def on_prompt_line_entered(self) -> None:
        """Back to the list."""
        self.rows.focus()
        if not self.sought:
            self.prompt.close()

    def on_prompt_line_completing(self) -> None:
        """Tab goes back to the list."""
        self.on_prompt_line_entered()

    def on_prompt_line_closed(self) -> None:
        """Show all again."""
        self.sought = ""
        self.prompt.close()
        self.rows.focus()
        self.show_sought()

    def go_back(self) -> None:
        """Escape: from the details to the list, from what was found to all, and then back."""
        if self.sought and not self.facts.has_focus:
            self.on_prompt_line_closed()
        else:
            super().go_back()
