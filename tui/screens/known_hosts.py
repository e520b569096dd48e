"""The servers in a known_hosts file: find one, hashed names too, remove its keys, hash the names."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from ..bindings import act, other_pane
from ..dialogs.confirm import ConfirmDialog
from ..keyops.files import storage
from ..keyops.inspection.description import where_kept
from ..keyops.keys import fingerprints
from ..keyops.keys.algorithms import label_of
from ..keyops.trust import known_hosts, near_hosts
from ..messages import CopyPublicKey, PublicKeyText, ShowPublicKey
from ..widgets.fact_lines import FactLines
from ..widgets.host_list import HostList
from ..widgets.panel import Panel
from ..widgets.prompt_line import PromptLine
from . import host_facts
from .found_hosts import FoundHosts
from .list_detail import FilePanes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ..keyops.trust.known_hosts import HostLine, HostsFile
    from ..widgets.fact_lines import Fact

_FIND = "find"


class HostsScreen(FilePanes, FoundHosts):
    """The lines, and all about the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("slash", "find", "filter", "Show the lines of a host: hashed ones too", id="hosts.find"),
        act("d,delete", "remove", "delete", "Remove this line, after asking", id="hosts.remove"),
        act(
            "D",
            "remove_host",
            "delete all",
            "Remove all lines of the host you found",
            id="hosts.remove-host",
        ),
        act("number_sign", "hash", "hash names", "Hash every plain name, after asking", id="hosts.hash"),
        act("y", "copy", "copy public", "Copy the public key of this line", id="hosts.copy"),
        act("p", "page", "page", "Show the public key on a page of its own", id="hosts.page"),
        act(
            "Y",
            "copy_fingerprint",
            "copy fingerprint",
            "Copy the fingerprint of this line",
            id="hosts.fingerprint",
        ),
        act("U", "history", "names from history", "Try the hosts in your shell history", id="hosts.history"),
        act("r,f5", "refresh", "refresh", "Read the file again", id="hosts.refresh", show=False),
        other_pane("hosts.pane"),
    ]

    def body(self) -> ComposeResult:
        """The list, whose title is the file, and the details."""
        with Container(id="hosts-panes"):
            with Panel("Known hosts", id="hosts-list"):
                yield HostList()
                yield PromptLine()
            yield FactLines("hosts-facts")

    async def load(self) -> None:
        """Read the file and fill the list; then find out what is behind it."""
        self.file = file = await self.in_process(known_hosts.load, self.path)
        self.entitle(file)
        self._show()
        self.start(self.look_behind(), "names")

    # The list

    def _show(self, *, top: bool = False) -> None:
        lines = self.file.lines if self.file else ()
        if self.sought:
            found = {line.number for line in self._found()}
            words = self.sought.casefold()
            lines = tuple(line for line in lines if line.number in found or words in self._plain(line))
        self.count = f"{len(lines)} line{'' if len(lines) == 1 else 's'}"
        self.list.show(lines, top=top)

    def _plain(self, line: HostLine) -> str:
        """The names of a line as far as they are known."""
        return (line.names or self.list.found.get(line.number, "")).casefold()

    def _found(self) -> tuple[HostLine, ...]:
        """The lines that ssh looks at for the host that was typed."""
        return known_hosts.find(self.file.lines, self.sought) if self.file and self.sought else ()

    def tell_line(self) -> None:
        """Tell all about the chosen one."""
        self.facts.entitle(f"Line {self.list.line.number}" if self.list.line is not None else "")
        self.facts.show(tuple(self._facts()))
        self.renew_hints()

    def _facts(self) -> Iterator[Fact]:
        line = self.list.line
        if line is None:
            if self.sought:
                yield "", f"No line here is about {self.sought}", "bold"
                yield "", "Type a hashed name in full; with a port, as [host]:port", ""
                for near, why in near_hosts.near(self.file.lines if self.file else (), self.sought):
                    yield f"Line {near.number}", f"{near.hosts_words()}: {why}", ""
            return
        yield "Hosts", line.hosts_words() if not line.is_hashed else self._guess(line), "bold"
        if self.sought and line not in self._found():
            yield from (("", f"! {why}", "bad") for _, why in near_hosts.near((line,), self.sought))
        yield from host_facts.key_facts(line, self.verdicts.get(line.number))

    def _guess(self, line: HostLine) -> str:
        if self.sought and line in self._found():
            return f"{known_hosts.canonical(self.sought)} (hashed)"
        name = self.list.found.get(line.number)
        if name:
            return f"{name} (hashed)"
        return "one host, hashed: / finds it by its name, U tries your shell history"

    @property
    def urgent(self) -> tuple[str, ...]:
        """Where the name of the chosen line is hidden, first what may find it."""
        line = self.list.line
        unknown = line is not None and line.is_hashed and line.number not in self.list.found
        return (*super().urgent, *(("history",) if unknown else ()))

    def action_find(self) -> None:
        """Type a host."""
        self.prompt.open(_FIND, "Host ", self.sought, anew=True)

    def show_sought(self) -> None:
        """From the top, when a host is sought."""
        self._show(top=bool(self.sought))

    # What can be done

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense now."""
        if action not in {"remove", "remove_host", "copy", "copy_fingerprint", "page", "hash", "history"}:
            return None
        if self.file is None:
            return f"{self.path.name} could not be read"
        if action == "history":
            return None if self.hidden else f"No name is hashed in {self.path.name}"
        if action == "hash":
            plain = any(line.can_be_hashed for line in self.file.lines)
            return None if plain else f"No plain name is left in {self.path.name}"
        return self._why_no_host() if action == "remove_host" else self._why_no_line(action)

    def _why_no_line(self, action: str) -> str | None:
        line = self.list.line
        if line is None:
            return "Nothing is chosen"
        if action != "remove" and line.public is None:
            return f"No key can be read on line {line.number}"
        return None

    def _why_no_host(self) -> str | None:
        if not self.sought:
            return "Find a host first: / and its name"
        if not known_hosts.removable(self._found()):
            return f"{known_hosts.canonical(self.sought)} has no lines of its own here"
        return None

    def wording(self, action: str) -> str | None:
        """Tab in the line one types in."""
        return "list" if action in {"submit", "complete"} else None

    def action_remove(self) -> None:
        """Ask, and remove the chosen line."""
        if self.list.line is not None:
            self.start(self._remove((self.list.line,), self._name_of(self.list.line)), "use")

    def _name_of(self, line: HostLine) -> str:
        """What the question calls it: a hashed name is known when it was found by typing it."""
        return (
            known_hosts.canonical(self.sought)
            if line.is_hashed and line in self._found()
            else line.hosts_words(self.list.found.get(line.number, ""))
        )

    def action_remove_host(self) -> None:
        """Ask, and remove all lines of the host."""
        self.start(
            self._remove(known_hosts.removable(self._found()), known_hosts.canonical(self.sought)), "use"
        )

    async def _remove(self, lines: Collection[HostLine], name: str) -> None:
        if self.file is None:
            return
        what = ", ".join(f"line {line.number}" for line in lines)
        plain = {host for line in lines for host in line.names.split(", ") if not line.is_hashed}
        others = sorted(plain - set(name.split(", ")))
        also = f" Also removed: {', '.join(others)}." if others else ""
        marked = any(line.marker for line in lines)
        ends = (
            " This is not a server's own key: what the line allows or forbids will no longer apply."
            if marked
            else ""
        )
        dialog = ConfirmDialog(
            f"Remove {name} from {self.path.name}?",
            f"{what[:1].upper()}{what[1:]}.{also}{ends} ssh will ask again at the next connection. "
            "The current file will be kept as a backup.",
            "Remove it" if len(lines) == 1 else f"Remove {len(lines)} lines",
        )
        if await self.app.push_screen_wait(dialog):
            data = known_hosts.without(self.file.data, {line.number for line in lines})
            count = f"{len(lines)} line{'' if len(lines) == 1 else 's'} removed"
            await self._write(self.file, data, count)

    def action_hash(self) -> None:
        """Ask, and hash the names."""
        self.start(self._hash(), "use")

    async def _hash(self) -> None:
        if self.file is None:
            return
        made = await self.in_process(known_hosts.hashed, self.file.data)
        names = f"{made.names} name{'' if made.names == 1 else 's'}"
        kept = f" {len(made.kept)} with patterns, markers or damage stay." if made.kept else ""
        dialog = ConfirmDialog(
            f"Hash {names} in {self.path.name}?",
            "ssh will still find each server by its name, but nobody will be able to read the names: a host "
            f"can then be found only by typing its full name.{kept} The backup will hold the plain names.",
            "Hash them",
        )
        if await self.app.push_screen_wait(dialog):
            await self._write(self.file, made.data, f"{names} hashed")

    async def _write(self, file: HostsFile, data: bytes, words: str) -> None:
        backup = await self.in_process(known_hosts.save, file, data, storage.stamp_now())
        await self.load()
        self.tell(f"{words}; the old file is kept as {where_kept(self.path, backup)}")

    def action_copy(self) -> None:
        """Copy the key of the line."""
        self._hand_on(CopyPublicKey, "Key")

    def action_page(self) -> None:
        """Show the key of the line."""
        self._hand_on(ShowPublicKey, "Key")

    def action_copy_fingerprint(self) -> None:
        """Copy the fingerprint of the line."""
        self._hand_on(CopyPublicKey, "Fingerprint")

    def _hand_on(self, message: type[CopyPublicKey | ShowPublicKey], what: str) -> None:
        line = self.list.line
        if line is None or line.public is None:
            return
        from ..keyops.formats.openssh_public import authorized_line

        sha256 = fingerprints.sha256(line.public)
        name = f"{what} on line {line.number} of {self.path.name}"
        text = sha256 if what == "Fingerprint" else authorized_line(line.public)
        self.post_message(message(PublicKeyText(name, label_of(line.public), text, sha256)))
