"""What was asked for cannot be, whatever the key: wrong usage, as a wrong option is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..keyops.errors import KeyOpsError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def request() -> Iterator[None]:
    """What is refused in here is the request and no key: a script that looks at 1 must not take it for one.

    Raises:
        SystemExit: 2, after the error was told.
    """
    try:
        yield
    except KeyOpsError as error:
        from . import EXIT_USAGE, refuse

        refuse(error)
        raise SystemExit(EXIT_USAGE) from None
