"""What can be done with a chosen key and its certificate: sign, show, attach, remove."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...keyops.certificates import attachment
from ...keyops.certificates import issuing as certifying
from ...keyops.errors import CertificateError
from ...keyops.files import paths as presence
from ...keyops.files import storage
from ...keyops.inspection.description import certificate_rows, where_kept
from ...keyops.inspection.files import inspect_file
from ...keyops.inspection.report import FileReport, Kind
from ...messages import ShowPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ...keyops.certificates.attachment import CertificateChange
    from ...keyops.keys.base import PublicKey
    from ...keyops.keys.certificate import Certificate
    from ...keyops.secret import Secret
    from ..base import WorkScreen


def why_not(report: FileReport) -> str | None:
    """Why certificates make no sense for a file; None when they do."""
    name = report.path.name
    if not report.keys:
        return f"{name} is not a key file that can be read"
    if len(report.keys) > 1 and certifying.why_not_authority(report):
        return _of_several(report)
    if len(report.keys) == 1 and report.keys[0].kind is Kind.OTHER:
        return f"{name} holds no key that a certificate could be for"
    return None


def _of_several(report: FileReport) -> str:
    return f"{report.path.name} holds {len(report.keys)} keys: a certificate is for one"


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known about the chosen file."""

    report: FileReport
    rows: tuple[tuple[str, str], ...]
    """Of its certificate; none where it has none."""
    place: str
    """The name of the file in which the certificate is."""
    no_sign: str
    no_attach: str
    no_remove: str


def _look(path: Path) -> _Found:
    report = inspect_file(path)
    if len(report.keys) > 1:
        reason = _of_several(report)
        return _Found(report, (), "", certifying.why_not_authority(report) or "", reason, reason)
    found = attachment.certificate_of(report)
    no_remove = f"{path.name} has no certificate" if found is None else ""
    private = any(key.kind is Kind.PRIVATE for key in report.keys)
    no_sign = (certifying.why_not_authority if private else certifying.why_not_subject)(report)
    certificate = report.key is not None and report.key.kind is Kind.CERTIFICATE
    return _Found(
        report,
        rows=tuple(certificate_rows(found[0])) if found else (),
        place=found[1].name if found else "",
        no_sign=no_sign or "",
        no_attach="" if certificate else attachment.why_not(report) or "",
        no_remove=no_remove,
    )


async def run(screen: WorkScreen, path: Path) -> Path | None:
    """Show the certificate, ask what to do, and do it. Await it inside ``start``.

    Returns:
        The file that was written; None when nothing was.

    Raises:
        KeyOpsError: the certificate is for another key, or a file cannot be read or written.
    """
    from ...dialogs.certificate import CertificateAnswer, CertificateDialog
    from ...widgets.choice import Option

    found = await screen.in_process(_look, path)
    if found.report.error is not None:
        raise found.report.error
    key = found.report.key
    if key is None:
        return None
    signs = "Sign a key with it" if key.kind is Kind.PRIVATE else "Have it signed"
    attaches = "Attach to a key" if key.kind is Kind.CERTIFICATE else "Attach one"
    options = [
        Option("sign", signs, found.no_sign),
        Option("attach", attaches, found.no_attach),
        Option("remove", "Remove", found.no_remove),
    ]
    usable = [option for option in options if not option.reason]
    if not usable:
        raise CertificateError(options[0].reason, "Choose another key")
    # The first that can be done stands first, as that is what a choice begins with.
    ordered = [*usable, *(option for option in options if option.reason)]
    title = f"Certificate of {path.name}" if found.rows else f"{path.name} has no certificate"
    dialog = CertificateDialog(title, found.rows, ordered, _outcomes(found))
    answer = await screen.app.push_screen_wait(dialog)
    if answer is CertificateAnswer.SIGN:
        screen.post_message(ShowPage("certify", path))
    elif answer is CertificateAnswer.ATTACH:
        return await _attach(screen, found.report)
    elif answer is CertificateAnswer.REMOVE:
        return await _remove(screen, found)
    return None


def _outcomes(found: _Found) -> dict[str, str]:
    name, key = found.report.path.name, found.report.keys[0]
    inside = key.kind is Kind.PRIVATE and attachment.is_inside(key)
    beside = certifying.certificate_path(found.report.path).name
    sign = (
        f"{name} signs another key as a CA, saying whose key it is and what it may do"
        if key.kind is Kind.PRIVATE
        else f"A CA says who {name} belongs to, and what it may do"
    )
    attach = (
        f"It is checked against the key, then saved {'into ' + name if inside else 'next to it as ' + beside}"
    )
    if key.kind is Kind.CERTIFICATE:
        attach = f"{name} is checked against a key that you name, then saved in it or next to it"
    remove = (
        f"{name} is kept, without the certificate" if inside else f"{found.place} is renamed: nothing is lost"
    )
    return {"sign": sign, "attach": attach, "remove": f"{remove}; a backup is kept" if inside else remove}


