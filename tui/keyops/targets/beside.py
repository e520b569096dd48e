"""What lies next to a new file: its name, and the public key."""

from __future__ import annotations

import enum
import os
from typing import TYPE_CHECKING

from ..conversion import conversion
from ..errors import KeyOpsError
from ..files import paths as presence
from ..files import storage
from ..files.paths import KEY_SUFFIXES
from ..inspection.inspection import read
from . import names as targets

if TYPE_CHECKING:
    from pathlib import Path

    from ..conversion.conversion import Conversion
    from ..formats.contract import Format


def target_for(source: Path, target: Format) -> Path:
    """A free name next to the source, ending as files of the target do: ``build.ppk``, ``build.pem``."""
    stem = source.with_suffix("") if source.suffix.lower() in {".pub", *KEY_SUFFIXES} else source
    return storage.free_name(stem.with_name(stem.name + target.suffix), pair=False)


def would_overwrite(target: Path) -> bool:
    """Whether a file is there that can be overwritten; a link or a folder is none."""
    return presence.is_file(target) and not presence.is_link(target)


def why_not_write(target: Path, *, overwrite: bool = False) -> str:
    """Why a converted key cannot be written there, to follow its name; empty when it can. Touches nothing.

    Args:
        target: the file to write.
        overwrite: whether the user will be asked before a file that is there is overwritten.
    """
    hidden = presence.why_hidden(target)
    if hidden:
        return f"cannot be written: {hidden}"
    if presence.is_link(target):
        return "is a link: choose another name"
    if presence.is_taken(target) and not (overwrite and would_overwrite(target)):
        return "already exists: choose another name"
    folder = target.parent
    if presence.is_there(folder) and not presence.is_folder(folder):
        return f"cannot be in {folder.name}, which is not a folder"
    if presence.is_there(folder) and not os.access(folder, os.W_OK | os.X_OK):
        return "cannot be written: you do not have permission to write in its folder"
    return ""


def files_for(target: Path, made: Conversion, *, overwrite: bool = False) -> list[storage.NewFile]:
    """The files to write for a converted key: itself, and the ``.pub`` next to a private one.

    A ``.pub`` that is there already is left alone; see ``public_state``. With ``overwrite`` one that
    belongs to another key is replaced.
    """
    files = [storage.NewFile(target, made.data, private=made.private)]
    if made.private:
        path = storage.public_path(target)
        state = public_state(path, made)
        if state is PublicState.NOTHING or (overwrite and state is not PublicState.SAME):
            line = conversion.pack_public(made.public, targets.public_line(made.public.family), made.comment)
            files.append(storage.NewFile(path, line.data, private=False))
    return files


class PublicState(enum.Enum):
    """What stands where the public key would go."""

    NOTHING = enum.auto()
    SAME = enum.auto()
    OTHER_KEY = enum.auto()
    NO_KEY = enum.auto()


def public_state(path: Path, made: Conversion) -> PublicState:
    """What stands where the public key would go."""
    if not presence.is_taken(path):
        return PublicState.NOTHING
    try:
        entry = read(storage.read_key_file(path))[0]
    except KeyOpsError:
        return PublicState.NO_KEY
    return PublicState.SAME if entry.public == made.public else PublicState.OTHER_KEY
