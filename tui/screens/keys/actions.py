"""KEY_ACTIONS, the table of what can be done with a file, and OPENERS: what Enter does with some kinds.

Each action is a module of its own with two functions; it is imported when it is first asked for::

    def why_not(report: FileReport) -> str | None: ...
    async def run(screen: WorkScreen, path: Path) -> Path | None: ...

``why_not`` says why the action makes no sense for a file, as a sentence with the next step. ``run`` does it:
it may ask in dialogs, run key operations with ``screen.run_op`` and raise ``KeyOpsError``; it tells what it
did, and returns the file to show next when anything was written, else None.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final, cast

from ...bindings import act
from ...keyops.records import dataclass
from ...messages import ShowPage

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from pathlib import Path

    from textual.binding import Binding

    from ...keyops.inspection.report import FileReport
    from ..base import WorkScreen


@dataclass(frozen=True, slots=True)
class KeyAction:
    """One thing that can be done with a file on the Keys screen."""

    name: str
    """Name of the action, and of the module next to this one that does it."""
    key: str = ""
    label: str = ""
    """One or two words for the footer."""
    tooltip: str = ""
    """One sentence for the help."""
    show: bool = False
    """Whether the footer tells of it."""
    folders: bool = False
    """Whether it can be done with a folder, too."""
    page: str = ""
    """The page about the file, where all it does is to open that; then there is no module."""

    @property
    def binding(self) -> Binding:
        """Its key."""
        does = f"do('{self.name}')"
        return act(self.key, does, self.label, self.tooltip, id=f"keys.{self.name}", show=self.show)

    def why_not(self, report: FileReport) -> str | None:
        """Why it makes no sense for a file; None when it does."""
        return None if self.page else cast("str | None", self._module.why_not(report))

    async def run(self, screen: WorkScreen, path: Path) -> Path | None:
        """Do it. Await it inside ``start``."""
        if self.page:
            screen.post_message(ShowPage(self.page, path))
            return None
        return await cast("Awaitable[Path | None]", self._module.run(screen, path))

    @property
    def _module(self) -> Any:  # noqa: ANN401 - a module
        return importlib.import_module(f".{self.name}", __package__)


KEY_ACTIONS: Final = (
    KeyAction(
        "edit", "e", "edit", "Change passphrase, encryption, comment or .pub; the format stays", show=True
    ),
    KeyAction("verify", "v", "verify", "See whether the key really works"),
    KeyAction("audit", "x", "audit", "Check for weaknesses, and against your list of revoked keys"),
    KeyAction(
        "certificate", "t", "certificate", "Sign with this key; show, attach or remove its certificate"
    ),
    KeyAction("uses", "I", "in use", "Show what uses this key: hosts, accounts, git, the agent"),
    KeyAction("numbers", "N", "numbers", "Show the numbers that the key is made of"),
    KeyAction("sign", "s", "sign", "Sign a file with this key, or verify this signature"),
    KeyAction("repair", "m", "repair", "Repair a damaged file, its .pub or its permissions", folders=True),
)

OPENERS: Final = {
    "sshsig": KeyAction("sign", label="verify"),
    "krl": KeyAction("revoked", label="show list"),
    "known-hosts": KeyAction("hosts", label="hosts", page="hosts"),
}
"""What Enter does with a file of these formats."""
AUTHORIZED: Final = KeyAction("authorized", label="lines", page="authorized")
"""What it does with the authorized_keys of this account."""
