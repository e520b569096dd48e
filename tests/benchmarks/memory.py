"""Processor time and memory of one verb, told by the process itself.

What the kernel tells a parent of a child's largest size holds the parent's own, from before the exec; the
high-water mark in ``/proc`` is of the program alone. Linux only.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.benchmarks.timing import environment, installed

if TYPE_CHECKING:
    from tests.pty.session import Session

_CODE: Final = """
import os, sys, time
told, sys.stdout = sys.stdout, open(os.devnull, "w")
if sys.argv[1:]:
    from tui.__main__ import main
    main()
size = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
told.write(f"{time.process_time()} {size}")
"""


class Cost(NamedTuple):
    """What a run took."""

    seconds: float
    """Of the processor."""
    kib: int
    """At the most."""


def cost(*words: str | Path, rounds: int = 3) -> Cost:
    """The least that a verb took of some runs; without words, what an empty Python takes."""
    env = environment() | {name: os.environ[name] for name in ("XDG_CONFIG_HOME",) if name in os.environ}
    argv = [sys.executable, "-c", _CODE, *map(str, words)]
    told = [
        subprocess.run(argv, check=False, capture_output=True, text=True, cwd=installed(), env=env).stdout
        for _ in range(rounds)
    ]
    costs = [Cost(float(one.split()[0]), int(one.split()[1])) for one in told]
    return Cost(min(one.seconds for one in costs), min(one.kib for one in costs))


def at_rest(session: Session) -> int:
    """KiB in memory of what draws the screens: the program, or the child in which it went on."""
    children = Path(f"/proc/{session.pid}/task/{session.pid}/children").read_text().split()
    sizes = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in (session.pid, *children)]
    return max(map(int, sizes)) * os.sysconf("SC_PAGE_SIZE") // 1024
