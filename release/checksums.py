"""``SHA256SUMS``: what ``sha256sum --check`` reads, for all files of a version."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, version: str) -> None:
    """Write the sums of all files of a version in a folder."""
    files = sorted(path for path in folder.glob(f"keywright[-_]{version}*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines))
