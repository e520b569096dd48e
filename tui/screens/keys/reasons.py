"""What can be done with the chosen key or file, and why not; the footer and the help ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.getters import query_one

from ...widgets.key_card import KeyCard
from .actions import KEY_ACTIONS, OPENERS, KeyAction
from .folder import FILTER, FolderScreen

if TYPE_CHECKING:
    from ...keyops.inspection.report import FileReport
    from ...messages import PublicKeyText

ACTIONS: Final = {action.name: action for action in KEY_ACTIONS}

_OPENING: Final = {"sign": "verify", "revoked": "show list", "hosts": "hosts", "authorized": "lines"}
"""What the footer calls Enter with a file that OPENERS names."""

_OF_ACCOUNT: Final = frozenset({"authorized_keys", "authorized_keys2"})

_NOTHING: Final = "Nothing is chosen; O goes to another folder"


class ReasonsScreen(FolderScreen):
    """The part of the home screen that knows what makes sense."""

    card = query_one(KeyCard)

    def __init__(self) -> None:
        super().__init__()
        self.report: FileReport | None = None
        """What is known about the chosen file, as soon as it is."""

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense for what is chosen."""
        if action in ACTIONS:
            return self._why_not_action(ACTIONS[action])
        if action in {"copy", "page", "convert", "works_with"}:
            return self._why_not_key(action)
        asked = {
            "unlock": self._why_not_unlock,
            "open": self._why_not_open,
            "expand": self._why_not_expand,
            "up": self._why_not_up,
        }
        return asked[action]() if action in asked else None

    def _why_not_open(self) -> str | None:
        entry = self.names.entry
        opens = self.is_locked or (entry and entry.is_folder) or self.opener or self.is_backups
        return None if opens else self._why_not_key("page")

    def _why_not_up(self) -> str | None:
        return "This is the topmost folder" if self.here.is_topmost else None

    def _why_not_expand(self) -> str | None:
        line = self.names.line
        if line is None or line.row is None:
            return _NOTHING
        if line.part is not None:
            return f"{line.name} is one file"
        if line.row.parts or (line.entry is not None and line.entry.is_folder):
            return None
        return f"{line.name} has no other files"

    @property
    def is_backups(self) -> bool:
        """Whether all backups together are chosen."""
        return self.names.row is not None and self.names.entry is None

    def _why_not_key(self, action: str) -> str | None:
        """Why what is chosen is not a key for copying, showing or converting."""
        entry, report = self.names.entry, self.report
        if entry is None and self.is_backups:
            return "These are backups; Right shows them one by one"
        if entry is None or entry.is_folder:
            return f"{entry.name} is a folder; Enter opens it" if entry else _NOTHING
        if report is None:  # not yet known: the action itself will look
            return None
        if not report.keys:
            return f"{entry.name} is not a key file that can be read"
        if action in {"convert", "works_with"} or (action == "page" and self.chosen_row):
            return None
        from ..public_text import why_no_public

        return why_no_public(report)

    def _why_not_unlock(self) -> str | None:
        reason = self._why_not_key("convert")
        if reason or self.report is None:
            return reason
        return None if self.is_locked else f"{self.report.path.name} has nothing to unlock"

    @property
    def is_locked(self) -> bool:
        """Whether a passphrase would show more of what is chosen."""
        return self.report is not None and any(key.is_locked for key in self.report.keys)

    @property
    def urgent(self) -> tuple[str, ...]:
        """Repairing, where something is wrong that can be repaired."""
        repairs = self.report is not None and self.why_not("repair") is None
        return (*(("repair",) if repairs else ()), *super().urgent)

    def wording(self, action: str) -> str | None:
        """What Enter does here; and in the line one types in, where Tab leaves a filter too."""
        if action in {"submit", "complete"} and self.prompt.purpose == FILTER:
            return "list"
        if action == "submit":
            return "go there"
        if action != "open" or self.report is None or not self.report.keys:
            return None
        if self.opener is not None:
            return _OPENING[self.opener.name]
        return "unlock" if self.is_locked else "page" if len(self.report.keys) == 1 else None

    def _why_not_action(self, action: KeyAction) -> str | None:
        entry = self.names.entry
        if action.folders and entry is not None and entry.is_folder:
            return None
        if self.report is None or entry is None or entry.is_folder:
            return self._why_not_key("convert")
        return action.why_not(self.report)

    @property
    def opener(self) -> KeyAction | None:
        """What Enter does with a file that is more than a key."""
        of_account = self.report is not None and self.report.path.name in _OF_ACCOUNT
        if of_account and not self.card.has_focus:
            return KeyAction("authorized")
        containers = {key.container for key in self.report.keys} if self.report is not None else set()
        found = [OPENERS[container] for container in containers if container in OPENERS]
        return KeyAction(found[0]) if found else None

    @property
    def chosen_row(self) -> PublicKeyText | None:
        """What is chosen in the details of a file with several keys, when it can be copied."""
        from ..public_text import row_of_several

        return row_of_several(self.report, self.card.row) if self.card.has_focus else None
