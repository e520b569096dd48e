"""The list of the first folder, on the terminal before Textual is imported. No Textual here.

Importing Textual takes 150 ms and its first frame another 100; the names are known after 15. They are drawn
in the cells in which that frame has them, by what the list itself is drawn by: nothing moves when it comes,
the frame and the details come to it. Where that is not sure nothing is drawn: other colours than the
terminal's, ASCII alone, a small terminal, a list that begins elsewhere than at its top.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from ...process import early_screen
from ...widgets import key_lines, key_row
from . import list_width
from .folder_model import FolderModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ...process.prefetch import FirstLook, Found
    from ...settings import LoadedSettings
    from ...widgets.key_row import Look

_WAIT: Final = 0.15
"""Seconds in which a folder must answer."""
_LEAST: Final = (70, 22)
"""Columns and lines of a terminal in which list and details stand side by side, each in a frame."""
_ABOVE, _LEFT = 3, 2
"""Where the list begins."""
_AROUND: Final = 5
"""Lines that are not the list's."""
_SGR: Final[Mapping[Look, str]] = {"plain": "", "dim": "2", "bold": "1", "mark": "1;36", "bad": "1;31"}
_CURSOR: Final = "1;7"


def show(
    look: FirstLook, start: Path, chosen: LoadedSettings, environ: Mapping[str, str], *, ascii_only: bool
) -> bool:
    """Draw it where it can be known what the first frame looks like; whether that was so.

    Args:
        look: at the folder.
        start: the file or folder to show first.
        chosen: the settings of this run.
        environ: of this process.
        ascii_only: whether nothing but ASCII may be drawn.
    """
    plain = chosen.settings.theme == "terminal" and "NO_COLOR" not in environ
    if ascii_only or chosen.settings.ascii or not plain or environ.get("TERM", "").startswith("vt"):
        return False
    try:
        size = os.get_terminal_size(1)  # Textual asks standard output too, and takes 80x24 where it is none
    except OSError:
        return False
    found = look.wait(_WAIT)
    if found is None or size.columns < _LEAST[0] or size.lines < _LEAST[1]:
        return False
    is_new = not chosen.exists and found[0] == start.absolute()
    text = "".join(_lines(found, chosen, size.columns, size.lines - _AROUND, is_new=is_new))
    return bool(text) and early_screen.enter(text)


def _lines(found: Found, chosen: LoadedSettings, width: int, page: int, *, is_new: bool) -> Iterator[str]:
    """The lines of the list; none where it is scrolled."""
    folder, entries, rows, name = found
    model = FolderModel()
    model.enter(folder, entries, rows)
    model.shows_hidden = name.startswith(".")
    sort = chosen.settings.sort
    wanted = folder / name if name else model.first_choice(sort, is_new=is_new)
    lines = model.lines(sort, wanted)
    cursor = lines.of_file(wanted)
    if cursor is None or cursor >= page or name == "..":
        return
    share = list_width.percent(width, chosen.settings.list_width, rows)
    room = list_width.columns(width, share) - list_width.FRAME
    wide = key_lines.columns(lines.rows, room - key_row.MARGIN)
    for at, line in enumerate(lines[:page]):
        drawn = key_row.pieces(line, wide, room, key_row.Known(), chosen=at == cursor)
        yield f"\x1b[{_ABOVE + at};{_LEFT}H"
        if at == cursor:
            yield _styled("".join(text for text, _ in drawn).ljust(room), _CURSOR)
        elif at < page - 1 or len(lines) <= page:  # else a sign stands there that there is more
            yield from (_styled(text, _SGR[look]) for text, look in drawn)


def _styled(text: str, sgr: str) -> str:
    return f"\x1b[{sgr}m{text}\x1b[0m" if sgr else text
