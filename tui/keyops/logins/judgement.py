"""What comes of a key that ssh offers: whether it may, whether it can sign, and what a server says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import NextStep
from ..findings import Finding, Severity
from ..inspection import advice
from ..keys.certificate import USER
from .identity_files import IdentityFile, Private
from .offers import Outlook
from .queue import signer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from .client_config import ClientConfig
    from .queue import Queued

_REFUSED_FOR: Final = frozenset({
    "certificate-expired", "certificate-early", "certificate-never", "certificate-signature",
    "certificate-sha1", "certificate-option", "certificate-critical",
})  # fmt: skip
"""Findings for which every sshd refuses a certificate."""


_ONLY_SHA1: Final = Finding(
    "rsa-sha1",
    Severity.ERROR,
    "Only SHA-1 signatures are allowed for RSA keys here; OpenSSH 8.8 and newer servers refuse those",
    "Allow rsa-sha2-512 in PubkeyAcceptedAlgorithms",
)


def why_left_out(one: Queued, config: ClientConfig) -> Finding | None:
    """Why ssh does not offer a key that it knows; None when it does."""
    if one.certificate is not None and one.certificate.kind != USER:
        return Finding(
            "certificate-host",
            Severity.ERROR,
            "It is a host certificate, so ssh leaves it out",
            "Have the key signed for a user",
            NextStep.CERTIFY,
        )
    public = one.known
    if public is None:
        return None
    algorithm = one.certificate.algorithm if one.certificate else public.algorithm
    if not config.allows(algorithm):
        return _not_allowed(algorithm)
    return _never_used(public, config)


def _not_allowed(algorithm: str) -> Finding:
    return Finding(
        "algorithm",
        Severity.ERROR,
        f"PubkeyAcceptedAlgorithms does not include {algorithm}",
        f"Allow it for this host (PubkeyAcceptedAlgorithms +{algorithm}), or use a key of another type",
    )


def _never_used(public: PublicKey, config: ClientConfig) -> Finding | None:
    if public.family == "sk" and not config.token_library:
        return Finding("no-token-library", Severity.ERROR, "SecurityKeyProvider is not set for this FIDO key")
    if public.family == "rsa" and public.bits < config.least_rsa:
        return Finding(
            "short-rsa",
            Severity.ERROR,
            f"RequiredRSASize is {config.least_rsa}; this RSA key has {public.bits} bits",
            "Make a longer key",
            NextStep.GENERATE,
        )
    return None


def outlook(
    one: Queued, others: Sequence[Queued], config: ClientConfig
) -> tuple[Outlook, tuple[Finding, ...]]:
    """What comes of a key that is offered where the server knows it.

    Args:
        one: the key.
        others: all that is offered: one of them may sign for a certificate.
        config: of the host.
    """
    findings = tuple(_about_certificate(one.certificate, config)) if one.certificate else ()
    public = one.known
    if public is not None and config.only_sha1(
        one.certificate.algorithm if one.certificate else public.algorithm
    ):
        findings = (*findings, _ONLY_SHA1)
    refused = any(each.id in _REFUSED_FOR or each.severity is Severity.ERROR for each in findings)
    signer = signer_of(one, others)
    signs, why = _signing(signer)
    return (Outlook.USELESS if refused else signs), (*findings, *why)


def _signing(signer: Queued) -> tuple[Outlook, tuple[Finding, ...]]:
    if signer.identity is not None:
        return Outlook.READY, ()
    file = signer.file
    if file is None:
        return Outlook.USELESS, ()
    if file.private is Private.READY:
        return Outlook.READY, ()
    if file.private is Private.LOCKED:
        return Outlook.ASKS, (
            Finding(
                "locked",
                Severity.INFO,
                f"{file.path.name} has a passphrase and is not in the agent: ssh will ask",
                f"Load it: ssh-add {file.path}",
            ),
        )
    if file.private is Private.ABSENT:
        return Outlook.USELESS, (_no_private(file),)
    return Outlook.USELESS, file.findings


def _no_private(file: IdentityFile) -> Finding:
    return Finding(
        "no-private",
        Severity.ERROR,
        f"Only the public key is there: neither {file.path.name} nor the agent has the private key",
        f"Restore {file.path.name}, or load it into the agent",
    )


def _about_certificate(certificate: Certificate, config: ClientConfig) -> Iterator[Finding]:
    for finding in advice.about_certified(certificate):
        if finding.id != "certificate-principals":
            yield finding
    names = [name.decode("utf-8", "surrogateescape") for name in certificate.principals]
    if names and config.user not in names:
        yield Finding(
            "certificate-principals",
            Severity.ERROR,
            f"The certificate is for {', '.join(names)}, but ssh logs in as {config.user}",
            "Log in as one of them, or have the key signed for this user; a server may also have its own "
            "list of principals",
        )
    elif not names:
        yield Finding(
            "certificate-principals",
            Severity.WARNING,
            "The certificate names no user: a server that trusts its CA as a whole refuses it",
            "Have the key signed for a user",
            NextStep.CERTIFY,
        )
