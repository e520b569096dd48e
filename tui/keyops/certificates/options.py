"""Options of a certificate: the words after ``ssh-keygen -O``, and what they become.

A user certificate has five permissions unless an option takes them away; ``clear`` takes all. Names go
without regard to case, as in ssh-keygen; on the wire they stand sorted by their bytes, each with its data:
empty for a flag, a string for a value. Source: ssh-keygen(1), CERTIFICATES; OpenSSH PROTOCOL.certkeys.

For hosts no standard option has a meaning, and OpenSSH refuses a host certificate with a critical option:
here they are refused before that.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from ..encoding import wire
from ..errors import CertificateError
from ..keys.certificate import HOST
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

PERMISSIONS: Final = {
    "x11-forwarding": b"permit-X11-forwarding",
    "agent-forwarding": b"permit-agent-forwarding",
    "port-forwarding": b"permit-port-forwarding",
    "pty": b"permit-pty",
    "user-rc": b"permit-user-rc",
}
"""What a user certificate permits by default, by the word that stands behind ``permit-`` and ``no-``."""

_MAX_ADDRESSES: Final = 4096
"""Bytes of a source-address list: far more than any; longer ones are a mistake."""


@dataclass(frozen=True, slots=True)
class Options:
    """Names and data, sorted, as they go into a certificate."""

    critical: tuple[tuple[bytes, bytes], ...] = ()
    extensions: tuple[tuple[bytes, bytes], ...] = ()


class _Collected:
    """What the options so far add up to."""

    def __init__(self, kind: int) -> None:
        self.host = kind == HOST
        self.flags = set() if self.host else set(PERMISSIONS.values())
        self.values: dict[bytes, bytes] = {}
        self.custom: dict[bool, dict[bytes, bytes]] = {True: {}, False: {}}
        self.verify = False

    def options(self) -> Options:
        critical = {**self.custom[True], **self.values}
        if self.verify:
            critical[b"verify-required"] = b""
        extensions = {**self.custom[False], **dict.fromkeys(self.flags, b"")}
        return Options(tuple(sorted(critical.items())), tuple(sorted(extensions.items())))


def parse(words: Sequence[str], kind: int) -> Options:
    """Read options in the order in which they were given.

    Args:
        words: one option each, as after ``ssh-keygen -O``.
        kind: USER or HOST.

    Raises:
        CertificateError: an option that is not known, has no value or a wrong one, is given twice, or has
            no meaning for this kind.
    """
    found = _Collected(kind)
    for word in words:
        name, equals, value = word.partition("=")
        lowered = name.lower()
        prefix, colon, _ = lowered.partition(":")
        if colon and prefix in {"critical", "extension"}:
            _add_custom(found, word, critical=prefix == "critical")
        elif found.host:
            raise CertificateError(
                f"{word} has no meaning in a host certificate",
                "Options are for user certificates; leave it out",
            )
        elif equals and lowered in {"force-command", "source-address"}:
            _add_value(found, lowered, value)
        elif equals or not _set_flag(found, lowered):
            raise CertificateError(f"{word} is not a certificate option", hint())
    return found.options()


def hint() -> str:
    """The options there are, in one sentence."""
    names = ", ".join(PERMISSIONS)
    return (
        f"The options are: clear; no- or permit- with {names}; force-command=COMMAND; "
        "source-address=CIDR,...; "
        "verify-required; no-touch-required; critical:NAME[=VALUE]; extension:NAME[=VALUE]"
    )


def _set_flag(found: _Collected, word: str) -> bool:
    """Set or clear what a word without a value names; False when there is no such word."""
    verb, _, rest = word.partition("-")
    if word == "clear":
        found.flags.clear()
        found.verify = False
    elif word in {"verify-required", "no-verify-required"}:
        found.verify = verb != "no"
    elif word == "no-touch-required":
        found.flags.add(b"no-touch-required")
    elif word == "touch-required":
        found.flags.discard(b"no-touch-required")
    elif verb == "permit" and rest in PERMISSIONS:
        found.flags.add(PERMISSIONS[rest])
    elif verb == "no" and rest in PERMISSIONS:
        found.flags.discard(PERMISSIONS[rest])
    else:
        return False
    return True


def _add_value(found: _Collected, name: str, value: str) -> None:
    if not value:
        raise CertificateError(f"{name} needs a value", f"Write {name}=...")
    if name.encode() in found.values:
        raise CertificateError(f"{name} is given twice", "Use it once")
    if name == "source-address":
        _check_addresses(value)
    found.values[name.encode()] = wire.string(_bytes(value))


def _add_custom(found: _Collected, word: str, *, critical: bool) -> None:
    name, equals, value = word.partition(":")[2].partition("=")
    if not name:
        raise CertificateError(f"{word} has no name", "Write extension:name@example.com=value")
    standard = {*PERMISSIONS.values(), b"no-touch-required", b"force-command", b"source-address"}
    if _bytes(name) in standard | {b"verify-required"}:
        raise CertificateError(f"{name} is an option of its own", "Write it without critical: or extension:")
    if _bytes(name) in found.custom[critical]:
        raise CertificateError(f"{name} is given twice", "Use it once")
    found.custom[critical][_bytes(name)] = wire.string(_bytes(value)) if equals else b""


def _check_addresses(value: str) -> None:
    """Refuse what OpenSSH's ``addr_match_cidr_list`` refuses: names, blanks, bits behind the mask."""
    if len(value) > _MAX_ADDRESSES:
        raise CertificateError("The list of source addresses is too long", "Use networks instead of hosts")
    for part in value.split(","):
        try:
            ipaddress.ip_network(part)
        except ValueError:
            raise CertificateError(
                f"{part or 'An empty value'} is neither an address nor a network", _address_hint(part)
            ) from None
        if "/" in part and not part.rpartition("/")[2].isdigit():
            raise CertificateError(f"{part} has no mask length", "Add the length of the mask, such as /24")


def _address_hint(part: str) -> str:
    try:
        network = ipaddress.ip_network(part, strict=False)
    except ValueError:
        return (
            "Write addresses and networks separated by commas, without spaces: "
            "10.0.0.0/8,2001:db8::/32,192.0.2.7"
        )
    return f"The bits after the mask must be zero: {network}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
