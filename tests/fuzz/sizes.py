"""``python -m tests.fuzz --sizes [WORD ...]``: what the verbs take, on hostile files of full size.

Each file is given to the verbs that it may hurt, each in a process of its own, which has the program loaded
and none of its verbs. What is counted is its processor time, that of its children too, and the most memory it
had beyond what it began with. A verb is ended after ``ENDED_SECONDS``. Prints the worst of each file and of
each verb, and exits with 1 when anything took more than the promise. Words choose the files by their names.
"""

from __future__ import annotations

import contextlib
import functools
import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.fuzz.hostile import GENERATORS
from tests.helpers.keys import make
from tui import cli
from tui.keyops import limits
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.signatures import files as file_signatures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SECONDS: Final = 2.0
"""Of processor time, for any verb on any file: the promise of SECURITY.md."""
MIB: Final = 200
ENDED_SECONDS: Final = 20

_CA: Final = ("certificate", "sign", "-I", "x", "-n", "me", "-V", "+1d", "--dry-run")

VERBS: Final[dict[str, tuple[str, ...]]] = {
    "inspect": ("inspect", "{file}"),
    "inspect --json": ("inspect", "--json", "{file}"),
    "inspect --numbers": ("inspect", "--numbers", "{file}"),
    "inspect --randomart": ("inspect", "--randomart", "--bubblebabble", "{file}"),
    "inspect --verify": ("inspect", "--verify", "{file}"),
    "check": ("check", "{file}"),
    "check --for": ("check", "{file}", "--for", "github"),
    "convert": ("convert", "{file}", "--to", "openssh", "-o", "{out}"),
    "convert --for": ("convert", "{file}", "--for", "github", "-o", "{out}"),
    "public": ("public", "{file}"),
    "public --sshfp": ("public", "--sshfp", "host", "{file}"),
    "repair": ("repair", "{file}", "--dry-run"),
    "audit": ("audit", "{file}"),
    "audit --revoked": ("audit", "--revoked", "{file}", "{good}"),
    "audit --entries": ("audit", "--revoked", "{file}", "--entries"),
    "hosts find": ("hosts", "find", "host", "-f", "{long}"),
    "hosts find --json": ("hosts", "find", "host", "--json", "-f", "{long}"),
    "hosts remove": ("hosts", "remove", "host", "-f", "{long}"),
    "hosts hash": ("hosts", "hash", "-f", "{long}"),
    "verify": ("verify", "{good}", "{file}"),
    "verify --json": ("verify", "--json", "{good}", "{file}"),
    "verify --signers": ("verify", "{good}", "--signers", "{file}"),
    "verify --revoked": ("verify", "{good}", "--revoked", "{file}"),
    "sign": ("sign", "-k", "{file}", "-o", "{out}", "{good}"),
    "edit": ("edit", "{file}", "--key", "1", "-C", "other", "--dry-run"),
    "edit passphrase": ("edit", "{file}", "--new-passphrase-file", "{good}", "--dry-run"),
    "certificate show": ("certificate", "show", "{file}"),
    "certificate show --json": ("certificate", "show", "--json", "{file}"),
    "certificate attach": ("certificate", "attach", "{key}", "{file}", "-o", "{out}"),
    "certificate sign": (*_CA, "-s", "{file}", "{good}"),
    "certificate sign for": (*_CA, "-s", "{key}", "{file}"),
    "export": ("export", "{file}", "--format", "user", "--user", "me", "-o", "{out}"),
    "export --format body": ("export", "{file}", "--format", "body", "-o", "{out}"),
    "export --format json": ("export", "{file}", "--format", "json", "-o", "{out}"),
    "agent remove": ("agent", "remove", "{file}"),
    "agent add": ("agent", "add", "{file}"),
}
"""``{long}`` is a list of hosts, of ``limits.MAX_LIST_BYTES``; ``{file}`` has ``limits.MAX_FILE_BYTES``."""


class Cost(NamedTuple):
    """What one verb took on one file."""

    generator: str
    verb: str
    seconds: float
    mib: int
    stumbled: bool
    """Whether it ended by anything but an exit code."""

    @property
    def is_kept(self) -> bool:
        """Whether it is within the promise."""
        return self.seconds <= SECONDS and self.mib <= MIB and not self.stumbled


