"""What must be undone if the program ends now: temporary files, running children.

Anything may register a duty here; ``tui.process.shutdown`` sees to it that they are done.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_lock: Final = threading.Lock()
_duties: Final[dict[int, Callable[[], object]]] = {}
_next_duty = 0


def at_end(duty: Callable[[], object]) -> Callable[[], None]:
    """Register what must be undone if the program ends now: a temporary file, a running child.

    Args:
        duty: called at most once, perhaps from another thread, when the program ends in any way but
            SIGKILL. It must be quick; what it raises is ignored.

    Returns:
        A function that takes the duty back, for when the file is in place or the child is gone.
    """
    global _next_duty  # noqa: PLW0603 - a running number, under the lock
    with _lock:
        number = _next_duty
        _next_duty += 1
        _duties[number] = duty

    def take_back() -> None:
        with _lock:
            _duties.pop(number, None)

    return take_back


def clean_up() -> None:
    """Do all that was registered, the newest first, each at most once."""
    while True:
        with _lock:
            if not _duties:
                return
            duty = _duties.pop(max(_duties))
        with contextlib.suppress(Exception):
            duty()
