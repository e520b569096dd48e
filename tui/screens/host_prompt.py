"""Pages about a host, which H asks for under the list; Tab completes the names of the configuration."""

from __future__ import annotations

from typing import Final

from textual.getters import query_one

from ..bindings import act
from ..process import ask_programs
from ..widgets.prompt_line import PromptLine
from .list_detail import TwoPanes

_HOST: Final = "host"
ASK: Final = act("H", "host", "host", "Ask about another host", id="host.ask")


class AsksHost(TwoPanes):
    """With one PromptLine; bind ``ASK``."""

    prompt = query_one(PromptLine)

    def __init__(self, host: str = "") -> None:
        """Args: the host; empty before it was asked for."""
        super().__init__()
        self.host = host
        self.names: tuple[str, ...] = ()
        """The hosts that the configuration names."""

    def host_chosen(self) -> None:
        """Another host is asked about."""
        raise NotImplementedError

    def names_known(self) -> None:
        """The hosts of the configuration were read."""

    async def _load_names(self) -> None:
        self.names = await self.in_process(ask_programs.names_of)
        self.names_known()

    def action_host(self) -> None:
        """Ask for a host."""
        self.start(self._load_names(), "names")
        self.prompt.open(_HOST, "Host ", self.host, anew=True)

    def on_prompt_line_entered(self, message: PromptLine.Entered) -> None:
        """Ask about this host."""
        self._close_prompt()
        host = message.text.strip()
        if host:
            self.host = host
            self.host_chosen()

    def on_prompt_line_completing(self, message: PromptLine.Completing) -> None:
        """Tab completes a name of the configuration."""
        found = [name for name in self.names if name.startswith(message.text.strip())]
        if len(found) == 1:
            self.prompt.put(found[0])
        elif found:
            self.tell(", ".join(found))

    def on_prompt_line_closed(self) -> None:
        """The host stays."""
        self._close_prompt()

    def _close_prompt(self) -> None:
        self.prompt.close()
        self.rows.focus()
