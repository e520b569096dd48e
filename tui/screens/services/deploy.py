"""Deploy: which half of a key goes where at a service, in the form it takes, each copied by Enter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual.getters import query_one

from ... import messages
from ...bindings import act, other_pane
from ...dialogs.confirm import ConfirmDialog
from ...dialogs.line import LineDialog
from ...keyops.files.xdg import state_folder
from ...keyops.findings import Severity
from ...keyops.services import profile, yours
from ...keyops.services.deployment import public_form
from ...terminal import clipboard
from ...visible import path_text
from ...widgets.fact_lines import FactLines
from ...widgets.panel import Panel
from ...widgets.row_list import ListRow, RowList
from ..list_detail import FilePanes
from . import deploy_facts
from .clipboard_lease import SECONDS

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ...keyops.services.deployment import Deliverable
    from ...widgets.fact_lines import Fact
    from .clipboard_lease import ClipboardLease
    from .deploy_facts import Deployment


class DeployScreen(FilePanes):
    """The forms in a list. A private half is copied after asking, and can be cleared off the clipboard."""

    is_of_services = True
    BINDINGS: ClassVar[list[BindingType]] = [
        act("enter", "copy_chosen", "copy it", "Copy the chosen form", id="deploy.copy"),
        act("y", "copy", "copy public", "Copy the public key at once", id="deploy.public"),
        act("X", "clear", "clear clipboard", "Clear the private key from the clipboard", id="deploy.clear"),
        act("p", "page", "page", "Show the public key on a page of its own", id="deploy.page"),
        other_pane("deploy.pane"),
    ]

    list = query_one(RowList)

    def __init__(self, path: Path, service: str, way: clipboard.CopyWay) -> None:
        """Make the page.

        Args:
            path: the file of the key.
            service: the id of a service.
            way: how to copy.
        """
        super().__init__(path)
        self.profile = profile(service)
        self.way = way
        self.deployment: Deployment | None = None
        self._warned = False

    def body(self) -> ComposeResult:
        """What goes where, the forms, and what else is known."""
        with Panel(id="deploy"):
            yield RowList()
        yield FactLines("deploy-facts")

    async def load(self) -> None:
        """Look at the key."""
        await self.in_process(yours.use, state_folder(), self.profile.id)
        self.deployment = found = await self.in_process(deploy_facts.look, self.path, self.profile)
        self.query_one("#deploy", Panel).entitle(self.path.name, f"for {self.profile.label}")
        self.facts.entitle(self.profile.label)
        self.list.show(self._rows(found))
        self.facts.show(tuple(_facts(found)))
        self.renew_hints()

    @staticmethod
    def _rows(found: Deployment) -> tuple[ListRow, ...]:
        return tuple(
            ListRow("private key", offer.words, ", after asking")
            if offer.private
            else ListRow("public key", offer.words)
            for offer in found.offers
        )

    # What can be done

    @property
    def _clipboard_lease(self) -> ClipboardLease:
        return cast("ClipboardLease", self.app.clipboard_lease)  # type: ignore[attr-defined]  # our App has it

    @property
    def leased(self) -> clipboard.Copied | None:
        """The copy of the private half that was not cleared yet."""
        return self._clipboard_lease.copied

    @property
    def _first_public(self) -> Deliverable | None:
        offers = self.deployment.offers if self.deployment else ()
        return next((offer for offer in offers if not offer.private), None)

    def why_not(self, action: str) -> str | None:
        """Why an action makes no sense now."""
        if action not in {"copy_chosen", "copy", "clear", "page"}:
            return None
        if self.deployment is None:
            return f"{self.path.name} holds nothing to deploy"
        if action == "clear":
            return None if self.leased else "Nothing private was copied from here"
        if action in {"copy", "page"} and self.deployment.public is None:
            return f"The public key in {self.path.name} is encrypted, and there is no .pub next to it"
        return None

    def action_copy_chosen(self) -> None:
        """Copy the form that the cursor is on."""
        offers = self.deployment.offers if self.deployment else ()
        if self.list.cursor < len(offers):
            self.start(self._copy(offers[self.list.cursor]), "copy")

    def action_copy(self) -> None:
        """Copy the public half in the usual form."""
        if self._first_public is not None:
            self.start(self._copy(self._first_public), "copy")

    def action_page(self) -> None:
        """Show the public key."""
        if self.deployment is not None and self.deployment.public is not None:
            self.post_message(messages.ShowPublicKey(self.deployment.public))

    async def _copy(self, offer: Deliverable) -> None:
        if offer.private:
            await self._copy_private(offer)
            return
        public = self.deployment.public if self.deployment else None
        if public is None:
            self.tell(self.why_not("copy") or "", Severity.WARNING)
            return
        user = ""
        if offer.asks:
            body = f"The account at {self.profile.label} that the key is for."
            name = await self.app.push_screen_wait(LineDialog("Which account?", body))
            if name is None:
                return
            user = name
        text = public_form(public.line, offer, user)
        self.post_message(messages.CopyPublicKey(replace(public, line=text)))

    async def _copy_private(self, offer: Deliverable) -> None:
        found = self.deployment
        if found is None:
            return
        if self.way is clipboard.CopyWay.SHOW:
            self.tell(
                f'Not copied: the clipboard setting is "show". Upload {path_text(found.path)} itself',
                Severity.WARNING,
            )
            return
        lock = "" if found.locked else " It has no passphrase: anyone who gets the copy can use the key."
        body = (
            f"{self.path.name} stays {clipboard.LEASED[self.way]}, until something else is copied, "
            f"you clear it with X here, {SECONDS} s have passed, or keywright quits. "
            f"A clipboard manager may keep it for longer.{lock} "
            "Uploading the file is safer."
        )
        question = ConfirmDialog("Copy the private key?", body, "Copy it", danger=True)
        if not await self.app.push_screen_wait(question):
            self.tell("Nothing was copied")
            return
        text = await self.in_process(deploy_facts.private_form, self.path, offer)
        copied = await self._clipboard_lease.copy(text, self.way)
        if copied.sent:
            self._warned = False
            self.tell(
                f"Private key: {copied.sentence}. Paste it now: it will be cleared in {SECONDS} s, "
                "or when you press X",
                Severity.WARNING,
            )
        else:
            self.tell(copied.sentence, Severity.ERROR)
        self.renew_hints()

    def action_clear(self) -> None:
        """Take it off the clipboard."""
        if self.leased is not None:
            self.start(self._clear(), "copy")

    async def _clear(self) -> None:
        cleared = await self._clipboard_lease.clear()
        if cleared is None:
            return
        self.tell(cleared.sentence, Severity.INFO if cleared.sent else Severity.ERROR)
        self.renew_hints()

    def go_back(self) -> None:
        """Leave; but say once that the private half is still on the clipboard."""
        if self.leased is not None and not self._warned:
            self._warned = True
            self.tell(
                "The private key is still on the clipboard: X clears it now, Esc leaves it for a minute",
                Severity.WARNING,
            )
        else:
            super().go_back()


def _facts(found: Deployment) -> list[Fact]:
    made = found.profile
    rows: list[Fact] = []
    if found.refusal:
        rows.append(
            ("Refused", f"{found.refusal}. Works with (w on the key) makes one that is accepted", "bad")
        )
    rows += [("Where", made.where, "")] if made.where else []
    if found.private and any(offer.private for offer in found.offers):
        lock = "encrypted: the passphrase is needed there" if found.locked else "no passphrase"
        way = "If the service lets you upload a file, upload it"
        rows.append(("Private", f"{path_text(found.path)}, {lock}. {way}", ""))
    elif not found.private and made.half != "public":
        rows.append(("Private", f"{found.path.name} holds the public key only", "bold"))
    else:
        rows.append(("Private", "stays here: nobody there needs it", ""))
    return [*rows, *((label, words, "") for label, words in made.terms())]
