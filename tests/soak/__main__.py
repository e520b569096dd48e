"""``make soak``: each job for as long as wanted, and what it measured.

``python -m tests.soak [--seconds N] [--seed N] [JOB...]``. A job is ``run(seconds, seed) -> str``, one
line with figures; what must not happen it raises. The seed is printed, so that a failure can be had again.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Final

from tests.soak import crashing, monkey, rounds, saving

if TYPE_CHECKING:
    from collections.abc import Callable

JOBS: Final[dict[str, Callable[[float, int], str]]] = {
    "keys": rounds.keys,
    "screens": rounds.screens,
    "monkey": monkey.run,
    "crashes": crashing.run,
    "saving": saving.run,
}


def main() -> int:
    """Run the jobs one after the other; 1 when one of them found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("jobs", nargs="*", metavar="JOB", help=", ".join(JOBS))
    parser.add_argument("--seconds", type=float, default=300.0, help="for each job (default: 300)")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="to have a run again")
    arguments = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="soak-") as home:
        # No job sees or touches the home, the agent or the settings of whoever runs it.
        for name in [name for name in os.environ if name.startswith(("SSH_", "XDG_", "TMUX", "TEXTUAL"))]:
            del os.environ[name]
        os.environ |= {"HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        for name in arguments.jobs or JOBS:
            print(f"{name}: seed {arguments.seed}, {arguments.seconds:g} s", flush=True)
            try:
                print(f"  {JOBS[name](arguments.seconds, arguments.seed)}", flush=True)
            except AssertionError as found:
                failed += 1
                print(f"  FOUND: {found}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
