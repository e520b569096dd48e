"""The passphrases that opened keys, in memory until everything is locked again.

Nothing here is written down, shown or handed to another program: a passphrase is a ``Secret``, and who asks
for one says for which file. ``AutoLock`` forgets all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keyops.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..keyops.secret import Secret


@dataclass(frozen=True, slots=True)
class Kept:
    """What opened a file."""

    passphrase: Secret
    lifted: bool
    """Whether the user agreed to more work than is done unasked."""


class Unlocked:
    """Which files are unlocked, and with what.

    Args:
        changed: called when other files are unlocked than before.
    """

    def __init__(self, changed: Callable[[], object]) -> None:
        self._kept: dict[Path, Kept] = {}
        self._changed = changed

    def keep(self, path: Path, passphrase: Secret, *, lifted: bool = False) -> None:
        """Remember what opened a file."""
        self._kept[path.absolute()] = Kept(passphrase, lifted)
        self._changed()

    def what_opens(self, path: Path) -> Kept | None:
        """What opened a file; None while it is locked."""
        return self._kept.get(path.absolute())

    def forget(self, path: Path) -> None:
        """Lock one file again: it is another one, or opens with something else."""
        if self._kept.pop(path.absolute(), None) is not None:
            self._changed()

    def forget_all(self) -> bool:
        """Lock everything; whether anything was unlocked."""
        had = bool(self._kept)
        self._kept.clear()
        if had:
            self._changed()
        return had

    @property
    def paths(self) -> frozenset[Path]:
        """The files that are unlocked."""
        return frozenset(self._kept)
