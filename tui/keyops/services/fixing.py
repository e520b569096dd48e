"""From a refusal to a key that is accepted: what would be written and what is lost, before it is done.

Where the type or size is wrong nothing can be written: then the plan is to make another key, see ``Recipe``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..conversion import conversion
from ..conversion.conversion import Locking
from ..errors import UnsupportedConversionError
from ..formats import DEFAULT_PRIVATE, DEFAULT_PUBLIC, FORMATS
from ..formats.contract import Protection
from ..inspection.report import Kind
from ..keys.rsa import MultiPrimeError
from ..records import dataclass
from ..secret import Secret
from .public_checks import fitting_comment, public_form, public_key_of
from .reasons import Cure, Weight
from .recipes import Lock, Recipe, defaults_for, lock_for
from .rules import Half, PassphraseRule

if TYPE_CHECKING:
    from ..conversion.conversion import Conversion, Plan
    from ..inspection.report import KeyReport, Pair
    from .checking import Verdict
    from .rules import ContainerRule, Profile


_COMMENT: Final = b"ssh-key"
"""For those who read no key without a comment."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What is to be written so that a key is accepted."""

    profile: Profile
    target: str
    """A row of FORMATS."""
    locking: Locking
    lock: Lock
    comment: bytes | None
    """The comment to write; None keeps the key's."""
    steps: tuple[str, ...]
    """What is done, in words."""
    plan: Plan
    """What is kept, lost and weakened."""
    needs_passphrase: bool
    """Whether the source's passphrase is needed."""
    needs_new_passphrase: bool

    @property
    def is_plain(self) -> bool:
        """Whether it is no more than the authorized_keys line of the key."""
        return self.target == DEFAULT_PUBLIC and self.comment is None


def plan_fix(report: KeyReport, verdict: Verdict, beside_comment: bytes | None = None) -> Fix | Recipe | None:
    """What would make a refused key acceptable.

    Args:
        report: the key.
        verdict: what ``check`` made of it.
        beside_comment: the comment of the ``.pub`` file next to it, where the key itself has none.

    Returns:
        A fix to write, a recipe for another key, or None when nothing is refused or nothing helps. Where the
        public key of a private file goes there, taking it out is a fix, too.
    """
    cures = verdict.cures
    if not cures:
        # What is only doubted can be moved to the safe side.
        cures = frozenset(
            reason.cure
            for reason in verdict.reasons
            if reason.weight is Weight.DOUBT and reason.cure in {Cure.CONVERT, Cure.REWRITE}
        )
        if not cures or any(reason.weight is Weight.REFUSAL for reason in verdict.reasons):
            return None
    profile = verdict.profile
    if Cure.GENERATE in cures:
        return defaults_for(profile)
    public = profile.half is Half.PUBLIC or (report.kind is not Kind.PRIVATE and profile.half is Half.EITHER)
    if public and report.options and profile.public.options:
        return None  # the key would be taken without them, and nobody may take them away
    if not public and (isinstance(report.error, MultiPrimeError) or _choose(report, profile) is None):
        return defaults_for(profile)
    fix = (
        _public_fix(report, profile, cures)
        if public
        else _private_fix(report, profile, cures, beside_comment)
    )
    if fix is None:
        return defaults_for(profile) if public else None
    return None if fix.plan.refusal else fix


def apply_fix(
    data: bytes,
    fix: Fix,
    *,
    passphrase: Secret | None = None,
    new_passphrase: Secret | None = None,
    beside: Pair | None = None,
    index: int | None = None,
) -> Conversion:
    """Do what a fix plans; nothing is written yet.

    Args:
        data: the source file.
        fix: what ``plan_fix`` planned for the key at ``index``.
        passphrase: the source's, where the fix needs it.
        new_passphrase: where the fix needs one.
        beside: the other half next to the source, for its comment.
        index: which key of the file; None: the one that ssh takes.

    Raises:
        KeyOpsError: as ``conversion.convert``.
    """
    protection = None
    if fix.locking is Locking.CHANGE:
        if not new_passphrase:
            raise UnsupportedConversionError(f"{fix.profile.label} needs a passphrase", "Enter a new one")
        protection = _protection(fix.lock, new_passphrase)
    elif fix.locking is Locking.KEEP and fix.lock.is_special:
        protection = _protection(fix.lock, Secret(b""))
    return conversion.convert(
        data,
        fix.target,
        passphrase=passphrase,
        locking=fix.locking,
        protection=protection,
        comment=fix.comment,
        beside=beside,
        index=index,
    )


def _protection(lock: Lock, passphrase: Secret) -> Protection:
    return Protection(passphrase, cipher=lock.cipher, kdf=lock.kdf, rounds=lock.rounds)


