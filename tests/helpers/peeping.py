"""Another program of the same user: opens the memory of keywright early, and looks for a passphrase.

Run as a program: ``python -m tests.helpers.peeping PASSPHRASE COMMAND...``; it types the passphrase when it
is asked for one. It prints how many memories it had opened that were still in use then, and whether it
found it.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import sys
import time

_PIECE = 1 << 20
_LONG = 30.0


def family(pid: int) -> list[int]:
    """A process and its children, as far as they can be seen."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as told:  # noqa: PTH123 - quick
        return [pid, *map(int, told.read().split())]
    return [pid]


def main() -> None:
    """Run it."""
    phrase, command = sys.argv[1], sys.argv[2:]
    child, terminal = pty.fork()
    if not child:
        os.execvp(command[0], command)  # noqa: S606
    opened: list[tuple[int, int]] = []
    shown, end = b"", time.monotonic() + _LONG
    while b"assphrase" not in shown and time.monotonic() < end:
        for pid in family(child):
            with contextlib.suppress(OSError):
                opened.append((os.open(f"/proc/{pid}/maps", 0), os.open(f"/proc/{pid}/mem", 0)))
        if len(opened) > 200:  # enough of each moment
            for maps, memory in opened[50:150:2]:
                os.close(maps)
                os.close(memory)
            del opened[50:150:2]
        if select.select([terminal], [], [], 0)[0]:
            with contextlib.suppress(OSError):
                shown += os.read(terminal, 4096)
    time.sleep(0.3)
    os.write(terminal, phrase.encode() + b"\r")
    in_use, found = 0, False
    end = time.monotonic() + 2
    while time.monotonic() < end and not found:
        in_use = 0
        for maps, memory in opened:
            areas = ""
            with contextlib.suppress(OSError):
                os.lseek(maps, 0, 0)
                while part := os.read(maps, 1 << 16):
                    areas += part.decode(errors="replace")
            in_use += bool(areas)
            found = found or (bool(areas) and holds(memory, areas, phrase.encode()))
            if areas:
                break  # all that are in use are of one memory
    print("in use" if in_use else "none in use", "found" if found else "not found")
    with contextlib.suppress(OSError):
        os.kill(child, 9)


def holds(memory: int, areas: str, wanted: bytes) -> bool:
    """Whether the memory that can be written has some bytes in it."""
    for first, last in re.findall(r"(?m)^([0-9a-f]+)-([0-9a-f]+) rw", areas):
        for at in range(int(first, 16), int(last, 16), _PIECE):
            with contextlib.suppress(OSError):
                if wanted in os.pread(memory, min(_PIECE + len(wanted), int(last, 16) - at), at):
                    return True
    return False


if __name__ == "__main__":
    main()
