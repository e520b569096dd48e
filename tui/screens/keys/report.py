"""Writing a report of what an audit found into a file: the keys as a cryptography bill of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ... import __version__
from ...keyops.files.atomic import NewFile
from ...keyops.trust import auditing, cbom
from ..ask_overwrite import save

if TYPE_CHECKING:
    from pathlib import Path

    from ..base import WorkScreen

_PROPOSED: Final = "keys.cdx.json"
"""The file name by which programs know CycloneDX. Source: its specification, "Recognized file patterns"."""


async def write(screen: WorkScreen, paths: tuple[Path, ...], folder: Path) -> Path | None:
    """Ask where, and write it. Await it inside ``start``.

    Args:
        screen: that asks.
        paths: files and folders to report on.
        folder: where the report goes when only a name is typed.

    Returns:
        Where it was written; None when the user gave up.

    Raises:
        KeyOpsError: what is reported on cannot be read, or nothing can be written there.
    """
    from ...dialogs.path import PathDialog

    path: Path | None = await screen.app.push_screen_wait(
        PathDialog("Write a CycloneDX report of the keys to", folder, _PROPOSED)
    )
    if path is None:
        return None
    data = await screen.run_op(_encoded, paths)
    if await save(screen, [NewFile(path, data, private=False)]) is None:
        return None
    screen.tell(f"Wrote {path.name}: CycloneDX 1.6, with no private key in it")
    return path


def _encoded(paths: tuple[Path, ...]) -> bytes:
    return cbom.encode(auditing.audit(paths, auditing.read_lists()), __version__)
