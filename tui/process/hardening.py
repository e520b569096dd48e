"""Keeps the memory of this process, where keys and passphrases are, out of files and from other programs.

A core file would hold all of it, readable long after. Without cores, another program of the same user
could still attach (ptrace) or read ``/proc/PID/mem``; Linux refuses that for a process that is not
"dumpable", but for the superuser. Python cannot promise that memory is wiped, so that it must not be seen
at all; what else there is to say about it is in SECURITY.md.

Programs that are started from here may be dumped again, for the flag ends at exec, but leave no core.
"""

from __future__ import annotations

import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4


def settle() -> None:
    """Switch core files off and, on Linux, refuse to be looked into. Cannot be undone; takes 2 ms."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def die_with_parent(number: int) -> None:
    """Have the kernel send this process a signal as soon as its parent is gone; on Linux only."""
    _prctl(_PR_SET_PDEATHSIG, number)


def _prctl(option: int, value: int) -> None:
    """Call prctl(2) by what stands below ctypes, which takes 1.4 ms to import: a tenth of an empty Python."""
    if sys.platform == "linux":
        import _ctypes

        program = _ctypes.dlopen(None, 0)  # type: ignore[arg-type]  # typeshed knows no None here
        _ctypes.call_cdeclfunction(_ctypes.dlsym(program, "prctl"), (option, value, 0, 0, 0))
