"""``python -m tests.fuzz --sizes [WORD ...]``: what every verb takes, on hostile files of full size.

Each verb runs in a process of its own. What is counted is its processor time, that of its children too, and
the most memory it had beyond what it began with. A verb is ended after ``ENDED_SECONDS``. Prints a table, and
exits with 1 when anything took more than the promise. Words choose the files by their names.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.fuzz.hostile import GENERATORS
from tests.keys import make
from tui import cli
from tui.keyops import limits
from tui.keyops.conversion import pack_public

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS: Final = 2.0
"""Of processor time, for any verb on any file: the promise of SECURITY.md."""
MIB: Final = 200
ENDED_SECONDS: Final = 20

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
    "mend": ("mend", "{file}", "--dry-run"),
    "audit": ("audit", "{file}"),
    "audit --revoked": ("audit", "--revoked", "{file}", "{good}"),
    "audit --entries": ("audit", "--revoked", "{file}", "--entries"),
    "hosts find": ("hosts", "find", "host", "-f", "{file}"),
    "hosts find --json": ("hosts", "find", "host", "--json", "-f", "{file}"),
    "verify": ("verify", "{good}", "{file}"),
    "verify --signers": ("verify", "{good}", "--signers", "{file}"),
    "verify --revoked": ("verify", "{good}", "--revoked", "{file}"),
    "sign": ("sign", "-k", "{file}", "-o", "{out}", "{good}"),
    "edit": ("edit", "{file}", "--key", "1", "-C", "other", "--dry-run"),
    "edit passphrase": ("edit", "{file}", "--new-passphrase-file", "{good}", "--dry-run"),
    "certificate show": ("certificate", "show", "{file}"),
    "export": ("export", "{file}", "--format", "user", "--user", "me", "-o", "{out}"),
    "agent remove": ("agent", "remove", "{file}"),
    "agent add": ("agent", "add", "{file}"),
}
LONG: Final = ("hosts find", "hosts find --json")
"""Verbs that read lists of hosts: up to ``limits.MAX_LIST_BYTES``."""


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


def measured(argv: Sequence[str]) -> tuple[float, int, bool]:
    """Seconds of processor time, MiB beyond those at the start, and whether it stumbled."""
    before = _resident_mib()
    child = os.fork()
    if child == 0:
        _be_the_verb(argv)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss // 1024 - before, 0), code not in {0, 1, 2}


def _resident_mib() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() >> 20


def _be_the_verb(argv: Sequence[str]) -> None:
    code = 99
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (ENDED_SECONDS, ENDED_SECONDS))
        null = os.open(os.devnull, os.O_RDWR)
        for handle in (0, 1, 2):
            os.dup2(null, handle)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
        with contextlib.suppress(SystemExit):
            code = cli.main(list(argv))
    finally:
        os._exit(code)


def costs(generator: str, verbs: Sequence[str] = tuple(VERBS), size: int | None = None) -> list[Cost]:
    """What the verbs take on one file."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good, file, out = folder / "good", folder / "file", folder / "out"
        good.write_bytes(pack_public(make("ed25519").public, "openssh-public").data)
        for verb in verbs:
            full = limits.MAX_LIST_BYTES if verb in LONG else limits.MAX_FILE_BYTES
            file.write_bytes(GENERATORS[generator](size or full))
            file.chmod(0o600)
            places = {"file": str(file), "good": str(good), "out": str(out)}
            argv = [part.format_map(places) for part in VERBS[verb]]
            found.append(Cost(generator, verb, *measured(argv)))
            for left in folder.glob("out*"):
                left.unlink()
    return found


def _line(found: Sequence[Cost]) -> str:
    slowest, largest = max(found, key=lambda one: one.seconds), max(found, key=lambda one: one.mib)
    return (
        f"{slowest.generator:<46} {slowest.seconds:6.2f} s  {slowest.verb:<20}"
        f" {largest.mib:4} MiB  {largest.verb}"
    )


def main(names: Sequence[str] = ()) -> int:
    """Print the table."""
    chosen = [name for name in GENERATORS if not names or any(word in name for word in names)]
    every: list[Cost] = []
    for generator in chosen:
        found = costs(generator)
        every += found
        print(_line(found), flush=True)
        for one in found:
            if not one.is_kept:
                print(f"  over: {one.verb:<20} {one.seconds:6.2f} s {one.mib:4} MiB", flush=True)
    over = [one for one in every if not one.is_kept]
    slowest, largest = max(every, key=lambda one: one.seconds), max(every, key=lambda one: one.mib)
    print(
        f"{len(every):,} runs of {len(VERBS)} verbs on {len(chosen)} files: slowest {slowest.seconds:.2f} s "
        f"({slowest.verb}, {slowest.generator}), most memory {largest.mib} MiB "
        f"({largest.verb}, {largest.generator}), {len(over)} over {SECONDS:g} s or {MIB} MiB"
    )
    return int(bool(over))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
