"""Unlocking: one bcrypt file against ssh-keygen, one PPK 3 file against puttygen, process start to exit."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.timing import interleave, row, seconds
from tests.helpers.peers import need, secret_file

PHRASE = "correct horse"


def main(argv: list[str] | None = None) -> None:
    """Print the comparison."""
    del argv
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        secret = secret_file(folder, PHRASE)
        ssh, ppk = folder / "id", folder / "id.ppk"
        keygen, puttygen = need("ssh-keygen"), need("puttygen")
        subprocess.run([keygen, "-q", "-t", "ed25519", "-a", "100", "-N", PHRASE, "-f", ssh], check=True)
        ppk_make = [puttygen, "-q", "-t", "ed25519", "--new-passphrase", secret, "-o", ppk]
        subprocess.run([*map(str, ppk_make), "--ppk-param", "passes=64"], check=True)
        (folder / "id.pub").unlink()
        empty: list[str | Path] = ["--new-passphrase", secret_file(folder, "", "empty")]
        inspect: list[str | Path]
        inspect = [sys.executable, "-m", "tui", "inspect", "--json", "--passphrase-file", secret]
        mine, theirs, mine_ppk, theirs_ppk = interleave(
            15,
            lambda: seconds([*inspect, ssh], cwd=root),
            lambda: seconds([keygen, "-y", "-P", PHRASE, "-f", ssh]),
            lambda: seconds([*inspect, ppk], cwd=root),
            lambda: seconds(
                [puttygen, ppk, "--old-passphrase", secret, "-P", *empty, "-o", folder / "out.ppk"]
            ),
        )
    print("\nUnlocking, process start to exit")
    print(row("ssh-keygen, bcrypt 100", theirs))
    print(row("keywright, bcrypt 100", mine, theirs))
    print(row("puttygen, Argon2id x64", theirs_ppk))
    print(row("keywright, Argon2id x64", mine_ppk, theirs_ppk))


if __name__ == "__main__":
    main(sys.argv[1:])
