"""Runs a program that can write in one folder only; Linux enforces it (Landlock, since 5.13).

``python -m tests.soak.cage FOLDER PROGRAM ARGUMENT...``. A monkey at a key tool can press its way to any
file of the user who runs it; a superuser's monkey could repair the keys of the machine's own SSH server.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
NO_NEW_PRIVS = 38
BENEATH = 1

# LANDLOCK_ACCESS_FS_: write a file, remove folders and files, make any kind of node.
WRITES = sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12))
WRITE_FILE = 1 << 1


def is_there() -> bool:
    """Whether this kernel has Landlock."""
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1)) > 0


def shut(folder: str) -> None:
    """From now on this process and its children write beneath a folder, and to devices, and nowhere else.

    Raises:
        OSError: there is no Landlock.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    attribute = struct.pack("Q", WRITES)
    rules = libc.syscall(CREATE_RULESET, attribute, ctypes.c_size_t(len(attribute)), ctypes.c_uint32(0))
    if rules < 0:
        raise OSError(ctypes.get_errno(), "no Landlock")
    for path, access in ((folder, WRITES), ("/dev", WRITE_FILE)):
        handle = os.open(path, os.O_PATH)
        rule = struct.pack("=Qi", access, handle)
        if libc.syscall(ADD_RULE, rules, BENEATH, rule, ctypes.c_uint32(0)):
            raise OSError(ctypes.get_errno(), f"no rule for {path}")
        os.close(handle)
    libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.syscall(RESTRICT_SELF, rules, ctypes.c_uint32(0)):
        raise OSError(ctypes.get_errno(), "not shut")


if __name__ == "__main__":
    shut(sys.argv[1])
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - no shell is wanted
