"""Sets of ciphers that a profile names in one word, and those that every reader of a format has.

Source: measured with ssh-keygen 9.2, libssh, libssh2 and net-ssh on OpenSSL 3.0, each with every cipher that
``openssl list -cipher-algorithms`` names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..formats import FORMATS
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class CipherSet:
    """Ciphers by name, and how they are spoken of."""

    words: str
    """What stands after ``it can decrypt``."""
    found: Callable[[], tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """Of the ciphers; their table is loaded now."""
        return self.found()


def _of_openssl() -> tuple[str, ...]:
    from ..crypto import body_ciphers

    return tuple(one.name for one in body_ciphers.READ.values() if not body_ciphers.is_legacy(one.name))


SETS: Final = {
    "openssl-3": CipherSet("what OpenSSL 3 opens without its legacy provider", _of_openssl),
}
"""By the word that a profile writes in place of the names."""


def is_usual(container: str, cipher: str) -> bool:
    """Whether a cipher is one that can be counted on where a profile names none."""
    locks = FORMATS[container].locks
    return locks is None or not locks.ciphers or cipher in locks.ciphers


def expand(names: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The ciphers of a profile, each by its name, and the words for them where one set is all of it."""
    known = tuple(one for name in names for one in (SETS[name].names if name in SETS else (name,)))
    words = SETS[names[0]].words if len(names) == 1 and names[0] in SETS else ""
    return known, words
