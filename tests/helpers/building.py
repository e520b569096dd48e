"""What builds the files to hand out is made once, whichever test on whichever worker needs it first."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys

import pytest

from release import single_file
from tests.helpers.peers import IN_CI, need

READY = single_file.ROOT / ".venv-build" / ".ready"


def make(target: str) -> None:
    """Have ``make`` see to a target; several workers wait for each other.

    Args:
        target: of the Makefile.
    """
    single_file.DIST.mkdir(exist_ok=True)
    with (single_file.DIST / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(
            [need("make"), "--no-print-directory", f"PYTHON={sys.executable}", target],
            cwd=single_file.ROOT,
            env={**os.environ, "MAKEFLAGS": "", "MAKELEVEL": ""},
            check=True,
            timeout=540,
        )


def need_tools() -> None:
    """The environment of the build; CI makes it, elsewhere a test without it is skipped."""
    if IN_CI:
        make(str(READY.relative_to(single_file.ROOT)))
    elif not READY.exists():
        pytest.skip("what builds is not installed: make single-file")


WHOLE = bool(os.environ.get("KEYWRIGHT_SINGLE_FILES"))
"""Whether the program that needs no Python is tested too: ``make check-files``, ``make fuzz``."""


def need_files() -> None:
    """The single files of this checkout; without them a test is skipped.

    Without ``WHOLE`` that is the zipapp alone: building and trying the program takes two minutes.
    """
    if not has_files():
        pytest.skip("the zipapp of this checkout is not built: make zipapp")


def has_files() -> bool:
    """Whether there are the single files of this checkout; where they are a must they are built."""
    if WHOLE or IN_CI:
        make("single-file" if WHOLE else "zipapp")
    return single_file.is_fresh(single_file.files()[0])
