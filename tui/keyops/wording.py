"""Facts about keys in words that both faces use."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from tui.keyops import fingerprints
from tui.keyops.algorithms import label_of
from tui.keyops.certificates import FOREVER
from tui.keyops.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.keyops.certificates import Certificate
    from tui.keyops.models import KeyReport

_KINDS: Final = {1: "user", 2: "host"}


def container_label(key: KeyReport) -> str:
    """The container as people call it."""
    row = FORMATS.get(key.container or "")
    return row.label if row else "not known"


def certificate_rows(certificate: Certificate) -> Iterator[tuple[str, str]]:
    """Label and value of what a certificate says, raw."""
    yield "Key id", certificate.key_id.decode("utf-8", "surrogateescape")
    yield (
        "For",
        f"{_KINDS.get(certificate.kind, 'unknown kind of')} "
        + (
            ", ".join(name.decode("utf-8", "surrogateescape") for name in certificate.principals)
            or "(no principals)"
        ),
    )
    yield "Serial", str(certificate.serial)
    yield "Valid", validity(certificate)
    yield "Signed by", f"{label_of(certificate.authority)} {fingerprints.sha256(certificate.authority)}"


def validity(certificate: Certificate) -> str:
    """From when to when, in UTC."""
    start = "always" if certificate.valid_after == 0 else _date(certificate.valid_after)
    end = "for ever" if certificate.valid_before == FOREVER else _date(certificate.valid_before)
    return end if start == "always" and end == "for ever" else f"from {start} until {end}"


def _date(seconds: int) -> str:
    try:
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):
        return f"second {seconds}"


def mode_words(mode: int) -> str:
    """Permission bits as ``ls`` shows them: ``-rw-------``."""
    letters = "rwxrwxrwx"
    return "-" + "".join(letter if mode & (0o400 >> at) else "-" for at, letter in enumerate(letters))