def _public_fix(report: KeyReport, profile: Profile, cures: frozenset[Cure]) -> Fix | None:
    family = report.public.family if report.public else None
    kept = report.container in profile.public.forms and FORMATS[report.container].write_public
    own = report.container if kept else None
    target = own or public_form(profile.public, family)
    if target is None:
        return None
    steps = []
    source = report
    if Cure.PUBLIC_KEY in cures:
        source = public_key_of(report, profile)
        steps.append("use the public key; the private key stays where it is")
    if target != source.container:
        steps.append(f"write it as {FORMATS[target].label}")
    comment = None
    if report.public is not None:
        fitting = fitting_comment(report, profile.public)
        if fitting != (report.comment or b"").strip():
            comment = fitting
            steps.append(f"change the comment to {fitting.decode()}" if fitting else "drop the comment")
    elif profile.public.max_length or profile.public.pattern or profile.public.comment_max is not None:
        comment = b""
        steps.append("drop the comment")
    if report.options:
        steps.append("remove the options before the key")
    locked = report.kind is Kind.PRIVATE and report.encryption is not None and report.public is None
    plan = conversion.plan(source, target, Locking.KEEP, comment)
    steps = steps or ["rewrite it"]
    return Fix(
        profile, target, Locking.KEEP, Lock(), comment, tuple(steps), plan, locked, needs_new_passphrase=False
    )


def _private_fix(
    report: KeyReport, profile: Profile, cures: frozenset[Cure], beside_comment: bytes | None
) -> Fix | None:
    """What is needed, and no more; None where that is nothing."""
    chosen = _choose(report, profile)
    if chosen is None:
        return None
    target, lock = chosen
    rule = _rule_of(report, profile, target)
    wanted = rule.passphrase if rule and rule.passphrase else profile.passphrase
    locked = report.encryption is not None
    locking, steps = Locking.KEEP, []
    if target != report.container:
        steps.append(f"convert it from {_label(report)} to {FORMATS[target].label}")
    elif Cure.REWRITE in cures:
        steps.append(f"rewrite it as {FORMATS[target].label}")
    if locked and (wanted is PassphraseRule.FORBIDDEN or lock is None):
        locking = Locking.REMOVE
        steps.append("remove the passphrase")
    elif not locked and wanted is PassphraseRule.REQUIRED:
        locking = Locking.CHANGE
        steps.append("protect it with a new passphrase")
    elif locked and lock is not None and lock.is_special:
        steps.append(f"encrypt it with {lock.words} and the same passphrase")
    elif locked and Cure.RELOCK in cures:
        steps.append("encrypt it again with the same passphrase")
    comment = None
    if Cure.COMMENT in cures and FORMATS[target].carries_comment:
        comment = None if beside_comment else _COMMENT
        steps.append("give it a comment")
    if not steps:
        return None
    plan = conversion.plan(report, target, locking, comment or beside_comment)
    return Fix(
        profile,
        target,
        locking,
        lock or Lock(),
        comment,
        tuple(steps),
        plan,
        needs_passphrase=locked,
        needs_new_passphrase=locking is Locking.CHANGE,
    )


def _label(report: KeyReport) -> str:
    row = FORMATS.get(report.container or "")
    return row.label if row else "its format"


def _rule_of(report: KeyReport, profile: Profile, target: str) -> ContainerRule | None:
    rules = profile.container_rules(target, report.public.family if report.public else None)
    return rules[0] if rules else None


def _choose(report: KeyReport, profile: Profile) -> tuple[str, Lock | None] | None:
    """A container that is accepted: the source's own first, and one that can stay locked before others."""
    family = report.public.family if report.public else None
    candidates = _candidates(report, profile, family)
    if not candidates:
        return None
    locks = [(name, lock_for(profile, name, family)) for name in candidates]
    if report.encryption is not None or profile.passphrase is PassphraseRule.REQUIRED:
        locks.sort(key=lambda pair: pair[1] is None)
    return locks[0]


def _candidates(report: KeyReport, profile: Profile, family: str | None) -> list[str]:
    """What may be written: of what has a doubt, only where there is nothing else."""
    if not profile.containers:
        own = report.container or ""
        return [own] if own in FORMATS and FORMATS[own].write_private else [DEFAULT_PRIVATE]
    rows = [
        rule
        for rule in profile.containers
        if FORMATS[rule.id].write_private
        and (
            family is None
            or ((not rule.families or family in rule.families) and not FORMATS[rule.id].why_not(family))
        )
        and not any(need == "crlf" for need in rule.needs)
    ]
    rows.sort(key=lambda rule: (bool(rule.doubt), rule.id != report.container))
    return list(dict.fromkeys(rule.id for rule in rows))