def measured(work: Callable[[], int]) -> tuple[float, int, bool]:
    """Seconds of processor time, MiB beyond those at the start, and whether it stumbled."""
    before = _resident_mib()
    child = os.fork()
    if child == 0:
        _be_the_child(work)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    largest = max(usage.ru_maxrss // 1024 - before, 0)
    return usage.ru_utime + usage.ru_stime, largest, code not in {0, 1, 2, 3, 4}


def _resident_mib() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() >> 20


def _be_the_child(work: Callable[[], int]) -> None:
    code = 99
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (ENDED_SECONDS, ENDED_SECONDS))
        null = os.open(os.devnull, os.O_RDWR)
        for handle in (0, 1, 2):
            os.dup2(null, handle)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
        with contextlib.suppress(SystemExit):
            code = work()
    finally:
        os._exit(code)


def costs(generator: str, verbs: Sequence[str] | None = None, size: int | None = None) -> list[Cost]:
    """What the verbs take on one kind of file: those that it may hurt where none are named."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = {word: str(folder / word) for word in ("good", "key", "file", "long", "out")}
        _put_others(folder)
        for verb in GENERATORS[generator].verbs if verbs is None else verbs:
            argv = [part.format_map(places) for part in VERBS[verb]]
            for place, full in (("file", limits.MAX_FILE_BYTES), ("long", limits.MAX_LIST_BYTES)):
                if places[place] in argv and not (folder / place).exists():
                    _made_apart(generator, size or full, folder / place)
            found.append(Cost(generator, verb, *measured(functools.partial(cli.main, argv))))
            changed = [*folder.glob("long*")] if verb in {"hosts hash", "hosts remove"} else []
            for left in (*folder.glob("out*"), *changed):
                left.unlink()
    return found


def _put_others(folder: Path) -> None:
    """What the verbs want beside: a file, its signature, and the key that made it."""
    key = make("ed25519")
    (folder / "good").write_bytes(pack_public(key.public, "openssh-public").data)
    (folder / "key").write_bytes(pack(key, "openssh").data)
    (folder / "key").chmod(0o600)
    signed = file_signatures.sign(key, file_signatures.digests(folder / "good")["sha512"])
    (folder / "good.sig").write_bytes(signed)


def _made_apart(generator: str, size: int, path: Path) -> None:
    """The file, made by a child: what it took of memory to make it must not hide what the verb takes."""

    def write() -> int:
        path.write_bytes(GENERATORS[generator].make(size))
        path.chmod(0o600)
        return 0

    _, _, stumbled = measured(write)
    if stumbled:
        raise RuntimeError(f"no file could be made: {generator}")


def main(names: Sequence[str] = ()) -> int:
    """Measure, and print the tables."""
    chosen = [name for name in GENERATORS if not names or any(word in name for word in names)]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    every: list[Cost] = []
    started = time.monotonic()
    with ProcessPoolExecutor(cores) as pool:
        for found in pool.map(costs, chosen):
            every += found
            sys.stdout.write(f"{found[0].generator:<46} {_worst(found, 'verb')}\n")
            sys.stdout.writelines(f"  over: {_told(one)}\n" for one in found if not one.is_kept)
            sys.stdout.flush()
    sys.stdout.write("\n")
    for verb in VERBS:
        found = [one for one in every if one.verb == verb]
        if found:
            sys.stdout.write(f"{verb:<24} {_worst(found, 'generator')}\n")
    over = [one for one in every if not one.is_kept]
    sys.stdout.write(
        f"\n{len(every):,} runs of {len({one.verb for one in every})} verbs on {len(chosen)} files in "
        f"{time.monotonic() - started:.0f} s: at most {max(one.seconds for one in every):.2f} s and "
        f"{max(one.mib for one in every)} MiB, {len(over)} over {SECONDS:g} s or {MIB} MiB\n"
    )
    return int(bool(over))


def _worst(found: Sequence[Cost], where: str) -> str:
    """The most time and memory of some runs, and the ``verb`` or ``generator`` of each."""
    slowest, largest = max(found, key=lambda one: one.seconds), max(found, key=lambda one: one.mib)
    time_at, memory_at = getattr(slowest, where), getattr(largest, where)
    return f"{slowest.seconds:6.2f} s  {time_at:<40} {largest.mib:4} MiB  {memory_at}"


def _told(one: Cost) -> str:
    stumbled = ", stumbled" if one.stumbled else ""
    return f"{one.verb}: {one.seconds:.2f} s, {one.mib} MiB{stumbled}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
