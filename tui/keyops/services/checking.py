"""Will it work with ...? A key and the rules of a service or client make a verdict, in plain words."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from ..formats import FORMATS
from ..inspection.description import container_label
from ..inspection.report import Kind
from ..keys.algorithms import ALGORITHMS
from ..records import dataclass, replace
from ..wording import listed
from . import SAYS, catalogue
from .lock_checks import about_lock
from .public_checks import about_line, public_key_of
from .reasons import Cure, Reason, Weight, lowered, type_words
from .rules import Confidence, Group, Half, Need
from .shape import Shape
from .traits import Usual, key_traits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..inspection.report import KeyReport
    from .rules import ContainerRule, Profile, Remark
    from .traits import Trait


class State(enum.StrEnum):
    """What becomes of a key there."""

    ACCEPTS = "accepts"
    REMARK = "accepts with a remark"
    MAY_REFUSE = "may refuse"
    """Something speaks against it, of which it is not known how hard it weighs there."""
    REFUSES = "refuses"
    CANNOT_TELL = "cannot tell"

    @property
    def accepted(self) -> bool:
        """Whether the key is good there."""
        return self in {State.ACCEPTS, State.REMARK}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a service or client makes of a key."""

    profile: Profile
    state: State
    reasons: tuple[Reason, ...] = ()
    """What speaks against it, the gravest first."""
    seen: str = ""
    """What the user would see there; empty when it is not known, or not refused."""
    by_public: bool = False
    """Whether a private file was judged by its public key, which is what goes there."""
    gives: str = ""
    """The public key file next to a private one, where it is what goes there as it is."""

    @property
    def cures(self) -> frozenset[Cure]:
        """What would have to be done; empty when nothing helps, or nothing has to be."""
        refusals = [reason for reason in self.reasons if reason.weight is Weight.REFUSAL]
        if any(reason.cure is None for reason in refusals):
            return frozenset()
        cures = {reason.cure for reason in refusals if reason.cure}
        if self.by_public and self.state is not State.CANNOT_TELL:
            cures.add(Cure.PUBLIC_KEY)
        return frozenset(cures)

    @property
    def sentence(self) -> str:
        """The verdict in words: ``GitHub accepts it, with a remark``."""
        label = self.profile.label
        if self.state is State.CANNOT_TELL:
            return f"Cannot tell whether {label} accepts it"
        if self.state is State.REMARK:
            return f"{label} accepts it, with a remark"
        return f"{label} {self.state} it"

    @property
    def headline(self) -> str:
        """The same, and what to give: ``GitHub accepts it: paste id_ed25519.pub``."""
        if not self.by_public or not self.state.accepted:
            return self.sentence
        return f"{self.sentence}: paste {self.gives or 'its public key'}"


_NEEDS: Final = {
    Need.LF: ("line-endings", "its lines end in CR LF, and {label} reads only LF"),
    Need.LF_AT_BEGIN: ("line-endings", "its first line ends in CR LF, where {label} reads only LF"),
    Need.CRLF: ("line-endings", "its lines end in LF, and {label} reads only CR LF"),
    Need.FINAL_NEWLINE: ("final-newline", "its last line does not end in a newline, and {label} needs that"),
    Need.NO_BOM: ("bom", "it begins with a byte order mark, which {label} does not skip"),
    Need.NO_TEXT_BEFORE: (
        "text-before",
        "other text is before its first line, where {label} expects the key",
    ),
    Need.NO_WORDS_BEFORE: (
        "text-before",
        "other text is before its first line, where {label} expects the key",
    ),
    Need.NOTHING_BEFORE: (
        "text-before",
        "something is before its first line, where {label} expects the key",
    ),
}


def check(report: KeyReport, profile: Profile, shape: Shape | None = None) -> Verdict:
    """Tell what a service or client makes of a key, as far as it stands in clear.

    Where the public key goes there, a private file is judged by its public key, however the file looks.

    Args:
        report: the key, as inspected.
        profile: whose rules.
        shape: what the bytes look like; when not given, as we write them.
    """
    shape = _opened(shape or Shape(), report)
    if report.kind is Kind.OTHER or (report.public is None and report.encryption is None):
        words = "the file contains no readable key"
        return Verdict(profile, State.CANNOT_TELL, (Reason("no-key", words, Weight.UNKNOWN),))
    if report.kind is Kind.PRIVATE and profile.half is Half.PUBLIC:
        public = public_key_of(report, profile)
        reasons = tuple(_all_reasons(public, profile, Shape(family=shape.family)))
        return replace(_judge(public, profile, reasons, Shape()), by_public=True)
    return _judge(report, profile, tuple(_all_reasons(report, profile, shape)), shape)


