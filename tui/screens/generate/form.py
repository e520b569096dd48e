"""The rows of the Generate screen: what they say, which go together, and what is wrong with each.

Only the row of the file needs the file system; the screen judges that one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ...keyops.crypto import passphrase_strength
from ...keyops.errors import KeyOpsError
from ...keyops.files.completion import typed_path
from ...keyops.findings import Severity
from ...keyops.formats import DEFAULT_PRIVATE, FORMATS, PRIVATE_FORMATS
from ...keyops.formats.contract import MAX_NEW_COMMENT_BYTES, Protection, Strength
from ...keyops.generation import generation
from ...keyops.keys.algorithms import ALGORITHMS
from ...keyops.targets import names as targets
from ...widgets.choice import Choice, Option
from ...widgets.finder import Finder
from ...widgets.form import Form, Row
from ...widgets.passphrase_input import PassphraseInput
from ...widgets.size_choice import SizeChoice
from ...widgets.text_field import TextField
from ..format_options import format_option, service_options
from ..result.making import KeyRequest, legacy_words, short_label

if TYPE_CHECKING:
    from ...keyops.formats.contract import Format
    from ...keyops.secret import Secret
    from ...keyops.services.recipes import Recipe


def _recipe(name: str) -> Recipe | None:
    from ..services import options as serving

    return serving.recipe_of(name)


_DEFAULT = ALGORITHMS["ed25519"]
MADE = frozenset(row.family for row in ALGORITHMS.values() if row.can_generate)
"""The key types that are made unasked."""
_ANY = "type a name: jira, github, putty ..."
_LEGACY = tuple(row for row in ALGORITHMS.values() if row.legacy and not row.can_generate)


def _containers(family: str, chosen: str = "") -> list[Option]:
    """What there is to choose for a type; containers for old devices only are shown with their types.

    Args:
        family: the type.
        chosen: stays among them, whatever it is.
    """
    rows = [row for row in PRIVATE_FORMATS if row.families & {*MADE, family} or row.id == chosen]
    return [format_option(row, short_label(row), row.why_not(family) or "") for row in rows]


class KeyForm(Form):
    """Eight rows, each with a good default, and the button."""

    def __init__(self, family: str = _DEFAULT.family) -> None:
        """Args: the key type that is chosen first."""
        self._usual = ALGORITHMS[family]
        self.recipe: Recipe | None = None
        """What the service asks that the key is for; None when it is for none."""
        self._no_recipe = ""
        """Why there is nothing to make for the service."""
        types = [
            Option(family, row.label, remark=row.advice)
            for family, row in ALGORITHMS.items()
            if family in MADE
        ]
        types += [Option(row.family, f"{row.label} legacy", remark=row.advice) for row in _LEGACY]
        super().__init__(
            Row("for", "Service", Finder(Option("", "any", remark=_ANY), service_options)),
            Row("type", "Type", Choice(types, self._usual.family)),
            Row("size", "Size", SizeChoice(self._usual.sizes, self._usual.whole_range)),
            Row("container", "Format", Choice(_containers(self._usual.family))),
            Row("comment", "Comment", TextField(os.fsdecode(generation.default_comment()))),
            Row("passphrase", "Passphrase", PassphraseInput("none")),
            Row("again", "Confirm", PassphraseInput()),
            Row("file", "File", TextField()),
            button="Generate",
        )

    # What the rows say

    @property
    def service(self) -> Finder:
        """The field of what the key is for."""
        return self.field("for", Finder)

    def take(self, service: str, family: str, bits: int) -> None:
        """Choose a service, or else a type, and a size where there is a choice; 0 for the usual one."""
        if service:
            self.service.take(service)
            self.focus_row("for")
            return
        self.field("type", Choice).put(family)
        if bits:
            self.call_later(self.sizes.put, str(bits))
        self.focus_row("type")

    @property
    def family(self) -> str:
        """The key type."""
        return self.field("type", Choice).chosen

    @property
    def sizes(self) -> SizeChoice:
        """The field of the size; its number may not be allowed."""
        return self.field("size", SizeChoice)

    @property
    def legacy(self) -> str:
        """Who still needs such a key, to follow "for"; empty when it is not only for old devices."""
        return legacy_words(self.family, self.sizes.bits)

    @property
    def container(self) -> Format:
        """The container."""
        return FORMATS[self.field("container", Choice).chosen]

    @property
    def comment(self) -> bytes:
        """The comment."""
        return self.field("comment", TextField).value.encode("utf-8", "surrogateescape")

    @property
    def passphrase(self) -> PassphraseInput:
        """The field of the passphrase."""
        return self.field("passphrase", PassphraseInput)

    @property
    def again(self) -> PassphraseInput:
        """The field where it is typed a second time."""
        return self.field("again", PassphraseInput)

    @property
    def file(self) -> TextField:
        """The field of the private file."""
        return self.field("file", TextField)

    @property
    def path(self) -> Path:
        """The private file, absolute. A bare name lies in the current folder, as for every program."""
        return typed_path(self.file.value, Path.cwd())

    def request(self) -> KeyRequest:
        """What is to be made, when nothing is wrong."""
        spec = generation.KeySpec(self.family, self.sizes.bits, self.comment, bool(self.legacy))
        recipe, target, passphrase = self.recipe, self.container.id, self.passphrase.peek()
        usual = Protection(passphrase) if passphrase else None
        return KeyRequest(
            spec,
            target,
            recipe.protection(target, passphrase) if recipe else usual,
            self.path,
            service=recipe.profile.id if recipe else "",
        )

    @property
    def may_be_locked(self) -> bool:
        """Whether a passphrase is for the user to decide on: some services cannot ask for one."""
        return self.recipe is None or self.recipe.passphrase != "forbidden"  # noqa: S105 - a rule

    def forget(self) -> None:
        """Empty both passphrases."""
        self.passphrase.forget()
        self.again.forget()

    def start_fresh(self) -> None:
        """As at first: for no service, with the usual type."""
        super().start_fresh()
        self.field("type", Choice).put(self._usual.family)
        self.field("container", Choice).put(DEFAULT_PRIVATE)
        self.field("comment", TextField).put(os.fsdecode(generation.default_comment()))

    def passes_over(self, row: Row) -> bool:
        """An empty passphrase is not typed again."""
        return row.name == "again" and not self.passphrase.value

    # What goes together

    def on_mount(self) -> None:
        """Follow the type at once, not a message later: over a slow line several keys arrive together."""
        self.watch(self.field("type", Choice), "chosen", self.type_changed)
        self.watch(self.service, "chosen", self.service_changed, init=False)
        self.judge_service()

    def service_changed(self) -> None:
        """Choose what the service asks for; for no service, the defaults."""
        self._no_recipe, recipe = "", None
        try:
            recipe = _recipe(self.service.chosen)
        except KeyOpsError as error:  # it takes nothing that is made here
            self._no_recipe = error.title
        self.recipe = recipe
        self.field("type", Choice).put(recipe.family if recipe else self._usual.family)
        self.sizes.put(str(recipe.bits if recipe else ALGORITHMS[self.family].usual_sizes[0]))
        self.field("container", Choice).put(recipe.container if recipe else DEFAULT_PRIVATE)
        if recipe:
            fitting = recipe.fitting_comment(self.comment)
            if fitting != self.comment:
                self.field("comment", TextField).put(os.fsdecode(fitting))
        self.judge_service()
        self.judge_passphrase()

    def judge_service(self) -> None:
        """Say what was found, what it sets, or what does not go with it."""
        row, recipe = self.row("for"), self.recipe
        words = ""
        problem = ""
        if recipe:
            from ...keyops.services.outcome import misfit

            problem = misfit(recipe.profile, self.family, self.sizes.bits, self.container.id)
            words = "fills in the rows below"
        if self._no_recipe:
            row.note(self._no_recipe, Severity.ERROR)
        elif self.service.typed:
            row.note(self.service.words, Severity.INFO if self.service.found else Severity.WARNING)
        else:
            row.note(problem or words, Severity.WARNING if problem else Severity.INFO)

    def type_changed(self) -> None:
        """Take the sizes of the type, and move away from a container that has no room for it."""
        row = ALGORITHMS[self.family]
        if row in _LEGACY and row.legacy is not None:
            self.row("type").note(f"for {row.legacy.needed_by}", Severity.WARNING)
        else:
            self.row("type").note(row.advice)
        if {option.id for option in self.sizes.options} != set(map(str, row.usual_sizes)):
            self.sizes.offer(row.usual_sizes, row.whole_range)
        self.judge_size()
        choice = self.field("container", Choice)
        choice.options = tuple(_containers(row.family, choice.chosen))
        reason = choice.option.reason if choice.option else ""
        if reason:
            with choice.prevent(Choice.Changed):  # the screen looks at the container next
                choice.put(targets.default_container(row.family))
                choice.options = tuple(_containers(row.family))
            self.row("container").interject(f"moved: {reason}")

    def judge_size(self) -> None:
        """Say what is allowed."""
        size, row = self.sizes, self.row("size")
        if size.problem:
            row.note(size.problem, Severity.ERROR)
        elif self.family in MADE and self.legacy:
            row.note(f"weak: for {self.legacy}", Severity.WARNING)
        elif size.size_range:
            row.note(f"or any, in steps of {size.size_range[2]}")
        else:
            row.note("the only size" if len(size.options) == 1 else "")

    def judge_container(self) -> None:
        """Say what it is."""
        target, row, algorithm = self.container, self.row("container"), ALGORITHMS[self.family]
        if target.id == DEFAULT_PRIVATE and not algorithm.in_openssh:
            row.note(f"OpenSSH itself cannot read {algorithm.label}", Severity.WARNING)
        else:
            row.note(target.label if target.label != short_label(target) else "")

    def judge_comment(self) -> None:
        """Say where it goes."""
        size, row = len(self.comment), self.row("comment")
        if size > MAX_NEW_COMMENT_BYTES:
            row.note(f"too long: {size} of {MAX_NEW_COMMENT_BYTES} bytes", Severity.ERROR)
        elif size and not self.container.carries_comment:
            row.note(f"in the .pub only: {short_label(self.container)} has no room for it")
        else:
            row.note("")

    def judge_passphrase(self, *, finished: bool = False) -> None:
        """Say how strong it is, and whether it was typed the same twice.

        Args:
            finished: whether the user has left the second field, or wants to go on.
        """
        secret, again = self.passphrase.peek(), self.again.peek()
        asked = self._asked(secret, finished=finished)
        self.row("passphrase").note(*(asked or self._about(secret)))
        row = self.row("again")
        if secret == again:
            row.note("same" if again else "")
        elif not again:
            row.note(*(("type the passphrase again", Severity.ERROR) if finished else ("", Severity.INFO)))
        elif finished or len(again) >= len(secret):
            row.note("differs from the passphrase", Severity.ERROR)
        else:
            row.note("")

    def _asked(self, secret: Secret, *, finished: bool) -> tuple[str, Severity] | None:
        """What the service says to a passphrase, or to none; None when it does not matter to it."""
        if self.recipe is None:
            return None
        problem = self.recipe.misfit(locked=bool(secret))
        if not self.may_be_locked:
            words, severity = problem or (f"{self.recipe.profile.label} cannot ask for one", Severity.INFO)
            return f"leave it empty: {words}", severity
        if problem and not secret and not finished:
            return problem[0], Severity.WARNING
        return problem

    def _about(self, secret: Secret) -> tuple[str, Severity]:
        target, hint = self.container, passphrase_strength.strength(secret)
        if not hint.score:
            return "leaves the key unprotected", Severity.INFO
        if target.protection is None:
            return f"{short_label(target)} cannot have one: leave it empty", Severity.ERROR
        if len(secret) < target.min_passphrase:
            return f"{short_label(target)} needs {target.min_passphrase} characters or more", Severity.ERROR
        if target.protection.strength is Strength.WEAK:
            words = f"{short_label(target)} encryption is weak; the passphrase itself is {hint.word}"
            return f"{words}. {target.protection_advice}", Severity.WARNING
        return hint.words, Severity.WARNING if hint.score == 1 else Severity.INFO

    def first_wrong(self) -> str:
        """The name of the first row that cannot be, the file aside; its note says why. Empty when all can."""
        self.judge_passphrase(finished=True)
        names = ("for", "size", "comment", "passphrase", "again")
        return next((name for name in names if self.row(name).severity is Severity.ERROR), "")


def with_tilde(path: Path) -> str:
    """A path to be edited: ``~`` for the home folder, and everything else as it is."""
    try:
        return "~/" + str(path.relative_to(Path.home()))
    except ValueError:
        return str(path)
