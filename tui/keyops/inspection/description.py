"""Facts about keys in words that both faces use.

What few keys have, certificates and FIDO tokens, is imported where it is told.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from ..formats import FORMATS
from ..keys import fingerprints
from ..keys.algorithms import label_of
from ..keys.base import PrivateKey
from ..keys.certificate import FOREVER, HOST, USER, option_value
from ..moments import duration, moment_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from .report import KeyReport

_KINDS: Final = {USER: "user", HOST: "host"}

_SIGNATURES: Final = {
    "valid": "good",
    "invalid": "wrong: this CA did not sign this certificate",
    "cannot tell": "cannot be checked here",
}
"""By SignatureState."""

_OPTIONS: Final = {
    "force-command": ("Only runs", ""),
    "source-address": ("Only from", ""),
    "verify-required": ("Must", "the token verifies the user by PIN or biometrics"),
}
"""The critical options of OpenSSH: a label, and words where the option has no value."""

_EXTENSIONS: Final = {
    b"permit-X11-forwarding": "X11 forwarding",
    b"permit-agent-forwarding": "agent forwarding",
    b"permit-port-forwarding": "port forwarding",
    b"permit-pty": "a terminal",
    b"permit-user-rc": "~/.ssh/rc",
    b"no-touch-required": "use without touching the token",
}


def container_label(key: KeyReport) -> str:
    """The container as people call it."""
    row = FORMATS.get(key.container or "")
    return row.label if row else "not known"


def certificate_rows(certificate: Certificate) -> Iterator[tuple[str, str]]:
    """Label and value of what a certificate says, raw, and whether its signature is good."""
    from ..keys.verification import signature_state

    kind = _KINDS.get(certificate.kind, f"unknown kind {certificate.kind}")
    yield "Key id", _text(certificate.key_id)
    yield "For", f"{kind} {', '.join(map(_text, certificate.principals)) or '(no principals)'}"
    yield "Serial", str(certificate.serial)
    yield "Valid", ", ".join((validity(certificate), *filter(None, (time_left(certificate),))))
    for name, data in certificate.critical_options:
        yield _option_row(_text(name), _text(option_value(data)))
    if certificate.extensions:
        yield "Allows", ", ".join(_extension(*pair) for pair in certificate.extensions)
    elif certificate.kind == USER:
        yield "Allows", "nothing extra: no terminal, no forwarding"
    authority = certificate.authority
    yield "Signed by", f"{label_of(authority)} {fingerprints.sha256(authority)}"
    how = f" ({certificate.signature_algorithm})" if certificate.signature_algorithm else ""
    yield "Signature", _SIGNATURES[signature_state(certificate)] + how
    yield "Cert", fingerprints.sha256_of(certificate.blob)
    yield "Cert", fingerprints.md5_of(certificate.blob)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _option_row(name: str, value: str) -> tuple[str, str]:
    if name in _OPTIONS:
        label, words = _OPTIONS[name]
        return label, words or value or "(malformed: no value)"
    return "Critical", f"{name} {value}".rstrip()


def _extension(name: bytes, data: bytes) -> str:
    words, value = _EXTENSIONS.get(name, _text(name)), _text(option_value(data))
    return f"{words} {value}".rstrip()


def validity(certificate: Certificate) -> str:
    """From when to when, in UTC."""
    start = f"from {moment_words(certificate.valid_after)}" if certificate.valid_after else ""
    end = (
        "forever"
        if certificate.valid_before == FOREVER
        else f"until {moment_words(certificate.valid_before)}"
    )
    return f"{start} {end}".lstrip()


def time_left(certificate: Certificate, now: float | None = None) -> str:
    """What the validity means now: ``expired 3 days ago``, ``valid for 9 more years``; empty forever.

    Args:
        certificate: what it is about.
        now: seconds since 1970, of the clock when not given.
    """
    now = time.time() if now is None else now
    if certificate.valid_before <= certificate.valid_after:
        return "which is never"
    if now < certificate.valid_after:
        return f"begins in {duration(certificate.valid_after - now)}"
    if certificate.valid_before == FOREVER:
        return ""
    if now >= certificate.valid_before:
        return f"expired {duration(now - certificate.valid_before)} ago"
    count, _, unit = duration(certificate.valid_before - now).partition(" ")
    return f"valid for {count} more {unit}"


def fido_rows(half: PublicKey | PrivateKey | None) -> tuple[tuple[str, str], ...]:
    """Label and value of what is special in a FIDO key, raw; nothing for other types.

    Args:
        half: the public key, which knows the application; or the private one, which knows the rest too.
    """
    if half is None or (half.public if isinstance(half, PrivateKey) else half).family != "sk":
        return ()
    from ..keys.fido import FidoPrivateKey, FidoPublicKey

    if isinstance(half, FidoPublicKey):
        return (("Application", _text(half.application)),)
    if isinstance(half, FidoPrivateKey):
        return (
            *fido_rows(half.public),
            ("Token", ", ".join(fido_flags(half.flags))),
            ("Handle", f"{len(half.key_handle)} bytes, usable only by the token"),
        )
    return ()


def fido_flags(flags: int) -> tuple[str, ...]:
    """The flag byte of a FIDO key in words."""
    from ..keys.fido import FORCED, RESIDENT, TOUCH_REQUIRED, VERIFICATION_REQUIRED

    words = ["touch required" if flags & TOUCH_REQUIRED else "no touch required"]
    if flags & VERIFICATION_REQUIRED:
        words.append("verification required (PIN or biometrics)")
    if flags & RESIDENT:
        words.append("resident (the token keeps the handle too)")
    unknown = flags & ~(TOUCH_REQUIRED | VERIFICATION_REQUIRED | FORCED | RESIDENT)
    if unknown:
        words.append(f"unknown flags 0x{unknown:02x}")
    return tuple(words)


def mode_words(mode: int) -> str:
    """Permission bits as ``ls`` shows them: ``-rw-------``."""
    letters = "rwxrwxrwx"
    return "-" + "".join(letter if mode & (0o400 >> at) else "-" for at, letter in enumerate(letters))


def where_kept(path: Path, backup: Path) -> str:
    """The name of a backup, with its folder where a link led to another one. Raw."""
    return backup.name if backup.parent == path.parent else f"{backup.name} in {backup.parent}"
