"""Make a key: rows with good defaults, so that F10 alone makes one, and nothing is ever overwritten."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.containers import Container
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ...bindings import act
from ...dialogs.confirm import ConfirmDialog
from ...keyops.conversion import conversion
from ...keyops.errors import StorageError
from ...keyops.files import storage
from ...keyops.files.xdg import state_folder
from ...keyops.findings import Severity
from ...keyops.generation import generation
from ...keyops.keys.algorithms import ALGORITHMS
from ...keyops.targets import names as targets
from ...process import jobs
from ...visible import path_text
from ...widgets.finder import Finder
from ...widgets.form import Form
from ...widgets.panel import ScrolledPanel
from ...widgets.progress import Progress
from ..base import CANCELLED, WorkScreen
from ..result import making
from .form import KeyForm, with_tilde
from .speed import SpeedKeeper

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from ...keyops.keys.pair import KeyPair
    from ...messages import KeyGenerated

T = TypeVar("T")


class GenerateScreen(WorkScreen):
    """The form; while a key is made, the progress of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        act("ctrl+n", "free_name", "free name", "Use a file name that is available", id="generate.free-name"),
    ]

    form = query_one(KeyForm)
    progress = query_one(Progress)
    summary = query_one("#summary", Static)

    def __init__(self) -> None:
        super().__init__()
        self.speeds = SpeedKeeper(state_folder())
        self._put_file = ""
        """The file name that was put in last; when the field says otherwise, it is the user's own."""
        self._put_for = ("", "")
        """Type and container that it was put in for."""
        self._target: targets.Target | None = None
        self._spare: tuple[generation.KeySpec, KeyPair] | None = None
        """A key that was found and could not be saved: minutes of work are not thrown away."""
        self._agreed_to: generation.KeySpec | None = None
        """What the user agreed to, weak or without a passphrase; asked once for each key."""
        self._saving = False
        self._said = ""
        """The summary, so that it is drawn only when it says something else."""

    def body(self) -> ComposeResult:
        """The rows, what they come to, and the progress."""
        with Container(id="generate"):
            with ScrolledPanel("New key", id="generate-form"):
                yield KeyForm(self.app.settings.key_type)
            with ScrolledPanel("What it makes", id="generate-outcome"):
                yield Static(id="summary", markup=False)
                yield Progress()

    def on_mount(self) -> None:
        """Fill in what depends on other rows."""
        self.form.focus_row("for")
        self.run_worker(self.in_process(_warm), group="warm")
        self._container_changed()
        self._sum_up()

    def on_screen_resume(self) -> None:
        """A name that was free may be taken by now."""
        if self.query(KeyForm) and not self.is_busy:
            self._renew_file()

    def on_screen_suspend(self) -> None:
        """Who leaves the screen finds a fresh form; a page over it only takes the passphrases away."""
        if self.is_busy or isinstance(self.app.screen, ModalScreen):
            return
        if self in self.app.screen_stack:
            self._forget()
        else:
            self._start_fresh()

    def drop_secrets(self) -> bool:
        """Forget a key that was found and is in no file; whether there was one."""
        held, self._spare = self._spare is not None, None
        return held

    def _forget(self) -> None:
        self._spare = self._agreed_to = None
        self.form.forget()

    def _start_fresh(self) -> None:
        """As when it was opened the first time."""
        self._forget()
        self.form.start_fresh()
        self.form.focus_row("for")
        self._container_changed()
        self._sum_up()

    # Rows that depend on others

    @on(Form.Changed)
    def _row_changed(self, event: Form.Changed) -> None:
        match event.row.name:
            case "for" | "type":
                self._container_changed()
                if generation.is_slow(self._usual_spec()) and self.speeds.speed is None:
                    self.start(self._learn_speed(), "speed")
            case "size":
                self.form.judge_size()
            case "container":
                self._container_changed()
            case "comment":
                self.form.judge_comment()
            case "passphrase" | "again":
                self.form.judge_passphrase()
            case _:
                self._look()
        self.form.judge_service()
        self._sum_up()

    @on(Finder.Searched)
    def _searched(self) -> None:
        self.form.judge_service()

    def take(self, service: str = "", family: str = "", bits: int = 0) -> None:
        """Fill the form in for a service, or for a type and a size, as another screen asks."""
        if not self.form.disabled:
            self._start_fresh()
            self.form.take(service, family, bits)

    @on(Form.Left)
    def _row_left(self, event: Form.Left) -> None:
        if event.row.name == "again":
            self.form.judge_passphrase(finished=True)

    def _container_changed(self) -> None:
        self.form.judge_container()
        self.form.judge_comment()
        self.form.judge_passphrase()
        self._renew_file()

    def _usual_spec(self) -> generation.KeySpec:
        row = ALGORITHMS[self.form.family]
        return generation.KeySpec(row.family, row.usual_sizes[0], legacy=True)

    async def _learn_speed(self) -> None:
        await self.speeds.know()
        self._sum_up()
        if self.form.disabled:  # the search began before the machine was known
            self.progress.expect(self.speeds.outlook(self.form.sizes.bits))

    def _sum_up(self) -> None:
        form = self.form
        if form.sizes.problem:
            text = f"Choose a size first: {form.sizes.problem}."
        else:
            locked = bool(form.passphrase.value)
            text = making.summary(form.family, form.sizes.bits, form.container, locked=locked)
            if generation.is_slow(self._usual_spec()):
                text += "\n" + self.speeds.words(form.sizes.bits)
            if form.recipe is not None:
                text = "\n".join([text, "", *(f"{words}." for words in form.recipe.why)])
        if text != self._said:
            self._said = text
            self.summary.update(text)

    # The file

    def _renew_file(self) -> None:
        """Follow type and container, unless the user gave a name."""
        if self.form.file.value == self._put_file:
            self._about_file(self._suggest)
        else:
            self._look()

    async def _suggest(self) -> None:
        name = targets.default_name(self.form.family, self.form.container)
        free = await self.in_process(storage.free_name, Path.home() / ".ssh" / name)
        if self.form.file.value == self._put_file:
            self._put(free)
            self._put_for = self._kind
        await self._examine()

    @property
    def _kind(self) -> tuple[str, str]:
        """What a proposed name follows."""
        return self.form.family, self.form.container.id

    def _put(self, path: Path) -> None:
        """Name a file; whoever calls it looks at it next."""
        self._put_file = with_tilde(path)
        with self.form.file.prevent(Input.Changed):
            self.form.file.put(self._put_file)

    def _look(self) -> None:
        self._about_file(self._examine)

    def _about_file(self, work: Callable[[], Awaitable[object]]) -> None:
        """Look at the disk; the latest question counts."""
        self.run_worker(work, group="file", exclusive=True)

    async def _examine(self) -> targets.Target:
        """Look at the file that is named, and say in its row what was seen."""
        target = await self.in_process(targets.examine, self.form.path)
        self._target = target
        row = self.form.row("file")
        if target.offer is not None:
            row.note(f"{target.problem}; Ctrl+N uses {target.offer.name}", Severity.ERROR)
        elif target.problem:
            row.note(target.problem, Severity.ERROR)
        else:
            folder = path_text(target.path.parent)
            where = f" in {folder}" if "/" not in self.form.file.value else ""
            made = f"; {folder} will be created" if target.makes_folder else ""
            beside = target.public.name
            row.note(f"available{where}; the public key goes to {beside}{made}")
        self.renew_hints()
        return target

    def action_free_name(self) -> None:
        """Take the free name that is offered."""
        if self._target is not None and self._target.offer is not None:
            self._put(self._target.offer)
            self._look()
            self.form.focus_row("file")

    def why_not(self, action: str) -> str | None:
        """Why an action is not available now."""
        if self.is_busy and action in {"free_name", "finish"}:
            return "Generating; Esc cancels"
        if action == "free_name" and (self._target is None or self._target.offer is None):
            return "This file name is available"
        return super().why_not(action)

    def wording(self, action: str) -> str | None:
        """What the button does here, and that Escape ends it."""
        return {"finish": "generate", "back": "cancel"}.get(action) or super().wording(action)

    @property
    def urgent(self) -> tuple[str, ...]:
        """The way out of minutes of work."""
        return ("back",) if self.is_busy else ()

    # Making it

    @on(Form.Submitted)
    def _submitted(self) -> None:
        form = self.form
        if self.is_busy or self._saving or form.disabled:
            return
        wrong = form.first_wrong()
        if wrong:
            form.focus_row(wrong)
        else:
            focused = self.focused
            form.disabled = True  # at once: what is typed from here on does not belong to this key
            self.start(self._make(focused), "make")

    async def _make(self, focused: Widget | None) -> None:
        wrong = ""
        try:
            wrong = await self._made()
        finally:
            if self.query(KeyForm):  # not when the program ends meanwhile
                self._show_form(focused)
        if wrong:
            self.form.focus_row(wrong)

    async def _made(self) -> str:
        """Make it; the row that is wrong, or nothing."""
        if self.form.file.value == self._put_file and self._put_for != self._kind:
            await self._suggest()  # the type was changed by the key before, and its name was not found yet
        target = await self._examine()
        if target.offer is not None and self.form.file.value == self._put_file:
            self._put(target.offer)  # our own proposal, and another program took the name meanwhile
            target = await self._examine()
        if target.problem:
            return "file"
        refused = await self._refused()
        if refused is not None:
            return refused
        try:
            made = await self._make_files(self.form.request())
        except StorageError as error:
            self.fail(error)
            self._look()
        else:
            self._start_fresh()
            self.post_message(made)
            return "for"
        return ""

    async def _refused(self) -> str | None:
        """The row to go back to, or none, when the user does not mean it; None when the key is to be made.

        Asked about are keys that only old devices need, and keys without a passphrase; once for each key.
        """
        form, request = self.form, self.form.request()
        bare = request.protection is None and form.may_be_locked
        if self._agreed_to == request.spec or not (form.legacy or bare):
            return None
        exposed = f"Anyone who can read {request.path.name} can use the key"
        if form.legacy:
            label = making.kind_words(request.spec.family, request.spec.bits)
            title = f"Really make {making.article(request.spec.family)} {label}?"
            body = f"It is for {form.legacy}. For everything else make an Ed25519 key, or RSA with 4096 bits."
            if bare:
                body += f" It will have no passphrase: {exposed[0].lower()}{exposed[1:]}."
            question = ConfirmDialog(title, body, "Make it", danger=True)
        else:
            question = ConfirmDialog("Generate without a passphrase?", f"{exposed}.", "Generate it")
        if not await self.app.push_screen_wait(question):
            return "" if form.legacy else "passphrase"
        self._agreed_to = request.spec
        return None

    def _show_form(self, focused: Widget | None) -> None:
        self.progress.end()
        self.summary.display = True
        self.form.disabled = False
        if focused is not None:
            focused.focus()

    async def _make_files(self, request: making.KeyRequest) -> KeyGenerated:
        spare = self._spare
        pair = spare[1] if spare is not None and spare[0] == request.spec else await self._find(request.spec)
        self._spare = (request.spec, pair)
        if request.protection is None:
            packed = conversion.pack(pair, request.format)
        else:  # a KDF: seconds, for some work factors
            packed = await self._cancellable(
                jobs.run(conversion.pack, pair, request.format, request.protection)
            )
        self._saving = True
        try:
            return await self.in_process(making.save, request, packed, pair)
        finally:
            self._saving = False

    async def _find(self, spec: generation.KeySpec) -> KeyPair:
        if not generation.is_slow(spec):
            return await self.in_process(generation.generate, spec)
        self.summary.display = False
        what = f"{ALGORITHMS[spec.family].label} {spec.bits}, searching for two primes on {self.speeds.cores}"
        self.progress.begin(f"{what}   Esc cancels", self.speeds.outlook(spec.bits))
        pair = await self._cancellable(jobs.race(generation.generate, spec))
        await self.speeds.learn(spec.bits, self.progress.end())
        return pair

    async def _cancellable(self, work: Awaitable[T]) -> T:
        """Await what Escape cancels, as ``wait_for`` does, but without its clock: the bar has one."""
        task = asyncio.ensure_future(work)
        self._operation, self._if_cancelled = task, CANCELLED
        self.let_keys_go()
        self.renew_hints()
        try:
            return await task
        finally:
            task.cancel()
            if self._operation is task:
                self._operation = None
            self.renew_hints()

    def action_back(self) -> None:
        """Cancel, else leave; but not in the moment in which both files are put in place."""
        if not self._saving:
            super().action_back()


def _warm() -> None:
    """Read the services in a thread, before the first letter asks for them."""
    from ..services import options as serving

    tuple(serving.options())
