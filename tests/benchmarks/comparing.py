"""The figures of docs/performance.md, each beside its peer in one run, and the ratio of the medians.

All take turns, so that a machine that has something else to do has it for all of them. ``--write`` puts the
table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.benchmarks import starting
from tests.benchmarks.inspecting import FILES, folder_of_keys
from tests.benchmarks.memory import cost
from tests.benchmarks.proportion import authorized
from tests.benchmarks.timing import ROOT, installed, interleave, p95, seconds
from tests.helpers.keys import make
from tests.helpers.peers import need, secret_file
from tui.keyops.conversion.conversion import pack, pack_public

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE: Final = ROOT / "docs" / "performance.md"
HEAD: Final = ("work", "min", "median", "p95", "compared with", "its median", "ratio", "aim")
LINES: Final = 10_000
PHRASE: Final = "correct horse"
_ROUNDS: Final = 15

Words = list[str | Path]


class Row(NamedTuple):
    """One thing that keywright does, and what does the same."""

    name: str
    words: Words
    """Behind ``keywright``."""
    peer: str
    command: Words
    aim: float
    clean: Path | None = None
    """What it writes, to be removed first."""


def rows(folder: Path) -> list[Row]:
    """All of them, with their files below a folder."""
    folder.chmod(0o700)
    lines = authorized(folder, LINES)
    many, alone = folder / "many", folder / "alone"
    many.mkdir()
    alone.mkdir(mode=0o700)
    folder_of_keys(many)
    public, private = alone / "id.pub", folder / "id_rsa"
    public.write_bytes(pack_public(make("rsa").public, "openssh-public", b"bench").data)
    private.write_bytes(pack(make("rsa"), "openssh").data)
    locked, secret, out = folder / "locked", secret_file(folder, PHRASE), folder / "out.pem"
    keygen = need("ssh-keygen")
    subprocess.run([keygen, "-q", "-t", "ed25519", "-a", "100", "-N", PHRASE, "-f", locked], check=True)
    (folder / "locked.pub").unlink()
    for path in (private, locked):
        path.chmod(0o600)
    listing: Words = [keygen, "-lf", lines]
    loop: Words = [need("bash"), "-c", f'for f in "{many}"/id_*; do {keygen} -lf "$f"; done']
    empty: Words = [sys.executable, "-c", "pass"]
    unlock: Words = [keygen, "-y", "-P", PHRASE, "-f", locked]
    ten, all_of_them = f"{LINES:,} lines", sorted(many.iterdir())
    return [
        Row(f"`list`, {ten}", ["list", lines], "ssh-keygen -lf", listing, 1.2),
        Row(f"`inspect`, {ten}", ["inspect", lines], "ssh-keygen -lf", listing, 2.0),
        Row(f"`inspect --json`, {ten}", ["inspect", "--json", lines], "ssh-keygen -lf", listing, 3.0),
        Row(f"`inspect`, {FILES:,} files", ["inspect", "--json", *all_of_them], "a loop of it", loop, 0.06),
        Row("`--version`", ["--version"], "python -c pass", empty, 2.5),
        Row("`inspect FILE.pub`", ["inspect", public], "python -c pass", empty, 3.5),
        Row("`check FILE --for github`", ["check", private, "--for", "github"], "python -c pass", empty, 5.0),
        Row(
            "`convert FILE --format pem`",
            ["convert", private, "--format", "pem", "-o", out],
            "python -c pass",
            empty,
            5.0,
            out,
        ),
        Row(
            "unlock, bcrypt 100 rounds",
            ["inspect", "--passphrase-file", secret, locked],
            "ssh-keygen -y",
            unlock,
            1.1,
        ),
    ]


def _ours(row: Row) -> float:
    if row.clean is not None:
        for path in (row.clean, row.clean.with_name(f"{row.clean.name}.pub")):
            path.unlink(missing_ok=True)
    return seconds([sys.executable, "-m", "tui", *row.words], cwd=installed(), ok=False)


def _ms(value: float) -> str:
    return f"{value * 1000:,.0f} ms"


def table(rounds: int) -> list[tuple[str, ...]]:
    """The cells of each row."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        given = rows(Path(name))
        for row in given:
            times = interleave(rounds, partial(_ours, row), partial(seconds, row.command, ok=False))
            found.append(_cells(row, *times))
            print("  ".join(found[-1]), flush=True)
        empty, one = cost(), cost("inspect", given[5].words[1])
    names, frame, bare = starting.frames(rounds)
    whom = "bare Textual app"
    found += [
        _cells(Row("screens: the names of the folder", [], whom, [], 0.6), names, bare),
        _cells(Row("screens: the whole first frame", [], whom, [], 1.0), frame, bare),
        _memory("memory of `inspect FILE.pub`", one.kib / 1024, "python -c pass", empty.kib / 1024, 2.0),
    ]
    *ours, (_, theirs) = starting.rests()
    found += [_memory(f"memory at rest, {what}", size, whom, theirs, 1.3) for what, size in ours]
    for cells in found[len(given) :]:
        print("  ".join(cells), flush=True)
    return found


def _memory(name: str, ours: float, whom: str, theirs: float, aim: float) -> tuple[str, ...]:
    """The cells of a row about MiB."""
    return (name, f"{ours:.1f} MiB", "", "", whom, f"{theirs:.1f} MiB", *judged(ours / theirs, aim))


def _cells(row: Row, ours: Sequence[float], theirs: Sequence[float]) -> tuple[str, ...]:
    median, beside = statistics.median(ours), statistics.median(theirs)
    own = (_ms(min(ours)), _ms(median), _ms(p95(ours)))
    return (row.name, *own, row.peer, _ms(beside), *judged(median / beside, row.aim))


def judged(ratio: float, aim: float) -> tuple[str, str]:
    """A ratio, and its aim, said to be missed where the ratio as it is printed is above it."""
    shown = f"{ratio:.3f}"
    return shown, f"{aim:g}" + (", missed" if float(shown) > aim else "")


def written(page: str, cells: list[tuple[str, ...]], note: str) -> str:
    """The page with its table renewed.

    Args:
        page: the text of docs/performance.md.
        cells: of each row.
        note: on what it was measured.
    """
    made = [HEAD, ("---", *["---:"] * 3, "---", *["---:"] * 3), *cells]
    text = "\n".join(f"| {' | '.join(row)} |" for row in made)
    pattern = re.compile(r"(<!-- measured -->\n).*?(\n<!-- end -->)", re.DOTALL)
    return pattern.sub(lambda found: f"{found[1]}{text}\n\n{note}{found[2]}", page)


def main(argv: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.comparing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--write", action="store_true", help="write it into docs/performance.md")
    given = parser.parse_args(argv)
    print("\n" + "  ".join(HEAD))
    cells = table(given.rounds)
    if given.write:
        python = ".".join(map(str, sys.version_info[:3]))
        load = os.getloadavg()[0]
        note = (
            f"Python {python}, {os.cpu_count()} cores, {given.rounds} rounds each in turns, load {load:.1f} "
            "at the end."
        )
        PAGE.write_text(written(PAGE.read_text("utf-8"), cells, note), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
