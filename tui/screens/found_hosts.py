"""What the page of known_hosts finds out once it is shown: names behind hashes, published fingerprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.getters import query_one

from ..dialogs.confirm import ConfirmDialog
from ..widgets.host_list import HostList
from ..widgets.panel import Panel
from . import host_facts
from .list_detail import SearchedPanes

if TYPE_CHECKING:
    from ..keyops.trust.known_hosts import HostsFile
    from ..keyops.trust.published_hosts import HostVerdict


class FoundHosts(SearchedPanes):
    """Subclasses read the file, and have a Panel ``#hosts-list`` around the list."""

    list = query_one(HostList)

    def __init__(self) -> None:
        super().__init__()
        self.file: HostsFile | None = None
        self.verdicts: dict[int, HostVerdict] = {}
        """What services publish of the keys of lines, by their number."""
        self._reads_history = False
        """Whether the user let the histories be read."""

    def tell_line(self) -> None:
        """Tell all about the chosen line."""
        raise NotImplementedError

    @property
    def hidden(self) -> int:
        """How many lines have a name that is not known."""
        lines = self.file.lines if self.file else ()
        return sum(line.is_hashed and line.number not in self.list.found for line in lines)

    def on_host_list_moved(self) -> None:
        """Another line is chosen."""
        self.tell_line()

    def entitle(self, file: HostsFile) -> None:
        """Name the file in the border of the list, with what there is in it."""
        alarms = len(self.list.alarms)
        parts = [f"{len(file.lines)} line{'' if len(file.lines) == 1 else 's'}"]
        parts += [f"{self.hidden} with a hashed name"] if self.hidden else []
        parts += [f"{alarms} not published"] if alarms else []
        self.query_one("#hosts-list", Panel).entitle(file.path.name, ", ".join(parts))

    async def look_behind(self) -> None:
        """Find the names behind hashes, and compare the keys of well-known hosts with what these publish."""
        file = self.file
        if file is None:
            return
        found = await self.in_process(host_facts.names_behind, file.lines, history=self._reads_history)
        verdicts = await self.in_process(host_facts.verdicts, file.lines, found)
        if file is self.file and (found != self.list.found or verdicts != self.verdicts):
            self.verdicts = verdicts
            self.list.found, self.list.alarms = found, host_facts.alarms(verdicts)
            self.list.refresh()
            self.entitle(file)
            self.tell_line()

    def action_history(self) -> None:
        """Ask, once, and read the histories."""
        self.start(self._try_history(), "use")

    async def _try_history(self) -> None:
        question = ConfirmDialog(
            "Try the hosts in your shell history?",
            "The histories of bash, zsh and fish are read for the hosts of ssh, scp, git and the like. "
            "Nothing from them is kept or shown except the names behind these hashes.",
            "Read them",
        )
        if not self._reads_history and not await self.app.push_screen_wait(question):
            return
        self._reads_history = True
        before = len(self.list.found)
        await self.look_behind()
        more = len(self.list.found) - before
        self.tell(f"{more} name{'' if more == 1 else 's'} found" if more else "No more names were found")
