"""What is told of a key that ssh may offer to a host, and of the host as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..keyops.findings import Severity
from ..keyops.logins.offers import KeySource, Outlook, Way
from ..keyops.logins.remedies import RemedyKind
from ..visible import path_text
from ..widgets import next_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..keyops.findings import Finding
    from ..keyops.logins.answers import LoginAnswer
    from ..keyops.logins.offers import LoginPlan, Offer
    from ..keyops.logins.remedies import Remedy
    from ..widgets.fact_lines import Fact

_STYLES: Final = {Severity.ERROR: "bad", Severity.WARNING: "weaker", Severity.INFO: ""}
_SOURCES: Final = {
    KeySource.CERTIFICATE_FILE: "CertificateFile names it",
    KeySource.AGENT: "the agent holds it",
    KeySource.IDENTITY_FILE: "IdentityFile names it",
}
_HELPS: Final = {
    RemedyKind.REPAIR: "repairs {name}; it shows the change first",
    RemedyKind.CONVERT: "converts {name} to the OpenSSH format",
    RemedyKind.LOAD: "goes to the agent; a loads {name} there",
    RemedyKind.NAME: "names {name} first in this host's configuration; it shows the lines",
    RemedyKind.CERTIFY: "goes to the certificate of {name}",
    RemedyKind.GENERATE: "makes a key: the form opens",
}


def of_offer(one: Offer, remedy: Remedy | None, answer: LoginAnswer | None) -> Iterator[Fact]:
    """All about a key, what matters most first."""
    yield "ssh", _headline(one), "bad" if one.place and one.outlook is Outlook.USELESS else "bold"
    for finding in one.findings:  # the key is that of the remedy
        yield from _finding(finding, finding.hint)
    if remedy is not None:
        name = remedy.path.name if remedy.path is not None else ""
        yield "Enter", _HELPS[remedy.kind].format(name=name), "bold"
    for shown in answer.shown if answer is not None else ():
        if answer is not None and shown.sha256 == one.sha256 != "":
            failed = f": {shown.failed}" if shown.failed else ""
            yield "Last login", answer.outcome(shown) + failed, "good" if shown is answer.used else "weaker"
    if one.path is not None:
        yield "File", path_text(one.path), ""
    yield "From", _SOURCES[one.source] + ("" if one.source is KeySource.AGENT else _also_agent(one)), ""
    if one.label:
        yield "Type", one.label, ""
    if one.sha256:
        yield "SHA256", one.sha256.removeprefix("SHA256:"), ""


def _also_agent(one: Offer) -> str:
    return ", and the agent holds it" if one.in_agent else ""


def _headline(one: Offer) -> str:
    if one.way is Way.LEFT_OUT:
        return "does not offer it"
    verb = "offers it" if one.way is Way.OFFERED else "tries it, without showing a public key first"
    words = f"; it {one.outlook.words}" if one.outlook.words else ""
    return f"{verb}, as number {one.place}{words}"


def of_host(plan: LoginPlan, answer: LoginAnswer | None) -> Iterator[Fact]:
    """Where ssh logs in, what is wrong there as a whole, and what the last login came to."""
    config = plan.config
    if answer is not None:
        yield "Login", answer.title, "good" if answer.logged_in else "bad"
        if hint := next_steps.hint(answer):
            yield "", hint, ""
    for finding in plan.findings:
        yield from _finding(finding, next_steps.hint(finding))
    yield "Logs in as", f"{config.user} at {config.hostname}, port {config.port}", ""
    count = len(plan.agent.identities)
    keys = f", {count} key{'' if count == 1 else 's'}" if count else ""
    yield "Agent", plan.agent.words + keys, ""
    if plan.missing:
        yield "Missing", ", ".join(path.name for path in plan.missing), ""


def of_no_host(names: tuple[str, ...]) -> Iterator[Fact]:
    """What is said while no host is chosen."""
    yield "", "Type a host as you would give it to ssh, and press Enter", "bold"
    if names:
        yield "Known", ", ".join(names), ""


def _finding(finding: Finding, hint: str) -> Iterator[Fact]:
    mark = "" if finding.severity is Severity.INFO else "! "
    yield "", mark + finding.title, _STYLES[finding.severity]
    if hint:
        yield "", hint, ""
