"""Where the style sheets are, and how they are read.

They lie in ``styles/`` beside ``tui/`` in a checkout, in ``tui/_styles/`` in a wheel.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from textual.css.stylesheet import Stylesheet

_HERE: Final = Path(__file__).resolve().parent.parent
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


class ParsedOnce(Stylesheet):
    """The rules of all sheets, parsed anew only after a variable has changed.

    Textual's own parses all of them four times before the first paint, once for each time that it might
    have another theme.

    Args:
        variables: those of the theme.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache.maxsize = 1024  # above the number of widgets and sheets, or each pushes another out
        self._stale = False

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take those of a theme."""
        if variables != self._variables:
            self._stale = True
            super().set_variables(variables)

    def reparse(self) -> None:
        """Apply the variables."""
        if self._stale:
            super().reparse()
            self._stale = False
