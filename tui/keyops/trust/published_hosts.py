"""Host keys whose fingerprints a service publishes, and whether a line of known_hosts holds one of them.

The fingerprints are data, in ``published_hosts.toml``, each with its page and the day it was compared.
"""

from __future__ import annotations

import enum
import functools
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..keys import fingerprints
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ..keys.base import PublicKey
    from .known_hosts import HostLine

_FILE: Final = Path(__file__).with_name("published_hosts.toml")


class Standing(enum.StrEnum):
    """What a service says of a key under its name."""

    PUBLISHED = "published"
    RETIRED = "retired"
    """It was the service's key once."""
    UNKNOWN = "unknown"
    """The service publishes others, and not this one."""


@dataclass(frozen=True, slots=True)
class PublishedHost:
    """A service and the fingerprints of its host keys."""

    label: str
    names: tuple[str, ...]
    """As ssh looks them up."""
    source: str
    checked: date
    current: frozenset[str]
    retired: dict[str, str]
    """Fingerprint to what became of the key."""


@dataclass(frozen=True, slots=True)
class HostVerdict:
    """What the service of a name says of a key."""

    host: PublishedHost
    standing: Standing
    words: str
    """A sentence without its full stop."""


@functools.cache
def hosts() -> tuple[PublishedHost, ...]:
    """All services whose host keys are known."""
    return tuple(
        PublishedHost(
            one["label"],
            tuple(one["names"]),
            one["source"],
            one["checked"],
            frozenset(one["current"]),
            {gone["sha256"]: gone["why"] for gone in one.get("retired", ())},
        )
        for one in tomllib.loads(_FILE.read_text("utf-8"))["hosts"]
    )


def names() -> tuple[str, ...]:
    """All names whose keys are published."""
    return tuple(name for host in hosts() for name in host.names)


def _host(of: Iterable[str]) -> PublishedHost | None:
    wanted = {name.strip().lower() for name in of}
    return next((one for one in hosts() if wanted.intersection(one.names)), None)


def _judged(host: PublishedHost, public: PublicKey) -> HostVerdict:
    sha256 = fingerprints.sha256(public)
    if sha256 in host.current:
        return HostVerdict(host, Standing.PUBLISHED, f"{host.label} publishes this key ({host.checked})")
    if sha256 in host.retired:
        words = f"{host.label} no longer uses this key: {host.retired[sha256]}. Remove the line"
        return HostVerdict(host, Standing.RETIRED, words)
    words = (
        f"{host.label} does not publish this key ({host.checked}). Find out whose it is before you connect"
    )
    return HostVerdict(host, Standing.UNKNOWN, words)


def of_line(line: HostLine, name: str = "") -> HostVerdict | None:
    """Judge the key of a line; None for one that is no server's own, or of a host that publishes nothing.

    Args:
        line: of known_hosts.
        name: the one behind its hash, where it is known.
    """
    host = None if line.marker else _host([name] if line.is_hashed else line.names.split(", "))
    public = line.public if host is not None else None  # only those keys are read
    return None if host is None or public is None else _judged(host, public)
