"""Blocks next to the key that are no keys: certificates before or behind it, as web servers keep them.

Who refuses a file for them was measured with each client whose profile says so; a test compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..formats import _blocks
from ..patterns import compiled
from .base import ARMOURED, Container, DamageKind, Seen, refusals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .text import Text

_OTHER_BEGIN: Final = compiled(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----")
_CERTIFICATE: Final = ("An X.509 certificate", "X.509 certificates")
_REQUEST: Final = ("A certificate request", "certificate requests")
_ANY: Final = ("Another block", "other blocks")
_NAMES: Final = {
    b"CERTIFICATE": _CERTIFICATE,
    b"TRUSTED CERTIFICATE": _CERTIFICATE,
    b"X509 CERTIFICATE": _CERTIFICATE,
    b"CERTIFICATE REQUEST": _REQUEST,
    b"NEW CERTIFICATE REQUEST": _REQUEST,
    b"X509 CRL": ("An X.509 revocation list", "X.509 revocation lists"),
    b"DH PARAMETERS": ("A block of Diffie-Hellman parameters", "blocks of Diffie-Hellman parameters"),
}
"""What blocks hold that often stand next to a PEM key, one of them and several."""

BEFORE_ALSO: Final[Mapping[Container, tuple[str, ...]]] = {
    Container.OPENSSH: ("Go", "ssh2 (Node.js)", "phpseclib", "Dropbear"),
    Container.PEM: ("Go", "JSch", "Paramiko", "ssh2 (Node.js)", "phpseclib", "Dropbear"),
    Container.PEM_LOCKED: ("Go", "JSch", "Paramiko", "ssh2 (Node.js)", "phpseclib"),
    Container.PKCS8: ("Go", "JSch", "phpseclib"),
}
"""Who else refuses a key behind another block."""
AFTER_ALSO: Final[Mapping[Container, tuple[str, ...]]] = dict.fromkeys(
    (Container.OPENSSH, Container.PEM, Container.PEM_LOCKED), ("ssh2 (Node.js)",)
)
"""Who refuses a key before another block."""


def before(text: Text) -> bytes:
    """What stands before the key, but for blanks in its own line, which are indentation."""
    if text.start <= 0:
        return b""
    line = text.data.rfind(b"\n", 0, text.start) + 1
    return text.data[:line] if not text.data[line : text.start].strip(b" \t") else text.data[: text.start]


def after(text: Text) -> bytes:
    """What stands behind the last END line."""
    if not text.blocks or text.blocks[-1].end is None:
        return b""
    return text.data[text.blocks[-1].end.end :]


def without_before(text: Text) -> bytes:
    """The file from its key on."""
    return text.data[len(before(text)) :]


def without_after(text: Text) -> bytes:
    """The file up to the end of its last key."""
    return text.data[: len(text.data) - len(after(text))] + b"\n"


def is_company(other: bytes) -> bool:
    """Whether a text next to the key holds a key too, or blocks, and is not just other text."""
    return _blocks.holds_key(other) or _OTHER_BEGIN.search(other) is not None


def _names_of(other: bytes) -> str:
    """The blocks in a text next to the key; empty without any."""
    labels = [match[1] for match in _OTHER_BEGIN.finditer(other)]
    ours = any(_blocks.Part(label.decode("ascii"), 0, 0).is_ours for label in labels)
    if not labels or ours or _blocks.holds_key(other):
        return ""
    names = {_NAMES.get(label, _ANY) for label in labels}
    one, many = names.pop() if len(names) == 1 else _ANY
    return one if len(labels) == 1 else f"{len(labels)} {many}"


def _find_before(text: Text) -> Seen | None:
    return _seen(before(text), "before the BEGIN line", BEFORE_ALSO.get(text.container, ()))


def _find_after(text: Text) -> Seen | None:
    return _seen(after(text), "after the END line", AFTER_ALSO.get(text.container, ()))


def _seen(other: bytes, where: str, also: tuple[str, ...]) -> Seen | None:
    what = _names_of(other)
    if not what:
        return None
    words = f"{what[0].lower()}{what[1:]} {where}"
    return Seen(
        f"{what} {where}",
        f"remove {words}",
        also=also,
    )


BLOCK_BEFORE: Final = DamageKind(
    "block-before",
    "Another block before the key",
    "a certificate, a request or parameters with BEGIN and END lines of their own",
    "removed",
    refusals(openssh="SP", pem="P", pem_locked="P", rfc4716="SP", sshcom="P", ppk="P"),
    _find_before,
    without_before,
    only=ARMOURED | {Container.PPK},
)
BLOCK_AFTER: Final = DamageKind(
    "block-after",
    "Another block after the key",
    "a certificate, a request or parameters with BEGIN and END lines of their own",
    "removed",
    {},
    _find_after,
    without_after,
    only=ARMOURED,
)
