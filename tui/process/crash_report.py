"""What is said when keywright itself fails: where, never what.

The text of an exception, its source lines and above all its local variables may hold a passphrase or
a key. So a report has the type of the exception and, for each frame, file, line and function.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .. import __version__
from ..visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

_FRAMES: Final = 12
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
_LIBRARY: Final = Path(traceback.__file__).parent
"""Of Python itself."""
_ADVICE: Final = (
    "This is a bug in keywright, not in your keys; no file was left half written.",
    "Start it again. If it stops here again, report these lines: they contain nothing from your keys.",
)


def report(error: BaseException) -> list[str]:
    """The lines to print for an exception that nobody caught.

    Args:
        error: a wrapper that carries the real one in ``error`` (a failed worker) is taken off.
    """
    inner = getattr(error, "error", None)
    if isinstance(inner, BaseException):
        error = inner
    lines = [f"keywright stopped: {_kind(error)}", *_frames(error)]
    seen = {id(error)}
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines += [f"after {_kind(cause)}", *_frames(cause)]
        cause = cause.__cause__ or cause.__context__
    return [*lines, _versions(), *_ADVICE]


def _versions() -> str:
    """What a reader of the report needs to know besides; nothing of the machine and its user."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"keywright {__version__}, Python {python}, {sys.platform}"


def _kind(error: BaseException) -> str:
    return visible(type(error).__name__)


def _frames(error: BaseException) -> Iterator[str]:
    # StackSummary would look the source lines up; walking needs neither them nor the locals.
    for frame, line in list(traceback.walk_tb(error.__traceback__))[-_FRAMES:]:
        code = frame.f_code
        yield f"  {_short(code.co_filename)}:{line} {visible(code.co_name)}"


def _short(filename: str) -> str:
    """The path from the package on: where it is installed is the user's own business."""
    path = Path(filename)
    if path.is_relative_to(_ROOT) and "site-packages" not in path.relative_to(_ROOT).parts:
        return visible(str(path.relative_to(_ROOT)))
    # Of others only what comes from a library: a folder of the user's own may be called after a customer.
    parts = path.parts
    libraries = [at for at, part in enumerate(parts) if part in {"site-packages", "dist-packages"}]
    if not libraries and path.is_relative_to(_LIBRARY):
        return visible(str(path.relative_to(_LIBRARY)))
    return visible("/".join(parts[libraries[-1] :] if libraries else parts[-1:]))
