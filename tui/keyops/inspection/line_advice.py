"""Findings about a line of known_hosts, allowed_signers or authorized_keys: what its program makes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from ..findings import Finding, Severity
from ..formats import DEFAULT_PUBLIC, _key_lines
from ..formats._key_lines import FORMAT_IDS, FileKind
from ..patterns import compiled
from ..records import replace

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterator

    from .report import KeyReport

_HOSTS: Final = FORMAT_IDS[FileKind.KNOWN_HOSTS]
_SIGNERS: Final = FORMAT_IDS[FileKind.ALLOWED_SIGNERS]


def about_line(report: KeyReport) -> Iterator[Finding]:
    """What is worth knowing about the words around the key of a line, by what the line is."""
    if report.public is None:
        return
    if report.container == _HOSTS:
        yield from _about_hosts(report)
    elif report.container == _SIGNERS:
        yield from _about_signers(report)
    elif report.container == DEFAULT_PUBLIC:
        yield from _about_options(report)
        yield from _about_options_behind(report)
        yield from _about_google(report)


def in_file_of(kind: FileKind, report: KeyReport) -> KeyReport:
    """A report on a line, with what is wrong with it in a file of this kind."""
    if report.container != DEFAULT_PUBLIC or report.public is None:
        return report
    found = None
    if kind is FileKind.AUTHORIZED_KEYS and report.certificate is not None:
        found = Finding(
            "certificate-in-lines",
            Severity.ERROR,
            f"sshd lets nobody in with line {report.line}: it holds a certificate, not a key",
            "Put the key of its CA there, with the option cert-authority; the certificate stays with the "
            "private key",
        )
    elif kind is FileKind.KNOWN_HOSTS and not report.options:
        found = Finding(
            "host-missing",
            Severity.WARNING,
            f"Line {report.line} names no host: ssh never finds its key",
            "Write the name of the host before the key type, as ssh-keyscan does",
        )
    elif kind is FileKind.ALLOWED_SIGNERS and not report.options:
        found = Finding(
            "principal-missing",
            Severity.ERROR,
            f"Line {report.line} names no principal: ssh-keygen -Y verify ignores it",
            "Put the signer's name, such as anna@example.com, before the key type",
        )
    return report if found is None else replace(report, findings=(found, *report.findings))


def told_once(reports: tuple[KeyReport, ...], damages: Collection[str]) -> tuple[KeyReport, ...]:
    """Reports without what the one line with bad quotes says, where the damage names that line."""
    if "option-quotes" not in damages:
        return reports
    from ..damage import word_quotes

    told = [
        one for one in reports if word_quotes.is_misquoted(one.options.encode("utf-8", "surrogateescape"))
    ]
    if len(told) != 1:
        return reports
    rest = tuple(one for one in told[0].findings if one.id != "options-refused")
    return tuple(replace(one, findings=rest) if one is told[0] else one for one in reports)


# known_hosts

_ADDRESS: Final = compiled(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*://)(?:[^@/]*@)?)?"
    r"(?P<host>\[[^|\[\]*?!]+\]|[^/:\[\]|*?!]+)(?::(?P<port>[0-9]{1,5}))?(?P<path>/.*)?"
)
"""A name of a host, with what addresses have around it."""
_SSH_PORT: Final = "22"


def _about_hosts(report: KeyReport) -> Iterator[Finding]:
    """Names that ssh never looks up."""
    for name in report.options.rpartition(" ")[2].split(","):
        told = never_looked_up(name)
        if told is not None:
            kind, why, right = told
            hint = f"Write {right}" if right else "Write the name of the host"
            yield Finding(kind, Severity.WARNING, f"Line {report.line} names {name}: {why}", hint)


_NO_NAME: Final = compiled(r"[\"';<>()\\\ufeff\u00a0]")
"""Signs that no name of a host has: most were meant to part names, or to frame one."""


def never_looked_up(name: str) -> tuple[str, str, str] | None:
    """Of a name that ssh never looks up: the id of the finding, why, and what to write.

    The last is empty where that cannot be told.
    """
    if _NO_NAME.search(name) and not name.startswith("|"):
        rest = ",".join(_NO_NAME.sub(" ", name).split())
        return "host-form", "no host has such a name, so ssh never finds it", rest
    if _key_lines.is_option(name):
        return "host-form", "it is an authorized_keys option, not a host", ""
    return _address(name)


def _address(name: str) -> tuple[str, str, str] | None:
    """As ``never_looked_up``, of a name with what addresses have around it."""
    address = _ADDRESS.fullmatch(name)
    if "@" in name and (address is None or address["scheme"] is None):
        bare = name.rpartition("@")[2]
        why = "ssh looks up names without a user, so it never finds this line"
        return "host-user", why, _right(_ADDRESS.fullmatch(bare), bare)
    if address is None or (right := _right(address, name)) == name:
        return None
    if address["scheme"] or address["path"] or address["port"] is None:
        return "host-form", "ssh looks up names alone, and never finds it", right
    if address["port"] == _SSH_PORT:
        return "host-form", "ssh looks up the name alone for port 22, and never finds it", right
    return "host-port", "ssh looks for [HOST]:PORT, so it never finds this line", right


def _right(address: re.Match[str] | None, name: str) -> str:
    """The name as ssh looks it up."""
    if address is None:
        return name
    host, port = address["host"].strip("[]"), address["port"]
    own = address["scheme"] in {None, "ssh://", "sftp://"}  # the port of a web address is not that of ssh
    return f"[{host}]:{port}" if own and port not in {None, _SSH_PORT} else host


# allowed_signers


def _about_signers(report: KeyReport) -> Iterator[Finding]:
    from ..formats import allowed_signers

    notes = dict(report.notes)
    refused = notes.get("Refused")
    if refused:
        from ..formats import allowed_signers

        yield Finding(
            "signer-refused",
            Severity.ERROR,
            f"ssh-keygen ignores line {report.line}: {refused}",
            allowed_signers.without_name(report.options)
            or 'Write options as namespaces="git",valid-after="20260101Z", before the key type',
        )
    elif _NO_NAME.search(notes.get("Principals", "").strip('"')):
        rest = ",".join(_NO_NAME.sub(" ", notes["Principals"]).split())
        yield Finding(
            "principal-form",
            Severity.WARNING,
            f"Line {report.line} names {notes['Principals']}: nobody signs under such a name",
            f"Write {rest}",
        )


# authorized_keys


def _about_options(report: KeyReport) -> Iterator[Finding]:
    """What sshd makes of the words before a key: it says so itself only when debugging."""
    if not report.options:
        return
    from ..formats import _authorized_options  # few files have options

    judged = _authorized_options.judge(report.options)
    where = f"line {report.line}" if report.line else "the line"
    if judged.refused:
        yield Finding(
            "options-refused", Severity.ERROR, f"sshd ignores {where}: {judged.refused}", judged.hint
        )
    elif judged.idle:
        yield Finding(
            "options-idle",
            Severity.WARNING,
            f"sshd reads {where}, but it lets nobody in: {judged.idle}",
            judged.hint,
        )
    elif judged.useless:
        yield Finding(
            "options-useless", Severity.WARNING, f"sshd reads {where}, but {judged.useless}", judged.hint
        )


_BEHIND: Final = compiled(
    r"(?:^|[ \t])(?P<words>(?:(?:command|from|environment|expiry-time|permitopen|permitlisten|principals"
    r'|tunnel)="|restrict(?=[ \t,]|$)|no-(?:pty|(?:port|agent|x11)-forwarding|user-rc)(?=[ \t,]|$)).*)',
)


def _about_options_behind(report: KeyReport) -> Iterator[Finding]:
    comment = (report.comment or b"").decode("utf-8", "replace")
    found = _BEHIND.search(comment)
    if found is None or report.certificate is not None:
        return
    name = found["words"].split("=")[0].split(",")[0].split()[0]
    where = f"On line {report.line} the" if report.line else "The"
    yield Finding(
        "options-behind",
        Severity.WARNING,
        f"{where} option {name} is after the key, where it is part of the comment: sshd ignores it",
        "Move it before the key type: options come first on the line",
    )


_GOOGLE: Final = compiled(r"google-ssh \{.{0,200}?\"expireOn\" ?: ?\"(?P<when>[^\"]{10,40})\"")


def _about_google(report: KeyReport) -> Iterator[Finding]:
    """A key that the agent of Google Compute Engine takes out of authorized_keys at a time in its comment."""
    found = _GOOGLE.search((report.comment or b"").decode("utf-8", "replace"))
    if found is None:
        return
    try:
        when = datetime.strptime(found["when"], "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        yield Finding(
            "google-expiry",
            Severity.WARNING,
            f"Google Compute Engine ignores this key: it cannot read the expireOn {found['when']}",
            "Write it as 2030-12-31T23:59:59+0000, or let gcloud compute ssh add the key again",
        )
        return
    if when <= datetime.now(tz=UTC):
        yield Finding(
            "google-expired",
            Severity.WARNING,
            f"Its expireOn is past: Google Compute Engine has not let it in since {when:%Y-%m-%d}",
            "gcloud compute ssh adds a key with a new expireOn",
        )
