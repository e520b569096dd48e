"""Where the style sheets are: ``styles/`` beside ``tui/`` in a checkout, ``tui/_styles/`` in a wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent
_FOLDERS: Final = (_HERE / "_styles", _HERE.parent / "styles")


def sheet(name: str) -> Path:
    """The absolute path of a sheet.

    Args:
        name: without its ending, such as ``app``.

    Raises:
        FileNotFoundError: there is no such sheet; names the places that were tried.
    """
    for folder in _FOLDERS:
        path = folder / f"{name}.tcss"
        if path.is_file():
            return path
    places = " or ".join(str(folder) for folder in _FOLDERS)
    raise FileNotFoundError(f"The style sheet {name}.tcss is neither in {places}: install keywright again")
