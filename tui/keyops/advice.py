"""Findings: what is worth knowing about a key, in plain words, each with what to do about it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from tui.keyops.certificates import FOREVER
from tui.keyops.codec import Strength
from tui.keyops.formats import FORMATS
from tui.keyops.models import Finding, Kind, Pair, PairState, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.keyops.models import FileFacts, KeyReport

RSA_REFUSED_BITS: Final = 1024
"""OpenSSH refuses to use smaller RSA keys (RequiredRSASize)."""

RSA_FLOOR_BITS: Final = 2048
"""NIST SP 800-57, part 3: the least for new keys."""

_ELSE: Final = (
    (b"-----BEGIN CERTIFICATE", "It is an X.509 certificate, which SSH does not use"),
    (b"-----BEGIN PGP", "It is an OpenPGP block; use gpg for it"),
    (b"AGE-SECRET-KEY-", "It is an age identity; use age for it"),
    (b"-----BEGIN SSH SIGNATURE", "It is an SSH signature, not a key"),
    (b"---- BEGIN SSH2 ENCRYPTED", "It is a private key of ssh.com: puttygen can turn it into a PPK file"),
    (b"SSH PRIVATE KEY FILE FORMAT 1.1", "It is a key for SSH version 1, which no server speaks any more"),
    (
        b"PRIVATE KEY",
        "It speaks of a private key, but its BEGIN line is damaged: compare it with a whole key file",
    ),
    (b"\xff\xfe", "It is UTF-16 text, as Notepad or PowerShell write it: save it as ASCII or UTF-8"),
    (b"\x30\x82", "It looks like a binary DER file: turn it into PEM first (openssl can)"),
    (b"|1|", "It looks like a known_hosts file with hashed names"),
)


def what_else(data: bytes) -> str:
    """A hint about bytes that no format recognised."""
    head = data[:4096]
    for mark, words in _ELSE:
        if mark in head:
            return words
    if b"\0" in head:
        return "It is a binary file; choose another one"
    return "Choose a private key, a public key or a certificate"


def about_key(report: KeyReport) -> tuple[Finding, ...]:
    """Findings about a key alone, wherever it lies."""
    return (*_about_type(report), *_about_locking(report), *_about_certificate(report))


def _about_type(report: KeyReport) -> Iterator[Finding]:
    public = report.public
    if public is None:
        return
    if public.family == "rsa" and public.bits < RSA_REFUSED_BITS:
        yield Finding(
            "rsa-too-small",
            Severity.ERROR,
            f"RSA of {public.bits} bits can be broken, and OpenSSH refuses it",
            "Make a new key",
        )
    elif public.family == "rsa" and public.bits < RSA_FLOOR_BITS:
        yield Finding(
            "rsa-small",
            Severity.WARNING,
            f"RSA of {public.bits} bits is too small for today; most services refuse it",
            "Make a new key: Ed25519, or RSA of 3072 bits and more",
        )
    elif public.family == "dsa":
        yield Finding(
            "dsa",
            Severity.WARNING,
            "DSA keys are refused by OpenSSH 10 and by most services",
            "Make a new key: Ed25519 or RSA",
        )
    elif public.family == "unknown":
        yield Finding(
            "unknown-type",
            Severity.WARNING,
            "This key type is not known here",
            "It can be shown and copied only",
        )


def _about_locking(report: KeyReport) -> Iterator[Finding]:
    if report.kind is not Kind.PRIVATE:
        return
    if report.encryption is None:
        yield Finding(
            "not-locked",
            Severity.INFO,
            "The private key has no passphrase",
            "Whoever reads the file has the key",
        )
    elif report.encryption.strength is Strength.WEAK:
        words = FORMATS[report.container or ""].protection_advice if report.container in FORMATS else ""
        yield Finding(
            "weak-protection",
            Severity.WARNING,
            "The passphrase protects little: guessing it is cheap in this container",
            words or "Convert it to OpenSSH, PKCS#8 or PPK 3",
        )


def _about_certificate(report: KeyReport) -> Iterator[Finding]:
    certificate = report.certificate
    if certificate is None:
        return
    now = time.time()
    if certificate.valid_before != FOREVER and certificate.valid_before < now:
        days = int((now - certificate.valid_before) // 86400)
        yield Finding(
            "certificate-expired",
            Severity.ERROR,
            f"The certificate expired {days} day{'' if days == 1 else 's'} ago",
            "Have it signed again",
        )
    elif certificate.valid_after > now:
        yield Finding("certificate-early", Severity.WARNING, "The certificate is not valid yet")


def about_file(
    facts: FileFacts | None, keys: tuple[KeyReport, ...], pair: Pair | None
) -> tuple[Finding, ...]:
    """Findings about a file: its mode and what lies beside it."""
    found = []
    private = any(key.kind is Kind.PRIVATE for key in keys)
    if facts and private and facts.mode & 0o077:
        found.append(
            Finding(
                "mode-open",
                Severity.WARNING,
                f"Others may read this private key (mode {facts.mode:04o}); OpenSSH refuses to use it",
                "Set its mode to 0600",
            )
        )
    if pair and pair.state is PairState.DIFFERS:
        found.append(
            Finding(
                "pair-differs",
                Severity.ERROR,
                f"{pair.path.name} beside it belongs to another key",
                "Servers will refuse: write the public file anew from the private one",
            )
        )
    return tuple(found)
