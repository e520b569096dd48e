"""Renames that lose nothing: two names exchanged in one step, or a name taken that must be free.

``rename`` replaces whatever has the new name in that moment, and it is gone. After an exchange what stood
there can still be looked at, and be given back. Linux only, renameat2(2); and not on every file system
(NFS, old kernels): the caller then does what it can with ``rename``.
"""

from __future__ import annotations

import errno
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

UNSUPPORTED: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})
"""What it says where there is no such rename."""

_NO_REPLACE: Final = 1
_EXCHANGE: Final = 2


def exchange(handle: int, one: str, other: str) -> None:
    """Let two files in an open folder exchange their names.

    Raises:
        OSError: of ``UNSUPPORTED`` where that cannot be done at all.
    """
    _rename(handle, one, other, _EXCHANGE)


def move_new(handle: int, name: str, new: str) -> None:
    """Give a file in an open folder another name, which must be free.

    Raises:
        FileExistsError: it is not.
        OSError: of ``UNSUPPORTED`` where that cannot be done at all.
    """
    _rename(handle, name, new, _NO_REPLACE)


def _rename(handle: int, old: str, new: str, flags: int) -> None:
    call = _renameat2()
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if call(handle, os.fsencode(old), handle, os.fsencode(new), flags):
        import ctypes

        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


@cache
def _renameat2() -> Callable[..., Any] | None:
    if sys.platform != "linux":
        return None
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)  # glibc 2.28
    if call is not None:
        call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return call
