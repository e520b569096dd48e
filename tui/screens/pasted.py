"""A key that was pasted: all that is known about it, and nothing of it in any file unless that is asked."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual.getters import query_one

from .. import messages
from ..bindings import act
from ..dialogs.path import PathDialog
from ..keyops.editing import repairing
from ..keyops.errors import KeyOpsError, LimitError, StorageError, UnknownFormatError
from ..keyops.files import paths as presence
from ..keyops.files import storage
from ..keyops.formats import FORMATS
from ..keyops.inspection.inspection import inspect
from ..keyops.inspection.report import FileReport, Kind
from ..keyops.secret import Secret
from ..visible import path_text
from ..widgets import next_steps, report_rows
from ..widgets.key_card import KeyCard
from . import ask_passphrase
from .base import WorkScreen
from .public_text import public_text, row_text

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

NAME: Final = Path("the pasted key")
"""Stands for its file in reports; there is none."""


class PastedScreen(WorkScreen):
    """Shows, copies, unlocks, repairs and saves one paste; forgets it when it is left."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        act("S", "save", "save", "Write it to a file, as it is shown; it asks where", id="pasted.save"),
        act("y", "copy", "copy public", "Copy the public key at once", id="pasted.copy"),
        act("p", "page", "page", "Show the public key on a page of its own", id="pasted.page"),
        act("u", "unlock", "unlock", "Unlock it with its passphrase", id="pasted.unlock"),
        act("m", "repair", "repair", "Repair what is damaged, here and not in a file", id="pasted.repair"),
        act("c", "convert", "convert", "Save it, and convert it to another format", id="pasted.convert"),
        act(
            "enter",
            "open",
            "open",
            "Ask for the passphrase, or show the public key",
            id="pasted.open",
            show=False,
        ),
        act(
            "tab,shift+tab",
            "other_pane",
            "details",
            "To the rows of the details, and back",
            id="pasted.pane",
            show=False,
        ),
        act("j,down", "scroll_card(1)", "down", "Further down", id="pasted.down", show=False),
        act("k,up", "scroll_card(-1)", "up", "Further up", id="pasted.up", show=False),
        act("pagedown", "scroll_card(8)", "page down", "Down several lines", id="pasted.pg-down", show=False),
        act("pageup", "scroll_card(-8)", "page up", "Up several lines", id="pasted.pg-up", show=False),
    ]

    card = query_one(KeyCard)

    def __init__(self, pasted: Secret, folder: Path) -> None:
        """Make the page.

        Args:
            pasted: the text, as the terminal sent it.
            folder: where a file would be written, unless another is named.
        """
        super().__init__()
        self.folder = folder
        self.report: FileReport | None = None
        """What is known, as soon as it is."""
        self._data = as_file(pasted)

    def body(self) -> ComposeResult:
        """The details."""
        yield KeyCard()

    def on_mount(self) -> None:
        """Look at it."""
        self.where = "pasted"
        self.start(self._look(), "look")

    def on_unmount(self) -> None:
        """Forget it."""
        self._data = Secret(b"")
        self.report = None

    def on_paste(self, event: events.Paste) -> None:
        """Another key takes the place of this one."""
        event.stop()
        self._data = as_file(Secret(event.text))
        event.text = ""
        self.start(self._look(), "look")

    def drop_secrets(self) -> bool:
        """Show it locked again; whether it was unlocked."""
        if self.report is None or not any(key.unlocked for key in self.report.keys):
            return False
        self.start(self._look(), "look")
        return True

    async def _look(self, words: str = "") -> None:
        self._show(await self.in_process(look, self._data))
        next_step = "leaving this page forgets it" if self.why_not("save") else "S writes it to one"
        self.tell(words or f"This is not in any file; {next_step}")

    def _show(self, report: FileReport) -> None:
        self.report = report
        title, *rows = report_rows.of_report(report)
        self.card.show([replace(title, value="Pasted"), *rows])
        self.count = f"{len(self._data)} bytes"
        self.renew_hints()

    # What can be done

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense for what was pasted."""
        if action == "open":
            action = "unlock" if self._is_locked else "page"
        if action not in {"save", "copy", "page", "unlock", "repair", "convert"}:
            return None
        if self.report is None:
            return "Reading it"
        if action == "repair":
            return repairing.why_not(self.report)
        error = self.report.error
        if isinstance(error, UnknownFormatError | LimitError):
            return next_steps.sentence(error)
        return None if action == "save" else self._why_not_key(action, self.report)

    def _why_not_key(self, action: str, report: FileReport) -> str | None:
        """Why there is no key for copying, showing, unlocking or converting."""
        if not report.keys:
            return "No key in it can be read; the details say why"
        if action == "unlock":
            return None if self._is_locked else "It has no passphrase"
        return None if action == "convert" else self._why_no_public(report)

    def _why_no_public(self, report: FileReport) -> str | None:
        if len(report.keys) > 1:
            return f"It holds {len(report.keys)} keys: Tab to the details, and y copies the chosen one"
        if public_text(report) is None and not self._is_locked:
            return "It has no public key to show; the details say why"
        return None

    @property
    def _is_locked(self) -> bool:
        return self.report is not None and self.report.is_locked

    @property
    def urgent(self) -> tuple[str, ...]:
        """Repairing, where something is wrong that can be repaired."""
        return () if self.why_not("repair") else ("repair",)

    def action_copy(self) -> None:
        """Copy the public key."""
        self.start(self._with_public(messages.CopyPublicKey), "use")

    def action_page(self) -> None:
        """Show the public key."""
        self.start(self._with_public(messages.ShowPublicKey), "use")

    async def _with_public(self, message: type[messages.CopyPublicKey | messages.ShowPublicKey]) -> None:
        if self.report is not None and public_text(self.report) is None:
            await self._unlock()
        key = public_text(self.report) if self.report is not None else None
        if key is not None:
            self.post_message(message(key))

    def action_open(self) -> None:
        """Unlock it, or show its public half."""
        if self._is_locked:
            self.action_unlock()
        else:
            self.action_page()

    def action_unlock(self) -> None:
        """Ask for the passphrase and show the rest."""
        self.start(self._unlock(), "use")

    async def _unlock(self) -> None:
        operation = functools.partial(reveal, self._data)
        report = await ask_passphrase.with_passphrase(self, NAME, operation, remember=False)
        if report is not None:
            self._show(report)
            self.tell("It is unlocked until you leave this page; the saved file keeps its passphrase")

    def action_repair(self) -> None:
        """Repair it, in memory."""
        self.start(self._repair(), "use")

    async def _repair(self) -> None:
        repaired = await self.in_process(repairing.repair, self._data.reveal())
        done = "; ".join(one.change for one in repaired.applied)
        if repaired.applied:
            self._data = Secret(repaired.data)
        await self._look(
            f"Repaired here: {done}. S writes it to a file" if done else "Nothing to repair was found"
        )

    def action_save(self) -> None:
        """Write it to a file, and go there."""
        self.start(self._save("Save the pasted key as", messages.OpenPath), "use")

    def action_convert(self) -> None:
        """Write it to a file, and go to the Convert screen with it."""
        self.start(self._save("To convert it, save the pasted key as", messages.ConvertKey), "use")

    async def _save(self, title: str, then: type[messages.OpenPath | messages.ConvertKey]) -> None:
        if self.report is None:
            return
        data, report = self._data, self.report
        name, problem = (await self.in_process(free_path, report, self.folder)).name, ""
        while True:
            path = await self.app.push_screen_wait(PathDialog(title, self.folder, name, problem))
            if path is None:
                self.tell("Nothing was written")
                return
            try:
                written = await self.in_process(write, data, path, report)
            except StorageError as error:
                name, problem = path_text(path), next_steps.sentence(error)
                continue
            self.app.post_message(then(written))
            return

    # Ways

    def on_key_card_copied(self, message: KeyCard.Copied) -> None:
        """Copy the value of a row: public facts only."""
        if self.report is not None and message.row.copy:
            self.post_message(messages.CopyPublicKey(row_text(self.report, message.row)))
        else:
            self.tell("Nothing to copy in this row; j and k choose another")

    def action_scroll_card(self, by: int) -> None:
        """Show other lines."""
        self.card.top += by

    def action_other_pane(self) -> None:
        """To the rows and back."""
        self.set_focus(None if self.card.has_focus else self.card)

    def go_back(self) -> None:
        """Escape: from the rows to the page, and from the page back."""
        if self.card.has_focus:
            self.set_focus(None)
        else:
            super().go_back()


def as_file(pasted: Secret) -> Secret:
    r"""What a pasted text would be as a file: lines that end in LF, the last one too.

    Terminals send CR for each end of a line, and two where the text had CR and LF; that is no damage of
    the key. CR and LF together were in the text itself and stay.
    """
    data = pasted.reveal()
    if b"\n" not in data:
        without_pairs = data.replace(b"\r\r", b"\n")
        data = data.replace(b"\r", b"\n") if b"\r" in without_pairs else without_pairs
    return Secret(data if data.endswith(b"\n") else data + b"\n")


def look(data: Secret, passphrase: Secret | None = None) -> FileReport:
    """Inspect what was pasted; never raises for what is wrong with it."""
    try:
        return FileReport(NAME, keys=inspect(data.reveal(), passphrase))
    except KeyOpsError as error:
        return FileReport(NAME, error=error)


def reveal(data: Secret, _: Path, passphrase: Secret) -> FileReport:
    """Inspect it with a passphrase; what keeps it from being unlocked is raised."""
    return ask_passphrase.opened(look(data, passphrase))


def is_private(report: FileReport) -> bool:
    """Whether the file is for its owner alone: all that is not surely public."""
    return not report.keys or any(
        key.kind not in {Kind.PUBLIC, Kind.CERTIFICATE} and key.container != "known-hosts"
        for key in report.keys
    )


def free_path(report: FileReport, folder: Path) -> Path:
    """A name for the file: ``id_rsa``, ``id_rsa.pub``, ``id_rsa.ppk``; with a number where it is taken."""
    key = report.key
    row = FORMATS.get(key.container or "") if key is not None else None
    family = key.public.family if key is not None and key.public is not None else "pasted"
    suffix = row.suffix if row is not None else ""
    if key is not None and key.kind is Kind.CERTIFICATE:
        suffix = f"-cert{suffix}"
    return storage.free_name(folder / f"id_{family}{suffix}", pair=not suffix)


def write(data: Secret, path: Path, report: FileReport) -> Path:
    """Write a file that is not there yet.

    Args:
        data: all of it.
        path: the file, or a folder for it.
        report: what is in it; names it in a folder, and tells whether it is for its owner alone.

    Returns:
        The file.

    Raises:
        StorageError: nothing was written.
    """
    target = free_path(report, path) if presence.is_folder(path) else path
    if presence.is_taken(target):
        raise StorageError(target, f"{target.name} already exists", "Choose another name")
    storage.save([storage.NewFile(target, data.reveal(), private=is_private(report))])
    return target
