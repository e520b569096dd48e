"""What a kind of damage is: how it is seen, who refuses a file for it, and how it is repaired.

Who refuses what was measured with OpenSSH 9.2, PuTTYgen 0.78 and OpenSSL 3.0, each kind against each
container: the same defect is fatal in one container and harmless in the next. A test repeats it.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from ..formats import contract
from ..records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .text import Text


class Container(enum.StrEnum):
    """Containers as far as they differ in what they forgive."""

    OPENSSH = "OpenSSH private key"
    PEM = "PEM private key"
    PEM_LOCKED = "encrypted PEM private key"
    PKCS8 = "PKCS#8 private key"
    SPKI = "PEM public key"
    RFC4716 = "RFC 4716 public key"
    SSHCOM = "ssh.com private key"
    PPK = "PPK private key"
    PUBLIC = "OpenSSH public key"
    PUBLIC_LINES = "file of OpenSSH public keys"
    """More than one key line: authorized_keys."""
    UNKNOWN = "file"


ARMOURED: Final = frozenset(
    {
        Container.OPENSSH,
        Container.PEM,
        Container.PEM_LOCKED,
        Container.PKCS8,
        Container.SPKI,
        Container.RFC4716,
        Container.SSHCOM,
    }
)
"""Those with BEGIN and END lines."""

KEY_LINES: Final = frozenset({Container.PUBLIC, Container.PUBLIC_LINES})

PROGRAMS: Final = {letter: contract.PROGRAMS[letter] for letter in "SPO"}

TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
"""From the base64 alphabet of addresses."""

READERS: Final[dict[Container, str]] = {
    Container.OPENSSH: "SP",
    Container.PEM: "SPO",
    Container.PEM_LOCKED: "SPO",
    Container.PKCS8: "SO",
    Container.SPKI: "SO",
    Container.RFC4716: "SP",
    Container.SSHCOM: "P",
    Container.PPK: "P",
    Container.PUBLIC: "SP",
    Container.PUBLIC_LINES: "S",
}
"""Which of PROGRAMS read a container at all; the first one owns it."""

CANNOT: Final = "It cannot be repaired"
"""Stands in the hint of damage by which something is lost."""

EVERYWHERE: Final[dict[Container, str]] = READERS


def refusals(**letters: str) -> dict[Container, str]:
    """By container, in lower case, the letters of the PROGRAMS that refuse; others take it."""
    return {Container[name.upper()]: who for name, who in letters.items()}


@dataclass(frozen=True, slots=True)
class Seen:
    """One kind of damage, found in one file. Nothing of the key's body is in it."""

    title: str
    """What is wrong, as a sentence without a full stop."""
    change: str = ""
    """What repairing does, such as ``convert 38 lines from CRLF to LF``."""
    why_not: str = ""
    """Why this file cannot be repaired, when it cannot."""
    refused: str | None = None
    """Letters of the programs that refuse this occurrence, where that differs from the kind."""
    also: tuple[str, ...] = ()
    """Names of others that refuse it too."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text may have been before a program wrote it in another way. Only a proof says that it was."""

    data: bytes = field(repr=False)
    title: str
    """What was done to it, and who does such things, as a sentence without a full stop."""
    change: str
    """What repair does, as ``Seen.change``."""
    refused: str | None = None
    """Letters of the programs that refuse this occurrence, where that differs from the kind."""


@dataclass(frozen=True, slots=True)
class DamageKind:
    """A row of the table of damage."""

    id: str
    title: str
    """In general, for the manual."""
    signs: str
    """How it is seen, for the manual."""
    remedy: str
    """What repairing does in general, or why it cannot be repaired; for the manual."""
    refused: Mapping[Container, str] = field(default_factory=dict)
    """Letters of the programs that refuse such a file, by container."""
    find: Callable[[Text], Seen | None] | None = None
    """None when it is not in the bytes but in the folder: a mode, a file next to it."""
    repair: Callable[[Text], bytes] | None = None
    """Only called after ``find`` found it. None when it cannot be repaired from the bytes alone."""
    peels: bool = False
    """Whether something else may come to light below it."""
    only: frozenset[Container] = frozenset(Container)
    """The containers in which it can be, as the manual says; ``find`` sees to it itself."""
    undo: Callable[[bytes], Iterable[Reading]] | None = None
    """Of a text encoding, in place of ``find`` and ``repair``: what the text may have been before it."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """For words such as ``1 line`` and ``38 lines``."""

    one: str
    many: str

    def __call__(self, count: int) -> str:
        return f"{count:,} {self.one if count == 1 else self.many}"


lines = _Counted("line", "lines")
blank_lines = _Counted("blank line", "blank lines")
bytes_ = _Counted("byte", "bytes")
places = _Counted("place", "places")


def by_count(count: int, one: str, many: str) -> str:
    """The form of a word that goes with a count: ``is`` or ``are``, ``key`` or ``keys``."""
    return one if count == 1 else many


def spliced(data: bytes, edits: Iterable[tuple[int, int, bytes]]) -> bytes:
    """The bytes with parts replaced: start and stop of each, in order, and what stands there then."""
    parts, at = [], 0
    for start, stop, new in edits:
        parts += [data[at:start], new]
        at = stop
    return b"".join((*parts, data[at:]))


RENAMES: Final = frozenset({"private-in-pub", "public-as-private"})
"""Kinds that only their owner can set right, by giving the file its right name."""
