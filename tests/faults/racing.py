"""Programs that write the same key file at the same time. Each is a process of its own, forked from this one.

Run as a program, which has no threads: ``python -m tests.faults.racing FOLDER STORY ROUNDS``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.killing import ROOT
from tui.keyops.conversion.conversion import convert
from tui.keyops.errors import KeyOpsError, StorageError
from tui.keyops.files import storage
from tui.keyops.inspection.inspection import inspect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def together(*works: Callable[[], int]) -> list[int]:
    """Run each in a child, all at once; tells their exit statuses, 99 for one that failed."""
    gate, open_it = os.pipe()
    children = []
    for work in works:
        child = os.fork()
        if not child:
            status = 99
            try:
                os.close(open_it)
                os.read(gate, 1)  # until the other end is closed
                status = work()
            finally:
                os._exit(status)
        children.append(child)
    os.close(gate)
    os.close(open_it)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def edits(folder: Path, rounds: int) -> str:
    """Two that edit one file in place, each after reading it: one is refused, or both are kept."""
    path, refused, both = folder / "id", 0, 0
    for turn in range(rounds):
        first = f"key {turn}\n".encode() * 400
        path.write_bytes(first)
        news = [f"edit {number} of {turn}\n".encode() * 400 for number in range(2)]

        def one(new: bytes, *, look: bytes | None = None) -> int:
            try:
                seen = look or storage.read_key_file(path)
                storage.replace_with_backup(path, new, private=True, stamp="s", expected=seen)
            except StorageError as error:
                return 1 if "changed" in error.title else 98
            return 0

        look = first if turn % 2 else None
        statuses = together(*((lambda new=new, look=look: one(new, look=look)) for new in news))
        if not set(statuses) <= {0, 1} or 0 not in statuses:
            return f"turn {turn}: statuses {statuses}"
        held = [each.read_bytes() for each in folder.iterdir()]
        done = [new for new, status in zip(news, statuses, strict=True) if status == 0]
        if any(data not in held for data in [first, *done]) or len(held) != 1 + len(done):
            return f"turn {turn}: something is lost, or something else was written"
        refused, both = refused + (1 in statuses), both + (1 not in statuses)
        empty(folder)
    return f"{refused} refused, {both} both kept"


def new_pairs(folder: Path, rounds: int) -> str:
    """Three that make a pair of the same name: one wins, and both halves are its."""
    for turn in range(rounds):

        def make(number: int) -> int:
            files = [
                storage.NewFile(folder / name, f"{name} {number}".encode(), private=name == "id")
                for name in ("id", "id.pub")
            ]
            try:
                storage.save(files)
            except StorageError:
                return 1
            return 0

        statuses = together(*((lambda number=number: make(number)) for number in range(3)))
        if sorted(statuses) != [0, 1, 1]:
            return f"turn {turn}: statuses {statuses}"
        won = statuses.index(0)
        if {each.name: each.read_text() for each in folder.iterdir()} != {
            name: f"{name} {won}" for name in ("id", "id.pub")
        }:
            return f"turn {turn}: the halves are of two keys"
        empty(folder)
    return f"{rounds} won by one"


def keygen(folder: Path, rounds: int) -> str:
    """``ssh-keygen -c`` and an edit of ours: what ssh-keygen wrote is in the file or in a backup."""
    path, edited = folder / "id", 0
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "first", "-f", path], check=True, timeout=60
    )
    key = inspect(path.read_bytes())[0].sha256
    for turn in range(rounds):
        comment = f"keygen-{turn}"

        def theirs(comment: str = comment) -> int:
            command = ["ssh-keygen", "-q", "-c", "-C", comment, "-f", str(path)]
            return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode

        def ours(turn: int = turn) -> int:
            written = 100
            for number in range(8):
                with contextlib.suppress(KeyOpsError):  # half a file of ssh-keygen's is no key
                    seen = storage.read_key_file(path)
                    new = convert(seen, "openssh", comment=f"ours-{turn}-{number}".encode()).data
                    storage.replace_with_backup(path, new, private=True, stamp="s", expected=seen)
                    written += 1
            return written

        status, count = together(theirs, ours)
        found = [each for each in folder.iterdir() if not each.name.endswith(".pub")]
        comments = {inspect(each.read_bytes())[0].comment for each in found}
        if status == 0 and comment.encode() not in comments:
            return f"turn {turn}: {comment} is lost"
        if any(inspect(each.read_bytes())[0].sha256 != key for each in found):
            return f"turn {turn}: one file is no whole key"
        edited += count - 100
        for each in folder.iterdir():
            if ".backup-" in each.name:
                each.unlink()
    return f"{edited} edits beside {rounds} of ssh-keygen"


def empty(folder: Path) -> None:
    """Take all away."""
    shutil.rmtree(folder)
    folder.mkdir()


RACES = {race.__name__: race for race in (edits, new_pairs, keygen)}


def in_a_child(folder: Path, race: str, rounds: int) -> str:
    """Run a race in a process of its own, which has no threads and so may fork."""
    command = [sys.executable, "-m", "tests.faults.racing", str(folder), race, str(rounds)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300)
    return done.stdout.strip()


def main(arguments: Sequence[str]) -> None:
    """Run one."""
    folder, race, rounds = arguments
    print(RACES[race](Path(folder), int(rounds)))


if __name__ == "__main__":
    main(sys.argv[1:])
