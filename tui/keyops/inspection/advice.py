"""Findings: what is worth knowing about a key, in plain words, each with what to do about it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from ..errors import CorruptKeyError
from ..findings import Finding, Severity
from ..formats import DEFAULT_PUBLIC, FORMATS, _key_lines
from ..formats.contract import Strength
from ..keys.certificate import CRITICAL_OPTIONS, FOREVER, HOST, USER
from . import description as wording
from . import line_advice, permissions
from .report import Kind, Pair, PairState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..keys.certificate import Certificate
    from ..weaknesses import Budget
    from .report import FileFacts, KeyReport


NOT_LOCKED: Final = "not-locked"
"""The id of the finding that a private key has no passphrase."""


def about_key(report: KeyReport, budget: Budget | None = None) -> tuple[Finding, ...]:
    """Findings about a key alone, wherever it lies.

    Args:
        report: what is known about it.
        budget: of its file, for the checks for weaknesses; without it the key has one of its own.
    """
    return (
        *_about_type(report),
        *_about_weakness(report, budget),
        *_about_locking(report),
        *(about_certified(report.certificate) if report.certificate else ()),
        *line_advice.about_line(report),
    )


def _about_type(report: KeyReport) -> Iterator[Finding]:
    public = report.public
    if public is None:
        return
    if public.family == "rsa1":
        yield Finding(
            "ssh1",
            Severity.ERROR,
            "This key is for version 1 of SSH, which OpenSSH 7.6 and newer do not speak",
            "Make a new key: Ed25519 or RSA",
        )
    elif public.family == "mldsa44-ed25519":
        yield Finding(
            "experimental",
            Severity.INFO,
            "This key type is experimental: OpenSSH 10.4 and newer use it, and only when told to",
            "Keep another key for everything else",
        )
    elif public.family == "sk" and report.kind is Kind.PRIVATE:
        yield Finding(
            "needs-token",
            Severity.INFO,
            "The private key is on a hardware token: this file only points to it",
            "Keep the file and the token together",
        )
    elif public.family == "unknown":
        yield Finding(
            "unknown-type",
            Severity.WARNING,
            "Unknown key type",
            "It can only be shown and copied",
        )


def _about_weakness(report: KeyReport, budget: Budget | None) -> Iterator[Finding]:
    # Numbers that do not fit each other are damage: what they look like says nothing about the key.
    if report.public is not None and not isinstance(report.error, CorruptKeyError):
        from .. import weaknesses

        yield from (budget or weaknesses.Budget()).findings(report.public)


def _about_locking(report: KeyReport) -> Iterator[Finding]:
    if report.kind is not Kind.PRIVATE:
        return
    if report.encryption is None:
        yield Finding(
            NOT_LOCKED,
            Severity.INFO,
            "The private key has no passphrase",
            "Anyone who reads the file still needs the hardware token"
            if report.public is not None and report.public.family == "sk"
            else "Anyone who can read the file can use the key",
        )
    elif report.encryption.strength is Strength.WEAK:
        words = FORMATS[report.container or ""].protection_advice if report.container in FORMATS else ""
        yield Finding(
            "weak-protection",
            Severity.WARNING,
            "The passphrase gives little protection: this format makes it easy to guess",
            words or "Convert it to OpenSSH, PKCS#8 or PPK 3",
        )


def about_certified(certificate: Certificate) -> Iterator[Finding]:
    """What is wrong with a certificate, whoever it is for."""
    yield from _about_signature(certificate)
    yield from _about_validity(certificate)
    yield from _about_content(certificate)


def _about_signature(certificate: Certificate) -> Iterator[Finding]:
    from ..keys.verification import SignatureState, signature_state

    state = signature_state(certificate)
    if state is SignatureState.INVALID:
        yield Finding(
            "certificate-signature",
            Severity.ERROR,
            "The certificate is not signed by the CA it names: it was changed or forged",
            "Get it again from the CA; servers refuse this one",
        )
    elif state is SignatureState.UNKNOWN:
        yield Finding(
            "certificate-unchecked",
            Severity.INFO,
            "The signature of the certificate cannot be checked here",
            f"It was made by a key of type {certificate.authority.algorithm}",
        )
    elif certificate.signature_algorithm == "ssh-rsa":
        yield Finding(
            "certificate-sha1",
            Severity.WARNING,
            "The certificate is signed with SHA-1, which OpenSSH 8.2 and newer refuse",
            "Have it signed again with rsa-sha2-512 (ssh-keygen -t rsa-sha2-512)",
        )


def _about_validity(certificate: Certificate) -> Iterator[Finding]:
    now = time.time()
    words = wording.time_left(certificate, now)
    if certificate.valid_before <= certificate.valid_after:
        yield Finding(
            "certificate-never",
            Severity.ERROR,
            "The certificate expires before it becomes valid: it is never valid",
            "Have it signed again",
        )
    elif certificate.valid_before != FOREVER and certificate.valid_before <= now:
        yield Finding(
            "certificate-expired", Severity.ERROR, f"The certificate {words}", "Have it signed again"
        )
    elif certificate.valid_after > now:
        yield Finding(
            "certificate-early",
            Severity.WARNING,
            f"The certificate is not valid yet: it {words}",
            "Wait, or check the clock of this machine",
        )


def _about_content(certificate: Certificate) -> Iterator[Finding]:
    if certificate.kind not in {USER, HOST}:
        yield Finding(
            "certificate-kind",
            Severity.ERROR,
            "The certificate is for neither users nor hosts: OpenSSH refuses it",
            "Have it signed again",
        )
    if not certificate.principals:
        yield Finding(
            "certificate-principals",
            Severity.WARNING,
            "The certificate names no principals: OpenSSH 10.3 and newer accept it for nobody",
            "Have it signed again for the users or hosts it is meant for (ssh-keygen -n)",
        )
    for name, data in certificate.critical_options:
        if name in CRITICAL_OPTIONS and not _is_well_formed(name, data):
            yield Finding(
                "certificate-option",
                Severity.WARNING,
                f"The critical option {name.decode('ascii')} is malformed: servers refuse the certificate",
                "Have it signed again: the option does not say what it allows",
            )
    if any(name not in CRITICAL_OPTIONS for name, _ in certificate.critical_options):
        yield Finding(
            "certificate-critical",
            Severity.WARNING,
            "The certificate has a critical option that OpenSSH does not know, so it refuses the certificate",
            "Use it with the program it was made for",
        )


_BLOCKS: Final = frozenset({"rfc4716", "spki", "pkcs1-public"})
"""Formats of public keys that OpenSSH does not read in a file of key lines."""


def _is_well_formed(name: bytes, data: bytes) -> bool:
    """Whether a critical option has the value that OpenSSH wants: a string, or nothing."""
    if name == b"verify-required":
        return not data
    return len(data) > 4 and int.from_bytes(data[:4], "big") == len(data) - 4


def private_in_lines(path: Path) -> Finding:
    """The finding that a private key stands in a file of public ones."""
    return Finding(
        "private-in-lines",
        Severity.ERROR,
        f"There is a private key in {path.name}, where public keys belong: OpenSSH ignores it",
        "Remove it from the file, and make a new key: anyone who could read the file may have it",
    )


def about_certificate(path: Path, other: str, *, mine: bool) -> Finding:
    """The finding that a certificate and a key next to each other are not of one key.

    Args:
        path: the file it is told at.
        other: the name of the other file.
        mine: whether ``path`` is the certificate.
    """
    title = (
        f"{path.name} certifies a different key than {other} next to it"
        if mine
        else f"{other} next to it certifies a different key"
    )
    return Finding(
        "certificate-differs",
        Severity.ERROR,
        title,
        "ssh offers both, and servers refuse the certificate: have this key signed (certificate sign)",
    )


def about_name(path: Path, keys: tuple[KeyReport, ...]) -> tuple[Finding, ...]:
    """Findings about a file whose name promises the other half of a key, or lines of public keys."""
    if any(key.kind is Kind.PRIVATE for key in keys) and _key_lines.kind_of_name(path.name) is not None:
        return (private_in_lines(path),)
    if any(key.container in _BLOCKS for key in keys) and _key_lines.kind_of_name(path.name) is not None:
        return (
            Finding(
                "block-in-lines",
                Severity.ERROR,
                f"{path.name} has a public key in a multi-line format: OpenSSH ignores it",
                "Convert it to one line (OpenSSH public key), and put that line in the file",
            ),
        )
    return _about_name_of_key(path, keys[0]) if len(keys) == 1 else ()


def _about_name_of_key(path: Path, key: KeyReport) -> tuple[Finding, ...]:
    kind = key.kind
    if kind is Kind.PUBLIC and path.suffix == ".pub" and key.container not in {None, DEFAULT_PUBLIC}:
        return (_not_a_public_line(path, key.container or ""),)
    if kind is Kind.PRIVATE and key.container not in _OF_OPENSSH and _is_default_name(path.name):
        label = FORMATS[key.container or ""].label
        return (
            Finding(
                "format-of-name",
                Severity.WARNING,
                f"OpenSSH does not read {label}: ssh cannot use {path.name}",
                "Convert it to OpenSSH format",
            ),
        )
    if kind is Kind.PRIVATE and path.suffix == ".pub":
        return (
            Finding(
                "private-in-pub",
                Severity.ERROR,
                f"{path.name} is named like a public key but holds a private key",
                "Do not share it. Rename it, and convert it to make the public key file again; if others "
                "have seen it, make a new key",
            ),
        )
    if kind is Kind.PUBLIC and not path.suffix and path.name.startswith("id_"):
        return (
            Finding(
                "public-as-private",
                Severity.WARNING,
                f"{path.name} is named like a private key but holds a public key",
                "ssh cannot log in with it: find the private key file, or restore it from a backup",
            ),
        )
    return ()


_OF_OPENSSH: Final = frozenset({None, "openssh", "pem", "pkcs8", "ssh1"})
"""Formats of private keys that OpenSSH reads, or once read."""


def _is_default_name(name: str) -> bool:
    """Whether a name is one that ssh tries by itself, or sshd for a host key."""
    return name.startswith(("id_", "ssh_host_")) and "." not in name


def _not_a_public_line(path: Path, container: str) -> Finding:
    """The finding that a .pub file is not the one line that OpenSSH reads there."""
    if container in _LINES:
        title = f"There are other words before the key type in {path.name}: OpenSSH cannot read any key in it"
        step = "Put them after the key, as its comment, or remove them"
    else:
        label = FORMATS[container].label
        title = f"{path.name} is {label}, and OpenSSH cannot read a key from such a .pub file"
        step = "Convert it to one line (OpenSSH public key)"
    return Finding("public-not-a-line", Severity.WARNING, title, step)


_LINES: Final = frozenset(_key_lines.FORMAT_IDS.values())


def about_file(
    facts: FileFacts | None, keys: tuple[KeyReport, ...], pair: Pair | None
) -> tuple[Finding, ...]:
    """Findings about a file: its mode and what lies next to it."""
    found = []
    private = any(key.kind is Kind.PRIVATE for key in keys)
    if facts and private and facts.mode & 0o077:
        found.append(permissions.mode_open(facts.mode))
    if pair and pair.state is PairState.DIFFERS:
        found.append(
            Finding(
                "pair-differs",
                Severity.ERROR,
                f"{pair.path.name} belongs to another key",
                "Servers will refuse the key: rewrite the public key file from the private key",
            )
        )
    return tuple(found)
