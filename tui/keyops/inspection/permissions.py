"""Who may read and write the keys: modes and owners of a folder, of the one above it, and of its files.

What OpenSSH does about each: ssh does not use a private key that others may read (ssh-keygen(1), and
``sshkey_perm_ok`` in authfile.c: mode & 077 where the file is ours), and does not run with a ``config`` that
others may write (ssh_config(5): mode & 022). sshd does not take an ``authorized_keys`` when others may write
the file, ``~/.ssh`` or the home folder (sshd(8), StrictModes in sshd_config(5), and ``safe_path`` in misc.c:
mode & 022, sticky or not, or the owner is neither the user nor root; of a link, where it leads, and every
folder from there up to the home folder). All of them follow links.
"""

from __future__ import annotations

import os
import pwd
import stat
from typing import TYPE_CHECKING, Final

from ..errors import KeyOpsError
from ..files import paths as presence
from ..files.reading import read_key_file
from ..findings import Finding, Severity
from ..records import dataclass, replace
from .report import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .report import KeyReport

FOLDER_OPEN: Final = "folder-open"
FILE_OPEN: Final = "file-open"
OWNER: Final = "owner"
IDS: Final = frozenset({"mode-open", FOLDER_OPEN, FILE_OPEN})
"""Findings that another mode repairs."""

_OTHERS_WRITE: Final = 0o022
_OTHERS: Final = 0o077
_AUTHORIZED: Final = frozenset({"authorized_keys", "authorized_keys2"})


@dataclass(frozen=True, slots=True)
class PermissionProblem:
    """A file or folder that others may read or write, and the mode it should have."""

    path: Path
    finding: Finding
    now: int
    """Its permission bits."""
    wanted: int
    owner: str = ""
    """Whose it is; empty when it is ours."""
    inode: tuple[int, int] | None = None
    """Which file was looked at: device and inode."""
    elsewhere: Path | None = None
    """Where it lies, if a link leads out of what was looked at; then it is told of and left."""

    @property
    def is_ours(self) -> bool:
        """Whether we may and will change it."""
        return not self.owner and self.now != self.wanted and self.elsewhere is None

    @property
    def change(self) -> str:
        """What is done about it, as a sentence."""
        if self.owner:
            return f"left unchanged: it belongs to {self.owner}"
        if self.elsewhere is not None:
            return f"left unchanged: it is a link to {self.elsewhere}; repair the permissions there"
        return f"set the mode of {self.path.name or self.path} to {self.wanted:04o}"


def examine(folder: Path) -> tuple[PermissionProblem, ...]:
    """All that is wrong with the modes of a folder, of its files, and for ``.ssh`` of the home above it.

    Of a home folder, its ``.ssh`` is looked at too. Links to files are followed, as OpenSSH does; a file that
    lies elsewhere is told of only. Nothing is opened but files that others may read, to see whether they hold
    private keys.

    Raises:
        StorageError: the folder cannot be read.
    """
    from ..files import listing as browsing

    folder = folder.absolute()
    found: list[PermissionProblem] = []
    if folder.name == ".ssh":
        found += _about_folder(folder.parent)
    for place in (folder, folder / ".ssh"):
        if place != folder and not presence.is_folder(place):
            continue
        found += _about_folder(place)
        files = [entry.path for entry in browsing.scan(place) if not entry.is_folder]
        for path in sorted(
            files, key=presence.is_link
        ):  # a file is told of by its own name, if it has one here
            found += (_unless_elsewhere(one, place) for one in _about_file(path, place))
            found += _above(path)
    return _each_once(found)


def _unless_elsewhere(one: PermissionProblem, place: Path) -> PermissionProblem:
    if not presence.is_link(one.path):
        return one
    real, within = one.path.resolve(), place.parent if place.name == ".ssh" else place
    return one if real.is_relative_to(within.resolve()) else replace(one, elsewhere=real)


def _each_once(found: list[PermissionProblem]) -> tuple[PermissionProblem, ...]:
    """Without what was found again on another way."""
    first: dict[tuple[object, str], PermissionProblem] = {}
    for one in found:
        first.setdefault((one.inode or one.path, one.finding.id), one)
    return tuple(first.values())


def around(path: Path, keys: tuple[KeyReport, ...]) -> tuple[PermissionProblem, ...]:
    """What is wrong with the owner or mode of a key file that was read, or of the folder it lies in."""
    found = [one for one in _about_file(path, path.parent, keys) if one.finding.id != "mode-open"]
    matters = path.name in _AUTHORIZED or any(key.kind is Kind.PRIVATE for key in keys)
    if matters:
        found += [one for one in _about_folder(path.parent) if one.finding.severity is not Severity.INFO]
    found += _above(path)
    return _each_once(found)


def _above(path: Path) -> Iterator[PermissionProblem]:
    """What is wrong with the folders from which sshd judges an ``authorized_keys`` of ``~/.ssh``."""
    if path.name not in _AUTHORIZED or path.parent.name != ".ssh":
        return
    try:
        real, home = path.resolve(strict=True), path.parent.parent.resolve(strict=True)
        user = home.stat().st_uid
    except (OSError, RuntimeError):  # nothing, or a link to itself
        return
    for folder in real.parents:
        yield from _about_folder(folder, user)
        if folder == home:
            return


