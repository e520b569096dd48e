"""1,000 key files: one ``keywright inspect`` against a loop of ``ssh-keygen -lf``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.timing import interleave, row, seconds
from tests.helpers.keys import make
from tests.helpers.peers import need
from tui.keyops.conversion.conversion import pack, pack_public

FILES = 1000


def folder_of_keys(folder: Path, count: int = FILES) -> list[Path]:
    """Private and public files of each type, with no ``.pub`` beside the private ones."""
    kinds = ["rsa", "ecdsa256", "ed25519", "ecdsa384", "ecdsa521"]
    private = {name: pack(make(name), "openssh").data for name in kinds}
    public = {name: pack_public(make(name).public, "openssh-public", b"bench").data for name in kinds}
    paths = []
    for at in range(count):
        name = kinds[at % len(kinds)]
        path = folder / (f"id_{at}" if at % 2 else f"id_{at}.pub")
        path.write_bytes(private[name] if at % 2 else public[name])
        path.chmod(0o600)
        paths.append(path)
    return paths


def main(argv: list[str] | None = None) -> None:
    """Print the comparison."""
    del argv
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = folder_of_keys(folder)
        ours: list[str | Path] = [sys.executable, "-m", "tui", "inspect", "--json", *paths]
        loop = [need("bash"), "-c", f'for f in "{folder}"/id_*; do {need("ssh-keygen")} -lf "$f"; done']
        root = Path(__file__).resolve().parents[2]
        subprocess.run([str(part) for part in ours], check=True, cwd=root, capture_output=True)
        mine, theirs = interleave(5, lambda: seconds(ours, cwd=root), lambda: seconds(loop))
    print(f"\n{FILES} key files inspected (aim: ratio at most 0.10)")
    print(row("loop of ssh-keygen -lf", theirs))
    print(row("keywright inspect", mine, theirs))


if __name__ == "__main__":
    main(sys.argv[1:])
