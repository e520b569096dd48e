"""What a repair would do to a file, and what it did: records that both faces show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..inspection.report import Kind
from ..records import dataclass, field
from .differences import difference
from .unnamed_keys import refused_names

if TYPE_CHECKING:
    from pathlib import Path

    from ..damage.live_lines import Live
    from ..files import storage
    from ..findings import Finding
    from ..inspection.permissions import PermissionProblem
    from ..inspection.report import FileReport
    from .repairing import Repaired


def is_sealed(report: FileReport) -> bool:
    """Whether there is a private key in a file that has not been unlocked."""
    return any(key.kind is Kind.PRIVATE and key.is_locked for key in report.keys)


def nothing_wrong(name: object, *, sealed: bool, warned: bool = False) -> str:
    """What is said of a file in which nothing is wrong, or nothing that can be seen or repaired."""
    unseen = ", as far as can be seen without its passphrase" * sealed
    if warned:
        return f"Nothing in {name} can be repaired{unseen}; its warnings need another step"
    return f"Nothing is wrong with {name}{unseen}"


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """What is wrong with a file, and what repairing would do: told before anything is written."""

    path: Path
    before: bytes = field(repr=False)
    repaired: Repaired | None
    """None when nothing is wrong with the bytes."""
    problems: tuple[Finding, ...]
    changes: tuple[str, ...]
    """One sentence for each problem, in the same order."""
    target: Path
    """A free name for a new file."""
    modes: tuple[PermissionProblem, ...] = ()
    """Modes to be set, of the file, its folder, or all in a folder."""
    public: storage.NewFile | None = None
    """The ``.pub`` to be written anew."""
    public_before: bytes = field(default=b"", repr=False)
    """What stood in it when this was planned."""
    left: tuple[Finding, ...] = ()
    """Errors that no repair puts right: they need another step."""
    sealed: bool = False
    """Whether a key in it was not looked into, for want of its passphrase."""
    warned: bool = False
    """Whether there are warnings about it that no repair puts right."""

    @property
    def is_needed(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.problems)

    @property
    def set_mode(self) -> bool:
        """Whether a mode is to be set."""
        return any(one.is_ours for one in self.modes)

    def to_be_named(self, target: Path | None = None) -> tuple[Live, ...]:
        """The keys to say yes to, each by itself, before it is written; see ``Repaired.to_be_named``.

        Args:
            target: where it goes; None where it is.
        """
        if self.repaired is None:
            return ()
        return refused_names(self.repaired, self.path, target or self.path)

    @property
    def difference(self) -> tuple[tuple[str, str], ...]:
        """See ``difference``."""
        return difference(self.before, self.repaired.data) if self.repaired else ()


@dataclass(frozen=True, slots=True)
class RepairResult:
    """What was written."""

    files: tuple[Path, ...]
    backups: tuple[Path, ...]
    modes: tuple[Path, ...] = ()
    """Those whose mode alone was set."""