def alone(now: int) -> int:
    """The mode of a file that its owner alone may read, and write if that was so before."""
    return now & 0o600 if now & 0o400 else 0o600


def mode_open(now: int, key: str = "this private key") -> Finding:
    """The finding that others can read a private key.

    Args:
        now: its permission bits.
        key: which one it is, in words.
    """
    title = f"Others can read {key} (mode {now:04o}); OpenSSH refuses to use it"
    return Finding("mode-open", Severity.WARNING, title, f"Set its mode to {alone(now):04o}")


def problem_of(path: Path, finding: Finding) -> PermissionProblem | None:
    """What to do about the mode of a private file; None when it cannot be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    now = stat.S_IMODE(status.st_mode)
    return PermissionProblem(path, finding, now, alone(now), _owner(status), _inode(status))


def _about_folder(folder: Path, user: int | None = None) -> Iterator[PermissionProblem]:
    """What is wrong with a folder.

    Args:
        folder: its path.
        user: whose ``authorized_keys`` sshd looks for below it, if it does.
    """
    try:
        status = folder.stat()
    except OSError:
        return
    now, name = stat.S_IMODE(status.st_mode), folder.name or str(folder)
    is_ssh = folder.name == ".ssh"
    wanted = now & 0o700 if is_ssh else now & ~_OTHERS_WRITE
    if user is not None and status.st_uid not in {0, user}:
        whose = _name_of(status.st_uid)
        title = f"{name} belongs to {whose}; sshd rejects any authorized_keys under it"
        hint = f"Only root can change that: chown {_name_of(user)} {name}"
        yield PermissionProblem(
            folder, Finding(OWNER, Severity.WARNING, title, hint), now, now, whose, _inode(status)
        )
    if now & _OTHERS_WRITE and (user is not None or not now & stat.S_ISVTX):
        judged = user is not None or is_ssh or presence.is_folder(folder / ".ssh")
        outcome = "; sshd rejects any authorized_keys under it" if judged else ""
        finding = Finding(
            FOLDER_OPEN,
            Severity.WARNING,
            f"Others can write in {name} (mode {now:04o}) and put other keys there{outcome}",
            f"Set its mode to {wanted:04o}",
        )
        yield PermissionProblem(folder, finding, now, wanted, _owner(status), _inode(status))
    elif is_ssh and now & _OTHERS:
        finding = Finding(
            FOLDER_OPEN,
            Severity.INFO,
            f"Others can look into {name} (mode {now:04o}); OpenSSH does not mind",
            f"Set its mode to {wanted:04o}",
        )
        yield PermissionProblem(folder, finding, now, wanted, _owner(status), _inode(status))


def _about_file(
    path: Path, folder: Path, keys: tuple[KeyReport, ...] | None = None
) -> Iterator[PermissionProblem]:
    try:
        status = path.stat()
        home = folder.stat().st_uid
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return
    if not stat.S_ISREG(status.st_mode):
        return
    now, owner = stat.S_IMODE(status.st_mode), _owner(status)
    private = now & _OTHERS != 0 and _is_private(path, keys)
    if private:
        yield PermissionProblem(
            path,
            mode_open(now, f"the private key {path.name}"),
            now,
            alone(now),
            owner,
            _inode(status),
        )
    elif now & _OTHERS_WRITE and (folder.name == ".ssh" or keys):
        wanted = now & 0o777 & ~_OTHERS_WRITE
        title = f"Others can write to {path.name} (mode {now:04o}){_outcome(path.name)}"
        finding = Finding(FILE_OPEN, Severity.WARNING, title, f"Set its mode to {wanted:04o}")
        yield PermissionProblem(path, finding, now, wanted, owner, _inode(status))
    if status.st_uid not in {0, home, os.getuid()} and (folder.name == ".ssh" or keys):
        whose = _name_of(status.st_uid)
        finding = Finding(
            OWNER,
            Severity.WARNING,
            f"{path.name} belongs to {whose}, who can read and replace it",
            f"Only root can change that: chown {_name_of(home)} {path.name}",
        )
        yield PermissionProblem(path, finding, now, now, whose, _inode(status))


def _outcome(name: str) -> str:
    if name in _AUTHORIZED:
        return " and so let themselves in; sshd does not accept it"
    if name == "config":
        return "; ssh refuses to run with it"
    return " and replace it with another key"


def _is_private(path: Path, keys: tuple[KeyReport, ...] | None) -> bool:
    if keys is None:
        from .inspection import inspect

        try:
            keys = inspect(read_key_file(path))
        except KeyOpsError:
            return False
    return any(key.kind is Kind.PRIVATE for key in keys)


def _inode(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _owner(status: os.stat_result) -> str:
    """Whose a file is; empty when it is ours."""
    return "" if status.st_uid == os.geteuid() else _name_of(status.st_uid)


def _name_of(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
