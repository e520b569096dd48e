"""What is chosen on the home screen, what can be done with it, and why not; footer and help ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .actions import AUTHORIZED, KEY_ACTIONS, OPENERS, KeyAction

if TYPE_CHECKING:
    from ...keyops.files.listing import Entry
    from ...keyops.inspection.report import FileReport
    from ...messages import PublicKeyText
    from ...widgets.key_card import KeyCard
    from ...widgets.key_list import KeyList
    from .screen import KeysScreen

ACTIONS: Final = {action.name: action for action in KEY_ACTIONS}

_OF_ACCOUNT: Final = frozenset({"authorized_keys", "authorized_keys2"})

_NOTHING: Final = "Nothing is chosen; O goes to another folder"


class Chosen:
    """The line of the list, what is known about its file, and the row of the details."""

    def __init__(self, screen: KeysScreen) -> None:
        self._screen = screen
        self.report: FileReport | None = None
        """What is known about the file, as soon as it is."""

    @property
    def _names(self) -> KeyList:
        return self._screen.names

    @property
    def _card(self) -> KeyCard:
        return self._screen.card

    @property
    def entry(self) -> Entry | None:
        """The file or folder; None where nothing is, or all backups together are."""
        return self._names.entry

    @property
    def is_backups(self) -> bool:
        """Whether all backups together are chosen."""
        return self._names.row is not None and self.entry is None

    @property
    def is_locked(self) -> bool:
        """Whether a passphrase would show more of it."""
        return self.report is not None and self.report.is_locked

    @property
    def opener(self) -> KeyAction | None:
        """What Enter does with a file that is more than a key."""
        of_account = self.report is not None and self.report.path.name in _OF_ACCOUNT
        if of_account and not self._card.has_focus:
            return AUTHORIZED
        containers = {key.container for key in self.report.keys} if self.report is not None else set()
        found = [OPENERS[container] for container in containers if container in OPENERS]
        return found[0] if found else None

    @property
    def opening(self) -> str | None:
        """What the footer calls Enter."""
        if self.report is None or not self.report.keys:
            return None
        if self.opener is not None:
            return self.opener.label
        return "unlock" if self.is_locked else "page" if len(self.report.keys) == 1 else None

    @property
    def row_of_several(self) -> PublicKeyText | None:
        """What is chosen in the details of a file with several keys, when it can be copied."""
        from ..public_text import row_of_several

        return row_of_several(self.report, self._card.row) if self._card.has_focus else None

    # Why not

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense for it, as a sentence with the next step; None when it does."""
        if action == "repair" and self._names.to_repair is not self.entry:
            return None
        if action in ACTIONS:
            return self._why_not_action(ACTIONS[action])
        if action in {"copy", "page", "convert", "works_with"}:
            return self._why_not_key(action)
        asked = {"unlock": self._why_not_unlock, "open": self._why_not_open, "expand": self._why_not_expand}
        return asked[action]() if action in asked else None

    def _why_not_open(self) -> str | None:
        opens = self.is_locked or (self.entry and self.entry.is_folder) or self.opener or self.is_backups
        return None if opens else self._why_not_key("page")

    def _why_not_expand(self) -> str | None:
        line = self._names.line
        if line is None or line.row is None:
            return _NOTHING
        if line.part is not None:
            return f"{line.name} is one file"
        if line.row.parts or (line.entry is not None and line.entry.is_folder):
            return None
        return f"{line.name} has no other files"

    def _why_not_key(self, action: str) -> str | None:
        """Why it is not a key for copying, showing or converting."""
        entry, report = self.entry, self.report
        if entry is None and self.is_backups:
            return "These are backups; Right shows them one by one"
        if entry is None or entry.is_folder:
            return f"{entry.name} is a folder; Enter opens it" if entry else _NOTHING
        if report is None:  # not yet known: the action itself will look
            return None
        if not report.keys:
            return f"{entry.name} is not a key file that can be read"
        if action in {"convert", "works_with"} or (action == "page" and self.row_of_several):
            return None
        from ..public_text import why_no_public

        return why_no_public(report)

    def _why_not_unlock(self) -> str | None:
        reason = self._why_not_key("convert")
        if reason or self.report is None:
            return reason
        return None if self.is_locked else f"{self.report.path.name} has nothing to unlock"

    def _why_not_action(self, action: KeyAction) -> str | None:
        entry = self.entry
        if action.folders and entry is not None and entry.is_folder:
            return None
        if self.report is None or entry is None or entry.is_folder:
            return self._why_not_key("convert")
        return action.why_not(self.report)
