"""Making the plan of ``offers``: the keys in the order of ssh, and judged. See there for the sources."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from ..agent import client as agent
from ..errors import AgentError, NextStep
from ..findings import Finding, Severity
from ..records import replace
from . import client_config, expansion, identity_files, judgement
from .identity_files import Private
from .offers import USUAL_TRIES, AgentView, KeySource, LoginPlan, Offer, Outlook, Way
from .queue import Queued, in_ssh_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from .client_config import ClientConfig

_LIMIT: Final = 100
"""SSH_MAX_IDENTITY_FILES: ssh reads no more files and certificates next to them."""


def ask_agent(config: ClientConfig) -> AgentView:
    """What the agent holds that ssh asks for this host. Never raises, and waits a second at most.

    Raises:
        SshConfigError: ssh stops at the IdentityAgent.
    """
    wanted = config.identity_agent
    if wanted.lower() == client_config.NONE:
        return AgentView(words="IdentityAgent is none: no agent is asked", is_asked=False)
    where = agent.address()
    if wanted.startswith("$"):
        where = os.environ.get(wanted[1:].strip("{}"), "")
    elif wanted and wanted != agent.VARIABLE:
        where = str(expansion.expand(wanted, config))
    if not where:
        return AgentView(words="no agent is running", is_asked=False)
    try:
        return AgentView(agent.identities(agent.QUICK, where), where)
    except AgentError as error:
        return AgentView(words=error.title)


def make(config: ClientConfig, view: AgentView, version: tuple[int, int] | None = None) -> LoginPlan:
    """What ssh will do with keys for a host.

    Args:
        config: of the host.
        view: of the agent.
        version: of ssh.

    Raises:
        SshConfigError: ssh stops at one of the paths.
    """
    certificates, left_out = _certificate_files(config, version)
    files, missing = _identity_files(config, version)
    if not config.public_key:
        everything = [*certificates, *files]
        return LoginPlan(config, view, tuple(_left(one, _off()) for one in everything), missing, (_off(),))
    queued, held_back = in_ssh_order(
        certificates, files, view.identities, identities_only=config.identities_only
    )
    left_out += [_left(one, _not_named()) for one in held_back]
    reasons = [(one, judgement.why_left_out(one, config)) for one in queued]
    left_out += [_left(one, why) for one, why in reasons if why is not None]
    rest = [one for one, why in reasons if why is None]
    offers = [_offer(one, rest, config) for one in rest]
    in_order = [one for one in offers if one.way is not Way.LEFT_OUT]
    left_out += [one for one in offers if one.way is Way.LEFT_OUT]
    placed = [_placed(one, place) for place, one in enumerate(in_order, 1)]
    findings = tuple(_about_all(config, placed))
    return LoginPlan(config, view, (*placed, *left_out), missing, findings)


# The files of the configuration


def _certificate_files(
    config: ClientConfig, version: tuple[int, int] | None
) -> tuple[list[Queued], list[Offer]]:
    found, left_out = [], []
    for text in config.certificate_files:
        path = expansion.expand(text, config)
        public, certificate = identity_files.public_of(path)
        if certificate is None:
            title = f"{path} is {'not a certificate' if public else 'missing, or not a certificate'}"
            finding = Finding("no-certificate", Severity.ERROR, title, "Correct CertificateFile")
            left_out.append(
                Offer(
                    Way.LEFT_OUT, KeySource.CERTIFICATE_FILE, Outlook.USELESS, path=path, findings=(finding,)
                )
            )
            continue
        file = identity_files.examine(path, version)
        found.append(Queued(KeySource.CERTIFICATE_FILE, path, file, public, certificate))
    return found, left_out


def _identity_files(
    config: ClientConfig, version: tuple[int, int] | None
) -> tuple[list[Queued], tuple[Path, ...]]:
    found: list[Queued] = []
    missing: list[Path] = []
    for text in config.identity_files:
        if text.lower() == client_config.NONE or len(found) >= _LIMIT:
            continue
        path = expansion.expand(text, config)
        file = identity_files.examine(path, version)
        beside = None if config.certificate_files else _certificate_beside(path)
        if config.uses_defaults and file.public is None and beside is None and file.private is Private.ABSENT:
            missing.append(path)
            continue
        public, certificate = file.public, file.certificate
        if public is not None and public.family == "rsa" and public.bits < config.least_rsa:
            public = certificate = None  # as ssh does: the private key is then refused for the same
        found.append(Queued(KeySource.IDENTITY_FILE, path, file, public, certificate))
        if beside is not None:
            found.append(beside)
    return found, tuple(missing)


def _certificate_beside(path: Path) -> Queued | None:
    public, certificate = identity_files.public_of(path.with_name(f"{path.name}-cert"))
    if certificate is None:
        return None
    return Queued(KeySource.IDENTITY_FILE, path, identity_files.examine(path), public, certificate)


# One key


def _offer(one: Queued, others: Sequence[Queued], config: ClientConfig) -> Offer:
    outlook, findings = judgement.outlook(one, others, config)
    way = Way.OFFERED
    if one.blob is None:
        way = Way.LEFT_OUT if outlook is Outlook.USELESS else Way.TRIED
        if one.file is not None and one.file.private is Private.ABSENT:
            findings = one.file.findings
    return Offer(way, one.source, outlook, 0, one.path, *_keys(one), one.identity is not None, findings)


def _left(one: Queued, why: Finding) -> Offer:
    in_agent = one.identity is not None
    return Offer(
        Way.LEFT_OUT, one.source, Outlook.USELESS, 0, one.path, *_keys(one), in_agent, findings=(why,)
    )


def _keys(one: Queued) -> tuple[PublicKey | None, Certificate | None, bytes]:
    return one.known, one.certificate, one.identity.comment if one.identity else b""


def _placed(one: Offer, place: int) -> Offer:
    if place <= USUAL_TRIES:
        return replace(one, place=place)
    late = Finding(
        "too-late",
        Severity.WARNING,
        f"It is number {place}: a server with the usual MaxAuthTries closes the connection after "
        f"{USUAL_TRIES}",
        "Name the right key in IdentityFile, with IdentitiesOnly yes",
    )
    return replace(one, place=place, findings=(*one.findings, late))


# The host as a whole


def _off() -> Finding:
    return Finding(
        "public-key-off",
        Severity.ERROR,
        "ssh uses no keys here: PubkeyAuthentication is off, or PreferredAuthentications omits publickey",
        "Set PubkeyAuthentication yes for this host",
    )


def _not_named() -> Finding:
    return Finding(
        "identities-only",
        Severity.INFO,
        "IdentitiesOnly is set, and no IdentityFile names this agent key",
        "Name this key's file in IdentityFile; its .pub alone is enough",
    )


def _about_all(config: ClientConfig, offers: Sequence[Offer]) -> Iterator[Finding]:
    if not offers:
        yield Finding("no-key", Severity.ERROR, "ssh has no key to offer", "Make one", NextStep.GENERATE)
    elif len(offers) > USUAL_TRIES:
        yield Finding(
            "too-many",
            Severity.WARNING,
            f"ssh offers {len(offers)} keys, but a server with the usual MaxAuthTries tries {USUAL_TRIES}",
            "Name the right one in IdentityFile, with IdentitiesOnly yes",
        )
    if config.pkcs11:
        yield Finding("pkcs11", Severity.INFO, f"Keys of the PKCS#11 library {config.pkcs11} are not checked")
    if config.jump:
        yield Finding(
            "jump",
            Severity.INFO,
            f"ssh logs in to {config.jump} first",
            step=NextStep.ASK_WHY,
            about=config.jump,
        )