def _opened(shape: Shape, report: KeyReport) -> Shape:
    """With what came to light when the key was opened."""
    known = {name for trait in shape.traits for name in (trait.id, trait.kind)}
    if any(name.startswith("parameters-") for name in known):
        known.add("ec-parameters")  # what is left of it is no block
    found = tuple(trait for trait in key_traits(report) if trait.id not in known)
    return replace(shape, traits=(*shape.traits, *found)) if found else shape


def check_all(report: KeyReport, shape: Shape | None = None) -> tuple[Verdict, ...]:
    """The verdict of everybody, what matters for this key on top; see ``by_rank``."""
    return by_rank(check(report, profile, shape) for profile in catalogue().profiles.values())


def by_rank(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Verdicts in the order in which they matter.

    That is: who refuses the key, who may, who accepts it with a remark, who cannot tell, who accepts it, and
    last those that want the private key where the file holds the public one.
    """
    return tuple(sorted(verdicts, key=_rank))


_ORDER: Final = (State.REFUSES, State.MAY_REFUSE, State.REMARK, State.CANNOT_TELL, State.ACCEPTS)
_WORST_FIRST: Final = (State.REFUSES, State.CANNOT_TELL, State.MAY_REFUSE, State.REMARK, State.ACCEPTS)
_GROUPS: Final = ("takes-private", "takes-public", "client", "policy", "openssh-version")


def no_worse(verdict: Verdict, other: Verdict) -> bool:
    """Whether a verdict is as good as another one, or better."""
    return _WORST_FIRST.index(verdict.state) >= _WORST_FIRST.index(other.state)


def _rank(verdict: Verdict) -> tuple[bool, int, int]:
    wrong_half = any(reason.id == "half" for reason in verdict.reasons)
    return wrong_half, _ORDER.index(verdict.state), _GROUPS.index(verdict.profile.group)


def _judge(report: KeyReport, profile: Profile, found: tuple[Reason, ...], shape: Shape) -> Verdict:
    reasons = tuple(sorted((_doubted(profile, reason) for reason in found), key=lambda reason: reason.weight))
    refusals = [reason for reason in reasons if reason.weight is Weight.REFUSAL]
    if refusals:
        return Verdict(profile, State.REFUSES, reasons, _seen(report, profile, refusals, shape))
    if any(reason.weight is Weight.UNKNOWN for reason in reasons):
        return Verdict(profile, State.CANNOT_TELL, reasons)
    if any(reason.weight is Weight.DOUBT for reason in reasons):
        return Verdict(profile, State.MAY_REFUSE, reasons)
    if profile.confidence is Confidence.UNCERTAIN and not reasons:
        words = "not documented; try it"
        return Verdict(profile, State.REMARK, (Reason("unproved", words, Weight.REMARK),))
    return Verdict(profile, State.REMARK if reasons else State.ACCEPTS, reasons)


_OF_THE_BYTES: Final = frozenset({"shape", "damaged", "line-endings", "final-newline", "bom", "text-before"})
"""What a reader meets before it knows what is inside."""


def _seen(report: KeyReport, profile: Profile, refusals: list[Reason], shape: Shape) -> str:
    """What the user would see there; of a mangled file a library says one thing or another."""
    first = [reason for reason in refusals if reason.id in _OF_THE_BYTES]
    first = [reason for reason in first if reason.id == "damaged"] or first
    usual = profile.seen.get("default", "")
    if (profile.group is Group.CLIENT or SAYS in usual) and (first or _is_mangled(shape, profile)):
        refusals, usual = first, ""
    for name in (name for reason in first or refusals for name in (reason.trait, reason.id) if name):
        told = next((profile.seen[key] for key in _keys(name, report) if key in profile.seen), None)
        if told is not None:
            return told
    return usual


def _is_mangled(shape: Shape, profile: Profile) -> bool:
    """Whether a reader stumbles over the bytes, also where the format alone is a reason to refuse."""
    wants_lf = any(Need.LF in rule.needs for rule in profile.containers)
    damaged = any(trait.damaged for trait in shape.traits)
    return shape.bom or not shape.starts_at_once or damaged or (wants_lf and not shape.lf)


def _keys(name: str, report: KeyReport) -> Iterator[str]:
    """The keys of ``seen`` for a reason, from the narrow to the wide: ``container:pem-locked`` ..."""
    if report.encryption is not None:
        yield f"{name}:{report.container}-locked"
    yield f"{name}:{report.container}"
    yield name


_BEYOND_DOUBT: Final = frozenset({"half", "damaged"})
"""Nobody takes a public key for a private one, nor a damaged file."""


def _doubted(profile: Profile, reason: Reason) -> Reason:
    """A refusal that may not happen is a doubt."""
    doubt = profile.doubts.get(reason.id)
    if reason.weight is not Weight.REFUSAL or reason.id in _BEYOND_DOUBT:
        return reason
    if doubt:
        return replace(reason, words=f"{reason.words} ({doubt})", weight=Weight.DOUBT)
    if profile.confidence is Confidence.UNCERTAIN:
        return replace(reason, words=f"{reason.words} (believed, not documented)", weight=Weight.DOUBT)
    return reason


def _all_reasons(report: KeyReport, profile: Profile, shape: Shape) -> Iterator[Reason]:
    private = report.kind is Kind.PRIVATE
    if not private and profile.half is Half.PRIVATE:
        words = "it needs the private key; this file holds the public key only"
        yield Reason("half", words, Weight.REFUSAL)
    if not private:
        yield from _about_traits(profile, None, shape)
    family = report.public.family if report.public else shape.family
    types = tuple(_about_type(report, profile, family))
    yield from types
    refused = any(reason.id == "type" and reason.weight is Weight.REFUSAL for reason in types)
    if private:
        yield from _about_container(report, profile, shape, family, refused=refused)
    elif profile.half is not Half.PRIVATE:
        yield from about_line(report, profile)
    yield from _remarks(report, profile, family)


def _about_type(report: KeyReport, profile: Profile, family: str | None) -> Iterator[Reason]:
    if not profile.types:
        return
    if family is None:
        yield Reason("locked", "its type and size are encrypted", Weight.UNKNOWN)
        return
    rule = profile.type_rule(family)
    if rule is None:
        label = ALGORITHMS[family].label if family in ALGORITHMS else "this type"
        words = f"it needs {type_words(profile, 'or')}; the key is {label}"
        yield Reason("type", words, Weight.REFUSAL, Cure.GENERATE)
        return
    if report.public is None:
        if not rule.any_size:
            yield Reason("locked", "its size is encrypted", Weight.UNKNOWN)
    elif not rule.allows(report.public.bits):
        words = f"it needs {type_words(profile, 'or')}; the key is {report.label}"
        yield Reason("size", words, Weight.REFUSAL, Cure.GENERATE)
    if rule.doubt:
        yield Reason("type", rule.doubt, Weight.DOUBT)


def _about_container(
    report: KeyReport, profile: Profile, shape: Shape, family: str | None, *, refused: bool
) -> Iterator[Reason]:
    if not profile.containers:
        yield from _about_traits(profile, None, shape)
        yield from about_lock(report, profile, None)
        return
    rules = profile.container_rules(report.container or "", None if refused else family)
    if not rules:
        yield _wrong_container(report, profile, family)
        for rule in profile.container_rules(report.container or "", None)[:1]:
            yield from _about_bytes(profile, rule, shape)  # it is read, for other types
        yield from _about_traits(profile, None, shape)
        yield from about_lock(report, profile, None)
        return
    found = [
        (
            *about_lock(report, profile, rule),
            *_about_bytes(profile, rule, shape),
            *_about_traits(profile, rule, shape),
            *_about_doubt(rule),
        )
        for rule in rules
    ]
    if len(found) > 1 and family is None and not all(found) and any(found):
        yield Reason("locked", "its type is encrypted, and the rules differ", Weight.UNKNOWN)
        return
    yield from found[0]


def _wrong_container(report: KeyReport, profile: Profile, family: str | None) -> Reason:
    label = container_label(report)
    sure = [rule for rule in profile.containers if not rule.doubt] or profile.containers
    taken = [FORMATS[name].label for name in dict.fromkeys(rule.id for rule in sure)]
    fitting = [
        rule for rule in profile.containers if family is None or not rule.families or family in rule.families
    ]
    writable = any(
        FORMATS[rule.id].write_private and (family is None or FORMATS[rule.id].why_not(family) is None)
        for rule in fitting
    )
    if any(rule.id == report.container for rule in profile.containers):
        kind = ALGORITHMS[family].label if family in ALGORITHMS else "this key type"
        names = list(dict.fromkeys(FORMATS[rule.id].label for rule in fitting))
        wanted = f"it needs {listed(names, 'or')} for {kind} keys" if names else f"it does not read {kind}"
        words = f"{wanted}; this file is in {label} format"
    else:
        words = f"it needs {listed(taken, 'or')}; this file is in {label} format"
    return Reason("container", words, Weight.REFUSAL, Cure.CONVERT if writable else Cure.GENERATE)


def _about_bytes(profile: Profile, rule: ContainerRule, shape: Shape) -> Iterator[Reason]:
    for need in rule.needs:
        if not shape.meets(need):
            name, words = _NEEDS[need]
            # We write LF: for the few that want CR LF, another container is the cure.
            cure = Cure.CONVERT if need is Need.CRLF else Cure.REWRITE
            yield Reason(name, words.format(label=profile.label), Weight.REFUSAL, cure)
    if rule.max_length and shape.size > rule.max_length:
        words = f"it accepts {rule.max_length:,} characters; the file has {shape.size:,}"
        yield Reason("length", words, Weight.REFUSAL, Cure.GENERATE)


def _about_traits(profile: Profile, rule: ContainerRule | None, shape: Shape) -> Iterator[Reason]:
    """What a program makes of each trait: as the format says, else the profile, else what is usual."""
    for trait in shape.traits:
        name = "damaged" if trait.damaged else "shape"
        words = lowered(trait.words)
        said = _said(profile, rule, trait)
        if said is Usual.REFUSED:
            told = f"{words}, which {profile.label} does not read"
            yield Reason(name, told, Weight.REFUSAL, trait.cure, trait.id)
        elif said is Usual.DOUBTED:
            told = f"{words}, which {profile.label} reads in some files and not in others"
            yield Reason(name, told, Weight.DOUBT, trait.cure, trait.id)
        elif said or trait.usual is Usual.READ:
            continue
        elif trait.usual is Usual.DOUBTED:
            yield Reason(name, f"{words}, which some programs reject", Weight.DOUBT, trait.cure)
        else:
            told = f"most programs reject it in this state: {words}"
            yield Reason(name, told, Weight.REFUSAL, trait.cure, trait.id)


def _said(profile: Profile, rule: ContainerRule | None, trait: Trait) -> Usual | None:
    """What the rules say of a trait; None where they say nothing."""
    rows: tuple[ContainerRule | Profile, ...] = (profile,) if rule is None else (rule, profile)
    for name in filter(None, (trait.id, trait.kind)):
        for where in rows:
            said = {
                Usual.READ: where.reads,
                Usual.REFUSED: where.refuses,
                Usual.DOUBTED: where.varies,
            }
            found = next((usual for usual, names in said.items() if name in names), None)
            if found:
                return found
    return None


def _about_doubt(rule: ContainerRule) -> Iterable[Reason]:
    return (Reason("container", rule.doubt, Weight.DOUBT, Cure.CONVERT),) if rule.doubt else ()


def _remarks(report: KeyReport, profile: Profile, family: str | None) -> Iterator[Reason]:
    for remark in profile.remarks:
        if _applies(remark, report, family):
            yield Reason("remark", remark.text, Weight.REMARK)


def _applies(remark: Remark, report: KeyReport, family: str | None) -> bool:
    bits = report.bits
    return (
        (not remark.families or family in remark.families)
        and (not remark.containers or report.container in remark.containers)
        and (remark.below is None or (bits is not None and bits < remark.below))
        and (not remark.sizes or bits in remark.sizes)
        and (remark.locked is None or remark.locked == (report.encryption is not None))
    )
