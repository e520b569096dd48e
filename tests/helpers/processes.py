"""Processes: who is a child of whom, and what others see of them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.children import PATIENCE, Child
from tui.process import jobs

HOME = Path(jobs.__file__).parent.parent.parent


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def children(parent=None):
    """The living and the dead but unburied children of a process, by /proc."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == (parent or os.getpid()):
                found.add(int(entry.name))
    return found


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def words_and_environment(pid):
    """What anybody on the machine can see of a process, and its owner: of ours, the superuser alone."""
    folder = Path(f"/proc/{pid}")
    words = (folder / "cmdline").read_bytes().split(b"\0")[:-1]
    try:
        return words, (folder / "environ").read_bytes()
    except PermissionError:
        return words, b""


async def until(condition):
    """Wait until something is so, with ``PATIENCE``."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        if time.monotonic() > end:
            pytest.fail("waited in vain")
        await asyncio.sleep(0.01)
    return found


PARENT = f"""
import asyncio, sys
sys.path.insert(0, {str(HOME)!r})
from tui.process import jobs
"""


def parent(code, **kwargs):
    return Child(
        [sys.executable, "-W", "error", "-c", PARENT + code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        **kwargs,
    )


def state(pid: int) -> str:
    """The letter of a process's state, by /proc; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def until_state(pid: int, states: str) -> None:
    """Wait until a process is in one of these states; ``-`` is to be gone."""
    end = time.monotonic() + PATIENCE
    while (state(pid) or "-") not in states:
        assert time.monotonic() < end, state(pid)
        time.sleep(0.01)
