"""Whose signature is it? Asked of an allowed_signers file, as ``ssh-keygen -Y verify`` asks it.

A line counts for a signature when its key made it (or, with ``cert-authority``, signed the certificate that
made it), its namespaces, if it has any, take in that of the signature, and the moment lies between its
``valid-after`` and ``valid-before``. A line with a certificate counts for signatures made under that very
certificate, and never for its plain key; with ``cert-authority`` its plain key is the authority. Source:
OpenSSH sshsig.c, ``check_allowed_keys_line``; sshkey.c, ``sshkey_equal`` and ``sshkey_equal_public``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..certificates import validity
from ..errors import KeyOpsError
from ..formats import allowed_signers
from ..keys.certificate import FOREVER, USER, Certificate
from ..records import dataclass
from ..trust import patterns

if TYPE_CHECKING:
    from ..formats.contract import KeyEntry
    from ..formats.sshsig import FileSignature


@dataclass(frozen=True, slots=True)
class Signer:
    """A line that counts for a signature."""

    line: int
    principals: tuple[str, ...]
    """Who that is: the patterns of the line; with a certificate, the names in it that fit them."""
    certified: bool = False
    """Whether they are names in a certificate, in which no character stands for others."""

    def is_about(self, identity: str) -> bool:
        """Whether that is somebody."""
        if self.certified:
            return identity in self.principals
        return _fits(identity, ",".join(self.principals))


@dataclass(frozen=True, slots=True)
class SignersAnswer:
    """What a file says of a signature."""

    signers: tuple[Signer, ...]
    reasons: tuple[str, ...]
    """Why lines with the right key do not count, raw."""

    def names(self, identity: str) -> bool:
        """Whether a line that counts is about somebody."""
        return any(signer.is_about(identity) for signer in self.signers)


def ask(data: bytes, signature: FileSignature, moment: int) -> SignersAnswer:
    """Look for the lines of an allowed_signers file that count for a signature.

    Args:
        data: the file.
        signature: that was made; whether it is right is another question.
        moment: seconds since 1970: when it must count.

    Raises:
        CorruptKeyError: the file has no good line.
    """
    signers: list[Signer] = []
    reasons: list[str] = []
    for entry in allowed_signers.read_exactly(data):
        if entry.error is not None or entry.public is None:
            continue
        try:
            found = _judge(entry, signature, moment)
        except KeyOpsError as error:
            reasons.append(f"line {entry.line}: {error.title}")
            continue
        if isinstance(found, str):
            reasons.append(f"line {entry.line}: {found}")
        elif found is not None:
            signers.append(found)
    return SignersAnswer(tuple(signers), tuple(reasons))


def _judge(entry: KeyEntry, signature: FileSignature, moment: int) -> Signer | str | None:
    """A signer; why the line does not count; None when it is about another key."""
    certificate = signature.certificate
    authority = certificate.authority if certificate is not None else None
    if entry.public not in (signature.public, authority):
        return None
    principals, options = allowed_signers.parts(entry)
    certifies = "cert-authority" in options
    if certifies and (certificate is None or entry.public != authority):
        return None
    if not certifies and (entry.public != signature.public or entry.certificate != certificate):
        return _why_not_certificate(entry, signature)
    reason = _why_not(options, signature.namespace.decode("utf-8", "surrogateescape"), moment)
    if reason:
        return reason
    if certificate is None or not certifies:
        return Signer(entry.line, tuple(principals.split(",")))
    return _under_certificate(entry.line, principals, certificate, moment)


def _why_not_certificate(entry: KeyEntry, signature: FileSignature) -> str | None:
    """Why a line with another certificate does not count; None when it has none, or is about another key."""
    if entry.certificate is None or entry.public != signature.public:
        return None
    return "the line holds a certificate, which only counts for signatures made with that certificate"


def _why_not(options: dict[str, str], namespace: str, moment: int) -> str:
    """Why a line with the right key does not count; empty when it does."""
    if "namespaces" in options and not _fits(namespace, options["namespaces"]):
        return f"the key is for other namespaces: {options['namespaces']}"
    if {"valid-after", "valid-before"} <= set(options) and validity.date(
        options["valid-before"]
    ) <= validity.date(options["valid-after"]):
        return "valid-before is not later than valid-after"
    if "valid-after" in options and moment < validity.date(options["valid-after"]):
        return f"the key counts only after {options['valid-after']}"
    if "valid-before" in options and moment > validity.date(options["valid-before"]):
        return f"the key counts only until {options['valid-before']}"
    return ""


def _under_certificate(line: int, principals: str, certificate: Certificate, moment: int) -> Signer | str:
    if certificate.kind != USER:
        return "the certificate is a host certificate"
    if moment < certificate.valid_after or (
        certificate.valid_before != FOREVER and moment >= certificate.valid_before
    ):
        return "the certificate is not valid at that time"
    names = [name.decode("utf-8", "surrogateescape") for name in certificate.principals]
    fitting = tuple(name for name in names if _fits(name, principals))
    if fitting:
        return Signer(line, fitting, certified=True)
    return "the line allows none of the certificate's principals"


def _fits(text: str, wanted: str) -> bool:
    return patterns.matches(*(one.encode("utf-8", "surrogateescape") for one in (text, wanted)))
