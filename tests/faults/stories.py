"""Saves of every kind, and what must be true on the disk after each, however it ended."""

from __future__ import annotations

import errno
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from tui.keyops.files import renames, storage
from tui.keyops.files.storage import NewFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD: Final = b"-----BEGIN OLD PRIVATE KEY-----\n" + b"o" * 3000 + b"\n"
NEW: Final = b"-----BEGIN NEW PRIVATE KEY-----\n" + b"n" * 5000 + b"\n"
OLD_PUBLIC: Final = b"ssh-ed25519 OLD someone@somewhere\n"
NEW_PUBLIC: Final = b"ssh-ed25519 NEW someone@somewhere\n"
NEW_CERTIFICATE: Final = b"ssh-ed25519-cert-v01@openssh.com NEW someone@somewhere\n"
STAMP: Final = "20261122-193000"
_TEMPORARY: Final = re.compile(r"\.id(\.pub|-cert\.pub)?\.[0-9a-f]{12}\.keywright")
_NOTE: Final = re.compile(r"\.keywright\.[0-9a-f]{12}\.save")
_BACKUP: Final = re.compile(rf"(id|id\.pub)\.backup-{STAMP}(_\d+)?")


@dataclass(frozen=True)
class Story:
    """One kind of save, in a folder of its own."""

    name: str
    act: Callable[[Path], object]
    new: dict[str, bytes]
    """What is there when all went well."""
    old: dict[str, bytes]
    """What was there."""
    backup: bool = True
    """Whether what was there must never be lost."""
    new_folder: bool = False
    linked: bool = False
    """Whether it goes through a symbolic link."""

    def set_up(self, folder: Path) -> None:
        """Lay out what was there. A private file may be too open: that is not made worse."""
        if self.new_folder:
            return
        folder.mkdir(mode=0o700)
        for name, data in self.old.items():
            (folder / name).write_bytes(data)
            (folder / name).chmod(0o644 if name.endswith(".pub") else 0o600)
        if self.linked:
            (folder / "link").symlink_to("id")


def _files(folder: Path, *names: str) -> list[NewFile]:
    return [NewFile(folder / name, _NEW[name], private=name == "id") for name in names]


_NEW: Final = {"id": NEW, "id.pub": NEW_PUBLIC, "id-cert.pub": NEW_CERTIFICATE}
_OLD: Final = {"id": OLD, "id.pub": OLD_PUBLIC}


def _save(*names: str, **options: Any) -> Callable[[Path], object]:
    def act(folder: Path) -> object:
        return storage.save(_files(folder, *names), stamp=STAMP, **options)

    return act


def _replace(name: str) -> Callable[[Path], object]:
    def act(folder: Path) -> object:
        return storage.replace_with_backup(folder / name, NEW, private=True, stamp=STAMP, expected=OLD)

    return act


def without_links(act: Callable[[Path], object]) -> Callable[[Path], object]:
    """The same on a file system that has no hard links, and no other renames than over what is there."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    def acted(folder: Path) -> object:
        with mock.patch("os.link", refuse):
            return without_renames(act)(folder)

    return acted


def without_renames(act: Callable[[Path], object]) -> Callable[[Path], object]:
    """The same where names cannot be exchanged, nor taken only if they are free."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSYS, "no such rename here")

    def acted(folder: Path) -> object:
        with mock.patch.multiple(renames, exchange=refuse, move_new=refuse):
            return act(folder)

    return acted


def _of(*names: str) -> dict[str, bytes]:
    return {name: _NEW[name] for name in names}


def _was(*names: str) -> dict[str, bytes]:
    return {name: _OLD[name] for name in names}


STORIES: Final = (
    Story("one new file", _save("id"), _of("id"), {}),
    Story("a new pair", _save("id", "id.pub"), _of("id", "id.pub"), {}),
    Story("a new pair and certificate", _save(*_NEW), _NEW, {}),
    Story("a pair in a new folder", _save("id", "id.pub"), _of("id", "id.pub"), {}, new_folder=True),
    Story("overwriting one", _save("id", overwrite=True), _of("id"), _was("id")),
    Story("overwriting a pair", _save("id", "id.pub", overwrite=True), _of("id", "id.pub"), _OLD),
    Story("overwriting half a pair", _save(*_NEW, overwrite=True), _NEW, _was("id.pub")),
    Story(
        "overwriting a pair without a backup",
        _save("id", "id.pub", overwrite=True, backup=False),
        _of("id", "id.pub"),
        _OLD,
        backup=False,
    ),
    Story(
        "overwriting a pair without an exchange of names",
        without_renames(_save("id", "id.pub", overwrite=True)),
        _of("id", "id.pub"),
        _OLD,
    ),
    Story("editing in place", _replace("id"), {**_of("id"), **_was("id.pub")}, _OLD),
    Story("editing through a link", _replace("link"), _of("id"), _was("id"), linked=True),
    Story("a new pair without hard links", without_links(_save("id", "id.pub")), _of("id", "id.pub"), {}),
    Story(
        "overwriting a pair without hard links",
        without_links(_save("id", "id.pub", overwrite=True)),
        _of("id", "id.pub"),
        _OLD,
    ),
)


def content(folder: Path) -> dict[str, bytes]:
    """What the names in a folder hold; a link is left out."""
    if not folder.exists():
        return {}
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.is_symlink()}


def wrong(story: Story, folder: Path, *, died: bool) -> str:  # noqa: PLR0911 - one for each thing
    """What must not be, in a sentence; empty when all is well.

    Args:
        story: what was done.
        folder: where.
        died: whether the program was killed: then a temporary file may be left, for its owner alone.
    """
    found = content(folder)
    for name, data in found.items():
        mode = stat.S_IMODE((folder / name).stat().st_mode)
        if b"PRIVATE" in data and mode & 0o077:
            return f"{name} holds a private key and is {mode:04o}"
        if _TEMPORARY.fullmatch(name):
            if mode & 0o077 and data not in {b"", NEW_PUBLIC, NEW_CERTIFICATE, OLD_PUBLIC}:
                return f"{name} is half and {mode:04o}"
            if not died:
                return f"{name} was left"
        elif _NOTE.fullmatch(name):
            if not died:
                return f"{name} was left"
        elif _BACKUP.fullmatch(name):
            if data != story.old[name.partition(".backup-")[0]] and not died:
                return f"{name} does not hold what was there"
        elif data not in {story.new.get(name), story.old.get(name)}:
            empty_name = died and not data and "without hard links" in story.name
            if not empty_name:
                return f"{name} is neither old nor new: {data[:20]!r}, {len(data)} bytes"
    if any(name not in found for name in story.old):
        return "a file that was there is gone"
    if story.backup and any(data not in found.values() for data in story.old.values()):
        return "what was there is lost"
    return ""


def outcome(story: Story, folder: Path) -> str:
    """``old``, ``new`` or ``mixed``, of all files of the story."""
    found = content(folder)
    names = story.new.keys() | story.old.keys()
    if all(found.get(name) == story.new.get(name, story.old.get(name)) for name in names):
        return "new"
    return "old" if {n: found[n] for n in names & found.keys()} == story.old else "mixed"
