"""40,000 keys of 1,000 hosts: told by ``keywright inspect --jsonl``, loaded into DuckDB, asked about."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.helpers.fleet import BIN, run_fleet
from tests.helpers.project import ROOT
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys import fingerprints
from tui.keyops.keys.eddsa import Ed25519PublicKey

HOSTS = 1_000
EACH = 40
PEOPLE = 4_000


def main(argv: list[str] | None = None) -> None:
    """Print how long each step takes, and what keywright needs of memory."""
    del argv
    print(f"\nFleet: {HOSTS * EACH:,} keys of {HOSTS:,} hosts")
    if not (BIN / "python").exists():
        print("  no DuckDB here; run: make fleet")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keys = [Ed25519PublicKey(os.urandom(32)) for _ in range(PEOPLE)]
        lines = [authorized_line(key, b"user%d" % at) + "\n" for at, key in enumerate(keys)]
        copy = folder / "copy" / "root" / ".ssh"
        copy.mkdir(parents=True)
        (copy / "authorized_keys").write_text("".join(lines * (HOSTS * EACH // PEOPLE)))
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "tui", "inspect", "-r", "--jsonl", "--copied-from", "h", folder / "copy"],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        _tell("inspect --jsonl", began, f", {peak:.0f} MiB at most")
        rows = done.stdout.splitlines(keepends=True)
        (folder / "rows").mkdir()
        for number in range(HOSTS):
            part = rows[number * EACH : (number + 1) * EACH]
            (folder / "rows" / f"host{number}.jsonl").write_bytes(b"".join(part))
        owners = (
            f'[[owner]]\nname = "P{at}"\nkeys = ["{fingerprints.sha256(key)}"]\n'
            for at, key in enumerate(keys)
        )
        (folder / "owners.toml").write_text("".join(owners))
        began = time.perf_counter()
        run_fleet(["load", folder / "db", folder / "rows", "--owners", folder / "owners.toml"])
        _tell("load, with 4,000 owners", began)
        began = time.perf_counter()
        run_fleet(["ask", folder / "db"])
        _tell("ask all ten questions", began)


def _tell(what: str, began: float, more: str = "") -> None:
    print(f"  {what:<26} {time.perf_counter() - began:6.2f} s{more}", flush=True)