# Attaching


async def _attach(screen: WorkScreen, report: FileReport) -> Path | None:
    from ...dialogs.confirm import ConfirmDialog
    from ...dialogs.path import PathDialog

    given = report.key is not None and report.key.kind is Kind.CERTIFICATE
    what = f"The key that {report.path.name} is for" if given else f"The certificate of {report.path.name}"
    near = certifying.certificate_path(report.path)
    holds = report.key is not None and attachment.is_inside(report.key)
    proposed = near.name if holds and await screen.in_process(presence.is_file, near) else ""
    other = await screen.app.push_screen_wait(PathDialog(what, report.path.parent, proposed, of_file=True))
    if other is None:
        return None
    source = report.path if given else other
    target = await screen.in_process(inspect_file, other) if given else report
    public = await _public_of(screen, target)
    if public is None and target.key is not None and target.key.public is None:
        return None
    change = await screen.in_process(attachment.plan_attach, target, source, public)
    if not change.is_needed:
        screen.tell(f"{change.path.name} already holds this certificate")
        return None
    before = attachment.certificate_of(target)
    if before is not None and before[1] != change.path:  # beside it, while the new one goes inside
        before = None
    if before is not None or (change.before and not change.inside):
        there = f": {_short(before[0])}" if before else ""
        body = (
            f"{change.path.name} holds another certificate{there}. "
            f"The new one: {_short(change.certificate)}. The old one will be kept as a backup."
        )
        if not await screen.app.push_screen_wait(ConfirmDialog("Replace it?", body, "Replace it")):
            return None
    backup = await _with_lock(screen, change, _do_attach)
    if backup is None:
        return None
    kept = f"; the old file is kept as {backup}" if backup else ""
    screen.tell(f"The certificate is in {change.path.name}{kept}")
    return target.path if change.inside else change.path


def _short(certificate: Certificate) -> str:
    """Enough to tell two certificates of a key apart."""
    rows = dict(certificate_rows(certificate))
    return f"{rows['Key id']}, for {rows['For']}, valid {rows['Valid']}"


async def _public_of(screen: WorkScreen, report: FileReport) -> PublicKey | None:
    """The public half of a key whose file hides it, after asking for the passphrase; None when given up."""
    from ..ask_passphrase import reveal, with_passphrase

    key = report.key
    if key is None or key.kind is not Kind.PRIVATE or key.public is not None:
        return None
    if report.pair is not None and report.pair.public is not None:
        return report.pair.public
    opened = await with_passphrase(screen, report.path, reveal)
    return opened.key.public if opened is not None and opened.key is not None else None


# Removing


async def _remove(screen: WorkScreen, found: _Found) -> Path | None:
    from ...dialogs.confirm import ConfirmDialog

    title = f"Remove the certificate of {found.report.path.name}?"
    question = ConfirmDialog(title, f"{_outcomes(found)['remove']}.", "Remove it")
    if not await screen.app.push_screen_wait(question):
        return None
    change = await screen.in_process(attachment.plan_remove, found.report)
    backup = await _with_lock(screen, change, _do_remove)
    if backup is None:
        return None
    screen.tell(f"The certificate is no longer in {change.path.name}; the old file is kept as {backup}")
    return (
        found.report.path
        if found.report.path != change.path or change.inside
        else change.path.parent / backup
    )


async def _with_lock(screen: WorkScreen, change: CertificateChange, action: Callable[..., str]) -> str | None:
    """Do it, with the passphrase where that is needed. The name of the backup.

    Returns:
        Empty when there was nothing to keep; None when the user gave up.
    """
    from ..ask_passphrase import with_passphrase

    stamp = storage.stamp_now()
    if not change.locked:
        return await screen.run_op(action, change, stamp, change.path)
    return await with_passphrase(screen, change.path, functools.partial(action, change, stamp))


def _do_attach(change: CertificateChange, stamp: str, _: Path, passphrase: Secret | None = None) -> str:
    backup = attachment.attach(change, stamp, passphrase)
    return where_kept(change.path, backup) if backup else ""


def _do_remove(change: CertificateChange, stamp: str, _: Path, passphrase: Secret | None = None) -> str:
    return attachment.remove(change, stamp, passphrase).name
