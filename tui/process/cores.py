"""How many cores this process may use: those it is confined to, as far as a container's limit allows."""

from __future__ import annotations

import os
from typing import Final

MOST: Final = 16
"""More than this many processes gain less than they cost."""
CGROUPS = "/sys/fs/cgroup"


def usable() -> int:
    """From 1 to ``MOST``."""
    confined = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(confined, MOST, quota()))


def quota() -> int:
    """The cores that a container's limit allows, rounded up: processes that share a core only lose by it."""
    allowed = MOST
    try:
        with open("/proc/self/cgroup", encoding="utf-8") as told:  # noqa: PTH123 - before pathlib is wanted
            group = told.read().strip().rpartition("0::/")[2].split("/")
    except OSError:
        return allowed
    for depth in range(len(group), -1, -1):
        try:
            with open("/".join([CGROUPS, *group[:depth], "cpu.max"]), encoding="utf-8") as told:  # noqa: PTH123
                most, period = map(int, told.read().split())
        except (OSError, ValueError):  # "max", or not limited here
            continue
        allowed = min(allowed, -(-most // period))
    return allowed
