"""The public key against the limits of a service: form, length, characters, pattern, comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..formats import DEFAULT_PUBLIC, FORMATS
from ..inspection.description import container_label
from ..inspection.report import KeyReport, Kind
from ..wording import listed
from .reasons import Cure, Reason, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .rules import Profile, PublicRule


def public_key_of(report: KeyReport, profile: Profile) -> KeyReport:
    """The public key of a private file as it would be given to a service: its form, a comment that fits."""
    family = report.public.family if report.public else None
    return KeyReport(
        Kind.PUBLIC,
        public_form(profile.public, family) or profile.public.forms[0],
        report.public,
        comment=fitting_comment(report, profile.public) if report.public else report.comment,
    )


def public_form(rule: PublicRule, family: str | None) -> str | None:
    """The first form that a service takes, is written here, and has room for a key type; None for none."""
    return next(
        (
            form
            for form in rule.forms
            if FORMATS[form].write_public and (family is None or FORMATS[form].why_not(family) is None)
        ),
        None,
    )


def about_line(report: KeyReport, profile: Profile) -> Iterator[Reason]:
    """What speaks against a public key.

    Args:
        report: the key.
        profile: whose rules.
    """
    rule = profile.public
    yield from _about_form(report, profile)
    if report.public is None or DEFAULT_PUBLIC not in rule.forms:
        return
    line = public_line(report)
    if line is None:
        yield Reason("characters", "its comment is not UTF-8", Weight.REFUSAL, Cure.COMMENT)
        return
    yield from _about_text(line, profile)


def public_line(report: KeyReport) -> str | None:
    """The authorized_keys line as text; None when it is not UTF-8."""
    raw = (report.public_line or "").encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _about_form(report: KeyReport, profile: Profile) -> Iterator[Reason]:
    rule = profile.public
    if report.kind is Kind.CERTIFICATE:
        if not rule.certificates:
            words = f"{profile.label} needs a plain public key; this is a certificate"
            yield Reason("certificate", words, Weight.REFUSAL, Cure.CONVERT)
    elif report.container not in rule.forms:
        label = container_label(report)
        taken = listed([FORMATS[name].label for name in rule.forms])
        yield Reason(
            "form", f"its form is {label}; {profile.label} accepts {taken}", Weight.REFUSAL, Cure.CONVERT
        )
    if report.options and rule.options and report.container == DEFAULT_PUBLIC:
        from ..formats import _authorized_options

        judged = _authorized_options.judge(report.options)
        if judged.refused or judged.idle:
            yield Reason("options", judged.refused or judged.idle, Weight.REFUSAL, Cure.CONVERT)
    elif report.options:
        words = f"{profile.label} accepts no options before the key; this line has some"
        yield Reason("options", words, Weight.REFUSAL, Cure.CONVERT)


def _about_text(line: str, profile: Profile) -> Iterator[Reason]:
    rule, label = profile.public, profile.label
    bare = " ".join(line.split(" ", 2)[:2])
    comment = line[len(bare) + 1 :]
    if rule.max_length and len(line) > rule.max_length:
        words = (
            f"the line has {len(line):,} characters; {label} accepts {rule.max_length:,}, comment included"
        )
        yield Reason("length", words, Weight.REFUSAL, _cure(bare, rule))
    if rule.comment_max is not None and len(comment) > rule.comment_max:
        words = f"the comment has {len(comment):,} characters; {label} accepts {rule.comment_max:,}"
        yield Reason("comment", words, Weight.REFUSAL, Cure.COMMENT)
    if not _is_made_of(comment, rule.characters):
        words = f"{label} accepts only {_SETS[rule.characters]} in the comment; this one has other characters"
        yield Reason("characters", words, Weight.REFUSAL, Cure.COMMENT)
    if rule.pattern and not rule.pattern.fullmatch(line):
        words = f"the line does not have the form that {label} requires"
        yield Reason("pattern", words, Weight.REFUSAL, _cure(bare, rule))


_SETS = {"ascii": "ASCII", "latin-1": "Latin-1"}


def _cure(bare: str, rule: PublicRule) -> Cure:
    """Whether another comment would do."""
    fits = not rule.max_length or len(bare) <= rule.max_length
    return Cure.COMMENT if fits and (not rule.pattern or rule.pattern.fullmatch(bare)) else Cure.GENERATE


def _is_made_of(text: str, characters: str) -> bool:
    try:
        text.encode(characters or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def fitting_comment(report: KeyReport, rule: PublicRule) -> bytes:
    """The key's comment, shortened and stripped until a service takes it; it may become empty."""
    comment = (report.comment or b"").decode("utf-8", "ignore")
    comment = comment.encode(rule.characters or "utf-8", "ignore").decode(rule.characters or "utf-8")
    if rule.comment_max is not None:
        comment = comment[: rule.comment_max]
    bare = " ".join((public_line(report) or "").split(" ", 2)[:2])
    if rule.max_length:
        comment = comment[: max(rule.max_length - len(bare) - 1, 0)]
    if rule.pattern and not rule.pattern.fullmatch(f"{bare} {comment}".strip()):
        comment = ""
    return comment.strip().encode()
